"""The page of a comparison: what a person looks at, as one file of HTML that asks for nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from prepress.compare.drawn import PPI
from prepress.compare.inks import InkChange, Recipe
from prepress.compare.look import LEVELS, Mask
from prepress.compare.model import Comparison, FileComparison, PagePair, Side, Status, Told
from prepress.compare.pictures import ItemChange
from prepress.compare.words import WordChange
from prepress.embed import content_policy, data_address
from prepress.geometry import Box
from prepress.project import Project
from prepress.report.labels import number
from prepress.report.lists import swatches
from prepress.report.pages import PLATES, Frame, frame, picture_address, srgb_hex
from prepress.stylesheet import bundle
from prepress.templates import environment
from prepress.wording import read_labels

THUMB_PX = 220
"""Longest side in pixels of a page at a glance."""

_MASK_REACH = 1


@dataclass(frozen=True)
class Mark:
    """A rectangle on a page picture, with the number of the difference it belongs to and the kind of that."""

    number: int
    kind: str
    frame: Frame


@dataclass(frozen=True)
class SideView:
    """One state of a page: its number and picture, the size of that in pt, and the marks on it."""

    number: int
    picture: str
    area: Frame
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class PlateRow:
    """The mean of one plate in %, as it was and as it is."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class PageView:
    """A page that differs: its two sides, what differs on it, its plates and their highest totals."""

    id: str
    variant: str
    status: Status
    before: SideView | None
    after: SideView | None
    mask: str
    share: float
    moved: int
    entries: tuple[Entry, ...]
    plates: tuple[PlateRow, ...]
    highest: tuple[float, ...]

    @property
    def shown(self) -> SideView:
        """The page as it is; of one that was taken out, as it was."""
        side = self.after or self.before
        assert side is not None  # noqa: S101 - one of the two there is
        return side


@dataclass(frozen=True)
class Swatch:
    """A colour as the page shows it: its recipe in words, and its sRGB value."""

    recipe: str
    srgb: str


@dataclass(frozen=True)
class Entry:
    """A difference with its number; of words, items and colours what was and what is."""

    number: int
    told: Told
    kind: str
    before: str = ""
    after: str = ""
    lead: str = ""
    was: Swatch | None = None
    now: Swatch | None = None
    href: str = ""


@dataclass(frozen=True)
class Thumb:
    """A page at a glance: its number, what became of it, its small picture, and where it is shown large."""

    number: int
    status: Status
    picture: str
    area: Frame
    href: str


def comparison_page(project: Project, comparison: Comparison, title: str, language: str) -> str:
    """The comparison as a page in a language such as nl-NL.

    Raises Rejected for faults of the style sheet or the wording.
    """
    labels = read_labels(project, "compare", language)
    numbers = {told.key: index for index, told in enumerate(comparison.differences, 1)}
    pages = tuple(_pages(comparison, numbers))
    anchors = {(page.variant, page.status, page.shown.number): f"#{page.id}" for page in pages}
    entries = tuple(_entry(told, numbers[told.key], pages) for told in comparison.differences)
    masks = "".join(f"#{page.id} .mask {{ mask-image: url({page.mask}); }}\n" for page in pages)
    style = bundle(project, "layouts/css/compare.css", ()).text + masks
    script = project.find("layouts/compare/slider.js").read_text(encoding="utf-8").strip()
    templates = environment(*(base / "layouts" for base in project.bases()))
    templates.filters["number"] = partial(number, language="nl" if labels.text["language"] == "nl" else "en")
    return templates.get_template("compare.html").render(
        title=title,
        text=labels.text,
        rules=labels.rules,
        comparison=comparison,
        entries=entries,
        pages=pages,
        thumbs=tuple(_thumb(page, anchors) for page in _main(comparison)),
        touched=len({page.shown.number for page in pages}),
        style=style,
        script=script,
        policy=content_policy(style, script),
        ppi=PPI,
        levels=LEVELS,
    )


def _main(comparison: Comparison) -> tuple[PagePair, ...]:
    """The pages of the first file: the others show the same brochure."""
    return comparison.files[0].pages if comparison.files else ()


def _pages(comparison: Comparison, numbers: Mapping[tuple[str, int, str], int]) -> Iterator[PageView]:
    """The pages to show large: those that differ in the first file, and those that differ in another one only."""
    seen: set[tuple[Status, int]] = set()
    for file in comparison.files:
        entries = [_entry(told, numbers[told.key], ()) for told in file.told]
        for pair in file.pages:
            place = (pair.status, pair.shown.number)
            if pair.status is not Status.SAME and place not in seen:
                seen.add(place)
                yield _page(file, pair, [entry for entry in entries if _belongs(entry, pair)])


def _belongs(entry: Entry, pair: PagePair) -> bool:
    """Whether a difference is one of this page."""
    numbers = tuple(side.number if side else None for side in (pair.before, pair.after))
    change = entry.told.change
    if isinstance(change, InkChange):
        was, now = ({use.page for use in uses} for uses in (change.was, change.uses))
        return numbers[0] in was or numbers[1] in now
    if change is not None:
        return change.stands_on(*numbers)
    return pair.after is not None and entry.told.finding.place.page == pair.after.number


def _page(file: FileComparison, pair: PagePair, entries: list[Entry]) -> PageView:
    both = pair.before is not None and pair.after is not None
    plates = _plates(pair.before, pair.after) if pair.before and pair.after else ()
    return PageView(
        id=f"{file.variant}-{'was' if pair.after is None else 'page'}-{pair.shown.number}",
        variant=file.variant,
        status=pair.status,
        before=_side(pair.before, entries, past=True),
        after=_side(pair.after, entries, past=False),
        mask=_mask(pair.mask) if both else "",
        share=pair.share,
        moved=len(pair.moved),
        entries=tuple(entries),
        plates=tuple(plates),
        highest=tuple(side.plates.highest for side in (pair.before, pair.after) if side and plates),
    )


def _side(side: Side | None, entries: list[Entry], past: bool) -> SideView | None:
    if side is None:
        return None
    marks = tuple(
        Mark(entry.number, entry.kind, frame(box.grown(1.5).within(side.area), side.area))
        for entry in entries
        for box in _boxes(entry.told, side.number, past)
    )
    return SideView(side.number, picture_address(side.picture, 84), frame(side.area, side.area), marks)


def _boxes(told: Told, page: int, past: bool) -> list[Box]:
    """What of a difference is marked on a page of the one state or the other; colours are seen by themselves."""
    change = told.change
    if isinstance(change, WordChange):
        words = change.before if past else change.after
        return [box for word in words if word.place.page == page for box in word.boxes]
    if isinstance(change, ItemChange):
        item = change.before if past else change.after
        return [item.box] if item and item.page == page else []
    at = told.finding.place
    return [Box(*at.box)] if change is None and at.box and at.page == page else []


def _plates(before: Side, after: Side) -> Iterator[PlateRow]:
    for (name, _), was, now in zip(PLATES, before.plates.means, after.plates.means, strict=False):
        yield PlateRow(name, was, now)


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


def _thumb(pair: PagePair, anchors: Mapping[tuple[str, Status, int], str]) -> Thumb:
    shown = pair.shown
    picture = Image.fromarray(shown.picture)
    picture.thumbnail((THUMB_PX, THUMB_PX))
    href = next(
        (at for (_, status, page), at in anchors.items() if (status, page) == (pair.status, shown.number)), ""
    )
    small = picture_address(np.asarray(picture), 78)
    return Thumb(shown.number, pair.status, small, frame(shown.area, shown.area), href)


def _entry(told: Told, index: int, pages: tuple[PageView, ...]) -> Entry:
    change, kind = told.change, told.finding.rule.removeprefix("compare/")
    holding = (page.id for page in pages if any(entry.told.key == told.key for entry in page.entries))
    href = next((f"#{page}" for page in holding), "")
    if isinstance(change, WordChange):
        gone, come, lead = (
            " ".join(word.text for word in words) for words in (change.before, change.after, change.lead)
        )
        return Entry(index, told, kind, gone, come, lead, href=href)
    if isinstance(change, ItemChange):
        gone, come = (item.name if item else "" for item in (change.before, change.after))
        return Entry(index, told, kind, gone, come, href=href)
    if isinstance(change, InkChange):
        was, now = (_swatch(recipe) for recipe in (change.before, change.after))
        return Entry(index, told, kind, was=was, now=now, href=href)
    return Entry(index, told, kind, href=href)


def _swatch(recipe: Recipe | None) -> Swatch | None:
    if recipe is None:
        return None
    if recipe.space == "ink":
        return Swatch(str(recipe), swatches([recipe.values])[0])
    parts = recipe.values if len(recipe.values) == 3 else (recipe.values[0],) * 3
    return Swatch(str(recipe), srgb_hex(round(255 * part) for part in parts))
