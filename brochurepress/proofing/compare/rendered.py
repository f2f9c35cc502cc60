"""One file as it is compared: a picture of every page, its words, its colours and its ink."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from PIL import Image

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Rejected
from brochurepress.pdf import Bitmap, pdfium
from brochurepress.pdf.inspect import Inspection, unreadable
from brochurepress.preflight import read_painted
from brochurepress.proofing.compare.alignment import PageFeatures, WordBlocks
from brochurepress.proofing.compare.inks import ColourUses, colour_uses, plates
from brochurepress.proofing.compare.model import PageSide

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
    def _opened(self) -> Iterator[pdfium.Rendering]:
        try:
            with self.inspection.rendering() as rendering:
                yield rendering
        except ValueError as fault:
            found = unreadable("check/unreadable:fault", self.inspection.artwork, fault=fault)
            raise Rejected([found]) from fault

    @cached_property
    def features(self) -> tuple[PageFeatures, ...]:
        """What each page is known by: its words, and a small picture."""
        with self._opened() as rendering:
            return tuple(
                PageFeatures(
                    read_painted(rendering, number, self.inspection.artwork),
                    _thumb(rendering.page(number, THUMB_PPI, area, grey=True)),
                )
                for number, area in enumerate(self.areas, 1)
            )

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
        return tuple(
            PageSide(
                sheet.number,
                area,
                self.ppi,
                partial(self.picture, sheet.number),
                (sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM),
                ink,
            )
            for sheet, area, ink in zip(self.inspection.sheets, self.areas, plates(self.inspection), strict=True)
        )


def _thumb(picture: Bitmap) -> Bitmap:
    """A page as a few grey pixels: each the mean of a part of it."""
    return np.array(Image.fromarray(picture).resize((THUMB_PX, THUMB_PX), Image.Resampling.BOX))
