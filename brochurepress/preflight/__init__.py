"""Rules that a finished file is held to, and what it says compared with what was written."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.preflight.acceptance import accept, accepted_beside, accepted_in
    from brochurepress.preflight.artwork_check import CheckedArtwork, check_artworks, check_file, reports
    from brochurepress.preflight.fidelity import check_sameness
    from brochurepress.preflight.html import OF_MARKUP, PAGE_RULES, check_page
    from brochurepress.preflight.rules import RULES
    from brochurepress.preflight.text_extraction import (
        MatchingBlock,
        Word,
        alike,
        common,
        joined,
        matching_blocks,
        quoted,
        read_painted,
    )
    from brochurepress.preflight.transcript import ReadingStop, announced_in, stops

door(__name__)
