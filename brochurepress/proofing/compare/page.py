"""The page of a comparison: what a person looks at, as one file of HTML that asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from PIL import Image

from brochurepress.compose import bundle, content_policy, environment, harmless, render
from brochurepress.preflight.report import frame, number, picture_address, signed
from brochurepress.proofing.compare.model import Comparison, PagePair, PageStatus
from brochurepress.proofing.compare.pixels import FLAT_LEVELS, LEVELS
from brochurepress.proofing.compare.rendered import PPI
from brochurepress.proofing.compare.views import (
    ComparedPageView,
    DifferenceView,
    Thumbnail,
    belongs,
    crop,
    entry_of,
    page_view,
)
from brochurepress.source import decimal_sign, read_strings
from brochurepress.wording import in_language
from brochurepress.workspace import HOME, Snapshot

THUMB_PX = 220
"""Longest side in pixels of a page at a glance."""


def comparison_page(snapshot: Snapshot, comparison: Comparison, title: str, language: str) -> str:
    """The comparison as a page in a language such as nl-NL.

    Raises Rejected for faults of the style sheet or the wording.
    """
    labels = read_strings(snapshot, "compare", language)
    found = [entry_of(told, index) for index, told in enumerate(comparison.differences, 1)]
    pages = tuple(_pages(comparison, found))
    anchors = {(page.status, page.shown.number): f"#{page.id}" for page in pages}
    entries = tuple(_linked(entry, comparison, pages) for entry in found)
    masks = "".join(f"#{page.id} .mask {{ mask-image: url({page.mask}); }}\n" for page in pages if page.mask)
    style = bundle(snapshot, "layouts/css/compare.css", ()).text + masks
    # What runs is always the press's own: a project may come from a stranger.
    script = (HOME / "layouts/compare/slider.js").read_text(encoding="utf-8").strip()
    sign = decimal_sign(snapshot, labels)
    album = _PictureStore()
    templates = environment(snapshot)
    told = partial(in_language, language=labels.language)
    templates.offer(told=told, parked=album.park)
    templates.offer(number=partial(number, decimal=sign), signed=partial(signed, decimal=sign))
    document = render(
        templates,
        "compare.html",
        title=title,
        text=labels.text,
        rules=labels.rules,
        comparison=comparison,
        entries=entries,
        pages=pages,
        thumbs=tuple(_thumb(page, anchors) for page in _main(comparison)),
        touched=len(pages),
        style=style,
        script=script,
        policy=content_policy(style, script),
        ppi=min((page.shown.ppi for page in _main(comparison)), default=PPI),
        levels=LEVELS,
        flat=FLAT_LEVELS,
    )
    return harmless(album.hung(document), "layouts/compare.html", script)


class _PictureStore:
    """Pictures that are put into the document when its template is done: they are no business of the template."""

    def __init__(self) -> None:
        self._addresses: dict[str, str] = {}

    def park(self, address: str) -> str:
        """A short name for the address of a picture."""
        name = f"picture:{len(self._addresses)}"
        self._addresses[name] = address
        return name

    def hung(self, document: str) -> str:
        """The document with every picture in its place."""
        return _PARKED.sub(lambda found: self._addresses.get(found[0], found[0]), document)


_PARKED = re.compile(r'(?<=src=")picture:\d+(?=")')


def _main(comparison: Comparison) -> tuple[PagePair, ...]:
    """The pages of the first file: the others show the same brochure."""
    return comparison.files[0].pages if comparison.files else ()


def _pages(comparison: Comparison, entries: list[DifferenceView]) -> Iterator[ComparedPageView]:
    """The pages to show large: those that differ in the first file, and those that differ in another one only."""
    seen: set[tuple[PageStatus, int]] = set()
    for file in comparison.files:
        for pair in file.pages:
            place = (pair.status, pair.shown.number)
            if pair.status is not PageStatus.SAME and place not in seen:
                seen.add(place)
                yield page_view(file, pair, [entry for entry in entries if belongs(entry, pair)])


def _thumb(pair: PagePair, anchors: Mapping[tuple[PageStatus, int], str]) -> Thumbnail:
    shown = pair.shown
    picture = Image.fromarray(shown.draw())
    picture.thumbnail((THUMB_PX, THUMB_PX))
    small = picture_address(np.asarray(picture), 78)
    # A page that is the same in the first file may differ in another one.
    places = (pair.status, shown.number), (PageStatus.CHANGED, shown.number)
    href = next((anchors[place] for place in places if place in anchors), "")
    status = PageStatus.CHANGED if href and pair.status is PageStatus.SAME else pair.status
    return Thumbnail(shown.number, status, small, frame(shown.area, shown.area), href)


def _linked(
    entry: DifferenceView, comparison: Comparison, pages: tuple[ComparedPageView, ...]
) -> DifferenceView:
    """The difference with a link to the first page that shows it, and cut out of that page."""
    holding = (page.id for page in pages if any(each.number == entry.number for each in page.entries))
    href = next((f"#{page}" for page in holding), "")
    crops = ("", "")
    file = next(file for file in comparison.files if entry.told in file.told)
    pair = next(
        (pair for pair in file.pages if pair.status is PageStatus.CHANGED and belongs(entry, pair)), None
    )
    if pair and entry.kind in ("picture", "look"):
        crops = (crop(pair.before, entry.told, past=True), crop(pair.after, entry.told, past=False))
    return replace(entry, href=href, crops=crops)
