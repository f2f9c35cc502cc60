"""Graphics state: what a content stream has set when it paints, as far as colour and overprint depend on it."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from prepress.separation.colour import BLACK, Colour

Matrix = tuple[float, float, float, float, float, float]
"""A PDF transformation: x' = a x + c y + e, y' = b x + d y + f."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def product(first: Matrix, second: Matrix) -> Matrix:
    """The transformation that applies `first`, then `second`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def inverse(matrix: Matrix) -> Matrix | None:
    """The transformation back, or None when the matrix flattens everything."""
    a, b, c, d, e, f = matrix
    size = a * d - b * c
    if abs(size) < 1e-12:
        return None
    return d / size, -b / size, -c / size, a / size, (c * f - d * e) / size, (b * e - a * f) / size


def scale(matrix: Matrix) -> float:
    """The mean factor by which a matrix enlarges lengths."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def placed(matrix: Matrix, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points moved by a matrix."""
    a, b, c, d, e, f = matrix
    return [(a * x + c * y + e, b * x + d * y + f) for x, y in points]


@dataclass(slots=True)
class Paint:
    """Colour of fills or of strokes: the colour space in force, and the ink or the pattern that was set in it.

    `white` is the white point (XYZ) where the space is CIE L*a*b*. `colour` is None while it is inherited or a pattern. A `pattern` waits to be written until something is painted
    with it (`pending`), because a pattern of one cell is never written at all.
    """

    space: str = "DeviceGray"
    white: Colour = ()
    colour: Colour | None = None
    pattern: str = ""
    pending: bool = False
    alpha: float = 1.0


@dataclass(slots=True)
class State:
    """The graphics state of one point in a content stream; `plain` is Normal blending without a soft mask."""

    ctm: Matrix = IDENTITY
    fill: Paint = field(default_factory=Paint)
    stroke: Paint = field(default_factory=Paint)
    plain: bool = True
    overprint: bool = False
    font_size: float = 0.0
    text_mode: int = 0
    line_width: float = 1.0

    def saved(self) -> State:
        """A copy, as the operator q makes it."""
        made = copy.copy(self)
        made.fill, made.stroke = copy.copy(self.fill), copy.copy(self.stroke)
        return made

    def black(self, *, fills: bool, strokes: bool) -> bool:
        """Whether all that is painted is opaque 100 % K and nothing else."""
        used = [paint for paint, on in ((self.fill, fills), (self.stroke, strokes)) if on]
        opaque = all(paint.colour == BLACK and paint.alpha == 1 for paint in used)
        return bool(used) and self.plain and opaque
