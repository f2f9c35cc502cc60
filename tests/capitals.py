"""Gives a font a feature that sets capitals for small letters: python -m tests.capitals FONT [AXIS=LOW:HIGH …].

A capital that stands for a small letter is a glyph of its own, so that what is copied is the letter that was written:
`font-feature-settings: "CAPS"` changes shapes where text-transform changes words. Axes are limited first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from fontTools.otlLib.builder import buildSingleSubstSubtable
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.varLib.instancer import instantiateVariableFont

FEATURE = "CAPS"
ENDING = ".caps"
USE_MY_METRICS = 0x0200
"""A composite takes its width from a part: shapers and instancers do not agree on what that is (OpenType, glyf)."""


def with_capitals(font: TTFont) -> TTFont:
    """The font with the feature, for every letter whose capital is one letter that the font has."""
    known = font.getBestCmap()
    pairs = {}
    for code, name in known.items():
        capital = chr(code).upper()
        if capital != chr(code) and len(capital) == 1 and ord(capital) in known:
            pairs[name] = known[ord(capital)]
    order = font.getGlyphOrder()
    for name, capital in pairs.items():
        own = name + ENDING
        order.append(own)
        font["glyf"].glyphs[own] = font["glyf"].glyphs[capital]
        font["hmtx"].metrics[own] = font["hmtx"].metrics[capital]
        font["gvar"].variations[own] = font["gvar"].variations.get(capital, [])
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    if "HVAR" in font:  # widths vary with the outlines (gvar), which say the same
        del font["HVAR"]
    for glyph in font["glyf"].glyphs.values():
        glyph.expand(font["glyf"])
        for part in glyph.components if glyph.isComposite() else ():
            part.flags &= ~USE_MY_METRICS
    _kerned(font, {capital: [] for capital in pairs.values()}, pairs)
    _offered(font, {name: name + ENDING for name in pairs})
    return font


def _kerned(font: TTFont, known: dict[str, list[str]], pairs: dict[str, str]) -> None:
    """Kerning of each capital for the glyphs that stand for it: in classes, in coverage, in pairs."""
    for name, capital in pairs.items():
        known[capital].append(name + ENDING)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            if type(table).__name__ != "PairPos":
                continue
            sets = dict(zip(table.Coverage.glyphs, getattr(table, "PairSet", ()) or (), strict=False))
            for capital, others in known.items():
                for classes in (getattr(table, "ClassDef1", None), getattr(table, "ClassDef2", None)):
                    if classes is not None and capital in classes.classDefs:
                        classes.classDefs.update(dict.fromkeys(others, classes.classDefs[capital]))
                if capital in table.Coverage.glyphs:
                    table.Coverage.glyphs += others
                    sets.update(dict.fromkeys(others, sets.get(capital)))
            table.Coverage.glyphs.sort(key=font.getGlyphID)
            if table.Format == 1:
                table.PairSet = [sets[glyph] for glyph in table.Coverage.glyphs]
                table.PairSetCount = len(table.PairSet)
    font["GPOS"].table.LookupList.LookupCount = len(font["GPOS"].table.LookupList.Lookup)


def _offered(font: TTFont, substitutes: dict[str, str]) -> None:
    """The feature in every script and language of the font."""
    table = font["GSUB"].table
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = 1, 0
    lookup.SubTable, lookup.SubTableCount = [buildSingleSubstSubtable(substitutes)], 1
    # First, so that what other features do to capitals is done to these.
    for feature in table.FeatureList.FeatureRecord:
        feature.Feature.LookupListIndex = [index + 1 for index in feature.Feature.LookupListIndex]
    for each in table.LookupList.Lookup:
        for sub in (getattr(one, "ExtSubTable", one) for one in each.SubTable):
            for record in _records(sub):
                record.LookupListIndex += 1
    table.LookupList.Lookup.insert(0, lookup)
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = FEATURE, otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex, record.Feature.LookupCount = [0], 1
    features = table.FeatureList.FeatureRecord
    # Tags stand in order: capital letters before small ones.
    features.insert(0, record)
    for script in table.ScriptList.ScriptRecord:
        for system in [script.Script.DefaultLangSys, *(each.LangSys for each in script.Script.LangSysRecord)]:
            if system is not None:
                system.FeatureIndex = [0, *(index + 1 for index in system.FeatureIndex)]
                if system.ReqFeatureIndex != 0xFFFF:
                    system.ReqFeatureIndex += 1


def _records(table: Any) -> list[Any]:
    """The records of lookups that a contextual table asks for, however deep they stand."""
    found: list[Any] = []
    for value in vars(table).values():
        for each in value if isinstance(value, list) else [value]:
            if type(each).__name__ == "SubstLookupRecord":
                found.append(each)
            elif type(each).__module__ == otTables.__name__ and type(each).__name__ not in ("Coverage", "ClassDef"):
                found += _records(each)
    return found


def main() -> None:
    """Writes the font that is named anew."""
    file, *axes = sys.argv[1:]
    font = TTFont(file)
    limits = {}
    for axis in axes:
        name, _, reach = axis.partition("=")
        low, _, high = reach.partition(":")
        limits[name] = (float(low), float(high)) if high else float(low)
    if limits:
        instantiateVariableFont(font, limits, inplace=True)
    if not any(record.FeatureTag == FEATURE for record in font["GSUB"].table.FeatureList.FeatureRecord):
        with_capitals(font)
    font.flavor = "woff2"
    font.save(Path(file))


if __name__ == "__main__":
    main()
