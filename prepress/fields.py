"""Structured fields: TOML and YAML read with the line of every key, and bound to typed records."""

from __future__ import annotations

import dataclasses
import functools
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError

from prepress.findings import Finding, Place, Rejected, error, nearest

Key = tuple[str | int, ...]
Record = TypeVar("Record")

STRICT = ConfigDict(extra="forbid")
"""Configuration of every record read from a source file: a key that is not in the model is a fault."""


@dataclass(frozen=True)
class Fields:
    """Values of one file or front matter, and the line (from 1) on which each key stands."""

    file: str
    values: Mapping[str, Any]
    lines: Mapping[Key, int] = field(default_factory=dict)

    def place(self, key: Key) -> Place:
        """The line of a key, or of the nearest record around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return Place(file=self.file, line=self.lines.get(key, 1))


def read_text(path: Path, file: str) -> str:
    """Text of a UTF-8 source file with LF line ends.

    Raises Rejected when it is missing, unreadable, empty or not UTF-8.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = path.read_bytes()[: fault.start].count(b"\n") + 1
        raise Rejected(
            [error("source/encoding", "the file is not UTF-8", Place(file, line), "save it as UTF-8")]
        ) from fault
    except OSError as fault:
        message = f"the file cannot be read: {fault.strerror}"
        raise Rejected([error("source/missing", message, Place(file), "restore it or its rights")]) from fault
    if not text.strip():
        raise Rejected([error("source/empty", "the file is empty", Place(file, 1), "write it or remove it")])
    return text.replace("\r\n", "\n")


def read_toml(text: str, file: str) -> Fields:
    """Fields of a TOML document (TOML 1.0).

    Raises Rejected with the line at which the syntax breaks.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r"line (\d+)", str(fault))
        line = int(found[1]) if found else text.count("\n") + 1
        message = f"the TOML is broken: {str(fault).split(' (at')[0]}"
        raise Rejected(
            [error("source/syntax", message, Place(file, line), "check quotes and brackets")]
        ) from fault
    return Fields(file, values, _toml_lines(text))


def _toml_lines(text: str) -> dict[Key, int]:
    lines: dict[Key, int] = {}
    table: Key = ()
    tables: dict[Key, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            if header[1] == "[[":
                tables[table] = tables.get(table, -1) + 1
                table = (*table, tables[table])
            lines[table] = number
        elif assigned := re.match(r"\s*([A-Za-z0-9_.\"'-]+)\s*=", line):
            key = tuple(part.strip("\"'") for part in assigned[1].split("."))
            lines.setdefault((*table, *key), number)
    return lines


def read_yaml(text: str, file: str, first_line: int = 1) -> Fields:
    """Fields of a YAML mapping whose scalars are all plain text; `first_line` is where it begins in its file.

    Raises Rejected for broken syntax, anchors and aliases, duplicate keys, or anything but a mapping.
    """
    try:
        events = list(yaml.parse(text, Loader=yaml.SafeLoader))
        if any(isinstance(event, yaml.AliasEvent) for event in events):
            raise yaml.MarkedYAMLError(problem="aliases are not used here")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
        problem = getattr(fault, "problem", None) or "a character that YAML does not allow"
        place = Place(file, (mark.line if mark else 0) + first_line)
        hint = "quote texts that hold a colon; indent by spaces"
        raise Rejected([error("source/syntax", f"the YAML is broken: {problem}", place, hint)]) from fault
    if not isinstance(node, yaml.MappingNode):
        message = "keys with values were expected (key: value)"
        raise Rejected([error("source/syntax", message, Place(file, first_line))])
    lines: dict[Key, int] = {}
    faults: list[Finding] = []
    values = _yaml_value(node, (), file, first_line, lines, faults)
    if faults:
        raise Rejected(faults)
    return Fields(file, values, lines)


def _yaml_value(
    node: yaml.Node, key: Key, file: str, first: int, lines: dict[Key, int], faults: list[Finding]
) -> Any:
    lines.setdefault(key, node.start_mark.line + first)
    if isinstance(node, yaml.MappingNode):
        values: dict[str, Any] = {}
        for name, child in node.value:
            below = (*key, str(name.value))
            line = name.start_mark.line + first
            if name.value in values:
                message = f"the key '{name.value}' stands here twice"
                faults.append(error("source/duplicate-key", message, Place(file, line), "keep one of them"))
            lines[below] = line
            values[str(name.value)] = _yaml_value(child, below, file, first, lines, faults)
        return values
    if isinstance(node, yaml.SequenceNode):
        return [
            _yaml_value(child, (*key, index), file, first, lines, faults)
            for index, child in enumerate(node.value)
        ]
    return node.value


@functools.cache
def _adapter(model: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(model)


def bind(fields: Fields, model: type[Record], rule: str) -> Record:
    """The record of type `model` that the fields describe.

    Raises Rejected with one finding for each key that is missing, misspelt or out of its range;
    the findings carry the rules `<rule>/missing-key`, `<rule>/unknown-key` and `<rule>/value`.
    """
    try:
        record: Record = _adapter(model).validate_python(dict(fields.values))
        return record
    except ValidationError as fault:
        raise Rejected(
            _finding(fields, model, rule, detail) for detail in fault.errors(include_url=False)
        ) from fault


def _finding(fields: Fields, model: type[Any], rule: str, detail: Any) -> Finding:
    key: Key = tuple(detail["loc"])
    name = ".".join(str(part) for part in key)
    place = fields.place(key)
    match detail["type"]:
        case "missing" | "missing_argument":
            return error(f"{rule}/missing-key", f"the key '{name}' is missing", place, f"add {key[-1]}")
        case "extra_forbidden" | "unexpected_keyword_argument":
            hint = nearest(str(key[-1]), _names(model, key[:-1]))
            return error(f"{rule}/unknown-key", f"there is no key '{name}'", place, hint)
        case "value_error":
            demand = str(detail["ctx"]["error"])
        case _:
            demand = f"{detail['msg'][0].lower()}{detail['msg'][1:]}"
    given = detail["input"] if isinstance(detail["input"], str | int | float) else ""
    shown = f" is {given!r}" if given != "" else ""
    return error(f"{rule}/value", f"'{name}'{shown}: {demand}", place)


def _names(model: Any, key: Key) -> tuple[str, ...]:
    """Names of the keys that a record allows at a place."""
    for part in key:
        if isinstance(part, int):
            continue
        model = typing.get_type_hints(model)[part]
        while typing.get_args(model):
            model = [arm for arm in typing.get_args(model) if arm not in (type(None), ...)][-1]
    return tuple(f.name for f in dataclasses.fields(model)) if dataclasses.is_dataclass(model) else ()


def _demand(pattern: str, demand: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(demand)
        return value

    return AfterValidator(check)


Text = Annotated[str, _demand(r"(?s).*\S.*", "a text was expected, and none is there")]
Slug = Annotated[str, _demand(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and hyphens were expected")]
Email = Annotated[
    str, _demand(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}", "an e-mail address such as name@example.org")
]
WebAddress = Annotated[
    str, _demand(r"https://[^\s/<>\"]+\.[^\s<>\"]+", "an address that begins with https:// was expected")
]
Fallback = Annotated[
    str,
    _demand(
        r"(https://[^\s/<>\"]+\.[^\s<>\"]+|[^@\s]+@[^@\s]+\.[^@\s.]{2,})?", "an e-mail or https:// address"
    ),
]
