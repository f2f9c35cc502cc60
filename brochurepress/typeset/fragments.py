"""Layout fragments: where each source element came to stand, as marked content and link areas (ISO 32000-1, 14.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from brochurepress.compose import HtmlElement
from brochurepress.design import Box

GENERATED = frozenset({"before", "after", "marker", "footnote-call", "footnote-marker"})
"""Pseudo-elements whose text comes from the stylesheet, not from the source."""


@dataclass(frozen=True)
class MarkedContent:
    """One marked-content sequence: a run of text on one line, or a picture.

    `page` counts from 0; `box` is in pt from the lower left corner of the trim; `hyphen` is the character that the
    stylesheet sets where a word is broken; `pseudo` names the pseudo-element it belongs to; `group` numbers the groups
    of table rows as they were printed, each time anew.
    """

    page: int
    mcid: int
    text: str
    box: Box
    hyphen: str = ""
    pseudo: str = ""
    picture: bool = False
    group: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing was drawn: white space between the ends of two inline elements, say."""
        return not (self.picture or self.text.strip())

    @property
    def generated(self) -> bool:
        """Whether the stylesheet wrote this text."""
        return self.pseudo in GENERATED

    @property
    def key(self) -> tuple[int, int]:
        """Page and MCID: what names the sequence in its file."""
        return self.page, self.mcid


@dataclass(frozen=True)
class LinkArea:
    """Part of a link on one page: its box in pt, and its target, a URI or (`internal`) the id of an element."""

    page: int
    box: Box
    target: str
    internal: bool


@dataclass(frozen=True)
class PageArtifact:
    """A marked-content sequence that is an artifact: its type and subtype (ISO 32000-1, table 330) and its text."""

    page: int
    mcid: int
    type: str
    subtype: str
    text: str


@dataclass
class Fragment:
    """A source element with everything it painted, over all lines and pages, in the order of the layout.

    `boxes` holds its outer box (pt) on each page where it has one; `inline` tells that it flows within a line.
    """

    element: HtmlElement
    inline: bool = True
    list_style: str = ""
    column_span: int = 1
    row_span: int = 1
    boxes: dict[int, Box] = field(default_factory=dict)
    kids: list[Fragment | MarkedContent | LinkArea] = field(default_factory=list)

    def walk(self) -> Iterator[Fragment]:
        """The element and all laid out elements below it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Fragment):
                yield from kid.walk()

    def marks(self) -> Iterator[tuple[Fragment, MarkedContent]]:
        """Every marked-content sequence at or below the element, with the element it belongs to, in tree order."""
        for kid in self.kids:
            if isinstance(kid, MarkedContent):
                yield self, kid
            elif isinstance(kid, Fragment):
                yield from kid.marks()

    def take_repeats(self) -> Iterator[PageArtifact]:
        """Takes out heads and feet that a table has again on further pages or columns, and gives them as furniture."""
        for group in self.walk():
            if group.element.tag not in ("thead", "tfoot"):
                continue
            printed = {mark.group for _, mark in group.marks()}
            if len(printed) < 2:
                continue
            kept = min(printed) if group.element.tag == "thead" else max(printed)
            first = min(mark.page for _, mark in group.marks() if mark.group == kept)
            for part in group.walk():
                again = [kid for kid in part.kids if isinstance(kid, MarkedContent) and kid.group != kept]
                part.kids = [kid for kid in part.kids if not isinstance(kid, MarkedContent) or kid.group == kept]
                for mark in again:
                    kind = "Layout" if mark.page == first else "Pagination"
                    yield PageArtifact(mark.page, mark.mcid, kind, "", mark.text)


@dataclass(frozen=True, eq=False)
class TaggedPaint:
    """The painted pages with the identity of everything on them.

    `pdf` holds numbered marked content but no structure tree; `source` is the HTML, `laid` the same elements as laid
    out, `furniture` what stands outside the text, `running` the elements that were moved into page margins.
    """

    pdf: bytes
    source: HtmlElement
    laid: Fragment
    furniture: tuple[PageArtifact, ...]
    running: frozenset[tuple[int, ...]]
