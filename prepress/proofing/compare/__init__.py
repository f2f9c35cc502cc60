"""What differs between two states of a brochure: words, pictures, inks and pixels."""

from __future__ import annotations

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

__all__ = [
    "PAGED",
    "Comparison",
    "EditionState",
    "PageSide",
    "at_commit",
    "built",
    "changed_since_commit",
    "commit_of",
    "comparable",
    "compare_states",
    "comparison_page",
    "delivered",
    "in_folder",
]

__getattr__ = door(
    __name__,
    {
        "comparison": "compare_states",
        "git": "changed_since_commit commit_of",
        "model": "Comparison PageSide",
        "page": "comparison_page",
        "states": "EditionState PAGED at_commit built comparable delivered in_folder",
    },
)
