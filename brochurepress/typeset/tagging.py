"""Pages painted with marked content, each sequence keeping the identity of its source element.

One private function of WeasyPrint 70 is replaced while the pages are painted: `weasyprint.pdf.add_tags`, which is
handed the streams whose `_tags` say which box has which MCID. The structure tree the engine would build there is not
wanted: it knows boxes, one per line and page, where a reader needs elements. Read besides: the box tree
(`Page._page_box`, `element`, `element_tag`, `style`, `link_annotation`, `transformation_matrix`).

A newer version must be tested for: `add_tags` still called once by `generate_pdf` with these four arguments;
`EventStream._tags` still keyed by the very boxes of the page tree; margin boxes still `MarginBox` with `at_keyword`;
absolute boxes still behind `AbsolutePlaceholder`; pseudo-elements still named `tag::pseudo`; `hyphenate_character`
still appended to the text of a broken line's box. `tests/typeset/test_tagging.py` holds all of these.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import weasyprint.pdf
from weasyprint.anchors import rectangle_aabb
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from brochurepress.compose import ElementPath, HtmlElement, read_elements
from brochurepress.design import Box, Rendering, Use
from brochurepress.findings import Rejected, error
from brochurepress.typeset.box_geometry import PT_PER_PX
from brochurepress.typeset.fragments import Fragment, LinkArea, MarkedContent, PageArtifact, TaggedPaint
from brochurepress.typeset.placed_bitmaps import rendered
from brochurepress.typeset.weasyprint_door import Pages, _fresh, hooked, with_drawings

_ON_SCREEN = Rendering(Use.SCREEN)

Numbers = list[dict[Any, int]]
"""For each page, the MCID of each box that was painted as marked content."""


def paint_tagged(pages: Pages, rendering: Rendering = _ON_SCREEN) -> TaggedPaint:
    """The pages as PDF with numbered marked content, and the source element behind every sequence.

    Bitmaps are rendered as told.
    Raises Rejected when something was painted that no source element owns.
    """
    source, index = read_elements(pages.root)
    index |= {own: index[shared] for own, shared in pages.frame.items()}
    numbers: Numbers = []

    def collect(pdf: Any, document: Any, version: Any, streams: Any) -> None:
        numbers.extend({box: kid["mcid"] for box, kid in stream._tags.items()} for stream in streams)

    with hooked((weasyprint.pdf, "add_tags", collect)), rendered(rendering):
        document = _fresh(pages)
        pdf = with_drawings(pages, document.write_pdf(pdf_tags=True), rendering)
    walk = _TagCollector(source, index, numbers)
    for number, page in enumerate(document.pages):
        walk.visit(page._page_box, _Position(number, page.height))
    walk.demand_everything_owned()
    laid = walk.laid[()]
    furniture = (*walk.furniture, *laid.take_repeats())
    return TaggedPaint(pdf, source, laid, furniture, frozenset(walk.running))


@dataclass(frozen=True)
class _Position:
    """Page number from 0, height of the page in px, and the transformation in force."""

    page: int
    height: float
    matrix: Any = None

    def inside(self, box: Any) -> _Position:
        own = box.transformation_matrix
        if own is None:
            return self
        return _Position(self.page, self.height, own @ self.matrix if self.matrix else own)

    def box(self, x: float, y: float, width: float, height: float) -> Box:
        """Rectangle in px from the top left as a box in pt from the bottom left."""
        left, top, right, bottom = rectangle_aabb(self.matrix, x, y, width, height)
        low, high = self.height - bottom, self.height - top
        return Box(*(side * PT_PER_PX for side in (left, low, right, high)))


@dataclass
class _TagCollector:
    """One pass over the boxes of all pages, gathering what each source element painted."""

    source: HtmlElement
    index: dict[Any, HtmlElement]
    numbers: Numbers
    laid: dict[ElementPath, Fragment] = field(default_factory=dict)
    furniture: list[PageArtifact] = field(default_factory=list)
    running: set[ElementPath] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.laid[()] = Fragment(self.source, inline=False)
        self._groups = 0
        self._elements = {element.path: element for element in self.index.values()}

    def visit(self, box: Any, position: _Position, artifact: tuple[str, str] | None = None) -> None:
        """Gathers one box and those inside it; `artifact` is the type that everything here has."""
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        position = position.inside(box)
        if isinstance(box, boxes.MarginBox):
            artifact = ("Pagination", "Header" if "top" in box.at_keyword else "Footer")
        element = self.index.get(box.element)
        if artifact is None and element is not None and element.hidden:
            artifact = ("Layout", "")
        if element is not None and artifact is not None and artifact[0] == "Pagination":
            self.running.add(element.path)
        if box in self.numbers[position.page]:
            self._mark(box, element, position, artifact)
        elif artifact is None and element is not None:
            self._note(box, self._node(element), position)
        self._groups += isinstance(box, boxes.TableRowGroupBox)
        for child in box.children:
            self.visit(child, position, artifact)

    def demand_everything_owned(self) -> None:
        """Raises Rejected for every sequence that the walk did not meet."""
        lost = [(page + 1, box) for page, numbers in enumerate(self.numbers) for box in numbers]
        if lost:
            raise Rejected(error("accessibility/lost-content", page=page, box=box) for page, box in lost)

    def _mark(
        self, box: Any, element: HtmlElement | None, position: _Position, artifact: tuple[str, str] | None
    ) -> None:
        mcid = self.numbers[position.page].pop(box)
        text = box.text if isinstance(box, boxes.TextBox) else ""
        if artifact is not None or element is None:
            kind, subtype = artifact or ("Layout", "")
            self.furniture.append(PageArtifact(position.page, mcid, kind, subtype, text))
            return
        node = self._node(element)
        picture = isinstance(box, boxes.ReplacedBox)
        if picture:
            area = position.box(box.content_box_x(), box.content_box_y(), box.width, box.height)
            self._note(box, node, position)
        else:
            area = position.box(box.position_x, box.position_y, box.width, box.height)
        pseudo = str(box.element_tag).partition("::")[2]
        hyphen = box.style["hyphenate_character"]
        node.kids.append(MarkedContent(position.page, mcid, text, area, hyphen, pseudo, picture, self._groups))

    def _note(self, box: Any, node: Fragment, position: _Position) -> None:
        if "::" not in str(box.element_tag):
            node.inline = isinstance(box, boxes.InlineLevelBox) and node.inline
            node.list_style = str(box.style["list_style_type"])
            if isinstance(box, boxes.TableCellBox):
                node.column_span, node.row_span = box.colspan, box.rowspan
            if position.page not in node.boxes:
                node.boxes[position.page] = position.box(*box.hit_area())
        if box.link_annotation:
            self._link(node).kids.append(_area(box.link_annotation, position.page))

    def _link(self, node: Fragment) -> Fragment:
        path = node.element.path
        while path and self._elements[path].tag != "a":
            path = path[:-1]
        return self._node(self._elements[path]) if path else node

    def _node(self, element: HtmlElement) -> Fragment:
        if element.path not in self.laid:
            node = self.laid[element.path] = Fragment(element)
            self._node(self._elements[element.path[:-1]]).kids.append(node)
        return self.laid[element.path]


def _area(annotation: Any, page: int) -> LinkArea:
    left, top, right, bottom = (float(value) for value in annotation["Rect"])
    box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
    internal = "Dest" in annotation
    target = annotation["Dest"] if internal else annotation["A"]["URI"]
    return LinkArea(page, box, target.string, internal)
