"""The files that an edition is issued as, each painted from the same pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.artworks.painters import PAINTERS, Artwork, PaintJob, metadata_of, offers

__all__ = [
    "PAINTERS",
    "Artwork",
    "PaintJob",
    "metadata_of",
    "offers",
]

__getattr__ = door(
    __name__,
    {
        "painters": "Artwork PAINTERS PaintJob metadata_of offers",
    },
)
