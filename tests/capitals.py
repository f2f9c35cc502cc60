"""Gives a font a feature that sets capitals for small letters: python -m tests.capitals FONT [AXIS=LOW:HIGH …].

A capital that stands for a small letter is a glyph of its own, so that what is copied is the letter that was written:
`font-feature-settings: "CAPS"` changes shapes where text-transform changes words. Axes are limited first.
"""

from __future__ import annotations

import sys
import unicodedata
from copy import copy
from pathlib import Path
from typing import Any

from fontTools.otlLib.builder import buildSingleSubstSubtable
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.varLib.instancer import instantiateVariableFont

FEATURE = "CAPS"
ENDING = ".caps"
DOTTED = ("AZE ", "CRT ", "KAZ ", "TAT ", "TRK ")
"""Languages whose letter i keeps its dot as a capital (OpenType, language system tags)."""
USE_MY_METRICS = 0x0200
"""A composite takes its width from a part: shapers and instancers do not agree on what that is (OpenType, glyf)."""


def capital(letter: str) -> str:
    """The capital of a letter in a line of capitals: Greek ones have no accents there but the diaeresis."""
    if letter == "ß":
        return "ẞ"
    parts = unicodedata.normalize("NFD", letter.upper())
    greek = "GREEK" in unicodedata.name(parts[:1], "")
    marks = "".join(each for each in parts if not (greek and unicodedata.combining(each) and each != "\u0308"))
    return unicodedata.normalize("NFC", marks)


def with_capitals(font: TTFont) -> TTFont:
    """The font with the feature, for every letter whose capital is one letter that the font has."""
    known = font.getBestCmap()
    pairs = {}
    for code, name in known.items():
        own = capital(chr(code))
        if own != chr(code) and len(own) == 1 and ord(own) in known:
            pairs[name + ENDING] = known[ord(own)]
    small, dotted = known[ord("i")], known[ord("i")] + ENDING + ".dotted"
    pairs[dotted] = known.get(ord("İ"), known[ord("I")])
    order = font.getGlyphOrder()
    for own, shape in pairs.items():
        order.append(own)
        font["glyf"].glyphs[own] = font["glyf"].glyphs[shape]
        font["hmtx"].metrics[own] = font["hmtx"].metrics[shape]
        font["gvar"].variations[own] = font["gvar"].variations.get(shape, [])
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["maxp"].numGlyphs = len(order)
    if "HVAR" in font:  # widths vary with the outlines (gvar), which say the same
        del font["HVAR"]
    for glyph in font["glyf"].glyphs.values():
        glyph.expand(font["glyf"])
        for part in glyph.components if glyph.isComposite() else ():
            part.flags &= ~USE_MY_METRICS
    _kerned(font, pairs)
    _offered(font, {small: dotted}, {own.removesuffix(ENDING): own for own in pairs if own.endswith(ENDING)})
    return font


def _kerned(font: TTFont, pairs: dict[str, str]) -> None:
    """Kerning of each capital for the glyphs that stand for it: in classes, in coverage, in pairs."""
    known: dict[str, list[str]] = {shape: [] for shape in pairs.values()}
    for own, shape in pairs.items():
        known[shape].append(own)
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            if type(table).__name__ != "PairPos":
                continue
            sets = dict(zip(table.Coverage.glyphs, getattr(table, "PairSet", ()) or (), strict=False))
            for shape, others in known.items():
                for classes in (getattr(table, "ClassDef1", None), getattr(table, "ClassDef2", None)):
                    if classes is not None and shape in classes.classDefs:
                        classes.classDefs.update(dict.fromkeys(others, classes.classDefs[shape]))
                if shape in table.Coverage.glyphs:
                    table.Coverage.glyphs += others
                    sets.update(dict.fromkeys(others, sets.get(shape)))
            table.Coverage.glyphs.sort(key=font.getGlyphID)
            if table.Format == 1:
                table.PairSet = [sets[glyph] for glyph in table.Coverage.glyphs]
                table.PairSetCount = len(table.PairSet)
    font["GPOS"].table.LookupList.LookupCount = len(font["GPOS"].table.LookupList.Lookup)


def _offered(font: TTFont, dotted: dict[str, str], substitutes: dict[str, str]) -> None:
    """The feature in every script and language of the font; one with dotted capitals in the Latin of some languages."""
    table = font["GSUB"].table
    # First, so that what other features do to capitals is done to these.
    for feature in table.FeatureList.FeatureRecord:
        feature.Feature.LookupListIndex = [index + 2 for index in feature.Feature.LookupListIndex]
    for each in table.LookupList.Lookup:
        for sub in (getattr(one, "ExtSubTable", one) for one in each.SubTable):
            for record in _records(sub):
                record.LookupListIndex += 2
    table.LookupList.Lookup[:0] = [_lookup(dotted), _lookup(substitutes)]
    # Tags stand in order: capital letters before small ones.
    table.FeatureList.FeatureRecord[:0] = [_feature(1), _feature(0, 1)]
    _asked(table)


def _asked(table: Any) -> None:
    """Each system of a language asks for its feature; those with dotted capitals are there."""
    for script in table.ScriptList.ScriptRecord:
        systems = {record.LangSysTag: record.LangSys for record in script.Script.LangSysRecord}
        if script.ScriptTag == "latn":
            systems |= {tag: copy(script.Script.DefaultLangSys) for tag in DOTTED if tag not in systems}
        script.Script.LangSysRecord = [otTables.LangSysRecord() for _ in systems]
        for record, tag in zip(script.Script.LangSysRecord, sorted(systems), strict=True):
            record.LangSysTag, record.LangSys = tag, systems[tag]
        for tag, system in [("", script.Script.DefaultLangSys), *systems.items()]:
            if system is not None:
                system.FeatureIndex = [int(tag in DOTTED), *(index + 2 for index in system.FeatureIndex)]
                if system.ReqFeatureIndex != 0xFFFF:
                    system.ReqFeatureIndex += 2


def _lookup(substitutes: dict[str, str]) -> Any:
    """A lookup that puts one glyph for another (OpenType, GSUB type 1)."""
    lookup = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag = 1, 0
    lookup.SubTable, lookup.SubTableCount = [buildSingleSubstSubtable(substitutes)], 1
    return lookup


def _feature(*lookups: int) -> Any:
    """The feature with its lookups."""
    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = FEATURE, otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex, record.Feature.LookupCount = list(lookups), len(lookups)
    return record


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
