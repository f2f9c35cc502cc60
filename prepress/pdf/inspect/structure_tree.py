"""The tag tree of a PDF, read into frozen records: structure elements with their content, links, outlines, labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pikepdf

from prepress.design import Box
from prepress.pdf.inspect.marked_content import MarkedText, read_runs
from prepress.pdf.inspect.page_labels import numbered, read_labels
from prepress.pdf.inspect.streams import Streams

MAX_DEPTH = 200


@dataclass(frozen=True)
class ContentReference:
    """A reference to a marked-content sequence: page (from 1) and MCID."""

    page: int
    mcid: int


@dataclass(frozen=True)
class LinkAnnotation:
    """A link annotation: page (from 1), boxes in pt of its lines, target, description, flags, number in the file.

    `target` is a URI, or "page 3" for a place in the document, or empty.
    """

    page: int
    boxes: tuple[Box, ...]
    target: str
    contents: str
    flags: int
    number: int
    struct_parent: int


@dataclass(frozen=True)
class Tag:
    """A structure element: its standard type, what it says of itself, and its kids in reading order.

    `lang` is the language in force, `own_lang` the one written on it; `attributes` are merged over all owners.
    """

    type: str
    number: int
    page: int
    lang: str
    own_lang: str = ""
    alt: str = ""
    actual: str = ""
    expansion: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: tuple[Tag | ContentReference | LinkAnnotation, ...] = ()

    def walk(self) -> Iterator[Tag]:
        """The element and all elements below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.walk()

    def content(self) -> Iterator[ContentReference]:
        """Every content reference at or below the element."""
        for kid in self.kids:
            if isinstance(kid, ContentReference):
                yield kid
            elif isinstance(kid, Tag):
                yield from kid.content()


@dataclass(frozen=True)
class Outline:
    """One bookmark: depth from 1, title, page (from 1) it leads to or 0, and whether it names a structure element."""

    depth: int
    title: str
    page: int
    structured: bool


@dataclass(frozen=True)
class TaggedDocument:
    """Everything a reader of the tag tree uses; `owners` and `link_owners` are the ParentTree, as element numbers."""

    root: Tag | None
    runs: tuple[MarkedText, ...]
    links: tuple[LinkAnnotation, ...]
    owners: dict[tuple[int, int], int]
    link_owners: dict[int, int]
    outlines: tuple[Outline, ...]
    labels: tuple[str, ...]
    language: str
    shows_title: bool
    tab_orders: tuple[str, ...]

    def text_of(self, tag: Tag) -> str:
        """Text of an element as it is read: alternatives for pictures, white space collapsed, soft hyphens joined."""
        return " ".join("".join(self._pieces(tag)).replace("\u00ad", "").split())

    def _pieces(self, tag: Tag) -> Iterator[str]:
        if tag.actual or tag.alt:
            yield f" {tag.actual or tag.alt} "
            return
        for kid in tag.kids:
            if isinstance(kid, ContentReference):
                yield self.texts.get((kid.page, kid.mcid), "")
            elif isinstance(kid, Tag):
                breaks = "" if kid.type in INLINE else " "
                yield breaks + "".join(self._pieces(kid)) + breaks

    @cached_property
    def runs_of(self) -> dict[int, list[MarkedText]]:
        """The sequences of each page that has any, from 1."""
        pages: dict[int, list[MarkedText]] = {}
        for run in self.runs:
            pages.setdefault(run.page, []).append(run)
        return pages

    @cached_property
    def texts(self) -> dict[tuple[int, int], str]:
        """Text of each sequence by page and MCID."""
        return {(run.page, run.mcid): run.text for run in self.runs if run.mcid is not None}


INLINE = frozenset({"Span", "Strong", "Em", "Link", "Quote", "Code"})


def read_tagged(pdf: pikepdf.Pdf) -> TaggedDocument:
    """The tag tree, and everything beside it that a reader navigates by."""
    root = pdf.Root
    language = str(root.get("/Lang", ""))
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    links = {
        annotation.objgen: _link(annotation, number, pages)
        for number, page in enumerate(pdf.pages, 1)
        for annotation in page.get("/Annots", [])
        if annotation.get("/Subtype") == pikepdf.Name.Link
    }
    structure = root.get("/StructTreeRoot", pikepdf.Dictionary())
    tree = _TreeReader(pages, links, structure.get("/RoleMap", pikepdf.Dictionary()))
    tops = [tree.read(kid, 1, language, 0) for kid in _kids(structure)]
    tags = [top for top in tops if isinstance(top, Tag)]
    owners, link_owners = _owners(pdf, structure)
    streams = Streams()
    runs = (read_runs(page, number, streams) for number, page in enumerate(pdf.pages, 1))
    return TaggedDocument(
        root=tags[0] if len(tags) == 1 else None,
        runs=tuple(run for page in runs for run in page),
        links=tuple(links.values()),
        owners=owners,
        link_owners=link_owners,
        outlines=tuple(_outlines(root.get("/Outlines"), pages, 1)),
        labels=read_labels(root.get("/PageLabels"), len(pdf.pages)),
        language=language,
        shows_title=bool(root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False)),
        tab_orders=tuple(str(page.get("/Tabs", ""))[1:] for page in pdf.pages),
    )


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


@dataclass
class _TreeReader:
    pages: dict[tuple[int, int], int]
    links: dict[tuple[int, int], LinkAnnotation]
    roles: Any

    def read(
        self, element: Any, page: int, lang: str, depth: int
    ) -> Tag | ContentReference | LinkAnnotation | None:
        """One kid of the tree; None for what is no structure."""
        if isinstance(element, int):
            return ContentReference(page, element)
        if "/Pg" in element and element.Pg.objgen in self.pages:
            page = self.pages[element.Pg.objgen]
        if element.get("/Type") == pikepdf.Name.MCR:
            return ContentReference(page, int(element.MCID))
        if element.get("/Type") == pikepdf.Name.OBJR:
            return self.links.get(element.Obj.objgen, None)
        if "/S" not in element or depth > MAX_DEPTH:
            return None
        own = str(element.get("/Lang", ""))
        kids = (self.read(kid, page, own or lang, depth + 1) for kid in _kids(element))
        return Tag(
            type=self._type(element.S),
            number=element.objgen[0],
            page=page,
            lang=own or lang,
            own_lang=own,
            alt=str(element.get("/Alt", "")),
            actual=str(element.get("/ActualText", "")),
            expansion=str(element.get("/E", "")),
            attributes=_attributes(element.get("/A")),
            kids=tuple(kid for kid in kids if kid is not None),
        )

    def _type(self, name: Any) -> str:
        for _ in range(8):
            if name not in self.roles:
                break
            name = self.roles[name]
        return str(name)[1:]


def _attributes(owned: Any) -> dict[str, Any]:
    if owned is None:
        return {}
    merged: dict[str, Any] = {}
    for attributes in owned if isinstance(owned, pikepdf.Array) else [owned]:
        if isinstance(attributes, pikepdf.Dictionary):
            merged |= {str(key)[1:]: _plain(value) for key, value in attributes.items() if key != "/O"}
    return merged


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return tuple(_plain(part) for part in value)
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    return (
        value
        if isinstance(value, int)
        else float(value)
        if not isinstance(value, pikepdf.String)
        else str(value)
    )


def _box(array: Any) -> Box:
    xs, ys = [float(value) for value in array[0::2]], [float(value) for value in array[1::2]]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _link(annotation: Any, page: int, pages: dict[tuple[int, int], int]) -> LinkAnnotation:
    points = list(annotation.get("/QuadPoints", []))
    quads = [points[index : index + 8] for index in range(0, len(points), 8)]
    return LinkAnnotation(
        page=page,
        boxes=tuple(_box(quad) for quad in quads) or (_box(list(annotation.Rect)),),
        target=_target(annotation, pages),
        contents=str(annotation.get("/Contents", "")),
        flags=int(annotation.get("/F", 0)),
        number=annotation.objgen[0],
        struct_parent=int(annotation.get("/StructParent", -1)),
    )


def _target(entry: Any, pages: dict[tuple[int, int], int]) -> str:
    action = entry.get("/A", pikepdf.Dictionary())
    if "/URI" in action:
        return str(action.URI)
    place = action.get("/D", entry.get("/Dest"))
    if isinstance(place, pikepdf.Array) and len(place) and place[0].objgen in pages:
        return f"page {pages[place[0].objgen]}"
    return ""


def _owners(pdf: pikepdf.Pdf, structure: Any) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
    numbers = dict(numbered(structure.get("/ParentTree", pikepdf.Dictionary())))
    owners: dict[tuple[int, int], int] = {}
    for page, entry in enumerate(pdf.pages, 1):
        key = int(entry.get("/StructParents", -1))
        for mcid, owner in enumerate(numbers.get(key, [])):
            if isinstance(owner, pikepdf.Dictionary):
                owners[page, mcid] = owner.objgen[0]
    return owners, {
        key: value.objgen[0] for key, value in numbers.items() if isinstance(value, pikepdf.Dictionary)
    }


def _outlines(parent: Any, pages: dict[tuple[int, int], int], depth: int) -> Iterator[Outline]:
    item = parent.get("/First") if parent is not None and depth < MAX_DEPTH else None
    seen: set[tuple[int, int]] = set()
    while item is not None and item.objgen not in seen:
        seen.add(item.objgen)
        target = _target(item, pages)
        structured = "/SE" in item or "/SD" in item.get("/A", pikepdf.Dictionary())
        yield Outline(depth, str(item.get("/Title", "")), int(target[5:] or 0), structured)
        yield from _outlines(item, pages, depth + 1)
        item = item.get("/Next")
