"""Looking before printing: previews, comparisons, approved pages and colour swatches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.proofing.approved_pages import PICTURE, departures, folder_of, reference_pictures

__all__ = [
    "PICTURE",
    "departures",
    "folder_of",
    "reference_pictures",
]

__getattr__ = door(
    __name__,
    {
        "approved_pages": "PICTURE departures folder_of reference_pictures",
    },
)
