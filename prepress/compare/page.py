"""The page of a comparison: what a person looks at, as one file of HTML that asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from PIL import Image

from prepress.compare.drawn import PPI
from prepress.compare.look import FLAT_LEVELS, LEVELS
from prepress.compare.model import Comparison, PagePair, Status
from prepress.compare.views import Entry, PageView, Thumb, belongs, crop, entry_of, page_view
from prepress.embed import content_policy
from prepress.languages import decimal_sign, read_labels
from prepress.page_safety import harmless
from prepress.project import HOME, Project
from prepress.report.numbers import number, signed
from prepress.report.pages import frame, picture_address
from prepress.sandbox import environment, render
from prepress.stylesheet import bundle

THUMB_PX = 220
"""Longest side in pixels of a page at a glance."""


def comparison_page(project: Project, comparison: Comparison, title: str, language: str) -> str:
    """The comparison as a page in a language such as nl-NL.

    Raises Rejected for faults of the style sheet or the wording.
    """
    labels = read_labels(project, "compare", language)
    found = [entry_of(told, index) for index, told in enumerate(comparison.differences, 1)]
    pages = tuple(_pages(comparison, found))
    anchors = {(page.status, page.shown.number): f"#{page.id}" for page in pages}
    entries = tuple(_linked(entry, comparison, pages) for entry in found)
    masks = "".join(f"#{page.id} .mask {{ mask-image: url({page.mask}); }}\n" for page in pages if page.mask)
    style = bundle(project, "layouts/css/compare.css", ()).text + masks
    # What runs is always the press's own: a project may come from a stranger.
    script = (HOME / "layouts/compare/slider.js").read_text(encoding="utf-8").strip()
    sign = decimal_sign(project, labels)
    album = _Album()
    templates = environment(*(base / "layouts" for base in project.bases()))
    templates.offer(
        number=partial(number, decimal=sign), signed=partial(signed, decimal=sign), parked=album.park
    )
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


class _Album:
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


def _pages(comparison: Comparison, entries: list[Entry]) -> Iterator[PageView]:
    """The pages to show large: those that differ in the first file, and those that differ in another one only."""
    seen: set[tuple[Status, int]] = set()
    for file in comparison.files:
        for pair in file.pages:
            place = (pair.status, pair.shown.number)
            if pair.status is not Status.SAME and place not in seen:
                seen.add(place)
                yield page_view(file, pair, [entry for entry in entries if belongs(entry, pair)])


def _thumb(pair: PagePair, anchors: Mapping[tuple[Status, int], str]) -> Thumb:
    shown = pair.shown
    picture = Image.fromarray(shown.draw())
    picture.thumbnail((THUMB_PX, THUMB_PX))
    small = picture_address(np.asarray(picture), 78)
    # A page that is the same in the first file may differ in another one.
    places = (pair.status, shown.number), (Status.CHANGED, shown.number)
    href = next((anchors[place] for place in places if place in anchors), "")
    status = Status.CHANGED if href and pair.status is Status.SAME else pair.status
    return Thumb(shown.number, status, small, frame(shown.area, shown.area), href)


def _linked(entry: Entry, comparison: Comparison, pages: tuple[PageView, ...]) -> Entry:
    """The difference with a link to the first page that shows it, and cut out of that page."""
    holding = (page.id for page in pages if any(each.number == entry.number for each in page.entries))
    href = next((f"#{page}" for page in holding), "")
    crops = ("", "")
    file = next(file for file in comparison.files if entry.told in file.told)
    pair = next((pair for pair in file.pages if pair.status is Status.CHANGED and belongs(entry, pair)), None)
    if pair and entry.kind in ("picture", "look"):
        crops = (crop(pair.before, entry.told, past=True), crop(pair.after, entry.told, past=False))
    return replace(entry, href=href, crops=crops)
