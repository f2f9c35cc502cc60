"""Colour separation: every colour of a PDF turned into the inks of a printing condition."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.artworks.press.separation.colour import CmykDestination, InkPlan, delta_e, soft_proof
    from brochurepress.artworks.press.separation.separator import separate

door(__name__)
