"""Roles: which standard structure type each HTML element has (ISO 32000-1, 14.8.4; ISO 32000-2, 14.8.4)."""

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


def _same(kind: ContentKind, **names: str) -> dict[str, Role]:
    """Elements of one kind by their tags, each with a type that both versions know."""
    return {tag: Role(kind, name, name) for tag, name in names.items()}


THROUGH = Role(ContentKind.THROUGH)

ROLES: dict[str, Role] = {
    **_same(ContentKind.GROUP, article="Sect", section="Sect", nav="Sect", address="Div", blockquote="BlockQuote"),
    "aside": Role(ContentKind.GROUP, "Sect", "Aside"),
    # In PDF 2.0 a Div counts as its kids, and a Caption may stand first or last only (ISO 14289-2, 8.2.5.27).
    "figure": Role(ContentKind.GROUP, "Div", "Sect"),
    **_same(ContentKind.PHRASE, p="P", pre="P", h1="H1", h2="H2", h3="H3", h4="H4", h5="H5", h6="H6", abbr="Span"),
    "strong": Role(ContentKind.PHRASE, "", "Strong"),
    "em": Role(ContentKind.PHRASE, "", "Em"),
    "q": Role(ContentKind.PHRASE, "Quote", "Span"),
    "code": Role(ContentKind.PHRASE, "Code", "Span"),
    **_same(ContentKind.LINK, a="Link"),
    **_same(ContentKind.LIST, ul="L", ol="L", menu="L"),
    **_same(ContentKind.ITEM, li="LI"),
    **_same(ContentKind.PAIRS, dl="L"),
    **_same(ContentKind.FLOW, dt="Lbl", dd="LBody", caption="Caption", figcaption="Caption", th="TH", td="TD"),
    # By its role of ARIA: a note, wherever its words stand.
    "doc-footnote": Role(ContentKind.GROUP, "Note", "FENote"),
    **_same(ContentKind.TABLE, table="Table", thead="THead", tbody="TBody", tfoot="TFoot", tr="TR"),
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
