"""Tagged pages made into an accessible PDF: its structure tree, page labels, links and bookmarks written."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

from brochurepress.artworks.accessible import build_tree
from brochurepress.artworks.accessible.content_stream import plan, read_flow, rewrite_content
from brochurepress.compose import ElementPath
from brochurepress.design import Box
from brochurepress.pdf import Metadata, OutputIntent, saved, write_intents, write_metadata
from brochurepress.typeset import Fragment, LinkArea, MarkedContent, TaggedPaint
from brochurepress.workspace import Memo

PRINT = 4
"""The one annotation flag that PDF/A demands (ISO 19005-2, 6.3.2)."""


@dataclass(frozen=True)
class Reference:
    """One annotation of a link: its page (from 0) and its object."""

    page: int
    annotation: Object


def description(link: build_tree.Node) -> str:
    """What is said of a link: its aria-label or title in the source, else its visible text."""
    attributes = link.element.attributes
    return attributes.get("aria-label") or attributes.get("title") or build_tree.visible_text(link.element)


def annotate(pdf: Pdf, links: Iterable[build_tree.Node]) -> dict[int, list[Reference]]:
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


def _annotation(link: build_tree.Node, page: int, owner: Object) -> Dictionary:
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


NOTES = ("Note", "FENote")
"""Types of notes: before PDF 2.0, and in it (ISO 14289-1, 7.9; ISO 14289-2, 8.2.5.14)."""

NAMESPACES = {"1.7": "http://iso.org/pdf/ssn", "2.0": "http://iso.org/pdf2/ssn"}


def write_tree(
    pdf: Pdf, document: build_tree.Node, references: Mapping[int, list[Reference]], target: build_tree.Target
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
    target: build_tree.Target
    namespaces: dict[str, Object] = field(default_factory=dict)
    objects: dict[int, Object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._content: list[dict[int, Object]] = [{} for _ in self.pdf.pages]
        self._annotations: list[tuple[Object, Object]] = []

    def element(self, node: build_tree.Node, parent: Object) -> Object:
        """The structure element of a node and of all below it."""
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.type), P=parent))
        self.objects[id(node)] = element
        if self.target.namespaces:
            element.NS = self.namespaces["1.7" if node.type in build_tree.PDF_17_ONLY else "2.0"]
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

    def notes(self, document: build_tree.Node) -> None:
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

    def _kids(self, node: build_tree.Node, element: Object, page: int) -> list[Object | int]:
        kids: list[Object | int] = []
        for reference in self.references.get(id(node), []):
            self._annotations.append((reference.annotation, element))
            on = self.pdf.pages[reference.page].obj
            kids.append(Dictionary(Type=Name.OBJR, Obj=reference.annotation, Pg=on))
        for kid in node.kids:
            if isinstance(kid, build_tree.Node):
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


def _attributes(owner: str, values: Mapping[str, build_tree.Value]) -> Dictionary:
    attributes = Dictionary(O=Name("/" + owner))
    for name, value in values.items():
        attributes["/" + name] = _value(value)
    return attributes


def _value(value: build_tree.Value) -> Object | int:
    if isinstance(value, str):
        return Name("/" + value)
    return Array(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Places:
    """Where every source element is: its page and upper left corner, and the structure element a reader jumps to."""

    pdf: Pdf
    laid: Mapping[ElementPath, Fragment]
    nodes: Sequence[tuple[ElementPath, Object]]
    inside: Mapping[ElementPath, Object]
    target: build_tree.Target

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


def places(
    pdf: Pdf, laid: Fragment, document: build_tree.Node, objects: Mapping[int, Object], target: build_tree.Target
) -> Places:
    """The places of all elements that were laid out."""
    by_path = {part.element.path: part for part in laid.walk() if part.boxes}
    nodes = [(node.element.path, objects[id(node)]) for node in document.walk()]
    inside: dict[ElementPath, Object] = {}
    for path, found in nodes:
        for depth in range(len(path) + 1):
            inside.setdefault(path[:depth], found)
    return Places(pdf, by_path, nodes, inside, target)


def aim_links(document: build_tree.Node, references: Mapping[int, list[Reference]], found: Places) -> None:
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


def write_outlines(pdf: Pdf, document: build_tree.Node, found: Places) -> None:
    """Replaces the outlines by the headings of the tree, nested by their level (ISO 32000-1, 12.3.3)."""
    for key in ("/Outlines", "/Names"):
        if key in pdf.Root:
            del pdf.Root[key]
    headings = [node for node in document.walk() if build_tree.HEADING.fullmatch(node.type)]
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


def _item(heading: build_tree.Node, found: Places) -> Dictionary:
    item = Dictionary(Title=String(_title(heading)))
    place, element = found.of(heading.element.path)
    if found.target.structure_destinations:
        item.A = found.action(heading.element.path)
    else:
        item.Dest = place
        item.SE = element
    return item


def _title(heading: build_tree.Node) -> str:
    """Text of a heading, with what the stylesheet sets round it, such as a number."""
    before, after = (
        [mark.text.strip() for mark in heading.marks() if mark.pseudo == side] for side in ("before", "after")
    )
    return " ".join([*before, build_tree.visible_text(heading.element), *after])


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


@dataclass(frozen=True)
class Accessible:
    """A kind of accessible PDF: the standards it claims, by their names in brochurepress.pdf.xmp, its version."""

    standards: tuple[str, ...]
    version: str

    @property
    def target(self) -> build_tree.Target:
        """The version of PDF as the structure tree needs it."""
        return build_tree.TARGETS[self.version]


ACCESSIBLE: dict[str, Accessible] = {
    "digital": Accessible(("PDF/UA-1", "PDF/A-2a"), "1.7"),
    "digital-2": Accessible(("PDF/UA-2", "WTPDF accessibility 1.0", "WTPDF reuse 1.0", "PDF/A-4"), "2.0"),
}
"""The accessible files that are made of one tagged paint."""


def build_digital(
    paint: TaggedPaint, kind: Accessible, metadata: Metadata, intent: OutputIntent, memory: Memo | None = None
) -> bytes:
    """The accessible PDF: pages cut to their trim, structure tree, links, outlines, page labels, metadata.

    Equal input gives equal bytes, whatever the `memory` holds of pages that were written before.
    """
    target = kind.target
    document = build_tree.shape(paint.laid, target)
    with pikepdf.open(io.BytesIO(paint.pdf)) as pdf:
        rewrite_content(pdf, plan(document.marks(), paint.furniture, read_flow(paint).ends), memory)
        references = annotate(pdf, [node for node in document.walk() if node.type == "Link"])
        objects = write_tree(pdf, document, references, target)
        found = places(pdf, paint.laid, document, objects, target)
        aim_links(document, references, found)
        write_outlines(pdf, document, found)
        pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)])))
        _trim(pdf)
        _as_they_are(pdf)
        pdf.Root.Lang = pikepdf.String(paint.source.lang)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        write_intents(pdf, intent)
        write_metadata(pdf, metadata, kind.standards)
        pdf.Root.Type = Name.Catalog
        return saved(pdf, kind.version, object_stream_mode=ObjectStreamMode.generate)


def _trim(pdf: Pdf) -> None:
    """Cuts every page to its trim: a reader on a screen sees neither bleed nor marks."""
    for page in pdf.pages:
        page.MediaBox = page.TrimBox
        for box in ("/BleedBox", "/CropBox", "/ArtBox", "/TrimBox"):
            if box in page:
                del page[box]


def _as_they_are(pdf: Pdf) -> None:
    """Leaves no picture to be smoothed by the viewer (ISO 19005-2, 6.2.8)."""
    for entry in pdf.objects:
        if isinstance(entry, Stream) and entry.get("/Subtype") == Name.Image and "/Interpolate" in entry:
            del entry.Interpolate
