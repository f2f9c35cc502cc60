"""Typography of the language: quotation marks, dashes and ellipses, and the words that must not break.

Bindings are carried by elements, not by no-break characters: many fonts map the space and the no-break space to
one glyph, and then every space of the page is extracted as a no-break space.
"""

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

BLOCKS = {*"p li h1 h2 h3 h4 h5 h6 td th dt dd blockquote caption figcaption".split()}
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
_LETTERS, _QUOTES = re.compile(r"\w+"), re.compile("[\"']")
_DECADE = re.compile(r"\d\ds?\b")
_SHORT_START = re.compile(r"(?:(?<=[.?!]\s)|(?<=[.?!][’”»“]\s))[^\W\d_]{1,3}\s[^\W\d_]+")
_SHORT_END = re.compile(r"(?<!\S)\S+\s\S{1,7}$")
_SHORT_END_WORDS = 5
_HARD = str.maketrans("\u00a0\u202f\u2007\u2010\u2011", "   --")
"""Spaces and hyphens that do not break, which are set as bindings: few fonts have them."""
_BOUND = re.compile(r"[^\s\u2011]*(?:[\u00a0\u202f\u2007\u2011]+[^\s\u2011]+)+")
_MINUS = re.compile(r"(?<![^\s(\[€$£¥])(?<!\d\s)[-–](?=(?:[€$£¥]\s?)?\d)")


Span = tuple[int, int, str]
"""A stretch of a text from its start to its end, and what is set in its place, or how it may break.

Bindings are "" (it breaks freely), "keep" (not at its spaces) and "whole" (not by hyphens).
"""


@dataclass(frozen=True)
class Typographer:
    """Sets text by the rules of one language and the bindings of one edition."""

    language: Language
    bindings: Bindings

    def changes(self, text: str) -> list[Span]:
        """What is changed in a text of one block, in order: quotation marks, apostrophes, dashes, minus signs, dots."""
        found = [(*match.span(), "…") for match in _ELLIPSIS.finditer(text)]
        found += [(*match.span(), self.language.dash) for match in _SPACED_DASH.finditer(text)]
        found += [(*match.span(), "−") for match in _MINUS.finditer(text)]
        for match in _RANGE.finditer(text):
            if not match["low"] or int(match["low"]) < int(match["high"]):
                hyphen = match.start() + match[0].index("-")
                found.append((hyphen, hyphen + 1, "–"))
        return sorted([*found, *self._marks(text)], key=lambda change: change[0])

    def _marks(self, text: str) -> Iterator[Span]:
        """Quotation marks and apostrophes; which of the two a single mark is follows from what stands around it."""
        outer, closing, inner, inner_closing = tuple(self.language.quotes)
        outer_open = inner_open = False
        last_closing = max((match.start() for match in _CLOSES.finditer(text)), default=-1)
        before, reached = "", 0
        for found in _QUOTES.finditer(text):
            at, sign = found.start(), found[0]
            before = before if at == reached > 0 else text[at - 1 : at] or " "
            after = text[at + 1 : at + 2] or " "
            opens = (before.isspace() or before in f"{_OPENS_AFTER}{outer}{inner}") and not after.isspace()
            if sign == '"':
                outer_open = opens or (not outer_open and after.isalnum() and not before.isalnum())
                sign = outer if outer_open else closing
                yield self._mark(text, at, sign)
            elif sign == "'":
                word = (_LETTERS.match(text, at + 1) or [""])[0]
                # at the start of a word it may stand for letters or figures left out: 's avonds, the '90s
                elides = opens and (word.lower() in self.language.elisions or _DECADE.fullmatch(word))
                if elides or (before.isalnum() and after.isalnum()):
                    sign = APOSTROPHE
                elif opens and last_closing > at + 1:
                    sign, inner_open = inner, True
                elif inner_open and not opens:
                    sign, inner_open = inner_closing, False
                else:
                    sign = APOSTROPHE
                yield self._mark(text, at, sign)
            before, reached = sign, at + 1

    def _mark(self, text: str, at: int, sign: str) -> Span:
        """A mark with the space inside it that some languages have."""
        if sign in self.language.spaced:
            if sign == self.language.quotes[0] and not text[at + 1 : at + 2].isspace():
                sign = f"{sign} "
            elif sign == self.language.quotes[1] and not text[at - 1 : at].isspace():
                sign = f" {sign}"
        return at, at + 1, sign

    def spans(self, text: str) -> list[Span]:
        """Start, end and binding of each stretch of the text of one block that must not break freely."""
        spans = [(*match.span(), "keep") for bound in self._kept for match in bound.finditer(text)]
        if len(text.split()) >= _SHORT_END_WORDS and (last := _SHORT_END.search(text)):
            spans.append((*last.span(), "keep"))
        spans += [(*match.span(), "whole") for match in self._whole.finditer(text)]
        joined: list[Span] = []
        for start, end, binding in sorted(spans):  # those that overlap are joined, with the stronger binding
            if joined and start < joined[-1][1]:
                first, behind, kind = joined[-1]
                joined[-1] = (first, max(behind, end), "keep" if "keep" in (kind, binding) else kind)
            else:
                joined.append((start, end, binding))
        return joined

    def hyphenated(self, text: str) -> str:
        """A text with soft hyphens where its words may part."""
        for pattern in self.bindings.breaks:
            text = text.replace(pattern.replace("-", ""), pattern.replace("-", SHY))
        return text

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return _any_of((*self.bindings.whole, *(word.replace("-", "") for word in self.bindings.breaks)))

    @cached_property
    def _kept(self) -> tuple[re.Pattern[str], ...]:
        """What stays on one line: names, words bound by hand, short words at the ends, marks with a space, numbers."""
        before, behind = (
            "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"
            for words in (self.language.bound_before, self.language.bound_behind)
        )
        number = r"\d[\d.,]*(?:\s\d{3}(?!\d))*"
        # with its unit, with what stands before it, or in groups of three figures
        counted = (
            rf"(?<![\w.,])(?:(?:{before})\s\S+|[€$£¥]\s{number}|{number}\s(?:(?:{behind})(?!\w)|[€$£¥%‰°])"
            r"|\d{1,3}(?:\s\d{3})+(?!\d))"
        )
        opening, spaced = re.escape(self.language.quotes[0]), "(?!)"
        if self.language.spaced:
            marks = "".join(re.escape(mark) for mark in self.language.spaced if mark != self.language.quotes[0])
            # A word is tried at its beginning alone: at each of its letters takes time by the square of its length.
            spaced = rf"(?:{opening}\s)?(?<![^\s{marks}])\S+(?:\s[{marks}])+|{opening}\s\S+"
        return _any_of(self.bindings.keep), _BOUND, _SHORT_START, re.compile(spaced), re.compile(counted)


def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, as it stands in the source or set: over the end of a line, with either apostrophe."""
    longest_first = sorted(phrases, key=len, reverse=True)
    choices = "|".join(
        r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in phrase.split()) for phrase in longest_first
    )
    return re.compile(rf"(?<!\w)(?:{choices or r'(?!)'})(?!\w)")


def changed(text: str, changes: Iterable[Span]) -> str:
    """The text with what is set in place of some stretches of it."""
    parts, done = list[str](), 0
    for start, end, written in changes:
        parts += [text[done:start], written]
        done = end
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
        setattr(self.element, "tail" if self.tail else "text", text)


def set_tree(root: ET.Element, typographer: Typographer) -> None:
    """Sets quotation marks, dashes and bindings in every text of an element tree; code stays as it is."""
    for block in [root, *(element for element in root.iter() if element.tag in BLOCKS)]:
        runs = list(_runs(block))
        # what a mark is may be told by a text beyond the element it stands in
        for run, changes in _by_run(runs, typographer.changes("".join(run.text for run in runs))):
            run.put(changed(run.text, changes))
        text = "".join(run.text for run in runs).rstrip()
        # a binding that reaches into another element is left out
        for run, spans in reversed(_by_run(runs, typographer.spans(text))):
            if run.parent.tag != "a":
                _wrap(run, spans, typographer)
        for run in _runs(block):
            if not run.object and run.text != (plain := run.text.translate(_HARD)):
                run.put(plain)


def _runs(element: ET.Element) -> Iterator[_Run]:
    """The texts of a block in reading order, without those of the blocks in it."""
    if element.text:
        yield _Run(element, element, False, element.text)
    for child in list(element):
        address, text = child.get("href", ""), (child.text or "").removeprefix("https://").removesuffix("/")
        own_link = child.tag == "a" and text in (printed_address(address), address)
        if child.tag in _VERBATIM or own_link or child.tag == "img":
            yield _Run(child, element, False, _OBJECT, object=True)
        elif child.tag == "br":
            yield _Run(child, element, False, "\n", object=True)
        elif child.tag not in BLOCKS:
            yield from _runs(child)
        if child.tail:
            yield _Run(child, element, True, child.tail)


def _by_run(runs: list[_Run], found: Iterable[Span]) -> list[tuple[_Run, list[Span]]]:
    """Each run of a block with the spans that lie in it, counted from its start; none of an object."""
    starts = list(accumulate((len(run.text) for run in runs), initial=0))[:-1]
    by_run: dict[int, list[Span]] = {}
    for start, end, told in found:
        index = bisect_right(starts, start) - 1
        shift = starts[index]
        if end - shift <= len(runs[index].text) and not runs[index].object:
            by_run.setdefault(index, []).append((start - shift, end - shift, told))
    return [(runs[index], spans) for index, spans in by_run.items()]


def _wrap(run: _Run, bound: list[Span], typographer: Typographer) -> None:
    text = run.text
    run.put(text[: bound[0][0]])
    at = list(run.parent).index(run.element) + 1 if run.tail else 0
    ends = [start for start, _, _ in bound[1:]] + [len(text)]
    for offset, ((start, end, binding), following) in enumerate(zip(bound, ends, strict=True)):
        span = ET.Element("span", {"class": binding})
        span.text, span.tail = typographer.hyphenated(text[start:end]), text[end:following] or None
        run.parent.insert(at + offset, span)
