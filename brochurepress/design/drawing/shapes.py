"""Shapes of a drawing: lengths, transformations, outlines and the boxes they fill."""

import math
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from fontTools.misc.transform import Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path

from brochurepress.wording import phrase

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
"""CSS px in each unit of length (CSS Values 4, 6.2)."""

_DEGREES = {"deg": 1.0, "grad": 0.9, "rad": 180 / math.pi, "turn": 360.0}
_NUMBER = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([a-z%]*)\s*")
_FUNCTION = re.compile(r"(\w+)\s*\(([^)]*)\)")

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class DrawingFault(ValueError):
    """What keeps a drawing from being drawn, in words for the editor: it is ..., has ..., and what to do."""


def bare(name: str) -> str:
    """The name of an element or an attribute without its namespace."""
    return name.rpartition("}")[2]


def local(element: Element) -> str:
    """Name of an element without its namespace."""
    return bare(str(element.tag))


def numbers(text: str) -> list[float]:
    """The numbers of a list, parted by spaces and commas."""
    return [number(part) for part in re.split(r"[\s,]+", text.strip()) if part]


def number(text: str, full: float = 0.0, em: float = 16.0) -> float:
    """A number, length or angle in the units of the drawing or in degrees; per cents are of `full`."""
    found = _NUMBER.fullmatch(text.lower())
    units = {**PX, **_DEGREES, "%": full / 100, "em": em}
    if not found or found[2] not in units:
        raise DrawingFault(phrase("part/length-unknown", text=text[:60]))
    return float(found[1]) * units[found[2]]


def matrix(text: str, box: Box = (0, 0, 0, 0)) -> Transform:
    """A list of transformations, of SVG or CSS, as one; per cents are of the box.

    Raises DrawingFault for any other text.
    """
    if rest := _FUNCTION.sub("", text).strip(" ,\t\r\n\f"):
        raise DrawingFault(phrase("part/transformation-unknown", name=rest[:60]))
    whole, width, height = Transform(), box[2] - box[0], box[3] - box[1]
    for name, values in _FUNCTION.findall(text):
        args = [part for part in re.split(r"[\s,]+", values.strip()) if part]
        whole = whole.transform(_one(name, [*args, *["0"] * (2 - len(args))], len(args), width, height))
    return whole


def _one(name: str, args: list[str], count: int, width: float, height: float) -> Transform:
    first = args[0]
    if name in ("translate", "translateX"):
        return Transform(dx=number(first, width), dy=number(args[1], height) if name == "translate" else 0)
    if name == "translateY":
        return Transform(dy=number(first, height))
    if name in ("scale", "scaleX", "scaleY"):
        x, y = number(first, 1), number(args[1] if count > 1 else first, 1)
        return Transform(1 if name == "scaleY" else x, 0, 0, 1 if name == "scaleX" else y)
    if name == "rotate":
        x, y = (number(args[1]), number(args[2])) if count > 2 else (0.0, 0.0)
        return Transform(dx=x, dy=y).rotate(math.radians(number(first))).translate(-x, -y)
    if name in ("skewX", "skewY"):
        slant = math.tan(math.radians(number(first)))
        return Transform(1, 0, slant, 1) if name == "skewX" else Transform(1, slant, 0, 1)
    if name == "matrix" and count == 6:
        return Transform(*map(number, args))
    raise DrawingFault(phrase("part/transformation-unknown", name=name))


def written(transform: Transform) -> str:
    """A transformation as an attribute has it."""
    return f"matrix({' '.join(f'{value:.8g}' for value in transform)})"


def outline(element: Element, pen: object) -> bool:
    """Draws a basic shape or a path with a pen of fontTools; False for what is neither (SVG 2, 10)."""
    path = _path(element)
    if path is None:
        return False
    if path.strip("MZ \t\r\n"):
        parse_path(" ".join(path.split()), pen)  # which knows no line ends between the values of an arc
    return True


def _path(element: Element) -> str | None:
    name = local(element)

    def of(key: str, otherwise: str = "0") -> float:
        return number(element.get(key) or otherwise)

    if name == "path":
        return element.get("d", "")
    if name in ("polyline", "polygon"):
        return f"M{element.get('points', '')}{'Z' if name == 'polygon' else ''}"
    if name == "line":
        return f"M{of('x1')} {of('y1')}L{of('x2')} {of('y2')}"
    if name in ("circle", "ellipse"):
        rx, ry = (of("r"), of("r")) if name == "circle" else (of("rx"), of("ry"))
        half = f"a{rx} {ry} 0 1 1"
        return f"M{of('cx') - rx} {of('cy')}{half} {2 * rx} 0{half} {-2 * rx} 0z"
    if name != "rect":
        return None
    x, y, width, height = (of(key) for key in ("x", "y", "width", "height"))
    rx = min(of("rx", element.get("ry") or "0"), width / 2)
    ry = min(of("ry", element.get("rx") or "0"), height / 2)
    if not (rx and ry):
        return f"M{x} {y}h{width}v{height}h{-width}z"
    across, down = width - 2 * rx, height - 2 * ry
    corners = [f"a{rx} {ry} 0 0 1 {dx} {dy}" for dx, dy in ((rx, ry), (-rx, ry), (-rx, -ry), (rx, -ry))]
    sides = (f"h{across}", f"v{down}", f"h{-across}", f"v{-down}")
    return f"M{x + rx} {y}{''.join(side + corner for side, corner in zip(sides, corners, strict=True))}z"


def bounds(element: Element, into: Transform | None = None) -> Box:
    """The box of the outlines of an element and those in it, without their strokes; `into` is laid over them."""
    pen = BoundsPen(None)

    def walk(each: Element, transform: Transform) -> None:
        if not outline(each, TransformPen(pen, transform)):
            for child in each:
                walk(child, transform.transform(matrix(child.get("transform", ""))))

    walk(element, into or Transform())
    return pen.bounds or (0, 0, 0, 0)


def named(root: Element) -> dict[str, Element]:
    """The elements that have an identifier, by it."""
    return {name: element for element in root.iter() if (name := element.get("id"))}


def referred(element: Element) -> str:
    """The identifier that an element refers to, or ""."""
    return (element.get("href") or element.get(HREF) or "#")[1:]


def chain(element: Element, ids: dict[str, Element]) -> Iterator[Element]:
    """A paint server and those that it takes from, nearest first."""
    seen: list[Element] = []
    following: Element | None = element
    while following is not None and following not in seen:
        yield following
        seen.append(following)
        following = ids.get(referred(following))
