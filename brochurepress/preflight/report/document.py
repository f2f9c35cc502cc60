"""The proof a person can read: one HTML file with pages, plates, total ink, colours and findings."""

import base64
import io
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from brochurepress.compose import environment, harmless, render
from brochurepress.design import PT_PER_MM, Box, Printer
from brochurepress.findings import Finding, Severity
from brochurepress.pdf import Bitmap, pdfium, saved
from brochurepress.pdf.inspect import (
    PROCESS_INKS,
    ContainingStream,
    FontUse,
    InkRecipe,
    InspectedPage,
    Inspection,
    PaintedObject,
    PaintKind,
    Plates,
    by_ink,
)
from brochurepress.preflight.press.objects import SQUARE_MM
from brochurepress.preflight.transcript import ReadingStop
from brochurepress.source import decimal_sign, read_strings
from brochurepress.workspace import Snapshot, shipped_table

PAGE_PPI, LARGEST_PX, MOST_PAGES, BADGE_PT = 110.0, 2000, 60, 17.0
"""How finely pages are drawn, their longer side in px at most, how many with findings are shown, and the side of the
square that the number of a finding takes in pt."""

CROP_PT, CROP_ROOM_PT, MOST_CROPS = 60 * PT_PER_MM, 5 * PT_PER_MM, 200
"""How wide the picture of a place is at least, how far it reaches beyond the place, and how many there are at most."""

_COLOURS = shipped_table("report")
PLATES, SPOT = tuple((name, tuple(colour)) for name, colour in _COLOURS["plates"].items()), tuple(_COLOURS["spot"])
"""The plates of the process in order, each with the sRGB colour of its ink on white paper; and that of any spot."""

WITHIN_LIMIT, OVER_LIMIT = [tuple(colour) for colour in _COLOURS["within"]], tuple(_COLOURS["over"])
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
    """A finding with its number, its frame on the page where it has one, and where its number stands there, in pt.

    `crop` is the picture of its place.
    """

    number: int
    finding: Finding
    frame: Frame | None
    x: float = 0.0
    y: float = 0.0
    crop: str = ""


View = dict[str, Any]
"""What a part of the report shows, by the names that its template has for it."""


class Pictures(list[str]):
    """Addresses of pictures; a template is given their numbers, so that it makes no more text than it says itself."""

    def shown(self, pixels: Bitmap, quality: int) -> str:
        """What stands for a picture until that is put in."""
        self.append(picture_address(pixels, quality))
        return f"data:image/webp;base64,{len(self) - 1}"

    def put_in(self, page: str) -> str:
        """A page with the pictures in their places."""
        return re.sub(r"data:image/webp;base64,(\d+)(?![\w+/=])", lambda found: self[int(found[1])], page)


def page_views(
    inspection: Inspection, printer: Printer | None, marks: Iterable[FindingMark], whole: bool, pictures: Pictures
) -> list[View]:
    """The pages of a file with their plates; without `whole` those with findings, as they look, and not all of many.

    Of each its picture, the frames of its boxes by name, its findings, and its ink: each plate by name with its picture
    and mean in %, a picture of the total, and the highest mean of it. Raises ValueError when they cannot be drawn.
    """
    views: list[View] = []
    for page in inspection.pages():
        sheet = page.sheet
        own = [mark for mark in marks if mark.finding.place.page == sheet.number]
        if not whole and (not own or len(views) == MOST_PAGES):
            continue
        area, boxes = sheet.bleed, dict[str, Box]()
        if printer:
            safe = sheet.trim.grown(-printer.page.safety_mm * PT_PER_MM)
            boxes = {"bleed": area, "trim": sheet.trim, "safe": safe}
        inks = page.plates if whole and printer else None
        limit = printer.condition.ink_limit_percent if printer else 0.0
        drawn = _drawn(page)
        for at, mark in enumerate(own):
            if mark.frame and whole and mark.number <= MOST_CROPS:
                own[at] = replace(mark, crop=pictures.shown(_cropped(drawn, area, mark.frame), 60))
        views.append(
            {
                "number": sheet.number,
                "picture": pictures.shown(drawn, 82),
                "area": frame(area, area),
                "lines": [(name, frame(box, area)) for name, box in boxes.items()],
                "size_mm": (sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM),
                "marks": _numbered(own),
                "plates": [*_plates(inks, pictures)] if inks else (),
                "heat": pictures.shown(heat_map(inks, limit), 80) if inks else "",
                "highest": float(inks.square_means(SQUARE_MM).max()) if inks else 0.0,
            }
        )
    return views


def _drawn(page: InspectedPage) -> Bitmap:
    """The page as it looks, blank where it cannot be drawn within the limits."""
    if not page.is_drawn:
        return np.full((1, 1, 3), 255, np.uint8)
    area = page.sheet.bleed
    ppi = min(PAGE_PPI, 72 * LARGEST_PX / max(area.width, area.height))
    return page.drawing().page(page.sheet.number, ppi, area)


def _cropped(drawn: Bitmap, area: Box, shown: Frame) -> Bitmap:
    """What of a page picture stands around a frame, with the frame drawn in the colour of what is over a limit."""
    scale, (down, across) = drawn.shape[1] / area.width, drawn.shape[:2]
    wide = max(CROP_PT, shown.width + 2 * CROP_ROOM_PT)
    sides = []
    for start, length, room, most in (
        (shown.x, shown.width, wide, across),
        (shown.y, shown.height, max(CROP_PT / 3, shown.height + 2 * CROP_ROOM_PT), down),
    ):
        low = max(0, min(round((start + (length - room) / 2) * scale), most - round(room * scale)))
        sides.append((low, min(most, low + round(room * scale)), round(start * scale), round((start + length) * scale)))
    (left, right, x, end), (top, bottom, y, foot) = sides
    framed = Image.fromarray(drawn[top:bottom, left:right])
    corners = (x - 3 - left, y - 3 - top, end + 3 - left, foot + 3 - top)
    ImageDraw.Draw(framed).rectangle(corners, outline=OVER_LIMIT, width=2)
    return np.asarray(framed)


def _numbered(marks: Iterable[FindingMark]) -> list[FindingMark]:
    """The marks of a page, each number at the corner of its frame, or to the right of it where another stands there."""
    placed: list[FindingMark] = []
    for mark in marks:
        x, y = (mark.frame.x, mark.frame.y) if mark.frame else (-BADGE_PT, -BADGE_PT)
        while mark.frame and any(max(abs(each.x - x), abs(each.y - y)) < BADGE_PT for each in placed):
            x += BADGE_PT
        placed.append(replace(mark, x=x, y=y))
    return placed


def frame(box: Box, area: Box) -> Frame:
    """A box of a page on its picture, which shows an area of it; both in pt from the lower left corner."""
    edges = box.left - area.left, area.top - box.top, box.width, box.height
    return Frame(*(round(edge, 2) for edge in edges))


def _frame_of(finding: Finding, inspection: Inspection) -> Frame | None:
    place = finding.place
    if not place.page or not place.box or place.artwork not in ("", inspection.artwork):
        return None
    shown = Box(*place.box).within(area := inspection.sheets[place.page - 1].bleed)
    return frame(shown, area) if shown.width >= 0 and shown.height >= 0 else None


def _plates(plates: Plates, pictures: Pictures) -> Iterator[View]:
    colours = dict(PLATES)
    for ink, tints in zip(plates.inks, plates.tints, strict=True):
        picture = pictures.shown(tinted(tints, colours.get(ink.lower(), SPOT)), 75)
        yield {"name": ink, "picture": picture, "mean": float(tints.mean()) / 2.55}


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


def _printed(inspection: Inspection) -> Iterable[PaintedObject]:
    painted = (one for content in inspection.contents for one in content.painted)
    return (one for one in painted if one.visible and one.within is not ContainingStream.MASK)


def ink_views(inspection: Inspection) -> tuple[View, ...]:
    """Flat colours in use, the heaviest first: inks and their sum in %, look, what is painted, on which pages."""
    used: defaultdict[tuple[tuple[str, float], ...], set[tuple[str, int]]] = defaultdict(set)
    for painted in _printed(inspection):
        if painted.picture and not painted.picture.stencil:
            continue
        for ink in painted.inks:
            if (inks := ink.colour.inks) is not None:
                names = *PROCESS_INKS, *sorted(ink.colour.space.spots)
                recipe = tuple((name, round(inks.get(name, 0.0), 1)) for name in names)
                used[recipe].add((painted.kind.value, painted.page))
    totals = {recipe: sum(part for _, part in recipe) for recipe in used}
    recipes = sorted(used, key=lambda recipe: (-totals[recipe], recipe))
    views: list[View] = []
    for recipe, srgb in zip(recipes, rendered_recipes([dict(recipe) for recipe in recipes]), strict=True):
        kinds, pages = zip(*sorted(used[recipe]), strict=True)
        used_for = {"kinds": tuple(dict.fromkeys(kinds)), "pages": ranges(pages)}
        views.append({"recipe": recipe, "total": totals[recipe], "srgb": srgb, **used_for})
    return tuple(views)


def rendered_recipes(recipes: Sequence[InkRecipe]) -> tuple[str, ...]:
    """How recipes in % ink look in the page pictures, as #rrggbb, by the same engine; spot colours as black."""
    if not recipes:
        return ()
    spots = [[part for name, part in recipe.items() if name not in PROCESS_INKS] for recipe in recipes]
    process = [
        by_ink({**recipe, "Black": max([recipe.get("Black", 0.0), *parts])})
        for recipe, parts in zip(recipes, spots, strict=True)
    ]
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(10 * len(recipes), 10))
    code = "".join(
        f"{' '.join(f'{part / 100:.4f}' for part in inks)} k {10 * index} 0 10 10 re f\n"
        for index, inks in enumerate(process)
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(code.encode())
    with pdfium.open_pdf(saved(pdf)) as rendering:
        row = rendering.page(1, 72)[5]
    return tuple(srgb_hex(int(part) for part in row[10 * index + 5]) for index in range(len(recipes)))


def ranges(pages: Iterable[int]) -> str:
    """Page numbers in words: 1-3, 5."""
    groups = itertools.groupby(enumerate(sorted(set(pages))), lambda each: each[1] - each[0])
    runs = [[page for _, page in group] for _, group in groups]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def font_views(inspection: Inspection) -> tuple[View, ...]:
    """Fonts in use by name, with sizes and pages."""
    sizes: defaultdict[str, set[float]] = defaultdict(set)
    for painted in _printed(inspection):
        if painted.kind is PaintKind.TEXT:
            sizes[painted.font].add(round(painted.size_pt, 1))
    pages: defaultdict[FontUse, list[int]] = defaultdict(list)
    for sheet, content in zip(inspection.sheets, inspection.contents, strict=True):
        for font in content.fonts:
            pages[font].append(sheet.number)
    used = sorted(pages.items(), key=lambda item: item[0].name)
    return tuple({"font": font, "sizes": sorted(sizes[font.name]), "pages": ranges(on)} for font, on in used)


def image_views(inspection: Inspection, printer: Printer) -> tuple[View, ...]:
    """Placed images in order with their size in mm, those below the printer's resolution marked."""
    limits, views = printer.image, list[View]()
    for painted in _printed(inspection):
        if picture := painted.picture:
            least = limits.bitmap_warning_below_ppi if picture.bits == 1 else limits.warning_below_ppi
            placed_mm = tuple(edge / PT_PER_MM for edge in painted.extent)
            views.append({"painted": painted, "placed_mm": placed_mm, "low": round(picture.ppi) < least})
    return tuple(views)


def number(value: float, places: int = 0, decimal: str = ".") -> str:
    """A number with at most so many decimals, no trailing zeros, and this decimal sign."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", decimal)


def signed(value: float, places: int = 0, decimal: str = ".") -> str:
    """A difference with its sign, as `number` writes it; 0 for one that rounds to it."""
    size = number(abs(value), places, decimal)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


def write_report(
    inspection: Inspection,
    findings: Sequence[Finding],
    printer: Printer | None,
    snapshot: Snapshot,
    title: str,
    language: str,
    transcript: Sequence[ReadingStop] = (),
    whole: bool = True,
) -> str:
    """The report on a press file, or without a printer on an accessible one, as one HTML document without references.

    `language` is a tag such as nl-NL; the section on the screen reader is left out when the `transcript` is empty.
    Without `whole` it shows the pages with findings alone, and no inks.
    Raises ValueError when the pages cannot be drawn, Rejected for faults of the template.
    """
    order = sorted(findings, key=lambda each: (bool(each.accepted), list(Severity).index(each.severity)))
    listed = enumerate(findings if whole else order, 1)
    marks = [FindingMark(index, finding, _frame_of(finding, inspection)) for index, finding in listed]
    counted = [finding.severity for finding in findings if not finding.accepted]
    pictures = Pictures()
    pages = page_views(inspection, printer, marks, whole, pictures)
    shown = () if whole else [page["number"] for page in pages]
    said = read_strings(snapshot, "report", language)
    templates = environment(snapshot)
    templates.offer(number=partial(number, decimal=decimal_sign(snapshot, said)))
    page = render(
        templates,
        "report.html",
        title=title,
        language=said.language,
        labels=said.text,
        artwork=inspection.artwork,
        printer=printer,
        pages=pages,
        sheets=len(inspection.sheets),
        whole=whole,
        marks=[mark for mark in marks if mark.finding.place.page not in shown],
        counts={severity: counted.count(severity) for severity in Severity},
        accepted=len(findings) - len(counted),
        ramp=[srgb_hex(colour) for colour in WITHIN_LIMIT],
        over=srgb_hex(OVER_LIMIT),
        inks=ink_views(inspection) if whole else (),
        fonts=font_views(inspection) if whole else (),
        images=image_views(inspection, printer) if whole and printer else (),
        highest=max((page["highest"] for page in pages), default=0),
        transcript=transcript,
        crops={mark.number: mark.crop for each in pages for mark in each["marks"] if mark.crop},
    )
    return pictures.put_in(harmless(page, "layouts/report.html", policy=False))
