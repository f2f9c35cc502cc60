"""New fonts: what layouts measure with, whether a font may be embedded, letters it lacks, subsets made one file."""

import copy
import io
import re
from collections.abc import Iterable, Iterator, Mapping

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from fontTools.varLib.hvar import add_HVAR

from brochurepress.findings import Finding, Place, Severity, reject, warning
from brochurepress.workspace import Snapshot

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
            if _kind(first) != _kind(font) or "glyf" not in font:
                raise reject("fonts/merge", Place(file), file=file)
            _add(first, font, f"more{len(first.getGlyphOrder())}")
    return cuts


def _cut(font: TTFont) -> Cut:
    axes = font["fvar"].axes if "fvar" in font else ()
    fixed = f"{font['OS/2'].usWeightClass}"
    weight = next((f"{axis.minValue:g} {axis.maxValue:g}" for axis in axes if axis.axisTag == "wght"), fixed)
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


def _kind(font: TTFont) -> tuple[object, ...]:
    axes = font["fvar"].axes if "fvar" in font else ()
    return (font["head"].unitsPerEm, *((axis.axisTag, axis.minValue, axis.maxValue) for axis in axes))


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
    os2, hhea, unit, glyphs = font["OS/2"], font["hhea"], font["head"].unitsPerEm, font.getGlyphSet()
    ends = (hhea.ascent, hhea.descent)
    if os2.fsSelection & _TYPOGRAPHIC:
        ends = (os2.sTypoAscender, os2.sTypoDescender)
    tops = {}
    for name, letter in {"cap": "H", "x": "x"}.items():
        pen = BoundsPen(glyphs)
        glyphs[font.getBestCmap().get(ord(letter), ".notdef")].draw(pen)
        tops[name] = pen.bounds[3] / unit if pen.bounds else 0.0
    return {"rise": sum(ends) / 2 / unit, **tops}


def packed_font(font: TTFont) -> bytes:
    """The font as WOFF2; a variable one says how its widths vary (OpenType, HVAR), or engines differ."""
    if "gvar" in font and "HVAR" not in font:
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
