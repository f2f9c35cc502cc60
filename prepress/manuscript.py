"""The manuscript: an edition and its sections in reading order, read and checked from source/<edition>/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from prepress.allowed import read_classes
from prepress.edition import Edition, edition_of, read_source
from prepress.fields import Fields, bind, read_text
from prepress.findings import Finding, Place, Rejected, error, nearest
from prepress.front_matter import read_yaml
from prepress.languages import Language, read_language
from prepress.markup import Context, Converter
from prepress.pictures import locate_picture
from prepress.project import Project
from prepress.sections import SECTION_TYPES, Body, Content, Meaning, Section, heading_level, held
from prepress.typography import Typographer

CODE = (".css", ".htm", ".html", ".j2", ".jinja", ".jinja2", ".js", ".mjs", ".php", ".py", ".xhtml", ".xsl")
"""Extensions of templates, styles and code."""

_NAME = re.compile(r"(?:\d+-)?([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
_LINK = re.compile(
    r"https://[^\s/@]+\.[^\s/@]+(?:[/?#:]\S*)?|mailto:[^@\s]+@[^@\s]+\.[^@\s.]+|tel:\+[\d-]+|#.+"
)


@dataclass(frozen=True)
class Manuscript:
    """An edition, its language, and its sections in reading order.

    `source` tells the lines of the edition's keys; `converter` sets further short texts like those of the sections.
    """

    edition: Edition
    source: Fields
    language: Language
    sections: tuple[Section, ...]
    converter: Converter


@dataclass
class _Reading:
    """What is gathered while the sections of one edition are read; a section that has no content to check is None."""

    project: Project
    folder: str
    converter: Converter
    faults: list[Finding] = field(default_factory=list)
    sections: list[Section | None] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place]] = field(default_factory=list)


def read_manuscript(project: Project, name: str) -> Manuscript:
    """The manuscript of one edition.

    Raises Rejected with every fault of every file, each with its file and line.
    """
    faults: list[Finding] = []
    source: Fields | None = None
    edition: Edition | None = None
    language: Language | None = None
    classes: dict[str, str] = {}
    try:
        classes = read_classes(project)
        source = read_source(project, name)
        edition = edition_of(project, source)
        language = read_language(project, edition.language)
    except Rejected as rejected:
        faults += rejected.findings
    typographer = Typographer(language, edition.typography) if edition and language else None
    reading = _Reading(project, f"source/{name}", Converter(typographer, classes))
    _read_sections(reading)
    faults += _code(reading)
    if source and edition and edition.credits:
        _check_phrase(reading, edition.credits, source.place(("credits",)))
    faults += [*reading.faults, *_order(reading), *_shared_pages(reading), *_identifiers(reading)]
    if faults or source is None or edition is None or language is None:
        raise Rejected(faults)
    sections = tuple(section for section in reading.sections if section)
    return Manuscript(edition, source, language, sections, reading.converter)


def _read_sections(reading: _Reading) -> None:
    paths = sorted((reading.project.root / reading.folder).glob("*.md"), key=_reading_order)
    if not paths:
        place = Place(f"{reading.folder}/edition.toml", 1)
        hint = "add a first one, such as 1-cover.md"
        reading.faults.append(error("manuscript/no-sections", "the edition has no sections", place, hint))
    for path in paths:
        file = f"{reading.folder}/{path.name}"
        try:
            name = _identifier(reading, path, file)
        except Rejected as rejected:
            reading.faults += rejected.findings
            continue
        reading.ids.append((name, Place(file, 1, section=name)))
        try:
            reading.sections.append(_read_section(reading, path, file, name))
        except Rejected as rejected:
            reading.faults += rejected.findings
            reading.sections.append(None)
            reading.unread.append(name)


def _code(reading: _Reading) -> Iterator[Finding]:
    """Faults of files that would be templates or code: an edition brings words, pictures and values."""
    base = reading.project.root
    for path in sorted((base / reading.folder).rglob("*")):
        if path.suffix.lower() in CODE:
            message = (
                f"an edition brings no {path.suffix[1:]} file: templates, styles and code are not its own"
            )
            place = Place(path.relative_to(base).as_posix())
            hint = "remove it; what all editions look like is in layouts/"
            yield error("source/code", message, place, hint)


def _reading_order(path: Path) -> tuple[int, str]:
    number = re.match(r"\d+", path.name)
    return (int(number[0]) if number else 0, path.name)


def _identifier(reading: _Reading, path: Path, file: str) -> str:
    """The identifier that a section has by its file name."""
    name = _NAME.fullmatch(path.name)
    if not name:
        message = f"the file name '{path.name}' cannot be an identifier"
        hint = "a number for its order, then small letters, digits and hyphens: 2-our-work.md"
        raise Rejected([error("manuscript/file-name", message, Place(file, 1), hint)])
    if path.is_symlink() or not path.resolve().is_relative_to(reading.project.root.resolve()):
        message = "the file leads out of the project"
        raise Rejected([error("source/outside", message, Place(file, 1), "put the file itself here")])
    return name[1]


def _read_section(reading: _Reading, path: Path, file: str, name: str) -> Section:
    """One section; the faults of its texts are left in `reading`, those that leave it without content are raised."""
    front, body, body_line = _parted(read_text(path, file), file)
    fields = read_yaml(front, file, first_line=2)
    content = _content(fields)
    context = Context(file, body_line, content.level, name)
    context.picture = lambda reference: locate_picture(reading.project, reading.folder, reference)
    html = reading.converter.block(body, context) if body.strip() else ""
    reading.faults += [
        *context.faults,
        *_body_faults(content, html, context),
        *_picture_faults(reading, content, fields),
    ]
    reading.ids += context.ids
    reading.links += context.links
    section = Section(name, content, html, fields, body_line)
    _check_phrases(reading, section)
    return section


def _check_phrases(reading: _Reading, section: Section) -> None:
    """Faults and links of the Markdown in a section's fields."""
    for key, text in held(section.content, Meaning.PHRASE):
        _check_phrase(reading, text, Place(section.file, section.line(*key), section=section.id))


def _check_phrase(reading: _Reading, text: str, place: Place) -> None:
    context = Context(place.file, place.line, section=place.section, picture=_no_picture)
    reading.converter.inline(text, context)
    reading.faults += context.faults
    reading.links += context.links
    reading.ids += context.ids


def _no_picture(reference: str) -> str:
    raise ValueError(f"the picture '{reference}' cannot stand in the text of a field")


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
    for key, reference in held(content, Meaning.PICTURE):
        try:
            locate_picture(reading.project, reading.folder, reference)
        except ValueError as fault:
            hint = "mend the name or add the file"
            yield error("manuscript/picture", str(fault), fields.place(key), hint)


def _order(reading: _Reading) -> Iterator[Finding]:
    """Faults of the headings in their order: one title, on top, and no level skipped.

    Behind a section that could not be read, the level that counts is not known.
    """
    above: int | None = 0
    for section in reading.sections:
        heading = heading_level(section.content) if section else None
        if section and heading and above is not None and (heading > above + 1 or (heading == 1 and above)):
            place = Place(section.file, section.line("level"), section=section.id)
            follows = f"follows one of level {above}" if above else "is the first"
            message = f"a heading of level {heading} {follows}"
            hint = "level 1 is the title, on the first page and only there; skip no level after it"
            yield error("manuscript/heading-level", message, place, hint)
        above = above if heading == 0 else heading
    if above == 0 and reading.sections and (first := reading.sections[0]):
        message = "no section has a heading: the brochure has no title"
        hint = "give the first section a title, and level: 1"
        yield error("manuscript/heading-level", message, Place(first.file, 1, section=first.id), hint)


def _shared_pages(reading: _Reading) -> Iterator[Finding]:
    """Faults of sections that share a page: none before them, no room for another, a second ground or band."""
    sheet: list[Section | None] = []
    for section in reading.sections:
        if section is None or section.content.page == "new":
            sheet = [section]
        elif not sheet:
            yield _misplaced(section, "page", "the first section has no page before it to share")
        else:
            yield from _sharing(section, [before for before in sheet if before])
            sheet.append(section)
        if section and section.content.flows and section.content.ground:
            message = f"a section of type '{section.type}' stands on paper"
            yield _misplaced(section, "ground", message)


def _sharing(section: Section, sheet: list[Section]) -> Iterator[Finding]:
    if bare := next((one for one in (*sheet, section) if one.content.bare), None):
        yield _misplaced(section, "page", f"a section of type '{bare.type}' shares its page with no other")
    ground = next((before for before in sheet if before.content.ground), None)
    if ground and section.content.ground not in (None, ground.content.ground):
        message = f"the page has the ground '{ground.content.ground}' already, by {ground.file}"
        yield _misplaced(section, "ground", message)
    band = next((before for before in sheet if before.content.band), None)
    if band and section.content.band:
        yield _misplaced(section, "band", f"the page has a band already, by {band.file}")


def _misplaced(section: Section, key: str, message: str) -> Finding:
    place = Place(section.file, section.line(key), section=section.id)
    return error(f"manuscript/{key}", message, place, f"remove {key}, or give the section a page of its own")


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
            hint = "https://…, mailto:…, tel:+… or #section was expected"
            yield error("manuscript/link", f"the link '{link}' is no address", place, hint)
        elif (
            link.startswith("#") and link[1:] not in first and not link[1:].startswith(tuple(reading.unread))
        ):
            message = f"the link '{link}' leads to no section or heading"
            yield error("manuscript/anchor", message, place, nearest(link[1:], first))
