"""Views of a comparison: its pages, marks, plates and differences as the report shows them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from brochurepress.compose import data_address
from brochurepress.design import Box
from brochurepress.preflight import joined
from brochurepress.preflight.report import (
    PLATES,
    Frame,
    frame,
    picture_address,
    ranges,
    rendered_recipes,
    srgb_hex,
)
from brochurepress.proofing.compare.inks import InkChange, Recipe
from brochurepress.proofing.compare.model import Difference, FileComparison, PagePair, PageSide, PageStatus
from brochurepress.proofing.compare.pictures import ItemChange
from brochurepress.proofing.compare.pixels import Mask
from brochurepress.proofing.compare.transcripts import TranscriptChange
from brochurepress.proofing.compare.words import WordChange

CROP_PX = 320
"""Longest side in pixels of a picture cut out of its page."""

_MASK_REACH = 1


@dataclass(frozen=True)
class DifferenceMark:
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
    marks: tuple[DifferenceMark, ...]


@dataclass(frozen=True)
class PlateRow:
    """The mean of one plate in %, as it was and as it is."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class ComparedPageView:
    """A page that differs: its two sides, what differs on it, its plates and their highest totals."""

    id: str
    variant: str
    status: PageStatus
    before: SideView | None
    after: SideView | None
    mask: str
    share: float
    moved: int
    entries: tuple[DifferenceView, ...]
    plates: tuple[PlateRow, ...]
    highest: tuple[float, ...]

    @property
    def shown(self) -> SideView:
        """The page as it is; of one that was taken out, as it was."""
        side = self.after or self.before
        assert side is not None  # noqa: S101 - one of the two there is
        return side


@dataclass(frozen=True)
class SwatchView:
    """A colour as the page shows it: its recipe in words, and its sRGB value."""

    recipe: str
    srgb: str


@dataclass(frozen=True)
class DifferenceView:
    """A difference with its number; of words, items and colours what was and what is.

    `crops` are small pictures of it, as it was and as it is, where it is something to look at.
    """

    number: int
    told: Difference
    kind: str
    before: str = ""
    after: str = ""
    lead: str = ""
    was: SwatchView | None = None
    now: SwatchView | None = None
    pages: str = ""
    href: str = ""
    crops: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Thumbnail:
    """A page at a glance: its number, what became of it, its small picture, and where it is shown large."""

    number: int
    status: PageStatus
    picture: str
    area: Frame
    href: str


def belongs(entry: DifferenceView, pair: PagePair) -> bool:
    """Whether a difference is one of this page."""
    numbers = tuple(side.number if side else None for side in (pair.before, pair.after))
    change = entry.told.change
    if isinstance(change, InkChange):
        was, now = ({use.page for use in uses} for uses in (change.was, change.uses))
        return numbers[0] in was or numbers[1] in now
    if change is not None:
        return change.stands_on(*numbers)
    return pair.after is not None and entry.told.finding.place.page == pair.after.number


def page_view(file: FileComparison, pair: PagePair, entries: list[DifferenceView]) -> ComparedPageView:
    """A page that differs, with the differences that are its own."""
    plates = _plates(pair.before, pair.after) if pair.before and pair.after else ()
    return ComparedPageView(
        id=f"{file.variant}-{'was' if pair.after is None else 'page'}-{pair.shown.number}",
        variant=file.variant,
        status=pair.status,
        before=_side(pair.before, entries, past=True),
        after=_side(pair.after, entries, past=False),
        mask=_mask(pair.mask) if pair.mask.size else "",
        share=pair.share,
        moved=len(pair.moved),
        entries=tuple(entries),
        plates=tuple(plates),
        highest=tuple(side.plates.highest for side in (pair.before, pair.after) if side and plates),
    )


def _side(side: PageSide | None, entries: list[DifferenceView], past: bool) -> SideView | None:
    if side is None:
        return None
    marks = tuple(
        DifferenceMark(entry.number, entry.kind, frame(box.grown(1.5).within(side.area), side.area))
        for entry in entries
        for box in _boxes(entry.told, side.number, past)
    )
    return SideView(side.number, picture_address(side.draw(), 84), frame(side.area, side.area), marks)


def _boxes(told: Difference, page: int, past: bool) -> list[Box]:
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


def _plates(before: PageSide, after: PageSide) -> Iterator[PlateRow]:
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


def entry_of(told: Difference, index: int) -> DifferenceView:
    """A difference with its number, not yet linked to a page."""
    change, kind = told.change, told.finding.rule.removeprefix("compare/")
    page = told.finding.place.page
    entry = DifferenceView(index, told, kind, pages=str(page) if page else "")
    if isinstance(change, WordChange):
        gone, come, lead = map(joined, (change.before, change.after, change.lead))
        return replace(entry, before=gone, after=come, lead=lead)
    if isinstance(change, ItemChange):
        gone, come = (item.name if item else "" for item in (change.before, change.after))
        return replace(entry, before=gone, after=come)
    if isinstance(change, TranscriptChange):
        lead, gone, come = change.parts
        return replace(entry, before=gone, after=come, lead=lead)
    if isinstance(change, InkChange):
        was, now = (_swatch(recipe) for recipe in (change.before, change.after))
        return replace(entry, was=was, now=now, pages=ranges(use.page for use in change.uses))
    return entry


def crop(side: PageSide | None, told: Difference, past: bool) -> str:
    """A difference cut out of one state of a page, as a small picture; "" where it has no box there."""
    boxes = _boxes(told, side.number, past) if side else []
    if side is None or not boxes:
        return ""
    top, right, bottom, left = _edges(boxes[0].within(side.area), side.area, side.ppi)
    picture = Image.fromarray(side.draw()[top:bottom, left:right])
    picture.thumbnail((CROP_PX, CROP_PX))
    return picture_address(np.asarray(picture), 82) if picture.width and picture.height else ""


def _edges(box: Box, area: Box, ppi: float) -> tuple[int, int, int, int]:
    unit = ppi / 72
    sides = area.top - box.top, box.right - area.left, area.top - box.bottom, box.left - area.left
    top, right, bottom, left = (max(0, round(side * unit)) for side in sides)
    return top, right, bottom, left


def _swatch(recipe: Recipe | None) -> SwatchView | None:
    if recipe is None:
        return None
    if recipe.space == "ink":
        return SwatchView(str(recipe), rendered_recipes([recipe.values])[0])
    if len(recipe.values) == 3:
        return SwatchView(str(recipe), srgb_hex(round(255 * part) for part in recipe.values))
    tint = 100 * max(recipe.values, default=0)
    return SwatchView(str(recipe), rendered_recipes([(0, 0, 0, tint)])[0])
