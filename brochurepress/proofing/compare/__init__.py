"""What differs between two states of a brochure: words, pictures, inks and pixels."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.proofing.compare.comparison import compare_states
    from brochurepress.proofing.compare.git import changed_since_commit, checkout, commit_of
    from brochurepress.proofing.compare.model import Comparison, PageSide
    from brochurepress.proofing.compare.page import comparison_page
    from brochurepress.proofing.compare.states import (
        PAGED,
        EditionState,
        at_commit,
        built,
        comparable,
        delivered,
        in_folder,
    )

door(__name__)
