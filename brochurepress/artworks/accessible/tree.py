"""Records of the structure tree between layout and PDF: typed elements with their content (ISO 32000-1, 14.7.2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from brochurepress.compose import HtmlElement
from brochurepress.pdf.inspect import INLINE
from brochurepress.typeset import LinkArea, MarkedContent

Value = str | int | tuple[float, ...]
"""Value of a structure attribute: a name, an integer, or an array of numbers."""


@dataclass
class Node:
    """One structure element: its standard type, the source element it stands for, and its children in reading order.

    `attributes` are grouped by owner (Layout, List, Table); `areas` among the kids become one annotation per page.
    """

    type: str
    element: HtmlElement
    kids: list[Node | MarkedContent | LinkArea] = field(default_factory=list)
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


def is_loose(kid: Node | MarkedContent | LinkArea) -> bool:
    """Whether something may not stand straight in a grouping element: text, a link area, an inline element."""
    if not isinstance(kid, Node):
        return True
    inline_figure = kid.type == "Figure" and kid.attributes["Layout"]["Placement"] == "Inline"
    return kid.type in INLINE or inline_figure


def in_paragraphs(
    kids: Sequence[Node | MarkedContent | LinkArea], element: HtmlElement
) -> list[Node | MarkedContent | LinkArea]:
    """The kids with each run of loose ones gathered in a paragraph; a run of pictures alone stays as it is."""
    result: list[Node | MarkedContent | LinkArea] = []
    run: list[Node | MarkedContent | LinkArea] = []

    def close() -> None:
        if run and all(isinstance(kid, Node) and kid.type == "Figure" for kid in run):
            for figure in run:
                if isinstance(figure, Node):
                    figure.attributes["Layout"]["Placement"] = "Block"
            result.extend(run)
        elif run:
            result.append(Node("P", element, list(run)))
        run.clear()

    for kid in kids:
        if is_loose(kid):
            run.append(kid)
        else:
            close()
            result.append(kid)
    close()
    return result


def unmixed(
    kids: Sequence[Node | MarkedContent | LinkArea], element: HtmlElement
) -> list[Node | MarkedContent | LinkArea]:
    """The kids as they are when all are loose; in paragraphs when blocks stand among them."""
    return list(kids) if all(is_loose(kid) for kid in kids) else in_paragraphs(kids, element)
