"""The manuscript: an edition and its sections in reading order, read and checked from source/<edition>/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from prepress.edition import Edition, read_edition
from prepress.fields import Fields, bind, read_text, read_yaml
from prepress.findings import Finding, Place, Rejected, error, nearest
from prepress.languages import Language, read_language
from prepress.markup import Context, Converter
from prepress.pictures import locate_picture
from prepress.project import Project
from prepress.sections import SECTION_TYPES, Body, Content, Section, heading_level, pictures
from prepress.typography import Typographer

_NAME = re.compile(r"(?:\d+-)?([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_LINK = re.compile(r"https://[^\s/]+\.\S+|mailto:[^@\s]+@[^@\s]+\.[^@\s.]+|tel:\+[\d-]+|#.+")


@dataclass(frozen=True)
class Manuscript:
    """An edition, its language, and its sections in reading order; `converter` sets further short texts alike."""

    edition: Edition
    language: Language
    sections: tuple[Section, ...]
    converter: Converter


@dataclass
class _Reading:
    """What is gathered while the sections of one edition are read."""

    project: Project
    folder: str
    converter: Converter
    faults: list[Finding] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place]] = field(default_factory=list)


def read_manuscript(project: Project, name: str) -> Manuscript:
    """The manuscript of one edition.

    Raises Rejected with every fault of every file, each with its file and line.
    """
    faults: list[Finding] = []
    edition: Edition | None = None
    language: Language | None = None
    try:
        edition = read_edition(project, name)
        language = read_language(project, edition.language, Place(f"{edition.folder}/edition.toml", 1))
    except Rejected as rejected:
        faults += rejected.findings
    typographer = Typographer(language, edition.typography) if edition and language else None
    reading = _Reading(project, f"source/{name}", Converter(typographer))
    _read_sections(reading)
    faults += [*reading.faults, *_order(reading), *_identifiers(reading)]
    if faults or edition is None or language is None:
        raise Rejected(faults)
    return Manuscript(edition, language, tuple(reading.sections), reading.converter)


def _read_sections(reading: _Reading) -> None:
    paths = sorted((reading.project.root / reading.folder).glob("*.md"), key=_reading_order)
    if not paths:
        place = Place(f"{reading.folder}/edition.toml", 1)
        hint = "add a first one, such as 1-cover.md"
        reading.faults.append(error("manuscript/no-sections", "the edition has no sections", place, hint))
    for path in paths:
        try:
            reading.sections.append(_read_section(reading, path))
        except Rejected as rejected:
            reading.faults += rejected.findings


def _reading_order(path: Path) -> tuple[int, str]:
    number = re.match(r"\d+", path.name)
    return (int(number[0]) if number else 0, path.name)


def _read_section(reading: _Reading, path: Path) -> Section:
    file = f"{reading.folder}/{path.name}"
    name = _NAME.fullmatch(path.name)
    if not name:
        message = f"the file name '{path.name}' cannot be an identifier"
        hint = "a number for its order, then small letters, digits and hyphens: 2-our-work.md"
        raise Rejected([error("manuscript/file-name", message, Place(file, 1), hint)])
    if path.is_symlink() or not path.resolve().is_relative_to(reading.project.root.resolve()):
        message = "the file leads out of the project"
        raise Rejected([error("source/outside", message, Place(file), "put the file itself here")])
    front, body, body_line = _parted(read_text(path, file), file)
    fields = read_yaml(front, file, first_line=2)
    content = _content(fields)
    context = Context(file, body_line, content.level, name[1])
    context.picture = lambda reference: locate_picture(reading.project, reading.folder, reference)
    html = reading.converter.block(body, context) if body.strip() else ""
    faults = [
        *context.faults,
        *_body_faults(content, html, context),
        *_picture_faults(reading, content, fields),
    ]
    if faults:
        raise Rejected(faults)
    reading.ids += [(name[1], Place(file, 1, section=name[1])), *context.ids]
    reading.links += context.links
    return Section(name[1], content, html, fields, body_line)


def _parted(text: str, file: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.split("\n")
    hint = "begin the file with a line ---, the fields, and a second line ---"
    if lines[0].rstrip() != "---":
        raise Rejected(
            [error("manuscript/front-matter", "the front matter is missing", Place(file, 1), hint)]
        )
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise Rejected([error("manuscript/front-matter", "the front matter is not closed", Place(file, 1), hint)])


def _content(fields: Fields) -> Content:
    if "type" not in fields.values:
        hint = f"add type: with one of {', '.join(SECTION_TYPES)}"
        raise Rejected([error("manuscript/missing-key", "the key 'type' is missing", fields.place(()), hint)])
    name = str(fields.values["type"])
    if name not in SECTION_TYPES:
        hint = nearest(name, SECTION_TYPES)
        message = f"there is no section type '{name}'"
        raise Rejected([error("manuscript/section-type", message, fields.place(("type",)), hint)])
    return bind(fields, SECTION_TYPES[name], "manuscript")


def _body_faults(content: Content, html: str, context: Context) -> Iterator[Finding]:
    place = context.place(0)
    has_text = bool(html)
    if content.body is Body.NONE and has_text:
        message = f"a section of type '{content.type}' has no text below its front matter"
        yield error("manuscript/body", message, place, "move the text to a section of another type")
    if content.body is not Body.NONE and not has_text:
        message = f"a section of type '{content.type}' needs {content.body} below its front matter"
        yield error("manuscript/body", message, place, "write it, or choose another type")
    if content.body is Body.LIST and has_text and not re.match(r"<[uo]l", html):
        message = f"a section of type '{content.type}' needs a list"
        yield error("manuscript/body", message, place, "begin each point with - and a space")


def _picture_faults(reading: _Reading, content: Content, fields: Fields) -> Iterator[Finding]:
    for key, reference in pictures(content):
        try:
            locate_picture(reading.project, reading.folder, reference)
        except ValueError as fault:
            hint = "mend the name or add the file"
            yield error("manuscript/picture", str(fault), fields.place(key), hint)


def _order(reading: _Reading) -> Iterator[Finding]:
    """Faults of the sections together: a shared first page, an article on a ground, heading levels that are skipped."""
    above = 0
    for index, section in enumerate(reading.sections):
        place = Place(section.file, section.line("page"), section=section.id)
        if index == 0 and section.content.page == "same":
            message = "the first section has no page before it to share"
            yield error("manuscript/page", message, place, "remove page: same")
        if section.content.flows and section.content.ground:
            ground = Place(section.file, section.line("ground"), section=section.id)
            message = f"a section of type '{section.type}' stands on paper"
            yield error("manuscript/ground", message, ground, "remove ground")
        heading = heading_level(section.content)
        if heading and (heading > above + 1 or (heading == 1 and above)):
            level = Place(section.file, section.line("level"), section=section.id)
            follows = f"follows one of level {above}" if above else "is the first"
            message = f"a heading of level {heading} {follows}"
            hint = "level 1 is the title, on the first page and only there; skip no level after it"
            yield error("manuscript/heading-level", message, level, hint)
        above = heading or above


def _identifiers(reading: _Reading) -> Iterator[Finding]:
    """Faults of identifiers and links: one used twice, a link that leads nowhere."""
    first: dict[str, Place] = {}
    for identifier, place in reading.ids:
        if identifier in first:
            message = f"'{identifier}' is already the identifier of {first[identifier]}"
            yield error("manuscript/duplicate", message, place, "rename one of the two")
        first.setdefault(identifier, place)
    for link, place in reading.links:
        if not _LINK.fullmatch(link):
            message = f"the link '{link}' is no address"
            yield error(
                "manuscript/link", message, place, "https://…, mailto:…, tel:+… or #section was expected"
            )
        elif link.startswith("#") and link[1:] not in first:
            message = f"the link '{link}' leads to no section or heading"
            yield error("manuscript/anchor", message, place, nearest(link[1:], first))
