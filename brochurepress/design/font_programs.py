"""Font programs embedded in a PDF: which glyphs they hold, how wide each is, and whether it draws anything."""

import io
import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fontTools.agl import toUnicode as characters_of
from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.pens.basePen import DecomposingPen
from fontTools.t1Lib import T1Font
from fontTools.ttLib import TTFont

from brochurepress.wording import phrase

__all__ = ["FontProgram", "characters_of", "characters_of_program", "open_program"]

logging.getLogger("fontTools").addHandler(logging.NullHandler())  # what it warns of is no fault of the PDF

_SYMBOLS = (0, 0xF000, 0xF100, 0xF200)
"""Where a symbolic TrueType font has its codes among the characters (ISO 32000-1, 9.6.6.4)."""


@dataclass(frozen=True)
class FontProgram:
    """The glyphs of a program by their names: in the order of their numbers, by character, and by its own codes.

    `order` has the CIDs of a CID-keyed program as `cid00012`. `unit` is that of its outlines in 1/1000 em.
    """

    outlines: Any
    order: Sequence[str]
    characters: Mapping[str, str]
    codes: Mapping[int, str]
    unit: float
    keyed: bool = False
    _measured: dict[str, tuple[float, bool] | None] = field(default_factory=dict, compare=False)

    def numbered(self, number: int) -> str:
        """The glyph with an index, or of a CID-keyed program with a CID; "" where there is none."""
        name = f"cid{number:05d}" if self.keyed else "".join(self.order[number : number + 1])
        return name if number and name in self.outlines else ""

    def named(self, name: str) -> str:
        """The glyph of a name, or of the character that the name stands for; "" where there is none."""
        known = name in self.outlines and name != ".notdef"
        return name if known else self.characters.get(characters_of(name), "")

    def measured(self, name: str) -> tuple[float, bool] | None:
        """Width of a glyph in 1/1000 em, and whether it draws; None where that cannot be told."""
        if name not in self._measured:
            self._measured[name] = self._of_outline(name)
        return self._measured[name]

    def _of_outline(self, name: str) -> tuple[float, bool] | None:
        pen = _InkPen(self.outlines)
        try:
            glyph = self.outlines[name]
            glyph.draw(pen)
            return glyph.width * self.unit, pen.inked
        except RecursionError:  # outlines that hold themselves: no program draws them
            return math.nan, False
        except Exception:  # the parser may be stricter than those who draw
            return None


class _InkPen(DecomposingPen):  # type: ignore[misc]
    """Tells whether an outline has a line or a curve, wherever they run."""

    inked = False

    def moveTo(self, pt: object) -> None:  # noqa: N802
        """Leaves no ink."""

    def lineTo(self, *points: object) -> None:  # noqa: N802
        """Leaves ink, as does a curve."""
        self.inked = True

    curveTo = qCurveTo = lineTo  # noqa: N815


@lru_cache(maxsize=64)
def open_program(data: bytes) -> FontProgram | None:
    """A font program embedded in a PDF; None for one that is sound and not understood.

    Raises ValueError for a program that cannot be read to its end (ISO 32000-1, 9.9).
    """
    if not data:
        raise ValueError(phrase("part/program-empty"))
    try:
        if data[:2] == b"%!" or data[:1] == b"\x80":
            if b"eexec" not in data:
                raise ValueError(phrase("part/program-breaks"))
            return _type1(data)
        if data[:4] in (b"\0\1\0\0", b"true", b"OTTO", b"ttcf"):
            return _opentype(TTFont(io.BytesIO(data), lazy=True))
        bare = CFFFontSet()
        bare.decompile(io.BytesIO(data), None)
        return _cff(bare)
    except ValueError:
        raise
    except Exception as fault:  # the parser meets broken programs with errors of every kind
        raise ValueError(phrase("part/program-read")) from fault


@lru_cache(maxsize=64)
def characters_of_program(data: bytes) -> dict[int, frozenset[str]]:
    """The characters of each glyph of a TrueType program that tells them, by its index (OpenType, cmap)."""
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        glyphs = font["cmap"].buildReversed() if "cmap" in font else {}
        return {font.getGlyphID(glyph): frozenset(map(chr, codes)) for glyph, codes in glyphs.items()}
    except Exception:  # the parser meets broken programs with errors of every kind, told by open_program
        return {}


def _by_character(names: Sequence[str]) -> dict[str, str]:
    return {character: name for name in names if (character := characters_of(name))}


def _opentype(font: TTFont) -> FontProgram:
    for tag in ("glyf", "loca", "hmtx", "CFF "):
        if tag in font and len(font.reader[tag]) < font.reader.tables[tag].length:
            raise ValueError(phrase("part/program-breaks"))
    if "CFF " in font and hasattr(font["CFF "].cff[0], "ROS"):
        return _cff(font["CFF "].cff)
    order, unit = font.getGlyphOrder(), 1000 / font["head"].unitsPerEm
    characters, codes = _by_character(order), dict[int, str]()
    for table in font["cmap"].tables if "cmap" in font else ():
        if table.isUnicode():
            characters |= {chr(code): name for code, name in table.cmap.items()}
        elif table.platformID == 1:
            characters = {bytes([code]).decode("mac_roman"): name for code, name in table.cmap.items()} | characters
        codes = {code - base: name for base in _SYMBOLS for code, name in table.cmap.items() if code >= base} | codes
    return FontProgram(font.getGlyphSet(), order, characters, codes, unit)


def _cff(programs: CFFFontSet) -> FontProgram:
    top = programs[0]
    matrices = [part.rawDict.get("FontMatrix") for part in (top, *list(getattr(top, "FDArray", ()))[:1])]
    unit = 1000 * math.prod(matrix[0] for matrix in matrices if matrix) if any(matrices) else 1.0
    given = getattr(top, "Encoding", "")
    codes = dict(enumerate(given if isinstance(given, list) else StandardEncoding))
    return FontProgram(top.CharStrings, top.charset, _by_character(top.charset), codes, unit, hasattr(top, "ROS"))


def _type1(data: bytes) -> FontProgram | None:
    font = object.__new__(T1Font)
    font.data, font.encoding = data, "ascii"
    try:
        outlines, unit = font["CharStrings"], 1000 * font["FontMatrix"][0]
    except Exception:  # the parser may be stricter than those who draw
        return None
    order = list(outlines)
    return FontProgram(outlines, order, _by_character(order), dict(enumerate(font["Encoding"])), unit)
