"""Every kind of bitmap in every kind of artwork: upright, and in the colours that LittleCMS gives its samples."""

from __future__ import annotations

import base64
import io
import math
import re
from functools import cache
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageCms

from brochurepress.artworks.press.separation.separator import separate
from brochurepress.design.bitmaps import read_bitmap
from brochurepress.design.renditions import Rendering, Use, rendition, web_file
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import inspect
from brochurepress.pipeline.stages import build_edition
from brochurepress.typeset.weasyprint_door import Pages, write_pdf
from tests.support.bitmap_samples import HEIGHT, WIDTH, BitmapSample, condition, samples, saved
from tests.support.laid_out import layout_html
from tests.support.sample_project import ARTICLE, EDITION, Sample
from tests.support.separated_pdf import PLAN

NAMES = tuple(samples())
SPACES = {"RGB": "sRGB", "LAB": "LAB"}
Lab = tuple[float, float, float]
CENTRES = ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75))
MOST = 2.0
"""Mean distance in Delta E*ab of the four quarters."""


def opened(profile: bytes | str) -> Any:
    if isinstance(profile, bytes):
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return ImageCms.createProfile("LAB" if profile == "LAB" else "sRGB")


def through(values: tuple[int, ...], mode: str, source: bytes | str, target: bytes | str, into: str) -> Image.Image:
    """One pixel through LittleCMS, exactly: relative colorimetric, black points matched."""
    before, after = opened(source), opened(target)
    flags = ImageCms.Flags.NOOPTIMIZE | ImageCms.Flags.BLACKPOINTCOMPENSATION
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    transform = ImageCms.buildTransform(before, after, mode, into, intent, flags)
    pixel = Image.frombytes(mode, (1, 1), bytes(values))
    made = Image.new(into, (1, 1))
    transform.apply(pixel, made)
    return made


def lab(values: tuple[int, ...], mode: str, profile: bytes | str) -> Lab:
    """L*a*b* of one pixel."""
    light, a, b = through(values, mode, profile, "LAB", "LAB").tobytes()
    return light / 2.55, (a + 128) % 256 - 128.0, (b + 128) % 256 - 128.0


def expected(sample: BitmapSample, use: str) -> list[Lab]:
    """What the quarters are in an artwork, over white where they are clear: on the press, where inks are mixed."""
    return [
        _on_press(sample, quarter, share) if use == "press" else _shown(sample, quarter, share, use)
        for quarter, share in zip(sample.quarters, sample.opacity or (255,) * 4, strict=True)
    ]


def _source(sample: BitmapSample) -> bytes | str:
    return sample.profile or (condition() if sample.space == "CMYK" else SPACES[sample.space])


def _stored(sample: BitmapSample, quarter: tuple[int, ...]) -> tuple[int, ...]:
    return (quarter[0], quarter[1] ^ 128, quarter[2] ^ 128) if sample.space == "LAB" else quarter


def _shown(sample: BitmapSample, quarter: tuple[int, ...], share: int, use: str) -> Lab:
    part = through(_stored(sample, quarter), sample.space, _source(sample), "sRGB", "RGB").tobytes()
    shown = tuple(round((each * share + 255 * (255 - share)) / 255) for each in part)
    found = lab(shown, "RGB", "sRGB")
    return (found[0], 0.0, 0.0) if use == "mono" else found


def _on_press(sample: BitmapSample, quarter: tuple[int, ...], share: int) -> Lab:
    if sample.space == "CMYK":
        return lab(quarter, "CMYK", condition())
    if len(set(quarter)) == 1:  # black ink alone: as light, but for the darkest, which is all there is of it
        over = [round((255 * (255 - share) + each * share) / 255) for each in quarter]
        return lab((0, 0, 0, 255), "CMYK", condition()) if not any(over) else lab(tuple(over), "RGB", "sRGB")
    inks = through(_stored(sample, quarter), sample.space, _source(sample), condition(), "CMYK").tobytes()
    return lab(tuple(round(each * share / 255) for each in inks), "CMYK", condition())


def distance(found: list[Lab], wanted: list[Lab]) -> float:
    return sum(math.dist(one, other) for one, other in zip(found, wanted, strict=True)) / len(wanted)


@cache
def laid_out() -> Pages:
    """A page for each sample, which fills it."""
    style = f"@page {{ size: {WIDTH}px {HEIGHT}px; margin: 0 }} img {{ display: block }} * {{ margin: 0 }}"
    body = "".join(f'<img src="{number}">' for number in range(len(NAMES)))
    files = {f"file:///{number}": samples()[name] for number, name in enumerate(NAMES)}

    def fetch(url: str) -> tuple[object, str]:
        return read_bitmap(files[url].data, files[url].suffix), "image/any"

    return layout_html(f"<style>{style}</style>{body}", fetch)  # type: ignore[arg-type]


@cache
def drawn(use: Use) -> list[Image.Image]:
    pdf = write_pdf(laid_out(), Rendering(use, condition))
    with pdfium.open_pdf(pdf) as pages:
        return [Image.fromarray(pages.page(number + 1, 96)) for number in range(len(NAMES))]


@cache
def plates() -> list[Image.Image]:
    result = separate(write_pdf(laid_out()), PLAN)
    assert not result.findings
    found = inspect(result.content, "press").plates
    assert not [plate.unknown for plate in found if plate.unknown]
    return [Image.merge("CMYK", [Image.fromarray(tint) for tint in plate.tints]) for plate in found]


@pytest.mark.parametrize("name", [name for name in NAMES if samples()[name].space == "CMYK"])
def test_inks_that_were_chosen_are_those_on_the_plates(name: str) -> None:
    shown = plates()[NAMES.index(name)]
    for centre, quarter in zip(CENTRES, samples()[name].quarters, strict=True):
        values = shown.getpixel((int(shown.width * centre[0]), int(shown.height * centre[1])))
        assert isinstance(values, tuple)
        assert max(abs(one - other) for one, other in zip(values, quarter, strict=True)) <= 1


def quarters_of(shown: Image.Image, profile: bytes | str) -> list[Lab]:
    found = []
    for across, down in CENTRES:
        values = shown.getpixel((int(shown.width * across), int(shown.height * down)))
        assert isinstance(values, tuple)
        found.append(lab(values, shown.mode, profile))
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("use", ["digital", "mono", "web", "press"])
def test_a_bitmap_is_upright_and_in_its_colours(use: str, name: str) -> None:
    sample, number = samples()[name], NAMES.index(name)
    wanted = expected(sample, use)
    painted = {"press": Use.PRESS, "digital": Use.SCREEN, "mono": Use.MONO}
    if use in painted:
        plane = rendition(read_bitmap(sample.data, sample.suffix), Rendering(painted[use], condition), 96).colour
        assert (plane.width, plane.height) == (WIDTH, HEIGHT)
    if use == "press":
        found = quarters_of(plates()[number], condition())
    elif use == "web":
        content, kind = web_file(read_bitmap(sample.data, sample.suffix), condition)
        with Image.open(io.BytesIO(content)) as shown:
            assert kind == f"image/{str(shown.format).lower()}"
            assert shown.size == (WIDTH, HEIGHT)
            assert not {"exif", "xmp", "icc_profile"} & set(shown.info)
            white = Image.new("RGBA", shown.size, "white")
            white.alpha_composite(shown.convert("RGBA"))
        found = quarters_of(white.convert("RGB"), "sRGB")
    else:
        found = quarters_of(drawn(Use.SCREEN if use == "digital" else Use.MONO)[number], "sRGB")
    assert distance(found, wanted) < MOST, (found, wanted)


def camera_photo(wide: int) -> bytes:
    """A photograph on its side, with camera and place, of that many pixels."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "Somebody's camera", {1: "N", 2: (52.0, 5.0, 3.0)}
    shown = Image.linear_gradient("L").resize((wide, wide * 2 // 3)).convert("RGB")
    shown.paste((200, 40, 40), (0, 0, wide // 2, wide // 3))
    turned = shown.transpose(Image.Transpose.ROTATE_90)
    return saved(turned, "JPEG", quality=95, exif=exif, comment=b"Somebody's camera")


DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20"><image width="30" height="20"'
    ' href="data:image/jpeg;base64,{}"/></svg>'
)


def test_an_edition_with_photographs(good: Sample) -> None:
    good.change(EDITION, '"digital", "web"', '"digital", "large-print", "cover", "web"')
    good.change(EDITION, "[files]", '[files]\nlarge-print = "large.pdf"\ncover = "cover.png"')
    good.change(ARTICLE, "[link]", "[example of a site]")
    photo = camera_photo(3000)
    good.write("source/sample/photo.jpg", photo)
    good.write("source/sample/pages.tif", samples()["tiff, several pages"].data)
    packed = base64.b64encode(camera_photo(300)).decode()
    good.write("source/sample/drawing.svg", DRAWING.format(packed))
    good.change(ARTICLE, "![A dot](dot.png)", "![A field](photo.jpg)\n\n![Another](drawing.svg)\n\n![Third](pages.tif)")
    only = ("digital", "large-print", "cover", "web")
    build = build_edition(good.project, "sample", only)
    assert len(build.artworks) == len(only), build.findings
    for artwork in build.artworks:
        at = artwork.content.find(b"Somebody")
        assert at < 0, artwork.content[at - 300 : at + 60]
        assert b"Exif" not in artwork.content
    page = next(artwork.content.decode() for artwork in build.artworks if artwork.variant == "web")
    for encoded in re.findall(r"data:image/(?:webp|jpeg);base64,([^\"']+)", page):
        assert b"Somebody" not in base64.b64decode(encoded)
    told = [f for f in build.findings if f.rule == "picture/reduced"]
    assert {finding.place.artwork for finding in told} == {"sample.pdf", "large.pdf"}
    assert all("photo.jpg' has" in finding.message and "200 in this file" in finding.message for finding in told)
    (note,) = [f for f in build.findings if f.rule == "manuscript/picture-note"]
    assert (note.place.file, note.place.line) == (ARTICLE, good.line(ARTICLE, "pages.tif"))
    for artwork in build.artworks:
        if artwork.variant in ("digital", "large-print"):
            assert len(artwork.content) < len(photo) * 2
            with pikepdf.open(io.BytesIO(artwork.content)) as pdf:
                streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
                images = [each for each in streams if each.get("/Subtype") == "/Image"]
                coded = {str(image.Filter) for image in images if image.Width > 300}
            assert coded == {"/DCTDecode"}


def test_one_bit_and_neutral_colours_are_printed_in_black_alone() -> None:
    for name in ("png, grey of 1 bits", "png, grey saved as colour", "jpeg, grey saved as colour", "tiff, fax"):
        most = [max(tint.tobytes()) for tint in plates()[NAMES.index(name)].split()]
        assert most[:3] == [0, 0, 0], name
        assert most[3] > 200
