"""Graphics state: what a content stream has set when it paints, as far as ink depends on it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from prepress.artworks.press.separation.colour import BLACK, ColourComponents
from prepress.pdf.inspect import IDENTITY, Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(slots=True)
class CurrentPaint:
    """Colour of fills or of strokes: the colour space in force, and the ink or pattern set in it.

    `white` is the white point (XYZ) where the space is CIE L*a*b*. `colour` is None while it is inherited or
    a pattern. A `pattern` waits to be written until something is painted with it (`pending`), because a
    pattern of one cell is never written at all.
    """

    space: str = "DeviceGray"
    white: Sequence[float] = ()
    colour: ColourComponents | None = None
    pattern: str = ""
    pending: bool = False
    alpha: float = 1.0

    def saved(self) -> CurrentPaint:
        """A copy."""
        return CurrentPaint(self.space, self.white, self.colour, self.pattern, self.pending, self.alpha)


@dataclass(slots=True)
class SeparationState:
    """The graphics state of one point in a content stream; `plain` is Normal blending without a soft mask."""

    ctm: Matrix = IDENTITY
    fill: CurrentPaint = field(default_factory=CurrentPaint)
    stroke: CurrentPaint = field(default_factory=CurrentPaint)
    plain: bool = True
    overprint: bool = False
    font_size: float = 0.0
    text_mode: int = 0
    line_width: float = 1.0

    def saved(self) -> SeparationState:
        """A copy, as the operator q makes it."""
        return dataclasses.replace(self, fill=self.fill.saved(), stroke=self.stroke.saved())

    def overprinted(self, painted: tuple[bool, bool], small: tuple[bool, bool]) -> tuple[bool, bool]:
        """Whether fill and stroke overprint: what is small and black; one that is not painted follows."""
        fill = small[0] and self.is_black(self.fill)
        stroke = small[1] and self.is_black(self.stroke)
        if not any(painted):
            return self.overprint, self.overprint
        return fill if painted[0] else stroke, stroke if painted[1] else fill

    def is_black(self, paint: CurrentPaint) -> bool:
        """Whether a paint is opaque 100 % K and nothing else."""
        return self.plain and paint.colour == BLACK and paint.alpha == 1
