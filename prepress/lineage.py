"""Lineage: an edition with those it builds on, and the editions that a table makes of one folder."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from prepress.fields import Fields, overlaid, read_text, read_toml
from prepress.findings import Finding, Place, Rejected, error, nearest
from prepress.placeholders import Filling
from prepress.project import Outside, Project

EDITION = "edition.toml"
NAME = "edition"
"""The column of a table that names the edition of each row."""

_OWN = ("extends", "table", "fields", "without", "strings")
"""Keys that tell how an edition comes about; they are none of the record's own."""


@dataclass(frozen=True)
class Lineage:
    """An edition before it is bound: its name, its folder and those of the editions it builds on, nearest first.

    `source` holds the keys of all of them, each with the file and line it stands in; `values` fill placeholders,
    `without` names sections of the bases that are left out, `strings` what the layouts say otherwise here.
    """

    name: str
    folders: tuple[str, ...]
    source: Fields
    values: Mapping[str, str]
    without: Mapping[str, Place] = field(default_factory=dict)
    strings: Fields = field(default_factory=lambda: Fields("", {}))


def known_editions(project: Project) -> tuple[str, ...]:
    """Names of all editions: of the folders in source/, and of the rows of their tables, in alphabetical order."""
    return tuple(sorted(_homes(project)))


def read_lineage(project: Project, name: str, given: Mapping[str, str] | None = None) -> Lineage:
    """The lineage of the edition of that name; the values given go before its own.

    Raises Rejected: a file that cannot be read, a base that is not there or leads back, a table without the edition.
    """
    homes = _homes(project)
    folder, row = homes.get(name, (name, {}))
    chain = _chain(project, folder)
    faults: list[Finding] = []
    source, values = Fields("", {}), dict[str, str]()
    without: dict[str, Place] = {}
    strings = Fields("", {})
    for own in reversed(chain):
        values |= _values(own, faults)
        without |= {str(each): own.place(("without", at)) for at, each in enumerate(_list(own, "without"))}
        strings = overlaid(strings, _part(own, "strings"))
        source = overlaid(source, own)
    filling = Filling({**values, **row, **(given or {})})
    text = filling.fields(source.without(*_OWN), object)
    if faults := [*faults, *filling.faults]:
        raise Rejected(faults)
    folders = tuple(own.file.removesuffix(f"/{EDITION}") for own in chain)
    named = replace(text, values={**text.values, "name": name, "folders": folders})
    return Lineage(name, folders, named, filling.values, without, strings)


def _homes(project: Project) -> dict[str, tuple[str, dict[str, str]]]:
    """The folder of each edition by name, and the row of a table that it is made of."""
    homes: dict[str, tuple[str, dict[str, str]]] = {}
    for folder in project.editions():
        table = _table_of(project.root / "source" / folder / EDITION)
        rows = _rows(project, folder, table) if table else [(folder, {})]
        homes |= {name: (folder, row) for name, row in rows}
    return homes


def _table_of(path: Path) -> str:
    """The table that an edition names; none where it cannot be read, which is told when the edition is."""
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8-sig")).get("table", ""))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return ""


def _rows(project: Project, folder: str, table: str) -> list[tuple[str, dict[str, str]]]:
    """The rows of a table of editions by their names."""
    file = f"source/{folder}/{table}"
    try:
        text = read_text(project.find(file), file)
    except (Rejected, FileNotFoundError, Outside):
        return [(folder, {})]
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    return [
        (row[NAME], {key: value for key, value in row.items() if key != NAME and isinstance(value, str)})
        for row in rows
        if row.get(NAME)
    ]


def _chain(project: Project, folder: str) -> list[Fields]:
    """The keys of an edition and of those it builds on, nearest first."""
    chain: list[Fields] = []
    ahead: str | None = folder
    place = Place()
    while ahead is not None:
        file = f"source/{ahead}/{EDITION}"
        if any(own.file == file for own in chain):
            message = f"'{ahead}' builds on itself"
            raise Rejected([error("edition/extends", message, place, "end the circle: leave extends out once")])
        if chain and ahead not in project.editions():
            message = f"there is no edition '{ahead}' to build on"
            raise Rejected([error("edition/extends", message, place, nearest(ahead, project.editions()))])
        own = read_toml(read_text(_own(project, file), file), file)
        if faults := list(_refused(project, ahead, own)):
            raise Rejected(faults)
        chain.append(own)
        place = own.place(("extends",))
        ahead = str(own.values["extends"]) if "extends" in own.values else None
    return chain


def _refused(project: Project, folder: str, own: Fields) -> Iterator[Finding]:
    """Keys that no edition has, and a table that is not there or makes no edition."""
    for key in ("name", "folders"):
        if key in own.values:
            hint = "the edition has the name of its folder"
            yield error("edition/unknown-key", f"there is no key '{key}'", own.place((key,)), hint)
    if "table" in own.values and _rows(project, folder, str(own.values["table"])) == [(folder, {})]:
        message = f"'{own.values['table']}' is no table of editions"
        hint = f"put a CSV file in the edition's folder, with a column '{NAME}' that names the edition of each row"
        yield error("edition/table", message, own.place(("table",)), hint)


def _own(project: Project, file: str) -> Path:
    try:
        return project.find(file)
    except FileNotFoundError:
        return project.root / file
    except Outside as fault:
        hint = "put the file itself here"
        raise Rejected([error("source/outside", str(fault), Place(file), hint)]) from fault


def _values(own: Fields, faults: list[Finding]) -> dict[str, str]:
    part = _part(own, "fields")
    for name, value in part.values.items():
        if not isinstance(value, str) or "\n" in value:
            message = f"the field '{name}' is no text of one line"
            faults.append(error("edition/field", message, own.place(("fields", name)), 'write "…" round it'))
    return {name: str(value) for name, value in part.values.items()}


def _part(own: Fields, name: str) -> Fields:
    """One table of an edition as fields of their own."""
    values = own.values.get(name, {})
    lines = {key[1:]: line for key, line in own.lines.items() if key[:1] == (name,)}
    return Fields(own.file, values if isinstance(values, dict) else {}, lines)


def _list(own: Fields, name: str) -> list[Any]:
    values = own.values.get(name, [])
    return values if isinstance(values, list) else []
