"""Pages of the report: pictures of page, plates and total ink, the lines on them, and the findings they show."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from brochurepress.design import PT_PER_MM, Box
from brochurepress.pdf import pdfium
from brochurepress.preflight.press.colour import SQUARE_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from brochurepress.design import Printer
    from brochurepress.findings import Finding
    from brochurepress.pdf.inspect import Inspection, Plates

    Bitmap = npt.NDArray[np.uint8]

PAGE_PPI = 110.0
PLATES = (
    ("cyan", (0, 158, 224)),
    ("magenta", (226, 0, 122)),
    ("yellow", (255, 222, 0)),
    ("black", (29, 29, 27)),
)
"""The plates in order, each with the sRGB colour of its ink on white paper."""

WITHIN_LIMIT = ((255, 255, 255), (206, 219, 234), (118, 151, 190), (34, 58, 104))
OVER_LIMIT = (214, 69, 0)
"""sRGB colours of the heat map: a ramp from no ink to the limit, and one colour above it."""


@dataclass(frozen=True)
class Frame:
    """A rectangle on a page picture, in pt from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class FindingMark:
    """A finding with its number, and its frame on the page where it has one."""

    number: int
    finding: Finding
    frame: Frame | None


@dataclass(frozen=True)
class PlateView:
    """A plate as a picture, with the mean ink in %."""

    name: str
    picture: str
    mean: float


@dataclass(frozen=True)
class ReportPageView:
    """A page: its picture, which shows the bleed, the frames on it, its plates, total ink and findings."""

    number: int
    picture: str
    trim: Frame
    bleed: Frame
    safe: Frame
    size_mm: tuple[float, float]
    plates: tuple[PlateView, ...]
    heat: str
    highest: float
    marks: tuple[FindingMark, ...]


def marked(findings: Sequence[Finding], inspection: Inspection) -> tuple[FindingMark, ...]:
    """Findings numbered from 1, each with its frame where it has a place on a page."""
    return tuple(
        FindingMark(index, finding, _frame_of(finding, inspection))
        for index, finding in enumerate(findings, 1)
    )


def page_views(
    inspection: Inspection, printer: Printer, marks: tuple[FindingMark, ...]
) -> tuple[ReportPageView, ...]:
    """The pages of a press file; raises ValueError when they cannot be drawn."""
    limit = printer.condition.ink_limit_percent
    views = []
    with pdfium.open_pdf(inspection.data) as rendering:
        for sheet, plates, content in zip(
            inspection.sheets, inspection.plates, inspection.contents, strict=True
        ):
            area = sheet.bleed
            blank = np.full((1, 1, 3), 255, np.uint8)
            drawn = blank if content.fault else rendering.page(sheet.number, PAGE_PPI, area)
            views.append(
                ReportPageView(
                    sheet.number,
                    picture_address(drawn, 82),
                    frame(sheet.trim, area),
                    frame(area, area),
                    frame(sheet.trim.grown(-printer.page.safety_mm * PT_PER_MM), area),
                    (sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM),
                    _plates(plates),
                    picture_address(heat_map(plates, limit), 80),
                    float(plates.square_means(SQUARE_MM).max()),
                    tuple(mark for mark in marks if mark.finding.place.page == sheet.number),
                )
            )
    return tuple(views)


def frame(box: Box, area: Box) -> Frame:
    """A box of a page on its picture, which shows an area of it; both in pt from the lower left corner."""
    edges = box.left - area.left, area.top - box.top, box.width, box.height
    return Frame(*(round(edge, 2) for edge in edges))


def _frame_of(finding: Finding, inspection: Inspection) -> Frame | None:
    place = finding.place
    if not place.page or not place.box:
        return None
    area = inspection.area(place.page)
    shown = Box(*place.box).within(area)
    return frame(shown, area) if shown.width >= 0 and shown.height >= 0 else None


def _plates(plates: Plates) -> tuple[PlateView, ...]:
    return tuple(
        PlateView(name, picture_address(tinted(tints, colour), 75), float(tints.mean()) / 2.55)
        for (name, colour), tints in zip(PLATES, plates.tints, strict=True)
    )


def tinted(tints: Bitmap, colour: tuple[int, int, int]) -> Bitmap:
    """A plate as a picture in the colour of its ink."""
    shares = np.arange(256)[:, None] / 255
    table = (255 - shares * (255 - np.array(colour))).round().astype(np.uint8)
    return np.asarray(table[tints])


def heat_map(plates: Plates, limit: float) -> Bitmap:
    """Total ink as a picture: a ramp of one hue up to the limit in %, and another colour above it."""
    stops = np.linspace(0, limit, len(WITHIN_LIMIT))
    levels = np.arange(402)
    table = np.stack([np.interp(levels, stops, channel) for channel in np.array(WITHIN_LIMIT).T], axis=1)
    table[levels > limit + 1] = OVER_LIMIT
    return np.asarray(table.round().astype(np.uint8)[plates.total.round().astype(np.int64)])


def picture_address(pixels: Bitmap, quality: int) -> str:
    """A picture as a data address, in WebP of a quality from 0 to 100."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=quality, method=1)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def srgb_hex(colour: Iterable[int]) -> str:
    """A colour of three bytes as #rrggbb."""
    return "#" + "".join(f"{part:02x}" for part in colour)
