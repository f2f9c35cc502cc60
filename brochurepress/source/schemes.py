"""Schemes of imposition: where each page stands on the sheets of an office printer, and how these are folded or cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

SHEET_MM = (297.0, 210.0)
"""Width and height of a sheet of A4 in landscape (ISO 216), in mm."""

UNPRINTED_MM = 5.0
"""The edge of a sheet on which an office printer puts no toner, in mm."""

Edges = tuple[float, float, float, float]
"""Left, bottom, right and top in mm from the bottom left of the sheet."""

SheetSide = tuple[int, ...]
"""The pages on one side of a sheet, from 1, panel by panel from the top left in rows; 0 is a panel without a page."""

SheetSides = tuple[SheetSide, SheetSide]
"""The front and the back of one sheet; the back as it lies when the sheet is turned over its left or right edge."""


@dataclass(frozen=True)
class Scheme:
    """One way to put pages on sheets.

    `widths_mm` are the panels of the front from left to right (those of the back run the other way), `rows` how many
    rows of them there are; `landscape` is how the sheet lies. `multiple` is what the number of pages is brought to
    with blank ones before the last, `most` the pages that it holds at most (0: any number); `copies` is how often
    each page stands on the sheets; `sided` how many sides are printed. `folds` tells for each line between panels how
    it is folded, the front up: 1 towards you, -1 away from you; where there are none, the sheet is cut.
    """

    name: str
    widths_mm: tuple[float, ...]
    rows: int
    landscape: bool
    multiple: int
    most: int
    copies: int
    sided: int
    folds: tuple[int, ...]
    leaves: Callable[[int], Iterator[SheetSides]]

    @property
    def sheet_mm(self) -> tuple[float, float]:
        """Width and height of the sheet as it lies, in mm."""
        return SHEET_MM if self.landscape else (SHEET_MM[1], SHEET_MM[0])

    @property
    def height_mm(self) -> float:
        """Height of a panel in mm."""
        return self.sheet_mm[1] / self.rows

    def widths(self, back: bool) -> tuple[float, ...]:
        """Widths of the panels from left to right in mm, on the front or on the back."""
        return self.widths_mm[::-1] if back else self.widths_mm

    def panels(self, back: bool) -> list[Edges]:
        """The panels of one side, in rows from the top left."""
        found = []
        for row in range(self.rows):
            top, left = self.sheet_mm[1] - row * self.height_mm, 0.0
            for width in self.widths(back):
                found.append((left, top - self.height_mm, left + width, top))
                left += width
        return found

    def order(self, pages: int) -> list[int]:
        """The pages in order, from 1, with blank ones (0) before the last."""
        numbers = list(range(1, pages + 1))
        return [*numbers[:-1], *[0] * (self.padded(pages) - pages), *numbers[-1:]]

    def places(self, pages: int) -> dict[int, tuple[int, Edges]]:
        """For each page, from 1, the side (from 1, fronts and backs in turn) and the panel where it first stands."""
        found: dict[int, tuple[int, Edges]] = {}
        order = self.order(pages)
        sides = (side for leaf in self.leaves(len(order)) for side in enumerate(leaf[: self.sided]))
        for number, (back, side) in enumerate(sides, 1):
            for position, edges in zip(side, self.panels(back == 1), strict=True):
                if position and order[position - 1]:
                    found.setdefault(order[position - 1], (number, edges))
        return found

    def padded(self, pages: int) -> int:
        """Number of pages when blank ones fill the last sheet."""
        return -(-pages // self.multiple) * self.multiple

    def sides(self, pages: int) -> int:
        """Number of printed sides that hold so many pages."""
        return self.sided * sum(1 for _ in self.leaves(self.padded(pages)))

    def sheets(self, sides: int, copies: int = 1) -> int:
        """Sheets for so many copies of a file with so many sides; several copies come off one set that is cut."""
        return -(-copies // self.copies) * (sides // self.sided)


def _booklet(pages: int) -> Iterator[SheetSides]:
    """Sheet in sheet: the outermost holds the first two pages and the last two; its front is outside."""
    for sheet in range(pages // 4):
        first, last = 2 * sheet + 1, pages - 2 * sheet
        yield (last, first), (first + 1, last - 1)


def _repeated(panels: int) -> Callable[[int], Iterator[SheetSides]]:
    """The same leaf in every panel: when the stack is cut, each pile is a whole copy."""

    def leaves(pages: int) -> Iterator[SheetSides]:
        for page in range(1, pages + 1, 2):
            yield (page,) * panels, (page + 1,) * panels

    return leaves


def _panels(pages: int) -> Iterator[SheetSides]:
    """One sheet, its front inside when it is folded: the back has the cover at its right."""
    half = pages // 2
    yield tuple(range(2, 2 + half)), (*range(2 + half, pages + 1), 1)


def _single(pages: int) -> Iterator[SheetSides]:
    for page in range(1, pages + 1):
        yield (page,), (0,)


_A5 = (148.5, 148.5)

SCHEMES: dict[str, Scheme] = {
    row.name: row
    for row in (
        Scheme("booklet-2up", _A5, 1, True, 4, 0, 1, 2, (-1,), _booklet),
        Scheme("cut-2up", _A5, 1, True, 2, 0, 2, 2, (), _repeated(2)),
        Scheme("cut-4up", (105.0, 105.0), 2, False, 2, 0, 4, 2, (), _repeated(4)),
        Scheme("tweeluik", _A5, 1, True, 4, 4, 1, 2, (1,), _panels),
        Scheme("drieluik-zigzag", (99.0, 99.0, 99.0), 1, True, 6, 6, 1, 2, (1, -1), _panels),
        Scheme("wikkelvouw", (100.0, 100.0, 97.0), 1, True, 6, 6, 1, 2, (1, 1), _panels),
        Scheme("sheet", (210.0,), 1, False, 1, 0, 1, 1, (), _single),
    )
}
"""Every scheme by name."""
