"""The proof a person can read: one HTML file with pages, plates, total ink, colours and findings."""

from __future__ import annotations

import base64
import io
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pikepdf
from markupsafe import Markup
from PIL import Image

from prepress import raster
from prepress.findings import Severity
from prepress.geometry import PT_PER_MM, Box
from prepress.inspection.model import Kind, Painted, Within
from prepress.preflight.press_colour import SQUARE_MM
from prepress.report_labels import DECIMAL_SIGN, Language, labels
from prepress.templates import environment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from prepress.findings import Finding
    from prepress.inspection import Inspection
    from prepress.inspection.coverage import Plates
    from prepress.printers import Printer

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
class Mark:
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
class PageView:
    """A page: its picture, the frames of trim, bleed and safety, its plates, total ink and findings."""

    number: int
    picture: str
    area: Frame
    trim: Frame
    bleed: Frame
    safe: Frame
    size_mm: tuple[float, float]
    plates: tuple[PlateView, ...]
    heat: str
    highest: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class InkView:
    """A colour in use: its recipe in % ink, how it looks (#rrggbb), what it paints and on which pages."""

    recipe: tuple[float, ...]
    srgb: str
    kinds: tuple[str, ...]
    pages: str

    @property
    def total(self) -> float:
        """Total ink in %."""
        return sum(self.recipe)


@dataclass(frozen=True)
class FontView:
    """A font in use, the sizes in pt and the pages it is used on."""

    name: str
    subtype: str
    embedded: bool
    subset: bool
    sizes: str
    pages: str


@dataclass(frozen=True)
class ImageView:
    """A placed image: px, size in mm, effective ppi, space, page, and whether it has too few pixels."""

    page: int
    width: int
    height: int
    placed_mm: tuple[float, float]
    ppi: float
    space: str
    low: bool


def write_report(
    inspection: Inspection,
    findings: Sequence[Finding],
    printer: Printer,
    layouts: Path,
    title: str,
    language: Language,
    transcript: str = "",
) -> str:
    """The report on a press file as one HTML document without outside references.

    `layouts` holds report.html; `transcript` is trusted HTML for the section on the screen reader,
    which is left out when it is empty.
    Raises Rejected when the pages cannot be drawn.
    """
    templates = environment(layouts)
    templates.filters["number"] = partial(number, language=language)
    marks = tuple(
        Mark(index, finding, _frame_of(finding, inspection)) for index, finding in enumerate(findings, 1)
    )
    counts = {severity: sum(mark.finding.severity is severity for mark in marks) for severity in Severity}
    pages = _pages(inspection, printer, marks)
    return templates.get_template("report.html").render(
        title=title,
        language=language,
        labels=labels(language),
        artwork=inspection.artwork,
        printer=printer,
        pages=pages,
        marks=marks,
        counts=counts,
        ramp=[_hex(colour) for colour in WITHIN_LIMIT],
        over=_hex(OVER_LIMIT),
        inks=_inks(inspection),
        fonts=_fonts(inspection),
        images=_images(inspection, printer),
        highest=max(page.highest for page in pages),
        transcript=Markup(transcript),  # noqa: S704 - made by the accessibility stage, not by a user
    )


def number(value: float, places: int = 0, language: Language = "en") -> str:
    """A number with at most so many decimals, no trailing zeros, the decimal sign of the language."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", DECIMAL_SIGN[language])


def _pages(inspection: Inspection, printer: Printer, marks: tuple[Mark, ...]) -> tuple[PageView, ...]:
    limit = printer.condition.ink_limit_percent
    views = []
    with raster.opened(inspection.data) as rendering:
        for sheet, plates, content in zip(
            inspection.sheets, inspection.plates, inspection.contents, strict=True
        ):
            area = sheet.bleed
            blank = np.full((1, 1, 3), 255, np.uint8)
            drawn = blank if content.fault else rendering.page(sheet.number, PAGE_PPI, area)
            views.append(
                PageView(
                    sheet.number,
                    _data(drawn, 82),
                    _frame(area, area),
                    _frame(sheet.trim, area),
                    _frame(sheet.bleed, area),
                    _frame(sheet.trim.grown(-printer.page.safety_mm * PT_PER_MM), area),
                    (sheet.trim.width / PT_PER_MM, sheet.trim.height / PT_PER_MM),
                    _plates(plates),
                    _data(heat_map(plates, limit), 80),
                    float(plates.square_means(SQUARE_MM).max()),
                    tuple(mark for mark in marks if mark.finding.place.page == sheet.number),
                )
            )
    return tuple(views)


def _frame(box: Box, area: Box) -> Frame:
    return Frame(
        round(box.left - area.left, 2),
        round(area.top - box.top, 2),
        round(box.width, 2),
        round(box.height, 2),
    )


def _frame_of(finding: Finding, inspection: Inspection) -> Frame | None:
    place = finding.place
    if not place.page or not place.box:
        return None
    area = inspection.area(place.page)
    shown = Box(*place.box).within(area)
    return _frame(shown, area) if shown.width >= 0 and shown.height >= 0 else None


def _plates(plates: Plates) -> tuple[PlateView, ...]:
    return tuple(
        PlateView(name, _data(_tinted(tints, colour), 75), float(tints.mean()) / 2.55)
        for (name, colour), tints in zip(PLATES, plates.tints, strict=True)
    )


def _tinted(tints: Bitmap, colour: tuple[int, int, int]) -> Bitmap:
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


def _data(pixels: Bitmap, quality: int) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", quality=quality, method=1)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"


def _hex(colour: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)


def _printed(inspection: Inspection) -> Iterable[Painted]:
    for content in inspection.contents:
        for painted in content.painted:
            if painted.visible and painted.within is not Within.MASK:
                yield painted


def _inks(inspection: Inspection) -> tuple[InkView, ...]:
    used: defaultdict[tuple[float, ...], set[tuple[str, int]]] = defaultdict(set)
    for painted in _printed(inspection):
        if painted.picture and not painted.picture.stencil:
            continue
        for ink in painted.inks:
            if ink.colour.inks:
                recipe = tuple(round(part, 1) for part in ink.colour.inks)
                used[recipe].add((painted.kind.value, painted.page))
    recipes = sorted(used, key=lambda recipe: (-sum(recipe), recipe))
    return tuple(
        InkView(
            recipe,
            srgb,
            tuple(sorted({kind for kind, _ in used[recipe]})),
            ranges(p for _, p in used[recipe]),
        )
        for recipe, srgb in zip(recipes, swatches(recipes), strict=True)
    )


def swatches(recipes: Sequence[tuple[float, ...]]) -> tuple[str, ...]:
    """How recipes in % ink look in the page pictures, as #rrggbb, by the same engine."""
    if not recipes:
        return ()
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(10 * len(recipes), 10))
    code = "".join(
        f"{' '.join(f'{part / 100:.4f}' for part in recipe)} k {10 * index} 0 10 10 re f\n"
        for index, recipe in enumerate(recipes)
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(code.encode())
    file = io.BytesIO()
    pdf.save(file)
    with raster.opened(file.getvalue()) as rendering:
        row = rendering.page(1, 72)[5]
    return tuple(_hex(int(part) for part in row[10 * index + 5]) for index in range(len(recipes)))


def ranges(pages: Iterable[int]) -> str:
    """Page numbers in words: 1-3, 5."""
    runs: list[list[int]] = []
    for page in sorted(set(pages)):
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _fonts(inspection: Inspection) -> tuple[FontView, ...]:
    sizes: defaultdict[str, set[float]] = defaultdict(set)
    for painted in _printed(inspection):
        if painted.kind is Kind.TEXT:
            sizes[painted.font].add(round(painted.size_pt, 1))
    met = {
        font: ranges(_pages_with(inspection, font))
        for content in inspection.contents
        for font in content.fonts
    }
    return tuple(
        FontView(
            font.name,
            font.subtype,
            font.embedded,
            font.subset,
            " · ".join(number(size, 1) for size in sorted(sizes[font.name])),
            pages,
        )
        for font, pages in sorted(met.items(), key=lambda item: item[0].name)
    )


def _pages_with(inspection: Inspection, font: object) -> Iterable[int]:
    for sheet, content in zip(inspection.sheets, inspection.contents, strict=True):
        if font in content.fonts:
            yield sheet.number


def _images(inspection: Inspection, printer: Printer) -> tuple[ImageView, ...]:
    limits = printer.image
    views = []
    for painted in _printed(inspection):
        if picture := painted.picture:
            least = limits.bitmap_warning_below_ppi if picture.bits == 1 else limits.warning_below_ppi
            width, height = painted.extent
            views.append(
                ImageView(
                    painted.page,
                    picture.width,
                    picture.height,
                    (width / PT_PER_MM, height / PT_PER_MM),
                    picture.ppi,
                    str(picture.space or "1-bit"),
                    round(picture.ppi) < least,
                )
            )
    return tuple(views)
