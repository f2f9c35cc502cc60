"""Inheritance: an edition with those it builds on, and the editions that a table makes of one folder.

So too its sections: which files make each, and its text put together from them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from brochurepress.findings import Finding, Place, Rejected, error, nearest, refuse, reject, warning
from brochurepress.source.placeholders import Filling, is_name
from brochurepress.wording import phrase
from brochurepress.workspace import SOURCE, Fields, Snapshot, overlaid, read_yaml

EDITION = "edition.toml"
NAME = "edition"
"""The column of a table that names the edition of each row, and the field that every edition has: its name."""

OWN_KEYS = ("extends", "table", "fields", "without", "strings")
"""Keys that tell how an edition comes about; they are none of the record's own."""


@dataclass(frozen=True)
class InheritanceLevel:
    """One of the folders that an edition is made of: its keys, and which sections of its bases it leaves out."""

    folder: str
    keys: Fields
    without: Mapping[str, Place]


@dataclass(frozen=True)
class Inheritance:
    """An edition before it is bound: its name, its own folder and those it builds on, nearest first.

    `source` holds the keys of all of them, each with the file and line it stands in; `filling` the values of
    placeholders; `strings` what the layouts say otherwise here, under the key strings. `samples` are those values that
    only stand for others to come, `optional` the fields that may be empty.
    """

    name: str
    levels: tuple[InheritanceLevel, ...]
    source: Fields
    filling: Filling
    strings: Fields
    samples: Mapping[str, str]
    optional: frozenset[str]

    def given(self, values: Mapping[str, str] | None) -> Inheritance:
        """The same with these values of placeholders before its own, and no samples; as it is where there are none."""
        if values is None:
            return replace(self, filling=Filling(self.filling.values))
        own = {name: value for name, value in self.filling.values.items() if name not in self.samples}
        filling = Filling({**dict.fromkeys(self.optional, ""), **own, **values})
        return replace(self, filling=filling, samples={})

    @property
    def folders(self) -> tuple[str, ...]:
        """Where pictures, tokens and sections are looked for, in order."""
        return tuple(level.folder for level in self.levels)


def known_editions(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of all editions: of the folders in source/, and of the rows of their tables, in alphabetical order."""
    return tuple(sorted(_homes(snapshot)))


def standing_editions(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of the editions that have a folder to themselves; not those that a table makes, nor those of runs."""
    standing = []
    for name, (folder, _) in sorted(_homes(snapshot).items()):
        with suppress(Rejected):  # a faulty one waits for no rows, so that its faults are told
            if name != folder or read_lineage(snapshot, name).samples:
                continue
        standing.append(name)
    return tuple(standing)


def first_editions(snapshot: Snapshot) -> tuple[str, ...]:
    """Names of the editions with a folder to themselves that build on no other; all of those where each does."""
    standing = standing_editions(snapshot)
    return tuple(name for name in standing if not _key_of(snapshot, name, "extends")) or standing


def editions_of(snapshot: Snapshot, folder: str) -> tuple[str, ...]:
    """Names of the editions that a folder makes, in alphabetical order: those of its table's rows, or the one."""
    return tuple(name for name, (home, _) in sorted(_homes(snapshot).items()) if home == folder)


def read_lineage(snapshot: Snapshot, name: str) -> Inheritance:
    """The lineage of the edition of that name.

    Raises Rejected: a file that cannot be read, a base that is not there or leads back, a table that makes no edition.
    """
    return snapshot.once(("lineage", name), partial(_lineage, snapshot, name))


def _lineage(snapshot: Snapshot, name: str) -> Inheritance:
    own = name in _folders(snapshot) and not _key_of(snapshot, name, "table")
    folder, row = (name, {}) if own else _homes(snapshot).get(name, (name, {}))
    levels = _levels(snapshot, folder)
    refuse(fault for level in levels for fault in _faults(level))
    source = strings = Fields(levels[0].keys.file, {})
    declared: dict[str, Any] = {}
    for level in reversed(levels):
        source = overlaid(source, level.keys.without(*OWN_KEYS))
        declared |= level.keys.at("fields").values
        if "language" in level.keys.values:
            strings = Fields(level.keys.file, {})
        strings = overlaid(strings, level.keys.without(*(level.keys.values.keys() - {"strings"})))
    values: dict[str, Any] = {**declared, **row, NAME: name}
    open_fields = {field: value for field, value in values.items() if isinstance(value, dict)}
    samples = {field: value.get("sample", "") for field, value in open_fields.items()}
    optional = frozenset(field for field, value in open_fields.items() if not value.get("required", True))
    return Inheritance(name, levels, source, Filling({**values, **samples}), strings, samples, optional)


def _homes(snapshot: Snapshot) -> dict[str, tuple[str, dict[str, str]]]:
    """The folder of each edition by name, and the row of a table that it is made of.

    A table that cannot be used leaves its folder an edition of its own, so that its faults are told.
    """
    homes: dict[str, tuple[str, dict[str, str]]] = {}
    folders = _folders(snapshot)
    for folder in folders:
        table = _key_of(snapshot, folder, "table")
        rows: dict[str, dict[str, str]] = {}
        if table:
            with suppress(Rejected):
                rows = read_rows(snapshot, f"{SOURCE}/{folder}/{table}", folders)
        homes |= {name: (folder, values) for name, values in rows.items()} or {folder: (folder, {})}
    return homes


def _folders(snapshot: Snapshot) -> tuple[str, ...]:
    return tuple(file.split("/")[1] for file in snapshot.listing(f"{SOURCE}/*/{EDITION}"))


def _key_of(snapshot: Snapshot, folder: str, key: str) -> str:
    """One key of an edition; "" where it cannot be read, which is told when the edition is."""
    try:
        return str(snapshot.fields(f"{SOURCE}/{folder}/{EDITION}").values.get(key, ""))
    except Rejected:
        return ""


def read_rows(snapshot: Snapshot, file: str, folders: Sequence[str]) -> dict[str, dict[str, str]]:
    """The values of each edition of a table, by column: CSV (RFC 4180) in UTF-8, headed by the names of the columns.

    Raises Rejected: a file that is missing or empty, columns without a name or without `edition`, rows of another
    length, names that are no identifiers, that stand twice, or that are folders of editions.
    """
    text = snapshot.text(file)
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        lines = [(row, reader.line_num) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        place = Place(file, reader.line_num)
        raise reject("edition/table:broken", place, fault=fault) from fault
    columns, place = [cell.strip() for cell in lines[0][0]] if lines else [], Place(file, 1)
    faults = [error("edition/table:no-edition", place, name=NAME)] if NAME not in columns else []
    for index, column in enumerate(columns):
        if not is_name(column):
            faults.append(error("edition/table:column-name", place, column=column))
        elif column in columns[:index]:
            faults.append(error("edition/table:same-columns", place, column=column))
    refuse(faults)
    rows: dict[str, dict[str, str]] = {}
    for cells, line in lines[1:]:
        values = {column: " ".join(cell.split()) for column, cell in zip(columns, cells, strict=False)}
        if wrong := _row_fault(columns, cells, values, {*folders, *rows}):
            faults.append(error("edition/table:row", Place(file, line), wrong=wrong))
        else:
            rows[values.pop(NAME)] = values
    if not (rows or faults):
        faults.append(error("edition/table:no-rows", place))
    refuse(faults)
    return rows


def _row_fault(columns: list[str], cells: list[str], values: dict[str, str], seen: set[str]) -> str:
    if len(cells) != len(columns):
        return phrase("part/row-values", count=len(cells), columns=len(columns))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", values[NAME]):
        return phrase("part/name-edition", values=values[NAME])
    if values[NAME] in seen:
        return phrase("part/edition-already", values=values[NAME])
    return ""


def _levels(snapshot: Snapshot, folder: str) -> tuple[InheritanceLevel, ...]:
    """The folder of an edition and those it builds on, nearest first."""
    levels: list[InheritanceLevel] = []
    ahead, place = folder, Place()
    while ahead:
        home = f"{SOURCE}/{ahead}"
        if any(level.folder == home for level in levels):
            raise reject("edition/extends:circle", place, ahead=ahead)
        bases = _folders(snapshot)
        if levels and ahead not in bases:
            raise reject("edition/extends:unknown", place, ahead=ahead, nearest=nearest(ahead, bases))
        file = f"{home}/{EDITION}"
        keys = snapshot.fields(file)
        if isinstance(table := keys.values.get("table"), str):
            try:
                read_rows(snapshot, f"{home}/{table}", bases)
            except Rejected as rejected:
                for_name, named = ("source/missing", "source/outside"), keys.place(("table",))
                found = rejected.findings
                raise Rejected(replace(f, place=named) if f.rule in for_name else f for f in found) from rejected
        left = keys.values.get("without", [])
        names = left if isinstance(left, list) else []
        without = {str(name): keys.place(("without", at)) for at, name in enumerate(names)}
        levels.append(InheritanceLevel(home, keys, without))
        base = keys.values.get("extends", "")
        ahead, place = base if isinstance(base, str) else "", keys.place(("extends",))
    return tuple(levels)


def _faults(level: InheritanceLevel) -> Iterator[Finding]:
    """Keys of one level that no edition has, or that hold something else than they should."""
    keys = level.keys
    if "name" in keys.values:
        yield error("edition/unknown-key", keys.place(("name",)))
    for key, (kind, demand) in _SHAPES.items():
        if key in keys.values and not isinstance(keys.values[key], kind):
            yield error("edition/value", keys.place((key,)), name=key, demand=phrase(demand))
    if "without" in keys.values and "extends" not in keys.values:
        yield error("edition/without:no-base", keys.place(("without",)))
    for name, value in keys.at("fields").values.items():
        place = keys.place(("fields", name))
        if not is_name(name) or name == NAME:
            yield error("edition/field:bad-name", place, name=name, name_2=NAME)
        elif not isinstance(value, str | dict):
            yield error("edition/field:not-one-line", place, name=name)
        elif isinstance(value, dict) and {key: type(of) for key, of in value.items()}.items() - _FIELD.items():
            yield error("edition/field:malformed", place, name=name)
        elif "\n" in (value.get("sample", "") if isinstance(value, dict) else value):
            yield error("edition/field:not-one-line", place, name=name)


_FIELD = {"sample": str, "required": bool}
"""What may be said of a field whose values are to come."""

_SHAPES: dict[str, tuple[type, str]] = {
    "extends": (str, "demand/edition"),
    "table": (str, "demand/csv"),
    "without": (list, "demand/sections"),
    "fields": (dict, "demand/dict_type"),
    "strings": (dict, "demand/dict_type"),
}


_SECTION = re.compile(r"(?:(\d+)-)?([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
NO_BASE = "manuscript/extends"
"""The rule of a section that is to be laid over one that is in no base."""
_ON_TOP = "extends"
"""The key of a front matter that is laid over that of the base, field by field."""


@dataclass
class SectionFiles:
    """The files of one section, nearest first, its identifier, and what orders it among the others."""

    name: str
    files: list[str]
    order: tuple[int, str]

    @property
    def file(self) -> str:
        """The nearest file."""
        return self.files[0]


@dataclass(frozen=True)
class SectionText:
    """A section as it is written: its front matter, its body, and where the body begins."""

    fields: Fields
    body: str
    body_place: Place


@dataclass
class Listing:
    """The sections of an edition in reading order, and errors and warnings of the names of their files."""

    sections: list[SectionFiles] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


def list_sections(snapshot: Snapshot, levels: tuple[InheritanceLevel, ...]) -> Listing:
    """The section files of an edition and of those it builds on.

    A file goes over the one of the same identifier in a base, and takes its place unless its number is another one.
    """
    listing = Listing()
    for level in reversed(levels):
        names = [section.name for section in listing.sections]
        for name, place in level.without.items():
            if name not in names and names:
                near = nearest(name, names)
                listing.faults.append(error("edition/without:unknown", place, name=name, nearest=near))
        listing.sections = [section for section in listing.sections if section.name not in level.without]
        bases = {section.name: section for section in listing.sections}
        for file in sorted(snapshot.listing(f"{level.folder}/*.md"), key=_reading_order):
            path = snapshot.project.root / file
            if not (named := _SECTION.fullmatch(path.name)):
                listing.faults.append(error("manuscript/file-name", Place(file, 1), path_name=path.name))
            elif path.is_symlink() or not path.resolve().is_relative_to(snapshot.project.root.resolve()):
                listing.faults.append(error("source/outside:file", Place(file, 1)))
            elif base := bases.pop(named[2], None):
                base.files.insert(0, file)
                base.order = _reading_order(file) if named[1] else base.order
            else:
                listing.sections.append(SectionFiles(named[2], [file], _reading_order(file)))
    listing.sections.sort(key=lambda section: section.order)
    numbered: dict[tuple[int, ...], str] = {}
    for section in listing.sections:
        started = re.match(r"(\d+\W)+", section.order[1])
        numbers = tuple(map(int, re.findall(r"\d+", started[0]))) if started else ()
        if numbers and (other := numbered.setdefault(numbers, section.file)) != section.file:
            place = Place(section.file, 1, section=section.name)
            listing.notes.append(warning("manuscript/same-number", place, file=section.file, other=other))
    return listing


def read_written(snapshot: Snapshot, section: SectionFiles) -> SectionText:
    """The text of one section, fields laid over those of the bases where its files say so.

    Raises Rejected with the faults of the files that were needed.
    """
    layers: list[SectionText] = []
    for file in section.files:
        layers.append(_written(snapshot, file))
        fields = layers[-1].fields
        if _ON_TOP not in fields.values:
            break
        if (given := fields.values[_ON_TOP]) != "true":
            raise reject("manuscript/value", fields.place((_ON_TOP,)), on_top=_ON_TOP, values=given)
    else:
        raise reject("manuscript/extends", fields.place((_ON_TOP,)), section_name=section.name)
    for layer in reversed(layers[:-1]):
        fields = overlaid(fields, layer.fields)
    body = next((layer for layer in layers if layer.body.strip()), layers[0])
    return SectionText(fields.without(_ON_TOP), body.body, body.body_place)


def _written(snapshot: Snapshot, file: str) -> SectionText:
    """Front matter and body of one file."""
    lines = snapshot.text(file).split("\n")
    if lines[0].rstrip() != "---":
        raise reject("manuscript/front-matter:missing", Place(file, 1))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            fields = read_yaml("\n".join(lines[1:number]), file, first_line=2)
            return SectionText(fields, "\n".join(lines[number + 1 :]), Place(file, number + 2))
    raise reject("manuscript/front-matter:not-closed", Place(file, 1))


def _reading_order(file: str) -> tuple[int, str]:
    name = file.rpartition("/")[2]
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else 0, name)
