"""Drawings from outside: SVG 1.1 that only draws, within limits; whatever acts, fetches or swells is refused."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import DefusedXMLParser

from brochurepress.design.bitmaps import pixels, read_bitmap
from brochurepress.design.css_values import reaches
from brochurepress.design.drawing.normalise import INLINE_SVG, normalised
from brochurepress.design.drawing.shapes import SVG, DrawingFault, bare, local, named
from brochurepress.wording import phrase, said
from brochurepress.workspace import LimitName, exceeded, shipped_table

_TABLE = shipped_table("drawing")
DRAWN, MEASURES = (frozenset(_TABLE[kind].split()) for kind in ("elements", "measures"))
"""Elements of SVG that a drawing may have, and attributes that hold numbers."""

_REFUSED = {name: case for case, names in _TABLE["refused"].items() for name in names.split()}
"""Elements that are refused, and the case of part/refused that says why."""

INLINE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)")
"""A bitmap in a drawing (RFC 2397)."""

_MOST_REFERENCES, _LONGEST_ENTITY = 9_999, 999
_NO_NUMBER = re.compile(r"(?i)nan|inf")
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_VIEW_BOX = re.compile(rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER}){{3}}\s*")
_VALUE = re.compile(_NUMBER)
_GAP = r"[\s,]*+"
_ARC = rf"(?:{_GAP}(?>{_NUMBER})){{3}}(?:{_GAP}[01]){{2}}(?:{_GAP}(?>{_NUMBER})){{2}}"
_ARITIES = {"HhVv": 1, "LlMmTt": 2, "QqSs": 4, "Cc": 6}
_COMMANDS = (rf"[{name}](?:(?:{_GAP}(?>{_NUMBER})){{{count}}})++" for name, count in _ARITIES.items())
_PATH = re.compile(rf"(?:\s*+(?:[Zz]|[Aa](?:{_ARC})++|{'|'.join(_COMMANDS)}){_GAP})*+\s*+")
"""All of path data that is whole (SVG 1.1, 8.3.9): each command with its number of values."""

_FONT_SIZE = re.compile(r"(?i)(?:^|[;{\s])font(?:-size)?\s*:[^;}]*?(\d[\d.]*(?:e\+?\d+)?)")
_SPACED = frozenset({"text", "tspan", "textPath"})
_LOCAL_URL = re.compile(r"""url\(\s*["']?#([^)"'\s]+)""")
_HIDDEN_MARKUP = re.compile(r"<!\[CDATA\[(?:(?!\]\]>).)*<", re.DOTALL)
_GRADIENTS = ("linearGradient", "radialGradient")


class _Parser(DefusedXMLParser):  # type: ignore[misc]
    """Puts plain entities in, as programs declare for their namespaces, and no others (XML 1.0, 4.2)."""

    def defused_entity_decl(
        self, name: str, is_parameter_entity: bool, value: str | None, *elsewhere: str | None
    ) -> None:
        """Raises DrawingFault for entities that stand elsewhere, hold others, or swell."""
        if value is None or is_parameter_entity:
            raise DrawingFault(phrase("part/entities-elsewhere"))
        if "&" in value or len(value) > _LONGEST_ENTITY:
            raise DrawingFault(phrase("part/entities-nested", name=name))


def drawing_fault(data: bytes) -> str:
    """What keeps bytes from being a drawing that can be set, in words for the editor; "" when nothing does."""
    try:
        drawing_words(data)
    except DrawingFault as fault:
        return said(fault)
    return ""


def drawing_words(data: bytes) -> tuple[str, ...]:
    """The words of a drawing from outside, as they are drawn. Raises DrawingFault for one that cannot be set."""
    try:
        text = data.decode("utf-8-sig")
        if "<!ENTITY" in text and text.count("&") > _MOST_REFERENCES:
            raise DrawingFault(phrase("part/entities-nested", name="&"))
        builder = ElementTree.TreeBuilder(insert_comments=True, insert_pis=True)
        parser = _Parser(target=builder, encoding="utf-8", forbid_entities=True)
        parser.feed(text.encode())
        root: ElementTree.Element = parser.close()
    except DrawingFault:
        raise
    except defusedxml.DefusedXmlException:
        raise DrawingFault(phrase("part/declares-entities")) from None
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        raise DrawingFault(phrase("part/not-picture-read-2")) from None
    if bare(root.tag) != "svg" or (root.tag.startswith("{") and not root.tag.startswith(SVG)):
        raise DrawingFault(phrase("part/xml-no-svg"))
    if fault := next(_faults(root), ""):
        raise DrawingFault(fault)
    if _HIDDEN_MARKUP.search(text) or text.count("xmlns=") > 1:
        raise DrawingFault(phrase("part/holds-markup"))
    return normalised(text).words


def _faults(root: ElementTree.Element) -> Iterator[str]:
    level, most = [root], LimitName.DEPTH.most
    for _ in range(most):
        level = [child for element in level for child in element]
    if level:
        yield phrase("part/nests-elements", most=most)
        return
    for element in root.iter():
        if isinstance(element.tag, str):
            yield from _element_faults(element)
        elif re.search("[<>]", element.text or ""):
            yield phrase("part/holds-markup-comment")
    yield from _swelling(root)


def _element_faults(element: ElementTree.Element) -> Iterator[str]:
    name = local(element)
    if element.tag.startswith(SVG) and name not in DRAWN and "requiredExtensions" not in element.attrib:
        refused = phrase(f"part/refused:{_REFUSED.get(name, 'undrawn')}")
        yield phrase("part/holds-name-refused", name=name, refused=refused)
    if not element.tag.startswith(("{", SVG)):
        yield phrase("part/holds-no-svg", name=name)
    if name == "textPath" and "path" in element.attrib:
        yield phrase("part/property-undrawn", name="path", value=element.attrib["path"][:60])
    if name in ("title", "desc", "style") and len(element):
        yield phrase("part/holds-elements", name=name)
    for key, value in element.attrib.items():
        yield from _attribute_faults(name, bare(key), value)
    if name == "style":
        yield from _sizes(_FONT_SIZE.findall(element.text or ""))
        yield from (phrase("part/refers-not", out=out) for out in reaches(element.text or ""))


def _attribute_faults(element: str, name: str, value: str) -> Iterator[str]:
    if name == "style":
        yield from _sizes(_FONT_SIZE.findall(value))
    if name.lower().startswith("on"):
        yield phrase("part/holds-not-run", name=name)
    elif name == "href":
        if element == "image" and value.startswith("data:"):
            yield from _inline_faults(value)
        elif not value.startswith("#"):
            yield phrase("part/refers-not", out=value[:100])
    elif name == "fr" and value.strip("0.%"):
        yield phrase("part/gradient-from-circle")
    elif name == "base":
        yield phrase("part/refers-not", out=value[:100])
    elif name in MEASURES:
        yield from _measure_faults(name, value)
    elif re.search(r"[\\(@]", value):
        yield from (phrase("part/refers-not", out=out[:100]) for out in reaches(value))


def _sizes(sizes: Iterable[str]) -> Iterator[str]:
    return filter(None, (exceeded(LimitName.LETTER_SIZE, float(size)) for size in sizes))


def _measure_faults(name: str, value: str) -> Iterator[str]:
    """Faults of an attribute that holds numbers: none that are vast, none too few, nothing between them."""
    vast = max((abs(float(number)) for number in _VALUE.findall(value)), default=0.0)
    if fault := exceeded(LimitName.NUMBER, vast):
        yield phrase("part/fault-in", fault=fault, name=name)
    elif none := _NO_NUMBER.search(value):
        yield phrase("part/holds-no-number", none=none[0], name=name)
    elif name == "viewBox" and not _VIEW_BOX.fullmatch(value):
        yield phrase("part/viewbox-not-four", value=value[:100])
    elif name == "font-size" and (size := _VALUE.match(value)):
        yield from _sizes([size[0]])
    elif name == "d" and (whole := _PATH.match(value)) and whole.end() < len(value):
        yield phrase("part/path-no-command", part=value[whole.end() :][:60])


def _inline_faults(address: str) -> Iterator[str]:
    """Faults of a bitmap within the drawing (RFC 2397)."""
    if address.startswith(INLINE_SVG):
        if fault := drawing_fault(base64.b64decode(address.removeprefix(INLINE_SVG))):
            yield phrase("part/holds-drawing", fault=fault)
        return
    found = INLINE.fullmatch(address)
    if not found:
        yield phrase("part/holds-no-bitmap", address=address[:40])
        return
    try:
        read_bitmap(base64.b64decode("".join(found[2].split()), validate=True), f".{found[1]}")
    except binascii.Error:
        yield phrase("part/holds-bitmap")
    except ValueError as fault:
        yield phrase("part/holds-bitmap-2", fault=fault)


def _load(element: ElementTree.Element) -> Counter[LimitName]:
    """What it takes to draw an element without those in it: numbers, characters, pixels of bitmaps, each limited."""
    numbers = sum(len(_VALUE.findall(value)) for key, value in element.attrib.items() if bare(key) in MEASURES)
    written = (element.text, *(child.tail for child in element)) if local(element) in _SPACED else ()
    letters = sum(len(text or "") for text in written)
    load = Counter({LimitName.ELEMENTS: 1, LimitName.NUMBERS: numbers, LimitName.LETTERS: letters, LimitName.INLINE: 0})
    for key, value in element.attrib.items():
        if bare(key) == "href" and (found := INLINE.fullmatch(value)):
            load[LimitName.INLINE] += pixels(base64.b64decode(found[2]))
    return load


def _swelling(root: ElementTree.Element) -> Iterator[str]:
    """A fault of references: a drawing that draws itself, or that grows beyond all bounds when it is drawn."""
    ids = named(root)
    drawn: dict[ElementTree.Element, Counter[LimitName]] = {}
    open_: list[ElementTree.Element] = []

    def count(element: ElementTree.Element) -> Counter[LimitName]:
        if element in drawn:
            return drawn[element]
        if element in open_:
            raise DrawingFault(phrase("part/draws-itself"))
        if len(open_) > LimitName.DEPTH.most:
            raise DrawingFault(phrase("part/nests-references", most=LimitName.DEPTH.most))
        open_.append(element)
        inner = [child for child in element if isinstance(child.tag, str)]
        for key, value in element.attrib.items():
            by_href = bare(key) == "href" and value.startswith("#")
            inner += [ids[name] for name in ([value[1:]] if by_href else _LOCAL_URL.findall(value)) if name in ids]
        total = _load(element)
        for each in inner:
            load = count(each)
            total.update({LimitName.ELEMENTS: 1} if local(each) in _GRADIENTS else load)
        open_.pop()
        drawn[element] = total
        return total

    try:
        yield from filter(None, (exceeded(of, most) for of, most in count(root).items()))
    except DrawingFault as fault:
        yield said(fault)
