"""Rules that a finished file is held to, and what it says compared with what was written."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.preflight.artwork_check import CheckedArtwork, check_artworks, check_file, reports
    from prepress.preflight.fidelity import check_sameness
    from prepress.preflight.html import OF_MARKUP, PAGE_RULES, check_page
    from prepress.preflight.matching import MatchingBlock, common, matching_blocks
    from prepress.preflight.rules import RULES
    from prepress.preflight.text_extraction import Word, alike, joined, quoted, read_painted
    from prepress.preflight.transcript import ReadingStop, stops

door(__name__)
