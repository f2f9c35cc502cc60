"""The combined PDF: all copies of a run in a row, with a bookmark, labels and a line of the index for each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace

from brochurepress.artworks import metadata_of
from brochurepress.compose import environment, harmless, render
from brochurepress.findings import Place, Rejected, reject
from brochurepress.pdf import MOST_BYTES, STANDARDS, FileTooLong, Metadata, PdfConcatenator
from brochurepress.runs.journal import WHOLE, CopyOnDisk, Journal
from brochurepress.runs.worker import Order
from brochurepress.source import VARIANTS, Inputs, PaintMethod, read_lineage, read_sources
from brochurepress.workspace import Project, Snapshot, digest, unwritable

PAGE = "index.html"
"""The index to be printed."""

TEMPLATE = "run-index.html"
LONGEST = 50_000
"""Copies in the index to be printed; of more, index.csv and manifest.jsonl tell."""

COPIES = ".copies"
"""The folder of the single copies, below that of the run; it may be emptied once the run is complete."""


def demand_gatherable(variant: str) -> None:
    """Raises Rejected for a variant whose copies cannot stand in one file: each has a structure tree of its own."""
    if VARIANTS[variant].paint is not PaintMethod.PLAIN:
        raise reject("run/one-file:tagged", Place("--one-file"), variant=variant)


def gather(journal: Journal, order: Order, columns: Sequence[str], fields: Mapping[str, str]) -> CopyOnDisk:
    """The file of all copies of a journal, in the order of the rows; `fields` are those of one of them.

    Raises Rejected when it cannot be written.
    """
    sources = read_sources(Snapshot(Project(order.root)), order.edition, order.printer, fields)
    name = sources.manuscript.edition.files[order.variant]
    key = _key(journal)
    try:
        metadata = _metadata(order, sources, columns)
        whole = journal.whole() if journal.stands(WHOLE, name, name, key) else None
        if whole is None:
            whole = _gathered(journal, sources, metadata, name, key)
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


def _key(journal: Journal) -> str:
    told = hashlib.sha256()
    for made in journal.all_made():
        told.update(f"{made.row} {made.key} {made.name}\n".encode())
    return told.hexdigest()


def _gathered(journal: Journal, sources: Inputs, metadata: Metadata, name: str, key: str) -> CopyOnDisk:
    folder, standard = journal.folder, sources.printer.pdfx
    with journal.drafted(name) as file:
        gathering, pdf = PdfConcatenator(file, STANDARDS[standard].pdf_version), b""
        for made in journal.all_made():
            pdf = (folder / made.file).read_bytes()
            gathering.add(pdf, made.name, str(made.row))
        gathering.close(pdf, metadata, (standard,))
    whole = folder / name
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
