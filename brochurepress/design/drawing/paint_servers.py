"""Paint servers that programs draw otherwise: gradients that repeat become one, patterns copies of their cell."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from fontTools.misc.transform import Transform

from brochurepress.design.drawing import shapes
from brochurepress.design.drawing.cascade import GEOMETRY, INHERITED
from brochurepress.wording import phrase

SHAPES = frozenset("rect circle ellipse path polygon polyline".split())
"""Elements that are filled."""

MOST_COPIES, MOST_OF_ALL = 4_000, 40_000
"""Copies of a cell in one shape and in one drawing; what has more stays a pattern."""

_MOST_ROUNDS = 24
URL = re.compile(r"""url\(\s*["']?#([^)"']+)""")
_APART = frozenset(f"{shapes.SVG}{name}" for name in ("pattern", "clipPath", "mask", "marker"))
_OUTER = ("transform", "opacity", "filter", "mask", "clip-path", "style", "id", "display", "visibility")
_GEOMETRY = GEOMETRY | {"points"}

Ids = Mapping[str, Element]


def unroll_gradients(root: Element, view: shapes.Box) -> None:
    """Gradients that repeat or reflect become wide ones: writers and viewers of PDF differ on them (SVG 2, 14.2)."""
    ids, repeated = shapes.named(root), []
    for gradient in root.iter():
        if shapes.local(gradient) in ("linearGradient", "radialGradient"):
            links = list(shapes.chain(gradient, ids))
            stops = next((found for each in links if (found := each.findall(f"{shapes.SVG}stop"))), [])
            how = _of(links, "spreadMethod")
            if how in ("repeat", "reflect") and stops:
                spread = _radial if shapes.local(gradient) == "radialGradient" else _linear
                repeated.append((gradient, stops, how == "reflect", *spread(links, view)))
    for each in repeated:  # when all are measured, as one may take from another
        _repeat(*each)


def _of(links: list[Element], key: str, default: str = "") -> str:
    return next((value for each in links if (value := each.get(key)) is not None), default)


def _user(links: list[Element]) -> bool:
    return _of(links, "gradientUnits") == "userSpaceOnUse"


def _radial(links: list[Element], view: shapes.Box) -> tuple[dict[str, float], int, int]:
    centre = _of(links, "cx", "50%"), _of(links, "cy", "50%")
    if (_of(links, "fx", centre[0]), _of(links, "fy", centre[1])) != centre:
        raise shapes.DrawingFault(phrase("part/gradient-off-centre"))
    width, height = view[2] - view[0], view[3] - view[1]
    full = math.hypot(width, height) / math.sqrt(2) if _user(links) else 1.0
    radius = shapes.number(_of(links, "r", "50%"), full)
    reach = math.hypot(width, height) if _user(links) else 0.75
    rounds = max(1, min(_MOST_ROUNDS, math.ceil(reach / radius))) if radius > 0 else 1
    return {"r": radius * rounds}, 0, rounds


def _linear(links: list[Element], view: shapes.Box) -> tuple[dict[str, float], int, int]:
    area = view if _user(links) else (0.0, 0.0, 1.0, 1.0)
    ends = {"x1": "0%", "y1": "0%", "x2": "100%", "y2": "0%"}
    x1, y1, x2, y2 = (
        shapes.number(_of(links, key, default), area[2 + at % 2] - area[at % 2])
        for at, (key, default) in enumerate(ends.items())
    )
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy or 1.0
    reached = [((x - x1) * dx + (y - y1) * dy) / length for x in area[::2] for y in area[1::2]]
    before = min(_MOST_ROUNDS, max(0, -math.floor(min(reached))))
    after = min(_MOST_ROUNDS, max(1, math.ceil(max(reached))))
    wide = (x1 - before * dx, y1 - before * dy, x1 + after * dx, y1 + after * dy)
    return dict(zip(ends, wide, strict=True)), before, before + after


def _repeat(
    gradient: Element, stops: list[Element], reflect: bool, wide: dict[str, float], before: int, rounds: int
) -> None:
    at = [min(1.0, max(0.0, shapes.number(stop.get("offset", "0"), 1))) for stop in stops]
    kept = [(dict(stop.attrib), offset) for stop, offset in zip(stops, at, strict=True)]
    kept = [(kept[0][0], 0.0)] * (at[0] > 0) + kept + [(kept[-1][0], 1.0)] * (at[-1] < 1)
    for stop in gradient.findall(f"{shapes.SVG}stop"):
        gradient.remove(stop)
    for turn in range(rounds):
        back = reflect and (turn - before) % 2 == 1
        for attributes, offset in reversed(kept) if back else kept:
            place = (turn + (1 - offset if back else offset)) / rounds
            SubElement(gradient, f"{shapes.SVG}stop", {**attributes, "offset": f"{place:.6f}"})
    gradient.attrib.update({key: f"{value:g}" for key, value in wide.items()} | {"spreadMethod": "pad"})


@dataclass(frozen=True)
class _Cell:
    """The cell of a pattern as one shape sees it: its place and size, what its content and its rows are laid by."""

    x: float
    y: float
    width: float
    height: float
    content: Element
    inner: Transform
    turn: Transform
    inherited: Mapping[str, str]

    def copies(self, box: shapes.Box) -> list[tuple[float, float]]:
        """Where the copies stand that a box needs."""
        corners = [self.turn.inverse().transformPoint((x, y)) for x in box[::2] for y in box[1::2]]
        across, down = ([corner[at] for corner in corners] for at in (0, 1))
        columns, rows = (
            range(math.floor((min(ends) - start) / side), math.ceil((max(ends) - start) / side))
            for ends, start, side in ((across, self.x, self.width), (down, self.y, self.height))
        )
        if len(columns) * len(rows) > MOST_COPIES:
            return []
        return [(self.x + column * self.width, self.y + row * self.height) for column in columns for row in rows]


def unroll_patterns(root: Element) -> None:
    """Shapes filled with a pattern become copies of its cell under a clip: viewers shift and thin cells of PDF."""
    ids, made, number_of = shapes.named(root), 0, 0
    for parent, shape, fill in list(filled(root)):
        found = URL.match(fill)
        pattern = ids.get(found[1]) if found else None
        if pattern is None or shapes.local(pattern) != "pattern":
            continue
        box = shapes.bounds(shape)
        cell = _cell(pattern, ids, box)
        copies = cell.copies(box) if cell else []
        if cell and copies and made + len(copies) <= MOST_OF_ALL:
            made, number_of = made + len(copies), number_of + 1
            parent[list(parent).index(shape)] = _tiled(shape, cell, copies, str(number_of))


def filled(
    element: Element, parent: Element | None = None, fill: str = "black"
) -> Iterator[tuple[Element, Element, str]]:
    """Every shape with what holds it and what fills it; those that are parts of other things are left out."""
    fill = element.get("fill", fill)
    if parent is not None and shapes.local(element) in SHAPES:
        yield parent, element, fill
    if element.tag not in _APART:
        for child in element:
            yield from filled(child, element, fill)


def _cell(pattern: Element, ids: Ids, box: shapes.Box) -> _Cell | None:
    links = list(shapes.chain(pattern, dict(ids)))
    across, down = box[2] - box[0], box[3] - box[1]
    of_box = _of(links, "patternUnits", "objectBoundingBox") == "objectBoundingBox"
    x, y, width, height = (shapes.number(_of(links, key, "0"), 1) for key in ("x", "y", "width", "height"))
    if of_box:
        x, y, width, height = box[0] + x * across, box[1] + y * down, width * across, height * down
    if min(width, height) <= 0 or min(across, down) <= 0:
        return None
    inner = Transform()
    if view := shapes.numbers(_of(links, "viewBox")):
        inner = fitted(view, width, height, _of(links, "preserveAspectRatio"))
    elif _of(links, "patternContentUnits") == "objectBoundingBox":
        inner = Transform(across, 0, 0, down)
    attributes = (pair for each in reversed(links) for pair in each.attrib.items())
    own = {name: value for name, value in attributes if name in INHERITED}
    content, turn = next(filter(len, links), pattern), shapes.matrix(_of(links, "patternTransform"))
    return _Cell(x, y, width, height, content, inner, turn, own)


def fitted(view: list[float], width: float, height: float, ratio: str) -> Transform:
    """What lays a viewBox into a box (SVG 2, 8.2)."""
    x, y = width / view[2], height / view[3]
    if ratio.startswith("none"):
        return Transform(x, 0, 0, y, -view[0] * x, -view[1] * y)
    scale = max(x, y) if "slice" in ratio else min(x, y)
    spare = (width - view[2] * scale, height - view[3] * scale)
    sides = zip(spare, (("xMin", "xMax"), ("YMin", "YMax")), strict=True)
    left, top = (room * (0.0 if side in ratio else 1.0 if other in ratio else 0.5) for room, (side, other) in sides)
    return Transform(scale, 0, 0, scale, left - view[0] * scale, top - view[1] * scale)


def _tiled(shape: Element, cell: _Cell, copies: list[tuple[float, float]], key: str) -> Element:
    """A group of the copies under the shape as a clip, and the shape itself for its stroke."""
    outer = Element(f"{shapes.SVG}g", {name: shape.attrib.pop(name) for name in _OUTER if name in shape.attrib})
    outer.tail, shape.tail = shape.tail, None
    geometry = {name: value for name, value in shape.attrib.items() if name in _GEOMETRY}
    shared = SubElement(outer, f"{shapes.SVG}defs")
    clip = SubElement(shared, f"{shapes.SVG}clipPath", {"id": f"tiles-clip-{key}"})
    SubElement(clip, shape.tag, {**geometry, "clip-rule": shape.get("fill-rule", "nonzero")})
    area = SubElement(outer, f"{shapes.SVG}g", {"clip-path": f"url(#tiles-clip-{key})"})
    body = list(cell.content)
    ground = {"fill": "black", **cell.inherited}
    if body and _covers(body[0], cell):  # one ground, without seams
        paint = {name: body[0].get(name, "") for name in ("fill", "fill-opacity") if body[0].get(name)}
        SubElement(area, shape.tag, {**ground, **geometry, **paint, "stroke": "none"})
        body = body[1:]
    drawn = SubElement(shared, f"{shapes.SVG}g", {"id": f"tiles-cell-{key}"})
    inner = SubElement(drawn, f"{shapes.SVG}g", {"stroke": "none", **ground, "transform": shapes.written(cell.inner)})
    inner.extend(body)
    if not _inside(inner, cell):
        edge = SubElement(shared, f"{shapes.SVG}clipPath", {"id": f"tiles-edge-{key}"})
        SubElement(edge, f"{shapes.SVG}rect", {"width": f"{cell.width:g}", "height": f"{cell.height:g}"})
        drawn.set("clip-path", f"url(#tiles-edge-{key})")
    turned = SubElement(area, f"{shapes.SVG}g", {"transform": shapes.written(cell.turn)})
    for x, y in copies:
        SubElement(turned, f"{shapes.SVG}use", {shapes.HREF: f"#tiles-cell-{key}", "x": f"{x:.6g}", "y": f"{y:.6g}"})
    shape.set("fill", "none")
    outer.append(shape)
    return outer


def _covers(element: Element, cell: _Cell) -> bool:
    """Whether an element is a plain ground of the whole cell."""
    own = set(element.attrib) & {"transform", "stroke", "rx", "ry", "opacity", "filter", "clip-path", "mask"}
    if shapes.local(element) != "rect" or own or element.get("fill", "").startswith("url"):
        return False
    box = shapes.bounds(element, cell.inner)
    return max(box[0], box[1], cell.width - box[2], cell.height - box[3]) <= 1e-6


def _inside(group: Element, cell: _Cell) -> bool:
    """Whether all that a group draws lies surely within the cell: shapes without strokes."""
    plain = (*SHAPES, "g")
    if any(shapes.local(each) not in plain or each.get("stroke", "none") != "none" for each in group.iter()):
        return False
    box = shapes.bounds(group, shapes.matrix(group.get("transform", "")))
    return min(box[0], box[1], cell.width - box[2], cell.height - box[3]) >= 0
