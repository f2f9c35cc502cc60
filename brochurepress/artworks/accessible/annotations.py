"""Link annotations: one for each link and page, a quadrilateral for each line, a description (PDF/UA-1, 7.18)."""

from collections.abc import Iterable
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochurepress.artworks.accessible.build_tree import visible_text
from brochurepress.artworks.accessible.tree import Node
from brochurepress.design import Box
from brochurepress.typeset import LinkArea

PRINT = 4
"""The one annotation flag that PDF/A demands (ISO 19005-2, 6.3.2)."""


@dataclass(frozen=True)
class Reference:
    """One annotation of a link: its page (from 0) and its object."""

    page: int
    annotation: Object


def description(link: Node) -> str:
    """What is said of a link: its aria-label or title in the source, else its visible text."""
    attributes = link.element.attributes
    return attributes.get("aria-label") or attributes.get("title") or visible_text(link.element)


def annotate(pdf: Pdf, links: Iterable[Node]) -> dict[int, list[Reference]]:
    """Replaces all annotations by those of the links; the result is by id() of the Link element.

    The annotations have no target yet: see brochurepress.artworks.accessible.accessible_pdf.
    """
    for page in pdf.pages:
        if "/Annots" in page:
            del page.Annots
    references: dict[int, list[Reference]] = {}
    for link in links:
        for number in sorted({area.page for area in link.areas()}):
            page = pdf.pages[number]
            annotation = pdf.make_indirect(_annotation(link, number, page.obj))
            if "/Annots" not in page:
                page.Annots = Array()
            page.Annots.append(annotation)
            references.setdefault(id(link), []).append(Reference(number, annotation))
    return references


def _annotation(link: Node, page: int, owner: Object) -> Dictionary:
    lines = _outermost([area for area in link.areas() if area.page == page])
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array(Box.around(*lines)),
        Border=Array([0, 0, 0]),
        Contents=String(description(link)),
        F=PRINT,
        P=owner,
    )
    if len(lines) > 1:
        # In the order that readers expect: upper left, upper right, lower left, lower right.
        annotation.QuadPoints = Array(
            edge for left, low, right, top in lines for edge in (left, top, right, top, left, low, right, low)
        )
    return annotation


def _outermost(areas: list[LinkArea]) -> list[Box]:
    """The boxes of a link without those that lie inside another: boxes of elements inside the link."""
    boxes = list(dict.fromkeys(area.box for area in areas))
    return [box for box in boxes if not any(_inside(box, other) for other in boxes if other is not box)]


def _inside(box: Box, other: Box) -> bool:
    grown = other.grown(0.01)
    return grown.around(box) == grown
