"""The graphics state as far as prepress asks for it, and its matrices (ISO 32000-1, 8.4)."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prepress.design import Box
from prepress.pdf.inspect.colour_spaces import INITIAL
from prepress.pdf.inspect.model import OverprintState, PaintedColour, PaintSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prepress.pdf.inspect.fonts import TextFont

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]

IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
EVERYWHERE = Box(-math.inf, -math.inf, math.inf, math.inf)


def times(first: Matrix, then: Matrix) -> Matrix:
    """The product that applies `first`, then `then`."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def applied(matrix: Matrix, point: Point) -> Point:
    """A point taken through a matrix."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def hull(points: Iterable[Point]) -> Box:
    """The smallest box around points; raises ValueError for none."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def corners(box: Box) -> tuple[Point, ...]:
    """The four corners of a box."""
    return (box.left, box.bottom), (box.right, box.bottom), (box.right, box.top), (box.left, box.top)


def transformed(matrix: Matrix, box: Box) -> Box:
    """The box around a transformed box."""
    return hull(applied(matrix, corner) for corner in corners(box))


def scale(matrix: Matrix) -> float:
    """The mean enlargement of a matrix: the root of its determinant."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


@dataclass
class GraphicsState:
    """Current values of the graphics state; `saved()` is what the operator q keeps."""

    ctm: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    fill: PaintedColour = INITIAL
    stroke: PaintedColour = INITIAL
    fill_pattern: str = ""
    stroke_pattern: str = ""
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    blend: str = "Normal"
    fill_overprint: bool = False
    stroke_overprint: bool = False
    overprint_mode: int = 0
    line_width: float = 1.0
    face: TextFont | None = None
    size: float = 0.0
    character_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    render: int = 0
    text_matrix: Matrix = IDENTITY
    line_matrix: Matrix = IDENTITY

    def saved(self) -> GraphicsState:
        """A copy that later changes do not reach."""
        return copy.copy(self)

    def fill_ink(self) -> PaintSettings:
        """What a fill prints with just now."""
        overprint = OverprintState(self.fill_overprint, self.overprint_mode)
        return PaintSettings(self.fill, overprint, self.fill_alpha, self.blend)

    def stroke_ink(self) -> PaintSettings:
        """What a stroke prints with just now."""
        overprint = OverprintState(self.stroke_overprint, self.overprint_mode)
        return PaintSettings(self.stroke, overprint, self.stroke_alpha, self.blend)
