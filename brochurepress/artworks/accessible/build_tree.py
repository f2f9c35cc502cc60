"""Build the structure tree: what each source element painted, as standard structure types of a PDF version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeGuard

from brochurepress.compose import WHITE, HtmlElement
from brochurepress.pdf.inspect import INLINE
from brochurepress.typeset import Fragment, LinkArea, MarkedContent
from brochurepress.workspace import shipped_table


@dataclass(frozen=True)
class Role:
    """How an element holds its content, as layouts/structure.toml has it, and its structure type in each version.

    An empty type means that it is passed through: it has no structure element, and what it holds moves up.
    """

    kind: str
    pdf17: str = ""
    pdf20: str = ""


THROUGH = Role("through")

_TABLE = shipped_table("structure")
ROLES = {
    tag: Role(kind, *([types, types] if isinstance(types, str) else types))
    for kind, tags in _TABLE["roles"].items()
    for tag, types in tags.items()
}
"""Elements by their tags, or their roles of ARIA; those that are not in it are passed through."""

NUMBERING: dict[str, str] = _TABLE["numbering"]
"""ListNumbering for the list styles of CSS; any other style counts as unordered or, in an ol, as ordered."""


@dataclass(frozen=True)
class Target:
    """A version of PDF to write the tree for, and the standards that its file claims, by their names in pdf.xmp.

    `unordered`, `ordered` and `description` are the ListNumbering values of lists without a numbering of their own;
    PDF 2.0 has names for them, PDF 1.7 has not.
    """

    version: str
    standards: tuple[str, ...]
    unordered: str
    ordered: str
    description: str

    @property
    def newer(self) -> bool:
        """Whether it is PDF 2.0, which has namespaces, structure destinations and types of its own."""
        return self.version == "2.0"

    def type_of(self, role: Role) -> str:
        """Structure type of a role in this version."""
        return role.pdf20 if self.newer else role.pdf17


_CLAIMS = "PDF/UA-2", "WTPDF accessibility 1.0", "WTPDF reuse 1.0", "PDF/A-4"
TARGETS: dict[str, Target] = {
    "1.7": Target("1.7", ("PDF/UA-1", "PDF/A-2a"), unordered="Disc", ordered="Decimal", description="None"),
    "2.0": Target("2.0", _CLAIMS, unordered="Unordered", ordered="Ordered", description="Description"),
}

PDF_17_ONLY = frozenset({"BlockQuote", "Quote", "Code", "Art", "TOC", "TOCI"})
"""Types that PDF 2.0 knows only in the namespace of PDF 1.7 (ISO 32000-2, 14.8.6)."""


Value = str | int | tuple[float, ...]
"""Value of a structure attribute: a name, an integer, or an array of numbers."""


@dataclass
class Node:
    """One structure element: its standard type, the source element it stands for, and its children in reading order.

    `attributes` are grouped by owner (Layout, List, Table); `areas` among the kids become one annotation per page.
    """

    type: str
    element: HtmlElement
    kids: Kids = field(default_factory=list)
    alt: str = ""
    expansion: str = ""
    lang: str = ""
    attributes: dict[str, dict[str, Value]] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """The element and all structure elements below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def marks(self) -> Iterator[MarkedContent]:
        """Every marked-content sequence at or below the element, in reading order."""
        for kid in self.kids:
            if isinstance(kid, MarkedContent):
                yield kid
            elif isinstance(kid, Node):
                yield from kid.marks()

    def areas(self) -> list[LinkArea]:
        """The link areas that hang directly below the element."""
        return [kid for kid in self.kids if isinstance(kid, LinkArea)]

    @property
    def page(self) -> int:
        """Page (from 0) on which the element begins; 0 when it holds no content."""
        return next((mark.page for mark in self.marks()), 0)


Kid = Node | MarkedContent | LinkArea
Kids = list[Kid]


def is_loose(kid: Kid) -> bool:
    """Whether something may not stand straight in a grouping element: text, a link area, an inline element."""
    if not isinstance(kid, Node):
        return True
    inline_figure = kid.type == "Figure" and kid.attributes["Layout"]["Placement"] == "Inline"
    return kid.type in INLINE or inline_figure


def in_paragraphs(kids: Iterable[Kid], element: HtmlElement) -> Kids:
    """The kids with each run of loose ones gathered in a paragraph; a run of pictures alone stays as it is."""
    result: Kids = []
    for loose, group in groupby(kids, is_loose):
        run = list(group)
        figures = [kid for kid in run if _is(kid, "Figure")]
        alone = len(figures) == len(run)
        for figure in figures if alone and loose else ():
            figure.attributes["Layout"]["Placement"] = "Block"
        result += [Node("P", element, run)] if loose and not alone else run
    return result


def unmixed(kids: Kids, element: HtmlElement) -> Kids:
    """The kids as they are when all are loose; in paragraphs when blocks stand among them."""
    return kids if all(map(is_loose, kids)) else in_paragraphs(kids, element)


def shape(laid: Fragment, target: Target) -> Node:
    """The structure tree of a document: one Document element whose descendants are standard types of the target."""
    document = Node("Document", laid.element, in_paragraphs(_Shaper(target).kids(laid, False), laid.element))
    _languages(document, document.element.lang)
    return document


def _is(kid: Kid, *types: str) -> TypeGuard[Node]:
    return isinstance(kid, Node) and kid.type in types


class _Shaper:
    def __init__(self, target: Target) -> None:
        self.target = target

    def kids(self, laid: Fragment, phrase: bool) -> Kids:
        """What hangs below an element; `phrase` tells that no block may stand there."""
        result: Kids = []
        for kid in laid.kids:
            if isinstance(kid, Fragment):
                result += self.element(kid, laid.element, phrase)
            elif isinstance(kid, LinkArea) or not kid.blank:
                result.append(kid)
        return result

    def element(self, laid: Fragment, parent: HtmlElement, phrase: bool) -> Kids:
        """The structure elements of one source element: none, one, or its kids where it is passed through."""
        element = laid.element
        if element.is_picture:
            layout: dict[str, Value] = {"BBox": tuple(next(iter(laid.boxes.values())))}
            layout["Placement"] = "Inline" if laid.inline else "Block"
            marks: Kids = [mark for _, mark in laid.marks() if not mark.blank]
            return [Node("Figure", element, marks, element.alternative(), attributes={"Layout": layout})]
        role = ROLES.get(element.attributes.get("role", ""), ROLES.get(element.tag, THROUGH))
        if element.tag == "a" and "href" not in element.attributes:
            role = THROUGH
        kids = self.kids(laid, phrase or role.kind in ("phrase", "link"))
        if not kids and role.pdf17 not in ("TD", "TH"):
            return []
        if self.target.type_of(role) and not (phrase and role.kind == "group"):
            return self._typed(role, laid, kids, parent)
        if element.lang != parent.lang and laid.inline:
            return [Node("Span", element, kids)]
        return kids if phrase or laid.inline else in_paragraphs(kids, element)

    def _typed(self, role: Role, laid: Fragment, kids: Kids, parent: HtmlElement) -> Kids:
        name, element = self.target.type_of(role), laid.element
        match role.kind:
            case "group":
                blocks = in_paragraphs(kids, element)
                bare = element.tag == "figure" and not any(_is(kid, "Caption") for kid in blocks)
                return blocks if bare else [Node(name, element, blocks)]
            case "list":
                items = _items(kids, element)
                node = Node("L", element, [*items])
                if any(_is(kid, "Lbl") for item in items for kid in item.kids):
                    other = self.target.ordered if element.tag == "ol" else self.target.unordered
                    node.attributes["List"] = {"ListNumbering": NUMBERING.get(laid.list_style, other)}
                return [node]
            case "pairs":
                return [self._pairs(element, kids)]
            case "item":
                in_list = ROLES.get(parent.tag, THROUGH).kind == "list"
                return [_item(laid, kids)] if in_list else in_paragraphs(kids, element)
            case "table":
                return [Node(name, element, [kid for kid in kids if isinstance(kid, Node)])]
            case "flow" if element.tag in ("dt", "dd") and parent.tag not in ("dl", "div"):
                return in_paragraphs(kids, element)
            case "flow":
                return [_cell(name, laid, kids, parent)]
            case "link":
                return _link(element, kids)
        expansion = element.attributes.get("title", "") if element.tag == "abbr" else ""
        return [Node(name, element, kids, expansion=expansion)]

    def _pairs(self, element: HtmlElement, kids: Kids) -> Node:
        """A description list: each term with its descriptions is one item; terms may count, as marks on a map do."""
        node = Node("L", element)
        item: Node | None = None
        for kid in in_paragraphs(kids, element):
            if not _is(kid, "Lbl", "LBody"):
                node.kids += _items([kid], element)
                item = None
                continue
            bodies = [part for part in (item.kids if item else ()) if _is(part, "LBody")]
            if item is None or (kid.type == "Lbl" and bodies):
                item = Node("LI", kid.element)
                node.kids.append(item)
            if kid.type == "LBody" and bodies:
                bodies[0].kids = in_paragraphs(bodies[0].kids, bodies[0].element)
                bodies[0].kids += in_paragraphs(kid.kids, kid.element)
            else:
                item.kids.append(kid)
        labels = [kid.element for kid in kids if isinstance(kid, Node) and kid.type == "Lbl"]
        terms = [label.text() for label in labels]
        counts = all(map(str.isdecimal, terms)) and [*map(int, terms)] == sorted({*map(int, terms)})
        numbering = "Decimal" if terms and counts else self.target.description
        node.attributes["List"] = {"ListNumbering": numbering}
        return node


def _items(kids: Kids, element: HtmlElement) -> list[Node]:
    """The items of a list; what is none by its element becomes the body of one."""
    blocks = [kid for kid in in_paragraphs(kids, element) if isinstance(kid, Node)]
    return [kid if kid.type == "LI" else Node("LI", element, [Node("LBody", element, [kid])]) for kid in blocks]


def _item(laid: Fragment, kids: Kids) -> Node:
    pseudos = [kid.pseudo if isinstance(kid, MarkedContent) else "" for kid in kids]
    label = "marker" if "marker" in pseudos else "before"
    labels = [kid for kid, pseudo in zip(kids, pseudos, strict=True) if pseudo == label]
    body = unmixed([kid for kid, pseudo in zip(kids, pseudos, strict=True) if pseudo != label], laid.element)
    parts = [Node(name, laid.element, part) for name, part in (("Lbl", labels), ("LBody", body)) if part]
    return Node("LI", laid.element, [*parts])


def _cell(name: str, laid: Fragment, kids: Kids, row: HtmlElement) -> Node:
    """A cell with its spans and scope, as the source says it: else the first heads its row when data cells follow it.

    Any other heads its column.
    """
    element = laid.element
    cell = Node(name, element, unmixed(kids, element))
    spans = {"ColSpan": laid.column_span, "RowSpan": laid.row_span} if name in ("TD", "TH") else {}
    table: dict[str, Value] = {name: span for name, span in spans.items() if span > 1}
    if name == "TH":
        cells = [part for part in row.content if isinstance(part, HtmlElement)]
        heads_row = cells[0] is element and any(part.tag == "td" for part in cells)
        said = element.attributes.get("scope", "") or ("row" if heads_row else "col")
        table["Scope"] = "Row" if said.startswith("row") else "Column"
    if table:
        cell.attributes["Table"] = table
    return cell


def _link(element: HtmlElement, kids: Kids) -> Kids:
    """A link, inside the one block it holds if that is all it holds: a heading that is a link stays a heading."""
    areas: Kids = [kid for kid in kids if isinstance(kid, LinkArea)]
    rest = [kid for kid in kids if not isinstance(kid, LinkArea)]
    if len(rest) == 1 and isinstance(block := rest[0], Node) and not is_loose(block):
        block.kids = [Node("Link", element, areas + block.kids)]
        return [block]
    return [Node("Link", element, list(_flat(kids)))]


def _flat(kids: Kids) -> Iterable[Kid]:
    for kid in kids:
        if isinstance(kid, Node) and not is_loose(kid):
            yield from _flat(kid.kids)
        else:
            yield kid


def _languages(node: Node, lang: str) -> None:
    """Writes the language on every element in which it changes (ISO 32000-1, 14.9.2)."""
    node.lang = "" if node.element.lang == lang else node.element.lang
    for kid in node.kids:
        if isinstance(kid, Node):
            _languages(kid, node.element.lang)


def visible_text(element: HtmlElement) -> str:
    """Text of an element as it is spoken: soft hyphens left out."""
    return element.text().replace("\u00ad", "").strip(WHITE)
