"""Source map: where in the manuscript what stands on laid out pages comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from brochurepress.design import PT_PER_MM
from brochurepress.findings import Place
from brochurepress.typeset.box_geometry import MM_PER_PX, Block, TextRun, blocks
from brochurepress.typeset.weasyprint_door import EngineElement, Pages


class SourceMap:
    """Where laid out elements stand in the manuscript."""

    def __init__(self, pages: Pages) -> None:
        self.parents = {child: parent for parent in pages.root.iter() for child in parent}
        self.sections = [element for element in pages.root.iter() if _has_class(element, "section")]
        self._heights_mm = [page.height * MM_PER_PX for page in pages.document.pages]
        self._begun = {block.page: block.element for block in blocks(pages, "section")}

    def ancestry(self, element: EngineElement) -> Iterator[EngineElement]:
        """The element and all above it."""
        while element is not None:
            yield element
            element = self.parents.get(element)

    def section(self, element: EngineElement) -> EngineElement:
        """The section that holds an element, or None."""
        return next((above for above in self.ancestry(element) if _has_class(above, "section")), None)

    def sheet(self, element: EngineElement) -> EngineElement:
        """The sheet that holds an element, or None."""
        return next((above for above in self.ancestry(element) if _has_class(above, "sheet")), None)

    def of(self, placed: TextRun | Block) -> Place:
        """The place of a text or a box, with where that stands on its page."""
        area, high = placed.area, self._heights_mm[placed.page - 1]
        box = (area.left, high - area.bottom, area.right, high - area.top)
        return replace(self.place(placed.element, placed.page), box=tuple(edge * PT_PER_MM for edge in box))

    def place(self, element: EngineElement, page: int) -> Place:
        """File and line of the nearest element that knows them, and the section around it.

        What stands in the margin of a page has the place of the section that is set there.
        """
        place = Place(page=page)
        if self.section(element) is None and self.sheet(element) is None:
            begun = max((each for each in self._begun if each <= page), default=None)
            element = self._begun[begun] if begun else None
        for above in self.ancestry(element):
            if not place.file and (source := above.get("data-source")):
                file, line = source.rsplit(":", 1)
                place = replace(place, file=file, line=int(line))
            if section := above.get("data-section"):
                return replace(place, section=section)
        return place


def _has_class(element: EngineElement, name: str) -> bool:
    return name in str(element.get("class", "")).split()
