"""Font files: opened within limits; side bearings for lines that hang on the edge, characters a font can set.

Of new fonts what layouts measure with, whether they may be embedded, letters they lack, and subsets made one file.
"""

import copy
import functools
import io
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping

import brotli
import uharfbuzz
from fontTools import version
from fontTools.pens.basePen import BasePen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import WOFF2DirectoryEntry, decompress

from brochurepress.design.geometry import Box
from brochurepress.findings import Finding, Place, Severity, reject, warning
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, LimitName, Outside, Snapshot, exceeded, kept


@functools.lru_cache(maxsize=64)
def opened(data: bytes) -> TTFont:
    """A font with the tables that are asked for later, opened once: what is broken in it shows here."""
    _check_packing(data)
    font = TTFont(io.BytesIO(unpacked(data)), lazy=True)
    _check_mapping(font.reader["cmap"])
    if not font.getBestCmap():
        raise ValueError(phrase("part/no-character"))
    _ = font["hmtx"].metrics, font["head"].unitsPerEm
    return font


def unpacked(data: bytes) -> bytes:
    """The OpenType font that a WOFF2 file holds, from the cache where it was opened before; any other file as it is."""

    def unpack() -> bytes:
        font = io.BytesIO()
        decompress(io.BytesIO(data), font)
        return font.getvalue()

    return kept((b"woff2", version.encode(), data), unpack) if data[:4] == b"wOF2" else data


def _check_packing(data: bytes) -> None:
    """Raises LimitExceeded for a packed font that would swell when it is opened (WOFF 1.0, 4; WOFF 2.0, 4 and 5)."""
    most = LimitName.FONT_OPENED.most
    opened = 0
    if data[:4] == b"wOFF":
        for at in range(44, 44 + 20 * int.from_bytes(data[12:14]), 20):
            offset, length, whole = struct.unpack_from(">III", data, at + 4)
            packed = data[offset : offset + length]
            opened += len(zlib.decompressobj().decompress(packed, most) if length < whole else packed)
            if opened >= most:
                break
    elif data[:4] == b"wOF2":
        # What the directory says of the size is not believed: the stream itself is opened, up to the limit.
        directory = io.BytesIO(data)
        directory.seek(48)
        for _ in range(int.from_bytes(data[12:14])):
            WOFF2DirectoryEntry().fromFile(directory)
        packed = directory.read(int.from_bytes(data[20:24]))
        opened = len(brotli.Decompressor().process(packed, output_buffer_limit=most + 1))
    if fault := exceeded(LimitName.FONT_OPENED, opened):
        raise LimitExceeded(fault)


def _check_mapping(cmap: bytes) -> None:
    """Raises LimitExceeded for ranges that name more characters than there are (OpenType, cmap 8, 12 and 13)."""
    for index in range(int.from_bytes(cmap[2:4])):
        at = int.from_bytes(cmap[8 + 8 * index : 12 + 8 * index])
        if int.from_bytes(cmap[at : at + 2]) not in (8, 12, 13):
            continue
        head = 12 if int.from_bytes(cmap[at : at + 2]) != 8 else 12 + 8192
        start = at + head + 4
        end = min(start + 12 * int.from_bytes(cmap[start - 4 : start]), len(cmap) - 11)
        groups = (struct.unpack_from(">II", cmap, group) for group in range(start, end, 12))
        if fault := exceeded(LimitName.CODE_POINTS, sum(max(0, last - first + 1) for first, last in groups)):
            raise LimitExceeded(fault)


def open_font(snapshot: Snapshot, file: str, place: Place) -> TTFont:
    """The font of a project reference; `place` is where it is asked for.

    Raises Rejected when it is missing, there, or when it is no font, at the file itself.
    """
    try:
        return opened(snapshot.read(file))
    except (FileNotFoundError, Outside) as fault:
        raise reject("fonts/missing", place, file=file) from fault
    except LimitExceeded as fault:
        raise reject("fonts/limit", Place(file), file=file, fault=fault) from fault
    except Exception as fault:  # the parser meets broken files with errors of every kind
        raise reject("fonts/broken", Place(file), file=file) from fault


def only_glyphs(program: bytes, glyphs: Iterable[int]) -> bytes:
    """A TrueType program with the outlines of some glyphs and their parts alone, and its measures as they were."""
    face, wanted, flags = uharfbuzz.Face(program), uharfbuzz.SubsetInput(), uharfbuzz.SubsetFlags
    wanted.flags = flags.RETAIN_GIDS | flags.NOTDEF_OUTLINE | flags.PASSTHROUGH_UNRECOGNIZED
    wanted.drop_table_tag_set.clear()
    wanted.glyph_set.update(glyphs)
    head, *measures = (bytes(face.reference_table(tag).data) for tag in ("head", "hhea", "maxp"))
    return b"".join((uharfbuzz.subset(face, wanted).blob.data, head[:8], head[12:], *measures))


def side_bearing(font: TTFont, character: str) -> float:
    """Left side bearing of a character in em (OpenType, hmtx); 0 when the font lacks it."""
    glyph = font.getBestCmap().get(ord(character))
    return float(font["hmtx"][glyph][1] / font["head"].unitsPerEm) if glyph else 0.0


def advance(font: TTFont, text: str) -> float:
    """Width of a text in em, without kerning (OpenType, hmtx); letters that the font lacks have none."""
    return sum(float(font["hmtx"][glyph][0]) for glyph in _glyphs(font, text)) / float(font["head"].unitsPerEm)


def _glyphs(font: TTFont, text: str) -> list[str]:
    """The glyphs of a text, without those that the font lacks."""
    known = font.getBestCmap()
    return [known[code] for code in map(ord, text) if code in known]


def ink_boxes(font: TTFont, text: str) -> Iterator[Box]:
    """The ink of each letter of a line of text in em, from its start on the baseline, without kerning."""
    unit, start = float(font["head"].unitsPerEm), 0.0
    for name in _glyphs(font, text):
        if bounds := _bounds(font, name):
            left, low, right, high = (edge / unit for edge in bounds)
            yield Box(start + left, low, start + right, high)
        start += font["hmtx"][name][0] / unit


@functools.lru_cache(maxsize=1024)
def _bounds(font: TTFont, glyph: str) -> tuple[float, float, float, float] | None:
    """The ink of a glyph in units of its font, None where it has none: titles are set in few letters."""
    pen = BoundsPen(glyphs := font.getGlyphSet())
    glyphs[glyph].draw(pen)
    return pen.bounds  # type: ignore[no-any-return]


class _OutlinePen(BasePen):  # type: ignore[misc]
    """Writes outlines as path operators of a PDF (ISO 32000-1, 8.5.2), in em and moved by `start` across."""

    def __init__(self, glyphs: object, unit: float) -> None:
        super().__init__(glyphs)
        self.unit, self.start, self.drawn = unit, 0.0, list[str]()

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        ends = (f"{(x + self.start) * self.unit:.4f} {y * self.unit:.4f}" for x, y in points)
        self.drawn.append(" ".join((*ends, operator)))

    _moveTo = functools.partialmethod(_add, "m")  # noqa: N815 - the name that the base asks for
    _lineTo = functools.partialmethod(_add, "l")  # noqa: N815
    _curveToOne = functools.partialmethod(_add, "c")  # noqa: N815
    _closePath = functools.partialmethod(_add, "h")  # noqa: N815


def outlined(font: TTFont, text: str, size_pt: float) -> str:
    """Operators that fill the outlines of a line of text in a PDF, from the origin; letters it lacks are left out."""
    glyphs = font.getGlyphSet()
    pen = _OutlinePen(glyphs, size_pt / font["head"].unitsPerEm)
    for name in _glyphs(font, text):
        glyphs[name].draw(pen)
        pen.start += font["hmtx"][name][0]
    return "\n".join((*pen.drawn, "f"))


def heaviest(font: TTFont, declared: int) -> int:
    """The heaviest weight that the font sets: that of its axis (OpenType, fvar wght), else what is declared of it."""
    return max(declared, *(int(most) for tag, _, most in _axes(font) if tag == "wght"), 0)


def code_points(font: TTFont) -> frozenset[int]:
    """Code points that the font can set (OpenType, cmap)."""
    return frozenset(font.getBestCmap())


NAMES = "layouts/names.txt"
"""Names of residents and other words that a font should be able to set, one or more a line."""

_RIGHTS = {"restricted": 0x2, "print": 0x4, "whole": 0x100, "bitmaps": 0x200}
"""Bits of OS/2 fsType that keep a font from being embedded or subset, by the case of their finding."""
_TYPOGRAPHIC, _ITALIC = 0x80, 0x1
_HELD = {"HVAR", "VVAR", "vhea", "vmtx", "VORG"}
"""Tables with a row for each glyph that are left out: of widths a new one is made, and lines are horizontal."""

Cut = tuple[str, str, bool]
"""Family, weight or range of weights, and slope of a font."""


def read_new_fonts(files: Mapping[str, bytes]) -> dict[Cut, TTFont]:
    """The fonts of files in TrueType, OpenType, WOFF or WOFF2 by their cut, subsets of one cut put together.

    Raises Rejected for what is no font, and for subsets without TrueType outlines or with other units or axes.
    """
    cuts: dict[Cut, TTFont] = {}
    for file, content in files.items():
        try:
            font = TTFont(io.BytesIO(content), recalcTimestamp=False)
            font.ensureDecompiled()
            first = cuts.setdefault(_cut(font), font)
        except Exception as fault:  # the parser meets broken files with errors of every kind
            raise reject("fonts/broken", Place(file), file=file) from fault
        if first is not font:
            kinds = [(each["head"].unitsPerEm, _axes(each)) for each in (first, font)]
            if kinds[0] != kinds[1] or "glyf" not in font:
                raise reject("fonts/merge", Place(file), file=file)
            _add(first, font, f"more{len(first.getGlyphOrder())}")
    return cuts


def _axes(font: TTFont) -> list[tuple[str, float, float]]:
    """Tag, least and most of each axis of a variable font (OpenType, fvar)."""
    axes = font["fvar"].axes if "fvar" in font else ()
    return [(axis.axisTag, axis.minValue, axis.maxValue) for axis in axes]


def _cut(font: TTFont) -> Cut:
    fixed = f"{font['OS/2'].usWeightClass}"
    weight = next((f"{least:g} {most:g}" for tag, least, most in _axes(font) if tag == "wght"), fixed)
    return re.sub(r"[^\w .-]", "", _family(font)), weight, bool(font["OS/2"].fsSelection & _ITALIC)


def _family(font: TTFont) -> str:
    """The typographic family (OpenType, name 16), or name 1 without styles that STAT names, as of subsets."""
    names, table = font["name"], font["STAT"].table if "STAT" in font else None
    family = str(names.getDebugName(16) or names.getDebugName(1))
    values = table.AxisValueArray.AxisValue if table and table.AxisValueArray else ()
    styles = () if names.getDebugName(16) else [f" {names.getDebugName(value.ValueNameID)}" for value in values]
    while style := next((style for style in styles if family.endswith(style)), ""):
        family = family.removesuffix(style)
    return family


def _add(font: TTFont, more: TTFont, mark: str) -> None:
    """Puts the glyphs of characters that a font lacks into it, behind its own, so that no other table changes."""
    have, outlines = font.getBestCmap(), more["glyf"]
    new = {code: name for code, name in more.getBestCmap().items() if code not in have}
    wanted = list(dict.fromkeys(new.values()))
    for name in wanted:  # grows as it goes: a letter with an accent is made of two
        wanted += (part for part in outlines[name].getComponentNames(outlines) if part not in wanted)
    for name in wanted:
        glyph = copy.deepcopy(outlines[name])
        for part in glyph.components if glyph.isComposite() else ():
            part.glyphName = f"{mark}.{part.glyphName}"
        font["glyf"][f"{mark}.{name}"], font["hmtx"][f"{mark}.{name}"] = glyph, more["hmtx"][name]
        if "gvar" in font:
            font["gvar"].variations[f"{mark}.{name}"] = more["gvar"].variations.get(name, [])
    font.setGlyphOrder(font["glyf"].glyphOrder)
    for table in (table for table in font["cmap"].tables if table.isUnicode()):
        table.cmap |= {code: f"{mark}.{name}" for code, name in new.items() if code < 0x10000 or table.format > 4}
    for table in _HELD.intersection(font.keys()):
        del font[table]


def measures_of(font: TTFont) -> dict[str, float]:
    """Rise, the distance from the middle of a line to its baseline, and heights of H and x, in parts of the size."""
    os2, hhea, unit = font["OS/2"], font["hhea"], font["head"].unitsPerEm
    ends = (hhea.ascent, hhea.descent)
    if os2.fsSelection & _TYPOGRAPHIC:
        ends = (os2.sTypoAscender, os2.sTypoDescender)
    cap, x = (_bounds(font, font.getBestCmap().get(ord(letter), ".notdef")) or (0.0,) * 4 for letter in "Hx")
    return {"rise": sum(ends) / 2 / unit, "cap": cap[3] / unit, "x": x[3] / unit}


def packed_font(font: TTFont) -> bytes:
    """The font as WOFF2; a variable one says how its widths vary (OpenType, HVAR), or engines differ."""
    if "gvar" in font and "HVAR" not in font:
        from fontTools.varLib.hvar import add_HVAR  # a tenth of a second that only a new font takes

        add_HVAR(font)
    made, font.flavor = io.BytesIO(), "woff2"
    font.save(made)
    return made.getvalue()


def font_findings(snapshot: Snapshot, font: TTFont, file: str, texts: Iterable[str]) -> Iterator[Finding]:
    """Rights to embed that are missing (OpenType, OS/2 fsType), and words of texts and names that it cannot set."""
    for case, bit in _RIGHTS.items():
        if font["OS/2"].fsType & bit:
            severity = Severity.WARNING if case == "print" else Severity.ERROR
            yield Finding.of(severity, f"fonts/rights:{case}", Place(file), file=file)
    known = {chr(code) for code in font.getBestCmap()}
    words = dict.fromkeys(word for text in (*texts, snapshot.text(NAMES)) for word in text.split())
    lacking = {word: missing for word in words if (missing := {*word} - known)}
    if lacking:
        letters = " ".join(sorted(set().union(*lacking.values())))
        yield warning("fonts/letters", Place(file), file=file, letters=letters, words=", ".join([*lacking][:5]))
