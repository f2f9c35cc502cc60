"""Placed bitmaps: size on the page decides the pixels of screen artworks, and the engine opens no picture itself."""

from __future__ import annotations

import base64
import io
from typing import Any

import pikepdf
import pytest
from PIL import Image

from brochurepress.design.bitmaps import Bitmap, read_bitmap
from brochurepress.design.renditions import Rendering, Use
from brochurepress.typeset.weasyprint_door import Pages, write_pdf
from tests.support.bitmap_samples import image, samples, saved
from tests.support.laid_out import layout_html

SCREEN = Rendering(Use.SCREEN)
LARGE = saved(Image.linear_gradient("L").resize((1200, 900)).convert("RGB"), "PNG")


def laid_out(body: str, **files: Any) -> Pages:
    def fetch(url: str) -> tuple[bytes | Bitmap, str]:
        if url.startswith("data:"):
            return base64.b64decode(url.partition(",")[2]), "image/png"
        name = url.removeprefix("file:///")
        if name not in files:
            raise ValueError(f"no {name}")
        content = files[name]
        return (content.encode(), "image/svg+xml") if isinstance(content, str) else (read_bitmap(content, ".png"), "")

    style = "@page { size: 500px 500px; margin: 0 } body { margin: 0 }"
    return layout_html(f"<style>{style}</style>{body}".replace("'", '"'), fetch)


def widths(pages: Pages, rendering: Rendering = SCREEN) -> list[int]:
    """Widths in px of the images of all pages, masks left out."""
    with pikepdf.open(io.BytesIO(write_pdf(pages, rendering))) as pdf:
        masks = {each.SMask.objgen for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/SMask" in each}
        return [
            int(each.Width)
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream)
            and each.get("/Subtype") == pikepdf.Name.Image
            and each.objgen not in masks
        ]


PLACED = {
    "large: 230 ppi are not worth a loss": ("<img src='a' style='width: 500px'>", 1200),
    "small": ("<img src='a' style='width: 96px'>", 200),
    "smaller": ("<img src='a' style='width: 48px'>", 100),
    "twice, the larger counts": ("<img src='a' style='width: 48px'><img src='a' style='width: 96px'>", 200),
    "small, then on another page": (
        "<img src='a' style='width: 96px'><img src='a' style='width: 192px; break-before: page'>",
        400,
    ),
    "on its side": ("<img src='a' style='width: 96px; transform: rotate(90deg)'>", 200),
    "enlarged": ("<img src='a' style='width: 48px; transform: scale(2)'>", 200),
    "cut to a box": ("<img src='a' style='width: 96px; height: 24px; object-fit: cover'>", 200),
    "in a drawing": ("<img src='b' style='width: 96px'>", 200),
    "in a group, of which the size is not known": ("<img src='a' style='width: 96px; opacity: 0.5'>", 1200),
}
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><image width="10" height="7.5"'
    f' href="data:image/png;base64,{base64.b64encode(LARGE).decode()}"/></svg>'
)


@pytest.mark.parametrize("name", PLACED)
def test_size_on_the_page_decides_the_pixels(name: str) -> None:
    body, wanted = PLACED[name]
    pages = laid_out(body, a=LARGE, b=DRAWING)
    assert not pages.messages
    assert widths(pages) == [wanted]
    assert widths(pages, Rendering()) == [1200]


def test_one_layout_is_written_for_each_artwork_and_the_first_once_more() -> None:
    pages = laid_out("<img src='a' style='width: 96px'>", a=LARGE)
    first = write_pdf(pages, SCREEN)
    assert write_pdf(pages) != first
    assert write_pdf(pages, SCREEN) == first


def test_opacity_is_a_mask() -> None:
    pages = laid_out("<img src='a'>", a=samples()["png, alpha"].data)
    with pikepdf.open(io.BytesIO(write_pdf(pages))) as pdf:
        picture: Any
        (picture,) = pdf.pages[0].get_images().values()
        assert (picture.ColorSpace, picture.SMask.ColorSpace) == ("/DeviceRGB", "/DeviceGray")
        assert pikepdf.PdfImage(picture.SMask).as_pil_image().getextrema() == (0, 255)


def test_one_bit_is_written_as_one_bit() -> None:
    pages = laid_out("<img src='a'>", a=samples()["png, grey of 1 bits"].data)
    with pikepdf.open(io.BytesIO(write_pdf(pages))) as pdf:
        picture: Any
        (picture,) = pdf.pages[0].get_images().values()
        assert (int(picture.BitsPerComponent), picture.ColorSpace) == (1, "/DeviceGray")
        found = pikepdf.PdfImage(picture).as_pil_image().convert("L")
        assert [found.getpixel(place) for place in ((5, 5), (60, 5), (5, 40), (60, 40))] == [0, 0, 255, 255]


def test_what_cannot_be_had_is_said_once() -> None:
    pages = laid_out("<img src='none' alt=''>")
    (message,) = pages.messages
    assert "no none" in message.text


def test_the_engine_opens_no_bitmap(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.images

    def never(*found: object, **how: object) -> None:
        raise AssertionError

    monkeypatch.setattr(weasyprint.images, "RasterImage", never)
    body = "<img src='a'><img src='b.svg'><p style='background: url(a)'>x"
    files = {"a": saved(image(), "PNG"), "b.svg": DRAWING}
    assert sorted(widths(laid_out(body, **files))) == [64, 1200]
