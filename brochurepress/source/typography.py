"""Typography of the language: quotation marks, dashes and ellipses, and the words that must not break.

Bindings are carried by elements, not by no-break characters: many fonts map the space and the no-break space to
one glyph, and then every space of the page is extracted as a no-break space.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from brochurepress.source.edition import Bindings
from brochurepress.source.languages import Language
from brochurepress.workspace import printed_address

SHY = "\u00ad"
APOSTROPHE = "’"

BLOCKS = {
    *("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "blockquote"),
    *("caption", "figcaption"),
}
"""Elements that open a text of their own: quotation marks and bindings do not reach over their edges."""

_VERBATIM = {"code", "pre"}
_OBJECT = "\ufffc"
"""Stands for what is in a line without being text: code, a picture, an address that is its own link."""

_OPENS_AFTER = "([{/–—"
_CLOSES = re.compile(r"(?<=\S)'(?!\w)")
_SPACED_DASH = re.compile(r"(?<=\s)(?:-{1,3}|—)(?=\s)")
_ELLIPSIS = re.compile(r"\.\.\.")
_CLOCK = r"\d{1,2}[.:]\d\d"
_RANGE = re.compile(
    rf"(?<![\w.,:/-])(?:(?P<years>1\d{{3}}|20\d\d)-(?:1\d{{3}}|20\d\d)|{_CLOCK}-{_CLOCK}"
    r"|(?P<low>[1-9]\d{0,2})-(?P<high>[1-9]\d{0,2}))(?![\w/-]|[.,:]\d)"
)
_LETTERS = re.compile(r"\w+")
_DECADE = re.compile(r"\d\ds?\b")
_SHORT_START = re.compile(r"(?:(?<=[.?!]\s)|(?<=[.?!][’”»“]\s))[^\W\d_]{1,3}\s[^\W\d_]+")
_SHORT_END = re.compile(r"(?<!\S)\S+\s\S{1,7}$")
_SHORT_END_WORDS = 5
_HARD = str.maketrans("\u00a0\u202f\u2007", "   ")
"""Spaces that do not break, which are set as bindings."""
_BOUND = re.compile(r"[^\s]+(?:[\u00a0\u202f\u2007]+[^\s]+)+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text and how it may break: "" freely, "keep" not at spaces, "whole" not by hyphens."""

    text: str
    binding: str = ""


@dataclass(frozen=True)
class Replacement:
    """The characters from `start` to `end` of a text, and what is set in their place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Typographer:
    """Sets text by the rules of one language and the bindings of one edition."""

    language: Language
    bindings: Bindings

    def educated(self, text: str) -> str:
        """The text with typographic quotation marks, apostrophes, dashes and ellipses."""
        return _changed(text, self.changes(text))

    def changes(self, text: str) -> list[Replacement]:
        """What typography changes in the text of one block, in order."""
        found = [Replacement(m.start(), m.end(), "…") for m in _ELLIPSIS.finditer(text)]
        found += [Replacement(m.start(), m.end(), self.language.dash) for m in _SPACED_DASH.finditer(text)]
        for match in _RANGE.finditer(text):
            if not match["low"] or int(match["low"]) < int(match["high"]):
                hyphen = match.start() + match[0].index("-")
                found.append(Replacement(hyphen, hyphen + 1, "–"))
        return sorted([*found, *self._marks(text)], key=lambda change: change.start)

    def _marks(self, text: str) -> Iterator[Replacement]:
        """Quotation marks and apostrophes; which of the two a single mark is follows from what stands around it."""
        outer, closing, inner, inner_closing = tuple(self.language.quotes)
        outer_open = inner_open = False
        last_closing = max((match.start() for match in _CLOSES.finditer(text)), default=-1)
        before = " "
        for at, sign in enumerate(text):
            after = text[at + 1 : at + 2] or " "
            opens = (before.isspace() or before in f"{_OPENS_AFTER}{outer}{inner}") and not after.isspace()
            if sign == '"':
                outer_open = opens or (not outer_open and after.isalnum() and not before.isalnum())
                sign = outer if outer_open else closing
                yield self._mark(text, at, sign)
            elif sign == "'":
                letters = before.isalnum() and after.isalnum()
                if letters or self._elides(text, at, opens):
                    sign = APOSTROPHE
                elif opens and last_closing > at + 1:
                    sign, inner_open = inner, True
                elif inner_open and not opens:
                    sign, inner_open = inner_closing, False
                else:
                    sign = APOSTROPHE
                yield self._mark(text, at, sign)
            before = sign

    def _mark(self, text: str, at: int, sign: str) -> Replacement:
        """A mark with the space inside it that some languages have."""
        if sign in self.language.spaced:
            if sign == self.language.quotes[0] and not text[at + 1 : at + 2].isspace():
                sign = f"{sign} "
            elif sign == self.language.quotes[1] and not text[at - 1 : at].isspace():
                sign = f" {sign}"
        return Replacement(at, at + 1, sign)

    def _elides(self, text: str, at: int, opens: bool) -> bool:
        """Whether a mark at the start of a word stands for letters or figures left out: 's avonds, the '90s."""
        word = _LETTERS.match(text, at + 1)
        if not opens or not word:
            return False
        return word[0].lower() in self.language.elisions or bool(_DECADE.fullmatch(word[0]))

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Start, end and binding of each stretch of the text of one block that must not break freely."""
        spans = [(m.start(), m.end(), "keep") for m in self._kept.finditer(text)]
        for bound in (_BOUND, _SHORT_START, self._spaced, self._counted):
            spans += [(m.start(), m.end(), "keep") for m in bound.finditer(text)]
        if len(text.split()) >= _SHORT_END_WORDS and (last := _SHORT_END.search(text)):
            spans.append((last.start(), last.end(), "keep"))
        spans += [(m.start(), m.end(), "whole") for m in self._whole.finditer(text)]
        return _disjoint(spans)

    def pieces(self, text: str, spans: Iterable[tuple[int, int, str]]) -> Iterator[Piece]:
        """The text cut into pieces at its spans."""
        done = 0
        for start, end, binding in spans:
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

    @cached_property
    def _counted(self) -> re.Pattern[str]:
        """A number with its unit, with what stands before it, or in groups of three figures."""
        before, behind = (
            "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
            for words in (self.language.bound_before, self.language.bound_behind)
        )
        number = r"\d[\d.,]*(?:\s\d{3}(?!\d))*"
        return re.compile(
            rf"(?<![\w.,])(?:(?:{before})\s\S+|[€$£¥]\s{number}|{number}\s(?:(?:{behind})(?!\w)|[€$£¥%‰°])"
            r"|\d{1,3}(?:\s\d{3})+(?!\d))"
        )

    @cached_property
    def _spaced(self) -> re.Pattern[str]:
        """A mark that has a space on its inner side, with the word there."""
        if not self.language.spaced:
            return re.compile(r"(?!)")
        opening = re.escape(self.language.quotes[0])
        marks = "".join(re.escape(mark) for mark in self.language.spaced if mark != self.language.quotes[0])
        # A word is tried at its beginning alone: at each of its letters takes time by the square of its length.
        return re.compile(rf"(?:{opening}\s)?(?<![^\s{marks}])\S+(?:\s[{marks}])+|{opening}\s\S+")


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, as it stands in the source or set: over the end of a line, with either apostrophe."""
    longest_first = sorted(phrases, key=len, reverse=True)
    choices = "|".join(
        r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in phrase.split())
        for phrase in longest_first
    )
    return re.compile(rf"(?<!\w)(?:{choices or r'(?!)'})(?!\w)")


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


def _changed(text: str, changes: Iterable[Replacement]) -> str:
    parts, done = list[str](), 0
    for change in changes:
        parts += [text[done : change.start], change.text]
        done = change.end
    return "".join([*parts, text[done:]])


@dataclass
class _Run:
    """A text of an element tree: the element's own, or the one behind it; an object has no text to set."""

    element: ET.Element
    parent: ET.Element
    tail: bool
    text: str
    object: bool = False

    def put(self, text: str) -> None:
        self.text = text
        if self.tail:
            self.element.tail = text
        else:
            self.element.text = text


def set_tree(root: ET.Element, typographer: Typographer) -> None:
    """Sets quotation marks, dashes and bindings in every text of an element tree; code stays as it is."""
    for block in [root, *(element for element in root.iter() if element.tag in BLOCKS)]:
        runs = list(_runs(block))
        _educate(runs, typographer)
        _bind(runs, typographer)
        for run in _runs(block):
            if not run.object and run.text != (plain := run.text.translate(_HARD)):
                run.put(plain)


def _runs(element: ET.Element) -> Iterator[_Run]:
    """The texts of a block in reading order, without those of the blocks in it."""
    if element.text:
        yield _Run(element, element, False, element.text)
    for child in list(element):
        if child.tag in _VERBATIM or _is_its_own_link(child) or child.tag == "img":
            yield _Run(child, element, False, _OBJECT, object=True)
        elif child.tag == "br":
            yield _Run(child, element, False, "\n", object=True)
        elif child.tag not in BLOCKS:
            yield from _runs(child)
        if child.tail:
            yield _Run(child, element, True, child.tail)


def _is_its_own_link(element: ET.Element) -> bool:
    text = (element.text or "").removeprefix("https://").removesuffix("/")
    return element.tag == "a" and text in (printed_address(href := element.get("href", "")), href)


def _educate(runs: list[_Run], typographer: Typographer) -> None:
    """Sets the marks of one block; what a mark is may be told by a text beyond the element it stands in."""
    starts, text = _joined(runs)
    by_run: dict[int, list[Replacement]] = {}
    for change in typographer.changes(text):
        index = bisect_right(starts, change.start) - 1
        if change.end - starts[index] <= len(runs[index].text) and not runs[index].object:
            shift = starts[index]
            by_run.setdefault(index, []).append(
                Replacement(change.start - shift, change.end - shift, change.text)
            )
    for index, changes in by_run.items():
        runs[index].put(_changed(runs[index].text, changes))


def _bind(runs: list[_Run], typographer: Typographer) -> None:
    """Wraps what must not break in elements; a binding that reaches into another element is left out."""
    starts, text = _joined(runs)
    by_run: dict[int, list[tuple[int, int, str]]] = {}
    for first, last, binding in typographer.spans(text.rstrip()):
        index = bisect_right(starts, first) - 1
        start = starts[index]
        if last <= start + len(runs[index].text):
            by_run.setdefault(index, []).append((first - start, last - start, binding))
    for index, own in reversed(by_run.items()):
        run = runs[index]
        if not run.object and run.parent.tag != "a":
            _wrap(run, list(typographer.pieces(run.text, own)))


def _joined(runs: list[_Run]) -> tuple[list[int], str]:
    """Where each run starts in the text of its block, and that text."""
    return list(accumulate((len(run.text) for run in runs), initial=0))[:-1], "".join(
        run.text for run in runs
    )


def _wrap(run: _Run, pieces: list[Piece]) -> None:
    plain, spans = "", list[ET.Element]()
    for piece in pieces:
        if piece.binding:
            span = ET.Element("span", {"class": piece.binding})
            span.text = piece.text
            spans.append(span)
        elif spans:
            spans[-1].tail = (spans[-1].tail or "") + piece.text
        else:
            plain += piece.text
    run.put(plain)
    at = list(run.parent).index(run.element) + 1 if run.tail else 0
    for offset, span in enumerate(spans):
        run.parent.insert(at + offset, span)
