"""Ink coverage: the plates of a page as bytes, their sum in % ink, its mean over squares."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pikepdf

from brochurepress.design import PT_PER_MM, Box
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.image_inks import BROKEN
from brochurepress.pdf.inspect.model import PROCESS_INKS
from brochurepress.pdf.inspect.plates import write_separations
from brochurepress.pdf.inspect.streams import Streams
from brochurepress.wording import Phrase

PPI = 100.0
_PERCENT = np.float32(100 / 255)


@dataclass(frozen=True)
class Plates:
    """The plates of one page: `tints` is shaped (inks, height, width), in the order of the names in `inks`.

    A tint of 255 is 100 % ink. `area` is what they show, in pt; the first row is its top.
    `unknown` names what could not be separated and is missing.
    """

    page: int
    ppi: float
    area: Box
    tints: npt.NDArray[np.uint8]
    unknown: tuple[str, ...] = ()
    inks: tuple[str, ...] = PROCESS_INKS

    @property
    def broken(self) -> tuple[str, ...]:
        """What `unknown` says of images that have not all their samples."""
        return tuple(why for why in self.unknown if isinstance(why, Phrase) and why.key == BROKEN)

    @cached_property
    def summed(self) -> npt.NDArray[np.uint16]:
        """Total ink as sum of the tints, shaped (height, width)."""
        return np.asarray(self.tints.sum(axis=0, dtype=np.uint16))

    @property
    def total(self) -> npt.NDArray[np.float32]:
        """Total ink in %, shaped (height, width)."""
        return np.asarray(self.summed * _PERCENT, np.float32)

    @property
    def highest(self) -> float:
        """The highest total ink in % of any pixel."""
        return float(self.summed.max(initial=0) * _PERCENT)

    def square_means(self, side_mm: float) -> npt.NDArray[np.float64]:
        """Mean total ink in % of every square of that side; of the whole page if that is smaller."""
        side = max(1, round(side_mm * PT_PER_MM * self.ppi / 72))
        down, across = (min(side, extent) for extent in self.summed.shape)
        # The integral image may run over: differences are right modulo 2**32, and no square holds that much.
        integral = np.zeros([extent + 1 for extent in self.summed.shape], np.uint32)
        np.cumsum(np.cumsum(self.summed, axis=1, dtype=np.uint32), axis=0, dtype=np.uint32, out=integral[1:, 1:])
        sums = (
            integral[down:, across:]
            - integral[:-down, across:]
            - integral[down:, :-across]
            + integral[:-down, :-across]
        )
        return np.asarray(sums * (100 / 255 / (down * across)))

    def box(self, row: float, column: float, rows: float, columns: float) -> Box:
        """The rectangle in pt that pixels cover, from the row and column of its upper left corner."""
        unit = 72 / self.ppi
        left, top = self.area.left + column * unit, self.area.top - row * unit
        return Box(left, top - rows * unit, left + columns * unit, top)

    def rows_and_columns(self, box: Box) -> tuple[slice, slice]:
        """The pixels that a rectangle in pt covers, as slices of rows and columns."""
        unit = self.ppi / 72
        height, width = self.summed.shape
        top, bottom = ((self.area.top - y) * unit for y in (box.top, box.bottom))
        left, right = ((x - self.area.left) * unit for x in (box.left, box.right))

        def span(start: float, end: float, extent: int) -> slice:
            return slice(max(0, round(start)), min(extent, max(round(start) + 1, round(end))))

        return span(top, bottom, height), span(left, right, width)


def render_plates(
    page: pikepdf.Page,
    number: int,
    streams: Streams,
    area: Box | None,
    ppi: float = PPI,
    inks: tuple[str, ...] = PROCESS_INKS,
) -> Plates:
    """The plates of the inks of a page within an area in pt; empty ones where there is no area.

    Raises ValueError when the rewritten page cannot be drawn.
    """
    if area is None:
        blank = np.zeros((len(inks), 1, 1), np.uint8)
        return Plates(number, ppi, Box(0, 0, 72 / ppi, 72 / ppi), blank, ("the whole page",), inks)
    area = _whole_pixels(area, ppi)
    data, groups, unknown = write_separations(page, streams, area, ppi, inks)
    with pdfium.open_pdf(data) as rendering:
        drawn = [rendering.page(at, ppi, grey=len(group) == 1) for at, group in enumerate(groups, 1)]
    return Plates(number, ppi, area, np.moveaxis(255 - np.dstack(drawn), 2, 0), unknown, inks)


def _whole_pixels(area: Box, ppi: float) -> Box:
    """The area grown to the right and below to whole pixels: otherwise the drawing is stretched to them."""
    unit = 72 / ppi
    across, down = (math.ceil(round(side / unit, 3)) * unit for side in (area.width, area.height))
    return Box(area.left, area.top - down, area.left + across, area.top)
