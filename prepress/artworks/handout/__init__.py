"""Handouts: pages imposed on the sheets of an office printer, with instructions for folding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.artworks.handout.guide import check_pages, scheme_of

__all__ = [
    "check_pages",
    "scheme_of",
]

__getattr__ = door(
    __name__,
    {
        "guide": "check_pages scheme_of",
    },
)
