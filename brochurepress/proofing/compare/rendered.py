"""One file as it is compared: pictures of its pages, words, colours and ink; and where two pictures differ."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
from PIL import Image

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Rejected
from brochurepress.pdf import Bitmap, pdfium
from brochurepress.pdf.inspect import Inspection, unreadable
from brochurepress.preflight import read_painted
from brochurepress.proofing.compare.alignment import PageFeatures, WordBlocks
from brochurepress.proofing.compare.model import ColourUses, PageSide, colour_uses, plates

Mask = npt.NDArray[np.bool_]

LEVELS = 20
"""Tolerance at an edge, in levels of 255 of any channel: what differs less is smoothed otherwise, no more."""

FLAT_LEVELS = 3
"""Tolerance within a flat area, in the same levels: what differs less is rounding."""

REACH = 1
"""Tolerance in pixels: a pixel that has its like so near is only smoothed or rounded otherwise."""

_SHIFTS = sorted(itertools.product(range(-REACH, REACH + 1), repeat=2), key=lambda shift: abs(shift[0]) + abs(shift[1]))
"""The neighbourhood of a pixel, the nearest first."""

CELL = 8
"""Side in pixels of the squares by which differing pixels are gathered into regions."""


def differing(before: Bitmap, after: Bitmap) -> Mask:
    """The pixels of two RGB pictures that are without their like, shaped as the larger of them in each direction.

    A pixel at an edge differs when no pixel within REACH of it in the other picture is within LEVELS of it, seen from
    either side; one in a flat area of both when it is not within FLAT_LEVELS of its own. What only one picture has
    differs.
    """
    height, width = (max(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    mask = np.ones((height, width), np.bool_)
    height, width = (min(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    one, other = before[:height, :width], after[:height, :width]
    mask[:height, :width] = False
    if np.array_equal(one, other):
        return mask
    apart = pdfium.difference(one, other)
    slight, rough = np.argwhere(apart > FLAT_LEVELS), np.argwhere(apart > LEVELS)
    flat = _flat(other, _flat(one, slight))
    for found in (flat, _lonely(one, other, rough), _lonely(other, one, rough)):
        mask[found[:, 0], found[:, 1]] = True
    return mask


PixelIndices = npt.NDArray[np.intp]
"""Rows and columns of some pixels, shaped (pixels, 2)."""


def _lonely(one: Bitmap, other: Bitmap, pixels: PixelIndices) -> PixelIndices:
    """Of some pixels of one picture those that have not their like in the other, within REACH."""
    for shift in _SHIFTS:
        pixels = pixels[pdfium.difference(_at(one, pixels), _at(other, pixels, shift)) > LEVELS]
    return pixels


def _flat(picture: Bitmap, pixels: PixelIndices) -> PixelIndices:
    """Of some pixels of a picture those that are like all around them, within REACH."""
    for shift in _SHIFTS:
        pixels = pixels[pdfium.difference(_at(picture, pixels), _at(picture, pixels, shift)) <= FLAT_LEVELS]
    return pixels


def _at(picture: Bitmap, pixels: PixelIndices, shift: tuple[int, ...] = (0, 0)) -> Bitmap:
    """The colours of some pixels, or of those so far down and to the right of them, shaped (pixels, 3)."""
    height, width = picture.shape[:2]
    rows, columns = (pixels + shift).T
    places = rows.clip(0, height - 1) * width + columns.clip(0, width - 1)
    return np.asarray(picture.reshape(-1, picture.shape[2]).take(places, axis=0), np.uint8)


def covered(shape: tuple[int, ...], boxes: Iterable[Box], area: Box, ppi: float) -> Mask:
    """The pixels of a picture of `area` (pt) that lie in one of the boxes (pt)."""
    mask = np.zeros(shape[:2], np.bool_)
    unit = ppi / 72
    for box in boxes:
        top, bottom = ((area.top - y) * unit for y in (box.top, box.bottom))
        left, right = ((x - area.left) * unit for x in (box.left, box.right))
        mask[max(0, int(top)) : max(0, int(bottom) + 1), max(0, int(left)) : max(0, int(right) + 1)] = True
    return mask


def regions(mask: Mask, area: Box, ppi: float) -> tuple[Box, ...]:
    """Boxes in pt around the differing pixels of a picture of `area`, those near each other in one; top first."""
    rows, columns = (-(-extent // CELL) for extent in mask.shape)
    padded = np.zeros((rows * CELL, columns * CELL), np.bool_)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    cells: Mask = np.asarray(padded.reshape(rows, CELL, columns, CELL).any(axis=(1, 3)))
    unit = 72 / ppi
    found = []
    for group in _groups(cells):
        top, left = group.min(axis=0) * CELL
        bottom, right = (group.max(axis=0) + 1) * CELL
        inner = np.argwhere(padded[top:bottom, left:right])
        (first, start), (last, end) = inner.min(axis=0), inner.max(axis=0) + 1
        west, east = (area.left + (left + x) * unit for x in (start, end))
        south, north = (area.top - (top + y) * unit for y in (last, first))
        found.append(Box(west, south, east, north))
    return tuple(sorted(found, key=lambda box: (-round(box.top), box.left)))


def _groups(cells: Mask) -> list[npt.NDArray[np.intp]]:
    """The filled cells that hang together, diagonals and gaps of one cell included."""
    left = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    groups = []
    while left:
        group, ahead = [], [left.pop()]
        while ahead:
            row, column = ahead.pop()
            group.append((row, column))
            near = {(row + down, column + across) for down in range(-2, 3) for across in range(-2, 3)} & left
            left -= near
            ahead += near
        groups.append(np.array(group))
    return groups


PPI = 144.0
"""Resolution of the pictures that are compared and shown, unless a page is too large for it."""

LARGEST_PX = 2_500
"""Longest side of such a picture: A3 at PPI. A poster is compared at the resolution that gives it this size."""

THUMB_PX, THUMB_PPI = 24, 24.0
"""Side of the small grey picture by which pages are known, and the resolution it is drawn at."""


def resolution(files: tuple[Inspection, ...]) -> float:
    """The resolution in ppi at which files are compared, the same for all their pages."""
    boxes = [sheet.bleed for file in files for sheet in file.sheets]
    return min(PPI, 72 * LARGEST_PX / max(1.0, *(max(box.width, box.height) for box in boxes)))


@dataclass(frozen=True, eq=False)
class RenderedFile:
    """One file: `trims` tells that its pages are shown without their bleed, `ppi` at what resolution.

    Pictures are drawn when they are asked for: those of a long brochure would not fit in memory.
    """

    inspection: Inspection
    trims: bool
    ppi: float

    @cached_property
    def areas(self) -> tuple[Box, ...]:
        """What is shown of each page in pt: the trim, or with its bleed."""
        return tuple(sheet.trim if self.trims else sheet.bleed for sheet in self.inspection.sheets)

    def picture(self, number: int) -> Bitmap:
        """A page (from 1) as RGB. Raises Rejected when it cannot be drawn."""
        with self._opened() as rendering:
            return rendering.page(number, self.ppi, self.areas[number - 1])

    @contextmanager
    def _opened(self) -> Iterator[pdfium.OpenPdf]:
        try:
            with self.inspection.rendering() as rendering:
                yield rendering
        except ValueError as fault:
            found = unreadable("check/unreadable:fault", self.inspection.artwork, fault=fault)
            raise Rejected([found]) from fault

    @cached_property
    def features(self) -> tuple[PageFeatures, ...]:
        """What each page is known by: its words, and a small picture."""
        found = []
        with self._opened() as rendering:
            for number, area in enumerate(self.areas, 1):
                page = Image.fromarray(rendering.page(number, THUMB_PPI, area, grey=True))
                thumb = np.array(page.resize((THUMB_PX, THUMB_PX), Image.Resampling.BOX))
                found.append(PageFeatures(read_painted(rendering, number, self.inspection.artwork), thumb))
        return tuple(found)

    @property
    def words(self) -> WordBlocks:
        """The words of each page."""
        return tuple(page.words for page in self.features)

    @cached_property
    def palette(self) -> ColourUses:
        """The colours in use."""
        return colour_uses(self.inspection)

    @cached_property
    def sides(self) -> tuple[PageSide, ...]:
        """Each page as one state of a pair."""
        sides, sheets = [], self.inspection.sheets
        for sheet, area, ink in zip(sheets, self.areas, plates(self.inspection), strict=True):
            size = sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM
            sides.append(PageSide(sheet.number, area, self.ppi, partial(self.picture, sheet.number), size, *ink))
        return tuple(sides)
