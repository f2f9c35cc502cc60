"""Normalising: any SVG becomes one of plain attributes that browsers and the writer of PDF draw alike (SVG 2)."""

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform
from fontTools.pens.perimeterPen import PerimeterPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from brochurepress.design.drawing import cascade, shapes
from brochurepress.design.drawing.paint_servers import URL, unroll_gradients, unroll_patterns
from brochurepress.findings import nearest
from brochurepress.wording import phrase

BY_STYLE = ("mix-blend-mode", "isolation", "mask-type")
"""Properties that are no attributes: they stay in the style of an element."""

INLINE_SVG = "data:image/svg+xml;base64,"
"""How the address of a drawing within a drawing begins."""

_UNSEEN = frozenset(f"{shapes.SVG}{name}" for name in ("style", "title", "desc", "metadata", "view"))
_NEVER_DRAWN = frozenset(
    f"{shapes.SVG}{name}"
    for name in ("defs", "symbol", "clipPath", "mask", "marker", "pattern", "style", "title", "desc")
)
_FOR_READERS = re.compile(r"(?:aria-.*|data-.*|on.*|role|tabindex|focusable|lang)")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_BY_CSS = re.compile(r"deg|px|%|turn|rad|[XY]\(")
_CORNERS = {"left": "0%", "top": "0%", "center": "50%", "right": "100%", "bottom": "100%"}
_ENDS = (("x", "100%"), ("y", "0%"))
_DOT = 0.001
_NO_LENGTH = re.compile(r"([Mm][^A-Za-z]*)(?:[Zz]|[hvHV]\s*0(?![\d.])|l\s*0[\s,]+0(?![\d.]))")
"""A line of no length, which shows its caps: programs of PDF draw them where it has one, in units of the drawing."""
_SHAPE_MEASURES = ("x", "y", "width", "height", "r", "rx", "ry", "cx", "cy", "x1", "y1", "x2", "y2", "points")

Finish = Callable[[Element, shapes.Box], None]
"""What is done to a tree of plain attributes before its patterns are unrolled; the box is its viewBox."""


@dataclass(frozen=True)
class Drawing:
    """A drawing of plain attributes, and its own size in px where it says one (CSS Images 3, 5.1)."""

    root: Element = field(repr=False)
    width: float | None
    height: float | None

    @cached_property
    def svg(self) -> str:
        """The drawing as text."""
        return serialized(self.root)

    @property
    def ratio(self) -> float:
        """Its proportions, width by height."""
        view = shapes.numbers(self.root.get("viewBox", ""))
        return self.width / self.height if self.width and self.height else view[2] / view[3]

    @property
    def words(self) -> tuple[str, ...]:
        """Its texts as they are drawn, in their order, each as often as it is drawn."""
        return tuple(texts(self.root))


def serialized(root: Element) -> str:
    """A tree of SVG as text, its elements without prefix."""
    # The layout engine gives the namespace a prefix in the same table.
    ElementTree.register_namespace("", shapes.SVG[1:-1])
    ElementTree.register_namespace("xlink", shapes.HREF[1:-5])
    return ElementTree.tostring(root, "unicode")


def normalised(
    svg: str, tokens: Mapping[str, str] | None = None, language: str = "", finish: Finish | None = None
) -> Drawing:
    """A drawing with everything that CSS says of it worked out, for var(--name) what the tokens say.

    Without tokens their values are left out: it only shows whether it can be drawn.
    Raises DrawingFault for what no artwork could show as its author sees it.
    """
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - proved by drawing_fault
    except ElementTree.ParseError as fault:
        raise shapes.DrawingFault(phrase("part/svg-broken", fault=fault)) from fault
    width, height, view = _size(root)
    _strip(root)
    sheets = cascade.Cascade(root, width or view[2] - view[0])
    styles = {element: sheets.declared(element) for element in root.iter()}
    ground = styles[root].get("background", "")
    _Resolver(root, styles, tokens).resolve(
        root, {f"--{name}": value for name, value in (tokens or {}).items()}, "black"
    )
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag in _UNSEEN]:
            _remove(parent, child)
        # Classes that no rule of the drawing speaks of are there for the style sheet of a page.
        if kept := [name for name in parent.attrib.pop("class", "").split() if name not in sheets.classes]:
            parent.set("class", " ".join(kept))
        for name in [each for each in parent.attrib if _FOR_READERS.fullmatch(each)]:
            del parent.attrib[name]
    _choose(root, language)
    _place(root, view)
    if ground and (paint := cascade.colour(ground)[0]).startswith("#") and ground != "transparent":
        sides = zip(("x", "y", "width", "height"), shapes.numbers(root.get("viewBox", "")), strict=True)
        root.insert(
            0, Element(f"{shapes.SVG}rect", {**{name: f"{v:g}" for name, v in sides}, "fill": paint, "stroke": "none"})
        )
    ids = shapes.named(root)
    for element in root.iter():
        _as_browsers(element, ids, view)
        _within_itself(element, lambda inner: normalised(inner, tokens, language, finish))
        _spell(element)
        _measure_dashes(element)
    _even_strokes(root, view, width or view[2] - view[0], height or view[3] - view[1])
    if finish:
        finish(root, view)
    unroll_gradients(root, view)
    unroll_patterns(root)
    return Drawing(root, width, height)


def _as_browsers(element: Element, ids: Mapping[str, Element], view: shapes.Box) -> None:
    """What browsers draw and writers of PDF do not: lines of no length, sizes in per cent, what hangs on nothing."""
    for name in ("clip-path", "mask", "filter"):
        if (found := URL.match(element.get(name, ""))) and found[1] not in ids:
            del element.attrib[name]
    match shapes.local(element):
        case "use":
            for side, full in (("width", view[2] - view[0]), ("height", view[3] - view[1])):
                if "%" in element.get(side, ""):
                    element.set(side, f"{shapes.number(element.get(side, ''), full):g}")
        case "path":
            element.set("d", _NO_LENGTH.sub(rf"\g<1>h{_DOT}", element.get("d", "")))
        case "line" if all(element.get(f"{axis}1", "0") == element.get(f"{axis}2", "0") for axis in "xy"):
            element.set("x2", f"{shapes.number(element.get('x2', '0'), view[2] - view[0]) + _DOT:g}")
        case "linearGradient" if all(
            element.get(f"{axis}1", "0%") == element.get(f"{axis}2", end) for axis, end in _ENDS
        ):
            for stop in element.findall(f"{shapes.SVG}stop")[:-1]:
                element.remove(stop)


def texts(element: Element, ids: Mapping[str, Element] | None = None) -> Iterator[str]:
    """What an element writes, its texts one by one; what is turned into a bitmap by a filter writes nothing."""
    ids = shapes.named(element) if ids is None else ids
    if element.tag in _NEVER_DRAWN or "filter" in element.attrib or element.get("display") == "none":
        return
    inner: Iterable[Element] = element
    if shapes.local(element) == "text":
        yield "".join(_spaced(element))
        inner = ()
    elif shapes.local(element) == "use":
        used = ids.get(shapes.referred(element))
        inner = () if used is None else used if shapes.local(used) == "symbol" else (used,)
    for each in inner:
        yield from texts(each, ids)


def _spaced(text: Element) -> Iterator[str]:
    """The pieces of a text, those that begin at a place of their own parted from what stands before them."""
    yield text.text or ""
    for child in text:
        yield " " if "x" in child.attrib or "y" in child.attrib else ""
        yield from _spaced(child)
        yield child.tail or ""


def _within_itself(image: Element, plain: Callable[[str], Drawing]) -> None:
    """Makes a drawing that a picture of this one holds plain too."""
    for name in ("href", shapes.HREF):
        if (address := image.get(name, "")).startswith(INLINE_SVG):
            inner = plain(base64.b64decode(address.removeprefix(INLINE_SVG)).decode())
            if inner.words:
                raise shapes.DrawingFault(phrase("part/drawing-within"))
            image.set(name, INLINE_SVG + base64.b64encode(inner.svg.encode()).decode())


def _size(root: Element) -> tuple[float | None, float | None, shapes.Box]:
    """Width, height and viewBox, the one from the other; the root says them as plain numbers afterwards."""
    given = {side: root.get(side, "") for side in ("width", "height")}
    sides = {side: None if "%" in text or text in ("", "auto") else shapes.number(text) for side, text in given.items()}
    width, height = sides["width"], sides["height"]
    view = shapes.numbers(root.get("viewBox", "")) or [0, 0, width or 300, height or 150]
    if len(view) != 4 or min(view[2:]) <= 0 or 0 in (width, height):
        raise shapes.DrawingFault(phrase("part/viewbox-sizeless"))
    if width and not height:
        height = width * view[3] / view[2]
    elif height and not width:
        width = height * view[2] / view[3]
    for side, value in (("width", width), ("height", height)):
        root.attrib.pop(side, None)
        if value:
            root.set(side, f"{value:.6g}")
    root.set("viewBox", " ".join(f"{value:g}" for value in view))
    return width, height, (view[0], view[1], view[0] + view[2], view[1] + view[3])


def _strip(root: Element) -> None:
    """Takes out what programs keep for themselves."""
    for parent in list(root.iter()):
        for child in list(parent):
            if not (isinstance(child.tag, str) and child.tag.startswith(shapes.SVG)):
                _remove(parent, child)
        for name in list(parent.attrib):
            twice = name == shapes.HREF and "href" in parent.attrib
            if name.startswith("{") and (twice or not name.startswith((_XML, shapes.HREF))):
                del parent.attrib[name]


def _remove(parent: Element, child: Element) -> None:
    """Takes an element out, and leaves the text behind it."""
    at = list(parent).index(child)
    if at:
        parent[at - 1].tail = (parent[at - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)


@dataclass(frozen=True)
class _Resolver:
    """Writes what is declared of each element as its attributes."""

    root: Element
    styles: Mapping[Element, cascade.Values]
    tokens: Mapping[str, str] | None

    def resolve(self, element: Element, variables: Mapping[str, str], current: str) -> None:
        """One element and those in it, with the variables and the colour that they take over."""
        declared = self.styles[element]
        if own := {name: value for name, value in declared.items() if name.startswith("--")}:
            variables = {**variables, **own}
        values = dict(self._values(declared, variables))
        if values.get("color", "inherit").lower() not in ("inherit", "currentcolor"):
            current = cascade.colour(values["color"])[0]
        if element is self.root and element.find(f".//{shapes.SVG}text") is not None:
            values.setdefault("font-size", "16px")  # that of browsers; writers of PDF have another
        for name in cascade.PROPERTIES - cascade.GEOMETRY if element is self.root else cascade.PROPERTIES:
            element.attrib.pop(name, None)
        element.attrib.pop("style", None)
        for name, value in values.items():
            if name != "color":
                self._write(element, name, re.sub("(?i)currentcolor", current, value), values)
        for child in element:
            self.resolve(child, variables, current)

    def _values(self, declared: cascade.Values, variables: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for name, text in sorted(declared.items()):
            if cascade.UNDRAWN.get(name, text.strip()) != text.strip():
                raise shapes.DrawingFault(phrase("part/property-undrawn", name=name, value=text[:60]))
            if name not in cascade.PROPERTIES:
                continue
            value = cascade.substituted(text, variables)
            if value is None and self.tokens is not None:
                missing = re.findall(r"var\(\s*--([\w-]+)", text) or [text[:60]]
                unknown = next((each for each in missing if f"--{each}" not in variables), missing[0])
                raise shapes.DrawingFault(
                    phrase("part/token-unknown", token=unknown, nearest=nearest(unknown, self.tokens))
                )
            if value and value not in ("initial", "unset", "revert", "auto"):
                yield name, cascade.checked(name, value)

    def _write(self, element: Element, name: str, value: str, values: cascade.Values) -> None:
        if name in cascade.PAINTS:
            value, alpha = cascade.colour(value)
            covers = cascade.PAINTS[name]
            if alpha < 1 and covers:
                element.set(covers, f"{shapes.number(values.get(covers, '1'), 1) * alpha:.4g}")
        if name in cascade.PAINTS.values() and name in element.attrib:
            return
        if name in BY_STYLE:
            element.set("style", f"{element.get('style', '')}{name}:{value};")
        elif name == "white-space":
            if value.startswith(("pre", "break")):
                element.set(f"{_XML}space", "preserve")
        elif element is not self.root or name not in cascade.GEOMETRY:
            element.set(name, value)


def _choose(root: Element, language: str) -> None:
    """Leaves of each switch the first branch that the language and this press can draw (SVG 2, 5.8)."""
    for switch in [each for each in root.iter() if shapes.local(each) == "switch"]:
        switch.tag, chosen = f"{shapes.SVG}g", list[Element]()
        for branch in switch:
            said = branch.get("systemLanguage", language).split(",")
            speaks = language.partition("-")[0] in {each.strip().partition("-")[0] for each in said}
            if speaks and "requiredExtensions" not in branch.attrib and shapes.local(branch) != "foreignObject":
                branch.attrib.pop("systemLanguage", None)
                chosen.append(branch)
        switch[:] = chosen[:1]


def _place(root: Element, view: shapes.Box) -> None:
    """Writes transformations of CSS, with their origins and boxes, as those of SVG (CSS Transforms 1, 6)."""
    for element in root.iter():
        text, origin = element.get("transform", ""), element.attrib.pop("transform-origin", "")
        own = element.attrib.pop("transform-box", "") == "fill-box"
        if text == "none":
            del element.attrib["transform"]
            continue
        # Refuses what is none.
        shapes.matrix(element.get("gradientTransform", "") + element.get("patternTransform", ""))
        transform = shapes.matrix(text, box := shapes.bounds(element) if own else view)
        if text and (origin or _BY_CSS.search(text)):
            if origin:
                parts = [*origin.split(), "center"][:2]
                said = [_CORNERS.get(part, part) for part in sorted(parts, key=lambda part: part in ("top", "bottom"))]
                x, y = (
                    shapes.number(part, box[at + 2] - box[at]) + (box[at] if own or "%" in part else 0)
                    for at, part in enumerate(said)
                )
                transform = Transform(dx=x, dy=y).transform(transform).translate(-x, -y)
            element.set("transform", shapes.written(transform))


def _spell(element: Element) -> None:
    """Writes words in the capitals that a style asks for."""
    how = element.attrib.pop("text-transform", "")
    if how in ("uppercase", "lowercase"):
        for each in element.iter():
            each.text = each.text and getattr(each.text, how.removesuffix("case"))()
            if each is not element:
                each.tail = each.tail and getattr(each.tail, how.removesuffix("case"))()


def _measure_dashes(element: Element) -> None:
    """Dashes in parts of a path's length as dashes in units (SVG 2, 9.6)."""
    parts = shapes.number(element.attrib.pop("pathLength", "0"))
    pen = PerimeterPen()
    if parts > 0 and "stroke-dasharray" in element.attrib and shapes.outline(element, pen):
        for name in {"stroke-dasharray", "stroke-dashoffset"} & element.attrib.keys():
            dashes = shapes.numbers(element.get(name, ""))
            element.set(name, " ".join(f"{each * pen.value / parts:g}" for each in dashes))


def _even_strokes(root: Element, view: shapes.Box, width: float, height: float) -> None:
    """Strokes that do not grow with the drawing, as outlines drawn where they stand (SVG 2, 8.13)."""
    scale = min(width / (view[2] - view[0]), height / (view[3] - view[1]))

    def walk(element: Element, transform: Transform, stroke: str) -> None:
        own = shapes.matrix(element.get("transform", ""))
        stroke = element.get("stroke-width", stroke)
        transform = transform.transform(own) if element is not root else transform
        pen = SVGPathPen(None)
        even = element.attrib.pop("vector-effect", "") == "non-scaling-stroke"
        if even and shapes.outline(element, TransformPen(pen, transform)):
            for name in _SHAPE_MEASURES:
                element.attrib.pop(name, None)
            element.tag = f"{shapes.SVG}path"
            back = own.transform(transform.inverse())
            width = f"{shapes.number(stroke) / scale:.6g}"
            element.attrib.update({"d": pen.getCommands(), "transform": shapes.written(back), "stroke-width": width})
        for child in element:
            walk(child, transform, stroke)

    walk(root, Transform(), "1")
