"""Tagged pages made into an accessible PDF: its structure tree, page labels, links and bookmarks written."""

import io

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Pdf, Stream, String

from brochurepress.artworks.accessible import build_tree
from brochurepress.artworks.accessible.content_stream import rewrite_content
from brochurepress.compose import ElementPath
from brochurepress.design import Box
from brochurepress.pdf import Metadata, OutputIntent, saved, write_intents, write_metadata
from brochurepress.pdf.inspect import HEADING
from brochurepress.typeset import Fragment, MarkedContent, TaggedPaint
from brochurepress.workspace import Memo

PRINT = 4
"""The one annotation flag that PDF/A demands (ISO 19005-2, 6.3.2)."""

NOTES = ("Note", "FENote")
"""Types of notes: before PDF 2.0, and in it (ISO 14289-1, 7.9; ISO 14289-2, 8.2.5.14)."""

NAMESPACES = {"1.7": "http://iso.org/pdf/ssn", "2.0": "http://iso.org/pdf2/ssn"}

ACCESSIBLE = {"digital": build_tree.TARGETS["1.7"], "digital-2": build_tree.TARGETS["2.0"]}
"""The accessible files that are made of one tagged paint."""


def description(link: build_tree.Node) -> str:
    """What is said of a link: its aria-label or title in the source, else its visible text."""
    attributes = link.element.attributes
    return attributes.get("aria-label") or attributes.get("title") or build_tree.visible_text(link.element)


def build_digital(
    paint: TaggedPaint, kind: build_tree.Target, metadata: Metadata, intent: OutputIntent, memory: Memo | None = None
) -> bytes:
    """The accessible PDF: pages cut to their trim, structure tree, links, outlines, page labels, metadata.

    Equal input gives equal bytes, whatever the `memory` holds of pages that were written before.
    """
    document = build_tree.shape(paint.laid, kind)
    with pikepdf.open(io.BytesIO(paint.pdf)) as pdf:
        rewrite_content(pdf, paint, document.marks(), memory)
        for entry in pdf.objects:  # no picture may be smoothed by the viewer (ISO 19005-2, 6.2.8)
            if isinstance(entry, Stream) and entry.get("/Subtype") == Name.Image and "/Interpolate" in entry:
                del entry.Interpolate
        for page in pdf.pages:
            page.MediaBox = page.TrimBox  # a reader on a screen sees neither bleed nor marks
            _without(page.obj, "/BleedBox", "/CropBox", "/ArtBox", "/TrimBox", "/Annots")
        _without(pdf.Root, "/Outlines", "/Names")
        _Structure(pdf, paint.laid, document, kind).write()
        pdf.Root.PageLabels = pdf.make_indirect(Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=1)])))
        pdf.Root.Lang = String(paint.source.lang)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        write_intents(pdf, intent)
        write_metadata(pdf, metadata, kind.standards)
        pdf.Root.Type = Name.Catalog
        return saved(pdf, kind.version, object_stream_mode=ObjectStreamMode.generate)


def _without(dictionary: Object, *keys: str) -> None:
    for key in keys:
        if key in dictionary:
            del dictionary[key]


class _Structure:
    """The structure tree of one PDF, with the annotations of its links and its outlines."""

    def __init__(self, pdf: Pdf, laid: Fragment, document: build_tree.Node, target: build_tree.Target) -> None:
        self.pdf, self.document, self.target = pdf, document, target
        self.pages = [page.obj for page in pdf.pages]
        self.laid = {part.element.path: part for part in laid.walk() if part.boxes}
        self.objects: dict[int, Object] = {}
        """The structure element of each node, by id()."""
        self.links = [node for node in document.walk() if node.type == "Link"]
        self.annotations = {
            id(link): {page: self._annotation(link, page) for page in sorted({area.page for area in link.areas()})}
            for link in self.links
        }
        """The annotations of each link by their page (from 0), by its id()."""
        self.linked: list[tuple[Object, Object]] = []
        """Each annotation and its structure element."""
        self.content: list[dict[int, Object]] = [{} for _ in self.pages]
        self.namespaces: dict[str, Object] = {}

    def write(self) -> None:
        """Writes the tree, then what refers to its elements: notes, the actions of links, outlines."""
        root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        if self.target.newer:
            self.namespaces = {
                version: self.pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(address)))
                for version, address in NAMESPACES.items()
            }
            root.Namespaces = Array(self.namespaces.values())
        root.K = Array([self._element(self.document, root)])
        self._notes()
        self._parent_tree(root)
        self.pdf.Root.StructTreeRoot = root
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)
        self.nodes = [(node.element.path, self.objects[id(node)]) for node in self.document.walk()]
        self.inside: dict[ElementPath, Object] = {}
        for path, found in self.nodes:
            for depth in range(len(path) + 1):
                self.inside.setdefault(path[:depth], found)
        ids = {of["id"]: path for path, part in self.laid.items() if "id" in (of := part.element.attributes)}
        for link in self.links:
            for annotation in self.annotations[id(link)].values():
                area = link.areas()[0]
                if not area.internal:
                    annotation.A = Dictionary(S=Name.URI, URI=String(area.target))
                elif area.target in ids:
                    annotation.A = self._action(ids[area.target])
        self._outlines()

    def _element(self, node: build_tree.Node, parent: Object) -> Object:
        """The structure element of a node and of all below it."""
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + node.type), P=parent))
        self.objects[id(node)] = element
        if self.namespaces:
            element.NS = self.namespaces["1.7" if node.type in build_tree.PDF_17_ONLY else "2.0"]
        for key, text in (("/Lang", node.lang), ("/Alt", node.alt), ("/E", node.expansion)):
            if text:
                element[key] = String(text)
        if node.attributes:
            owned = [
                Dictionary({"/O": Name(f"/{owner}")} | {f"/{name}": _value(value) for name, value in values.items()})
                for owner, values in node.attributes.items()
            ]
            element.A = owned[0] if len(owned) == 1 else Array(owned)
        marks = [kid for kid in node.kids if isinstance(kid, MarkedContent)]
        page = marks[0].page if marks else node.page
        element.Pg = self.pages[page]
        element.K = Array(self._kids(node, element, page))
        return element

    def _kids(self, node: build_tree.Node, element: Object, page: int) -> list[Object | int]:
        kids: list[Object | int] = []
        for number, annotation in self.annotations.get(id(node), {}).items():
            self.linked.append((annotation, element))
            kids.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self.pages[number]))
        for kid in node.kids:
            if isinstance(kid, build_tree.Node):
                kids.append(self._element(kid, element))
            elif isinstance(kid, MarkedContent):
                self.content[kid.page][kid.mcid] = element
                on = self.pages[kid.page]
                kids.append(kid.mcid if kid.page == page else Dictionary(Type=Name.MCR, Pg=on, MCID=kid.mcid))
        return kids

    def _annotation(self, link: build_tree.Node, number: int) -> Object:
        """The annotation of a link on a page, of which the action is written when the tree is."""
        boxes = list(dict.fromkeys(area.box for area in link.areas() if area.page == number))
        # Without those that lie inside another: boxes of elements inside the link.
        lines = [box for box in boxes if not any(box.within(b.grown(0.01)) == box for b in boxes if b is not box)]
        page = self.pages[number]
        annotation = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=Array(Box.around(*lines)),
            Border=Array([0, 0, 0]),
            Contents=String(description(link)),
            F=PRINT,
            P=page,
        )
        if len(lines) > 1:
            # In the order that readers expect: upper left, upper right, lower left, lower right.
            annotation.QuadPoints = Array(
                edge for left, low, right, top in lines for edge in (left, top, right, top, left, low, right, low)
            )
        if "/Annots" not in page:
            page.Annots = Array()
        annotation = self.pdf.make_indirect(annotation)
        page.Annots.append(annotation)
        return annotation

    def _notes(self) -> None:
        """Gives each note its identifier, and where the version knows them, references to and from what cites it."""
        notes = {node.element.attributes.get("id", ""): node for node in self.document.walk() if node.type in NOTES}
        for name, node in notes.items():
            self.objects[id(node)].ID = String(name)
            if self.target.newer:
                self.objects[id(node)].Ref = Array()
        for node in self.document.walk() if self.target.newer else ():
            cited = notes.get(node.element.attributes.get("href", "").removeprefix("#"))
            if node.type == "Link" and cited:
                link, note = self.objects[id(node)], self.objects[id(cited)]
                link.Ref = Array([note])
                note.Ref.append(link)

    def _parent_tree(self, root: Object) -> None:
        """Number tree from content and annotations back to their structure elements."""
        numbers = list[Object | int]()
        for number, (page, content) in enumerate(zip(self.pages, self.content, strict=True)):
            page.StructParents, page.Tabs = number, Name.S
            owners = Array(content.get(mcid) for mcid in range(max(content, default=-1) + 1))
            numbers += [number, self.pdf.make_indirect(owners)]
        for number, (annotation, element) in enumerate(self.linked, len(self.pages)):
            annotation.StructParent = number
            numbers += [number, element]
        root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        root.ParentTreeNextKey = len(self.pages) + len(self.linked)

    def _place(self, path: ElementPath) -> tuple[Array, Object]:
        """Destination of an element, and its structure element: where it has none, the first inside or after it."""
        page, box = next(iter(self.laid[path].boxes.items()))
        element = self.inside.get(path)
        if element is None:
            element = next((found for at, found in self.nodes if at >= path), self.nodes[-1][1])
        return Array([self.pages[page], Name.XYZ, box.left, box.top, 0]), element

    def _action(self, path: ElementPath) -> Dictionary:
        """GoTo action; in PDF 2.0 with a structure destination beside the one on the page (ISO 32000-2, 12.3.2.3).

        Both are written because most readers still jump by the page only.
        """
        place, element = self._place(path)
        action = Dictionary(S=Name.GoTo, D=place)
        if self.target.newer:
            action.SD = Array([element, *list(place)[1:]])
        return action

    def _outlines(self) -> None:
        """The headings of the tree, nested by their level (ISO 32000-1, 12.3.3)."""
        headings = [node for node in self.document.walk() if HEADING.fullmatch(node.type)]
        if not headings:
            return
        with self.pdf.open_outline() as outline:
            branch, items = [(0, outline.root)], list[OutlineItem]()
            for heading in headings:
                level, path = int(heading.type[1]), heading.element.path
                while branch[-1][0] >= level:
                    branch.pop()
                if self.target.newer:
                    item = OutlineItem(_title(heading), action=self._action(path))
                else:
                    place, element = self._place(path)
                    item = OutlineItem(_title(heading), place, structure_element=element)
                branch[-1][1].append(item)
                branch.append((level, item.children))
                items.append(item)
        for item in items:
            if item.obj and not item.children:
                del item.obj.Count  # which pikepdf writes as 0
        self.pdf.Root.PageMode = Name.UseOutlines


def _value(value: build_tree.Value) -> Object | int:
    if isinstance(value, str):
        return Name("/" + value)
    return Array(value) if isinstance(value, tuple) else value


def _title(heading: build_tree.Node) -> str:
    """Text of a heading, with what the stylesheet sets round it, such as a number."""
    before, after = (
        [mark.text.strip() for mark in heading.marks() if mark.pseudo == side] for side in ("before", "after")
    )
    return " ".join([*before, build_tree.visible_text(heading.element), *after])
