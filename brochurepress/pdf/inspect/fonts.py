"""Fonts as content uses them: embedding, widths in 1/1000 em, text by ToUnicode (ISO 32000-1, 9)."""

import hashlib
import re
import struct
from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from brochurepress.design import glyphs_of_program, only_glyphs
from brochurepress.pdf.inspect.model import FontUse
from brochurepress.wording import phrase, said

_PROGRAMS: dict[str, tuple[bytes, ...]] = {
    "/FontFile": (b"%!", b"\x80"),
    "/FontFile2": (b"\0\1\0\0", b"true", b"ttcf"),
    "/FontFile3": (b"\1\0", b"OTTO", b"\0\1\0\0", b"true"),
}
"""Where a descriptor has its program, and how those of that kind begin (ISO 32000-1, table 126)."""


@dataclass(frozen=True)
class TextFont:
    """A font made ready for reading strings: bytes per code, widths and extent in 1/1000 em, Unicode.

    `glyphs` are the procedures of a Type 3 font; `glyphs_held` the codes that a composite font has a glyph for,
    None where that is not known.
    """

    font: FontUse
    code_bytes: int = 1
    widths: Mapping[int, float] = field(default_factory=dict)
    default_width: float = 0.0
    ascent: float = 750.0
    descent: float = -250.0
    unicode: Mapping[int, str] = field(default_factory=dict)
    glyphs: Any = None
    glyphs_held: Container[int] | None = None
    matrix: tuple[float, ...] = (0.001, 0, 0, 0.001, 0, 0)

    def codes(self, string: bytes) -> list[int]:
        """Character codes of a shown string."""
        if self.code_bytes == 1:
            return list(string)
        return list(struct.unpack(f">{len(string) // 2}H", string[: len(string) // 2 * 2]))

    def text(self, codes: list[int]) -> str:
        """The string in Unicode; codes that the font gives no meaning are replaced by U+FFFD."""
        known = self.unicode.get
        return "".join([known(code, "\ufffd") for code in codes])


def read_face(font: Any) -> TextFont:
    """A font dictionary made ready for reading strings."""
    subtype = str(font.get("/Subtype", "/unknown"))[1:]
    if subtype == "Type0":
        return _composite(font)
    name = str(font.get("/BaseFont", font.get("/Name", "/unnamed")))[1:]
    descriptor = font.get("/FontDescriptor", pikepdf.Dictionary())
    embedded = subtype == "Type3" or any(key in descriptor for key in _PROGRAMS)
    broken, _ = _program(descriptor)
    first = int(font.get("/FirstChar", 0))
    widths = {first + index: float(width) for index, width in enumerate(font.get("/Widths", []))}
    matrix = tuple(float(value) for value in font.get("/FontMatrix", [0.001, 0, 0, 0.001, 0, 0]))
    return TextFont(
        FontUse(_plain(name), subtype, embedded, name != _plain(name), broken),
        widths=widths,
        default_width=float(descriptor.get("/MissingWidth", 500 if not widths else 0)),
        ascent=float(descriptor.get("/Ascent", 750)),
        descent=float(descriptor.get("/Descent", -250)),
        unicode=_unicode(font) or {code: chr(code) for code in range(32, 127)},
        glyphs=font if subtype == "Type3" else None,
        matrix=matrix,
    )


def _composite(font: Any) -> TextFont:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.get("/FontDescriptor", pikepdf.Dictionary())
    name = str(font.get("/BaseFont", "/unnamed"))[1:]
    embedded = any(key in descriptor for key in _PROGRAMS)
    broken, held = _program(descriptor)
    plain = font.get("/Encoding") in (pikepdf.Name("/Identity-H"), pikepdf.Name("/Identity-V"))
    if held is not None and isinstance(to_glyph := descendant.get("/CIDToGIDMap"), pikepdf.Stream):
        glyphs = to_glyph.read_bytes()
        pairs = enumerate(struct.unpack(f">{len(glyphs) // 2}H", glyphs[: len(glyphs) // 2 * 2]))
        held = frozenset(code for code, glyph in pairs if glyph in held)
    return TextFont(
        FontUse(_plain(name), "Type0", embedded, name != _plain(name), broken),
        code_bytes=2,
        widths=_cid_widths(descendant.get("/W", [])),
        default_width=float(descendant.get("/DW", 1000)),
        ascent=float(descriptor.get("/Ascent", 750)),
        descent=float(descriptor.get("/Descent", -250)),
        unicode=_unicode(font),
        glyphs_held=held if plain else None,
    )


_OF_GLYPHS = {"/DescendantFonts", "/ToUnicode", "/FontDescriptor", "/W", "/FontFile2"}
"""Entries of a composite font that tell of its glyphs or lead to what does (ISO 32000-1, 9.7)."""
_MAPPED = re.compile(rb"<([0-9A-Fa-f]{4})> <[0-9A-Fa-f]+>\n|\d+ (?=beginbfchar)")


def told_by_glyphs(font: Any, face: TextFont, codes: Collection[int]) -> bytes:
    """What tells a font from others where only some codes of it are shown; b"" where that cannot be told.

    It can of a TrueType program whose glyphs are the codes, with one width and one text for each.
    """
    descendant = font.DescendantFonts[0]
    parts, text = (font, descendant, descendant.FontDescriptor), font.ToUnicode.read_bytes()
    named = [str(name) for name in (font.Encoding, descendant.Subtype, descendant.CIDToGIDMap)]
    once = sum(len(run) for run in descendant.W if isinstance(run, pikepdf.Array)) == len(face.widths)
    if named != ["/Identity-H", "/CIDFontType2", "/Identity"] or b"bfrange" in text or not once:
        return b""
    shown = _MAPPED.sub(lambda line: line[0] if line[1] and int(line[1], 16) in codes else b"", text)
    widths = repr([(code, face.widths.get(code)) for code in sorted(codes)]).encode()
    program = only_glyphs(parts[2].FontFile2.read_bytes(), codes)
    told = (pikepdf.Dictionary({name: part[name] for name in {*part.keys()} - _OF_GLYPHS}).unparse() for part in parts)
    return b" ".join((*told, *(hashlib.sha256(part).hexdigest().encode() for part in (shown, widths, program))))


def _program(descriptor: Any) -> tuple[str, Container[int] | None]:
    """Why the embedded program of a font cannot be read ("" where it can), and the glyphs that it holds."""
    key = next((key for key in _PROGRAMS if key in descriptor), None)
    if key is None:
        return "", None
    try:
        program = descriptor[key].read_bytes()
        held = glyphs_of_program(program)
        return "" if program.startswith(_PROGRAMS[key]) else phrase("part/program-kind", key=key[1:]), held
    except (AttributeError, ValueError, pikepdf.PdfError) as fault:
        return said(fault) if isinstance(fault, ValueError) else phrase("part/font-program"), None


def _plain(name: str) -> str:
    return re.sub(r"^[A-Z]{6}\+", "", name)


def _cid_widths(runs: Any) -> dict[int, float]:
    widths: dict[int, float] = {}
    parts = list(runs)
    while parts:
        first, second = int(parts[0]), parts[1]
        if isinstance(second, pikepdf.Array):
            widths.update({first + index: float(width) for index, width in enumerate(second)})
            parts = parts[2:]
        else:
            last = min(int(second), first + 0xFFFF)
            widths.update(dict.fromkeys(range(first, last + 1), float(parts[2])))
            parts = parts[3:]
    return widths


def _unicode(font: Any) -> dict[int, str]:
    stream = font.get("/ToUnicode")
    if not isinstance(stream, pikepdf.Stream):
        return {}
    cmap = stream.read_bytes().decode("latin-1")
    mapping: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]*)>", block):
            mapping[int(code, 16)] = _utf16(text)
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for low, high, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            start = int(text, 16)
            for step in range(min(int(high, 16) - int(low, 16), 0xFFFF) + 1):
                mapping[int(low, 16) + step] = _utf16(f"{start + step:0{len(text)}x}")
        for low, listed in re.findall(r"<(\w+)>\s*<\w+>\s*\[(.*?)\]", block, re.DOTALL):
            for step, text in enumerate(re.findall(r"<([0-9A-Fa-f\s]*)>", listed)):
                mapping[int(low, 16) + step] = _utf16(text)
    return mapping


def _utf16(digits: str) -> str:
    return bytes.fromhex("".join(digits.split())).decode("utf-16-be", "replace")
