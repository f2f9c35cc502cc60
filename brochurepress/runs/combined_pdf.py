"""Copies of a run put together: in one PDF with bookmarks and labels, or side by side on the sheets of a printer."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from brochurepress.artworks import metadata_of
from brochurepress.artworks.handout import CardGrid, card_grid, compose_print_test, impose_cards
from brochurepress.compose import environment, harmless, render
from brochurepress.design import Geometry
from brochurepress.findings import Finding, Place, Rejected, info, reject
from brochurepress.pdf import MOST_BYTES, STANDARDS, FileTooLong, Metadata, PdfConcatenator
from brochurepress.runs.journal import WHOLE, CopyOnDisk, Journal
from brochurepress.runs.processes import Order
from brochurepress.source import UNPRINTED_MM, Inputs, read_lineage, read_sources
from brochurepress.typeset import typeset, weasyprint_door
from brochurepress.workspace import Project, Snapshot, digest, unwritable

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


PAGE = "index.html"
"""The index to be printed."""

TEMPLATE = "run-index.html"
LONGEST = 50_000
"""Copies in the index to be printed; of more, index.csv and manifest.jsonl tell."""

SHEETS = "-a4.pdf"
"""How the name of a file of sheets ends."""

COPIES = ".copies"
"""The folder of the single copies, below that of the run; it may be emptied once the run is complete."""


def gather(
    journal: Journal, order: Order, columns: Sequence[str], fields: Mapping[str, str], sheets: SheetOrder | None
) -> CopyOnDisk:
    """The file of all copies of a journal, in the order of the rows; `fields` are those of one of them.

    With `sheets` they stand on the paper of an office printer. Raises Rejected when it cannot be written.
    """
    sources = read_sources(Snapshot(Project(order.root)), order.edition, order.printer, fields)
    name, pdfx = sources.manuscript.edition.files[order.variant], sources.printer.pdfx
    folder, told = journal.folder, hashlib.sha256(repr(sheets).encode() if sheets else b"")
    for made in journal.all_made():
        told.update(f"{made.row} {made.key} {made.name}\n".encode())
    # Each copy with its name and its row.
    parts: Iterator[tuple[bytes, str, str]] = (
        ((folder / made.file).read_bytes(), made.name, str(made.row)) for made in journal.all_made()
    )
    try:
        if sheets:
            copies = tuple(journal.all_made())
            cards = CardSheets(sheets, sheets.grid(sources), len(copies), max(each.pages for each in copies))
            name, parts = name.removesuffix(".pdf") + SHEETS, cards.parts(folder, copies)
            journal.page_of = cards.side
            journal.write(TEST, cards.test(sources))
        metadata, key = _metadata(order, sources, columns), told.hexdigest()
        whole = journal.whole() if journal.stands(WHOLE, name, name, key) else None
        if whole is None:
            with journal.drafted(name) as file:
                gathering, pdf = PdfConcatenator(file, STANDARDS[pdfx].pdf_version), b""
                for pdf, title, label in parts:
                    gathering.add(pdf, title, label)
                gathering.close(pdf, metadata, () if sheets else (pdfx,))
            size = (folder / name).stat().st_size
            whole = CopyOnDisk(WHOLE, name, name, key, digest(folder / name), size, gathering.pages)
            journal.keep(whole)
        _write_page(journal, sources.snapshot, metadata)
    except FileTooLong as fault:
        raise reject("run/one-file:too-long", Place(name), most_bytes=MOST_BYTES / 1e9) from fault
    except OSError as fault:
        raise Rejected([unwritable(folder, fault, "run/folder")]) from fault
    return whole


def _write_page(journal: Journal, snapshot: Snapshot, metadata: Metadata) -> None:
    """The index to be printed; none of a run that is longer than anyone would print. Raises OSError."""
    if journal.counts()[0] > LONGEST:
        journal.remove(PAGE)
        return
    told = {"title": metadata.title, "language": metadata.language, "copies": journal.placed()}
    whole = journal.whole()
    html = render(environment(snapshot), TEMPLATE, file=whole.file if whole else "", **told)
    journal.write(PAGE, harmless(html, f"layouts/{TEMPLATE}", policy=False).encode())


def _metadata(order: Order, sources: Inputs, columns: Sequence[str]) -> Metadata:
    """What the whole says of itself: what its copies say, with … where each has something of its own."""
    lineage = read_lineage(sources.snapshot, order.edition).given(dict.fromkeys(columns, "…"))
    given = lineage.source.values

    def said(value: object) -> str:
        return lineage.filling.plain(str(value), Place())

    texts: dict[str, Any] = {name: said(given[name]) for name in ("title", "subtitle", "author", "version", "address")}
    words = tuple(map(said, given.get("keywords", ())))
    return metadata_of(replace(sources.manuscript.edition, **texts, keywords=words))
