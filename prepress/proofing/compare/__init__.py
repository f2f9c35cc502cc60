"""What differs between two states of a brochure: words, pictures, inks and pixels."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.proofing.compare.comparison import compare_states
    from prepress.proofing.compare.git import changed_since_commit, commit_of
    from prepress.proofing.compare.model import Comparison, PageSide
    from prepress.proofing.compare.page import comparison_page
    from prepress.proofing.compare.states import (
        PAGED,
        EditionState,
        at_commit,
        built,
        comparable,
        delivered,
        in_folder,
    )

door(__name__)
