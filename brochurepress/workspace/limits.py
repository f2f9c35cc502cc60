"""Limits: how large what comes from outside may be, each with its unit and its reason (docs/trust.md)."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedReader
from pathlib import Path

from brochurepress.wording import phrase

MEGABYTE = 1_000_000


class LimitName(StrEnum):
    """What a limit is set to, by the name that findings and the documents give it."""

    TEXT = "a text file"
    FRONT_MATTER = "front matter"
    NESTING = "nested values of a text file"
    LINES = "a text in lines"
    WORD = "a word"
    ACCENTS = "a letter"
    HYPHENS = "a hyphenated word"
    BRACKETS = "a paragraph"
    SIGNS = "a paragraph of Markdown"
    ABBREVIATIONS = "a section"
    HEADINGS = "the headings of a section"
    LEVELS = "nested parts of a text"
    PICTURES = "an edition"
    ALL_PIXELS = "the bitmaps of an edition"
    BITMAP = "a bitmap file"
    PIXELS = "a bitmap"
    SIDE = "a side of a bitmap"
    METADATA = "what a bitmap says of itself"
    DRAWING = "a drawing file"
    ELEMENTS = "what a drawing draws"
    DEPTH = "nested elements of a drawing"
    NUMBER = "a measure of a drawing"
    NUMBERS = "the paths of a drawing"
    LETTERS = "the words of a drawing"
    INLINE = "the bitmaps of a drawing"
    LETTER_SIZE = "a font size of a drawing"
    FONT = "a font file"
    FONT_OPENED = "an unpacked font"
    CODE_POINTS = "the characters a font maps"
    PROFILE = "an ICC profile"
    PAGE_SIDE = "a side of a page"
    TOKENS = "a set of tokens"
    NAME = "the name of a token"
    TEMPLATE = "what a template makes"
    PDF = "a PDF to check"
    PAGES = "the pages of a PDF"
    CONTENT = "a content stream"
    INSTRUCTIONS = "the content of a page"
    FORMS = "a page of a PDF"
    FORM_DEPTH = "nested forms of a PDF"
    MARKS = "nested marked content of a PDF"
    IMAGE = "an unpacked image of a PDF"
    IMAGE_SIDE = "a side of an image in a PDF"
    ANSWER = "an answer from the web"
    FETCH = "a fetch from the web"
    TABLE = "a table"
    WORKBOOK = "an unpacked workbook"
    STRINGS = "the texts that a workbook keeps apart"
    STYLES = "the styles of a workbook"
    ROW = "a row of a table"
    ROWS = "the rows of a table"
    REVISION = "a revision"
    REVISION_FILES = "the files of a revision"
    READING = "the time that the reading of an edition takes"
    SETTING = "the time that the layout of an edition takes"
    CHECK = "the time that the check of a PDF takes"
    MEMORY = "the memory that the check of a PDF takes"


@dataclass(frozen=True)
class Limit:
    """The most that is allowed, in which unit, and why not more."""

    most: int
    unit: str
    reason: str


LIMITS: dict[LimitName, Limit] = {
    LimitName.TEXT: Limit(
        1 * MEGABYTE, "bytes", "a brochure has some 10,000 bytes of text; a book has a million"
    ),
    LimitName.FRONT_MATTER: Limit(100_000, "bytes", "it holds names and addresses; hundreds of people fit"),
    LimitName.NESTING: Limit(32, "levels", "no record goes deeper than six"),
    LimitName.LINES: Limit(50_000, "lines", "a book of a million characters has 17,000 lines of sixty"),
    LimitName.WORD: Limit(10_000, "characters", "a page of Chinese, which has no spaces, holds 1,000"),
    LimitName.ACCENTS: Limit(30, "accents", "the stream-safe text of Unicode has no more (UAX 15)"),
    LimitName.HYPHENS: Limit(100, "soft hyphens", "the longest words of German part in thirty places"),
    LimitName.BRACKETS: Limit(20, "brackets open at once", "a link in a note in a quotation opens three"),
    LimitName.SIGNS: Limit(
        5_000, "signs", "a page of addresses has 200; each sign makes the parser copy the paragraph"
    ),
    LimitName.ABBREVIATIONS: Limit(500, "abbreviations", "a book of law explains some 300"),
    LimitName.HEADINGS: Limit(2_000, "headings", "a book has some hundreds in all its chapters"),
    LimitName.LEVELS: Limit(32, "levels", "a link in emphasis in a point of a list has four"),
    LimitName.PICTURES: Limit(1_000, "pictures", "a catalogue of 300 pages has three on each"),
    LimitName.ALL_PIXELS: Limit(
        1_000 * MEGABYTE, "pixels", "a photo book of 100 full pages A4 has 870 million"
    ),
    LimitName.BITMAP: Limit(200 * MEGABYTE, "bytes", "an uncompressed A3 in CMYK at 450 ppi has 160 million"),
    LimitName.PIXELS: Limit(
        150 * MEGABYTE, "pixels", "A0 at 300 ppi has 140 million; opened they take 600 MB"
    ),
    LimitName.SIDE: Limit(65_000, "pixels", "JPEG counts no further, and no sheet is that long"),
    LimitName.METADATA: Limit(
        8 * MEGABYTE, "bytes", "a large CMYK profile has 3 million; the rest are captions"
    ),
    LimitName.DRAWING: Limit(10 * MEGABYTE, "bytes", "a map of a country with all its coasts has 4 million"),
    LimitName.ELEMENTS: Limit(
        100_000, "elements", "copies by <use> count each time: a few lines can ask for billions"
    ),
    LimitName.DEPTH: Limit(100, "levels", "drawing programs nest some twenty groups"),
    LimitName.NUMBER: Limit(1_000 * MEGABYTE, "units", "coordinates of maps of the world have 20 million"),
    LimitName.NUMBERS: Limit(1 * MEGABYTE, "numbers", "a map of a country with all its coasts has 700,000"),
    LimitName.LETTERS: Limit(20_000, "characters", "a map with the names of all its places has 5,000"),
    LimitName.INLINE: Limit(
        150 * MEGABYTE, "pixels", "all of them together are no more than one bitmap may be"
    ),
    LimitName.LETTER_SIZE: Limit(1 * MEGABYTE, "units", "text engines reckon in 31 bits, a unit being 1,024"),
    LimitName.FONT: Limit(
        30 * MEGABYTE, "bytes", "the largest families of one weight, with all of Chinese, have 20"
    ),
    LimitName.FONT_OPENED: Limit(
        60 * MEGABYTE, "bytes", "WOFF2 halves a font; what grows a thousandfold is no font"
    ),
    LimitName.CODE_POINTS: Limit(1_200_000, "characters", "Unicode has room for 1,114,112"),
    LimitName.PROFILE: Limit(20 * MEGABYTE, "bytes", "profiles of seven inks have some 10 million"),
    LimitName.PAGE_SIDE: Limit(1_500, "mm", "A0 is 1,189 mm high; a plate of it takes 100 MB to measure"),
    LimitName.TOKENS: Limit(2_000, "tokens", "a house style with all its steps of colour has 200"),
    LimitName.NAME: Limit(100, "characters", "programs show some thirty of a swatch"),
    LimitName.TEMPLATE: Limit(
        40 * MEGABYTE, "characters", "a page with twenty full pictures in it has 10 million"
    ),
    LimitName.PDF: Limit(500 * MEGABYTE, "bytes", "upload forms of printers stop there too"),
    LimitName.PAGES: Limit(5_000, "pages", "the thickest bindings hold 2,000"),
    LimitName.CONTENT: Limit(
        40 * MEGABYTE, "bytes", "two million instructions of an ordinary length have as many"
    ),
    LimitName.INSTRUCTIONS: Limit(
        2 * MEGABYTE,
        "instructions",
        "a map of a country with all its coasts has 700,000; forms count each time",
    ),
    LimitName.FORMS: Limit(30_000, "forms", "a map with all its symbols paints 5,000, each time counted"),
    LimitName.FORM_DEPTH: Limit(24, "levels", "drawing programs nest some ten forms in one another"),
    LimitName.MARKS: Limit(
        1_000, "levels", "a tagged table nests ten; programs take time and memory by the square of it"
    ),
    LimitName.IMAGE: Limit(2_000 * MEGABYTE, "bytes", "A0 in CMYK at 450 ppi has 1,300 million"),
    LimitName.IMAGE_SIDE: Limit(200_000, "pixels", "A0 on a platesetter of 2,540 dpi is 119,000 pixels high"),
    LimitName.ANSWER: Limit(200 * MEGABYTE, "bytes", "no released file is larger"),
    LimitName.FETCH: Limit(
        120, "seconds", "a server that sends a byte now and then must not hold up the rest"
    ),
    LimitName.TABLE: Limit(2_000 * MEGABYTE, "bytes", "a million rows of ten fields have 200 million"),
    LimitName.WORKBOOK: Limit(
        4_000 * MEGABYTE, "bytes", "a full sheet of a million rows has a thousand million"
    ),
    LimitName.STRINGS: Limit(500 * MEGABYTE, "bytes", "ten million different texts have 400 million"),
    LimitName.STYLES: Limit(
        50 * MEGABYTE, "bytes", "65,000 cell styles, the most there can be, have 20 million"
    ),
    LimitName.ROW: Limit(1 * MEGABYTE, "characters", "a row holds names and addresses, not texts"),
    LimitName.REVISION: Limit(
        2_000 * MEGABYTE,
        "bytes",
        "fonts and pictures of a root: those of a large house have some hundred million",
    ),
    LimitName.REVISION_FILES: Limit(100_000, "files", "a few objects can stand for billions of files"),
    LimitName.READING: Limit(
        120, "seconds", "a book of a million characters takes two; it is time of the processor"
    ),
    LimitName.SETTING: Limit(
        900, "seconds", "a book of 500 pages takes a tenth of it; it is time of the processor"
    ),
    LimitName.CHECK: Limit(120, "seconds", "96 pages filled with pictures take a seventh of it"),
    LimitName.MEMORY: Limit(
        4_000, "MB", "96 pages filled with pictures take 250, a page of 250,000 objects 500"
    ),
    LimitName.ROWS: Limit(5 * MEGABYTE, "rows", "a file system that holds more files in one place is rare"),
}
"""Every limit by what it is set to."""


class LimitExceeded(ValueError):
    """Something is larger than its limit, or no plain file at all; carries the phrase that says so."""


def exceeded(of: LimitName, size: float) -> str:
    """What is said of a size beyond its limit; "" within it."""
    limit = LIMITS[of]
    if size <= limit.most:
        return ""
    return phrase(f"limit/{of.name.lower()}", size=size, most=limit.most)


def read_file(path: Path, of: LimitName) -> bytes:
    """Content of a plain file within its limit; pipes and devices, which may never end, are not opened for reading.

    Raises OSError when it cannot be read, LimitExceeded when it is no plain file or too large.
    """
    with open_plain(path) as file:
        if fault := exceeded(of, os.fstat(file.fileno()).st_size):
            raise LimitExceeded(fault)
        content = file.read(LIMITS[of].most + 1)
    if fault := exceeded(of, len(content)):
        raise LimitExceeded(fault)
    return content


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
