"""Page geometry: trim, bleed and safety of one page, in mm, and the PDF page boxes that follow from them in pt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

PT_PER_MM = 72 / 25.4

Point = tuple[float, float]


class Box(NamedTuple):
    """A PDF rectangle in pt: left, bottom, right, top (ISO 32000-1, 7.9.5)."""

    left: float
    bottom: float
    right: float
    top: float

    def grown(self, pt: float) -> Box:
        """The box moved outwards by `pt` on all four sides."""
        return Box(self.left - pt, self.bottom - pt, self.right + pt, self.top + pt)

    def within(self, other: Box) -> Box:
        """The part of the box that lies inside another; of negative width or height where they do not meet."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Box(left, bottom, min(self.right, other.right), min(self.top, other.top))

    def meets(self, other: Box) -> bool:
        """Whether the two have an area in common."""
        common = self.within(other)
        return min(common.width, common.height) > 0

    def around(self, *others: Box) -> Box:
        """The smallest box that holds it and others."""
        lefts, bottoms, rights, tops = zip(self, *others, strict=True)
        return Box(min(lefts), min(bottoms), max(rights), max(tops))

    @property
    def corners(self) -> tuple[Point, ...]:
        """The four corners, from the lower left one anticlockwise."""
        left, bottom, right, top = self
        return (left, bottom), (right, bottom), (right, top), (left, top)

    @property
    def width(self) -> float:
        """Width in pt."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in pt."""
        return self.top - self.bottom


def hull(points: Iterable[Point]) -> Box:
    """The smallest box around points; raises ValueError for none."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True)
class Geometry:
    """Trimmed page size, bleed and safety margin, all in mm."""

    width_mm: float
    height_mm: float
    bleed_mm: float = 0.0
    safety_mm: float = 0.0

    @property
    def trim(self) -> Box:
        """TrimBox in pt, its lower left corner in the origin."""
        return Box(0.0, 0.0, self.width_mm * PT_PER_MM, self.height_mm * PT_PER_MM)

    @property
    def bleed(self) -> Box:
        """BleedBox in pt: the trim grown by the bleed on four sides."""
        return self.trim.grown(self.bleed_mm * PT_PER_MM)

    @property
    def safe(self) -> Box:
        """The area in pt in which text is safe from the cutter."""
        return self.trim.grown(-self.safety_mm * PT_PER_MM)

    def slug(self, mm: float) -> Box:
        """MediaBox in pt that leaves `mm` outside the trim for printer's marks."""
        return self.trim.grown(mm * PT_PER_MM)
