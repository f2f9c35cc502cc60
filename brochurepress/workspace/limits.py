"""Limits: how large what comes from outside may be, and what is counted in it; docs/trust.md gives the reasons."""

import os
import re
import stat
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from enum import StrEnum
from io import BufferedReader
from pathlib import Path
from typing import Self

from brochurepress.findings import Finding, Place, error
from brochurepress.wording import phrase

MEGA = 1_000_000


class LimitName(StrEnum):
    """What a limit is set to, by the name that findings and the documents give it; the most, and its unit."""

    def __new__(cls, told: str, most: int, unit: str) -> Self:
        """A member whose value is the name."""
        member = str.__new__(cls, told)
        member._value_, member.most, member.unit = told, most, unit
        return member

    most: int
    unit: str

    TEXT = "a text file", 1 * MEGA, "bytes"
    FRONT_MATTER = "front matter", 100_000, "bytes"
    NESTING = "nested values of a text file", 32, "levels"
    LINES = "a text in lines", 50_000, "lines"
    WORD = "a word", 10_000, "characters"
    ACCENTS = "a letter", 30, "accents"
    HYPHENS = "a hyphenated word", 100, "soft hyphens"
    BRACKETS = "a paragraph", 20, "brackets open at once"
    SIGNS = "a paragraph of Markdown", 5_000, "signs"
    ABBREVIATIONS = "a section", 500, "abbreviations"
    HEADINGS = "the headings of a section", 2_000, "headings"
    LEVELS = "nested parts of a text", 32, "levels"
    PICTURES = "an edition", 1_000, "pictures"
    ALL_PIXELS = "the bitmaps of an edition", 1_000 * MEGA, "pixels"
    BITMAP = "a bitmap file", 200 * MEGA, "bytes"
    PIXELS = "a bitmap", 150 * MEGA, "pixels"
    SIDE = "a side of a bitmap", 65_000, "pixels"
    METADATA = "what a bitmap says of itself", 8 * MEGA, "bytes"
    DRAWING = "a drawing file", 10 * MEGA, "bytes"
    ELEMENTS = "what a drawing draws", 100_000, "elements"
    DEPTH = "nested elements of a drawing", 100, "levels"
    NUMBER = "a measure of a drawing", 1_000 * MEGA, "units"
    NUMBERS = "the paths of a drawing", 1 * MEGA, "numbers"
    LETTERS = "the words of a drawing", 20_000, "characters"
    INLINE = "the bitmaps of a drawing", 150 * MEGA, "pixels"
    LETTER_SIZE = "a font size of a drawing", 1 * MEGA, "units"
    FONT = "a font file", 30 * MEGA, "bytes"
    FONT_OPENED = "an unpacked font", 60 * MEGA, "bytes"
    CODE_POINTS = "the characters a font maps", 1_200_000, "characters"
    PROFILE = "an ICC profile", 20 * MEGA, "bytes"
    PAGE_SIDE = "a side of a page", 1_500, "mm"
    TOKENS = "a set of tokens", 2_000, "tokens"
    NAME = "the name of a token", 100, "characters"
    TEMPLATE = "what a template makes", 40 * MEGA, "characters"
    PDF = "a PDF to check", 500 * MEGA, "bytes"
    PAGES = "the pages of a PDF", 5_000, "pages"
    CONTENT = "a content stream", 40 * MEGA, "bytes"
    INSTRUCTIONS = "the content of a page", 2 * MEGA, "instructions"
    FORMS = "a page of a PDF", 30_000, "forms"
    FORM_DEPTH = "nested forms of a PDF", 24, "levels"
    MARKS = "nested marked content of a PDF", 1_000, "levels"
    IMAGE = "an unpacked image of a PDF", 2_000 * MEGA, "bytes"
    IMAGE_SIDE = "a side of an image in a PDF", 200_000, "pixels"
    ANSWER = "an answer from the web", 200 * MEGA, "bytes"
    FETCH = "a fetch from the web", 120, "seconds"
    TABLE = "a table", 2_000 * MEGA, "bytes"
    WORKBOOK = "an unpacked workbook", 4_000 * MEGA, "bytes"
    STRINGS = "the texts that a workbook keeps apart", 500 * MEGA, "bytes"
    STYLES = "the styles of a workbook", 50 * MEGA, "bytes"
    DOCUMENT = "an unpacked Word document", 300 * MEGA, "bytes"
    DOCUMENT_PART = "a part of a Word document", 50 * MEGA, "bytes"
    DOCUMENT_DEPTH = "nested elements of a Word document", 200, "levels"
    ROW = "a row of a table", 1 * MEGA, "characters"
    ROWS = "the rows of a table", 5 * MEGA, "rows"
    REVISION = "a revision", 2_000 * MEGA, "bytes"
    REVISION_FILES = "the files of a revision", 100_000, "files"
    READING = "the time that the reading of an edition takes", 120, "seconds"
    SETTING = "the time that the layout of an edition takes", 900, "seconds"
    CHECK = "the time that the check of a PDF takes", 120, "seconds"
    MEMORY = "the memory that the check of a PDF takes", 4_000, "MB"


class LimitExceeded(ValueError):
    """Something is larger than its limit, or no plain file at all; carries the phrase that says so."""


def exceeded(of: LimitName, size: float) -> str:
    """What is said of a size beyond its limit; "" within it."""
    return phrase(f"limit/{of.name.lower()}", size=size, most=of.most) if size > of.most else ""


def read_file(path: Path, of: LimitName) -> bytes:
    """Content of a plain file within its limit; pipes and devices, which may never end, are not opened for reading.

    Raises OSError when it cannot be read, LimitExceeded when it is no plain file or too large.
    """
    with open_plain(path) as file:
        if fault := exceeded(of, os.fstat(file.fileno()).st_size):
            raise LimitExceeded(fault)
        content = read_at_most(file, of.most + 1)
    if fault := exceeded(of, len(content)):
        raise LimitExceeded(fault)
    return content


def read_at_most(file: BufferedReader, most: int) -> bytes:
    """The first bytes of a plain file, at most so many; memory is taken for what there is."""
    size = min(os.fstat(file.fileno()).st_size, most - 1)
    content = file.read(size + 1)
    return content if len(content) <= size else content + file.read(most - len(content))  # it grows meanwhile


def open_plain(path: Path, flags: int = 0) -> BufferedReader:
    """A plain file opened for reading; a pipe or a device, which may never end, is not waited for.

    `flags` are further ones of the system. Raises OSError when it cannot be read, LimitExceeded
    when it is no plain file.
    """
    flags |= os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise LimitExceeded(phrase("part/no-plain"))


NO_TEXT = re.compile(
    "(?<![\u0600-\u109f\u1780-\u18af])[\u200c\u200d]"
    "|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ue000\ue001\ufeff\ufff9-\uffff]"
    "|[\U000e0000-\U000e007f]"
)
"""Characters that no page shows: controls, marks of width nought and of direction, private and replaced ones.

Joiners (U+200C, U+200D) stay behind a letter of a script that is written with them: Arabic, those of India and its
neighbours, Khmer, Mongolian.
"""

_SIGNS = re.compile(r"[\[`*_<&\\]")
_BRACKET = re.compile(r"\\.|([][])")


def measured(text: str) -> Iterator[tuple[LimitName, int]]:
    """What counts in a paragraph before it is parsed: each limit, and the size.

    For each sign that it sets the parser copies the paragraph, and from each bracket on it looks for the one that
    closes it, character by character: a character costs as much time as there are signs, and brackets open at it.
    """
    yield LimitName.SIGNS, len(_SIGNS.findall(text))
    opened = most = 0
    for sign in _BRACKET.findall(text):
        opened = max(opened + {"[": 1, "]": -1}.get(sign, 0), 0)
        most = max(most, opened)
    yield LimitName.BRACKETS, most


def deepest(root: ET.Element) -> tuple[int, ET.Element]:
    """How many levels the elements of a text are nested, at most one more than they may, and one on the last level."""
    level, levels = [root], 0
    while levels <= LimitName.LEVELS.most and (below := [child for each in level for child in each]):
        level, levels = below, levels + 1
    return levels, level[0]


def composed(text: str) -> str:
    """The text with each letter and its accents as one character, where there is one (Unicode, NFC)."""
    return unicodedata.normalize("NFC", text)


def no_text(character: str, place: Place) -> Finding:
    """The finding for a character that no page shows."""
    return error("source/character", place, character=ord(character))


def text_faults(text: str, file: str) -> Iterator[Finding]:
    """What keeps the text of a file from being read."""
    for match in NO_TEXT.finditer(text):
        yield no_text(match[0], Place(file, text.count("\n", 0, match.start()) + 1))
    if fault := exceeded(LimitName.LINES, text.count("\n") + 1):
        yield error("source/limit:lines", Place(file, LimitName.LINES.most + 1), fault=fault)
    for at, fault in word_faults(text):
        yield error("source/limit:word", Place(file, text.count("\n", 0, at) + 1), fault=fault)


def word_faults(text: str) -> Iterator[tuple[int, str]]:
    """Words that no one can have written: where each begins, and what is beyond its limit.

    Both the layout engine and the shaper of its letters take time by the square of such a word.
    """
    longest, hyphens = LimitName.WORD.most, LimitName.HYPHENS.most
    for match in re.finditer(rf"(?<!\S)\S{{{min(longest, hyphens) + 1},}}", text):
        word = match[0]
        if fault := exceeded(LimitName.WORD, len(word)) or exceeded(LimitName.HYPHENS, word.count("\u00ad")):
            yield match.start(), fault
    accents = "".join(sign for sign in set(text) if unicodedata.category(sign).startswith("M"))
    for match in re.finditer(f"[{re.escape(accents)}]+", text) if accents else ():
        if fault := exceeded(LimitName.ACCENTS, len(match[0])):
            yield match.start(), fault
