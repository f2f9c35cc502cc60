"""Fonts of tagged text: codes read back as text, a second reading of the hyphen that breaks a word, and a space.

ISO 32000-1, 14.8.2.2.3 wants that hyphen as U+00AD, but a font shows it with the glyph of U+002D, which the same line
may hold as a real hyphen. So the glyph is shown through a second font dictionary: same descendant, same widths, its
own ToUnicode. Nothing changes on the page, and every extractor reads the right character.

Pages whose words hold no space have no font with one, as the engine embeds only the glyphs that it draws. Their space
is the one glyph of a Type 3 font (9.6.5), which paints nothing and needs no font program.
"""

from dataclasses import dataclass
from functools import cached_property

from pikepdf import Array, Dictionary, Name, Object, Pdf

from brochurepress.pdf.inspect import TextFont, read_face

SOFT_HYPHEN = "\u00ad"
SPACE = " "

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<{first}> <{last}>
endcodespacerange
1 beginbfchar
<{code}> <{text}>
endbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class CompositeFont:
    """A font as content streams use it: of the engine composite, two bytes for each glyph (ISO 32000-1, 9.7)."""

    object: Object

    @cached_property
    def face(self) -> TextFont:
        """The font made ready for reading strings."""
        return read_face(self.object)

    @cached_property
    def space(self) -> bytes:
        """Code of the space; empty when the subset has none."""
        codes = (code for code, text in self.face.unicode.items() if text == SPACE)
        return next((code.to_bytes(self.face.code_bytes) for code in codes), b"")

    def text(self, string: bytes) -> str:
        """Text of a shown string."""
        return self.face.text(self.face.codes(string))


def soft_hyphen_font(pdf: Pdf, font: CompositeFont, code: bytes) -> Object:
    """A font dictionary with the glyphs and widths of another, in which one code reads as U+00AD."""
    soft = Dictionary({key: value for key, value in font.object.items() if key != "/ToUnicode"})
    soft.Type = Name.Font
    soft.ToUnicode = _to_unicode(pdf, code, SOFT_HYPHEN)
    return pdf.make_indirect(soft)


def space_font(pdf: Pdf) -> Object:
    """A font dictionary of one glyph: a space of a quarter em that paints nothing."""
    code = SPACE.encode()
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=Array([0, 0, 0, 0]),
        FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
        CharProcs=Dictionary(space=pdf.make_stream(b"250 0 d0")),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([code[0], Name.space])),
        FirstChar=code[0],
        LastChar=code[0],
        Widths=Array([250]),
        Resources=Dictionary(),
        FontDescriptor=pdf.make_indirect(
            Dictionary(Type=Name.FontDescriptor, FontName=Name.Space, Flags=4, ItalicAngle=0)
        ),
        ToUnicode=_to_unicode(pdf, code, SPACE),
    )
    return pdf.make_indirect(font)


def _to_unicode(pdf: Pdf, code: bytes, text: str) -> Object:
    """A CMap in which one code reads as a text (ISO 32000-1, 9.10.3)."""
    first, last = b"\0" * len(code), b"\xff" * len(code)
    text_hex = text.encode("utf-16-be").hex()
    cmap = _CMAP.format(first=first.hex(), last=last.hex(), code=code.hex(), text=text_hex)
    return pdf.make_stream(cmap.encode())
