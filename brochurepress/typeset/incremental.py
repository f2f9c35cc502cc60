"""Incremental layout: what the engine keeps between layouts, so that only the sheets that differ are laid out again.

Fonts and style sheet are read once; a sheet set before is taken as it was, as long as its text, the style sheet,
the number of its first page and every file it was made from are the same.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

import weasyprint
from weasyprint.css import _add_layer as add_layer
from weasyprint.text.fonts import FontConfiguration

from brochurepress.compose import STYLESHEET, top_rules
from brochurepress.design import Bitmap
from brochurepress.typeset.box_geometry import anchors
from brochurepress.typeset.placed_bitmaps import BitmapTable, Fetch
from brochurepress.typeset.shared_styles import SHARED, UNLIKE, forget
from brochurepress.typeset.weasyprint_door import BASE, EngineElement, Fetcher, Message, Pages, hooked, listening

SHEET = "sheet"
"""CSS class of the element that holds what a document sets on pages of its own."""

_EVEN = (
    "html { break-before: left }:root { --margin-left: var(--margin-outside); --margin-right: var(--margin-inside) }"
)
"""What a document is told that begins on a left page: its side, and the margins of that."""

_LINK = re.compile(r'<a\b[^>]*? href="#([^"]+)"')
_FACE = re.compile(r"(?>\s+|/\*(?>[^*]+|\*(?!/))*\*/)*+@font-face\b", re.IGNORECASE)
_FETCHED = re.compile("@(font-face|import|color-profile)", re.IGNORECASE)
"""Rules that fetch something."""


@dataclass
class _RecordingFetcher:
    """What `fetch` gives, with a digest of each thing that was asked for; `whole` until something is not there."""

    fetch: Fetch
    digests: dict[str, bytes] = field(default_factory=dict)
    whole: bool = True

    def __call__(self, url: str) -> tuple[bytes | Bitmap, str]:
        try:
            content, mime = self.fetch(url)
        except ValueError:
            self.whole = False
            raise
        self.digests[url] = _digest(content)
        return content, mime

    def still(self, needs: Mapping[str, bytes]) -> bool:
        """Whether each thing is what it was."""
        with suppress(ValueError):
            return all(
                (url in self.digests or self(url)) and self.digests[url] == digest for url, digest in needs.items()
            )
        return False


Sight = tuple[Collection[int], Callable[[Pages, int], None]]
"""The pages (from 1) that are looked at, and who is told of them: they are set before all others.

Told are the pages of each sheet of them that is not as it was, with the number of the first: as in the layout before,
which holds unless the sheets before it take more or fewer pages now.
"""


@dataclass(frozen=True)
class _PreparedStyle:
    """A style sheet read with its fonts, what was said meanwhile, the files it was read from, hooks of its sheets."""

    css: str
    fonts: FontConfiguration
    rules: weasyprint.CSS
    messages: tuple[Message, ...]
    needs: Mapping[str, bytes]
    shared: tuple[tuple[Any, str, Any], ...]


@dataclass(frozen=True)
class _CachedDocument:
    """A document as it was set, and the files it was made from."""

    document: weasyprint.Document
    root: EngineElement
    messages: tuple[Message, ...]
    needs: Mapping[str, bytes]


Fonts = dict[tuple[str, ...], tuple[FontConfiguration, Mapping[str, bytes]]]
"""Fonts by the rules that name them, and the files they were read from."""


def _style_sheet(string: str | None = None, **how: Any) -> weasyprint.CSS:
    """A style sheet as the engine asks for it, read by its rules."""
    apart = string is not None and how.get("base_url", BASE) == BASE
    return _read_apart([rule for _, rule in top_rules(string or "")] if apart else [], string, **how)


def _read_apart(rules: list[str], string: str | None, **how: Any) -> weasyprint.CSS:
    """A style sheet of these rules, each read once: equal ones share what was read. Without any it is read whole."""
    known = _read(rule for rule in rules if not _FACE.match(rule))
    text = "".join(filter(_FACE.match, rules)) if known else string
    sheet = weasyprint.CSS(string=text, **how)
    for each in known:
        for selector in each.matcher.read:
            sheet.matcher.add_selector(*selector)
        sheet.page_rules += each.page_rules
        for layer in each.layers:
            add_layer(layer, sheet.layers)
    return sheet


class _Selectors:
    """Selectors with what they say, kept as they are read; a table of the engine as far as reading asks for one."""

    def __init__(self) -> None:
        self.read: list[tuple[Any, Any]] = []

    def add_selector(self, *entry: Any) -> None:
        """Takes a selector and what it says."""
        self.read.append(entry)


def _read(rules: Iterable[str]) -> list[weasyprint.CSS]:
    """Rules as the engine reads them; none where they must be read as a whole: what it says of them names lines."""
    read = [None if _FETCHED.search(rule) else _read_rule(rule) for rule in rules]
    return [each for each in read if each] if None not in read else []


@lru_cache(maxsize=4096)
def _read_rule(css: str) -> weasyprint.CSS | None:
    """A rule of which the engine has nothing to say: the forms of an edition have most of theirs in common."""
    with listening() as messages:
        read = weasyprint.CSS(string=css, base_url=BASE, matcher=_Selectors())
    return None if messages or any("@" in layer for layer in read.layers) else read


class LayoutCache:
    """A place where one brochure is set again and again; it remembers the sheets of the last layout.

    Caches that are given the same `fonts` read those once. Not for two threads at once.
    """

    def __init__(self, fonts: Fonts | None = None) -> None:
        self._fonts: Fonts = {} if fonts is None else fonts
        self._prepared: _PreparedStyle | None = None
        self._ignored = ""
        self._numbers: dict[str, str] = {}
        self._sheets: dict[bytes, _CachedDocument] = {}
        self._counts: list[int] = []
        self.set_last = 0
        """How many sheets the last layout had to set; the others were taken as they were."""

    def lay_out(self, documents: Sequence[str], css: str, fetch: Fetch, sight: Sight | None = None) -> Pages:
        """As `_lay_out`; where the style prints the page that a link leads to, links are told it, as it was last known.

        They are set again until it holds, three times at most: the number may change the page that it tells.
        """
        told, self.set_last = "attr(data-page)" in css, 0
        for _ in range(3 if told else 1):
            numbered = [_LINK.sub(self._numbered, html) for html in documents] if told else documents
            pages, before, sight = self._complained(numbered, css, fetch, sight), self._numbers, None
            self._numbers = {name: str(page) for name, (page, _) in anchors(pages).items()}
            if self._numbers == before:
                break
        return pages

    def _complained(self, documents: Sequence[str], css: str, fetch: Fetch, sight: Sight | None) -> Pages:
        """As `_lay_out`; a style sheet of which the engine ignores a part is read as a whole, and anew each time.

        The engine names lines of what it reads, and says of a declaration only once that it ignores it.
        """
        pages = self._lay_out(documents, css, fetch, sight)
        if not any("Ignored" in message.text for message in pages.messages):
            return pages
        known, self._prepared, self._ignored = css == self._ignored, None, css
        _read_rule.cache_clear()
        return pages if known else self._lay_out(documents, css, fetch, None)

    def _numbered(self, link: re.Match[str]) -> str:
        return f'{link[0]} data-page="{self._numbers.get(link[1], "")}"'

    @hooked((weasyprint.css, "CSS", _style_sheet))
    def _lay_out(self, documents: Sequence[str], css: str, fetch: Fetch, sight: Sight | None) -> Pages:
        """Documents laid out apart, the pages of each following those of the one before it.

        Their link to the style sheet gives nothing: it is read once, for all of them.
        """

        def unlinked(url: str) -> tuple[bytes | Bitmap, str]:
            return (b"", "text/css") if url == f"file://{STYLESHEET}" else fetch(url)

        ready = self._prepare(css, unlinked)
        supply = _RecordingFetcher(unlinked)
        known, stand = self._sheets, dict[bytes, tuple[_CachedDocument, bool]]()

        def laid(html: str, first: int) -> tuple[_CachedDocument, bool]:
            """A document on pages from `first`, and whether it had to be set."""
            key = _digest(f"{first}\n{html}".encode())
            if new := key not in stand and not (key in known and supply.still(known[key].needs)):
                stand[key] = _set(html, ready, first, unlinked)
                self.set_last += 1
            elif key not in stand:
                stand[key] = known[key], True
            return stand[key][0], new

        if sight and len(documents) == len(self._counts):
            for html, first, count in zip(documents, accumulate(self._counts, initial=1), self._counts, strict=False):
                if any(first <= page < first + count for page in sight[0]):
                    sheet, new = laid(html, first)
                    if new:
                        sight[1](_gathered([sheet], ready), first)
        sheets: list[_CachedDocument] = []
        for html in documents:
            first = 1 + sum(len(sheet.document.pages) for sheet in sheets)
            sheets.append(laid(html, first)[0])
        self._sheets = {key: sheet for key, (sheet, whole) in stand.items() if whole}
        self._counts = [len(sheet.document.pages) for sheet in sheets]
        return _gathered(sheets, ready)

    def _prepare(self, css: str, fetch: Fetch) -> _PreparedStyle:
        last = self._prepared
        if last and last.css == css and _RecordingFetcher(fetch).still(last.needs):
            return last
        self._sheets = {}
        rules = [rule for _, rule in top_rules(css)]
        faces = tuple(filter(_FACE.match, rules))
        fonts, needs = self._fonts.get(faces) or (FontConfiguration(), dict[str, bytes]())
        if not _RecordingFetcher(fetch).still(needs):
            fonts, needs = FontConfiguration(), {}
        supply = _RecordingFetcher(fetch)
        with listening() as messages:
            how = {"base_url": BASE, "url_fetcher": Fetcher(supply), "font_config": fonts}
            sheet = _read_apart([] if css == self._ignored else rules, css, **how)
        needs, shared = {**needs, **supply.digests}, () if UNLIKE.search(css) else SHARED
        ready = _PreparedStyle(css, fonts, sheet, tuple(messages), needs, shared)
        self._prepared = ready if supply.whole and not messages and css != self._ignored else None
        if self._prepared:
            self._fonts[faces] = fonts, ready.needs
        return ready


def _set(html: str, ready: _PreparedStyle, first: int, fetch: Fetch) -> tuple[_CachedDocument, bool]:
    """A document set on pages counted from `first`, and whether nothing was missing or complained of."""
    supply = _RecordingFetcher(fetch)
    rules = [ready.rules]
    if first > 1:
        rules.append(_style_sheet(f"@page :first {{ counter-reset: page {first} }}{_EVEN * (first % 2 == 0)}"))
    with listening() as messages, hooked(*(() if UNLIKE.search(html) else ready.shared)):
        source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=Fetcher(supply))
        document = source.render(font_config=ready.fonts, stylesheets=rules, cache=BitmapTable(supply))
    if messages:
        forget(ready.fonts)
    sheet = _CachedDocument(document, source.etree_element, tuple(messages), supply.digests)
    return sheet, supply.whole and not messages


def _gathered(sheets: Sequence[_CachedDocument], ready: _PreparedStyle) -> Pages:
    """The pages of all sheets as one document, and their elements in one tree."""
    last = sheets[0].document
    pages = [page for sheet in sheets for page in sheet.document.pages]
    document = weasyprint.Document(pages, last.metadata, last.url_fetcher, ready.fonts, {}, None)
    messages = (*ready.messages, *(message for sheet in sheets for message in sheet.messages))
    if len(sheets) == 1:
        return Pages(document, sheets[0].root, messages, roots=(sheets[0].root,))
    roots = tuple(sheet.root for sheet in sheets)
    spines = [*map(_spine, roots)]
    merged = [copy.copy(element) for element in spines[0]]
    for outer, inner, old in zip(merged, merged[1:], spines[0][1:], strict=False):
        outer[:] = [inner if child is old else child for child in outer]
    merged[-1][:] = [child for spine in spines for child in spine[-1]]
    frame = {own: shared for spine in spines for own, shared in zip(spine, merged, strict=True)}
    return Pages(document, merged[0], messages, frame, roots=roots)


def _spine(root: EngineElement) -> list[EngineElement]:
    """The elements from the root down to the one that holds the sheet."""
    parents = {child: parent for parent in root.iter() for child in parent}
    sheet = next(element for element in root.iter() if SHEET in str(element.get("class", "")).split())
    spine: list[EngineElement] = []
    while sheet in parents:
        sheet = parents[sheet]
        spine.insert(0, sheet)
    return spine


def _digest(content: bytes | Bitmap) -> bytes:
    if isinstance(content, bytes):
        return hashlib.sha256(content).digest()
    return hashlib.sha256(content.data + repr(content.treatment).encode()).digest()
