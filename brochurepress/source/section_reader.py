"""Read the sections of an edition from their files, with all that is wrong with each.

Tables that stand in no text, a CSV file (RFC 4180) or rows of a front matter, are set as Markdown sets a table.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import quote

from brochurepress.design import brought_out, locate_picture
from brochurepress.findings import Finding, Place, Rejected, error, gathering, nearest, refuse, reject
from brochurepress.source.inheritance import NO_BASE, InheritanceLevel, SectionFiles, read_written
from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import Context, Found, figure_of
from brochurepress.source.markdown_meaning import NONE, ROW_HEADS
from brochurepress.source.placeholders import Filling, names_in
from brochurepress.source.section_schema import read_section_types
from brochurepress.source.section_types import (
    Body,
    DataTable,
    Meaning,
    Section,
    SectionContent,
    fields_with_meaning,
    held,
)
from brochurepress.wording import phrase
from brochurepress.workspace import Fields, Identity, Key, Snapshot, bind, composed

DELIMITERS = (";", ",", "\t")
"""What parts the cells of a CSV file; the one that its first line holds most is taken."""


def tables_in(section: Section) -> Iterator[tuple[Key, DataTable]]:
    """The tables in the fields of a section, with the key each stands under."""
    return ((key, value) for key, value, _ in held(section.content) if isinstance(value, DataTable))


def set_table(
    snapshot: Snapshot, folders: Sequence[str], converter: Converter, section: Section, key: Key, chart: str = ""
) -> tuple[str, Context]:
    """A table of a section as HTML, and what was found in it; `chart` is the class of a chart, or "" for none.

    Raises Rejected for a file that cannot be read, and where there is not one of file and rows.
    """
    table: DataTable = next(each for at, each in tables_in(section) if at == key)
    place = section.place(*key)
    if bool(table.file) == bool(table.rows):
        raise reject("manuscript/table:one-of", place)
    file, first, rows = section.file, section.source.place((*key, "rows", 0)).line, list(table.rows)
    if table.file:
        named, first = (quote(f"{folder}/{table.file}") for folder in folders), 1
        if not (file := next(filter(snapshot.has, named), "")):
            raise reject("manuscript/table:no-file", section.place(*key, "file"), file=table.file)
        rows = _rows_of(snapshot, file)
    said = [section.place(*key, name) for name in ("caption", "source") if getattr(table, name)]
    # each row has a line, the dashes below the head have none, and caption and source stand in the section
    lines = [0, *range(len(rows)), *[max(len(rows) - 1, 0)] * bool(table.total)]
    places = [*(Place(file, first + line, section=section.id) for line in lines), *said]
    context = Context(file, first, section=section.id, places=places)
    if len(rows) < 2:
        raise reject("manuscript/table:no-rows", context.place(0))
    return converter.block("\n".join(_lines(table, rows, chart, converter.decimal)), context), context


def _lines(table: DataTable, rows: Sequence[Sequence[str]], chart: str, decimal: str) -> Iterator[str]:
    """The lines of the table in Markdown; columns of figures stand on the right."""
    texts = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    heads, *written = (
        "| " + " | ".join(cell or NONE[0] * (number > 0) for cell in row) + " |" for number, row in enumerate(texts)
    )
    columns = itertools.zip_longest(*(row[: len(texts[0])] for row in texts), fillvalue="")
    figures = [all(not cell or figure_of(cell, decimal) is not None for cell in column[1:]) for column in columns]
    yield heads
    yield "|" + "|".join("---:" if number and figure else "---" for number, figure in enumerate(figures)) + "|"
    yield from written[:-1]
    if table.total:
        yield "|" + "---|" * len(figures)
    yield written[-1]
    yield from (f": {text}" for text in (table.caption, table.source) if text)
    classes = [chart] if chart else []
    classes += [ROW_HEADS] if table.heads == "rows" else []
    if classes:
        yield "{: " + " ".join(f".{name}" for name in classes) + " }"


def _rows_of(snapshot: Snapshot, file: str) -> list[tuple[str, ...]]:
    """The rows of a CSV file, each on a line of its own; raises Rejected where they are not."""
    lines = composed(snapshot.text(file).removeprefix("\ufeff")).splitlines()
    delimiter = max(DELIMITERS, key=lines[0].count) if lines else ","
    rows = list[list[str]]()
    try:
        rows.extend(next(csv.reader([line], delimiter=delimiter, strict=True), []) for line in lines)
    except csv.Error as fault:
        raise reject("manuscript/table:no-csv", Place(file, len(rows) + 1), fault=fault) from fault
    blank = (number for number, row in enumerate(rows, 1) if not any(cell.strip() for cell in row))
    refuse(error("manuscript/table:blank", Place(file, number)) for number in blank)
    return [tuple(row) for row in rows]


@dataclass(kw_only=True)
class ReadSections(Found):
    """What was gathered from sections of one edition; a section that has no content to check is None."""

    sections: list[Section | None] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


@dataclass
class SectionReader(ReadSections):
    """What the sections of one edition are read with, and what is gathered meanwhile."""

    snapshot: Snapshot
    levels: tuple[InheritanceLevel, ...]
    filling: Filling | None
    converter: Converter

    @property
    def folders(self) -> tuple[str, ...]:
        """Where pictures and sections are looked for, in order."""
        return tuple(level.folder for level in self.levels)


def read_apart(reading: SectionReader, files: SectionFiles) -> ReadSections:
    """What one section adds to the manuscript: read, unless its placeholders hold what they held before."""
    snapshot, filling = reading.snapshot, reading.filling
    own, found = tuple(files.files), partial(_placeholders, reading, files)
    names = snapshot.once(("placeholders", own), found)
    known = frozenset(filling.values) if filling else None
    values = tuple(filling.values.get(name) if filling else None for name in names)
    key = ("section", files.name, own, reading.folders, Identity(reading.converter), known, values)
    return snapshot.once(key, partial(_read, reading, files))


def _placeholders(reading: SectionReader, files: SectionFiles) -> tuple[str, ...]:
    """Names of the placeholders in the files of a section."""
    found: set[str] = set()
    for file in files.files:
        with suppress(Rejected):
            found |= names_in(reading.snapshot.text(file))
    return tuple(sorted(found))


def _read(whole: SectionReader, files: SectionFiles) -> ReadSections:
    filling = Filling(whole.filling.values) if whole.filling else None
    reading = SectionReader(whole.snapshot, whole.levels, filling, whole.converter)
    reading.ids.append((files.name, Place(files.file, 1, section=files.name)))
    try:
        reading.sections.append(_read_section(reading, files))
    except Rejected as rejected:
        # Without its bases, what a section takes from them is missing for that reason alone.
        reading.faults += (each for each in rejected.findings if filling or each.rule != NO_BASE)
        reading.sections.append(None)
        reading.unread.append(files.name)
    reading.faults += filling.faults if filling else ()
    found = ReadSections()  # without the files that it was read from: it outlives them
    found.add(reading)
    return found


def _read_section(reading: SectionReader, files: SectionFiles) -> Section:
    """One section; the faults of its texts are left in `reading`, those that leave it without content are raised."""
    written = read_written(reading.snapshot, files)
    front, body, place = written.fields, written.body, replace(written.body_place, section=files.name)
    content: SectionContent | None = None
    with gathering(reading.faults):
        model = _model(reading, front)
        front = reading.filling.fields(front, model) if reading.filling else front
        content = bind(front, model, "manuscript")
    body = reading.filling.markdown(body, place) if reading.filling else body
    locate = partial(locate_picture, reading.snapshot, reading.folders)
    context = Context(place.file, place.line, content.level if content else Context.level, files.name, locate)
    html = reading.converter.block(body, context) if body.strip() else ""
    if content is None:
        reading.add(context)
        raise Rejected(())  # what is wrong with its front matter and its text is told
    faults = [*_body_faults(content, html, context), *_picture_faults(reading, content, front, locate)]
    reading.add(context)
    reading.faults += faults
    if content.mark and content.mark not in reading.converter.classes:
        near = nearest(content.mark, reading.converter.classes)
        reading.faults.append(error("manuscript/class", front.place(("class",)), name=content.mark, nearest=near))
    section = Section(files.name, content, html, front, place)
    for key, _ in tables_in(section):  # of which a type says how each is drawn
        with gathering(reading.faults):
            chart = str(getattr(content, content.traits.chart or "", ""))
            _, context = set_table(reading.snapshot, reading.folders, reading.converter, section, key, chart)
            reading.faults += context.faults
            reading.links += context.links
    for key, text in fields_with_meaning(content, Meaning.PHRASE):
        check_phrase(reading, text, section.place(*key))
    return section


def check_phrase(reading: SectionReader, text: str, place: Place) -> None:
    """Faults and links of a short text in Markdown."""
    context = Context(place.file, place.line, section=place.section, picture=_no_picture)
    reading.converter.inline(text, context)
    reading.add(context)


def _no_picture(reference: str) -> str:
    raise ValueError(phrase("part/picture-stand", reference=reference))


def _model(reading: SectionReader, fields: Fields) -> type[SectionContent]:
    """The record of the section type that a front matter names."""
    types = read_section_types(reading.snapshot).models
    if "type" not in fields.values:
        raise reject("manuscript/missing-key", fields.place(()), section_types=", ".join(types))
    name = str(fields.values["type"])
    if name not in types:
        near = nearest(name, types)
        raise reject("manuscript/section-type", fields.place(("type",)), name=name, nearest=near)
    if model := types[name]:
        return model
    raise Rejected(())  # the faults of its schema are told by themselves


def _body_faults(content: SectionContent, html: str, context: Context) -> Iterator[Finding]:
    place, body = context.place(0), content.traits.body
    if body is Body.NONE and html:
        yield error("manuscript/body:unwanted", place, type=content.type)
    if body is not Body.NONE and not html:
        yield error("manuscript/body:missing", place, type=content.type, body=phrase(f"part/body-{body}"))
    if body is Body.LIST and html and not re.match(r"<[uo]l", html):
        yield error("manuscript/body:no-list", place, type=content.type)


def _picture_faults(
    reading: SectionReader, content: SectionContent, fields: Fields, locate: Callable[[str], str]
) -> Iterator[Finding]:
    named = fields_with_meaning(content, Meaning.PICTURE)
    for key, reference in named:
        try:
            reading.pictures.append((locate(reference), fields.place(key)))
        except ValueError as fault:
            yield error("manuscript/picture", fields.place(key), fault=fault)
            return
    files = {key[:-1]: file for key, file in named}
    for key, part in fields_with_meaning(content, Meaning.PART):
        try:
            brought_out(reading.snapshot.read(locate(files[key[:-1]])).decode("utf-8", "replace"), part)
        except ValueError as fault:
            yield error("manuscript/highlight", fields.place(key), fault=fault)
