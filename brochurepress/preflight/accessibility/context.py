"""Accessibility rules: what they may ask, how one becomes a rule, and the run of all of them over an accessible PDF."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from brochurepress.artworks.accessible import TARGETS, End, Node, description, read_flow, shape
from brochurepress.compose import HtmlElement
from brochurepress.design import Box, contrast_ratio
from brochurepress.findings import Finding, Place, Severity
from brochurepress.pdf import Bitmap, Metadata, TextObject, pdfium
from brochurepress.pdf.inspect import (
    ContentReference,
    InspectedPage,
    Inspection,
    LinkAnnotation,
    MarkedText,
    PageInfo,
    PaintKind,
    Tag,
    TaggedDocument,
    at_place,
)
from brochurepress.preflight.rules import RuleCheck, rule
from brochurepress.preflight.transcript import ReadingStop, stops
from brochurepress.typeset import MarkedContent, TaggedPaint
from brochurepress.wording import phrase
from brochurepress.workspace import once, shipped_table

_TABLES = shipped_table("meaningless")
MEANINGLESS = {key: re.compile("|".join(any_of)) for rows in _TABLES.values() for key, any_of in rows.items()}
"""Texts that tell a reader nothing, in small letters, by what is said of them."""


def no_words(text: str) -> str:
    """Why a title or an alternative text is none, as the predicate of a sentence; "" for one that may be one."""
    plain = " ".join(text.split()).lower()
    return next((phrase(f"part/words-{kind}") for kind in _TABLES["words"] if MEANINGLESS[kind].fullmatch(plain)), "")


@dataclass(frozen=True)
class HtmlSource:
    """What a finished file is held against: its HTML, the words of it in order, and words that the stylesheet adds."""

    html: HtmlElement
    words: tuple[str, ...]
    generated: frozenset[str]
    metadata: Metadata | None = None
    paint: TaggedPaint | None = None
    standards: tuple[str, ...] = ()

    def read(self, version: str) -> tuple[tuple[ReadingStop, ...], tuple[Tag, ...]]:
        """What a reader says of the source, and its elements, as a version of PDF ("1.7", "2.0") has them."""
        if self.paint is None:
            return (), ()
        tree = shape(self.paint.laid, TARGETS[version])
        places = {id(node): node.element.place for node in tree.walk()}
        aims = {
            f"#{part.element.attributes['id']}": at_place(page + 1, box.top)
            for part in self.paint.laid.walk()
            if "id" in part.element.attributes
            for page, box in [*part.boxes.items()][:1]
        }
        root = _tag(tree, self.html.lang, aims)
        said = stops(replace(_NOTHING, root=root, runs=tuple(_runs(self.paint))))
        return tuple(replace(stop, place=places[stop.number]) for stop in said), tuple(root.walk())


def without_marks(text: str) -> str:
    """The text without what only breaks or binds: soft hyphens, zero-width spaces and no-break spaces, word joiners."""
    return re.sub("[\u00ad\u200b\u2060\ufeff]", "", text)


def source_of(paint: TaggedPaint, metadata: Metadata | None = None, standards: tuple[str, ...] = ()) -> HtmlSource:
    """The source of a tagged paint; `standards` are those that its file has to claim, by their names in STANDARDS."""
    generated = frozenset(word for _, mark in paint.laid.marks() if mark.generated for word in mark.text.split())
    words = tuple(without_marks(read_flow(paint).spoken).split())
    return HtmlSource(paint.source, words, generated, metadata, paint, standards)


_NOTHING = TaggedDocument(None, (), (), {}, {}, (), (), "", True, ())


def _runs(paint: TaggedPaint) -> Iterator[MarkedText]:
    """Each sequence as it is read: without soft hyphens, with the space that a line's end stands for."""
    ends = read_flow(paint).ends
    for _, mark in paint.laid.marks():
        end = ends.get(mark.key)
        text = mark.text.removesuffix(mark.hyphen if end is End.SOFT else "") + " " * (end is End.WORD)
        yield MarkedText(mark.page + 1, mark.mcid, text)


def _tag(node: Node, lang: str, aims: Mapping[str, str]) -> Tag:
    """An element of the tree that the source makes, as one that was read from a file."""
    lang, kids = node.lang or lang, list[Tag | ContentReference | LinkAnnotation]()
    if node.type == "Link":
        target = node.element.attributes["href"]
        kids.append(LinkAnnotation(0, (), aims.get(target, target), description(node), 0, 0, 0))
    for kid in node.kids:
        if isinstance(kid, Node):
            kids.append(_tag(kid, lang, aims))
        elif isinstance(kid, MarkedContent):
            kids.append(ContentReference(kid.page + 1, kid.mcid))
    merged = {name: value for owned in node.attributes.values() for name, value in owned.items()}
    said = {"alt": node.alt, "expansion": node.expansion}
    return Tag(node.type, id(node), node.page + 1, lang, **said, attributes=merged, kids=tuple(kids))


@dataclass(frozen=True)
class AccessibilityContext:
    """What an accessibility rule may ask: the inspected PDF, its tag tree, its look, and the source if there is one.

    `promised_pt` is the size that large print has for all of its text, 0 for what promises none.
    """

    inspection: Inspection
    source: HtmlSource | None = None
    promised_pt: float = 0.0

    @property
    def tagged(self) -> TaggedDocument:
        """The tag tree of the file."""
        return self.inspection.tagged

    @once
    def tags(self) -> tuple[Tag, ...]:
        """All structure elements in reading order; none in a file without a tag tree."""
        return tuple(self.tagged.root.walk()) if self.tagged.root else ()

    @once
    def parents(self) -> dict[int, int]:
        """The number of the element that each element hangs in."""
        return {kid.number: tag.number for tag in self.tags for kid in tag.tags}

    def quote(self, tag: Tag) -> str:
        """The text of an element as a message quotes it."""
        return quoted(self.tagged.text_of(tag))

    @once
    def pictured(self) -> frozenset[tuple[int, int]]:
        """Page and MCID of every sequence that belongs to a figure."""
        figures = (tag for tag in self.tags if tag.type == "Figure")
        return frozenset(kid for figure in figures for kid in figure.content())

    @once
    def places(self) -> dict[tuple[int, int], list[pdfium.TextObject]]:
        """The text objects of each sequence, by page and MCID."""
        found: dict[tuple[int, int], list[pdfium.TextObject]] = defaultdict(list)
        for number, texts in enumerate(self.pages, 1):
            for text in (each.text for each in texts):
                if text.mcid >= 0 and text.text.strip():
                    found[number, text.mcid].append(text)
        return found

    @once
    def pages(self) -> tuple[tuple[SeenText, ...], ...]:
        """Text objects of every page as they are seen; of what is drawn no more than a page is held."""
        return tuple(self.inspection.looks("seen", seen_texts))

    def look(self, page: int, box: Box) -> pdfium.Bitmap:
        """A part of a page as drawn, at GROUND_PPI."""
        area = area_of(self.inspection.sheets[page - 1])
        with pdfium.open_pdf(self.inspection.data) as rendering:
            return rendering.page(page, GROUND_PPI, area)[part_of(area, box)]

    def with_and_without(self, figure: Tag) -> tuple[pdfium.Bitmap, pdfium.Bitmap]:
        """The page of a figure as drawn, at 72 ppi, and drawn without what the figure paints."""
        mcids = frozenset(kid.mcid for kid in figure.content() if kid.page == figure.page)
        with pdfium.open_pdf(self.inspection.data) as rendering:
            return rendering.with_and_without(figure.page, 72, mcids)

    @property
    def origin(self) -> HtmlSource:
        """The source; only rules entered by `source_rule` may ask for it."""
        if self.source is None:
            raise ValueError("there is no source")
        return self.source


NEEDS_SOURCE: set[str] = set()
"""Rules that hold the file against its source: not applicable to a file of unknown origin."""


def source_rule(identifier: str, severity: Severity, clause: str) -> Callable[[RuleCheck], RuleCheck]:
    """Enters a function as a rule that needs the source."""
    NEEDS_SOURCE.add(identifier)
    return rule(identifier, severity, clause)


def box_of(figure: Tag) -> Box | None:
    """The bounding box in pt that a figure gives itself, if any."""
    edges = figure.attributes.get("BBox", ())
    return Box(*map(float, edges)) if isinstance(edges, tuple) and len(edges) == 4 else None


def quoted(text: str, limit: int = 40) -> str:
    """A text in quotes, shortened for a message."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= limit else f"“{text[:limit]}…”"


def not_applicable(identifier: str, artwork: str) -> Finding:
    """The finding that says that a rule was not asked, and why."""
    return Finding(identifier, Severity.INFO, phrase("part/not-applicable"), Place(artwork=artwork))


LEFTWARDS = ("ar", "fa", "he", "ur", "yi")
"""Languages that are read from right to left."""

GROUND_PPI = 144.0

COVERED = 15.0
"""Per cent of a text's box that lines behind it may cover: an underline is no background."""

LETTER_PPI = 432.0
"""Resolution at which the colour within letters is looked at: a stem of small type is some five pixels wide."""

FULL = 255
"""What covers a pixel wholly."""

STRAY = 2.0
"""Per cent of the pixels of a text that may look otherwise, as those in which letters meet."""

FAINT = 8
"""Levels (of 255) by which a text must change the page to be seen."""


@dataclass(frozen=True)
class SeenText:
    """A text object, its contrast with what is drawn behind it (WCAG 2.2, 1.4.3), and the share of it that leaves ink.

    The contrast of what has no letters or no opacity is infinite; that of what cannot be measured is no number.
    """

    text: TextObject
    contrast: float
    inked: float


def seen_texts(rendering: pdfium.OpenPdf, page: InspectedPage) -> tuple[SeenText, ...]:
    """The text objects of a page as they are seen, by the page drawn with them and without.

    pdfium has no colour for those that a pattern fills, which paints an object of its own: theirs is read from the
    pixels of their letters.
    """
    sheet, area = page.sheet, area_of(page.sheet)
    patterned = [one.box for one in page.content.painted if one.kind is PaintKind.TEXT and one.visible and not one.inks]
    texts, drawn, ground = rendering.texts_and_ground(sheet.number, GROUND_PPI, area)
    parts = [part_of(area, text.box) for text in texts]
    contrasts = [_contrast(text, ground[part]) for text, part in zip(texts, parts, strict=True)]
    patterned_area = Box.around(*patterned).within(area) if patterned else Box(0, 0, 0, 0)
    if min(patterned_area.width, patterned_area.height) > 0:
        pictures = rendering.letters(sheet.number, LETTER_PPI, patterned_area)
        for number, text in enumerate(texts):
            if text.text.strip() and any(map(partial(_within, text.box), patterned)):
                part = part_of(patterned_area, text.box, LETTER_PPI)
                contrasts[number] = _contrast_of_pixels(*(picture[part] for picture in pictures))
    return tuple(
        SeenText(text, contrast, _inked(text, pdfium.difference(drawn[part], ground[part]) > FAINT))
        for text, contrast, part in zip(texts, contrasts, parts, strict=True)
    )


def _within(box: Box, area: Box) -> bool:
    """Whether the middle of a box lies in an area."""
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return area.left <= x <= area.right and area.bottom <= y <= area.top


def _contrast_of_pixels(drawn: Bitmap, ground: Bitmap, covered: Bitmap) -> float:
    """The least contrast of letters with their ground, by the pixels within them, away from their edges."""
    full = np.pad(covered == FULL, 1)
    across = full[:, :-2] & full[:, 1:-1] & full[:, 2:]
    inner = across[:-2] & across[1:-1] & across[2:]
    return float(np.percentile(contrast_ratio(drawn[inner], ground[inner]), STRAY)) if inner.any() else math.nan


def area_of(sheet: PageInfo) -> Box:
    """What of a page is drawn, in pt: its crop box."""
    return (sheet.boxes.crop or sheet.boxes.media).within(sheet.boxes.media)


def part_of(area: Box, box: Box, ppi: float = GROUND_PPI) -> tuple[slice, slice]:
    """Rows and columns of a box in the drawing of an area."""
    scale = ppi / 72
    edges = (area.top - box.top, area.top - box.bottom, box.left - area.left, box.right - area.left)
    top, bottom, left, right = (max(edge * scale, 0) for edge in edges)
    return slice(int(top), math.ceil(bottom)), slice(int(left), math.ceil(right))


def _contrast(text: TextObject, ground: Bitmap) -> float:
    if not ground.size or not text.text.strip() or text.colour[3] == 0:
        return float("inf")
    if (ground == ground[0, 0]).all():  # mostly, and counting takes ten times as long
        return _contrast_on(text.colour, ground[0, 0].tobytes())
    behind = ground.reshape(-1, 3).astype(np.uint32)
    packed, counts = np.unique(behind @ np.array([65536, 256, 1], np.uint32), return_counts=True)
    ratios = _ratios(text.colour, np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1))
    order = np.argsort(ratios)
    reached = np.cumsum(counts[order]) > counts.sum() * COVERED / 100
    return float(ratios[order][np.argmax(reached)])


@lru_cache(maxsize=1024)
def _contrast_on(colour: tuple[int, int, int, int], ground: bytes) -> float:
    """The contrast of a text with a ground of one colour."""
    return float(_ratios(colour, np.array([[*ground]]))[0])


def _ratios(colour: tuple[int, int, int, int], grounds: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The contrast of a colour with each of some grounds, which show through it."""
    opaque = colour[3] / 255
    return np.asarray(contrast_ratio(np.asarray(colour[:3]) * opaque + grounds * (1 - opaque), grounds))


def _inked(text: TextObject, changed: npt.NDArray[np.bool_]) -> float:
    """The share of a text, in parts as long as its type is high, that changes the page where it stands."""
    steps = max(text.box.width, text.box.height) / max(text.size_pt, 1.0)
    parts = max(min(round(steps), len("".join(text.text.split()))), 1)
    along = changed.any(axis=0 if text.box.width >= text.box.height else 1).tobytes()
    length, longer = divmod(len(along), parts)
    edges = [at * length + min(at, longer) for at in range(parts + 1)]
    return sum(1 in along[low:high] for low, high in pairwise(edges)) / parts
