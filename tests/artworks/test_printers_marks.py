"""Crop marks: in line with the trim, wholly outside the bleed, on every plate, over no content."""

from __future__ import annotations

import pytest

from brochurepress.artworks.press.press_pdf import draw_marks, mark_lines
from brochurepress.design.geometry import PT_PER_MM, Geometry
from tests.support.separated_pdf import operators, sheet

A5 = Geometry(148, 210, bleed_mm=3)


@pytest.mark.parametrize("slug", [3.2, 5, 10, 25])
def test_marks_stand_in_line_with_the_trim_between_bleed_and_slug(slug: float) -> None:
    lines = list(mark_lines(A5, slug))
    assert len(lines) == 8
    bleed, media = A5.bleed, A5.slug(slug)
    for x0, y0, x1, y1 in lines:
        assert (x0 == x1 and x0 in (A5.trim.left, A5.trim.right)) or (y0 == y1 and y0 in (A5.trim.bottom, A5.trim.top))
        for x, y in ((x0, y0), (x1, y1)):
            assert x < bleed.left or x > bleed.right or y < bleed.bottom or y > bleed.top
            assert media.left <= x <= media.right
            assert media.bottom <= y <= media.top


def test_a_mark_begins_1_mm_from_the_bleed_and_is_5_mm_long() -> None:
    x0, y0, _, y1 = next(iter(mark_lines(A5, 10)))
    assert (x0, round(-y0 / PT_PER_MM, 6), round((y0 - y1) / PT_PER_MM, 6)) == (0, 4, 5)


def test_marks_are_registration_colour_and_the_page_is_clipped_to_its_bleed() -> None:
    pdf = sheet("1 0 0 0 k 0 0 9 9 re f")
    page = pdf.pages[0]
    draw_marks(pdf, page, A5, 10)
    space = page.obj.Resources.ColorSpace.RegistrationMarks
    assert [str(part) for part in space[:3]] == ["/Separation", "/All", "/DeviceCMYK"]
    assert [int(part) for part in space[3].C1] == [1, 1, 1, 1]
    lines = operators(page)
    assert lines[0] == "q"
    assert lines[1].endswith("re")
    assert [float(part) for part in lines[1].split()[:4]] == pytest.approx(
        [A5.bleed.left, A5.bleed.bottom, A5.bleed.width, A5.bleed.height], abs=0.1
    )
    end = lines.index("f")
    assert lines[end + 1 : end + 6] == ["Q", "q", "/RegistrationMarks CS", "1 SCN", "0.25 w"]
    assert lines[end:].count("S") == 8
    assert lines[-1] == "Q"
