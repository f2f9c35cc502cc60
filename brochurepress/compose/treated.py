"""Pictures that are treated: which treatment each asks for, its address in a document, and what that address gives."""

import re
from collections.abc import Iterator
from dataclasses import replace

from brochurepress.design import Bitmap, Tokens, material, treatment_of
from brochurepress.findings import Finding, Place, error, nearest
from brochurepress.source import Inputs, Manuscript, Picture, Section, pictures_of, read_section_types, token_place
from brochurepress.workspace import Snapshot, media_type

GENERATED = "generated"
"""Where a document finds pictures that are in no file as they are shown."""

NONE = "none"
"""What a picture asks for that is to stay as it is, whatever its type has."""

IMAGE = re.compile(r"<img\b[^>]*>")
_MADE = re.compile(rf"/?{GENERATED}/[^/]+/(?=.)")
_TREATED = re.compile(rf"/?{GENERATED}/([^/.]+)\.([^/]*)/(?=.)")
_ASKED = re.compile(r' treatment="([^"]*)"')
_SRC = re.compile(r'(?<= src=")([^"]*)(?=")')
_LINE = re.compile(r'data-source="([^"]+):(\d+)"')


class Treatments:
    """The treatments of some tokens, as the pictures of a manuscript ask for them: by themselves, or by their type."""

    def __init__(self, manuscript: Manuscript, tokens: Tokens) -> None:
        self._known, self._grounds, ground = tokens.treatments, dict[str, str](), ""
        self._fields: dict[int, str] = {}
        for section in manuscript.sections:
            ground = section.content.ground or (ground if section.content.page == "same" else "")
            self._grounds[section.id] = ground
            for _, picture, default in pictures_of(section):
                asked = picture.treatment or (default if default in self._known else None)
                self._fields[id(picture)] = self._code(section, asked)

    def _code(self, section: Section, asked: str | None) -> str:
        """The name of a treatment with the ground it is on, as addresses have both; "" for none."""
        name = asked or next((name for name, one in self._known.items() if section.type in one.types), NONE)
        return f"{name}.{self._grounds[section.id]}" if name in self._known else ""

    def of(self, picture: Picture, reference: str) -> str:
        """Where a document finds the picture of a field: its file, or what a treatment makes of it."""
        return _addressed(self._fields.get(id(picture), ""), reference)

    def in_text(self, section: Section, tag: str) -> str:
        """The tag of a picture in a text with that address, and without what it asks for."""
        asked = _ASKED.search(tag)
        code = self._code(section, asked[1] if asked else None)
        return _SRC.sub(lambda src: _addressed(code, src[0]), _ASKED.sub("", tag))


def _addressed(code: str, reference: str) -> str:
    return f"{GENERATED}/{code}/{reference}" if code and media_type(reference) != "image/svg+xml" else reference


def picture_file(reference: str) -> str:
    """The file that a picture of a document comes from: of one with a part brought out, that of the whole drawing."""
    return _MADE.sub("", reference, count=1).lstrip("/")


def content_of(snapshot: Snapshot, tokens: Tokens, reference: str) -> bytes | Bitmap:
    """What stands at an address of a document, a bitmap with the treatment named there; raises as `material`."""
    content, code = material(snapshot, picture_file(reference)), _TREATED.match(reference)
    if code and isinstance(content, Bitmap):
        return replace(content, treatment=treatment_of(tokens, code[1], code[2]))
    return content


def treatment_faults(inputs: Inputs) -> Iterator[Finding]:
    """Treatments that pictures ask for and that there are none of, or that a drawing cannot have; unknown types."""
    known, types = inputs.tokens.treatments, read_section_types(inputs.snapshot).models
    for name, type_ in ((name, each) for name, one in known.items() for each in one.types if each not in types):
        place = token_place(inputs, name, "treatments")
        yield error("tokens/treatment:types", place, name=name, type=type_, nearest=nearest(type_, types))
    for name, file, place in (asked for section in inputs.manuscript.sections for asked in _asked(section)):
        if name not in (*known, NONE):
            yield error("manuscript/treatment:unknown", place, name=name, nearest=nearest(name, (*known, NONE)))
        elif name != NONE and media_type(file) == "image/svg+xml":
            yield error("manuscript/treatment:drawing", place, file=file, name=name)


def _asked(section: Section) -> Iterator[tuple[str, str, Place]]:
    """What the pictures of a section ask for by themselves: the name of a treatment, their file, and where."""
    for key, picture, _ in pictures_of(section):
        if picture.treatment:
            yield picture.treatment, picture.file, section.place(*key, "treatment")
    place = section.body
    for tag in re.findall(r"<[^>]*>", section.html) if " treatment=" in section.html else ():
        if line := _LINE.search(tag):
            place = Place(line[1], int(line[2]), section=section.id)
        if (asked := _ASKED.search(tag)) and (src := _SRC.search(tag)):
            yield asked[1], src[1], place
