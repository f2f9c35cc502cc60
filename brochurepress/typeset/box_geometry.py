"""Positions on laid out pages: where every text run and sheet stands, in mm from the trim's top left corner."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.layout.replaced import replacedbox_layout

from brochurepress.typeset.weasyprint_door import EngineElement, Pages

Found = TypeVar("Found")
MM_PER_PX = 25.4 / 96
PT_PER_PX = 72 / 96


class Area(NamedTuple):
    """A rectangle in mm from the trimmed page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Area) -> float:
        """The area in mm2 that two rectangles share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(width, 0.0) * max(height, 0.0)

    @property
    def size(self) -> float:
        """Its area in mm2."""
        return max(self.right - self.left, 0.0) * max(self.bottom - self.top, 0.0)


@dataclass(frozen=True)
class TextRun:
    """Text of one style on one line: its page (from 1), element, area, font families, size in pt, weight, colour.

    `area` reaches from the top of the capitals to the baseline, so that tight leading is no overlap. A run is
    `generated` when the style sheet made it: a marker, a folio.
    """

    page: int
    text: str
    element: EngineElement
    area: Area
    families: tuple[str, ...]
    size_pt: float
    generated: bool
    weight: int
    colour: str
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """An element's box on one page; of a picture the share that does not fit it and is cut."""

    page: int
    element: EngineElement
    area: Area
    cut: float = 0.0


@dataclass(frozen=True)
class LinkBox:
    """Part of a link on one page: its target and area."""

    page: int
    target: str
    area: Area


def _kept(find: Callable[[int, Any], Iterator[Found]]) -> Callable[[Pages], Iterator[Found]]:
    """What is found on pages; on one that stays as it was, in a brochure that is set again, it is found once."""
    known: WeakKeyDictionary[Any, dict[int, list[Found]]] = WeakKeyDictionary()

    @functools.wraps(find)
    def found(pages: Pages) -> Iterator[Found]:
        for number, page in enumerate(pages.document.pages, 1):
            of = known.setdefault(page, {})
            if number not in of:
                of[number] = [*find(number, page)]
            yield from of[number]

    return found


@_kept
def text_runs(number: int, page: Any) -> Iterator[TextRun]:
    """Every text run of the pages, in the order of their boxes; page furniture in the margins included."""
    for box in _descendants(page._page_box):
        if isinstance(box, boxes.TextBox) and box.text.strip():
            size = float(box.style["font_size"])
            baseline = box.position_y + box.baseline
            area = _area(box.position_x, baseline - 0.7 * size, box.width, 0.7 * size)
            families = tuple(str(family) for family in box.style["font_family"])
            generated = box.element is None or "::" in box.element_tag
            weight, colour = int(box.style["font_weight"]), _hex(box.style["color"])
            italic = box.style["font_style"] != "normal"
            look = (families, size * PT_PER_PX, generated, weight, colour, italic)
            yield TextRun(number, box.text, box.element, area, *look)


def blocks(pages: Pages, name: str) -> Iterator[Block]:
    """The boxes of every element with a class, page by page."""
    for number, box, classes in _classed(pages):
        if name in classes:
            area = _area(box.position_x, box.position_y, box.margin_width(), box.margin_height())
            yield Block(number, box.element, area)


@_kept
def _classed(number: int, page: Any) -> Iterator[tuple[int, Any, list[str]]]:
    for box in _descendants(page._page_box):
        own = isinstance(box, boxes.BlockLevelBox) and "::" not in str(box.element_tag)
        if own and box.element is not None and (classes := str(box.element.get("class", "")).split()):
            yield number, box, classes


@_kept
def pictures(number: int, page: Any) -> Iterator[Block]:
    """The boxes of all pictures."""
    for box in _descendants(page._page_box):
        if isinstance(box, boxes.ReplacedBox):
            area = _area(box.position_x, box.position_y, box.margin_width(), box.margin_height())
            across, down, _, _ = replacedbox_layout(box)
            shown = min(across, box.width) * min(down, box.height) / ((across * down) or 1)
            yield Block(number, box.element, area, 1 - shown)


def link_boxes(pages: Pages) -> Iterator[LinkBox]:
    """Every area of a link, page by page; `target` is a URI, or # and an element's id."""
    for number, page in enumerate(pages.document.pages, 1):
        for kind, target, (left, top, right, bottom), _ in page.links:
            leads = f"#{target}" if kind == "internal" else str(target)
            yield LinkBox(number, leads, _area(left, top, right - left, bottom - top))


_HEX: dict[tuple[Any, ...], str] = {}
"""Colours that were converted: a brochure has few, and asks for them at every run of text."""


def _hex(colour: Any) -> str:
    """A colour as #RRGGBB, its opacity left out."""
    key = (colour.space, *colour.coordinates)
    if key not in _HEX:
        _HEX[key] = "#" + "".join(f"{round(255 * part):02X}" for part in colour.to("srgb").coordinates)
    return _HEX[key]


def _descendants(box: Any) -> Iterator[Any]:
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    yield box
    for child in getattr(box, "children", ()):
        yield from _descendants(child)


def _area(x: float, y: float, width: float, height: float) -> Area:
    return Area(x * MM_PER_PX, y * MM_PER_PX, (x + width) * MM_PER_PX, (y + height) * MM_PER_PX)


def anchors(pages: Pages) -> dict[str, tuple[int, float]]:
    """The page (from 1) and the top (pt from the lower edge of the trim) of each element that has an id."""
    return {
        name: (number, (page.height - area[1]) * PT_PER_PX)
        for number, page in reversed(list(enumerate(pages.document.pages, 1)))
        for name, area in page.anchors.items()
    }
