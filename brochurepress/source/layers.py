"""Layers: which files make each section of an edition, and its text put together from them."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from brochurepress.findings import Finding, Place, error, nearest, reject, warning
from brochurepress.source.inheritance import InheritanceLevel
from brochurepress.workspace import Fields, Snapshot, overlaid, read_yaml

_NAME = re.compile(r"(?:(\d+)-)?([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
NO_BASE = "manuscript/extends"
"""The rule of a section that is to be laid over one that is in no base."""
_ON_TOP = "extends"
"""The key of a front matter that is laid over that of the base, field by field."""


@dataclass
class SectionFiles:
    """The files of one section, nearest first, its identifier, and what orders it among the others."""

    name: str
    files: list[str]
    order: tuple[int, str]

    @property
    def file(self) -> str:
        """The nearest file."""
        return self.files[0]


@dataclass(frozen=True)
class SectionText:
    """A section as it is written: its front matter, its body, and where the body begins."""

    fields: Fields
    body: str
    body_place: Place


@dataclass
class Listing:
    """The sections of an edition in reading order, and errors and warnings of the names of their files."""

    sections: list[SectionFiles] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)


def list_sections(snapshot: Snapshot, levels: tuple[InheritanceLevel, ...]) -> Listing:
    """The section files of an edition and of those it builds on.

    A file goes over the one of the same identifier in a base, and takes its place unless its number is another one.
    """
    listing = Listing()
    for level in reversed(levels):
        names = [section.name for section in listing.sections]
        for name, place in level.without.items():
            if name not in names and names:
                near = nearest(name, names)
                listing.faults.append(error("edition/without:unknown", place, name=name, nearest=near))
        listing.sections = [section for section in listing.sections if section.name not in level.without]
        bases = {section.name: section for section in listing.sections}
        for file in sorted(snapshot.listing(f"{level.folder}/*.md"), key=_reading_order):
            path = snapshot.project.root / file
            if not (named := _NAME.fullmatch(path.name)):
                listing.faults.append(error("manuscript/file-name", Place(file, 1), path_name=path.name))
            elif path.is_symlink() or not path.resolve().is_relative_to(snapshot.project.root.resolve()):
                listing.faults.append(error("source/outside:file", Place(file, 1)))
            elif base := bases.pop(named[2], None):
                base.files.insert(0, file)
                base.order = _reading_order(file) if named[1] else base.order
            else:
                listing.sections.append(SectionFiles(named[2], [file], _reading_order(file)))
    listing.sections.sort(key=lambda section: section.order)
    for before, section in pairwise(listing.sections):
        if before.order[0] == section.order[0] > 0:
            place = Place(section.file, 1, section=section.name)
            listing.notes.append(warning("manuscript/same-number", place, file=section.file, other=before.file))
    return listing


def read_written(snapshot: Snapshot, section: SectionFiles) -> SectionText:
    """The text of one section, fields laid over those of the bases where its files say so.

    Raises Rejected with the faults of the files that were needed.
    """
    layers: list[SectionText] = []
    for file in section.files:
        layers.append(_written(snapshot, file))
        fields = layers[-1].fields
        if _ON_TOP not in fields.values:
            break
        if (given := fields.values[_ON_TOP]) != "true":
            raise reject("manuscript/value", fields.place((_ON_TOP,)), on_top=_ON_TOP, values=given)
    else:
        raise reject("manuscript/extends", fields.place((_ON_TOP,)), section_name=section.name)
    for layer in reversed(layers[:-1]):
        fields = overlaid(fields, layer.fields)
    body = next((layer for layer in layers if layer.body.strip()), layers[0])
    return SectionText(fields.without(_ON_TOP), body.body, body.body_place)


def _written(snapshot: Snapshot, file: str) -> SectionText:
    """Front matter and body of one file."""
    lines = snapshot.text(file).split("\n")
    if lines[0].rstrip() != "---":
        raise reject("manuscript/front-matter:missing", Place(file, 1))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            fields = read_yaml("\n".join(lines[1:number]), file, first_line=2)
            return SectionText(fields, "\n".join(lines[number + 1 :]), Place(file, number + 2))
    raise reject("manuscript/front-matter:not-closed", Place(file, 1))


def _reading_order(file: str) -> tuple[int, str]:
    name = file.rpartition("/")[2]
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else 0, name)
