"""Section types: a folder of the layouts for each, and the record of its front matter, made from its `section.toml`."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

import tinycss2
from pydantic import AfterValidator, TypeAdapter, ValidationError
from pydantic import Field as Limits
from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Finding, Place, Rejected, error, nearest
from brochurepress.source.section_types import (
    KINDS,
    ContactRecord,
    Level,
    Meaning,
    Reached,
    SectionContent,
    Traits,
    means,
)
from brochurepress.wording import phrase
from brochurepress.workspace import STRICT, Fields, RequiredText, Snapshot, bind

TYPES, SHARED = "layouts/sections", "layouts/kinds"
"""Where each type has its folder, and each record that several types hold its file."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_NAMED = re.compile(r"""\bcontent\.(\w+)|\bm\.attributes\(section, ["']([\w-]+)["']""")
"""What a template names of its section: a field that it sets, and one that it tells the line of."""


@record(frozen=True, kw_only=True, config=STRICT)
class _Field:
    """A field of a type or record: the kind of its value, and what it may be.

    `of` are the words of a choice; `least` and `most` count the characters of a text and the items of what repeats, or
    are the smallest and the largest number; `fields` and `contact` are those of a record.
    """

    kind: RequiredText
    about: RequiredText | None = None
    required: bool = False
    repeats: bool = False
    default: RequiredText | None = None
    of: tuple[RequiredText, ...] = ()
    least: int | None = None
    most: int | None = None
    fields: dict[str, Any] | None = None
    contact: Reached | None = None


_LIMITED = ("text", "phrase", "number")

_CONTRADICTIONS: dict[str, Callable[[_Field], bool]] = {
    "default": lambda one: bool(one.default) and (one.required or one.repeats),
    "choice": lambda one: (one.kind == "choice") != bool(one.of),
    "record": lambda one: (one.kind == "record") != bool(one.fields),
    "limits": lambda one: bool(one.least or one.most) and not (one.repeats or one.kind in _LIMITED),
}
"""What a field cannot be, by the case of its finding."""


@dataclass(frozen=True)
class SectionTypes:
    """Names of all types, the record of each that has no faults, and these faults."""

    names: tuple[str, ...]
    models: Mapping[str, type[SectionContent]]
    faults: tuple[Finding, ...]


def section_types(snapshot: Snapshot) -> SectionTypes:
    """The section types of the press and of a root, which brings its own or lays single files over ours."""
    return snapshot.once("section types", partial(_read, snapshot))


def _read(snapshot: Snapshot) -> SectionTypes:
    reader = _Reader(snapshot)
    for old in (*snapshot.listing(f"{TYPES}/*.html"), *snapshot.listing("layouts/css/sections/*.css")):
        now = f"{TYPES}/{PurePosixPath(old).stem}/"
        reader.faults.append(error("section-type/moved", Place(old), now=now))
    names = tuple(sorted({file.split("/")[2] for file in snapshot.listing(f"{TYPES}/*/*")}))
    read = {name: reader.model(name) for name in names}
    return SectionTypes(
        names, {name: model for name, model in read.items() if model}, tuple(dict.fromkeys(reader.faults))
    )


@dataclass
class _Reader:
    """What types are read with: the records that they share, each made once, and the faults met on the way."""

    snapshot: Snapshot
    faults: list[Finding] = field(default_factory=list)
    shared: dict[str, Any] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    """Shared records that are being read: none may hold itself."""

    def model(self, name: str) -> type[SectionContent] | None:
        """The record of a type; None where something is wrong with its folder, which is told."""
        before, model = len(self.faults), None
        files = [f"{TYPES}/{name}/section.{ending}" for ending in ("toml", "html")]
        missing = [file for file in files if not self.snapshot.has(file)]
        self.faults += (error("section-type/file", Place(file), type_name=name) for file in missing)
        if not _SLUG.fullmatch(name):
            self.faults.append(error("section-type/name:folder", Place(files[0]), name=name))
        for sheet in self.snapshot.listing(f"{TYPES}/{name}/*.css"):
            self.faults += _css_faults(self.snapshot.text(sheet), sheet)
        if missing:
            return None
        try:
            source = self.snapshot.fields(files[0])
            own = self._hints(source.at("fields"), SectionContent)
            known = [each.name for each in fields(SectionContent)] + list(source.at("fields").values)
            self.faults += _template_faults(self.snapshot.text(files[1]), files[1], known)
            traits = bind(source.without("fields"), Traits, "section-type")
            least, most = traits.levels
            level = (Annotated[Level, Limits(ge=least, le=most)], max(least, min(2, most)))
            model = _made(name, SectionContent, traits.about, {"level": level} | own, traits=traits)
        except Rejected as rejected:
            self.faults += rejected.findings
        return model if len(self.faults) == before else None

    def _hints(self, written: Fields, base: type[Any]) -> dict[str, tuple[Any, ...]]:
        """The type of each field that a table describes, and its default where it has one."""
        made: dict[str, tuple[Any, ...]] = {}
        for name, value in written.values.items():
            place, attribute = written.place((name,)), name.replace("-", "_")
            if not _SLUG.fullmatch(name) or keyword.iskeyword(attribute) or attribute in ("type", *dir(base)):
                self.faults.append(error("section-type/name:field", place, name=name))
                continue
            part = (
                written.at(name)
                if isinstance(value, dict)
                else Fields(place.file, {"kind": value}, {(): place.line or 1})
            )
            try:
                made[attribute] = self._hint(name, bind(part, _Field, "section-type"), part)
            except Rejected as rejected:
                self.faults += rejected.findings
        hints = [hint for hint, *_ in made.values()]
        if any(means(hint, Meaning.PART) for hint in hints) and not any(
            means(hint, Meaning.PICTURE) for hint in hints
        ):
            self.faults.append(error("section-type/field:part", written.place(())))
        return made

    def _hint(self, name: str, one: _Field, part: Fields) -> tuple[Any, ...]:
        """The type of a field, and its default where it need not be there; raises Rejected for what it cannot be."""
        place = part.place(())
        if wrong := [case for case, holds in _CONTRADICTIONS.items() if holds(one)]:
            raise Rejected(error(f"section-type/field:{case}", place, name=name) for case in wrong)
        hint: Any = self._kind(one, part)
        limits = Limits(min_length=one.least, max_length=one.most)
        if one.repeats:
            limits = Limits(min_length=one.least or (1 if one.required else None), max_length=one.most)
            hint = Annotated[tuple[hint, ...], limits]
        elif one.kind == "number":
            hint = Annotated[hint, AfterValidator(partial(_between, one.least, one.most))]
        elif one.kind in _LIMITED:
            hint = Annotated[hint, limits]
        if one.default:
            try:
                TypeAdapter(hint).validate_python(one.default)
            except ValidationError as fault:
                raise Rejected([error("section-type/field:default", place, name=name)]) from fault
        elif not (one.required or one.repeats):
            hint = hint | None
        if "-" in name:
            hint = Annotated[hint, Limits(alias=name)]
        return (hint,) if one.required else (hint, () if one.repeats else one.default)

    def _kind(self, one: _Field, part: Fields) -> Any:
        """The type of a single value; raises Rejected for a kind that is not known."""
        if one.kind == "record":
            return self._record("Record", one, part)
        if one.kind in KINDS or one.kind in self.shared:
            return KINDS.get(one.kind) or self.shared[one.kind]
        if one.kind == "choice":
            return Literal[one.of]
        files = {PurePosixPath(file).stem: file for file in self.snapshot.listing(f"{SHARED}/*.toml")}
        known = files.keys() - self.open
        if one.kind not in known:
            near = nearest(one.kind, known | KINDS.keys() | {"choice", "record"})
            raise Rejected([error("section-type/kind", part.place(("kind",)), name=one.kind, nearest=near)])
        source = self.snapshot.fields(files[one.kind])
        source = replace(source, values={**source.values, "kind": "record"})
        self.open.add(one.kind)
        made = self._record(one.kind.title(), bind(source, _Field, "section-type"), source)
        self.open.remove(one.kind)
        self.shared[one.kind] = made
        return made

    def _record(self, name: str, one: _Field, part: Fields) -> Any:
        """The record of some fields, by which it may be someone to turn to."""
        if not one.contact:
            return _made(name, object, one.about, self._hints(part.at("fields"), object))
        hints = self._hints(part.at("fields"), ContactRecord)
        self.faults += (
            error("section-type/contact", part.place(("contact",)), name=named, nearest=nearest(named, hints))
            for named in filter(None, vars(one.contact).values())
            if named not in hints
        )
        return _made(name, ContactRecord, one.about, hints, reached=one.contact)


def _made(
    name: str, base: type[Any], about: str | None, hints: Mapping[str, tuple[Any, ...]], **said: object
) -> Any:
    """A record type of these fields, and what it says of itself besides."""
    values = {attribute: rest[0] for attribute, (_, *rest) in hints.items() if rest}
    notes = {attribute: hint for attribute, (hint, *_) in hints.items()}
    body = {"__doc__": about, "__module__": __name__, "__annotations__": notes, **values, **said}
    return record(frozen=True, kw_only=True, config=STRICT)(type(name, (base,), body))


def _between(least: int | None, most: int | None, number: str) -> str:
    """The number, where it is not below or above these; raises ValueError otherwise."""
    value = float(number.replace(",", "."))
    if least is not None and value < least:
        raise ValueError(phrase("demand/greater_than_equal", ge=least))
    if most is not None and value > most:
        raise ValueError(phrase("demand/less_than_equal", le=most))
    return number


def _template_faults(text: str, file: str, known: Iterable[str]) -> Iterator[Finding]:
    """Findings on each name of a field that a template uses and its type does not have."""
    plain = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    names = {name.replace("-", "_") for name in known} | {"traits"}
    for found in _NAMED.finditer(plain):
        if (name := found[1] or found[2]).replace("-", "_") not in names:
            place = Place(file, plain.count("\n", 0, found.start()) + 1)
            yield error("section-type/template", place, name=name, nearest=nearest(name, known))


def _css_faults(text: str, file: str) -> Iterator[Finding]:
    """Findings on what in a style sheet is no CSS (CSS Syntax 3), rules within rules included."""
    nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    for node in nodes:
        if node.type == "error":
            yield error("section-type/style", Place(file, node.source_line), fault=node.message)
        elif getattr(node, "content", None) and node.type != "declaration":
            nodes += tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
