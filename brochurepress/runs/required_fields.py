"""The fields that an edition asks for, held against the columns of a table before the first page is set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from brochurepress.compose import compose
from brochurepress.findings import Finding, Place, Rejected, nearest, reject, warning
from brochurepress.runs.file_names import FileNames
from brochurepress.runs.rows import Table
from brochurepress.source import (
    FORMS,
    PAGES,
    VARIANTS,
    Edition,
    PaintMethod,
    list_sections,
    names_in,
    read_lineage,
    read_section_types,
    read_sources,
    read_written,
)
from brochurepress.wording import phrase
from brochurepress.workspace import SOURCE, Snapshot

_PDF = (PaintMethod.PLAIN, PaintMethod.TAGGED)


def read_asked(snapshot: Snapshot, edition: str, columns: Iterable[str]) -> frozenset[str]:
    """The fields that an edition asks of a table with these columns.

    Raises Rejected for every placeholder that has neither a column nor a value in the edition, with file and line.
    """
    lineage = read_lineage(snapshot, edition).given(dict.fromkeys(filter(None, columns), ""))
    filling = lineage.filling
    filling.fields(lineage.source, Edition)
    listing = list_sections(snapshot, lineage.levels)
    faults = list(listing.faults)
    for section in listing.sections:
        try:
            written = read_written(snapshot, section)
        except Rejected as rejected:
            faults += rejected.findings
            continue
        kind = str(written.fields.values.get("type", ""))
        filling.fields(written.fields, read_section_types(snapshot).models.get(kind) or Edition)
        filling.markdown(written.body, written.body_place)
    if faults := [*faults, *filling.faults]:
        raise Rejected(faults)
    return frozenset(filling.used)


def language_of(snapshot: Snapshot, edition: str) -> str:
    """The language of an edition as it is written, in which a workbook shows its values."""
    return str(read_lineage(snapshot, edition).source.values.get("language", ""))


def read_issued(snapshot: Snapshot, edition: str, name: str | None, sheets: bool = False) -> str:
    """The variant of a run: the one named, or the first that the edition issues as PDF; for `sheets` first one in sRGB.

    Raises Rejected for one that the edition does not issue, or that is no PDF.
    """
    keys = read_lineage(snapshot, edition).source
    listed = keys.values.get("variants", [])
    issued = list(map(str, listed)) if isinstance(listed, list) else []
    pdfs = [each for each in issued if each in VARIANTS and VARIANTS[each].paint in _PDF]
    if sheets:
        pages = [each for each in pdfs if FORMS[VARIANTS[each].form] is PAGES]
        pdfs = sorted(pages, key=lambda each: VARIANTS[each].paint is not PaintMethod.TAGGED)
    if name in pdfs or (name is None and pdfs):
        return name or pdfs[0]
    hint = nearest(name or "", pdfs) if pdfs else phrase("part/add-pdf")
    raise reject(
        "run/variant:not-issued" if name else "run/variant:no-pdf", keys.place(("variants",)), name=name, hint=hint
    )


def unused(table: Table, asked: frozenset[str], names: FileNames) -> Iterator[Finding]:
    """Warnings of columns that neither a text nor a file name takes."""
    for column in table.columns:
        if column and column not in asked | names.fields:
            yield warning("run/unused", Place(table.file, 1), column=column)


def demand_sound(snapshot: Snapshot, edition: str, printer: str | None, fields: Mapping[str, str]) -> None:
    """Raises Rejected with the faults that the edition has whatever the fields hold; those of the fields pass."""
    try:
        compose(read_sources(snapshot, edition, printer, fields))
    except Rejected as rejected:
        if own := [finding for finding in rejected.findings if not is_filled(snapshot, finding.place)]:
            raise Rejected(own) from rejected


def is_filled(snapshot: Snapshot, place: Place) -> bool:
    """Whether a placeholder stands in the line of the manuscript that is told, or in what is indented below it."""
    if not place.file.startswith(f"{SOURCE}/") or not place.line:
        return False
    try:
        lines = snapshot.text(place.file).split("\n")[place.line - 1 :]
    except Rejected:
        return False
    below = next((at for at, line in enumerate(lines) if at and line.strip() and not line.startswith(" ")), None)
    return bool(names_in("\n".join(lines[:below])))
