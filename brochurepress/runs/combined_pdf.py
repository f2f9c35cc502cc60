"""The combined PDF: all copies of a run in a row, with a bookmark, labels and a line of the index for each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from brochurepress.artworks import metadata_of
from brochurepress.compose import environment, harmless, render
from brochurepress.findings import Place, Rejected, reject
from brochurepress.pdf import MOST_BYTES, STANDARDS, FileTooLong, Metadata, PdfConcatenator
from brochurepress.runs.journal import WHOLE, CopyOnDisk, Journal
from brochurepress.runs.sheets import TEST, CardSheets, SheetOrder
from brochurepress.runs.worker import Order
from brochurepress.source import VARIANTS, Inputs, PaintMethod, read_lineage, read_sources
from brochurepress.workspace import Project, Snapshot, digest, unwritable

PAGE = "index.html"
"""The index to be printed."""

TEMPLATE = "run-index.html"
LONGEST = 50_000
"""Copies in the index to be printed; of more, index.csv and manifest.jsonl tell."""

SHEETS = "-a4.pdf"
"""How the name of a file of sheets ends."""

COPIES = ".copies"
"""The folder of the single copies, below that of the run; it may be emptied once the run is complete."""


def demand_gatherable(variant: str) -> None:
    """Raises Rejected for a variant whose copies cannot stand in one file: each has a structure tree of its own."""
    if VARIANTS[variant].paint is not PaintMethod.PLAIN:
        raise reject("run/one-file:tagged", Place("--one-file"), variant=variant)


def gather(
    journal: Journal, order: Order, columns: Sequence[str], fields: Mapping[str, str], sheets: SheetOrder | None
) -> CopyOnDisk:
    """The file of all copies of a journal, in the order of the rows; `fields` are those of one of them.

    With `sheets` they stand on the paper of an office printer. Raises Rejected when it cannot be written.
    """
    sources = read_sources(Snapshot(Project(order.root)), order.edition, order.printer, fields)
    name, pdfx = sources.manuscript.edition.files[order.variant], sources.printer.pdfx
    parts, key = _single(journal), _key(journal, sheets)
    try:
        if sheets:
            made = tuple(journal.all_made())
            cards = CardSheets(sheets, sheets.grid(sources), len(made), max(each.pages for each in made))
            name, parts = name.removesuffix(".pdf") + SHEETS, cards.parts(journal.folder, made)
            journal.page_of = cards.side
            journal.write(TEST, cards.test(sources))
        metadata = _metadata(order, sources, columns)
        whole = journal.whole() if journal.stands(WHOLE, name, name, key) else None
        if whole is None:
            whole = _gathered(journal, parts, metadata, pdfx, sheets is not None, name, key)
            journal.keep(whole)
        _write_page(journal, sources.snapshot, metadata)
    except FileTooLong as fault:
        raise reject("run/one-file:too-long", Place(name), most_bytes=MOST_BYTES / 1e9) from fault
    except OSError as fault:
        raise Rejected([unwritable(journal.folder, fault, "run/folder")]) from fault
    return whole


def _write_page(journal: Journal, snapshot: Snapshot, metadata: Metadata) -> None:
    """The index to be printed; none of a run that is longer than anyone would print. Raises OSError."""
    if journal.counts()[0] > LONGEST:
        journal.remove(PAGE)
        return
    whole = journal.whole()
    html = render(
        environment(snapshot),
        TEMPLATE,
        title=metadata.title,
        language=metadata.language,
        file=whole.file if whole else "",
        copies=list(journal.placed()),
    )
    journal.write(PAGE, harmless(html, f"layouts/{TEMPLATE}", policy=False).encode())


def _key(journal: Journal, sheets: SheetOrder | None) -> str:
    told = hashlib.sha256(repr(sheets).encode() if sheets else b"")
    for made in journal.all_made():
        told.update(f"{made.row} {made.key} {made.name}\n".encode())
    return told.hexdigest()


def _single(journal: Journal) -> Iterator[tuple[bytes, str, str]]:
    """Each copy with its name and its row."""
    for made in journal.all_made():
        yield (journal.folder / made.file).read_bytes(), made.name, str(made.row)


def _gathered(
    journal: Journal,
    parts: Iterator[tuple[bytes, str, str]],
    metadata: Metadata,
    pdfx: str,
    sheets: bool,
    name: str,
    key: str,
) -> CopyOnDisk:
    with journal.drafted(name) as file:
        gathering, pdf = PdfConcatenator(file, STANDARDS[pdfx].pdf_version), b""
        for pdf, title, label in parts:
            gathering.add(pdf, title, label)
        gathering.close(pdf, metadata, () if sheets else (pdfx,))
    whole = journal.folder / name
    return CopyOnDisk(WHOLE, name, name, key, digest(whole), whole.stat().st_size, gathering.pages)


def _metadata(order: Order, sources: Inputs, columns: Sequence[str]) -> Metadata:
    """What the whole says of itself: what its copies say, with … where each has something of its own."""
    lineage = read_lineage(sources.snapshot, order.edition).given(dict.fromkeys(columns, "…"))
    given = lineage.source.values

    def said(name: str) -> str:
        return lineage.filling.plain(str(given[name]), Place())

    edition = replace(
        sources.manuscript.edition,
        title=said("title"),
        subtitle=said("subtitle"),
        author=said("author"),
        version=said("version"),
        address=said("address"),
        keywords=tuple(lineage.filling.plain(str(word), Place()) for word in given.get("keywords", ())),
    )
    return metadata_of(edition)
