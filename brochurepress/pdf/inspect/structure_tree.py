"""The tag tree of a PDF, read into frozen records: structure elements with their content, links, outlines, labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, partial
from itertools import groupby
from typing import Any, ClassVar, NamedTuple, TypeVar

import pikepdf

from brochurepress.compose import numeral
from brochurepress.design import Box, hull
from brochurepress.pdf.inspect.interpreter import GraphicsState, Interpreter
from brochurepress.pdf.inspect.prohibited import listed
from brochurepress.pdf.inspect.streams import Streams, WalkLimits

_KINDS = {"/D": "1", "/R": "I", "/r": "i"}
Key = TypeVar("Key")


def leaves(tree: Any, entries: str, key_of: Callable[[Any], Key]) -> Iterator[tuple[Key, Any]]:
    """Keys and values of a name or number tree (ISO 32000-1, 7.9.6, 7.9.7); a node met again has no more to say."""
    ahead, met = [(tree, 0)], set[tuple[int, int]]()
    while ahead:
        node, depth = ahead.pop()
        if node.is_indirect and node.objgen in met:
            continue
        met.add(node.objgen)
        pairs = list(node.get(entries, []))
        yield from zip((key_of(key) for key in pairs[::2]), pairs[1::2], strict=False)
        if depth < MAX_DEPTH:
            ahead += [(kid, depth + 1) for kid in reversed(list(node.get("/Kids", [])))]


def read_labels(tree: Any, pages: int) -> tuple[str, ...]:
    """The label of each page (ISO 32000-1, 12.4.2); empty when the file has none."""
    if tree is None:
        return ()
    ranges = sorted(leaves(tree, "/Nums", int), key=lambda leaf: leaf[0])
    labels: list[str] = []
    for page in range(pages):
        before = [leaf for leaf in ranges if leaf[0] <= page]
        first, label = before[-1] if before else (0, pikepdf.Dictionary())
        number = int(label.get("/St", 1)) + page - first
        labels.append(str(label.get("/P", "")) + _label(str(label.get("/S", "")), number))
    return tuple(labels)


def _label(style: str, number: int) -> str:
    """A number in a style of page labels: /D, /R, /r, /A or /a, where aa follows z (ISO 32000-1, table 159)."""
    if style in ("/A", "/a"):
        letter = numeral(style[1], (number - 1) % 26 + 1)
        return letter * ((number - 1) // 26 + 1)
    return numeral(_KINDS[style], number) if style in _KINDS else ""


@dataclass(frozen=True)
class MarkedText:
    """What one marked-content sequence shows: a page (from 1), its MCID (None outside any), and its text.

    `artifact` is None for real content, else type and subtype ("Pagination Header", "" when it has none);
    `in_form` tells that the sequence stands in a form XObject, where the page's tree cannot reach it. `text` is as it
    is read, by the ActualText and Alt of the sequence; `shown` is what is painted. `expansion` is its E, `lang` the
    language written on it.
    """

    page: int
    mcid: int | None
    text: str
    artifact: str | None = None
    in_form: bool = False
    shown: str = field(default="", compare=False)
    lang: str = field(default="", compare=False)
    expansion: str = field(default="", compare=False)


@dataclass
class _Sequence:
    """An open sequence: what it is, and what has been shown in it."""

    mcid: int | None
    artifact: str | None
    actual: str | None
    expansion: str = ""
    lang: str = ""
    text: str = ""
    shown: str = ""
    said: bool = False


def read_runs(page: Any, number: int, streams: Streams) -> tuple[MarkedText, ...]:
    """Every sequence of a page in the order of its content, then text outside all of them; forms are followed.

    Raises EndlessContent for a page that paints forms without end.
    """
    walk = _Walk(number, streams)
    walk.read(page.obj, page.get("/Resources", pikepdf.Dictionary()), False)
    bare = [MarkedText(number, None, walk.bare)] if walk.bare.strip() else []
    return (*walk.runs, *bare)


class _Walk:
    """One page being read: the sequences that are open, those that have ended, and text outside all of them."""

    def __init__(self, page: int, streams: Streams) -> None:
        self.page, self.guard = page, WalkLimits(streams)
        self.runs: list[MarkedText] = []
        self.open: list[_Sequence] = []
        self.bare = ""

    def read(self, stream: Any, resources: Any, in_form: bool) -> None:
        """Reads one content stream to its end."""
        with self.guard.entered(stream) as instructions:
            _Reader(self, resources, in_form).run(instructions)

    def numbered(self) -> _Sequence | None:
        """The innermost open sequence with an MCID."""
        return next((part for part in reversed(self.open) if part.mcid is not None), None)


class _Reader(Interpreter):
    """The sequences of one content stream, and what is shown in them."""

    OPERATORS: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("q", "Q"), "set_state"),
        "BT": "begin_text",
        "Tf": "font",
        "Do": "draw",
        **dict.fromkeys(("BDC", "BMC"), "begin"),
        "EMC": "end",
        **dict.fromkeys(("Tj", "'", '"', "TJ"), "show"),
    }

    def __init__(self, walk: _Walk, resources: Any, in_form: bool) -> None:
        super().__init__(resources, GraphicsState())
        self.walk, self.in_form = walk, in_form

    def begin_text(self, operands: Sequence[Any], name: str) -> None:
        """BT: parts the texts of one sequence, for a drawing may set many in places of their own."""
        inner = self.walk.numbered()
        if inner is not None and inner.text:
            inner.text += "\n"

    def begin(self, operands: Sequence[Any], name: str) -> None:
        """BMC, BDC: a sequence begins."""
        properties = operands[1] if len(operands) > 1 else pikepdf.Dictionary()
        if isinstance(properties, pikepdf.Name):
            properties = self.resources.Properties[properties]
        mcid = int(properties.MCID) if "/MCID" in properties else None
        actual = next((str(properties[key]) for key in ("/ActualText", "/Alt") if key in properties), None)
        expansion, lang = str(properties.get("/E", "")), _lang(properties)
        artifact = None
        if operands[0] == pikepdf.Name.Artifact:
            named = (str(properties[key])[1:] for key in ("/Type", "/Subtype") if key in properties)
            artifact = " ".join(named)
        self.walk.open.append(_Sequence(mcid, artifact, actual, expansion, lang))

    def end(self, operands: Sequence[Any], name: str) -> None:
        """EMC: the innermost sequence ends."""
        done = self.walk.open.pop() if self.walk.open else _Sequence(None, None, None)
        if done.mcid is None and (owner := self.walk.numbered()):
            owner.expansion += done.expansion
        if done.mcid is not None or (done.artifact is not None and done.text):
            told = done.shown, done.lang, done.expansion
            self.walk.runs.append(MarkedText(self.walk.page, done.mcid, done.text, done.artifact, self.in_form, *told))

    def draw(self, operands: Sequence[Any], name: str) -> None:
        """Do: a form is read as part of what paints it."""
        form = self.resources.XObject[operands[0]]
        if form.get("/Subtype") == pikepdf.Name.Form:
            self.walk.read(form, form.get("/Resources", self.resources), True)

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font becomes the current one."""
        self.state.face = self.walk.guard.streams.face(self.resources.Font[operands[0]])

    def show(self, operands: Sequence[Any], name: str) -> None:
        """Tj, TJ, ', ": text goes to the artifact, else to the sequence with an MCID, that it stands in."""
        face, sequences = self.state.face, self.walk.open
        if face is None:
            return
        parts = listed(operands[-1])
        codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String | bytes))
        text = shown = face.text(face.codes(codes))
        spoken = next((part for part in reversed(sequences) if part.actual is not None), None)
        if spoken is not None:
            text = "" if spoken.said else spoken.actual or ""
            spoken.said = True
        owner = next((part for part in sequences if part.artifact is not None), self.walk.numbered())
        if owner:
            owner.text += text
            owner.shown += shown
            owner.lang = next((part.lang for part in reversed(sequences) if part.lang), owner.lang)
        else:
            self.walk.bare += text


MAX_DEPTH = 200
MAX_ROLES = 8
CIRCLE = "circle"
"""Stands for the namespace of a type whose roles have no end."""


class ContentReference(NamedTuple):
    """A reference to a marked-content sequence: page (from 1) and MCID, which are its key too."""

    page: int
    mcid: int


class LinkAnnotation(NamedTuple):
    """A link annotation: page (from 1), boxes in pt of its lines, target, description, flags, number in the file.

    The boxes are what a finger hits: the QuadPoints as far as they lie in the Rect.
    `target` is a URI, or "page 3 225" for a place in the document, its height in pt where it has one, or empty.
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

    `lang` is the language in force, `own_lang` the one written on it; `attributes` are merged over all owners; `space`
    is the namespace of the type, "" for that of PDF 1.7; `ident` its ID. `actual` and `alt` are None when not written.
    """

    type: str
    number: int
    page: int
    lang: str
    own_lang: str = ""
    alt: str = ""
    actual: str | None = None
    expansion: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: tuple[Tag | ContentReference | LinkAnnotation, ...] = ()
    space: str = ""
    ident: str = ""

    @property
    def said(self) -> str | None:
        """What is read in place of all that it holds: its ActualText, else its Alt; None where that is read."""
        return self.actual if self.actual is not None else self.alt or None

    @property
    def tags(self) -> list[Tag]:
        """The elements that hang straight in it."""
        return [kid for kid in self.kids if isinstance(kid, Tag)]

    def walk(self) -> Iterator[Tag]:
        """The element and all elements below it, in reading order."""
        yield self
        for kid in self.tags:
            yield from kid.walk()

    def content(self) -> Iterator[ContentReference]:
        """Every content reference at or below the element."""
        for kid in self.kids:
            if isinstance(kid, ContentReference):
                yield kid
            elif isinstance(kid, Tag):
                yield from kid.content()


class Outline(NamedTuple):
    """One bookmark: depth from 1, title, page (from 1) it leads to or 0, and the number of the element it names or 0.

    `top` is the height in pt that it scrolls to; None where it shows the page as it likes.
    """

    depth: int
    title: str
    page: int
    element: int
    top: float | None = None


class HeardText(NamedTuple):
    """A text as a reader says it, with page and language, and the element that it belongs to."""

    text: str
    page: int
    lang: str
    tag: Tag


@dataclass(frozen=True)
class TaggedDocument:
    """Everything a reader of the tag tree uses; `owners` and `link_owners` are the ParentTree, as element numbers.

    `marks` are the entries of MarkInfo that are true, `roles` the types that the role map gives another meaning,
    `astray` the elements that an entry leads from elsewhere, such as their parent, each with that entry; `opens_first`
    tells that the file asks to be opened at its first page.
    """

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
    marks: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    astray: tuple[tuple[Tag, str], ...] = ()
    opens_first: bool = False

    def text_of(self, tag: Tag) -> str:
        """Text of an element as it is read: alternatives for pictures, white space collapsed, soft hyphens joined."""
        return " ".join("".join(heard.text for heard in self.heard(tag)).replace("\u00ad", "").split())

    def heard(self, tag: Tag, expanded: bool = False) -> Iterator[HeardText]:
        """What a reader says of an element, in reading order, with white space where a block begins or ends.

        An element is replaced by its ActualText, else by its Alt, whatever its type; a sequence likewise.
        """
        edge = "" if tag.type in INLINE else " "
        yield HeardText(edge, tag.page, tag.lang, tag)
        if tag.said is not None:
            yield HeardText(f" {tag.said} " if tag.type == "Figure" else tag.said, tag.page, tag.lang, tag)
        for kid in tag.kids if tag.said is None else ():
            if isinstance(kid, ContentReference) and kid in self.shown:
                run = self.shown[kid]
                expansion = f" ({run.expansion}) " if expanded and run.expansion else ""
                yield HeardText(run.text + expansion, kid.page, run.lang or tag.lang, tag)
            elif isinstance(kid, Tag):
                yield from self.heard(kid, expanded)
        if expanded and tag.expansion:
            yield HeardText(f" ({tag.expansion}) ", tag.page, tag.lang, tag)
        yield HeardText(edge, tag.page, tag.lang, tag)

    @cached_property
    def shown(self) -> dict[tuple[int, int], MarkedText]:
        """Each sequence by page and MCID."""
        return {(run.page, run.mcid): run for run in self.runs if run.mcid is not None}

    @cached_property
    def runs_of(self) -> dict[int, list[MarkedText]]:
        """The sequences of each page that has any, from 1."""
        return {page: [*runs] for page, runs in groupby(self.runs, lambda run: run.page)}

    @cached_property
    def texts(self) -> dict[tuple[int, int], str]:
        """Text of each sequence, as it is read, by page and MCID."""
        return {key: run.text for key, run in self.shown.items()}


INLINE: frozenset[str] = frozenset({"Span", "Strong", "Em", "Link", "Quote", "Code"})
HEADING = re.compile("H[1-6]")


def read_tagged(
    pdf: pikepdf.Pdf, runs_of: Callable[[Any, int], tuple[MarkedText, ...]] | None = None
) -> TaggedDocument:
    """The tag tree, and everything beside it that a reader navigates by; `runs_of` reads the sequences of a page."""
    root, empty = pdf.Root, pikepdf.Dictionary()
    language = str(root.get("/Lang", ""))
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    places = _Places(root, pages)
    links = {
        annotation.objgen: _link(annotation, number, places)
        for number, page in enumerate(pdf.pages, 1)
        for annotation in page.get("/Annots", [])
        if annotation.get("/Subtype") == pikepdf.Name.Link
    }
    structure = root.get("/StructTreeRoot", empty)
    tree = _TreeReader(pages, links, structure.get("/RoleMap", empty))
    tops = [tree.read(kid, 1, language, 0) for kid in listed(structure.get("/K", []))]
    tags = [top for top in tops if isinstance(top, Tag)]
    owners, link_owners = _owners(pdf, structure)
    runs_of = runs_of or partial(read_runs, streams=Streams())
    runs = (runs_of(page, number) for number, page in enumerate(pdf.pages, 1))
    return TaggedDocument(
        root=tags[0] if len(tags) == 1 else None,
        runs=tuple(run for page in runs for run in page),
        links=tuple(links.values()),
        owners=owners,
        link_owners=link_owners,
        outlines=tuple(_outlines(root.get("/Outlines"), places, 1)),
        labels=read_labels(root.get("/PageLabels"), len(pdf.pages)),
        language=language,
        shows_title=bool(root.get("/ViewerPreferences", empty).get("/DisplayDocTitle", False)),
        marks=frozenset(str(key)[1:] for key, value in root.get("/MarkInfo", empty).items() if bool(value)),
        roles=frozenset(str(name)[1:] for name in structure.get("/RoleMap", empty)),
        astray=tuple(_astray(structure, tree.met)),
        opens_first=places.page(pikepdf.Dictionary(Dest=root.get("/OpenAction"))) == 1,
        tab_orders=tuple(str(page.get("/Tabs", ""))[1:] for page in pdf.pages),
    )


def _astray(structure: Any, elements: Sequence[tuple[Any, Tag]]) -> Iterator[tuple[Tag, str]]:
    """Elements with an entry that leads elsewhere: to another parent, out of the tree, to a file, and that entry."""
    parents = {kid.number: tag.number for _, tag in elements for kid in tag.tags}
    idents = dict(leaves(structure.get("/IDTree", pikepdf.Dictionary()), "/Names", str))
    met = set[str]()
    for element, tag in elements:
        parent = element.get("/P", structure).objgen[0]
        astray = {
            "P": parent != parents.get(tag.number, structure.objgen[0]) and "/P" in element,
            "ID": tag.ident in met or (tag.ident in idents and idents[tag.ident].objgen[0] != tag.number),
            "Ref": any(other.objgen[0] not in parents for other in element.get("/Ref", ())),
            "AF": "/AF" in element and tag.type != "Formula",
        }
        met |= {tag.ident} - {""}
        yield from ((tag, entry) for entry, wrong in astray.items() if wrong)


def _lang(entries: Any) -> str:
    """The language that is written on something: "und" for one that is empty, which leaves it undetermined."""
    return (str(entries.Lang) or "und") if "/Lang" in entries else ""


@dataclass
class _TreeReader:
    pages: dict[tuple[int, int], int]
    links: dict[tuple[int, int], LinkAnnotation]
    roles: Any
    met: list[tuple[Any, Tag]] = field(default_factory=list)

    def read(self, element: Any, page: int, lang: str, depth: int) -> Tag | ContentReference | LinkAnnotation | None:
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
        own = _lang(element)
        kids = (self.read(kid, page, own or lang, depth + 1) for kid in listed(element.get("/K", [])))
        name, space = self._type(element.S, element.get("/NS"))
        tag = Tag(
            type=name,
            number=element.objgen[0],
            page=page,
            lang=own or lang,
            own_lang=own,
            alt=str(element.get("/Alt", "")),
            actual=str(element.ActualText) if "/ActualText" in element else None,
            expansion=str(element.get("/E", element.get("/Phoneme", ""))),
            attributes=_attributes(element.get("/A")),
            kids=tuple(kid for kid in kids if kid is not None),
            space=space,
            ident=str(element.get("/ID", "")),
        )
        self.met.append((element, tag))
        return tag

    def _type(self, name: Any, space: Any) -> tuple[str, str]:
        """The type that a type stands for, by the role map of its namespace or of the tree, and its namespace."""
        for _ in range(MAX_ROLES):
            roles = space.get("/RoleMapNS", pikepdf.Dictionary()) if space is not None else self.roles
            if name not in roles:
                return str(name)[1:], str(space.get("/NS", "")) if space is not None else ""
            role = roles[name]
            name, space = role if isinstance(role, pikepdf.Array) else (role, None)
        return str(name)[1:], CIRCLE


def _attributes(owned: Any) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for attributes in listed(owned):
        if isinstance(attributes, pikepdf.Dictionary):
            merged |= {str(key)[1:]: _plain(value) for key, value in attributes.items() if key != "/O"}
    return merged


def _plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return tuple(_plain(part) for part in value)
    if isinstance(value, pikepdf.Name):
        return str(value)[1:]
    return value if isinstance(value, int) else float(value) if not isinstance(value, pikepdf.String) else str(value)


def _box(array: Any) -> Box:
    edges = [float(value) for value in array]
    return hull(zip(edges[::2], edges[1::2], strict=False))


def _link(annotation: Any, page: int, places: _Places) -> LinkAnnotation:
    points = list(annotation.get("/QuadPoints", []))
    quads = [points[index : index + 8] for index in range(0, len(points), 8)]
    area = _box(list(annotation.Rect))
    return LinkAnnotation(
        page=page,
        boxes=tuple(_box(quad).within(area) for quad in quads) or (area,),
        target=places.target(annotation),
        contents=str(annotation.get("/Contents", "")),
        flags=int(annotation.get("/F", 0)),
        number=annotation.objgen[0],
        struct_parent=int(annotation.get("/StructParent", -1)),
    )


class _Places:
    """Where bookmarks and links lead: explicit destinations, and those that have a name (ISO 32000-1, 12.3.2)."""

    def __init__(self, root: Any, pages: dict[tuple[int, int], int]) -> None:
        self.pages = pages
        self.named = {str(name): place for name, place in root.get("/Dests", pikepdf.Dictionary()).items()}
        self.named |= dict(leaves(root.get("/Names", {}).get("/Dests", pikepdf.Dictionary()), "/Names", str))

    def of(self, entry: Any) -> Any:
        """The explicit destination of a bookmark or link; None where it has none."""
        action = entry.get("/A", pikepdf.Dictionary())
        place = action.get("/D", action.get("/SD", entry.get("/Dest")))
        if isinstance(place, pikepdf.String | pikepdf.Name):
            place = self.named.get(str(place))
        if isinstance(place, pikepdf.Dictionary):
            place = place.get("/D")
        leads = isinstance(place, pikepdf.Array) and len(place) and isinstance(place[0], pikepdf.Dictionary)
        return place if leads else None

    def page(self, entry: Any) -> int:
        """The page (from 1) that it leads to, or 0; a structure destination leads to that of its element."""
        place = self.of(entry)
        return self.pages.get(place[0].get("/Pg", place[0]).objgen, 0) if place is not None else 0

    def target(self, entry: Any) -> str:
        """A URI, a place in the document such as "page 3 225", or nothing."""
        uri, page, top = entry.get("/A", pikepdf.Dictionary()).get("/URI"), self.page(entry), _top(self.of(entry))
        return str(uri) if uri is not None else at_place(page, top) if page else ""


def _owners(pdf: pikepdf.Pdf, structure: Any) -> tuple[dict[tuple[int, int], int], dict[int, int]]:
    numbers = dict(leaves(structure.get("/ParentTree", pikepdf.Dictionary()), "/Nums", int))
    owners: dict[tuple[int, int], int] = {}
    for page, entry in enumerate(pdf.pages, 1):
        key = int(entry.get("/StructParents", -1))
        for mcid, owner in enumerate(numbers.get(key, [])):
            if isinstance(owner, pikepdf.Dictionary):
                owners[page, mcid] = owner.objgen[0]
    return owners, {key: value.objgen[0] for key, value in numbers.items() if isinstance(value, pikepdf.Dictionary)}


def _outlines(parent: Any, places: _Places, depth: int) -> Iterator[Outline]:
    item = parent.get("/First") if parent is not None and depth < MAX_DEPTH else None
    seen: set[tuple[int, int]] = set()
    while item is not None and item.objgen not in seen:
        seen.add(item.objgen)
        place = places.of(item)
        aim = item.get("/A", pikepdf.Dictionary()).get("/SD", place)
        element = item.get("/SE", aim[0] if aim is not None and "/S" in aim[0] else None)
        number = element.objgen[0] if element is not None else 0
        yield Outline(depth, str(item.get("/Title", "")), places.page(item), number, _top(place))
        yield from _outlines(item, places, depth + 1)
        item = item.get("/Next")


def at_place(page: int, top: float | None) -> str:
    """The target of a link to a page (from 1) of its own document, and the height in pt on it."""
    return f"page {page}" if top is None else f"page {page} {top:.0f}"


def _top(place: Any) -> float | None:
    """The height that a destination scrolls to (ISO 32000-1, table 151)."""
    values = list(place)[1:] if place is not None else [""]
    at = {"/XYZ": 2, "/FitH": 1, "/FitBH": 1, "/FitR": 4}.get(str(values[0]), len(values))
    return next((float(top) for top in values[at : at + 1] if isinstance(top, int | float | Decimal)), None)
