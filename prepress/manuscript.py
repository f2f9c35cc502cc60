"""The manuscript: an edition and its sections in reading order, read and checked from source/<edition>/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from prepress.allowed import read_classes
from prepress.edition import Edition, edition_of
from prepress.fields import Fields, bind
from prepress.findings import Finding, Place, Rejected, error, nearest
from prepress.languages import Language, read_language
from prepress.lineage import Level, Lineage, read_lineage
from prepress.markup import Context, Converter
from prepress.pictures import brought_out, locate_picture
from prepress.placeholders import Filling
from prepress.project import Project
from prepress.section_files import NO_BASE, SectionFiles, list_sections, read_written
from prepress.sections import SECTION_TYPES, Body, Content, Meaning, Section, heading_level, held
from prepress.typography import Typographer

CODE = (".css", ".htm", ".html", ".j2", ".jinja", ".jinja2", ".js", ".mjs", ".php", ".py", ".xhtml", ".xsl")
"""Extensions of templates, styles and code."""

_LINK = re.compile(
    r"https://[^\s/@]+\.[^\s/@]+(?:[/?#:]\S*)?|mailto:[^@\s]+@[^@\s]+\.[^@\s.]+|tel:\+[\d-]+|#.+"
)


@dataclass(frozen=True)
class Manuscript:
    """An edition, its language, and its sections in reading order.

    `source` tells the lines of the edition's keys; `folders` are its own and those it builds on, nearest first;
    `converter` sets further short texts like those of the sections.
    """

    edition: Edition
    source: Fields
    language: Language
    sections: tuple[Section, ...]
    converter: Converter
    folders: tuple[str, ...]


@dataclass
class _Reading:
    """What is gathered while the sections of one edition are read; a section that has no content to check is None."""

    project: Project
    levels: tuple[Level, ...]
    filling: Filling | None
    converter: Converter
    faults: list[Finding] = field(default_factory=list)
    sections: list[Section | None] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    ids: list[tuple[str, Place]] = field(default_factory=list)
    links: list[tuple[str, Place]] = field(default_factory=list)

    @property
    def folders(self) -> tuple[str, ...]:
        """Where pictures and sections are looked for, in order."""
        return tuple(level.folder for level in self.levels)


def read_manuscript(project: Project, name: str, fields: Mapping[str, str] | None = None) -> Manuscript:
    """The manuscript of one edition, its placeholders filled; `fields` go before the values that it gives itself.

    Raises Rejected with every fault of every file, each with its file and line.
    """
    faults: list[Finding] = []
    lineage: Lineage | None = None
    edition: Edition | None = None
    language: Language | None = None
    classes: dict[str, str] = {}
    try:
        classes = read_classes(project)
        lineage = read_lineage(project, name, fields)
        edition = edition_of(project, lineage)
        language = read_language(project, edition.language, lineage.strings)
    except Rejected as rejected:
        faults += rejected.findings
    typographer = Typographer(language, edition.typography) if edition and language else None
    levels = lineage.levels if lineage else (Level(f"source/{name}", Fields("", {}), {}),)
    reading = _Reading(project, levels, lineage.filling if lineage else None, Converter(typographer, classes))
    _read_sections(reading)
    faults += _code(reading)
    if lineage and edition and edition.credits:
        _check_phrase(reading, edition.credits, lineage.source.place(("credits",)))
    faults += [*reading.faults, *_order(reading), *_shared_pages(reading), *_identifiers(reading)]
    if faults or lineage is None or edition is None or language is None:
        raise Rejected(faults)
    sections = tuple(section for section in reading.sections if section)
    return Manuscript(edition, lineage.source, language, sections, reading.converter, lineage.folders)


def _read_sections(reading: _Reading) -> None:
    listing = list_sections(reading.project, reading.levels)
    reading.faults += listing.faults
    if not (listing.sections or listing.faults):
        place = Place(f"{reading.folders[0]}/edition.toml", 1)
        hint = "add a first one, such as 1-cover.md"
        reading.faults.append(error("manuscript/no-sections", "the edition has no sections", place, hint))
    for each in listing.sections:
        reading.ids.append((each.name, Place(each.file, 1, section=each.name)))
        try:
            reading.sections.append(_read_section(reading, each))
        except Rejected as rejected:
            # Without its bases, what a section takes from them is missing for that reason alone.
            known = reading.filling is not None
            reading.faults += (each for each in rejected.findings if known or each.rule != NO_BASE)
            reading.sections.append(None)
            reading.unread.append(each.name)
    if reading.filling:
        reading.faults += reading.filling.faults


def _code(reading: _Reading) -> Iterator[Finding]:
    """Faults of files that would be templates or code: an edition brings words, pictures and values."""
    base = reading.project.root
    for path in (path for folder in reading.folders for path in sorted((base / folder).rglob("*"))):
        if path.suffix.lower() in CODE:
            message = (
                f"an edition brings no {path.suffix[1:]} file: templates, styles and code are not its own"
            )
            place = Place(path.relative_to(base).as_posix())
            hint = "remove it; what all editions look like is in layouts/"
            yield error("source/code", message, place, hint)


def _read_section(reading: _Reading, files: SectionFiles) -> Section:
    """One section; the faults of its texts are left in `reading`, those that leave it without content are raised."""
    written = read_written(reading.project, files)
    fields, body, place = written.fields, written.body, replace(written.body_place, section=files.name)
    model = _model(fields)
    if reading.filling:
        fields, body = reading.filling.fields(fields, model), reading.filling.markdown(body, place)
    content = bind(fields, model, "manuscript")
    context = Context(place.file, place.line, content.level, files.name)
    context.picture = lambda reference: locate_picture(reading.project, reading.folders, reference)
    html = reading.converter.block(body, context) if body.strip() else ""
    reading.faults += [
        *context.faults,
        *_body_faults(content, html, context),
        *_picture_faults(reading, content, fields),
    ]
    reading.ids += context.ids
    reading.links += context.links
    section = Section(files.name, content, html, fields, place)
    _check_phrases(reading, section)
    return section


def _check_phrases(reading: _Reading, section: Section) -> None:
    """Faults and links of the Markdown in a section's fields."""
    for key, text in held(section.content, Meaning.PHRASE):
        _check_phrase(reading, text, section.place(*key))


def _check_phrase(reading: _Reading, text: str, place: Place) -> None:
    context = Context(place.file, place.line, section=place.section, picture=_no_picture)
    reading.converter.inline(text, context)
    reading.faults += context.faults
    reading.links += context.links
    reading.ids += context.ids


def _no_picture(reference: str) -> str:
    raise ValueError(f"the picture '{reference}' cannot stand in the text of a field")


def _model(fields: Fields) -> type[Content]:
    """The record of the section type that a front matter names."""
    if "type" not in fields.values:
        hint = f"add type: with one of {', '.join(SECTION_TYPES)}"
        raise Rejected([error("manuscript/missing-key", "the key 'type' is missing", fields.place(()), hint)])
    name = str(fields.values["type"])
    if name not in SECTION_TYPES:
        hint = nearest(name, SECTION_TYPES)
        message = f"there is no section type '{name}'"
        raise Rejected([error("manuscript/section-type", message, fields.place(("type",)), hint)])
    return SECTION_TYPES[name]


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
            locate_picture(reading.project, reading.folders, reference)
        except ValueError as fault:
            hint = "mend the name or add the file"
            yield error("manuscript/picture", str(fault), fields.place(key), hint)
            return
    files = dict(held(content, Meaning.PICTURE))
    for key, part in held(content, Meaning.PART):
        drawing = locate_picture(reading.project, reading.folders, files[*key[:-1], "file"])
        try:
            brought_out(reading.project.read(drawing).decode("utf-8", "replace"), part)
        except ValueError as fault:
            hint = "remove highlight, or choose a drawing with an empty group of the class highlight"
            yield error("manuscript/highlight", str(fault), fields.place(key), hint)


def _order(reading: _Reading) -> Iterator[Finding]:
    """Faults of the headings in their order: one title, on top, and no level skipped.

    Behind a section that could not be read, the level that counts is not known.
    """
    above: int | None = 0
    for section in reading.sections:
        heading = heading_level(section.content) if section else None
        if section and heading and above is not None and (heading > above + 1 or (heading == 1 and above)):
            place = section.place("level")
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
    place = section.place(key)
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
