"""Room left: how many words more a section holds, found by setting them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle, islice, pairwise

from brochurepress.compose import Composition
from brochurepress.findings import Severity
from brochurepress.typeset.box_geometry import text_runs
from brochurepress.typeset.incremental import LayoutCache
from brochurepress.typeset.layout_checks import Layout, typeset

MOST = 63
"""So many words are tried, those that stay together as one: who has room for more does not wait for the answer."""
LEAST = 6
"""So many words make a running text."""

_SHEET = re.compile(r'(?=<div class="sheet )')
_SECTION = re.compile(r'<section class="section ')
_NAMED = re.compile(r'<section [^>]*data-section="([^"]+)"')
_TEXT = re.compile(r'<(p|li|dd)(?: [\w-]+="[^"]*")* data-source="[^"]+">(.*?)</\1>', re.DOTALL)
_WORD = re.compile(r"(?:<(\w+)[^>]*>.*?</\1>|[^\s<])+", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class RoomLeft:
    """How much more running text a section holds: about so many words like its own (MOST or more: many), and lines."""

    section: str
    words: int
    lines: int


@dataclass
class RoomGauge:
    """Measures the room on the sheets of a form again and again; of a sheet that it knows it remembers the answer.

    `look` is told a text each time before it is set again; what it raises ends the measuring.
    """

    look: Callable[[str], None] = lambda step: None
    _known: dict[tuple[str, str], tuple[RoomLeft, ...]] = field(default_factory=dict)
    _cache: LayoutCache = field(default_factory=LayoutCache)

    def measure(self, composition: Composition) -> tuple[RoomLeft, ...]:
        """The room of each section with running text, on sheets that end where their page does."""
        css, known, sheets = composition.stylesheet.text, self._known, list[str]()
        for document in composition.documents:
            head, *parts = _SHEET.split(document)
            sheets += (f"{head}{part}" for part in parts if not part.startswith('<div class="sheet flowing'))
        self._known = {(css, html): known.get((css, html)) or tuple(self._of(composition, html)) for html in sheets}
        return tuple(room for rooms in self._known.values() for room in rooms)

    def _of(self, composition: Composition, html: str) -> Iterator[RoomLeft]:
        for start, stop in pairwise((*(found.start() for found in _SECTION.finditer(html)), len(html))):
            texts = [found for found in _TEXT.finditer(html, start, stop) if _count(found[2]) >= LEAST]
            named = _NAMED.match(html, start)
            if texts and named and (room := self._room(composition, html, texts[-1])):
                yield RoomLeft(named[1], *room)

    def _room(self, composition: Composition, html: str, text: re.Match[str]) -> tuple[int, int] | None:
        """How many words fit at the end of a text, its own again and again, and lines; None where it is too long."""
        words, at = cycle(found[0] for found in _WORD.finditer(text[2])), text.end(2)
        more = list(islice(words, MOST))

        def set_with(count: int) -> Layout:
            self.look(text[0])
            changed = " ".join((html[:at], *more[:count])) + html[at:]
            return typeset(replace(composition, documents=(changed,), html=changed), self._cache)

        before = set_with(0)
        faults = _faults(before)
        if "layout/overfull" in faults:
            return None
        fitting = bisect_left(range(1, MOST + 1), True, key=lambda count: not _faults(set_with(count)) <= faults)
        return _count(" ".join(more[:fitting])), _lines(set_with(fitting)) - _lines(before)


def _count(markup: str) -> int:
    """How many words a piece of markup has."""
    return len(_TAG.sub("", markup).split())


def _faults(layout: Layout) -> set[str]:
    return {finding.rule for finding in layout.findings if finding.severity is Severity.ERROR}


def _lines(layout: Layout) -> int:
    """How many lines are set: a run begins one where it does not stand at the right of the run before it."""
    placed = [(run.page, run.area.bottom, run.area.left) for run in text_runs(layout.pages)]
    beside = (last[:2] == run[:2] and last[2] < run[2] for last, run in pairwise(placed))
    return len(placed) - sum(beside)
