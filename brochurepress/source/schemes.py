"""Schemes of imposition: where each page stands on the sheets of an office printer or a press, and how these fold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from brochurepress.workspace import shipped_table

SHEET_MM = (297.0, 210.0)
"""Width and height of a sheet of A4 in landscape (ISO 216), in mm."""

_TALL_MM = (210.0, 297.0)

UNPRINTED_MM = 5.0
"""The edge of a sheet on which an office printer puts no toner, in mm."""

Edges = tuple[float, float, float, float]
"""Left, bottom, right and top in mm from the bottom left of the sheet."""

SheetSide = tuple[int, ...]
"""The pages on one side of a sheet, from 1, panel by panel from the top left in rows; 0 is a panel without a page."""

SheetSides = tuple[SheetSide, SheetSide]
"""The front and the back of one sheet; the back as it lies when the sheet is turned over its left or right edge."""


SideRows = list[list[int]]
"""The panels that are seen of one side, row by row: their pages, negative where a page stands on its head."""

_Panels = dict[tuple[int, int], tuple[int, int]]  # front and back at each row and column


class Crease(NamedTuple):
    """One fold: after which column of the front, or which row; 1 towards you, -1 away from you, the front up."""

    after: int
    towards: int
    is_row: bool = False


@dataclass(frozen=True)
class Scheme:
    """One way to put pages on sheets.

    `widths_mm` are the panels of the front from left to right (those of the back run the other way), `rows` how many
    rows of them there are; `sheet_mm` is the sheet as it lies. `multiple` is what the number of pages is brought to
    with blank ones before the last, `most` the pages that it holds at most (0: any number); `copies` is how often
    each page stands on the sheets; `sided` how many sides are printed. `creases` are its folds in their order; where
    there are none, the sheet is cut. The pages of `turned` stand on their heads, for the fold sets them upright; `slit`
    is cut between rows before folding, from one column's end to another's.
    """

    name: str
    widths_mm: tuple[float, ...]
    rows: int
    sheet_mm: tuple[float, float]
    multiple: int
    most: int
    copies: int
    sided: int
    creases: tuple[Crease, ...]
    leaves: Callable[[int], Iterator[SheetSides]]
    turned: tuple[int, ...] = ()
    slit: tuple[int, ...] = ()

    @property
    def folds(self) -> tuple[int, ...]:
        """For each line between columns how it is folded, the front up: 1 towards you, -1 away from you."""
        return tuple(crease.towards for crease in sorted(self.creases) if not crease.is_row)

    def openings(self) -> Iterator[tuple[SideRows, SideRows]]:
        """Front and back of the piece as it opens, fold by fold: from what is closed to the flat sheet."""
        heads, leaf = {page: -page for page in self.turned}, next(self.leaves(self.most))
        front, back = ([heads.get(page, page) for page in side] for side in leaf)
        wide = len(self.widths_mm)
        panels = {divmod(at, wide): (page, back[at + wide - 1 - 2 * (at % wide)]) for at, page in enumerate(front)}
        states = [*accumulate(self.creases, _folded, initial=panels)]
        return ((_seen(state, back=False), _seen(state, back=True)) for state in reversed(states))

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width of the widest panel and height of a panel, in mm: what its pages are set in."""
        return max(self.widths_mm), self.height_mm

    def lines_mm(self, back: bool) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Where its panels meet, in mm from the bottom left of one side: across the width, and up the height."""
        across = tuple(accumulate(self.widths(back)))[:-1]
        return across, tuple(self.sheet_mm[1] - row * self.height_mm for row in range(1, self.rows))

    def cut_mm(self, page: int, pages: int) -> float:
        """By how much a page is narrower at either side in its panel than the widest panel, in mm."""
        left, _, right, _ = self.places(pages)[page][1]
        return (self.page_mm[0] - (right - left)) / 2

    @property
    def height_mm(self) -> float:
        """Height of a panel in mm."""
        return self.sheet_mm[1] / self.rows

    def widths(self, back: bool) -> tuple[float, ...]:
        """Widths of the panels from left to right in mm, on the front or on the back."""
        return self.widths_mm[::-1] if back else self.widths_mm

    def panels(self, back: bool) -> list[Edges]:
        """The panels of one side, in rows from the top left."""
        sides = [*pairwise(accumulate(self.widths(back), initial=0.0))]
        tops = [self.sheet_mm[1] - row * self.height_mm for row in range(self.rows)]
        return [(left, top - self.height_mm, right, top) for top in tops for left, right in sides]

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


def _folded(panels: _Panels, crease: Crease) -> _Panels:
    """What is seen after a fold: the smaller part, else the left or upper one, comes to lie on or behind the other."""
    turn = -1 if crease.is_row else 1
    first = {place for place in panels if place[not crease.is_row] < crease.after}
    moved = first if 2 * len(first) <= len(panels) else panels.keys() - first
    left = {place: seen for place, seen in panels.items() if place not in moved}
    for row, column in moved:
        over = (2 * crease.after - 1 - row, column) if crease.is_row else (row, 2 * crease.after - 1 - column)
        (front, back), (upper, under) = panels[row, column], left[over]
        left[over] = (turn * back, under) if crease.towards > 0 else (upper, turn * front)
    return left


def _seen(panels: _Panels, back: bool) -> SideRows:
    rows = sorted({row for row, _ in panels})
    return [[panels[place][back] for place in sorted(panels, reverse=back) if place[0] == row] for row in rows]


def _booklet(pages: int) -> Iterator[SheetSides]:
    """Sheet in sheet: the outermost holds the first two pages and the last two; its front is outside."""
    for sheet in range(pages // 4):
        first, last = 2 * sheet + 1, pages - 2 * sheet
        yield (last, first), (first + 1, last - 1)


def _repeated(panels: int, pages: int) -> Iterator[SheetSides]:
    """The same leaf in every panel: when the stack is cut, each pile is a whole copy."""
    for page in range(1, pages + 1, 2):
        yield (page,) * panels, (page + 1,) * panels


def _single(pages: int) -> Iterator[SheetSides]:
    for page in range(1, pages + 1):
        yield (page,), (0,)


@dataclass(frozen=True)
class Fold:
    """A leaflet of one sheet: its pages by panel, numbered from the cover to the back, and how it is folded.

    `front` lies inside when it is folded, `back` is empty where only one side is printed. The columns of `tucked` are
    folded in, and narrower than the others by an allowance, `allowance_mm` where an edition names none. See `Scheme`.
    """

    name: str
    front: SheetSide
    back: SheetSide
    creases: tuple[Crease, ...]
    tucked: tuple[int, ...] = ()
    allowance_mm: float = 0.0
    rows: int = 1
    turned: tuple[int, ...] = ()
    slit: tuple[int, ...] = ()
    office_mm: tuple[float, float] = SHEET_MM

    def on(self, sheet_mm: tuple[float, float] | None = None, allowance_mm: float | None = None) -> Scheme:
        """The fold on a sheet of a width and a height in mm, where none is given on that of an office printer."""
        width, height = sheet_mm or self.office_mm
        columns, count = len(self.front) // self.rows, len({*self.front, *self.back} - {0})
        narrower = self.allowance_mm if allowance_mm is None else allowance_mm
        full = (width + len(self.tucked) * narrower) / columns
        widths = tuple(full - narrower if column in self.tucked else full for column in range(1, columns + 1))
        back = self.back or (0,) * len(self.front)

        def leaves(pages: int) -> Iterator[SheetSides]:
            if pages > count:
                raise ValueError(f"{pages} pages for {count} panels")
            yield self.front, back

        sided, creases = 2 if self.back else 1, self.creases
        told = self.name, widths, self.rows, (width, height), count, count, 1, sided, creases
        return Scheme(*told, leaves, self.turned, self.slit)


def _fold(name: str, row: Mapping[str, Any]) -> Fold:
    held: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Fold(name, **held | {"creases": tuple(Crease(*crease) for crease in row["creases"])})


_TABLE = shipped_table("folds")
FOLDS = {name: _fold(name, row) for name, row in _TABLE["folds"].items()}
"""Every fold of a leaflet by name."""

_A5 = (148.5, 148.5)

SCHEMES: dict[str, Scheme] = {
    row.name: row
    for row in (
        Scheme("booklet-2up", _A5, 1, SHEET_MM, 4, 0, 1, 2, (Crease(1, -1),), _booklet),
        Scheme("cut-2up", _A5, 1, SHEET_MM, 2, 0, 2, 2, (), partial(_repeated, 2)),
        Scheme("cut-4up", (105.0, 105.0), 2, _TALL_MM, 2, 0, 4, 2, (), partial(_repeated, 4)),
        *(fold.on() for fold in FOLDS.values()),
        *(replace(FOLDS[fold].on(), name=name) for name, fold in _TABLE["older"].items()),
        Scheme("sheet", (210.0,), 1, _TALL_MM, 1, 0, 1, 1, (), _single),
    )
}
"""Every scheme by name."""
