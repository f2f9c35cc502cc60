"""Handouts: pages imposed on the sheets of an office printer, with instructions for folding."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.artworks.handout.guide import (
        check_pages,
        check_panels,
        compose_dummy,
        compose_guide,
        compose_print_test,
        imposed_by,
        scheme_of,
        sheets_of,
    )
    from brochurepress.artworks.handout.imposition import CardGrid, card_grid, impose_cards

door(__name__)
