"""Tags: the structure elements of the accessible PDF, where they stand on each page, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prepress.artworks.accessible import INLINE, TARGETS, Node, shape
from prepress.design import Box, Geometry
from prepress.proofing.preview.page_model import frame_of
from prepress.typeset import TaggedPaint

_PDF = "1.7"
"""The version whose names are shown: those of the main download."""


def tags_of(paint: TaggedPaint, geometry: Geometry, pages: int) -> list[list[dict[str, Any]]]:
    """For each page its blocks in reading order: role, number in that order, and frame (see `leaves.Frame`)."""
    found: list[list[dict[str, Any]]] = [[] for _ in range(pages)]
    number = 0
    for node in _blocks(shape(paint.laid, TARGETS[_PDF])):
        boxes: dict[int, list[Box]] = {}
        for mark in node.marks():
            boxes.setdefault(mark.page, []).append(mark.box)
        if boxes:
            number += 1
        for page, own in boxes.items():
            found[page].append({"role": node.type, "order": number, "box": frame_of(_around(own), geometry)})
    return found


def _blocks(node: Node) -> Iterator[Node]:
    """The innermost blocks: elements that hold text or a picture, and no block."""
    inner = [kid for kid in node.kids if isinstance(kid, Node) and kid.type not in INLINE]
    if not inner:
        yield node
    for kid in inner:
        yield from _blocks(kid)


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.bottom for box in boxes),
        max(box.right for box in boxes),
        max(box.top for box in boxes),
    )
