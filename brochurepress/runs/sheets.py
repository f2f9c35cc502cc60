"""Sheets: the copies of a run side by side on the paper of an office printer, by rows or in piles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from brochurepress.artworks.handout import CardGrid, card_grid, compose_print_test, impose_cards
from brochurepress.design import Geometry
from brochurepress.findings import Finding, Place, info, reject
from brochurepress.runs.journal import CopyOnDisk
from brochurepress.source import UNPRINTED_MM, Inputs
from brochurepress.typeset import typeset, weasyprint_door

TEST = "print-test.pdf"
"""The sheet that shows whether a printer scales."""


@dataclass(frozen=True)
class SheetOrder:
    """How copies are put on sheets: mm between them, the edge on which the printer turns (long or short), first place.

    With `stacks` the piles that are cut lie in the order of the rows when one is put on the other.
    """

    gutter_mm: float = 0.0
    turn: str = "long"
    start_at: int = 1
    stacks: bool = False

    def grid(self, inputs: Inputs) -> CardGrid:
        """The grid for the pages of an edition. Raises Rejected for pages larger than a sheet, and no such place."""
        card = inputs.tokens.geometry(inputs.printer.page.bleed_mm, 0)
        grid = card_grid(card, self.gutter_mm, self.turn == "long")
        if grid is None:
            raise reject("run/sheets:size", Place("--sheets"), width=card.width_mm, height=card.height_mm)
        if self.start_at > grid.places:
            raise reject("run/sheets:start", Place("--start-at"), place=self.start_at, places=grid.places)
        if self.stacks and self.start_at > 1:
            raise reject("run/sheets:piles", Place("--start-at"))
        return grid

    def notes(self, inputs: Inputs) -> Iterator[Finding]:
        """What of the cards a printer leaves out, at the edge of the sheet. Raises Rejected as `grid` does."""
        grid = self.grid(inputs)
        if (white := UNPRINTED_MM - min(grid.margins_mm)) > 0:
            yield info("run/sheets:edge", Place("--sheets"), white=white)


@dataclass(frozen=True)
class CardSheets:
    """The sheets of so many copies, of which the longest has so many pages."""

    order: SheetOrder
    grid: CardGrid
    copies: int
    pages: int

    @property
    def sided(self) -> int:
        """Printed sides of a sheet."""
        return min(self.pages, 2)

    @property
    def leaves(self) -> int:
        """Sheets that hold the copies of one sheet's places."""
        return -(-self.pages // 2)

    @cached_property
    def placed(self) -> list[list[int | None]]:
        """The copies on each sheet, counted from 0, place by place; None where there is none."""
        places = self.grid.places
        slots = [*[None] * (self.order.start_at - 1), *range(self.copies)]
        sheets = -(-len(slots) // places)
        slots += [None] * (sheets * places - len(slots))
        return [
            slots[at::sheets] if self.order.stacks else slots[at * places : (at + 1) * places] for at in range(sheets)
        ]

    def side(self, copy: int) -> int:
        """The page of the file, from 1, on which the first page of a copy stands."""
        by_rows = (copy + self.order.start_at - 1) // self.grid.places
        return (copy % len(self.placed) if self.order.stacks else by_rows) * self.leaves * self.sided + 1

    def parts(self, folder: Path, made: Sequence[CopyOnDisk]) -> Iterator[tuple[bytes, str, str]]:
        """Each sheet as PDF, with the names of its first and its last copy, and its number."""
        for number, sheet in enumerate(self.placed, 1):
            cards = [(folder / made[at].file).read_bytes() if at is not None else None for at in sheet]
            names = [made[at].name for at in sheet if at is not None]
            title = " – ".join(dict.fromkeys((names[0], names[-1])))
            yield impose_cards(cards, self.grid, self.sided, self.leaves), title, str(number)

    def test(self, inputs: Inputs) -> bytes:
        """The sheet to print first."""
        layout = typeset(compose_print_test(inputs, self.grid, self.sided))
        whole = replace(self.grid, columns=1, rows=1, gutter_mm=0, card=Geometry(*self.grid.sheet_mm))
        return impose_cards([weasyprint_door.write_pdf(layout.pages)], whole, self.sided)
