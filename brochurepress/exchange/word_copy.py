"""Word out: a clean document of an edition's texts, to be read and corrected; each block in a bookmark of its own.

The bookmark tells the file, the number of the block, how many there are, and the words that were sent, so that a copy
finds its way back by itself: nothing is kept of it, and any checkout of the sources will do.
"""

import functools
import hashlib
import io
import itertools
import operator
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from brochurepress.compose import compose, environment, render
from brochurepress.design import DrawingFault, Look, drawn, known_bitmap, locate_picture, look_of
from brochurepress.exchange.segments import Code, Segment, Token, codes, plain
from brochurepress.exchange.translation import TextPart, parts_of
from brochurepress.exchange.word_reader import Run
from brochurepress.findings import Rejected
from brochurepress.source import read_lineage, read_sources
from brochurepress.workspace import Snapshot, composed, shipped_table

MARK = re.compile(r"_?press_([0-9a-f]{8})_(\d+)_(\d+)_([0-9a-f]{10})((?:_Copy_\d+)*)$")
LABEL = "press-label"
"""The style of what the copy says of itself."""

_SHOWN = (".png", ".jpg", ".jpeg", ".svg")
_SMALL_EMU = 1_800_000
"""The longer side of a picture in a copy in English Metric Units (ECMA-376, Part 1, 20.1.2.1): 5 cm."""
_EMU_PER_PT = 12_700
_DRAWN_PPI = 150

_PARTS: dict[str, str] = shipped_table("word/parts")
"""The parts of a copy, and the templates that they are made from."""


@dataclass(frozen=True)
class Sign:
    """A character that the copy shows, with the part of the segment's text that it stands for."""

    shown: str
    start: int
    end: int
    look: frozenset[str] = frozenset()
    link: str = ""


@dataclass(frozen=True)
class Passage:
    """A segment of a section file by its number from 1; `picture` is the reference of what its alternative is of."""

    part: TextPart
    number: int
    picture: str = ""

    @property
    def segment(self) -> Segment:
        """The segment itself."""
        return self.part.segments[self.number - 1]

    @property
    def line(self) -> int:
        """The line on which it begins."""
        return self.part.place(self.segment).line

    @cached_property
    def signs(self) -> tuple[Sign, ...]:
        """The signs that the copy shows of it; fields keep their lines."""
        lines = self.segment.kind == "field"
        text = self.segment.text.rstrip("\n") if lines else self.segment.text
        return tuple(_signs(self.segment.tokens(text), lines, 0, frozenset(), ""))

    @property
    def words(self) -> str:
        """What is shown, sign by sign."""
        return "".join(sign.shown for sign in self.signs)

    @property
    def mark(self) -> str:
        """The name of its bookmark, of at most 40 letters; with a line below at its start it is not listed."""
        of_all = f"{self.number:04d}_{len(self.part.segments):04d}"
        return f"_press_{told_by(self.part.file, 8)}_{of_all}_{told_by(self.words)}"

    @property
    def field(self) -> str:
        """The name of the field that it is, without numbers of records."""
        return " ".join(part for part in self.segment.key if isinstance(part, str))

    @property
    def runs(self) -> Iterator[Run]:
        """Its signs in runs."""
        for (look, link), signs in itertools.groupby(self.signs, lambda sign: (sign.look, sign.link)):
            yield Run("".join(sign.shown for sign in signs), look, link)


def sources_of(snapshot: Snapshot, name: str) -> dict[TextPart, tuple[Passage, ...]]:
    """The section files of an edition in their order; those that it only inherits are of the edition that has them.

    Raises Rejected for an edition or a section that cannot be read.
    """
    folders = read_lineage(snapshot, name).folders
    return {
        part: tuple(Passage(part, n, _picture(snapshot, folders, part, e)) for n, e in enumerate(part.segments, 1))
        for part in parts_of(snapshot, name, own=True, raw=True)
        if part.text
    }


def _picture(snapshot: Snapshot, folders: Sequence[str], part: TextPart, segment: Segment) -> str:
    """The reference of the picture that the alternative in a segment is of; "" where there is none to show."""
    closings = (code.closing for code in codes(segment.tokens()) if code.opening == "![")
    names = [found[1] for found in map(re.compile(r"\]\(([^\s()]+)").match, closings) if found]
    if segment.key[-1:] == ("alt",):
        names = [str(functools.reduce(operator.getitem, (*segment.key[:-1], "file"), part.values))]
    with suppress(ValueError, LookupError):
        reference = locate_picture(snapshot, folders, names[0])
        return reference if reference.endswith(_SHOWN) else ""
    return ""


def _signs(tokens: tuple[Token, ...], lines: bool, at: int, look: frozenset[str], link: str) -> Iterator[Sign]:
    for token in tokens:
        if isinstance(token, str):
            for found in re.finditer(r"\n|." if lines else r"[ \t]*\r?\n\s*|.", token, re.DOTALL):
                shown = found[0] if lines or "\n" not in found[0] else " "
                yield Sign(shown, at + found.start(), at + found.end(), look, link)
            at += len(token)
        elif not token.closing and not token.inner:
            yield from _alone(token.opening, at, look, link)
            at += len(token.opening)
        else:
            at += len(token.opening)
            own, address = _look(token, look)
            yield from _signs(token.inner, lines, at, own, address or link)
            at += len(plain(token.inner)) + len(token.closing)


def _alone(sign: str, at: int, look: frozenset[str], link: str) -> Iterator[Sign]:
    """What a mark without words shows: a line end, an escaped sign, or what stays as it is (code, address, field)."""
    if not sign.strip(" >\t\r\n"):
        yield Sign("\n" if sign.startswith("  ") else " ", at, at + len(sign), look, link)
    elif sign[0] == "\\" and len(sign) == 2:
        yield Sign(sign[1], at, at + 2, look, link)
    else:
        shown = sign.removeprefix("\\").strip("<>")
        address = "" if sign[0] != "<" else shown if ":" in shown else f"mailto:{shown}"
        for number, each in enumerate(shown):
            yield Sign(each, at if not number else at + len(sign), at + len(sign), frozenset({"fixed"}), address)


def _look(code: Code, look: frozenset[str]) -> tuple[frozenset[str], str]:
    """Look and address of the words in a mark."""
    language = re.search(r"lang=[\"']?([\w-]+)", code.closing)
    own = {f"lang={language[1].split('-')[0]}"} if language else set()
    own |= {"keep"} if ".keep" in code.closing else set()
    if code.opening[-1] in "*_":
        size = len(code.opening)
        own |= {"strong"} if size > 1 else set()
        own |= {"emphasis"} if size != 2 else set()
    address = re.match(r"\]\(([^\s()]*(?:\([^()]*\)[^\s()]*)*)", code.closing) if code.opening == "[" else None
    return look | own, address[1] if address else ""


def told_by(words: str, digits: int = 10) -> str:
    """What a bookmark tells of words that were sent, white space included and tabs as spaces; in 8 digits of a file."""
    return hashlib.sha256(composed(words.rstrip().replace("\t", " ")).encode()).hexdigest()[:digits]


def copy_for_word(snapshot: Snapshot, name: str) -> bytes:
    """A Word document of the texts of an edition, the same bytes each time; `layouts/word/` says how it looks.

    Raises Rejected for an edition that cannot be read, and for faults of the templates.
    """
    told, sources = read_lineage(snapshot, name).source.values, sources_of(snapshot, name)
    passages = [(part.values["type"], passage) for part, own in sources.items() for passage in own]
    pictures = _pictures(snapshot, name, dict.fromkeys(each.picture for _, each in passages if each.picture))
    links = dict.fromkeys(run.link for _, passage in passages for run in passage.runs if run.link)
    values: dict[str, Any] = {
        "sources": sources,
        "fields": tuple(dict.fromkeys((kind, passage.field) for kind, passage in passages if passage.field)),
        "pictures": pictures,
        "links": {link: number for number, link in enumerate(links)},
        **{key: str(told.get(key, "")) for key in ("language", "title")},
    }
    written, templates = io.BytesIO(), environment(snapshot)
    with zipfile.ZipFile(written, "w") as archive:
        for part, template in _PARTS.items():
            text = render(templates, f"word/{template}.xml", **values)
            archive.writestr(zipfile.ZipInfo(part), text, zipfile.ZIP_DEFLATED)
        for part, _, _, content in pictures.values():
            archive.writestr(zipfile.ZipInfo(f"word/{part}"), content)
    return written.getvalue()


def _pictures(snapshot: Snapshot, name: str, references: Iterable[str]) -> dict[str, tuple[str, int, int, bytes]]:
    """Each picture as the copy shows it: its part, width and height in EMU, and content.

    Drawings are bitmaps, where the edition can be laid out.
    """
    shown = dict[str, tuple[str, int, int, bytes]]()

    @functools.cache
    def look() -> Look:
        inputs = read_sources(snapshot, name)
        return look_of(snapshot, inputs.tokens, compose(inputs).stylesheet.text, inputs.manuscript.edition.language)

    for number, each in enumerate(references):
        with suppress(Rejected, DrawingFault):
            bitmap = known_bitmap(snapshot, each)
            drawing = None if bitmap else look().drawing(snapshot.text(each))
            ratio = drawing.ratio if drawing else bitmap.width / bitmap.height if bitmap else 1
            width, height = int(_SMALL_EMU * min(ratio, 1)), int(_SMALL_EMU * min(1 / ratio, 1))
            size = width / _EMU_PER_PT, height / _EMU_PER_PT
            content = drawn(drawing.svg, *size, look().faces, _DRAWN_PPI) if drawing else snapshot.read(each)
            suffix = ".png" if drawing else PurePosixPath(each).suffix
            shown[each] = f"media/{number}{suffix}", width, height, content
    return shown
