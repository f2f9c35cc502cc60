"""Fonts as content uses them: embedding, widths in 1/1000 em, text by ToUnicode (ISO 32000-1, 9)."""

import hashlib
import re
import struct
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pikepdf

from brochurepress.design import FontProgram, characters_of, only_glyphs, open_program
from brochurepress.pdf.inspect.model import FlawKind, FontUse
from brochurepress.wording import phrase, said

_PROGRAMS: dict[str, tuple[bytes, ...]] = {
    "/FontFile": (b"%!", b"\x80"),
    "/FontFile2": (b"\0\1\0\0", b"true", b"ttcf"),
    "/FontFile3": (b"\1\0", b"OTTO", b"\0\1\0\0", b"true"),
}
"""Where a descriptor has its program, and how those of that kind begin (ISO 32000-1, table 126)."""

_BLANK = "\u115f\u1160\u2800\u3164\uffa0\ufffc\ufffd"
"""Letters and signs that leave no ink, or are not known."""

_MOST_OFF = 1.5
"""1/1000 em by which a width of the file may differ from that of the program, for rounding (ISO 32000-1, 9.2.4)."""

_SYMBOLIC = 4
"""The flag of a descriptor whose font has codes of its own (ISO 32000-1, table 123)."""


@dataclass(frozen=True)
class TextFont:
    """A font made ready for reading strings: bytes per code, widths and extent in 1/1000 em, Unicode.

    `glyphs` are the procedures of a Type 3 font, `program` what is embedded of any other, if it is known which of its
    glyphs a code is: `glyph` tells, "" for none.
    """

    font: FontUse
    code_bytes: int = 1
    widths: Mapping[int, float] = field(default_factory=dict)
    default_width: float = 0.0
    ascent: float = 750.0
    descent: float = -250.0
    unicode: Mapping[int, str] = field(default_factory=dict)
    glyphs: Any = None
    program: FontProgram | None = None
    glyph: Callable[[FontProgram, int], str] = lambda *_: ""
    matrix: tuple[float, ...] = (0.001, 0, 0, 0.001, 0, 0)
    _told: dict[int, FlawKind | None] = field(default_factory=dict)

    def codes(self, string: bytes) -> list[int]:
        """Character codes of a shown string."""
        if self.code_bytes == 1:
            return list(string)
        return list(struct.unpack(f">{len(string) // 2}H", string[: len(string) // 2 * 2]))

    def text(self, codes: list[int]) -> str:
        """The string in Unicode; codes that the font gives no meaning are replaced by U+FFFD."""
        known = self.unicode.get
        return "".join([known(code, "\ufffd") for code in codes])

    def flaw(self, code: int) -> FlawKind | None:
        """What is wrong with the glyph of a code: there is none, it is blank for a letter, or of another width."""
        if code not in self._told:
            self._told[code] = self._judged(self.program, code) if self.program else None
        return self._told[code]

    def _judged(self, program: FontProgram, code: int) -> FlawKind | None:
        text, width = self.unicode.get(code, ""), self.widths.get(code, self.default_width)
        inked = any(unicodedata.category(each)[0] in "LNPS" and each not in _BLANK for each in text)
        name = self.glyph(program, code)
        advance, drawn = (name and program.measured(name)) or (width, bool(name))
        if not drawn and (inked or not (text or name)):
            return FlawKind.GLYPH
        return FlawKind.WIDTH if abs(advance - width) > _MOST_OFF else None


def read_face(font: Any) -> TextFont:
    """A font dictionary made ready for reading strings."""
    subtype = str(font.get("/Subtype", "/unknown"))[1:]
    composite = subtype == "Type0"
    inner = font.DescendantFonts[0] if composite else font
    name = str(font.get("/BaseFont", font.get("/Name", "/unnamed")))[1:]
    descriptor = inner.get("/FontDescriptor", pikepdf.Dictionary())
    broken, program = _program(descriptor)
    embedded = subtype == "Type3" or any(key in descriptor for key in _PROGRAMS)
    names = {} if composite else _names(font)
    if composite:
        widths, missing = _cid_widths(inner.get("/W", [])), inner.get("/DW", 1000)
        known = str(font.get("/Encoding")) in ("/Identity-H", "/Identity-V")
        placed = inner.get("/CIDToGIDMap")
        glyph = partial(_by_cid, placed.read_bytes() if isinstance(placed, pikepdf.Stream) else None)
    else:
        widths = dict(enumerate(map(float, font.get("/Widths", [])), int(font.get("/FirstChar", 0))))
        missing = descriptor.get("/MissingWidth", 500 if not widths else 0)
        known = bool(program and program.codes)
        glyph = partial(_by_name, names, subtype == "TrueType", int(descriptor.get("/Flags", 0)) & _SYMBOLIC)
    plain = {} if composite else {code: chr(code) for code in range(32, 127)}
    return TextFont(
        FontUse(_plain(name), subtype, embedded, name != _plain(name), broken),
        2 if composite else 1,
        widths,
        float(missing),
        float(descriptor.get("/Ascent", 750)),
        float(descriptor.get("/Descent", -250)),
        _unicode(font) or plain | {code: characters_of(told) for code, told in names.items()},
        font if subtype == "Type3" else None,
        program if known else None,
        glyph,
        tuple(float(value) for value in font.get("/FontMatrix", [0.001, 0, 0, 0.001, 0, 0])),
    )


def _by_cid(to_glyph: bytes | None, program: FontProgram, code: int) -> str:
    return program.numbered(code if to_glyph is None else int.from_bytes(to_glyph[2 * code : 2 * code + 2]))


def _by_name(names: Mapping[int, str], truetype: bool, symbolic: int, program: FontProgram, code: int) -> str:
    name = names.get(code, "")
    # A symbolic TrueType font has codes of its own, whatever the encoding says (ISO 32000-1, 9.6.6.4).
    own = not name or (truetype and name != ".notdef" and (symbolic or not characters_of(name)))
    return program.named(name) or (program.codes.get(code, "") if own else "")


def _names(font: Any) -> dict[int, str]:
    """The names of glyphs that the encoding of a simple font gives its codes (ISO 32000-1, 9.6.6)."""
    encoding = font.get("/Encoding")
    given = isinstance(encoding, pikepdf.Dictionary)
    base = str(encoding.get("/BaseEncoding") if given else encoding)[1:]
    names: dict[int, str] = {}
    if codec := {"WinAnsiEncoding": "cp1252", "MacRomanEncoding": "mac_roman"}.get(base):
        names = {code: f"uni{ord(bytes([code]).decode(codec, 'replace')):04X}" for code in range(32, 256)}
    return names | (dict(differences(font)) if given else {})


def differences(font: Any) -> Iterator[tuple[int, str]]:
    """The codes whose names the encoding of a font gives one by one."""
    code = 0
    for entry in font.Encoding.get("/Differences", []):
        if isinstance(entry, pikepdf.Name):
            yield code, str(entry)[1:]
            code += 1
        else:
            code = int(entry)


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


def _program(descriptor: Any) -> tuple[str, FontProgram | None]:
    """Why the embedded program of a font cannot be read ("" where it can), and the program."""
    key = next((key for key in _PROGRAMS if key in descriptor), None)
    if key is None:
        return "", None
    try:
        data = descriptor[key].read_bytes()
        program = open_program(data)
        return "" if data.startswith(_PROGRAMS[key]) else phrase("part/program-kind", key=key[1:]), program
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
    plain = "".join(digits.split())
    return bytes.fromhex(plain + "0" * (len(plain) % 2)).decode("utf-16-be", "replace")
