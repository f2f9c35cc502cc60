"""XLIFF 2.1 (OASIS): the texts of an edition for tools of translators, with each inline mark as a code of its own."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from defusedxml.ElementTree import fromstring

from brochurepress.exchange.segments import Token, codes, inline, plain
from brochurepress.exchange.translation import TRANSLATED, Incoming, Unit, from_po
from brochurepress.findings import Place, reject
from brochurepress.source import as_markdown
from brochurepress.workspace import read_text

SPACE = "urn:oasis:names:tc:xliff:document:2.0"
_SPACES = re.compile(r"^\{urn:oasis:names:tc:xliff:document:2\.\d\}")
PLAIN = "press:plain"
"""The type of a unit whose signs are no Markdown."""
_KINDS = (
    (re.compile(r"\*\*|__"), {"type": "fmt", "subType": "xlf:b"}),
    (re.compile(r"[*_]"), {"type": "fmt", "subType": "xlf:i"}),
    (re.compile(r"!\["), {"type": "image"}),
    (re.compile(r"\["), {"type": "link"}),
    (re.compile(r"[ ]{2,}\r?\n"), {"type": "fmt", "subType": "xlf:lb", "equiv": "\n"}),
)
"""The kind of a code by the sign that opens it."""


def to_xliff(units: list[Unit], notes: Iterable[str], source: str, languages: tuple[str, str]) -> bytes:
    """The units as XLIFF, a file for each section; one that is outdated has its last translation as a note only."""
    root = ET.Element("xliff", {"xmlns": SPACE, "version": "2.1", "srcLang": languages[0], "trgLang": languages[1]})
    told = iter(notes)
    for number, (name, group) in enumerate(groupby(units, lambda unit: unit.part.name), 1):
        named = {"id": f"f{number}", "original": f"{source}/{name}", "xml:space": "preserve"}
        file = ET.SubElement(root, "file", named)
        for index, unit in enumerate(group, 1):
            element = ET.SubElement(file, "unit", {"id": f"u{index}", "name": unit.context})
            if unit.segment.plain:
                element.set("type", PLAIN)
            under = ET.SubElement(element, "notes")
            ET.SubElement(under, "note", {"category": "location"}).text = unit.told
            ET.SubElement(under, "note").text = next(told, "")
            if unit.previous:
                ET.SubElement(under, "note", {"category": "previous"}).text = f"{unit.previous} = {unit.target}"
            _fill(element, unit)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()


def _fill(element: ET.Element, unit: Unit) -> None:
    """The source of a unit and its translation, with the signs of their codes beside them."""
    ids, data = dict[object, str](), dict[str, str]()

    def put(inside: ET.Element, tokens: tuple[Token, ...], seen: Counter[tuple[str, str]]) -> None:
        last: ET.Element | None = None
        for token in tokens:
            if isinstance(token, str):
                if last is None:
                    inside.text = token
                else:
                    last.tail = token
                continue
            signs = (token.opening, token.closing)
            seen[signs] += 1
            number = ids.setdefault((signs, seen[signs]), str(len(ids) + 1))
            kind = next((kind for pattern, kind in _KINDS if pattern.match(token.opening)), {"type": "other"})
            first, *closing = [data.setdefault(sign, f"d{len(data) + 1}") for sign in signs if sign]
            told = {"dataRefStart": first, "dataRefEnd": closing[0]} if closing else {"dataRef": first}
            last = ET.SubElement(inside, "pc" if closing else "ph", {"id": number, **kind, **told})
            put(last, token.inner, seen)

    target = unit.segment.tokens(unit.target) if unit.state == TRANSLATED else ()
    segment = ET.Element("segment", {"id": "s1", "state": "translated" if target else "initial"})
    for name, tokens in (("source", unit.segment.tokens()), ("target", target)):
        if tokens:
            put(ET.SubElement(segment, name), tokens, Counter())
    if data:
        held = ET.SubElement(element, "originalData")
        for sign, number in data.items():
            ET.SubElement(held, "data", {"id": number}).text = sign
    element.append(segment)


def from_xliff(text: str, file: str) -> Incoming:
    """What an XLIFF file says; raises Rejected for what is no XLIFF 2 of the press."""
    texts: dict[tuple[str, str], tuple[str, bool]] = {}
    edition = ""
    try:
        root = fromstring(text.encode())
        for each in root.iter():
            each.tag = _SPACES.sub("", each.tag)
        for each in root.iter("file"):
            edition = str(each.get("original")).partition("/")[0]
            for unit in each.iter("unit"):
                data = {one.get("id"): _text(one, {}) for one in unit.iter("data")}
                sources, targets, unsure = _parts(unit)
                source = "".join(_text(one, data) for one in sources)
                texts[str(unit.get("name")), source] = _joined(targets, data, unit.get("type") == PLAIN), unsure
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise reject("translation/file", Place(file, 1), fault=fault) from fault
    return Incoming(edition, str(root.get("trgLang")), file, texts)


def read_translation(path: Path) -> Incoming:
    """What came back in a file: XLIFF 2 where it begins as XML does, else PO. Raises Rejected for what is neither."""
    text = read_text(path, str(path))
    try:
        said = (from_xliff if text.lstrip().startswith("<") else from_po)(text, str(path))
        for target, _ in said.texts.values():
            plain(inline(target))
    except RecursionError as fault:
        raise reject("translation/file", Place(str(path), 1), fault=fault) from fault
    if not said.edition:
        raise reject("translation/file:empty", Place(str(path), 1))
    return said


def _text(element: ET.Element, data: dict[str | None, str], escape: bool = False) -> str:
    """The Markdown of an element; with `escape`, its words are no marks, whatever signs they hold."""

    def words(text: str | None) -> str:
        return as_markdown(text or "", False, "") if escape else text or ""

    found = words(element.text)
    for child in element:
        if child.tag in ("ph", "sc", "ec"):
            found += data.get(child.get("dataRef"), "")
        elif child.tag in ("pc", "mrk"):
            opening, closing = (data.get(child.get(f"dataRef{end}"), "") for end in ("Start", "End"))
            found += opening + _text(child, data, escape) + closing
        found += words(child.tail)
    return found


def _parts(unit: ET.Element) -> tuple[list[ET.Element], list[ET.Element], bool]:
    """Sources and targets of a unit that a tool may have split, in their orders, and whether a target is not there yet.

    Where some are, the source stands in the place of those that are not.
    """
    parts = [each for each in unit if each.find("source") is not None]
    held = [(each.tag == "segment", [*each.iter("target")][:1]) for each in parts]
    done = [bool(own and (not whole or len(own[0]) or (own[0].text or "").strip())) for whole, own in held]
    sources = [next(each.iter("source")) for each in parts]
    pieces = [own[0] if there else source for (_, own), there, source in zip(held, done, sources, strict=True)]
    in_order = sorted(enumerate(pieces, 1), key=lambda pair: int(pair[1].get("order", pair[0])))
    counted = [there for (whole, _), there in zip(held, done, strict=True) if whole]
    return sources, [each for _, each in in_order] if any(counted) else [], not all(counted)


def _joined(targets: list[ET.Element], data: dict[str | None, str], shows: bool) -> str:
    """A translation; one whose words hold signs of Markdown that are no codes of it has these signs escaped."""
    target = "".join(_text(one, data) for one in targets)
    said = [each for one in targets for each in one.iter() if each.tag in ("pc", "ph", "sc")]
    if shows or len(list(codes(inline(target)))) == len(said):
        return target
    return "".join(_text(one, data, escape=True) for one in targets)
