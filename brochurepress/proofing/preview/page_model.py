"""Pages of the preview: each painted by itself with its bleed, and what stands where on it, down to the source line."""

from __future__ import annotations

import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from brochurepress.artworks.accessible import TARGETS, Node, shape
from brochurepress.artworks.press.separation import CmykDestination, InkPlan
from brochurepress.design import PT_PER_MM, Box, Geometry, Tokens, contrast_ratio
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import INLINE
from brochurepress.typeset import (
    Area,
    EngineElement,
    Layout,
    Pages,
    SourceMap,
    TaggedPaint,
    TextRun,
    blocks,
    link_boxes,
    pictures,
    text_runs,
    weasyprint_door,
)

_PDF = "1.7"
"""The version whose names are shown: those of the main download."""


def tags_of(paint: TaggedPaint, geometry: Geometry, pages: int) -> list[list[dict[str, Any]]]:
    """For each page its blocks in reading order: role, number in that order, frame (PageRectangle), where it begins."""
    found: list[list[dict[str, Any]]] = [[] for _ in range(pages)]
    number = 0
    for node in _blocks(shape(paint.laid, TARGETS[_PDF])):
        boxes: dict[int, list[Box]] = {}
        for mark in node.marks():
            boxes.setdefault(mark.page, []).append(mark.box)
        if boxes:
            number += 1
        for page, own in boxes.items():
            box, start = (frame_of(each, geometry) for each in (functools.reduce(Box.around, own), own[0]))
            found[page].append({"role": node.type, "order": number, "box": box, "start": start[:2]})
    return found


def _blocks(node: Node) -> Iterator[Node]:
    """The innermost blocks: elements that hold text or a picture, and no block."""
    inner = [kid for kid in node.kids if isinstance(kid, Node) and kid.type not in INLINE]
    if not inner:
        yield node
    for kid in inner:
        yield from _blocks(kid)


GROUND_PPI = 48.0
"""Resolution at which the ground behind a text is looked at."""

PageRectangle = tuple[float, float, float, float]
"""Left, top, width and height in pt from the top left corner of the page's bleed."""


@dataclass(frozen=True)
class ProofPage:
    """One page: its number, the PDF of it alone with its bleed, what stands on it, and the plan of its inks.

    `standing` holds size, sections, items and links of the page. `key` names all of this: equal leaves have equal keys.
    """

    number: int
    key: str
    pdf: bytes
    standing: dict[str, Any]
    plan: InkPlan

    @property
    def sections(self) -> list[str]:
        """Identifiers of the sections that stand on the page."""
        return [section["id"] for section in self.standing["sections"]]


def paint_leaf(layout: Layout, source: SourceMap, number: int, plan: InkPlan, first: int = 1) -> ProofPage:
    """The leaf of one page of a layout that begins with page `first`; `source` is where what stands in it is from."""
    at = number - first + 1
    page = weasyprint_door.page_of(layout.pages, at)
    with weasyprint_door.listening():  # a link to another page has no aim on this one
        pdf = weasyprint_door.write_pdf(page)
    standing = _standing(page, at, layout, source)
    said = json.dumps([standing, plan.recipes, repr(plan.overprint), plan.ink_limit_percent], sort_keys=True)
    key = hashlib.sha256(pdf + said.encode() + plan.profile).hexdigest()[:20]
    return ProofPage(number, key, pdf, standing, plan)


def looked_at(leaf: ProofPage) -> dict[str, Any]:
    """What stands on a leaf, each text with ink in %, ground and contrast (WCAG 2.2, 1.4.3)."""
    inks = CmykDestination(leaf.plan)
    with pdfium.open_pdf(leaf.pdf) as rendering:
        _, _, ground = rendering.texts_and_ground(1, GROUND_PPI)
    items = []
    for item in leaf.standing["items"]:
        if item["kind"] == "text":
            behind = _behind(item["box"], ground)
            colour = tuple(bytes.fromhex(item["colour"][1:]))
            red, green, blue = (part / 255 for part in colour)
            item = {
                **item,
                "ink": [round(100 * part, 1) for part in inks.flat((red, green, blue))],
                "ground": "#{:02X}{:02X}{:02X}".format(*behind),
                "contrast": round(float(contrast_ratio(colour, behind)), 2),
            }
        items.append(item)
    return {**leaf.standing, "items": items}


def _behind(box: PageRectangle, ground: pdfium.Bitmap) -> tuple[int, ...]:
    """The colour that most of a frame has."""
    left, top, width, height = (value * GROUND_PPI / 72 for value in box)
    part = ground[max(int(top), 0) : max(int(top + height), 1), max(int(left), 0) : max(int(left + width), 1)]
    colours, counts = np.unique(part.reshape(-1, 3), axis=0, return_counts=True)
    return tuple(int(value) for value in colours[int(counts.argmax())])


def _standing(page: Pages, at: int, layout: Layout, source: SourceMap) -> dict[str, Any]:
    """What stands on the page `at` a place: its sections, texts and pictures with their source, and its links."""
    geometry, tokens = layout.composition.geometry, layout.composition.tokens
    bleed = geometry.bleed_mm
    runs = [run for run in text_runs(page) if not run.generated]
    items = [*_texts(runs, at, source, tokens, bleed), *_pictures(page, at, source, bleed)]
    width, height = geometry.bleed.width, geometry.bleed.height
    return {
        "size": [round(width, 3), round(height, 3)],
        "sections": [
            {
                "id": block.element.get("id", ""),
                "type": [*str(block.element.get("class", "")).split(), "", ""][1],
                "box": _frame(block.area, bleed),
                **_origin(block.element, at, source),
            }
            for block in blocks(page, "section")
        ],
        "items": items,
        "links": [{"box": _frame(link.area, bleed), "target": link.target} for link in link_boxes(page)],
    }


def _texts(runs: list[TextRun], at: int, source: SourceMap, tokens: Tokens, bleed: float) -> Iterator[dict[str, Any]]:
    """The texts of a page, each with its lines: the runs that belong to one block of the source."""
    groups: dict[EngineElement, list[TextRun]] = defaultdict(list)
    for run in runs:
        known = (above for above in source.ancestry(run.element) if above.get("data-source"))
        groups[next(known, run.element)].append(run)
    names = {colour.srgb: name for name, colour in tokens.colours.items()}
    for element, own in groups.items():
        largest = max(own, key=lambda run: len(run.text))
        areas = [_around(run.area) for run in own]
        lefts, tops, rights, bottoms = zip(*areas, strict=True)
        yield {
            "kind": "text",
            "box": _frame(Area(min(lefts), min(tops), max(rights), max(bottoms)), bleed),
            "lines": [_frame(area, bleed) for area in areas],
            "text": " ".join(_said(element).replace("\u00ad", "").split()),
            "tag": _named(largest.element, source),
            "font": largest.families[0],
            "size": round(largest.size_pt, 2),
            "weight": largest.weight,
            "colour": largest.colour,
            "token": names.get(largest.colour, ""),
            **_origin(element, at, source),
        }


def _pictures(page: Pages, at: int, source: SourceMap, bleed: float) -> Iterator[dict[str, Any]]:
    for block in pictures(page):
        yield {
            "kind": "picture",
            "box": _frame(block.area, bleed),
            "lines": [_frame(block.area, bleed)],
            "text": block.element.get("alt", ""),
            "tag": "img",
            "picture": block.element.get("src", "").lstrip("/"),
            **_origin(block.element, at, source),
        }


def _said(element: EngineElement) -> str:
    """The text of an element, but of none inside it that knows its own line."""
    inside = (("" if child.get("data-source") else _said(child)) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(inside)


def _named(element: EngineElement, source: SourceMap) -> str:
    """The tag of the block that sets a text, with its style class: h2.display."""
    inline = ("span", "strong", "em", "a", "b", "i", "code", "abbr")
    block = next((above for above in source.ancestry(element) if above.tag not in inline), element)
    style = str(block.get("class", "")).split()[:1]
    return ".".join([str(block.tag), *style])


def _origin(element: EngineElement, at: int, source: SourceMap) -> dict[str, Any]:
    place = source.place(element, at)
    return {"file": place.file, "line": place.line, "section": place.section}


def _around(area: Area) -> Area:
    """The area of a run, which reaches from its capitals to the baseline, with room for its descenders."""
    height = area.bottom - area.top
    return Area(area.left, area.top - 0.15 * height, area.right, area.bottom + 0.35 * height)


def frame_of(box: Box, geometry: Geometry) -> PageRectangle:
    """A box in pt, which counts from the lower left corner of the trim, as a frame."""
    bleed = geometry.bleed
    left, top = box.left - bleed.left, bleed.top - box.top
    return round(left, 2), round(top, 2), round(box.width, 2), round(box.height, 2)


def _frame(area: Area, bleed: float) -> PageRectangle:
    left, top, right, bottom = (round((value + bleed) * PT_PER_MM, 2) for value in area)
    return left, top, round(right - left, 2), round(bottom - top, 2)
