"""Roles: which standard structure type each HTML element has (ISO 32000-1, 14.8.4; ISO 32000-2, 14.8.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto


class ContentKind(Enum):
    """How an element holds its content."""

    THROUGH = auto()
    """It has no structure element of its own; what it holds moves up."""
    GROUP = auto()
    """It holds blocks; loose text in it is put in paragraphs."""
    PHRASE = auto()
    """It holds text and inline elements only."""
    FLOW = auto()
    """It holds either text or blocks."""
    LIST = auto()
    ITEM = auto()
    PAIRS = auto()
    TABLE = auto()
    LINK = auto()


@dataclass(frozen=True)
class Role:
    """Kind of an element, and its structure type in each version; an empty type means that it is passed through."""

    kind: ContentKind
    pdf17: str = ""
    pdf20: str = ""


def _same(kind: ContentKind, name: str) -> Role:
    return Role(kind, name, name)


THROUGH = Role(ContentKind.THROUGH)

ROLES: dict[str, Role] = {
    "article": _same(ContentKind.GROUP, "Sect"),
    "section": _same(ContentKind.GROUP, "Sect"),
    "nav": _same(ContentKind.GROUP, "Sect"),
    "aside": Role(ContentKind.GROUP, "Sect", "Aside"),
    "address": _same(ContentKind.GROUP, "Div"),
    # In PDF 2.0 a Div counts as its kids, and a Caption may stand first or last only (ISO 14289-2, 8.2.5.27).
    "figure": Role(ContentKind.GROUP, "Div", "Sect"),
    "blockquote": _same(ContentKind.GROUP, "BlockQuote"),
    "p": _same(ContentKind.PHRASE, "P"),
    "pre": _same(ContentKind.PHRASE, "P"),
    "h1": _same(ContentKind.PHRASE, "H1"),
    "h2": _same(ContentKind.PHRASE, "H2"),
    "h3": _same(ContentKind.PHRASE, "H3"),
    "h4": _same(ContentKind.PHRASE, "H4"),
    "h5": _same(ContentKind.PHRASE, "H5"),
    "h6": _same(ContentKind.PHRASE, "H6"),
    "strong": Role(ContentKind.PHRASE, "", "Strong"),
    "em": Role(ContentKind.PHRASE, "", "Em"),
    "abbr": _same(ContentKind.PHRASE, "Span"),
    "q": Role(ContentKind.PHRASE, "Quote", "Span"),
    "code": Role(ContentKind.PHRASE, "Code", "Span"),
    "a": _same(ContentKind.LINK, "Link"),
    "ul": _same(ContentKind.LIST, "L"),
    "ol": _same(ContentKind.LIST, "L"),
    "menu": _same(ContentKind.LIST, "L"),
    "li": _same(ContentKind.ITEM, "LI"),
    "dl": _same(ContentKind.PAIRS, "L"),
    "dt": _same(ContentKind.FLOW, "Lbl"),
    "dd": _same(ContentKind.FLOW, "LBody"),
    "table": _same(ContentKind.TABLE, "Table"),
    "caption": _same(ContentKind.FLOW, "Caption"),
    "figcaption": _same(ContentKind.FLOW, "Caption"),
    "thead": _same(ContentKind.TABLE, "THead"),
    "tbody": _same(ContentKind.TABLE, "TBody"),
    "tfoot": _same(ContentKind.TABLE, "TFoot"),
    "tr": _same(ContentKind.TABLE, "TR"),
    "th": _same(ContentKind.FLOW, "TH"),
    "td": _same(ContentKind.FLOW, "TD"),
}
"""Elements that are not in this table (div, span, header, small ...) are passed through."""

HEADING = re.compile(r"H[1-6]")

NUMBERING: dict[str, str] = {
    "disc": "Disc",
    "circle": "Circle",
    "square": "Square",
    "decimal": "Decimal",
    "decimal-leading-zero": "Decimal",
    "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha",
    "upper-alpha": "UpperAlpha",
    "upper-latin": "UpperAlpha",
    "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
}
"""ListNumbering for the list styles of CSS; any other style counts as unordered or, in an ol, as ordered."""


@dataclass(frozen=True)
class Target:
    """A version of PDF to write the tree for.

    `unordered`, `ordered` and `description` are the ListNumbering values of lists without a numbering of their own;
    PDF 2.0 has names for them, PDF 1.7 has not.
    """

    version: str
    namespaces: bool
    structure_destinations: bool
    unordered: str
    ordered: str
    description: str

    def type_of(self, role: Role) -> str:
        """Structure type of a role in this version."""
        return role.pdf20 if self.namespaces else role.pdf17


TARGETS: dict[str, Target] = {
    "1.7": Target("1.7", False, False, unordered="Disc", ordered="Decimal", description="None"),
    "2.0": Target("2.0", True, True, unordered="Unordered", ordered="Ordered", description="Description"),
}

PDF_17_ONLY = frozenset({"BlockQuote", "Quote", "Code", "Art", "TOC", "TOCI"})
"""Types that PDF 2.0 knows only in the namespace of PDF 1.7 (ISO 32000-2, 14.8.6)."""
