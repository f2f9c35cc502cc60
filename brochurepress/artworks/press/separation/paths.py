"""Paths: the points of the path under construction, and what they tell about lines and pattern cells."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Matrix

from brochurepress.design import Point, hull
from brochurepress.pdf.inspect import matrix_entry, numbers

CLIPPING = frozenset(("W", "W*"))

SPLIT = {"B": ("f", "S"), "B*": ("f*", "S"), "b": ("f", "s"), "b*": ("f*", "s")}
"""The operators that fill and then stroke what one operator does at once."""


@dataclass(slots=True)
class CurrentPath:
    """The path under construction: its corners and control points."""

    points: list[Point] = field(default_factory=list)

    def add(self, operator: str, values: Sequence[float]) -> None:
        """The points of one construction operator."""
        if operator == "re":
            x, y, width, height = values
            self.points += [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            return
        if operator == "m" and len(self.points) == 1:
            self.points.clear()  # a move followed by a move draws nothing: SVG paths begin with one
        self.points += zip(values[::2], values[1::2], strict=True)

    def thickness(self, ctm: Matrix) -> float:
        """The smaller extent of the filled shape, in units of the space that the matrix leads to."""
        if not self.points:
            return math.inf
        box = hull(self.points)
        return min(box.width * math.hypot(ctm.a, ctm.b), box.height * math.hypot(ctm.c, ctm.d))

    def cell_placement(self, ctm: Matrix, pattern: Any) -> Matrix | None:
        """The matrix that draws a pattern's cell where its first tile lies, if the path is all within it."""
        matrix = matrix_entry(pattern)
        back, home = inverse(ctm), inverse(matrix)
        if int(pattern.PatternType) != 1 or not self.points or back is None or home is None:
            return None
        left, bottom, right, top = numbers(pattern.BBox)
        slack = 1e-3 * max(right - left, top - bottom)
        steps = float(pattern.get("/XStep", 0)), float(pattern.get("/YStep", 0))
        if abs(steps[0]) < right - left - slack or abs(steps[1]) < top - bottom - slack:
            return None  # the cells overlap: a second one shows within the first
        into = ctm @ home
        box = hull(into.transform(point) for point in self.points)
        inside = (
            box.left >= left - slack
            and box.bottom >= bottom - slack
            and box.right <= right + slack
            and box.top <= top + slack
        )
        return matrix @ back if inside else None


def inverse(matrix: Matrix) -> Matrix | None:
    """The transformation back, or None when the matrix flattens everything."""
    flat = abs(matrix.a * matrix.d - matrix.b * matrix.c) < 1e-12
    return None if flat else matrix.inverse()
