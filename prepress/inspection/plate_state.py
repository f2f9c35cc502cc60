"""Which plates a stand-in page shows, and the colours and overprint that decide on its inks."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from pikepdf import Name

from prepress.inspection.graphics import IDENTITY, Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

Inks = tuple[float, float, float, float]


class Pair(Enum):
    """Which plates a page stands for: cyan, magenta and yellow as RGB, or black as grey."""

    CHROMATIC = (0, 1, 2)
    BLACK = (3,)

    @property
    def space(self) -> Name:
        """The colour space that carries these plates."""
        return Name.DeviceRGB if self is Pair.CHROMATIC else Name.DeviceGray

    def paper(self, inks: Sequence[float]) -> list[float]:
        """What the inks (in %) of these plates leave of the paper, 0 to 1."""
        return [round(1 - min(100.0, max(0.0, inks[plate])) / 100, 4) for plate in self.value]


class Paint:
    """The current colour of fills or strokes: its space as written, its inks, and whether it overprints."""

    def __init__(self) -> None:
        self.space: Any = Name.DeviceGray
        self.inks: Inks = (0, 0, 0, 100)
        self.direct = True
        self.overprint = False

    def copy(self) -> Paint:
        """A copy that later changes do not reach."""
        other = Paint()
        other.__dict__.update(self.__dict__)
        return other


class Graphics:
    """The part of the graphics state that decides on inks."""

    def __init__(self, grouped: bool = False) -> None:
        self.grouped = grouped
        self.fill, self.stroke = Paint(), Paint()
        self.mode = 0
        self.blend: Any = Name.Normal
        self.render = 0
        self.ctm: Matrix = IDENTITY

    def copy(self) -> Graphics:
        """A copy that later changes do not reach."""
        other = Graphics()
        other.__dict__.update(self.__dict__, fill=self.fill.copy(), stroke=self.stroke.copy())
        return other
