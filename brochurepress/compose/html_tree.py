"""The composed HTML as a typed, frozen tree, each element with its language and place in the manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from brochurepress.findings import Place

ElementPath = tuple[int, ...]
"""Where an element hangs: the index of each ancestor among its siblings, from the root down."""

WHITE = " \t\n\r\f"
"""White space that HTML collapses; the no-break space is not among it."""

UNSPOKEN = frozenset({"head", "script", "style", "template", "noscript", "svg"})
"""Elements whose text is never set as text."""


@dataclass(frozen=True)
class HtmlElement:
    """One HTML element; `content` holds its texts and child elements in order.

    `lang` is the language in force (BCP 47), `place` that of the nearest `data-source="file:line"`,
    `hidden` tells that it or an ancestor is decoration (aria-hidden, empty alt) or left out (hidden).
    """

    path: ElementPath
    tag: str
    attributes: Mapping[str, str]
    lang: str
    hidden: bool
    place: Place
    content: tuple[str | HtmlElement, ...]

    def walk(self) -> Iterator[HtmlElement]:
        """The element and all elements below it, in document order."""
        yield self
        for part in self.content:
            if isinstance(part, HtmlElement):
                yield from part.walk()

    def text(self) -> str:
        """Visible text below the element with alternative texts in place of pictures, white space collapsed."""
        return collapsed("".join(self._pieces()))

    def _pieces(self) -> Iterator[str]:
        if self.hidden or (self.tag in UNSPOKEN and self.tag != "svg"):
            return
        if alternative := self.alternative():
            yield f" {alternative} "
            return
        if self.tag == "br":
            yield " "
        for part in self.content:
            if isinstance(part, str):
                yield part
            else:
                yield from part._pieces()

    def alternative(self) -> str:
        """Text alternative of a picture: alt, aria-label, or the title of an inline SVG; empty when there is none."""
        if self.tag == "img":
            return collapsed(self.attributes.get("alt", ""))
        if not self.is_picture:
            return ""
        titles = (part for part in self.content if isinstance(part, HtmlElement) and part.tag == "title")
        title = next(("".join(part for part in t.content if isinstance(part, str)) for t in titles), "")
        return collapsed(self.attributes.get("aria-label", "") or title)

    @property
    def is_picture(self) -> bool:
        """Whether the element is one picture to a reader, whatever stands inside it."""
        return self.tag in ("img", "svg") or self.attributes.get("role") == "img"

    def one(self, tag: str) -> HtmlElement | None:
        """The first element with this tag, itself included."""
        return next((element for element in self.walk() if element.tag == tag), None)


_ROMAN = dict(
    zip("M CM D CD C XC L XL X IX V IV I".split(), (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), strict=True)
)


def labels(points: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The points of an ol, each with its number as it is shown (HTML Living Standard, 4.4.5 and 4.4.8)."""
    kind = points.attributes.get("type", "1")
    number = int(points.attributes.get("start", "1"))
    for point in points.content:
        if isinstance(point, HtmlElement) and point.tag == "li":
            number = int(point.attributes.get("value", number))
            yield point, f"{numeral(kind, number)}."
            number += 1


def numeral(kind: str, number: int) -> str:
    """A number in a style of a list: 1 (figures), a or A (letters), i or I (Roman); none of these has a sign for 0."""
    if kind == "1" or number < 1:
        return str(number)
    text = ""
    if kind in ("i", "I"):
        for sign, value in _ROMAN.items():
            times, number = divmod(number, value)
            text += sign * times
        return text if kind == "I" else text.lower()
    while number:
        number, letter = divmod(number - 1, 26)
        text = chr(ord(kind) + letter) + text
    return text


def collapsed(text: str) -> str:
    """Text with each run of collapsible white space made one space, and none at its ends."""
    return re.sub(f"[{WHITE}]+", " ", text).strip(" ")


def read_elements(root: Any) -> tuple[HtmlElement, dict[Any, HtmlElement]]:
    """Typed tree of a parsed document (xml.etree.ElementTree.Element), and the element of each of its nodes."""
    index: dict[Any, HtmlElement] = {}
    return _read(root, (), "", False, Place(), index), index


def _read(
    node: Any, path: ElementPath, lang: str, hidden: bool, place: Place, index: dict[Any, HtmlElement]
) -> HtmlElement:
    attributes = {name: value for name, value in node.attrib.items() if not name.startswith("{")}
    tag = node.tag.rpartition("}")[2]
    lang = attributes.get("lang", lang)
    decorative = attributes.get("role") in ("presentation", "none") or attributes.get("alt") == ""
    hidden = hidden or "hidden" in attributes or attributes.get("aria-hidden") == "true"
    hidden = hidden or (tag in ("img", "svg") and decorative)
    if "data-source" in attributes:
        file, _, line = attributes["data-source"].rpartition(":")
        place = Place(file, int(line)) if file and line.isdigit() else Place(attributes["data-source"])
    content: list[str | HtmlElement] = [node.text] if node.text else []
    for number, child in enumerate(node):
        if isinstance(child.tag, str):
            content.append(_read(child, (*path, number), lang, hidden, place, index))
        if child.tail:
            content.append(child.tail)
    index[node] = HtmlElement(path, tag, attributes, lang, hidden, place, tuple(content))
    return index[node]
