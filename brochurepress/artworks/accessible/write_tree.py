"""Write the structure tree: StructTreeRoot, ParentTree and namespaces (ISO 32000-1, 14.7; ISO 32000-2, 14.7.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from brochurepress.artworks.accessible.annotations import Reference
from brochurepress.artworks.accessible.roles import PDF_17_ONLY, Target
from brochurepress.artworks.accessible.tree import Node, Value
from brochurepress.typeset import MarkedContent

NOTES = ("Note", "FENote")
"""Types of notes: before PDF 2.0, and in it (ISO 14289-1, 7.9; ISO 14289-2, 8.2.5.14)."""

NAMESPACES = {"1.7": "http://iso.org/pdf/ssn", "2.0": "http://iso.org/pdf2/ssn"}


def write_tree(
    pdf: Pdf, document: Node, references: Mapping[int, list[Reference]], target: Target
) -> dict[int, Object]:
    """Replaces the structure tree of the PDF; returns the structure element of each node, by id()."""
    writer = _Writer(pdf, references, target)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    if target.namespaces:
        writer.namespaces = {
            version: pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(address)))
            for version, address in NAMESPACES.items()
        }
        root.Namespaces = Array(writer.namespaces.values())
    root.K = Array([writer.element(document, root)])
    writer.notes(document)
    writer.parent_tree(root)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    return writer.objects


@dataclass
class _Writer:
    pdf: Pdf
    references: Mapping[int, list[Reference]]
    target: Target
    namespaces: dict[str, Object] = field(default_factory=dict)
    objects: dict[int, Object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._content: list[dict[int, Object]] = [{} for _ in self.pdf.pages]
        self._annotations: list[tuple[Object, Object]] = []

    def element(self, node: Node, parent: Object) -> Object:
        """The structure element of a node and of all below it."""
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.type), P=parent))
        self.objects[id(node)] = element
        if self.target.namespaces:
            element.NS = self.namespaces["1.7" if node.type in PDF_17_ONLY else "2.0"]
        for key, text in (("/Lang", node.lang), ("/Alt", node.alt), ("/E", node.expansion)):
            if text:
                element[key] = String(text)
        if node.attributes:
            owned = [_attributes(owner, values) for owner, values in node.attributes.items()]
            element.A = owned[0] if len(owned) == 1 else Array(owned)
        marks = [kid for kid in node.kids if isinstance(kid, MarkedContent)]
        page = marks[0].page if marks else node.page
        element.Pg = self.pdf.pages[page].obj
        element.K = Array(self._kids(node, element, page))
        return element

    def notes(self, document: Node) -> None:
        """Gives each note its identifier, and where the version knows them, references to and from what cites it."""
        notes = {node.element.attributes.get("id", ""): node for node in document.walk() if node.type in NOTES}
        for name, node in notes.items():
            self.objects[id(node)].ID = String(name)
            if self.target.namespaces:
                self.objects[id(node)].Ref = Array()
        for node in document.walk() if self.target.namespaces else ():
            cited = notes.get(node.element.attributes.get("href", "").removeprefix("#"))
            if node.type == "Link" and cited:
                link, note = self.objects[id(node)], self.objects[id(cited)]
                link.Ref = Array([note])
                note.Ref.append(link)

    def _kids(self, node: Node, element: Object, page: int) -> list[Object | int]:
        kids: list[Object | int] = []
        for reference in self.references.get(id(node), []):
            self._annotations.append((reference.annotation, element))
            on = self.pdf.pages[reference.page].obj
            kids.append(Dictionary(Type=Name.OBJR, Obj=reference.annotation, Pg=on))
        for kid in node.kids:
            if isinstance(kid, Node):
                kids.append(self.element(kid, element))
            elif isinstance(kid, MarkedContent):
                self._content[kid.page][kid.mcid] = element
                on = self.pdf.pages[kid.page].obj
                kids.append(kid.mcid if kid.page == page else Dictionary(Type=Name.MCR, Pg=on, MCID=kid.mcid))
        return kids

    def parent_tree(self, root: Object) -> None:
        """Number tree from content and annotations back to their structure elements."""
        numbers = Array()
        for number, (page, content) in enumerate(zip(self.pdf.pages, self._content, strict=True)):
            size = max(content) + 1 if content else 0
            owners = Array(content.get(mcid, None) for mcid in range(size))
            page.StructParents = number
            page.Tabs = Name.S
            numbers.append(number)
            numbers.append(self.pdf.make_indirect(owners))
        for number, (annotation, element) in enumerate(self._annotations, len(self._content)):
            annotation.StructParent = number
            numbers.append(number)
            numbers.append(element)
        root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        root.ParentTreeNextKey = len(self._content) + len(self._annotations)


def _attributes(owner: str, values: Mapping[str, Value]) -> Dictionary:
    attributes = Dictionary(O=Name("/" + owner))
    for name, value in values.items():
        attributes["/" + name] = _value(value)
    return attributes


def _value(value: Value) -> Object | int:
    if isinstance(value, str):
        return Name("/" + value)
    return Array(value) if isinstance(value, tuple) else value
