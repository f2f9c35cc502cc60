"""What an edition says: its sections read from Markdown and checked, inherited and typographically set."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.source.contact_expiry import check_freshness
    from prepress.source.edition import Edition, read_edition
    from prepress.source.inheritance import (
        NAME,
        editions_of,
        first_editions,
        known_editions,
        read_lineage,
        standing_editions,
    )
    from prepress.source.inputs import TOKENS, Inputs, read_sources, timed, token_place
    from prepress.source.languages import (
        FALLBACK,
        PageStrings,
        decimal_sign,
        file_of,
        left_behind,
        read_page,
        read_strings,
    )
    from prepress.source.layers import list_sections, read_written
    from prepress.source.manuscript import Manuscript
    from prepress.source.placeholders import names_in
    from prepress.source.sanitizer import URL_SCHEMES
    from prepress.source.schemes import SCHEMES, UNPRINTED_MM, Edges, Scheme, SheetSide
    from prepress.source.section_types import (
        SECTION_TYPES,
        Landmark,
        Person,
        Picture,
        Section,
        contacts_of,
    )
    from prepress.source.variants import FORMS, PAGES, VARIANTS, Form, PaintMethod, RuleGroup, Variant

door(__name__)
