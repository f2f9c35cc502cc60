"""Rules for accessible PDF: PDF/UA, WCAG and the Matterhorn protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.preflight.accessibility.appearance import token_contrast

__all__ = [
    "token_contrast",
]

__getattr__ = door(
    __name__,
    {
        "appearance": "token_contrast",
    },
)
