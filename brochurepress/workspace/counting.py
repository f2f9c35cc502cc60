"""What a text holds that takes readers time by its square, counted before anything reads it."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import chain

from brochurepress.findings import Finding, Place, error
from brochurepress.workspace.limits import LIMITS, LimitName, exceeded

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
    while levels <= LIMITS[LimitName.LEVELS].most and (below := [child for each in level for child in each]):
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
        yield error("source/limit:lines", Place(file, LIMITS[LimitName.LINES].most + 1), fault=fault)
    for at, fault in word_faults(text):
        yield error("source/limit:word", Place(file, text.count("\n", 0, at) + 1), fault=fault)


def word_faults(text: str) -> Iterator[tuple[int, str]]:
    """Words that no one can have written: where each begins, and what is beyond its limit.

    Both the layout engine and the shaper of its letters take time by the square of such a word.
    """
    longest, hyphens = LIMITS[LimitName.WORD].most, LIMITS[LimitName.HYPHENS].most
    for match in re.finditer(rf"(?<!\S)\S{{{min(longest, hyphens) + 1},}}", text):
        word = match[0]
        if fault := exceeded(LimitName.WORD, len(word)) or exceeded(LimitName.HYPHENS, word.count("\u00ad")):
            yield match.start(), fault
    if not text.isascii():
        yield from _accent_faults(text)


def _accent_faults(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for at, sign in enumerate(chain(text, " ")):
        if not unicodedata.category(sign).startswith("M"):
            if fault := exceeded(LimitName.ACCENTS, at - start):
                yield start, fault
            start = at + 1
