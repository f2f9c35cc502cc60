"""The page of a comparison: what a person looks at, as one file of HTML that asks for nothing."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from PIL import Image

from brochurepress.compose import bundle, content_policy, data_address, environment, harmless, render
from brochurepress.pdf import Bitmap
from brochurepress.preflight.report import frame, number, picture_address, ranges, signed
from brochurepress.proofing.compare.model import Comparison, Difference, FileComparison, PagePair, PageSide, PageStatus
from brochurepress.proofing.compare.rendered import FLAT_LEVELS, LEVELS, PPI, Mask
from brochurepress.source import decimal_sign, read_strings
from brochurepress.workspace import HOME, Snapshot

THUMB_PX = 220
"""Longest side in pixels of a page at a glance."""

CROP_PX = 320
"""Longest side in pixels of a picture cut out of its page."""

_MASK_REACH = 1


@dataclass(frozen=True)
class DifferenceView:
    """A difference with its number, the pages it stands on in words, and where it is shown large.

    `crops` are small pictures of it, as it was and as it is, where it is something to look at.
    """

    number: int
    told: Difference
    pages: str
    href: str = ""
    crops: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class ComparedPageView:
    """A page that differs: its two sides, the pixels and what else differs on it, the mean of each plate in %."""

    id: str
    variant: str
    pair: PagePair
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    mask: str
    entries: tuple[DifferenceView, ...]
    plates: tuple[tuple[str, float, float], ...]


def comparison_page(snapshot: Snapshot, comparison: Comparison, title: str, language: str) -> str:
    """The comparison as a page in a language such as nl-NL.

    Raises Rejected for faults of the style sheet or the wording.
    """
    labels = read_strings(snapshot, "compare", language)
    found = [DifferenceView(index, told, _pages_of(told)) for index, told in enumerate(comparison.differences, 1)]
    pages = tuple(_pages(comparison, found))
    entries = tuple(_linked(entry, comparison, pages) for entry in found)
    masks = "".join(f"#{page.id} .mask {{ mask-image: url({page.mask}); }}\n" for page in pages if page.mask)
    style = bundle(snapshot, "layouts/css/compare.css", ()).text + masks
    # What runs is always the press's own: a project may come from a stranger.
    script = (HOME / "layouts/compare/slider.js").read_text(encoding="utf-8").strip()
    sign = decimal_sign(snapshot, labels)
    # Pictures are put into the document when its template is done: they are no business of the template.
    parked: dict[str, str] = {}

    def park(address: str) -> str:
        name = f"picture:{len(parked)}"
        parked[name] = address
        return name

    templates = environment(snapshot)
    templates.offer(number=partial(number, decimal=sign), signed=partial(signed, decimal=sign), parked=park)
    document = render(
        templates,
        "compare.html",
        title=title,
        text=labels.text,
        rules=labels.rules,
        comparison=comparison,
        entries=entries,
        pages=pages,
        thumbs=tuple(_thumb(pair, pages) for pair in _main(comparison)),
        style=style,
        script=script,
        policy=content_policy(style, script),
        ppi=min((page.shown.ppi for page in _main(comparison)), default=PPI),
        levels=LEVELS,
        flat=FLAT_LEVELS,
    )
    document = _PARKED.sub(lambda found: parked.get(found[0], found[0]), document)
    return harmless(document, "layouts/compare.html", script)


_PARKED = re.compile(r'(?<=src=")picture:\d+(?=")')


def _main(comparison: Comparison) -> tuple[PagePair, ...]:
    """The pages of the first file: the others show the same brochure."""
    return comparison.files[0].pages if comparison.files else ()


def _pages_of(told: Difference) -> str:
    page = told.finding.place.page
    return ranges(number for number, _ in told.now) if told.kind == "ink" else str(page or "")


def _pages(comparison: Comparison, entries: list[DifferenceView]) -> Iterator[ComparedPageView]:
    """The pages to show large: those that differ in the first file, and those that differ in another one only."""
    seen: set[tuple[PageStatus, int]] = set()
    for file in comparison.files:
        for pair in file.pages:
            place = (pair.status, pair.shown.number)
            if pair.status is not PageStatus.SAME and place not in seen:
                seen.add(place)
                yield _page(file, pair, tuple(entry for entry in entries if entry.told.stands_on(pair)))


def _page(file: FileComparison, pair: PagePair, entries: tuple[DifferenceView, ...]) -> ComparedPageView:
    before, after = pair.before, pair.after
    was, now = (side.means if side else {} for side in (before, after))
    return ComparedPageView(
        id=f"{file.variant}-{'page' if after else 'was'}-{pair.shown.number}",
        variant=file.variant,
        pair=pair,
        before=_side(before, entries, past=True),
        after=_side(after, entries, past=False),
        mask=_mask(pair.mask) if pair.mask.size else "",
        entries=entries,
        plates=tuple((ink, was.get(ink, 0.0), now.get(ink, 0.0)) for ink in {**was, **now}) if was and now else (),
    )


def _side(side: PageSide | None, entries: tuple[DifferenceView, ...], past: bool) -> dict[str, Any] | None:
    """One state of a page: its number and picture, the size of that in pt, and each mark with its difference."""
    if side is None:
        return None
    marks = tuple(
        (entry, frame(box.grown(1.5).within(side.area), side.area))
        for entry in entries
        if entry.told.kind != "ink"  # colours are seen by themselves
        for box in entry.told.boxes(side.number, past)
    )
    picture, area = picture_address(side.draw(), 84), frame(side.area, side.area)
    return {"number": side.number, "picture": picture, "area": area, "marks": marks}


def _mask(mask: Mask) -> str:
    """The differing pixels as a picture with transparency, each with its neighbours, so that the eye finds it."""
    thick = np.pad(mask, _MASK_REACH)
    height, width = mask.shape
    shifts = range(2 * _MASK_REACH + 1)
    grown = np.logical_or.reduce([thick[y : y + height, x : x + width] for y in shifts for x in shifts])
    buffer = io.BytesIO()
    picture = Image.fromarray(grown.astype(np.uint8), "P")
    picture.putpalette([0, 0, 0, 0, 0, 0])
    picture.save(buffer, "PNG", bits=1, transparency=b"\x00\xff", optimize=True)
    return data_address(buffer.getvalue(), "image/png")


def _thumb(pair: PagePair, pages: tuple[ComparedPageView, ...]) -> dict[str, Any]:
    """A page at a glance: its number, what became of it, its small picture, and where it is shown large."""
    shown = pair.shown
    anchors = {(page.pair.status, page.pair.shown.number): f"#{page.id}" for page in pages}
    # A page that is the same in the first file may differ in another one.
    places = (pair.status, shown.number), (PageStatus.CHANGED, shown.number)
    href = next((anchors[place] for place in places if place in anchors), "")
    status = PageStatus.CHANGED if href and pair.status is PageStatus.SAME else pair.status
    picture, area = _small(shown.draw(), THUMB_PX, 78), frame(shown.area, shown.area)
    return {"number": shown.number, "status": status, "picture": picture, "area": area, "href": href}


def _small(pixels: Bitmap, most: int, quality: int) -> str:
    picture = Image.fromarray(pixels)
    picture.thumbnail((most, most))
    return picture_address(np.asarray(picture), quality)


def _linked(entry: DifferenceView, comparison: Comparison, pages: tuple[ComparedPageView, ...]) -> DifferenceView:
    """The difference with a link to the first page that shows it, and cut out of that page."""
    told = entry.told
    href = next((f"#{page.id}" for page in pages if entry in page.entries), "")
    file = next(file for file in comparison.files if told in file.told)
    shown = (pair for pair in file.pages if pair.status is PageStatus.CHANGED and told.stands_on(pair))
    if told.kind in ("picture", "look") and (pair := next(shown, None)):
        entry = replace(entry, crops=(_crop(pair.before, told, past=True), _crop(pair.after, told, past=False)))
    return replace(entry, href=href)


def _crop(side: PageSide | None, told: Difference, past: bool) -> str:
    """A difference cut out of one state of a page, as a small picture; "" where it has no box there."""
    if side is None or not (boxes := told.boxes(side.number, past)):
        return ""
    area, unit, box = side.area, side.ppi / 72, boxes[0].within(side.area)
    top, bottom = (max(0, round((area.top - y) * unit)) for y in (box.top, box.bottom))
    left, right = (max(0, round((x - area.left) * unit)) for x in (box.left, box.right))
    part = side.draw()[top:bottom, left:right]
    return _small(part, CROP_PX, 82) if part.size else ""
