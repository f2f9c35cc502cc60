"""Drawing: pages as bitmaps at a resolution and in an area, characters with the box of their ink."""

from __future__ import annotations

import pytest

from brochurepress.design.geometry import Box
from brochurepress.pdf import pdfium
from tests.support.press_sample import PAGE, PressSample, press_sample


@pytest.fixture
def squared() -> PressSample:
    sample = press_sample(pages=2)
    sample.page.Contents.write(b"0 g 100 100 50 50 re f")
    return sample


def test_a_page_is_drawn_at_the_resolution_asked(squared: PressSample) -> None:
    with pdfium.open_pdf(squared.data) as rendering:
        assert len(rendering) == 2
        pixels = rendering.page(1, 72)
    assert pixels.shape[2] == 3
    assert pixels.shape[:2] == pytest.approx((PAGE.bleed.height, PAGE.bleed.width), abs=1)
    assert (pixels == 0).all(axis=2).sum() == pytest.approx(2500, abs=110)


def test_an_area_of_a_page_is_drawn_in_grey(squared: PressSample) -> None:
    with pdfium.open_pdf(squared.data) as rendering:
        pixels = rendering.page(1, 144, Box(100, 100, 150, 150), grey=True)
    assert pixels.shape == (100, 100)
    assert pixels[5:-5, 5:-5].max() == 0


def test_a_rotated_page_is_drawn_in_the_space_of_its_objects(squared: PressSample) -> None:
    squared.page.Rotate = 90
    with pdfium.open_pdf(squared.data) as rendering:
        pixels = rendering.page(1, 72, Box(100, 100, 150, 200))
    assert pixels.shape[:2] == (100, 50)
    assert pixels[:45].min() == 255 and pixels[55:].max() == 0


def test_spaces_are_no_glyphs() -> None:
    sample = press_sample(pages=1)
    sample.page.Contents.write(b"BT /Sans 10 Tf 40 100 Td (a b) Tj ET")
    with pdfium.open_pdf(sample.data) as rendering:
        assert [glyph.text for glyph in rendering.glyphs_beyond(1, Box(0, 0, 0, 0))] == ["a", "b"]


def test_characters_are_all_that_a_page_says_in_its_order() -> None:
    sample = press_sample(pages=1)
    sample.page.Contents.write(b"BT /Sans 10 Tf 40 100 Td (a b) Tj 0 -20 Td (c) Tj ET")
    with pdfium.open_pdf(sample.data) as rendering:
        found = rendering.characters(1)
        assert "".join(each.text for each in found) == rendering.words(1)
    assert "".join(each.text for each in found).split() == ["a", "b", "c"]
    assert found[0].box.left < found[2].box.left and found[0].box.bottom > found[-1].box.top


@pytest.mark.parametrize("data", [b"", b"no PDF"])
def test_what_is_no_pdf_is_told(data: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"), pdfium.open_pdf(data):
        pass
