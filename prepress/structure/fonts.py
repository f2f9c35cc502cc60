"""Fonts of tagged text: codes read back as text, and a second reading of the hyphen that breaks a word.

ISO 32000-1, 14.8.2.2.3 wants that hyphen as U+00AD, but a font shows it with the glyph of U+002D, which the same line
may hold as a real hyphen. So the glyph is shown through a second font dictionary: same descendant, same widths, its
own ToUnicode. Nothing changes on the page, and every extractor reads the right character.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pikepdf import Dictionary, Name, Object, Pdf

from prepress.inspection.fonts import Face, read_face

SOFT_HYPHEN = "\u00ad"
SPACE = " "

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
    def face(self) -> Face:
        """The font made ready for reading strings."""
        return read_face(self.object)

    @cached_property
    def space(self) -> bytes:
        """Code of the space; empty when the subset has none."""
        codes = (code for code, text in self.face.unicode.items() if text == SPACE)
        return next((code.to_bytes(2, "big") for code in codes), b"")

    def text(self, string: bytes) -> str:
        """Text of a shown string."""
        return self.face.text(self.face.codes(string))


def soft_hyphen_font(pdf: Pdf, font: Font, code: bytes) -> Object:
    """A font dictionary with the glyphs and widths of another, in which one code reads as U+00AD."""
    soft = Dictionary({key: value for key, value in font.object.items() if key != "/ToUnicode"})
    soft.Type = Name.Font
    soft.ToUnicode = pdf.make_stream(_CMAP.format(code=int.from_bytes(code, "big")).encode())
    return pdf.make_indirect(soft)
