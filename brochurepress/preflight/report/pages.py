"""Pages of the report: pictures of page, plates and total ink, the lines on them, and the findings they show."""

import base64
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from brochurepress.design import PT_PER_MM, Box, Printer
from brochurepress.findings import Finding
from brochurepress.pdf import Bitmap
from brochurepress.pdf.inspect import InspectedPage, Inspection, Plates
from brochurepress.preflight.press.colour import SQUARE_MM

PAGE_PPI, LARGEST_PX, MOST_PAGES, BADGE_PT = 110.0, 2000, 60, 17.0
"""How finely pages are drawn, their longer side in px at most, how many with findings are shown, and the side of the
square that the number of a finding takes in pt."""

PLATES = (("cyan", (0, 158, 224)), ("magenta", (226, 0, 122)), ("yellow", (255, 222, 0)), ("black", (29, 29, 27)))
SPOT = (96, 96, 96)
"""The plates of the process in order, each with the sRGB colour of its ink on white paper; and that of any spot."""

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
    """A finding with its number, its frame on the page where it has one, and where its number stands there, in pt."""

    number: int
    finding: Finding
    frame: Frame | None
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class PlateView:
    """A plate as a picture, with the mean ink in %."""

    name: str
    picture: str
    mean: float


@dataclass(frozen=True)
class ReportPageView:
    """A page: its picture, the frames of the boxes of its page by name, its findings, and its plates and total ink."""

    number: int
    picture: str
    area: Frame
    lines: tuple[tuple[str, Frame], ...]
    size_mm: tuple[float, float]
    marks: tuple[FindingMark, ...]
    plates: tuple[PlateView, ...]
    heat: str
    highest: float


def marked(findings: Sequence[Finding], inspection: Inspection) -> tuple[FindingMark, ...]:
    """Findings numbered from 1, each with its frame where it has a place on a page."""
    return tuple(
        FindingMark(index, finding, _frame_of(finding, inspection)) for index, finding in enumerate(findings, 1)
    )


def page_views(
    inspection: Inspection, printer: Printer | None, marks: tuple[FindingMark, ...], whole: bool
) -> tuple[ReportPageView, ...]:
    """The pages of a file with their plates; without `whole` those with findings, as they look, and not all of many.

    Raises ValueError when they cannot be drawn.
    """
    views: list[ReportPageView] = []
    for page in inspection.pages():
        sheet = page.sheet
        own = tuple(mark for mark in marks if mark.finding.place.page == sheet.number)
        if not whole and (not own or len(views) == MOST_PAGES):
            continue
        area, boxes = sheet.bleed, dict[str, Box]()
        if printer:
            safe = sheet.trim.grown(-printer.page.safety_mm * PT_PER_MM)
            boxes = {"bleed": area, "trim": sheet.trim, "safe": safe}
        inks = page.plates if whole and printer else None
        limit = printer.condition.ink_limit_percent if printer else 0.0
        views.append(
            ReportPageView(
                sheet.number,
                picture_address(_drawn(page), 82),
                frame(area, area),
                tuple((name, frame(box, area)) for name, box in boxes.items()),
                (sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM),
                _numbered(own),
                _plates(inks) if inks else (),
                picture_address(heat_map(inks, limit), 80) if inks else "",
                float(inks.square_means(SQUARE_MM).max()) if inks else 0.0,
            )
        )
    return tuple(views)


def _drawn(page: InspectedPage) -> Bitmap:
    """The page as it looks, blank where it cannot be drawn within the limits."""
    if not page.is_drawn:
        return np.full((1, 1, 3), 255, np.uint8)
    area = page.sheet.bleed
    ppi = min(PAGE_PPI, 72 * LARGEST_PX / max(area.width, area.height))
    return page.drawing().page(page.sheet.number, ppi, area)


def _numbered(marks: Iterable[FindingMark]) -> tuple[FindingMark, ...]:
    """The marks of a page, each number at the corner of its frame, or to the right of it where another stands there."""
    placed: list[FindingMark] = []
    for mark in marks:
        x, y = (mark.frame.x, mark.frame.y) if mark.frame else (-BADGE_PT, -BADGE_PT)
        while mark.frame and any(max(abs(each.x - x), abs(each.y - y)) < BADGE_PT for each in placed):
            x += BADGE_PT
        placed.append(replace(mark, x=x, y=y))
    return tuple(placed)


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
    colours = dict(PLATES)
    return tuple(
        PlateView(ink, picture_address(tinted(tints, colours.get(ink.lower(), SPOT)), 75), float(tints.mean()) / 2.55)
        for ink, tints in zip(plates.inks, plates.tints, strict=True)
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
