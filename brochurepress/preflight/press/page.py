"""Rules on the pages of a press file: boxes, trimmed size, bleed, safety margin and page count."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Severity
from brochurepress.pdf.inspect import LARGEST_PT, PageInfo, Plates
from brochurepress.preflight.rules import PressContext, RuleFault, rule
from brochurepress.wording import phrase

X4 = "ISO 15930-7"
HOUSE = "house rule"
NEGLIGIBLE_PT, SAME_SIZE_PT = 0.01, 0.5
INKED_PERCENT, STRIP_MM, EDGE_SHARE = 2.0, 0.5, 0.01


def _outside(inner: Box, outer: Box) -> bool:
    excess = (outer.left - inner.left, outer.bottom - inner.bottom, inner.right - outer.right, inner.top - outer.top)
    return max(excess) > NEGLIGIBLE_PT


def millimetres(box: Box) -> tuple[float, float]:
    """Width and height of a box in mm."""
    return box.width / PT_PER_MM, box.height / PT_PER_MM


@rule("press/boxes", Severity.ERROR, X4)
def boxes(job: PressContext) -> Iterator[RuleFault]:
    """Every page has a TrimBox inside its BleedBox inside its MediaBox, and no ArtBox beside the TrimBox.

    No box is empty, and none is larger than PDF 1.6 lets it be.
    """
    sheet, page, of = job.sheet, job.sheet.number, job.sheet.boxes
    if (largest := max(of.media.width, of.media.height)) > LARGEST_PT:
        yield RuleFault("pt-large", page, largest=largest, largest_pt=LARGEST_PT)
    if of.trim is None:
        yield RuleFault("page", page)
    elif not of.trim.width > 0 < of.trim.height:
        yield RuleFault("empty", page)
    elif of.art is not None:
        yield RuleFault("artbox", page)
    if of.bleed and _outside(of.bleed, of.media):
        yield RuleFault("bleedbox", page)
    if of.trim and _outside(sheet.trim, of.bleed or of.media):
        yield RuleFault("trimbox", page)


@rule("press/user-unit", Severity.ERROR, "GWG 2022 R0002")
def user_unit(job: PressContext) -> Iterator[RuleFault]:
    """No page is scaled by UserUnit."""
    if job.sheet.user_unit != 1:
        yield RuleFault("", job.sheet.number, user_unit=job.sheet.user_unit)


@rule("press/crop-box", Severity.ERROR, "GWG 2022 R0003")
def crop_box(job: PressContext) -> Iterator[RuleFault]:
    """A CropBox, if there is one, is the MediaBox: a cropped view hides the bleed."""
    crop, media = job.sheet.boxes.crop, job.sheet.boxes.media
    if crop and (_outside(crop, media) or _outside(media, crop)):
        yield RuleFault("", job.sheet.number)


@rule("press/trim-size", Severity.WARNING, "GWG 2022 R0004; house rule on the ordered size")
def trim_size(job: PressContext) -> Iterator[RuleFault]:
    """All pages have one trimmed size and orientation: the size ordered, where it is known."""
    first = next((sheet for sheet in job.inspection.sheets if _is_trimmed(sheet)), job.sheet)
    asked, found = job.ordered_mm or millimetres(first.trim), millimetres(job.sheet.trim)
    differs = max(abs(found[0] - asked[0]), abs(found[1] - asked[1])) * PT_PER_MM > SAME_SIZE_PT
    if differs and _is_trimmed(job.sheet):
        yield RuleFault("", job.sheet.number, found=found[0], found_2=found[1], asked=asked[0], asked_2=asked[1])


def _is_trimmed(sheet: PageInfo) -> bool:
    return sheet.trim == sheet.boxes.trim


@rule("press/rotation", Severity.WARNING, "GWG 2022 R0004")
def rotation(job: PressContext) -> Iterator[RuleFault]:
    """No page is rotated by its Rotate entry."""
    if job.sheet.rotate:
        yield RuleFault("", job.sheet.number, rotate=job.sheet.rotate)


@rule("press/bleed", Severity.ERROR, HOUSE)
def bleed(job: PressContext) -> Iterator[RuleFault]:
    """The BleedBox lies outside the TrimBox by at least the printer's bleed on all four sides."""
    sheet, asked = job.sheet, job.printer.page.bleed_mm
    found = _distance(sheet.trim, sheet.bleed) / PT_PER_MM
    if _is_trimmed(sheet) and found < asked - NEGLIGIBLE_PT:
        yield RuleFault("", sheet.number, found=found, asked=asked)


@rule("press/bleed-paint", Severity.ERROR, HOUSE)
def bleed_paint(job: PressContext) -> Iterator[RuleFault]:
    """Ink that touches the trimmed edge goes on to the edge of the bleed, over 99 % of each side."""
    trim, area = job.sheet.trim, job.sheet.bleed
    strips = {
        "left": Box(area.left, trim.bottom, trim.left, trim.top),
        "bottom": Box(trim.left, area.bottom, trim.right, trim.bottom),
        "right": Box(trim.right, trim.bottom, area.right, trim.top),
        "top": Box(trim.left, trim.top, trim.right, area.top),
    }
    for side, strip in strips.items() if (plates := job.plates) else ():
        bled = min(strip.width, strip.height) > 2 * STRIP_MM * PT_PER_MM
        if plates and bled and (share := _stopped_share(plates, trim, area, side)) > EDGE_SHARE:
            yield RuleFault("", job.sheet.number, strip, side=phrase(f"side/{side}"), share=share)


def _stopped_share(plates: Plates, trim: Box, area: Box, side: str) -> float:
    """Share of a side on which ink just inside the trim has no ink beside it at the edge of the bleed."""
    rows, columns = plates.rows_and_columns(trim)
    # Each side is turned to the left: rows run along it, columns from the edge of the bleed inwards.
    turned, width = {
        "left": (plates.summed[rows], trim.left - area.left),
        "right": (plates.summed[rows, ::-1], area.right - trim.right),
        "top": (plates.summed[:, columns].T, area.top - trim.top),
        "bottom": (plates.summed[::-1, columns].T, trim.bottom - area.bottom),
    }[side]
    unit, least = plates.ppi / 72, INKED_PERCENT * 2.55
    thick, trimmed = max(1, round(STRIP_MM * PT_PER_MM * unit)), round(width * unit)
    # The outermost pixel and the one on the trim may be covered in part only.
    reaching = np.asarray((turned[:, 1 : 1 + thick] > least).any(axis=1))
    touching = (turned[:, trimmed + 1 : trimmed + 1 + thick] > least).all(axis=1)
    # A slanting edge leaves the bleed further along than it crosses the trim: 45 degrees are allowed.
    spread = np.convolve(reaching, np.ones(2 * trimmed + 1), mode="same") > 0.5
    return float((touching & ~spread).mean())


@rule("press/page-count", Severity.ERROR, HOUSE)
def page_count(job: PressContext) -> Iterator[RuleFault]:
    """The number of pages is a multiple of what the printer folds; an imposed file is exempt."""
    count, multiple = len(job.inspection.sheets), job.printer.page.page_multiple
    if count % multiple and not job.inspection.document.duplex and not job.flat:
        yield RuleFault(count=count, multiple=multiple)


@rule("press/safety", Severity.ERROR, HOUSE)
def safety(job: PressContext) -> Iterator[RuleFault]:
    """The ink of every character stays inside the safety margin of the trimmed page, or of its panel of a fold."""
    margin, sheet = job.printer.page.safety_mm, job.sheet
    for panel in _panels(job):
        safe, area = panel.grown(-margin * PT_PER_MM), panel if job.flat else sheet.bleed
        glyphs = job.page.glyphs_beyond(safe)
        if close := [glyph for glyph in glyphs if _outside(glyph.box, safe) and glyph.box.meets(area)]:
            told: dict[str, Any] = {"text": "".join(glyph.text for glyph in close)[:40], "margin": margin}
            told["distances"] = min(_distance(glyph.box, panel) for glyph in close) / PT_PER_MM
            yield RuleFault("fold" if job.flat else "", sheet.number, Box.around(*(each.box for each in close)), **told)


def _panels(job: PressContext) -> list[Box]:
    """The panels of a sheet that is folded, in pt; of another page its trim."""
    trim = job.sheet.trim
    if not job.flat:
        return [trim]
    left, bottom = trim.left / PT_PER_MM, trim.bottom / PT_PER_MM
    moved = ((a + left, b + bottom, c + left, d + bottom) for a, b, c, d in job.flat.panels(job.sheet.number % 2 == 0))
    return [Box(*(edge * PT_PER_MM for edge in edges)) for edges in moved]


def _distance(box: Box, trim: Box) -> float:
    return min(box.left - trim.left, box.bottom - trim.bottom, trim.right - box.right, trim.top - box.top)


@rule("press/empty-page", Severity.WARNING, "GWG 2022 R0005")
def empty_page(job: PressContext) -> Iterator[RuleFault]:
    """Every page has ink within its trim."""
    plates = job.plates
    if plates and not plates.unknown and not plates.tints[:, *plates.rows_and_columns(job.sheet.trim)].any():
        yield RuleFault("", job.sheet.number)
