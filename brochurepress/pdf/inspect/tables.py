"""Tables as a grid: which cells stand in which row and column, and which heads a reader says with each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from brochurepress.pdf.inspect.structure_tree import Tag

MAX_SPAN = 1_000


class GridCell(NamedTuple):
    """A cell: its element, the row and column (from 0) of its first place, and how many of each it takes."""

    tag: Tag
    row: int
    column: int
    rows: int
    columns: int

    @property
    def places(self) -> Iterator[tuple[int, int]]:
        """Every row and column that it takes."""
        columns = range(self.column, self.column + self.columns)
        return ((row, at) for row in range(self.row, self.row + self.rows) for at in columns)

    @property
    def named(self) -> tuple[str, ...]:
        """The IDs of the heads that it names."""
        own = self.tag.attributes.get("Headers", ())
        return own if isinstance(own, tuple) else ()

    def beside(self, other: GridCell) -> bool:
        """Whether the two share a row."""
        return self.row < other.row + other.rows and other.row < self.row + self.rows

    def above(self, other: GridCell) -> bool:
        """Whether it begins above the other in a column that they share."""
        shared = self.column < other.column + other.columns and other.column < self.column + self.columns
        return shared and self.row < other.row

    def heads(self, scope: str) -> bool:
        """Whether it heads its row, or its column."""
        return self.tag.type == "TH" and self.tag.attributes.get("Scope") in (scope, "Both")


def table_grid(table: Tag) -> tuple[GridCell, ...]:
    """The cells of a table in reading order, each in the first free place of its row (ISO 32000-1, 14.8.4.3.4)."""
    rows = [row for part in table.tags for row in (part.tags if part.type != "TR" else [part]) if row.type == "TR"]
    taken: set[tuple[int, int]] = set()
    cells = []
    for number, row in enumerate(rows):
        column = 0
        for tag in row.tags:
            while (number, column) in taken:
                column += 1
            cell = GridCell(tag, number, column, _span(tag, "RowSpan"), _span(tag, "ColSpan"))
            taken.update(cell.places)
            cells.append(cell)
    return tuple(cells)


def _span(tag: Tag, name: str) -> int:
    span = tag.attributes.get(name, 1)
    return min(max(span, 1), MAX_SPAN) if isinstance(span, int) else 1


def table_heads(table: Tag) -> dict[int, tuple[Tag, ...]]:
    """The heads of each cell of a table, by the number of its element: those it names, else by their scope."""
    grid = table_grid(table)
    named = {cell.tag.ident: cell.tag for cell in grid if cell.tag.ident}
    found = {}
    for cell in grid:
        heads = [named[name] for name in cell.named if name in named]
        found[cell.tag.number] = tuple(heads or _by_scope(grid, cell))
    return found


def _by_scope(grid: tuple[GridCell, ...], cell: GridCell) -> Iterator[Tag]:
    for head in grid:
        in_row = head.beside(cell) and head.column < cell.column and head.heads("Row")
        if in_row or (head.above(cell) and head.heads("Column")):
            yield head.tag
