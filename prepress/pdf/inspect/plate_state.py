"""Which plates a stand-in page shows, and the colours and overprint that decide on its inks."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from pikepdf import Name

from prepress.pdf.inspect.graphics_state import IDENTITY, Matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

InkValues = tuple[float, float, float, float]


class PlatePair(Enum):
    """Which plates a page stands for: cyan, magenta and yellow as RGB, or black as grey."""

    CHROMATIC = (0, 1, 2)
    BLACK = (3,)

    @property
    def space(self) -> Name:
        """The colour space that carries these plates."""
        return Name.DeviceRGB if self is PlatePair.CHROMATIC else Name.DeviceGray

    def paper(self, inks: Sequence[float]) -> list[float]:
        """What the inks (in %) of these plates leave of the paper, 0 to 1."""
        return [round(1 - min(100.0, max(0.0, inks[plate])) / 100, 4) for plate in self.value]


class PlatePaint:
    """The current colour of fills or strokes: its space as written, its inks, and whether it overprints."""

    def __init__(self) -> None:
        self.space: Any = Name.DeviceGray
        self.inks: InkValues = (0, 0, 0, 100)
        self.direct = True
        self.overprint = False

    def copy(self) -> PlatePaint:
        """A copy that later changes do not reach."""
        other = PlatePaint()
        other.__dict__.update(self.__dict__)
        return other


class PlateGraphicsState:
    """The part of the graphics state that decides on inks."""

    def __init__(self, grouped: bool = False) -> None:
        self.grouped = grouped
        self.fill, self.stroke = PlatePaint(), PlatePaint()
        self.mode = 0
        self.blend: Any = Name.Normal
        self.render = 0
        self.ctm: Matrix = IDENTITY

    def copy(self) -> PlateGraphicsState:
        """A copy that later changes do not reach."""
        other = PlateGraphicsState()
        other.__dict__.update(self.__dict__, fill=self.fill.copy(), stroke=self.stroke.copy())
        return other
