"""Colour separation: every colour of a PDF turned into the inks of a printing condition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.artworks.press.separation.colour import CmykDestination, InkPlan, delta_e, soft_proof
    from prepress.artworks.press.separation.separator import separate

__all__ = [
    "CmykDestination",
    "InkPlan",
    "delta_e",
    "separate",
    "soft_proof",
]

__getattr__ = door(
    __name__,
    {
        "colour": "CmykDestination InkPlan delta_e soft_proof",
        "separator": "separate",
    },
)
