"""Drawings from outside: SVG 1.1 that only draws, within limits; whatever acts, fetches or swells is refused."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

import defusedxml
from defusedxml.ElementTree import DefusedXMLParser

from brochurepress.design.bitmaps import pixels, read_bitmap
from brochurepress.design.css_values import reaches
from brochurepress.design.drawing.cascade import without_entities
from brochurepress.design.drawing.normalise import INLINE_SVG, normalised
from brochurepress.design.drawing.shapes import SVG, DrawingFault
from brochurepress.wording import phrase, said
from brochurepress.workspace import LIMITS, LimitName, exceeded

DRAWN = frozenset(
    {
        *("svg", "g", "defs", "symbol", "use", "switch", "a", "view", "style", "title", "desc", "metadata"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image", "marker"),
        *("text", "tspan", "textPath", "linearGradient", "radialGradient", "stop", "pattern"),
        *("clipPath", "mask", "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite"),
        *("feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge"),
        *("feMergeNode", "feMorphology", "feOffset", "feTurbulence"),
    }
)
"""Elements of SVG that a drawing may have: those that draw, and those that say something of it."""

_STILL = "it moves or acts; save the drawing as a still one"
_REFUSED = {
    **dict.fromkeys(("script", "animate", "animateTransform", "animateMotion", "set"), _STILL),
    "foreignObject": "words as HTML; save it with its labels as text of SVG",
    **dict.fromkeys(
        (
            "feDisplacementMap",
            "feDiffuseLighting",
            "feSpecularLighting",
            "feConvolveMatrix",
            "feTile",
            "feImage",
        ),
        "an effect that programs draw otherwise; save that part as a bitmap",
    ),
}
"""Elements that are refused, and what is said of them."""

MEASURES = frozenset(
    {
        *("d", "points", "transform", "gradientTransform", "patternTransform", "viewBox", "width", "height"),
        *("x", "y", "x1", "y1", "x2", "y2", "r", "rx", "ry", "cx", "cy", "fx", "fy", "dx", "dy", "rotate"),
        *("stroke-width", "stroke-dasharray", "stroke-dashoffset", "stdDeviation", "offset"),
        *("font-size", "letter-spacing", "word-spacing", "textLength", "startOffset"),
        *("markerWidth", "markerHeight", "refX", "refY"),
    }
)
"""Attributes that hold numbers."""

INLINE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]+)")
"""A bitmap in a drawing (RFC 2397)."""

_SUFFIXES = {"png": ".png", "jpeg": ".jpg", "gif": ".gif", "webp": ".webp"}
_NO_NUMBER = re.compile(r"(?i)nan|inf")
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_VIEW_BOX = re.compile(rf"\s*{_NUMBER}(?:[\s,]+{_NUMBER}){{3}}\s*")
_GAP = r"[\s,]*+"
_ARITY = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "z": 0}
_COMMAND = re.compile(r"\s*+([MmLlTtHhVvCcSsQqAaZz])([^MmLlTtHhVvCcSsQqAaZz]*+)")
_VALUE = re.compile(_NUMBER)
_VALUES = re.compile(rf"{_GAP}(?:(?>{_NUMBER}){_GAP})*+")
_ARCS = re.compile(
    rf"{_GAP}(?:(?:(?>{_NUMBER}){_GAP}){{3}}(?:[01]{_GAP}){{2}}(?:(?>{_NUMBER}){_GAP}){{2}})++"
)
_FONT_SIZE = re.compile(r"(?i)(?:^|[;{\s])font(?:-size)?\s*:[^;}]*?(\d[\d.]*(?:e\+?\d+)?)")
_SPACED = frozenset({"text", "tspan", "textPath"})
_LOCAL_URL = re.compile(r"""url\(\s*["']?#([^)"'\s]+)""")
_HIDDEN_MARKUP = re.compile(r"<!\[CDATA\[(?:(?!\]\]>).)*<", re.DOTALL)
_GRADIENTS = ("linearGradient", "radialGradient")


def drawing_fault(data: bytes) -> str:
    """What keeps bytes from being a drawing that can be set, in words for the editor; "" when nothing does."""
    try:
        text = without_entities(data.decode("utf-8-sig"))
        root = _parsed(text)
    except DrawingFault as fault:
        return said(fault)
    except defusedxml.DefusedXmlException:
        return phrase("part/declares-entities")
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        return phrase("part/not-picture-read-2")
    if _local(root.tag) != "svg" or (root.tag.startswith("{") and not root.tag.startswith(SVG)):
        return phrase("part/xml-no-svg")
    return next(_faults(root), "") or _undrawable(text)


def _undrawable(text: str) -> str:
    if _HIDDEN_MARKUP.search(text) or text.count("xmlns=") > 1:
        return phrase("part/holds-markup")
    try:
        normalised(text)
    except DrawingFault as fault:
        return said(fault)
    return ""


def _parsed(text: str) -> ElementTree.Element:
    builder = ElementTree.TreeBuilder(insert_comments=True, insert_pis=True)
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_entities=True)
    parser.feed(text.encode())
    root: ElementTree.Element = parser.close()
    return root


def _faults(root: ElementTree.Element) -> Iterator[str]:
    if _deeper(root, LIMITS[LimitName.DEPTH].most):
        yield phrase("part/nests-elements", most=LIMITS[LimitName.DEPTH].most)
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            if re.search("[<>]", element.text or ""):
                yield phrase("part/holds-markup-comment")
            continue
        yield from _element_faults(element)
    yield from _swelling(root)


def _element_faults(element: ElementTree.Element) -> Iterator[str]:
    name = _local(element.tag)
    if element.tag.startswith(SVG) and name not in DRAWN and "requiredExtensions" not in element.attrib:
        yield phrase(
            "part/holds-name-refused", name=name, refused=_REFUSED.get(name, "it is not drawn; leave it out")
        )
    if not element.tag.startswith(("{", SVG)):
        yield phrase("part/holds-no-svg", name=name)
    if name in ("title", "desc", "style") and len(element):
        yield phrase("part/holds-elements", name=name)
    for key, value in element.attrib.items():
        yield from _attribute_faults(name, _local(key), value)
    if name == "style":
        yield from _style_faults(element.text or "")
        yield from (phrase("part/refers-not", out=out) for out in reaches(element.text or ""))


def _attribute_faults(element: str, name: str, value: str) -> Iterator[str]:
    if name == "style":
        yield from _style_faults(value)
    if name.lower().startswith("on"):
        yield phrase("part/holds-not-run", name=name)
    elif name == "href":
        if element == "image" and value.startswith("data:"):
            yield from _inline_faults(value)
        elif not value.startswith("#"):
            yield phrase("part/refers-not", out=value[:100])
    elif name == "base":
        yield phrase("part/refers-not", out=value[:100])
    elif name in MEASURES:
        yield from _measure_faults(name, value)
    elif re.search(r"[\\(@]", value):
        yield from (phrase("part/refers-not", out=out[:100]) for out in reaches(value))


def _style_faults(style: str) -> Iterator[str]:
    for size in _FONT_SIZE.findall(style):
        yield from _told(exceeded(LimitName.LETTER_SIZE, float(size)))


def _told(fault: str) -> Iterator[str]:
    if fault:
        yield fault


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
        yield from _told(exceeded(LimitName.LETTER_SIZE, float(size[0])))
    elif name == "d" and (part := _path_fault(value)):
        yield phrase("part/path-no-command", part=part[:60])


def _path_fault(data: str) -> str:
    """The first command of path data that has not its number of values; the layout engine would read on for ever."""
    at = 0
    while found := _COMMAND.match(data, at):
        if not _complete(found[1].lower(), found[2]):
            return found[0].strip()
        at = found.end()
    return data[at:].strip()


def _complete(command: str, values: str) -> bool:
    if command == "a":
        return bool(_ARCS.fullmatch(values))
    if not _VALUES.fullmatch(values):
        return False
    count, arity = len(_VALUE.findall(values)), _ARITY[command]
    return count % arity == 0 and count > 0 if arity else count == 0


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
        content = base64.b64decode("".join(found[2].split()), validate=True)
    except (binascii.Error, ValueError):
        yield phrase("part/holds-bitmap")
        return
    try:
        read_bitmap(content, _SUFFIXES[found[1]])
    except ValueError as fault:
        yield phrase("part/holds-bitmap-2", fault=fault)


def _deeper(root: ElementTree.Element, levels: int) -> bool:
    level = [root]
    for _ in range(levels):
        level = [child for element in level for child in element]
    return bool(level)


@dataclass(frozen=True)
class _Load:
    """What it takes to draw something: elements, numbers of paths and places, characters, pixels of bitmaps."""

    elements: int = 0
    numbers: int = 0
    letters: int = 0
    pixels: int = 0

    def __add__(self, other: _Load) -> _Load:
        return _Load(
            self.elements + other.elements,
            self.numbers + other.numbers,
            self.letters + other.letters,
            self.pixels + other.pixels,
        )


def _load(element: ElementTree.Element) -> _Load:
    """What it takes to draw an element alone, without those in it."""
    numbers = sum(
        len(_VALUE.findall(value)) for key, value in element.attrib.items() if _local(key) in MEASURES
    )
    words = _local(element.tag) in _SPACED
    letters = len(element.text or "") + sum(len(child.tail or "") for child in element) if words else 0
    return _Load(1, numbers, letters, _inline_pixels(element))


def _inline_pixels(element: ElementTree.Element) -> int:
    addresses = (value for key, value in element.attrib.items() if _local(key) == "href")
    found = next((INLINE.fullmatch(address) for address in addresses), None)
    return pixels(base64.b64decode(found[2])) if found else 0


_LIMITED = {
    LimitName.ELEMENTS: "elements",
    LimitName.NUMBERS: "numbers",
    LimitName.LETTERS: "letters",
    LimitName.INLINE: "pixels",
}
"""What of a load each limit is set to."""


def _swelling(root: ElementTree.Element) -> Iterator[str]:
    """A fault of references: a drawing that draws itself, or that grows beyond all bounds when it is drawn."""
    named = {name: element for element in root.iter() if (name := element.get("id"))}
    drawn: dict[ElementTree.Element, _Load] = {}
    open_: list[ElementTree.Element] = []

    def count(element: ElementTree.Element) -> _Load:
        if element in drawn:
            return drawn[element]
        if element in open_:
            raise ValueError(phrase("part/draws-itself"))
        if len(open_) > LIMITS[LimitName.DEPTH].most:
            raise ValueError(phrase("part/nests-references", most=LIMITS[LimitName.DEPTH].most))
        open_.append(element)
        inner = [child for child in element if isinstance(child.tag, str)]
        inner += [named[name] for name in _references(element) if name in named]
        total = _load(element)
        for each in inner:
            load = count(each)
            total += _Load(1) if _local(each.tag) in _GRADIENTS else load
        open_.pop()
        drawn[element] = total
        return total

    try:
        load = count(root)
    except ValueError as fault:
        yield said(fault)
        return
    for of, part in _LIMITED.items():
        yield from _told(exceeded(of, getattr(load, part)))


def _references(element: ElementTree.Element) -> Iterator[str]:
    for key, value in element.attrib.items():
        if _local(key) == "href" and value.startswith("#"):
            yield value[1:]
        elif "url(" in value:
            yield from _LOCAL_URL.findall(value)


def _local(name: str) -> str:
    """Name of an element or attribute without its namespace."""
    return name.rsplit("}", 1)[-1]
