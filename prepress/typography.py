"""Typography of the language: quotation marks, dashes and ellipses, and the words that must not break.

Bindings are carried by elements, not by no-break characters: many fonts map the space and the no-break space to one
glyph, and then every space of the page is extracted as a no-break space.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from prepress.edition import Bindings
from prepress.languages import Language

SHY = "\u00ad"

BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "blockquote"}
"""Elements that open a text of their own: quotation marks and bindings do not reach over their edges."""

_VERBATIM = {"code", "pre"}
_OPENERS = r"(?:^|(?<=[\s(\[{/\u2013\u2014\u201c\u2018\u00ab\u201e\u201a]))"
_SHORT_START = re.compile(r"(?:(?<=[.?!] )|(?<=[.?!][\u2019\u201d] ))[^\W\d_]{1,3} [^\W\d_]+")
_SHORT_END = re.compile(r"\S+ \S{1,7}$")
_SHORT_END_WORDS = 4


@dataclass(frozen=True)
class Piece:
    """A stretch of text and how it may break: "" freely, "keep" not at spaces, "whole" not by hyphens."""

    text: str
    binding: str = ""


@dataclass(frozen=True)
class Typographer:
    """Sets text by the rules of one language and the bindings of one edition."""

    language: Language
    bindings: Bindings

    def educated(self, text: str, before: str = "") -> str:
        """The text with typographic quotation marks, apostrophes, dashes and ellipses; `before` is the character ahead of it."""
        outer, closing, inner, inner_closing = self.language.quotes
        text = text.replace("...", "…")
        text = re.sub(r"(?<=\s)(?:--?|—)(?=\s)", self.language.dash, text)
        text = re.sub(r"\b(\d{4})-(\d{4})\b", r"\1–\2", text)
        probe = before + text
        probe = re.sub(_OPENERS + '"', outer, probe).replace('"', closing)
        probe = re.sub(r"(?<=\w)'(?=\w)|(?<![^\s(\[])'(?=[snt]\b|\d\d\b)", "’", probe)
        probe = re.sub(_OPENERS + "'", inner, probe)
        return probe.replace("'", inner_closing)[len(before) :]

    def pieces(self, text: str, *, ends: bool = False) -> Iterator[Piece]:
        """The text cut into pieces by its bindings; `ends` tells that it closes its paragraph."""
        spans = [(m.start(), m.end(), "keep") for m in self._kept.finditer(text)]
        spans += [(m.start(), m.end(), "keep") for m in _SHORT_START.finditer(text)]
        if ends and text.count(" ") >= _SHORT_END_WORDS and (last := _SHORT_END.search(text)):
            spans.append((last.start(), last.end(), "keep"))
        spans += [(m.start(), m.end(), "whole") for m in self._whole.finditer(text)]
        done = 0
        for start, end, binding in _disjoint(spans):
            if start > done:
                yield Piece(text[done:start])
            yield Piece(self._hyphenated(text[start:end]), binding)
            done = end
        if done < len(text):
            yield Piece(text[done:])

    def _hyphenated(self, text: str) -> str:
        for pattern in self.bindings.breaks:
            text = text.replace(pattern.replace("-", ""), pattern.replace("-", SHY))
        return text

    @cached_property
    def _kept(self) -> re.Pattern[str]:
        return _any_of(self.bindings.keep)

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _any_of((*self.bindings.whole, *(word.replace("-", "") for word in self.bindings.breaks)))


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    choices = "|".join(re.escape(phrase) for phrase in longest_first) or r"(?!)"
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)")


def _disjoint(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The spans in order, those that overlap joined; a joined span keeps the stronger binding."""
    joined: list[tuple[int, int, str]] = []
    for start, end, binding in sorted(spans):
        if joined and start < joined[-1][1]:
            first, last, kind = joined[-1]
            joined[-1] = (first, max(last, end), "keep" if "keep" in (kind, binding) else kind)
        else:
            joined.append((start, end, binding))
    return joined


def set_tree(root: etree.Element, typographer: Typographer) -> None:
    """Sets quotation marks, dashes and bindings in every text of an element tree; code stays as it is."""
    for block in [root, *(element for element in root.iter() if element.tag in BLOCKS)]:
        _educate(block, typographer, " ")
    for element in list(root.iter()):
        if element.tag not in _VERBATIM and element.tag != "a":
            _bind(element, typographer)


def _educate(element: etree.Element, typographer: Typographer, before: str) -> str:
    """Educates the text of one block in reading order; returns its last character."""
    if element.tag in _VERBATIM:
        return (element.text or before)[-1:]
    if element.text:
        element.text = typographer.educated(element.text, before)
        before = element.text[-1:]
    for child in element:
        if child.tag not in BLOCKS:
            before = _educate(child, typographer, before)
        if child.tail:
            child.tail = typographer.educated(child.tail, before)
            before = child.tail[-1:]
    return before


def _bind(element: etree.Element, typographer: Typographer) -> None:
    children = list(element)
    for index in range(len(children), -1, -1):
        owner = children[index - 1] if index else None
        text = (element.text if owner is None else owner.tail) or ""
        if not text.strip():
            continue
        ends = element.tag in BLOCKS and index == len(children)
        plain, spans = _spans(typographer.pieces(text, ends=ends))
        if owner is None:
            element.text = plain
        else:
            owner.tail = plain
        for offset, span in enumerate(spans):
            element.insert(index + offset, span)


def _spans(pieces: Iterator[Piece]) -> tuple[str, list[etree.Element]]:
    plain, spans = "", list[etree.Element]()
    for piece in pieces:
        if piece.binding:
            span = etree.Element("span", {"class": piece.binding})
            span.text = piece.text
            spans.append(span)
        elif spans:
            spans[-1].tail = (spans[-1].tail or "") + piece.text
        else:
            plain += piece.text
    return plain, spans
