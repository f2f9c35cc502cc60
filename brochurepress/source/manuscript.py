"""The manuscript: an edition and its sections in reading order, read and checked from source/<edition>/.

Contacts expire: people and channels were confirmed lately and are still valid on a given day, or it is told.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote

from brochurepress.design import known_bitmap
from brochurepress.findings import Finding, Place, Rejected, error, gathering, nearest, warning
from brochurepress.source.edition import Edition, edition_of
from brochurepress.source.inheritance import Inheritance, InheritanceLevel, list_sections, read_lineage
from brochurepress.source.languages import OWN, Language, file_of, read_language
from brochurepress.source.markdown import Converter, numbered
from brochurepress.source.sanitizer import read_classes
from brochurepress.source.section_reader import SectionReader, check_phrase, read_apart
from brochurepress.source.section_schema import read_section_types
from brochurepress.source.section_types import Section, contacts_of
from brochurepress.source.typography import Typographer
from brochurepress.wording import phrase
from brochurepress.workspace import Asked, Fields, Identity, LimitName, Snapshot, exceeded

CODE = (".css", ".htm", ".html", ".j2", ".jinja", ".jinja2", ".js", ".mjs", ".php", ".py", ".xhtml", ".xsl")
"""Extensions of templates, styles and code."""

_LINK = re.compile(r"https://[^\s/@]+\.[^\s/@]+(?:[/?#:]\S*)?|mailto:[^@\s]+@[^@\s]+\.[^@\s.]+|tel:\+[\d-]+|#.+")


@dataclass(frozen=True)
class Manuscript:
    """An edition, its language, and its sections in reading order.

    `source` tells the lines of the edition's keys; `folders` are its own and those it builds on, nearest first;
    `converter` sets further short texts like those of the sections; `notes` are of severity warning; `frame` is what
    was asked for besides the sections.
    """

    edition: Edition
    source: Fields
    language: Language
    sections: tuple[Section, ...]
    converter: Converter
    folders: tuple[str, ...]
    notes: tuple[Finding, ...] = ()
    frame: Asked = field(default_factory=dict)

    @property
    def types(self) -> frozenset[str]:
        """Names of the section types in use."""
        return frozenset(section.type for section in self.sections)


def read_manuscript(snapshot: Snapshot, name: str, fields: Mapping[str, str] | None = None) -> Manuscript:
    """The manuscript of one edition, its placeholders filled; `fields` go before the values that it gives itself.

    Raises Rejected with every fault of every file, each with its file and line.
    """
    faults = [*read_section_types(snapshot).faults]
    lineage: Inheritance | None = None
    edition: Edition | None = None
    language: Language | None = None
    converter, classes = None, dict[str, str]()
    with snapshot.tracing() as frame, gathering(faults):
        classes = snapshot.once("classes", partial(read_classes, snapshot))
        lineage = read_lineage(snapshot, name).given(fields)
        edition = edition_of(snapshot, lineage)
        read = partial(read_language, snapshot, edition.language, lineage.strings)
        language = snapshot.once(("language", edition.language, Identity(lineage.strings)), read)
        faults += _purposes(edition, language, lineage)
        key = ("converter", Identity(language), edition.typography, Identity(classes))
        converter = snapshot.once(key, partial(Converter, Typographer(language, edition.typography), classes))
    levels = lineage.levels if lineage else (InheritanceLevel(f"source/{name}", Fields("", {}), {}),)
    converter = converter or Converter(None, classes)
    reading = SectionReader(snapshot, levels, lineage.filling if lineage else None, converter)
    listing = snapshot.once(("sections", Identity(levels)), partial(list_sections, snapshot, levels))
    for each in listing.sections:
        reading.add(read_apart(reading, each))
    if lineage and edition and edition.credits:
        check_phrase(reading, edition.credits, lineage.source.place(("credits",)))
    faults += listing.faults
    if not (listing.sections or listing.faults):
        faults.append(error("manuscript/no-sections", Place(f"source/{name}/edition.toml", 1)))
    faults += reading.faults
    for check in (_code, _order, _shared_pages, _identifiers, _pictures):
        faults += check(reading)
    if faults or lineage is None or edition is None or language is None:
        raise Rejected(faults)
    sections = tuple(numbered([section for section in reading.sections if section]))
    notes = (*listing.notes, *_notes(reading))
    return Manuscript(edition, lineage.source, language, sections, converter, lineage.folders, notes, frame)


def _purposes(edition: Edition, language: Language, lineage: Inheritance) -> Iterator[Finding]:
    """Downloads of which the language does not say what they are for."""
    for index, variant in enumerate(edition.variants):
        if variant in edition.downloads and variant not in language.purposes:
            place, told = lineage.source.place(("variants", index)), {"variant": variant, "language": edition.language}
            yield error("edition/purpose", place, **told, file=file_of(edition.language, OWN))


def _code(reading: SectionReader) -> Iterator[Finding]:
    """Faults of files that would be templates or code: an edition brings words, pictures and values."""
    for folder in reading.folders:
        for file in reading.snapshot.listing(f"{folder}/**/*"):
            if (suffix := PurePosixPath(file).suffix).lower() in CODE:
                yield error("source/code", Place(file), suffix=suffix[1:])


def _order(reading: SectionReader) -> Iterator[Finding]:
    """Faults of the headings in their order: one title, on top, and no level skipped.

    Behind a section that could not be read, the level that counts is not known.
    """
    above: int | None = 0
    for section in reading.sections:
        heading = section.heading_level if section else None
        if section and heading and above is not None and (heading > above + 1 or (heading == 1 and above)):
            key = "manuscript/heading-level:skips" if above else "manuscript/heading-level:not-title"
            yield error(key, section.place("level"), heading=heading, above=above)
        above = above if heading == 0 else heading
    if above == 0 and reading.sections and (first := reading.sections[0]):
        yield error("manuscript/heading-level:no-title", Place(first.file, 1, section=first.id))


def _shared_pages(reading: SectionReader) -> Iterator[Finding]:
    """Faults of sections that share a page: none before them, no room for another, a second ground or band."""
    sheet: list[Section] | None = None
    for section in reading.sections:
        if section is None or section.content.page != "same":
            sheet = [section] if section else []
        elif sheet is None:
            yield _misplaced("manuscript/page:first", section)
        else:
            yield from _sharing(section, sheet)
            sheet.append(section)
        if section and section.content.traits.flows:
            if section.content.page == "spread":
                yield _misplaced("manuscript/page:flows", section, type=section.type)
            if section.content.ground:
                yield _misplaced("manuscript/ground:flows", section, type=section.type)


def _sharing(section: Section, sheet: list[Section]) -> Iterator[Finding]:
    if bare := next((one for one in (*sheet, section) if one.content.traits.bare), None):
        yield _misplaced("manuscript/page:alone", section, type=bare.type)
    if sheet and sheet[0].content.page == "spread":
        yield _misplaced("manuscript/page:spread", section, file=sheet[0].file)
    ground = next((before for before in sheet if before.content.ground), None)
    if ground and section.content.ground not in (None, ground.content.ground):
        yield _misplaced("manuscript/ground:second", section, ground=ground.content.ground, file=ground.file)
    band = next((before for before in sheet if before.content.band), None)
    if band and section.content.band:
        yield _misplaced("manuscript/band", section, file=band.file)


def _misplaced(key: str, section: Section, /, **values: object) -> Finding:
    return error(key, section.place(key.partition(":")[0].removeprefix("manuscript/")), **values)


def _pictures(reading: SectionReader) -> Iterator[Finding]:
    """A fault of the first picture that is one too many for an edition, or with which its bitmaps are too large.

    A bitmap that is set again is opened once, but each picture that is set is drawn.
    """
    seen, pixels = set[str](), 0
    for number, (reference, place) in enumerate(reading.pictures, 1):
        if reference not in seen and (bitmap := known_bitmap(reading.snapshot, reference)):
            pixels += bitmap.width * bitmap.height
        seen.add(reference)
        if fault := exceeded(LimitName.PICTURES, number) or exceeded(LimitName.ALL_PIXELS, pixels):
            yield error("source/limit:picture", place, fault=fault)
            return


def _notes(reading: SectionReader) -> Iterator[Finding]:
    """What of the bitmaps is left out or not certain, at the first place that names each."""
    for reference, place in dict(reversed(reading.pictures)).items():
        bitmap = known_bitmap(reading.snapshot, reference)
        for note in bitmap.notes if bitmap else ():
            yield warning("manuscript/picture-note", place, unquote=unquote(reference), note=note)


def _identifiers(reading: SectionReader) -> Iterator[Finding]:
    """Faults of identifiers and links: one used twice, a link that leads nowhere."""
    first: dict[str, Place] = {}
    for identifier, place in reading.ids:
        if identifier in first:
            yield error("manuscript/duplicate", place, identifier=identifier, first=first[identifier])
        first.setdefault(identifier, place)
    for link, place in reading.links:
        if not _LINK.fullmatch(link):
            yield error("manuscript/link:no-address", place, link=link)
        elif link.startswith("#") and link[1:] not in first and not link[1:].startswith(tuple(reading.unread)):
            yield error("manuscript/anchor", place, link=link, nearest=nearest(link[1:], first))


CONFIRMED_FOR = dt.timedelta(days=183)
"""How long a confirmation counts: half a year, for people change posts and accounts close."""

NOTICE = dt.timedelta(days=30)
"""How long before its last day a warning is given."""


def check_freshness(manuscript: Manuscript, today: dt.date) -> tuple[Finding, ...]:
    """Findings on each person and channel whose confirmation or last day passes: warnings before, errors after.

    Those without dates are not judged. No build asks this: the day comes from whoever calls.
    """
    fallback, found = manuscript.edition.fallback, list[Finding]()
    instead = phrase("part/replace-by", fallback=fallback) if fallback else phrase("part/replace")
    for section in manuscript.sections:
        for key, who in contacts_of(section.content):
            place, told = section.source.place(key), {"name": who.known_by, "instead": instead}
            if who.expires and today > who.expires:
                found.append(error("contacts/expired", place, expires=who.expires, **told))
            elif who.expires and today > who.expires - NOTICE:
                days = (who.expires - today).days
                found.append(warning("contacts/expires", place, expires=who.expires, days=days, **told))
            if who.confirmed and who.confirmed > today:
                found.append(error("contacts/confirmed", place, confirmed=who.confirmed, **told))
            elif who.confirmed and today > who.confirmed + CONFIRMED_FOR:
                found.append(error("contacts/unconfirmed", place, confirmed=who.confirmed, **told))
            elif who.confirmed and today > who.confirmed + CONFIRMED_FOR - NOTICE:
                found.append(warning("contacts/confirm", place, confirmed=who.confirmed, **told))
    return tuple(found)
