"""Front matter: YAML read as plain text values, with the line of every key."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from brochurepress.findings import Finding, Place, Rejected, error, reject
from brochurepress.wording import phrase
from brochurepress.workspace.counting import composed
from brochurepress.workspace.limits import LIMITS, LimitName, exceeded
from brochurepress.workspace.records import Fields, Key, too_deep

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C is ten times as fast, and not in every build of the library."""


def read_yaml(text: str, file: str, first_line: int = 1) -> Fields:
    """Fields of a YAML mapping whose scalars are all plain text; `first_line` is where it begins in its file.

    Raises Rejected for broken syntax, anchors and aliases, duplicate keys, values too long or nested too deep, or
    anything but a mapping.
    """
    if long := exceeded(LimitName.FRONT_MATTER, len(text)):
        raise reject("source/limit:front-matter", Place(file, first_line), long=long)
    try:
        _allow_yaml(text, file, first_line)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
        problem = getattr(fault, "problem", None) or phrase("part/yaml-character")
        line = mark.line if mark else text.count("\n", 0, getattr(fault, "position", 0))
        place = Place(file, line + first_line)
        raise reject("source/syntax:yaml", place, problem=problem) from fault
    if not isinstance(node, yaml.MappingNode):
        raise reject("source/syntax:no-mapping", Place(file, first_line))
    reading = _Yaml(file, first_line)
    values = reading.value(node, ())
    if reading.faults:
        raise Rejected(reading.faults)
    return Fields(file, values, reading.lines)


@dataclass(frozen=True)
class Scalar:
    """A value of a YAML document: its key, where it stands in the text, and the sign of its style ("" when plain)."""

    key: Key
    start: int
    end: int
    value: str
    style: str


def yaml_scalars(text: str) -> Iterator[Scalar]:
    """Every scalar of a YAML document that `read_yaml` takes, in the order of the text."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # the loader in C counts the marks of block scalars otherwise
    nodes: list[tuple[Key, yaml.Node]] = [((), root)] if root else []
    while nodes:
        key, node = nodes.pop()
        if isinstance(node, yaml.ScalarNode):
            yield Scalar(key, node.start_mark.index, node.end_mark.index, str(node.value), node.style or "")
        elif isinstance(node, yaml.MappingNode):
            nodes += reversed([((*key, str(name.value)), child) for name, child in node.value])
        else:
            nodes += reversed([((*key, index), child) for index, child in enumerate(node.value)])


_SCALAR = re.compile(r"([>|][-+\d]*[^\n]*\n[ ]*|[\"']?)(.*?)([\"']?\s*)", re.DOTALL)
_SPACE = re.compile(r"([ \t\r\n]+)")


def yaml_patched(raw: str, old: str, new: str, indent: str) -> str:
    """A YAML scalar whose value is to be another, with only the words that differ put in: its lines stay as they are.

    `raw` is the scalar as it stands, `indent` that of a new line. Gives "" where it would not say the new value then.
    """
    parts = _SCALAR.fullmatch(raw)
    head, body, tail = parts.groups() if parts else ("", "", "")
    have, was, will = (_SPACE.split(text) for text in (body, old.rstrip(), new.rstrip()))
    if len(have) != len(was):
        return ""
    patched, line = "", "\n" if head[:1] == "|" else "\n\n"
    for _, i, j, k, m in difflib.SequenceMatcher(None, was[::2], will[::2], autojunk=False).get_opcodes():
        for at, word in enumerate(will[2 * k : 2 * m : 2]):
            own = i + at if i + at < j else None
            before = "".join(will[2 * (k + at) - 1 : 2 * (k + at)]) if k + at else ""
            if before and own and ("\n" in before) == ("\n" in was[2 * own - 1]):
                before = have[2 * own - 1]
            elif "\n" in before:
                before = line + indent
            quoted = word.replace("'", "''") if head == "'" else json.dumps(word, ensure_ascii=False)[1:-1]
            same = own is not None and was[2 * own] == word
            patched += before + (have[2 * own] if own is not None and same else quoted if head in ("'", '"') else word)
    try:
        said = yaml.safe_load(f"k: {head}{patched}{tail}")
    except yaml.YAMLError:
        return ""
    return f"{head}{patched}{tail}" if said == {"k": new} or said == {"k": f"{new}\n"} else ""


def as_yaml(value: str, style: str, indent: str) -> str:
    """A text as a YAML scalar of a style; | keeps its lines, > is one line, and they end with a line end.

    What cannot stand plain stands in double quotes.
    """
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    if style == "|":
        return "|\n" + "".join(f"{indent}{line}\n" for line in lines)
    value = " ".join(" ".join(lines).split())
    if style == ">":
        return f">-\n{indent}{value}\n"
    try:
        plain = style == "" and yaml.safe_load(f"k: {value}") == {"k": value}
    except yaml.YAMLError:
        plain = False
    return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_yaml(value: dict[str, Any]) -> str:
    """A value as YAML, its keys in their order."""
    return str(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=110))


def _allow_yaml(text: str, file: str, first_line: int) -> None:
    """Refuses aliases, of which a few lines can mean billions of values, and nesting without end."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not used here", problem_mark=mark)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > LIMITS[LimitName.NESTING].most:
            raise Rejected([too_deep(file, mark.line + first_line)])


@dataclass
class _Yaml:
    """Reads the nodes of one document: values, the line of every key, faults."""

    file: str
    first_line: int
    lines: dict[Key, int] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)

    def value(self, node: yaml.Node, key: Key) -> Any:
        """The value of a node: a mapping, a list, or the text of a scalar, whatever it looks like."""
        self.lines.setdefault(key, node.start_mark.line + self.first_line)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*key, index)) for index, child in enumerate(node.value)]
        return composed(node.value)

    def _mapping(self, node: yaml.MappingNode, key: Key) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, child in node.value:
            line = name.start_mark.line + self.first_line
            if not isinstance(name, yaml.ScalarNode):
                self.faults.append(error("source/syntax:key", Place(self.file, line)))
                continue
            if name.value in values:
                place = Place(self.file, line)
                self.faults.append(error("source/duplicate-key", place, name=name.value))
            self.lines[*key, name.value] = line
            values[name.value] = self.value(child, (*key, name.value))
        return values
