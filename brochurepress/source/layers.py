"""Layers: which files make each section of an edition, and its text put together from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from brochurepress.findings import Finding, Place, Rejected, error, nearest, reject
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
    """The sections of an edition in reading order, and what is wrong with the names of their files."""

    sections: list[SectionFiles] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)


def list_sections(snapshot: Snapshot, levels: tuple[InheritanceLevel, ...]) -> Listing:
    """The section files of an edition and of those it builds on.

    A file goes over the one of the same identifier in a base, and takes its place unless its number is another one.
    """
    listing = Listing()
    for level in reversed(levels):
        listing.faults += _left_out(listing.sections, level)
        listing.sections = [section for section in listing.sections if section.name not in level.without]
        bases = {section.name: section for section in listing.sections}
        for file in sorted(snapshot.listing(f"{level.folder}/*.md"), key=_reading_order):
            try:
                name = _identifier(snapshot, file)
            except Rejected as rejected:
                listing.faults += rejected.findings
                continue
            numbered = not file.endswith(f"/{name}.md")
            if name in bases:
                base = bases.pop(name)
                base.files.insert(0, file)
                base.order = _reading_order(file) if numbered else base.order
            else:
                listing.sections.append(SectionFiles(name, [file], _reading_order(file)))
    listing.sections.sort(key=lambda section: section.order)
    return listing


def read_written(snapshot: Snapshot, section: SectionFiles) -> SectionText:
    """The text of one section, fields laid over those of the bases where its files say so.

    Raises Rejected with the faults of the files that were needed.
    """
    layers: list[SectionText] = []
    for file in section.files:
        layers.append(_layer(snapshot, file))
        if not _is_on_top(layers[-1].fields):
            break
    else:
        fields = layers[-1].fields
        raise reject("manuscript/extends", fields.place((_ON_TOP,)), section_name=section.name)
    fields = layers[-1].fields
    for layer in reversed(layers[:-1]):
        fields = overlaid(fields, layer.fields)
    body = next((layer for layer in layers if layer.body.strip()), layers[0])
    return SectionText(fields.without(_ON_TOP), body.body, body.body_place)


def _is_on_top(fields: Fields) -> bool:
    if _ON_TOP not in fields.values:
        return False
    if fields.values[_ON_TOP] != "true":
        raise reject("manuscript/value", fields.place((_ON_TOP,)), on_top=_ON_TOP, values=fields.values[_ON_TOP])
    return True


def _layer(snapshot: Snapshot, file: str) -> SectionText:
    front, body, line = _parted(snapshot.text(file), file)
    return SectionText(read_yaml(front, file, first_line=2), body, Place(file, line))


def _left_out(sections: list[SectionFiles], level: InheritanceLevel) -> Iterator[Finding]:
    """Sections that are to be left out and are in no base."""
    names = [section.name for section in sections]
    for name, place in level.without.items():
        if name not in names and sections:
            yield error("edition/without:unknown", place, name=name, nearest=nearest(name, names))


def _reading_order(file: str) -> tuple[int, str]:
    name = file.rpartition("/")[2]
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else 0, name)


def _identifier(snapshot: Snapshot, file: str) -> str:
    """The identifier that a section has by its file name."""
    path = snapshot.project.root / file
    name = _NAME.fullmatch(path.name)
    if not name:
        raise reject("manuscript/file-name", Place(file, 1), path_name=path.name)
    if path.is_symlink() or not path.resolve().is_relative_to(snapshot.project.root.resolve()):
        raise reject("source/outside:file", Place(file, 1))
    return name[2]


def _parted(text: str, file: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise reject("manuscript/front-matter:missing", Place(file, 1))
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    raise reject("manuscript/front-matter:not-closed", Place(file, 1))
