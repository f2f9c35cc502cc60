"""What of a bitmap each kind of artwork gets: bytes that stay, pixels that go, what becomes a photograph."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from brochurepress.design.bitmaps import read_bitmap, without_metadata
from brochurepress.design.renditions import (
    SCREEN_MOST_PPI,
    SCREEN_PPI,
    WEB_PIXELS,
    Plane,
    Rendering,
    Use,
    drawing_file,
    rendition,
    web_file,
)
from tests.support.bitmap_samples import condition, samples, saved

SCREEN, MONO, PRESS = (Rendering(use, condition) for use in (Use.SCREEN, Use.MONO, Use.PRESS))


def plane(name: str, rendering: Rendering, ppi: float = 72) -> Plane:
    return rendition(read_bitmap(samples()[name].data, samples()[name].suffix), rendering, ppi).colour


def photograph(width: int = 800, height: int = 600) -> Image.Image:
    """Something as uneven as a photograph."""
    noise = np.random.default_rng(1).normal(128, 40, (height, width, 3)).clip(0, 255).astype("u1")
    return Image.fromarray(noise)


STAYS = {
    "jpeg": {Use.PRESS, Use.SCREEN},
    "jpeg, progressive": {Use.PRESS, Use.SCREEN},
    "jpeg, sRGB profile": {Use.PRESS, Use.SCREEN},
    "jpeg, wide profile": {Use.PRESS},
    "jpeg, named sRGB": {Use.PRESS},
    "jpeg, coded by arithmetic": set(),
    "jpeg, grey": {Use.PRESS, Use.SCREEN, Use.MONO},
    "jpeg, grey saved as colour": {Use.SCREEN},
    "jpeg, four inks": {Use.PRESS},
    "jpeg, four inks without marker": {Use.PRESS},
    "jpeg, four inks with profile": {Use.PRESS},
    "jpeg, inks as YCCK": {Use.PRESS},
    "jpeg, orientation 1": {Use.PRESS, Use.SCREEN},
    "jpeg, orientation 6": set(),
    "png": set(),
    "heic": set(),
}


@pytest.mark.parametrize("name", STAYS)
@pytest.mark.parametrize("use", Use)
def test_a_jpeg_that_needs_nothing_keeps_its_coding(use: Use, name: str) -> None:
    found = plane(name, Rendering(use, condition))
    bare = found.jpeg and found.data == without_metadata(samples()[name].data)
    assert bare is (use in STAYS[name])


@pytest.mark.parametrize("name", [name for name in samples() if samples()[name].space == "CMYK"])
def test_inks_reach_the_press_as_they_are(name: str) -> None:
    made = rendition(read_bitmap(samples()[name].data, samples()[name].suffix), PRESS, 300)
    assert made.colour.mode == "CMYK"
    assert made.inverted is (made.colour.jpeg and "marker" not in name)


@pytest.mark.parametrize("name", samples())
def test_what_has_no_colour_is_grey_for_the_press(name: str) -> None:
    sample = samples()[name]
    neutral = sample.space == "RGB" and all(len(set(each)) == 1 for each in sample.quarters)
    assert (plane(name, PRESS).mode in ("1", "L")) is neutral
    assert plane(name, MONO).mode in ("1", "L")
    assert plane(name, SCREEN).mode != "CMYK"


@pytest.mark.parametrize(
    ("ppi", "share"),
    [(0, 1), (72, 1), (200, 1), (SCREEN_MOST_PPI, 1), (301, 200 / 301), (400, 0.5), (600, 1 / 3), (1200, 1 / 6)],
)
@pytest.mark.parametrize("use", [Use.SCREEN, Use.MONO, Use.PRESS])
def test_screens_get_no_more_pixels_than_show(use: Use, ppi: float, share: float) -> None:
    bitmap = read_bitmap(saved(photograph(), "JPEG"), ".jpg")
    found = rendition(bitmap, Rendering(use, condition), ppi).colour
    kept = 1 if use is Use.PRESS else share
    assert (found.width, found.height) == (round(800 * kept), round(600 * kept))
    assert ppi * kept == pytest.approx(SCREEN_PPI, rel=0.01) or kept == 1


LOSSY = ("JPEG", "AVIF", "JPEG2000")
KINDS = [(SCREEN, kind) for kind in (*LOSSY, "PNG", "TIFF", "WEBP", "GIF", "CMYK TIFF")]


@pytest.mark.parametrize(("use", "kind"), [*KINDS, *((MONO, kind) for kind in LOSSY)])
def test_a_photograph_becomes_a_jpeg_on_screens(use: Rendering, kind: str) -> None:
    shown = photograph().convert("CMYK") if kind.startswith("CMYK") else photograph()
    how = {"lossless": True} if kind == "WEBP" else {}
    suffixes = {"TIFF": ".tif", "JPEG2000": ".jp2"}
    of = kind.removeprefix("CMYK ")
    bitmap = read_bitmap(saved(shown, of, **how), suffixes.get(of, f".{of.lower()}"))
    assert rendition(bitmap, use, 400).colour.jpeg


FLAT = [name for name in samples() if name.startswith(("png", "tiff", "gif")) and "JPEG" not in name]


@pytest.mark.parametrize("name", FLAT)
def test_what_is_no_photograph_is_kept_without_losses(name: str) -> None:
    assert not plane(name, SCREEN).jpeg
    assert not plane(name, PRESS).jpeg


@pytest.mark.parametrize(("width", "height"), [(3200, 800), (800, 3200), (1600, 1600), (1601, 10), (40, 30)])
def test_a_web_page_gets_no_more_pixels_than_a_window_shows(width: int, height: int) -> None:
    content, kind = web_file(read_bitmap(saved(photograph(width, height), "PNG"), ".png"))
    with Image.open(io.BytesIO(content)) as shown:
        assert max(shown.size) == min(WEB_PIXELS, max(width, height))
        assert kind == "image/webp"


def test_a_small_jpeg_stays_one_on_a_web_page() -> None:
    small = saved(photograph(), "JPEG", quality=5, comment=b"at home")
    assert web_file(read_bitmap(small, ".jpg")) == (without_metadata(small), "image/jpeg")


def test_a_turned_photograph_is_upright_and_hardly_less_sharp() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    smooth = Image.linear_gradient("L").resize((300, 200)).convert("RGB")
    smooth.paste((200, 40, 40), (0, 0, 300, 60))
    turned = smooth.transpose(Image.Transpose.ROTATE_90)
    bitmap = read_bitmap(saved(turned, "JPEG", quality=95, exif=exif), ".jpg")
    with Image.open(io.BytesIO(rendition(bitmap, SCREEN, 100).colour.data)) as shown:
        off = np.abs(np.asarray(shown, int) - np.asarray(smooth, int))
    assert shown.size == (300, 200)
    assert off.mean() < 1


@pytest.mark.parametrize("use", [Use.SCREEN, Use.MONO])
@pytest.mark.parametrize("name", samples())
def test_in_a_drawing_a_bitmap_is_upright_in_srgb_or_grey_and_says_nothing(name: str, use: Use) -> None:
    bitmap = read_bitmap(samples()[name].data, samples()[name].suffix)
    content, kind = drawing_file(bitmap, Rendering(use, condition))
    with Image.open(io.BytesIO(content)) as shown:
        assert kind == f"image/{str(shown.format).lower()}"
        assert shown.size == (bitmap.width, bitmap.height)
        assert shown.mode in (("1", "L", "LA") if use is Use.MONO else ("1", "L", "LA", "RGB", "RGBA"))
        assert not {"exif", "icc_profile", "comment"} & set(shown.info)
