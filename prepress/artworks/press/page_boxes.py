"""Page boxes: MediaBox, BleedBox and TrimBox exactly as the geometry of the page says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array

from prepress.design import PT_PER_MM, Box
from prepress.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Page

    from prepress.design import Geometry
    from prepress.findings import Finding

TOLERANCE_PT = 0.01


def write_boxes(page: Page, geometry: Geometry, slug_mm: float = 0.0) -> None:
    """The three boxes of a page (ISO 32000-1, 14.11.2), its trim in the origin.

    Without a slug the MediaBox is the BleedBox: what was laid out beyond the bleed is cropped. No CropBox and
    no ArtBox remain (ISO 15930-7, 6.10; GWG R0003).
    """
    media = geometry.slug(slug_mm) if slug_mm else geometry.bleed
    for name, box in (("/MediaBox", media), ("/BleedBox", geometry.bleed), ("/TrimBox", geometry.trim)):
        page.obj[name] = Array([round(edge, 4) for edge in box])
    for name in ("/CropBox", "/ArtBox"):
        if name in page.obj:
            del page.obj[name]


def misfits(page: Page, number: int, geometry: Geometry, artwork: str) -> Iterator[Finding]:
    """Findings on a page (counted from 1) laid out at another trim size, or with less bleed than wanted."""
    place = Place(page=number, artwork=artwork)
    trim, media = _box(page, "/TrimBox"), _box(page, "/MediaBox")
    if any(abs(a - b) > TOLERANCE_PT for a, b in zip(trim, geometry.trim, strict=True)):
        message = f"the page is trimmed to {_mm(trim)}, the document to {_mm(geometry.trim)}"
        yield error("finish/trim", message, place, "lay every page out in the size of the document")
    bleed = geometry.bleed
    spare = (
        bleed.left - media.left,
        bleed.bottom - media.bottom,
        media.right - bleed.right,
        media.top - bleed.top,
    )
    if min(spare) < -TOLERANCE_PT:
        laid = geometry.bleed_mm + min(spare) / PT_PER_MM
        wanted = f"the printer wants {geometry.bleed_mm:g} mm"
        message = f"the page was laid out with {max(0.0, laid):.2g} mm bleed, {wanted}"
        yield error("finish/bleed", message, place, "lay the document out with more bleed")


def _box(page: Page, name: str) -> Box:
    return Box(*(float(edge) for edge in (page.trimbox if name == "/TrimBox" else page.mediabox)))


def _mm(box: Box) -> str:
    return f"{box.width / PT_PER_MM:.4g} x {box.height / PT_PER_MM:.4g} mm"
