"""Drawn pages: one file as it is compared, every page a picture, its words, its colours and its ink."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from prepress import raster
from prepress.compare.alignment import Features
from prepress.compare.inks import Palette, palette, plates
from prepress.compare.model import Bitmap, Side
from prepress.compare.words import Text
from prepress.copies import read_painted
from prepress.findings import Rejected
from prepress.geometry import PT_PER_MM, Box
from prepress.inspection import Inspection, unreadable

PPI = 144.0
"""Resolution of the pictures that are compared and shown."""

THUMB_PX = 24
"""Side of the small grey picture by which pages are known."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """The pages of one file, drawn and read."""

    inspection: Inspection
    trims: bool

    @cached_property
    def areas(self) -> tuple[Box, ...]:
        """What is shown of each page in pt: the trim, or with its bleed."""
        return tuple(sheet.trim if self.trims else sheet.bleed for sheet in self.inspection.sheets)

    @cached_property
    def _read(self) -> tuple[tuple[Bitmap, ...], Text]:
        pictures, words = [], []
        try:
            with raster.opened(self.inspection.data) as rendering:
                for number, area in enumerate(self.areas, 1):
                    words.append(read_painted(rendering, number, self.inspection.artwork))
                    pictures.append(rendering.page(number, PPI, area))
        except ValueError as fault:
            raise Rejected([unreadable(str(fault), self.inspection.artwork)]) from fault
        return tuple(pictures), tuple(words)

    @property
    def pictures(self) -> tuple[Bitmap, ...]:
        """The pages as RGB at PPI."""
        return self._read[0]

    @property
    def words(self) -> Text:
        """The words of each page."""
        return self._read[1]

    @cached_property
    def features(self) -> tuple[Features, ...]:
        """What each page is known by."""
        return tuple(
            Features(words, _thumb(picture)) for words, picture in zip(self.words, self.pictures, strict=True)
        )

    @cached_property
    def palette(self) -> Palette:
        """The colours in use."""
        return palette(self.inspection)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Each page as one state of a pair."""
        ink = plates(self.inspection)
        return tuple(
            Side(
                sheet.number,
                area,
                picture,
                (sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM),
                ink[sheet.number - 1],
            )
            for sheet, area, picture in zip(self.inspection.sheets, self.areas, self.pictures, strict=True)
        )


def _thumb(picture: Bitmap) -> Bitmap:
    """A page as a few grey pixels: each the mean of a part of it."""
    small = Image.fromarray(picture).convert("L").resize((THUMB_PX, THUMB_PX), Image.Resampling.BOX)
    return np.array(small)
