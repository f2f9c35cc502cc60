"""Fonts of tagged text: codes read back as text, and a second reading of the hyphen that breaks a word.

ISO 32000-1, 14.8.2.2.3 wants that hyphen as U+00AD, but a font shows it with the glyph of U+002D, which the same line may
hold as a real hyphen. So the glyph is shown through a second font dictionary: same descendant, same widths, its own
ToUnicode. Nothing changes on the page, and every extractor reads the right character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from pikepdf import Dictionary, Name, Object, Pdf

SOFT_HYPHEN = "\u00ad"
SPACE = " "

_CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.S)
_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")
_TRIPLE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
1 beginbfchar
<{code:04x}> <00ad>
endbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class Font:
    """A composite font as content streams use it: two bytes for each glyph (ISO 32000-1, 9.7)."""

    object: Object

    @cached_property
    def texts(self) -> dict[int, str]:
        """Text of every code, from ToUnicode (ISO 32000-1, 9.10.3)."""
        cmap = self.object.ToUnicode.read_bytes()
        texts: dict[int, str] = {}
        for block in _CHARACTERS.findall(cmap):
            texts |= {int(code, 16): _utf16(text) for code, text in _PAIR.findall(block)}
        for block in _RANGES.findall(cmap):
            for first, last, text in _TRIPLE.findall(block):
                start = _utf16(text)
                for step in range(int(last, 16) - int(first, 16) + 1):
                    texts[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
        return texts

    @cached_property
    def space(self) -> bytes:
        """Code of the space; empty when the subset has none."""
        return next((code.to_bytes(2, "big") for code, text in self.texts.items() if text == SPACE), b"")

    def text(self, codes: bytes) -> str:
        """Text of a shown string."""
        pairs = (codes[index : index + 2] for index in range(0, len(codes), 2))
        return "".join(self.texts[int.from_bytes(pair, "big")] for pair in pairs)


def soft_hyphen_font(pdf: Pdf, font: Font, code: bytes) -> Object:
    """A font dictionary with the glyphs and widths of another, in which one code reads as U+00AD."""
    soft = Dictionary({key: value for key, value in font.object.items() if key != "/ToUnicode"})
    soft.Type = Name.Font
    soft.ToUnicode = pdf.make_stream(_CMAP.format(code=int.from_bytes(code, "big")).encode())
    return pdf.make_indirect(soft)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")
