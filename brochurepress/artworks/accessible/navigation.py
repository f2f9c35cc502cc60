"""Bookmarks from the headings, and destinations of links: each a place on a page and a structure element."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochurepress.artworks.accessible.annotations import Reference
from brochurepress.artworks.accessible.build_tree import visible_text
from brochurepress.artworks.accessible.roles import HEADING, Target
from brochurepress.artworks.accessible.tree import Node
from brochurepress.compose import ElementPath
from brochurepress.typeset import Fragment


@dataclass(frozen=True)
class Places:
    """Where every source element is: its page and upper left corner, and the structure element a reader jumps to."""

    pdf: Pdf
    laid: Mapping[ElementPath, Fragment]
    nodes: Sequence[tuple[ElementPath, Object]]
    inside: Mapping[ElementPath, Object]
    target: Target

    def of(self, path: ElementPath) -> tuple[Array, Object]:
        """Destination of an element, and its structure element: where it has none, the first inside or after it."""
        page, box = next(iter(self.laid[path].boxes.items()))
        element = self.inside.get(path)
        if element is None:
            element = next((found for at, found in self.nodes if at >= path), self.nodes[-1][1])
        return Array([self.pdf.pages[page].obj, Name.XYZ, box.left, box.top, 0]), element

    def action(self, path: ElementPath) -> Dictionary:
        """GoTo action; in PDF 2.0 with a structure destination beside the one on the page (ISO 32000-2, 12.3.2.3).

        Both are written because most readers still jump by the page only.
        """
        place, element = self.of(path)
        action = Dictionary(S=Name.GoTo, D=place)
        if self.target.structure_destinations:
            action.SD = Array([element, *list(place)[1:]])
        return action


def places(pdf: Pdf, laid: Fragment, document: Node, objects: Mapping[int, Object], target: Target) -> Places:
    """The places of all elements that were laid out."""
    by_path = {part.element.path: part for part in laid.walk() if part.boxes}
    nodes = [(node.element.path, objects[id(node)]) for node in document.walk()]
    inside: dict[ElementPath, Object] = {}
    for path, found in nodes:
        for depth in range(len(path) + 1):
            inside.setdefault(path[:depth], found)
    return Places(pdf, by_path, nodes, inside, target)


def aim_links(document: Node, references: Mapping[int, list[Reference]], found: Places) -> None:
    """Gives every link annotation its action: a URI, or the element with that id, if it is on a page."""
    ids = {part.element.attributes["id"]: path for path, part in found.laid.items() if "id" in part.element.attributes}
    for link in document.walk():
        if id(link) not in references:
            continue
        area = link.areas()[0]
        for reference in references[id(link)]:
            if not area.internal:
                reference.annotation.A = Dictionary(S=Name.URI, URI=String(area.target))
            elif area.target in ids:
                reference.annotation.A = found.action(ids[area.target])


def write_outlines(pdf: Pdf, document: Node, found: Places) -> None:
    """Replaces the outlines by the headings of the tree, nested by their level (ISO 32000-1, 12.3.3)."""
    for key in ("/Outlines", "/Names"):
        if key in pdf.Root:
            del pdf.Root[key]
    headings = [node for node in document.walk() if HEADING.fullmatch(node.type)]
    if not headings:
        return
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines))
    branch: list[tuple[int, Object]] = [(0, root)]
    for heading in headings:
        level = int(heading.type[1])
        while branch[-1][0] >= level:
            branch.pop()
        item = pdf.make_indirect(_item(heading, found))
        _append(branch[-1][1], item)
        branch.append((level, item))
    root.Count = len(headings)
    pdf.Root.Outlines = root
    pdf.Root.PageMode = Name.UseOutlines


def _item(heading: Node, found: Places) -> Dictionary:
    item = Dictionary(Title=String(_title(heading)))
    place, element = found.of(heading.element.path)
    if found.target.structure_destinations:
        item.A = found.action(heading.element.path)
    else:
        item.Dest = place
        item.SE = element
    return item


def _title(heading: Node) -> str:
    """Text of a heading, with what the stylesheet sets round it, such as a number."""
    before, after = (
        [mark.text.strip() for mark in heading.marks() if mark.pseudo == side] for side in ("before", "after")
    )
    return " ".join([*before, visible_text(heading.element), *after])


def _append(parent: Object, item: Object) -> None:
    item.Parent = parent
    if "/Last" in parent:
        parent.Last.Next = item
        item.Prev = parent.Last
    else:
        parent.First = item
    parent.Last = item
    while parent is not None and "/Title" in parent:
        parent.Count = int(parent.get("/Count", 0)) + 1
        parent = parent.Parent
