"""Section types: a folder of the layouts for each, and the record of its front matter, made from its `section.toml`."""

import itertools
import keyword
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

import tinycss2
from pydantic import AfterValidator
from pydantic import Field as Limits
from pydantic.dataclasses import dataclass as record

from brochurepress.findings import Finding, Place, error, gathering, nearest, reject
from brochurepress.source import section_types
from brochurepress.source.languages import primary
from brochurepress.wording import phrase
from brochurepress.workspace import STRICT, Fields, Memo, Outside, RequiredText, Slug, Snapshot, bind

TYPES, SHARED = "layouts/sections", "layouts/kinds"
"""Where each type has its folder, and each record that several types hold its file."""

_FORMER = re.compile(rf"({TYPES}/[^/]+)\.html")
"""Where templates of section types stood: a page that a root brings may still ask for them there."""

_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAMED = re.compile(r"""\bcontent\.(\w+)|\bm\.attributes\(section, ["']([\w-]+)["']""")
"""What a template names of its section: a field that it sets, and one that it tells the line of."""
_WORD = re.compile(r"""\|\s*word\(["']([\w-]+)["']""")
"""What a template asks of the words of its type."""


@record(frozen=True, kw_only=True, config=STRICT)
class FieldSchema:
    """A field of a type or record: the kind of its value, and what it may be.

    `of` are the words of a choice; `least` and `most` count the characters of a text and the items of what repeats, or
    are the smallest and the largest number; `fields` and `contact` are those of a record; `treatment` is what
    photographs become that ask for nothing.
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
    contact: section_types.Reached | None = None
    treatment: Slug | None = None


_WORDS = ("text", "phrase", "number", "choice")

_CONTRADICTIONS: dict[str, Callable[[FieldSchema], bool]] = {
    "default": lambda one: bool(one.default) and (one.required or one.repeats or one.kind not in _WORDS),
    "word": lambda one: bool(one.default and one.of) and one.default not in one.of,
    "choice": lambda one: (one.kind == "choice") != bool(one.of),
    "record": lambda one: (one.kind == "record") != bool(one.fields),
    "treatment": lambda one: bool(one.treatment) and one.kind != "picture",
    "limits": lambda one: bool(one.least or one.most) and not (one.repeats or one.kind in _WORDS[:3]),
}
"""What a field cannot be, by the case of its finding."""


@dataclass(frozen=True)
class SectionTypes:
    """The record of each section type by its name, None for one with faults, and these faults."""

    models: Mapping[str, type[section_types.SectionContent] | None]
    faults: tuple[Finding, ...]


def read_section_types(snapshot: Snapshot) -> SectionTypes:
    """The section types of the press and of a root, which brings its own or lays single files over ours.

    Of the same files they are made once in a process: it takes as long as reading a brochure.
    """
    return snapshot.once("section types", lambda: _Reader(snapshot).types(), _MADE)


_MADE = Memo()
"""The section types that were made last in this process."""


@dataclass
class _Reader:
    """What types are read with: the kinds of fields, those of layouts/kinds/ among them, and the faults met."""

    snapshot: Snapshot
    kinds: dict[str, Any] = field(default_factory=section_types.KINDS.copy)
    faults: list[Finding] = field(default_factory=list)

    def types(self) -> SectionTypes:
        """All types; their names are those of their folders."""
        listing = self.snapshot.listing
        for old in (*listing(f"{TYPES}/*.html"), *listing("layouts/css/sections/*.css")):
            now = f"{TYPES}/{PurePosixPath(old).stem}/"
            self.faults.append(error("section-type/moved", Place(old), now=now))
        shared = {}
        for file in listing(f"{SHARED}/*.toml"):
            name, source = PurePosixPath(file).stem, self.snapshot.fields(file)
            if one := self._bound(replace(source, values={"kind": "record", **source.values})):
                shared[name] = self._record(name.title(), one, source)
        self.kinds |= shared
        sound = not self.faults
        read = {file.split("/")[2]: self._type(file) for file in listing(f"{TYPES}/*/section.toml")}
        models = {name: model if sound else None for name, model in read.items()}
        return SectionTypes(models, tuple(self.faults))

    def _type(self, file: str) -> type[section_types.SectionContent] | None:
        """The record of a type; None where something is wrong with its folder, which is told."""
        before, folder = len(self.faults), file.rpartition("/")[0]
        name, every = folder.rpartition("/")[2], [each.name for each in fields(section_types.SectionContent)]
        if not _SLUG.fullmatch(name):
            self.faults.append(error("section-type/name:folder", Place(file, 1), name=name))
        self.faults += css_faults(self.snapshot, f"{folder}/*.css")
        with gathering(self.faults):
            source = self.snapshot.fields(file)
            own = self._hints(source.at("fields"), "traits", *every)
            traits = self._bound(source.without("fields"), section_types.Traits)
            known = {*every, *source.at("fields").values}
            said = _words(self.snapshot, name)
            for file, words in said.items():
                for key in dict.fromkeys(key for each in said.values() for key in each.values):
                    if key not in words.values:
                        self.faults.append(error("section-type/words:missing", Place(file), name=key))
                    elif not (isinstance(words.values[key], str) and words.values[key].strip()):
                        self.faults.append(error("section-type/words:text", words.place((key,)), name=key))
            self.faults += template_faults(self.snapshot, f"{folder}/section.html", name, known)
        if len(self.faults) > before:
            return None
        least, most = traits.levels
        level = (Annotated[section_types.Level, Limits(ge=least, le=most)], max(least, min(2, most)))
        hints: dict[str, tuple[Any, ...]] = {"level": level, **own}
        return _made(name, section_types.SectionContent, hints, traits)  # type: ignore[no-any-return]

    def _bound(self, source: Fields, model: type[Any] = FieldSchema) -> Any:
        """The record of what a schema says; None where it cannot be, which is told."""
        with gathering(self.faults):
            return bind(source, model, "section-type")

    def _hints(self, written: Fields, *taken: str) -> dict[str, tuple[Any, ...]]:
        """The type of each field that a table describes, and its default where it has one; some names are taken."""
        made: dict[str, tuple[Any, ...]] = {}
        for name, value in written.values.items():
            place, attribute = written.place((name,)), name.replace("-", "_")
            if not _SLUG.fullmatch(name) or keyword.iskeyword(attribute) or attribute in taken:
                self.faults.append(error("section-type/name:field", place, name=name))
                continue
            part = written.at(name)
            if not isinstance(value, dict):
                part = replace(part, values={"kind": value})
            if one := self._bound(part):
                made[attribute] = self._hint(name, one, part.place(("kind",)), part)
        return made

    def _hint(self, name: str, one: FieldSchema, place: Place, part: Fields) -> tuple[Any, ...]:
        """The type of a field, and its default where it need not be there."""
        wrong = (case for case, holds in _CONTRADICTIONS.items() if holds(one))
        self.faults += (error(f"section-type/field:{case}", place, name=name) for case in wrong)
        hint: Any = self.kinds.get(one.kind)
        limits = Limits(min_length=one.least or int(one.repeats and one.required), max_length=one.most)
        if one.kind == "record":
            hint = self._record("Record", one, part)
        elif one.kind == "choice":
            hint = Annotated[Literal[one.of or ("",)], section_types.Meaning.CHOICE]
        elif hint is None:
            near = nearest(one.kind, (*self.kinds, "choice", "record"))
            self.faults.append(error("section-type/kind", place, name=one.kind, nearest=near))
            return (Any, None)
        if one.treatment:
            hint = Annotated[hint, section_types.DefaultTreatment(one.treatment)]
        if one.repeats:
            hint = Annotated[tuple[hint, ...], limits]
        elif one.kind == "number":
            hint = Annotated[hint, AfterValidator(partial(_between, one.least, one.most))]
        elif one.kind in _WORDS[:2]:
            hint = Annotated[hint, limits]
        if not (one.required or one.repeats or one.default):
            hint = hint | None
        if "-" in name:
            hint = Annotated[hint, Limits(alias=name)]
        return (hint,) if one.required else (hint, () if one.repeats else one.default)

    def _record(self, name: str, one: FieldSchema, part: Fields) -> Any:
        """The record of some fields, by which it may be someone to turn to."""
        hints = self._hints(part.at("fields"), "reached")
        self.faults += (
            error("section-type/contact", part.place(("contact",)), name=named, nearest=nearest(named, hints))
            for named in (filter(None, vars(one.contact).values()) if one.contact else ())
            if named not in hints
        )
        return _made(name, object, hints, one)


def _made(
    name: str, base: type[Any], hints: Mapping[str, tuple[Any, ...]], said: section_types.Traits | FieldSchema
) -> Any:
    """A record type of these fields, and what it says of itself besides."""
    body = {attribute: rest[0] for attribute, (_, *rest) in hints.items() if rest}
    body["__annotations__"] = {attribute: hint for attribute, (hint, *_) in hints.items()}
    body |= {"__doc__": said.about, "__module__": __name__}
    if isinstance(said, section_types.Traits):
        body["traits"] = said
    elif said.contact:
        body["reached"] = said.contact
    return record(frozen=True, kw_only=True, config=STRICT)(type(name, (base,), body))


def _between(least: int | None, most: int | None, number: str) -> str:
    """The number, where it is not below or above these; raises ValueError otherwise."""
    value = float(number.replace(",", "."))
    if least is not None and value < least:
        raise ValueError(phrase("demand/greater_than_equal", ge=least))
    if most is not None and value > most:
        raise ValueError(phrase("demand/less_than_equal", le=most))
    return number


def template_faults(snapshot: Snapshot, file: str, of: str, known: Iterable[str]) -> Iterator[Finding]:
    """Findings on each field and word that a template names and the type that it is `of` does not have."""
    names = {name.replace("-", "_"): name for name in (*known, "traits")}
    words = dict.fromkeys(key for words in _words(snapshot, of).values() for key in words.values)
    for number, line in enumerate(snapshot.text(file).split("\n"), 1):
        place = Place(file, number)
        for name in filter(None, itertools.chain(*_NAMED.findall(line))):
            if name.replace("-", "_") not in names:
                yield error("section-type/template", place, name=name, nearest=nearest(name, names.values()))
        for name in (name for name in _WORD.findall(line) if name not in words):
            yield error("section-type/words:template", place, name=name, nearest=nearest(name, words))


def template_syntax(snapshot: Snapshot, filters: Collection[str] = ()) -> Iterator[Finding]:
    """Findings on templates of a root that cannot be parsed, or ask for templates that there are none of.

    Asked where another fault of layouts ends a run. Where `filters` are known, section types use no others.
    """
    import jinja2
    import jinja2.nodes as ast

    for file in snapshot.listing("layouts/**/*.html"):
        if not snapshot.find(file).is_relative_to(snapshot.project.root):
            continue
        try:
            tree = jinja2.Environment(autoescape=True).parse(snapshot.read(file).decode("utf-8", "replace"))
        except jinja2.TemplateSyntaxError as fault:
            yield error("layout/template:broken", Place(file, fault.lineno), said=fault.message)
            continue
        for node in tree.find_all((ast.Extends, ast.FromImport, ast.Import, ast.Include)):
            name = getattr(getattr(node, "template", None), "value", "")
            ignored = getattr(node, "ignore_missing", False)
            there = not name or ignored
            with suppress(Outside):
                there = there or snapshot.has(template_file(snapshot, name))
            if not there:
                yield error("layout/template:missing", Place(file, node.lineno), said=name)
        for used in tree.find_all(ast.Filter) if filters and "/sections/" in file else ():
            if used.name not in filters:
                yield error("layout/template:broken", Place(file, used.lineno), said=f"No filter named {used.name!r}.")


def template_file(snapshot: Snapshot, name: str) -> str:
    """The file of a template of the layouts by its name, which for a section type's may be the one that it had before.

    Raises Outside for a name that leads out of the layouts.
    """
    own = _FORMER.fullmatch(f"layouts/{name}")
    return snapshot.layout(f"{own[1]}/section.html" if own else f"layouts/{name}")


def section_word(snapshot: Snapshot, section: section_types.Section, key: str, tag: str) -> str:
    """A word of a section's type in the language of a tag such as nl-NL; Rejected where the type does not speak it."""
    file = f"{TYPES}/{section.type}/words/{primary(tag)}.toml"
    if not snapshot.has(file):
        raise reject("section-type/words:language", section.place("type"), type=section.type, file=file)
    return str(snapshot.fields(file).values[key])


def _words(snapshot: Snapshot, of: str) -> dict[str, Fields]:
    """What a type says in each language, by its file."""
    return {file: snapshot.fields(file) for file in snapshot.listing(f"{TYPES}/{of}/words/*.toml")}


def css_faults(snapshot: Snapshot, sheets: str) -> Iterator[Finding]:
    """Findings on what in style sheets, those of a pattern, is no CSS (CSS Syntax 3), rules within rules included."""
    for file in snapshot.listing(sheets):
        nodes = tinycss2.parse_stylesheet(snapshot.text(file), skip_comments=True, skip_whitespace=True)
        for node in nodes:
            if node.type == "error":
                yield error("section-type/style", Place(file, node.source_line), fault=node.message)
            elif getattr(node, "content", None) and node.type != "declaration":
                nodes += tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
