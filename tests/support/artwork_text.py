"""Artworks as a reader meets them: words in order, links by page."""

from __future__ import annotations

import html
import io
import re
from html.parser import HTMLParser
from typing import Any

import pypdf

SHY = "\u00ad"


def reader(content: bytes) -> pypdf.PdfReader:
    """The PDF of an artwork."""
    return pypdf.PdfReader(io.BytesIO(content))


def words(text: str) -> list[str]:
    """Words of a text in order, hyphenated ones joined."""
    return re.sub(rf"(?:{SHY}|(?<=[a-z])-)\s*\n\s*", "", text).replace(SHY, "").split()


def page_words(content: bytes) -> list[list[str]]:
    """Words of each page of a PDF, in the order of its content."""
    return [words(page.extract_text()) for page in reader(content).pages]


def page_links(content: bytes) -> list[tuple[int, str]]:
    """Page (from 1) and address of every link annotation, in the order of the file."""
    found: list[tuple[int, str]] = []
    for number, page in enumerate(reader(content).pages, 1):
        annotations: Any = page.get("/Annots", [])
        for annotation in annotations:
            action = annotation.get_object().get("/A")
            if action is not None and "/URI" in action:
                found.append((number, str(action["/URI"])))
    return found


class WebPage(HTMLParser):
    """Text and links of a web page; what is in the head, in pictures or hidden is no text."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.texts: list[str] = []
        self._silent: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(html.unescape(values["href"] or ""))
        if tag in ("head", "svg", "style", "script"):
            self._silent.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        if tag in ("p", "h1", "h2", "h3", "h4", "li", "div", "address"):
            self.texts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.texts.append(data)

    @property
    def words(self) -> list[str]:
        """Words in reading order."""
        return words("".join(self.texts))
