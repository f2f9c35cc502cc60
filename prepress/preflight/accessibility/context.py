"""Accessibility rules: what they may ask, how one becomes a rule, and the run of all of them over an accessible PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prepress.artworks.accessible import read_flow
from prepress.compose import UNSPOKEN, HtmlElement
from prepress.findings import Finding, Place, Severity
from prepress.pdf import Metadata, pdfium
from prepress.pdf.inspect import Inspection, Tag, TaggedDocument, read_tagged
from prepress.preflight.rules import RuleCheck, rule
from prepress.typeset import TaggedPaint
from prepress.wording import phrase
from prepress.workspace import once

GROUND_PPI = 144.0


@dataclass(frozen=True)
class HtmlSource:
    """What a finished file is held against: its HTML, the words of it in order, and words that the stylesheet adds."""

    html: HtmlElement
    words: tuple[str, ...]
    generated: frozenset[str]
    running: frozenset[tuple[int, ...]]
    metadata: Metadata | None = None

    def written(self, text: str) -> str:
        """The text without the words that the stylesheet adds, such as the number of a heading."""
        return " ".join(word for word in without_marks(text).split() if word not in self.generated)

    def runs(self, element: HtmlElement) -> bool:
        """Whether the element stands in something that was moved into a page margin."""
        return any(element.path[: len(path)] == path for path in self.running)

    def elements(self, *tags: str) -> Iterator[HtmlElement]:
        """The shown elements with one of these tags, in document order."""
        return (element for element in self.shown_elements() if element.tag in tags)

    def shown_elements(self) -> Iterator[HtmlElement]:
        """The elements whose text is real content: not hidden, not moved into a page margin, no style or script."""
        return self._shown(self.html.one("body") or self.html)

    def _shown(self, element: HtmlElement) -> Iterator[HtmlElement]:
        if element.hidden or element.tag in UNSPOKEN or element.path in self.running:
            return
        yield element
        for part in element.content:
            if isinstance(part, HtmlElement):
                yield from self._shown(part)


INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""Soft hyphen, zero-width space, word joiner, zero-width no-break space: they break or bind, and say nothing."""


def without_marks(text: str) -> str:
    """The text without the characters that only break or bind."""
    return text.translate(INVISIBLE)


def source_of(paint: TaggedPaint, metadata: Metadata | None = None) -> HtmlSource:
    """The source of a tagged paint."""
    generated = {word for _, mark in paint.laid.marks() if mark.generated for word in mark.text.split()}
    words = tuple(without_marks(read_flow(paint).spoken).split())
    return HtmlSource(paint.source, words, frozenset(generated), paint.running, metadata)


@dataclass(frozen=True)
class AccessibilityContext:
    """What an accessibility rule may ask: the inspected PDF, its tag tree, its look, and the source if there is one."""

    inspection: Inspection
    source: HtmlSource | None = None

    @once
    def tagged(self) -> TaggedDocument:
        """The tag tree of the file."""
        return read_tagged(self.inspection.pdf)

    @once
    def tags(self) -> tuple[Tag, ...]:
        """All structure elements in reading order; none in a file without a tag tree."""
        return tuple(self.tagged.root.walk()) if self.tagged.root else ()

    @once
    def pictured(self) -> frozenset[tuple[int, int]]:
        """Page and MCID of every sequence that belongs to a figure."""
        figures = (tag for tag in self.tags if tag.type == "Figure")
        return frozenset((kid.page, kid.mcid) for figure in figures for kid in figure.content())

    @once
    def pages(self) -> tuple[tuple[tuple[pdfium.TextObject, ...], pdfium.Bitmap], ...]:
        """Text objects of every page, and the page drawn without them at GROUND_PPI."""
        with pdfium.open_pdf(self.inspection.data) as rendering:
            return tuple(rendering.texts_and_ground(page, GROUND_PPI) for page in self._numbers)

    def with_and_without(self, figure: Tag) -> tuple[pdfium.Bitmap, pdfium.Bitmap]:
        """The page of a figure as drawn, at 72 ppi, and drawn without what the figure paints."""
        mcids = frozenset(kid.mcid for kid in figure.content() if kid.page == figure.page)
        with pdfium.open_pdf(self.inspection.data) as rendering:
            return rendering.page(figure.page, 72), rendering.without(figure.page, 72, mcids)

    @once
    def extracted(self) -> tuple[str, ...]:
        """Text of every page as pdfium extracts it."""
        with pdfium.open_pdf(self.inspection.data) as rendering:
            return tuple(rendering.words(page) for page in self._numbers)

    @property
    def _numbers(self) -> range:
        return range(1, len(self.inspection.sheets) + 1)

    @property
    def origin(self) -> HtmlSource:
        """The source; only rules entered by `source_rule` may ask for it."""
        if self.source is None:
            raise ValueError("there is no source")
        return self.source


NEEDS_SOURCE: set[str] = set()
"""Rules that hold the file against its source: not applicable to a file of unknown origin."""


def source_rule(
    identifier: str, title: str, severity: Severity, clause: str, hint: str = ""
) -> Callable[[RuleCheck], RuleCheck]:
    """Enters a function as a rule that needs the source."""
    NEEDS_SOURCE.add(identifier)
    return rule(identifier, title, severity, clause, hint)


def quoted(text: str, limit: int = 40) -> str:
    """A text in quotes, shortened for a message."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= limit else f"“{text[:limit]}…”"


def not_applicable(identifier: str, artwork: str) -> Finding:
    """The finding that says that a rule was not asked, and why."""
    return Finding(identifier, Severity.INFO, phrase("part/not-applicable"), Place(artwork=artwork))
