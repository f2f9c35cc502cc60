"""Drawings in the layout: the engine lays out their boxes and leaves a mark in each, which becomes a form.

The class of WeasyPrint 70 that draws SVG is replaced while the press works (HOOKS): it draws a part of what SVG says,
and leaves out the rest without a word. A newer version must be tested for: it still makes its pictures of SVG as
`SVGImage(tree, base_url, url_fetcher, context)` in `images` and `html`, and asks them for `get_intrinsic_size` and
`draw` only.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

import weasyprint.html
import weasyprint.images

from brochurepress.design import Drawing, DrawingFault, normalised, serialized
from brochurepress.pdf import mark_of
from brochurepress.wording import phrase

_XMLNS = "{http://www.w3.org/2000/xmlns/}"
"""Declarations of namespaces as readers of HTML keep them."""


class DrawingImage:
    """A drawing of plain attributes as a picture of the engine."""

    def __init__(self, tree: Element, base_url: str, url_fetcher: Any, context: Any) -> None:
        sides = (tree.get(side) for side in ("width", "height"))
        self._drawing = Drawing(tree, *(float(side) if side else None for side in sides))

    def get_intrinsic_size(self, resolution: float, font_size: float) -> tuple[float | None, float | None, float]:
        """Width and height in px where it says them, and its proportions."""
        return self._drawing.width, self._drawing.height, self._drawing.ratio

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Leaves the mark, in a form of the size at which it is shown."""
        if width > 0 and height > 0:
            form = stream.add_group(0, 0, width, height)
            form.stream.append(mark_of(self._drawing.svg))
            stream.draw_x_object(form.id)


class InlineDrawingImage(DrawingImage):
    """A drawing that stands in a document itself; its colours are its own, and it has no words."""

    def __init__(self, tree: Element, base_url: str, url_fetcher: Any, context: Any) -> None:
        for element in tree.iter():
            element.attrib = {key: value for key, value in element.attrib.items() if not key.startswith(_XMLNS)}
        plain = normalised(serialized(tree))
        if plain.words:
            raise DrawingFault(phrase("part/words-fontless"))
        super().__init__(plain.root, base_url, url_fetcher, context)


HOOKS: tuple[tuple[Any, str, Any], ...] = (
    (weasyprint.images, "SVGImage", DrawingImage),
    (weasyprint.html, "SVGImage", InlineDrawingImage),
)
"""What is replaced in the engine: its owner, its name, and what takes its place."""
