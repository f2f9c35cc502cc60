"""Records: texts, TOML and YAML read with the line of every key, bound to typed records; and addresses (IDNA)."""

from __future__ import annotations

import dataclasses
import difflib
import functools
import json
import re
import tomllib
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, unquote

import idna
import yaml
from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from brochurepress.findings import Finding, Place, Rejected, closest, day_cure, error, nearest, refuse, reject
from brochurepress.wording import phrase, said
from brochurepress.workspace.limits import LimitExceeded, LimitName, composed, exceeded, read_file, text_faults

_PARTS = re.compile(r"((?:https?://|mailto:[^?]*@)?)([^/?#:]*)(.*)", re.DOTALL)
_LONE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_HIGH = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_KEPT = "%/?#[]@!$&'()*+,;=:~"


def resolved(address: str) -> str:
    """The address in ASCII: its host in IDNA (RFC 5891), all else percent-encoded once (RFC 3986, 2.1; RFC 6068, 2).

    Places in the same document and telephone numbers stay as they are. Raises ValueError for a host that is none.
    """
    start, host, rest = _PARTS.fullmatch(address).groups()  # type: ignore[union-attr]
    if not start or address.isascii():
        return re.sub(_HIGH, lambda found: found[0].upper(), address)
    try:
        host = idna.encode(host, uts46=True).decode() if not host.isascii() else host
    except idna.IDNAError as fault:
        raise ValueError(phrase("part/name-host", host=host)) from fault
    start, rest = (quote(_LONE.sub("%25", part), safe=_KEPT) for part in (start, rest))
    return f"{start}{host}{rest}"


def printed_address(address: str) -> str:
    """The address as it is printed: letters as themselves, without its scheme and the slash at its end."""
    start, host, rest = _PARTS.fullmatch(address).groups()  # type: ignore[union-attr]
    if "xn--" in host:
        host = idna.decode(host)
    text = f"{start.removeprefix('https://').removeprefix('mailto:')}{host}{rest}"
    return _HIGH.sub(lambda found: _letters(found[0]), text).removesuffix("/")


def _letters(encoded: str) -> str:
    """Percent-encoded letters as themselves; what is no text, or would not be seen, stays encoded."""
    text = unquote(encoded, errors="replace")
    return text if text.isprintable() and "\ufffd" not in text else encoded


Key = tuple[str | int, ...]
Record = TypeVar("Record")

_TOML_NAME = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_TOML_KEY = rf"({_TOML_NAME}(?:\s*\.\s*{_TOML_NAME})*)"
_TOML_TABLE = re.compile(rf"\s*(\[\[?)\s*{_TOML_KEY}\s*\]")
_TOML_VALUE = re.compile(rf"\s*{_TOML_KEY}\s*=")

STRICT = ConfigDict(extra="forbid", defer_build=True)
"""Configuration of every record read from a source file: a key that is not in the model is a fault."""


@dataclass(frozen=True)
class Fields:
    """Values of one file or front matter, and the line (from 1) on which each key stands.

    `files` names the file of each key that stands in another one (see `overlaid`).
    """

    file: str
    values: Mapping[str, Any]
    lines: Mapping[Key, int] = field(default_factory=dict)
    files: Mapping[Key, str] = field(default_factory=dict)

    def place(self, key: Key) -> Place:
        """The line of a key, or of the nearest record around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return Place(file=self.files.get(key, self.file), line=self.lines.get(key, 1))

    def at(self, name: str) -> Fields:
        """The fields of a table within these; none where there is no table."""
        inner = self.values.get(name)
        lines = {key[1:]: line for key, line in self.lines.items() if key[:1] == (name,)}
        values = inner if isinstance(inner, Mapping) else {}
        return Fields(self.file, values, {(): self.place((name,)).line or 1} | lines)

    def without(self, *names: str) -> Fields:
        """The fields that are left when some keys are taken out."""
        values = {name: value for name, value in self.values.items() if name not in names}
        return replace(self, values=values)


def overlaid(base: Fields, over: Fields) -> Fields:
    """Fields laid over others: tables key by key, all else whole; every key keeps the file and line it stands in."""
    values, replaced = _laid_over(base.values, over.values, ())
    kept = {
        key: line
        for key, line in base.lines.items()
        if key not in over.lines and not any(key[: len(part)] == part for part in replaced)
    }
    files = {key: base.files.get(key, base.file) for key in kept}
    return Fields(over.file, values, {**kept, **over.lines}, {**files, **over.files})


def _laid_over(base: Mapping[str, Any], over: Mapping[str, Any], at: Key) -> tuple[dict[str, Any], list[Key]]:
    """The values of both, and the keys of the base whose values are no longer there."""
    values, replaced = dict(base), list[Key]()
    for name, value in over.items():
        inner = [(*at, name)]
        if isinstance(value, dict) and isinstance(base.get(name), dict):
            value, inner = _laid_over(base[name], value, (*at, name))
        values[name], replaced = value, replaced + inner
    return values, replaced


def read_text(path: Path, file: str) -> str:
    """Text of a UTF-8 source file, as `text_of`."""
    return text_of(file, lambda: read_file(path, LimitName.TEXT))


def text_of(file: str, read: Callable[[], bytes]) -> str:
    """Text of a UTF-8 source file, composed, without byte order mark and with LF line ends.

    Raises Rejected when it is missing, unreadable, no plain file, too large, empty, not UTF-8, or holds characters
    that are no text.
    """
    try:
        content = read()
    except LimitExceeded as fault:
        raise reject("source/limit:file", Place(file), fault=fault) from fault
    except OSError as fault:
        raise reject("source/missing", Place(file), strerror=fault) from fault
    try:
        text = composed(content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise reject("source/encoding", Place(file, line)) from fault
    if not text.strip():
        raise reject("source/empty", Place(file, 1))
    refuse(text_faults(text, file))
    return text


def read_toml(text: str, file: str) -> Fields:
    """Fields of a TOML document (TOML 1.0). Raises Rejected with the line at which the syntax breaks."""
    try:
        values = tomllib.loads(text)
    except RecursionError as fault:
        raise Rejected([too_deep(file, 1)]) from fault
    except ValueError as fault:  # its own kind, and Python's own of a number with thousands of digits
        found = re.search(r"line (\d+)", str(fault))
        line = int(found[1]) if found else text.count("\n") + 1
        raise reject("source/syntax:toml", Place(file, line), fault=str(fault).split(" (at")[0]) from fault
    lines = _toml_lines(text)
    level: list[Any] = [values]
    for _ in range(LimitName.NESTING.most + 1):
        tables = (each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list))
        level = [*chain.from_iterable(tables)]
    if level:
        deep = (line for key, line in lines.items() if len(key) > LimitName.NESTING.most)
        raise Rejected([too_deep(file, next(deep, 1))])
    return Fields(file, values, lines)


def too_deep(file: str, line: int) -> Finding:
    """The finding for values nested beyond the limit."""
    return error("source/limit:nesting", Place(file, line), most=LimitName.NESTING.most)


def _toml_lines(text: str) -> dict[Key, int]:
    """Line of each key by the look of the lines; `counts` numbers the tables of each array of tables."""
    lines: dict[Key, int] = {}
    table: Key = ()
    counts: dict[Key, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TOML_TABLE.match(line):
            *outer, name = _toml_key(header[2])
            table = ()
            for part in outer:
                table = (*table, part)
                lines.setdefault(table, number)
                table = (*table, counts[table]) if table in counts else table
            table = (*table, name)
            if header[1] == "[[":
                counts[table] = counts[table] + 1 if table in counts else 0
                table = (*table, counts[table])
            lines[table] = number
        elif assigned := _TOML_VALUE.match(line):
            lines.setdefault((*table, *_toml_key(assigned[1])), number)
    return lines


def _toml_key(written: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_TOML_NAME, written))


_adapter: Callable[[Any], TypeAdapter[Any]] = functools.cache(TypeAdapter)  # making it takes longer than using it


def bind(fields: Fields, model: type[Record], rule: str) -> Record:
    """The record of type `model` that the fields describe.

    Raises Rejected with one finding for each key that is missing, misspelt or out of its range;
    the findings carry the rules `<rule>/missing-key`, `<rule>/unknown-key` and `<rule>/value`.
    """
    try:
        return _adapter(model).validate_python(dict(fields.values))  # type: ignore[no-any-return]
    except ValidationError as fault:
        details: list[Any] = fault.errors(include_url=False)
        # without those that follow from another: a key missing where it is misspelt, a list of faulty items
        meant = {
            (*at, closest(str(name), _names(model, tuple(at))))
            for *at, name in (detail["loc"] for detail in details if detail["type"] in _UNKNOWN)
        }
        raise Rejected(
            _finding(fields, model, rule, detail)
            for detail in details
            if not (detail["type"] in _MISSING and detail["loc"] in meant)
            and not (detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"])
        ) from fault


_MISSING = ("missing", "missing_argument")
_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")


def _finding(fields: Fields, model: type[Any], rule: str, detail: Any) -> Finding:
    key: Key = tuple(part for part in detail["loc"] if part != "[key]")
    name, place, kind = ".".join(map(str, key)), fields.place(key), detail["type"]
    if kind in _MISSING:
        found = error("record/missing-key", place, name=name, key=key[-1])
    elif kind in _UNKNOWN:
        near = nearest(str(key[-1]), _names(model, key[:-1]))
        found = error("record/unknown-key", place, name=name, nearest=near)
    else:
        given, date = detail["input"], kind.startswith("date_")
        demand = phrase("demand/date") if date else _demand(kind, detail)
        hint = day_cure(given) if date else phrase("part/correct")
        told = isinstance(given, str | int | float) and given != ""
        case = "record/value:given" if told else "record/value"
        found = error(case, place, name=name, given=given, demand=demand, hint=hint)
    return replace(found, rule=f"{rule}/{found.rule.partition('/')[2]}")


def _demand(kind: str, detail: Any) -> str:
    """What a value must be, in the editor's words where the validator's name of the fault is known."""
    if kind == "value_error":
        return said(detail["ctx"]["error"])
    if kind in _DEMANDS:
        names, _, last = detail.get("ctx", {}).get("expected", "").rpartition(" or ")
        either = {"expected": phrase("part/either", names=names, last=last)} if names else {}
        return phrase(f"demand/{kind}", {**detail.get("ctx", {}), **either})
    return f"{detail['msg'][0].lower()}{detail['msg'][1:]}"


_DEMANDS = frozenset(
    "dataclass_type dict_type enum float_parsing float_type greater_than_equal int_parsing int_type less_than_equal"
    " literal_error string_too_long string_too_short string_type too_long too_short tuple_type".split()
)
"""The validator's names of faults whose words are in the tables of languages."""


def _names(model: Any, key: Key) -> tuple[str, ...]:
    """Names of the keys that a record allows at a place, as they are written in a source file."""
    for part in key:
        if dataclasses.is_dataclass(model) and isinstance(part, str):
            model = _keys(model)[part].annotation
        elif typing.get_origin(model) is dict:
            model = typing.get_args(model)[1]
        while typing.get_args(model) and typing.get_origin(model) is not dict:
            model = [arm for arm in typing.get_args(model) if arm not in (type(None), ...)][-1]
    return tuple(_keys(model)) if dataclasses.is_dataclass(model) else ()


def _keys(model: Any) -> dict[str, FieldInfo]:
    """Fields of a record by the name they have in a source file: the alias where there is one."""
    fields: dict[str, FieldInfo] = model.__pydantic_fields__
    return {info.alias or name: info for name, info in fields.items()}


def demanded(pattern: str, demand: str) -> AfterValidator:
    """A check that the whole of a value matches a pattern, and the key of what is said to be expected otherwise."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(phrase(demand))
        return value

    return AfterValidator(check)


RequiredText = Annotated[str, demanded(r"(?s).*[^\s\u00ad].*", "demand/text")]
Slug = Annotated[str, demanded(r"[a-z0-9]+(-[a-z0-9]+)*", "demand/slug")]


def _address(scheme: str = "") -> AfterValidator:
    """An address in ASCII, as machines follow it."""
    return AfterValidator(lambda value: resolved(f"{scheme}{value}").removeprefix(scheme))


Email = Annotated[str, demanded(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}", "demand/email"), _address("mailto:")]
WebAddress = Annotated[str, demanded(r"https://[^\s/<>\"]+\.[^\s<>\"]{1,900}", "demand/web-address"), _address()]
FallbackAddress = Annotated[
    str, demanded(r"(https://[^\s/<>\"]+\.[^\s<>\"]+|[^@\s]+@[^@\s]+\.[^@\s.]{2,})?", "demand/fallback-address")
]


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader in C is ten times as fast, and not in every build of the library."""


def read_yaml(text: str, file: str, first_line: int = 1) -> Fields:
    """Fields of a YAML mapping whose scalars are all plain text; `first_line` is where it begins in its file.

    Raises Rejected for broken syntax, anchors and aliases, duplicate keys, values too long or nested too deep, or
    anything but a mapping.
    """
    if long := exceeded(LimitName.FRONT_MATTER, len(text)):
        raise reject("source/limit:front-matter", Place(file, first_line), long=long)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            mark: Any = event.start_mark
            if isinstance(event, yaml.AliasEvent):  # a few lines of them can mean billions of values
                raise yaml.MarkedYAMLError(problem="aliases are not used here", problem_mark=mark)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > LimitName.NESTING.most:
                raise Rejected([too_deep(file, mark.line + first_line)])
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
    refuse(reading.faults)
    return Fields(file, values, reading.lines)


@dataclass(frozen=True)
class Scalar:
    """A value of a YAML document: its key, where it stands in the text, and the sign of its style ("" when plain)."""

    key: Key
    start: int
    end: int
    value: str
    style: str


def yaml_scalars(text: str) -> list[Scalar]:
    """Every scalar of a YAML document that `read_yaml` takes, in the order of the text."""
    reading = _Yaml("", 1)
    if root := yaml.compose(text, Loader=yaml.SafeLoader):  # the one in C counts marks of block scalars otherwise
        reading.value(root, ())
    return reading.scalars


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


@dataclass
class _Yaml:
    """Reads the nodes of one document: values, the line of every key, faults, scalars."""

    file: str
    first_line: int
    lines: dict[Key, int] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)
    scalars: list[Scalar] = field(default_factory=list)

    def value(self, node: yaml.Node, key: Key) -> Any:
        """The value of a node: a mapping, a list, or the text of a scalar, whatever it looks like."""
        self.lines.setdefault(key, node.start_mark.line + self.first_line)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*key, index)) for index, child in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            at = node.start_mark.index, node.end_mark.index
            self.scalars.append(Scalar(key, *at, node.value, node.style or ""))
            return composed(node.value)
        values: dict[str, Any] = {}
        for name, child in node.value:
            place = Place(self.file, name.start_mark.line + self.first_line)
            if not isinstance(name, yaml.ScalarNode):
                self.faults.append(error("source/syntax:key", place))
                continue
            if name.value in values:
                self.faults.append(error("source/duplicate-key", place, name=name.value))
            self.lines[*key, name.value] = place.line
            values[name.value] = self.value(child, (*key, name.value))
        return values
