"""Page boxes: exact whatever the layout engine wrote, cropped to the printer's bleed, never short of it."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array

from brochurepress.artworks.press.press_pdf import misfits, write_boxes
from brochurepress.design.geometry import PT_PER_MM, Geometry

A5 = Geometry(148, 210, bleed_mm=3, safety_mm=5)


def laid_out(geometry: Geometry) -> pikepdf.Pdf:
    """One page as the engine leaves it: the bleed in the MediaBox, the BleedBox too small, a CropBox."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.MediaBox, page.obj.TrimBox = Array(geometry.bleed), Array(geometry.trim)
    page.obj.BleedBox = page.obj.CropBox = page.obj.ArtBox = page.obj.TrimBox
    return pdf


def mm(box: Any) -> list[float]:
    return [round(float(edge) / PT_PER_MM, 3) for edge in box]


def test_the_boxes_are_exact_and_no_others_remain() -> None:
    pdf = laid_out(A5)
    page = pdf.pages[0]
    write_boxes(page, A5)
    assert mm(page.obj.TrimBox) == [0, 0, 148, 210]
    assert mm(page.obj.BleedBox) == mm(page.obj.MediaBox) == [-3, -3, 151, 213]
    assert not {"/CropBox", "/ArtBox"} & set(page.obj.keys())


def test_a_printer_with_less_bleed_crops_the_page() -> None:
    pdf = laid_out(Geometry(148, 210, 5))
    page = pdf.pages[0]
    assert list(misfits(page, 1, A5, "press")) == []
    write_boxes(page, A5)
    assert mm(page.obj.MediaBox) == [-3, -3, 151, 213]


def test_a_slug_widens_the_media_box_only() -> None:
    pdf = laid_out(A5)
    page = pdf.pages[0]
    write_boxes(page, A5, slug_mm=10)
    assert mm(page.obj.MediaBox) == [-10, -10, 158, 220]
    assert mm(page.obj.BleedBox) == [-3, -3, 151, 213]


@pytest.mark.parametrize(
    ("laid", "rules"),
    [
        (A5, []),
        (Geometry(148, 210, 2.9), ["finish/bleed"]),
        (Geometry(148, 210, 0), ["finish/bleed"]),
        (Geometry(148, 211, 3), ["finish/trim"]),
        (Geometry(147, 210, 3), ["finish/trim", "finish/bleed"]),
    ],
)
def test_a_page_that_does_not_fit_is_a_finding_on_that_page(laid: Geometry, rules: list[str]) -> None:
    pdf = laid_out(laid)
    found = list(misfits(pdf.pages[0], 7, A5, "press"))
    assert [finding.rule for finding in found] == rules
    assert all(finding.place.page == 7 and finding.hint for finding in found)


def test_the_message_names_the_bleed_that_was_laid_out() -> None:
    pdf = laid_out(Geometry(148, 210, 2))
    (finding,) = misfits(pdf.pages[0], 1, A5, "press")
    assert finding.message == "the page was laid out with 2 mm bleed, the printer wants 3 mm"
