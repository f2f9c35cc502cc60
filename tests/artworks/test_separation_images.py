"""Images: every kind of samples in ink, pixel by pixel; masks kept; nothing unknown let through."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from brochurepress.artworks.press.separation.colour import CmykDestination, LuminosityDestination, Unseparable
from brochurepress.artworks.press.separation.images import image
from tests.support.paint_samples import SRGB, encoded, photo, swapped_profile
from tests.support.separated_pdf import PLAN, RECIPES, stream

INKS = CmykDestination(PLAN)
RED = (200, 30, 40)


class Pictures:
    """Image XObjects of one PDF, which has to live as long as they do."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()

    def xobject(self, data: bytes, space: Any, size: tuple[int, int], bits: int = 8, **more: Any) -> Any:
        return stream(
            self.pdf,
            data,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=size[0],
            Height=size[1],
            ColorSpace=space,
            BitsPerComponent=bits,
            Interpolate=True,
            **more,
        )

    def jpeg(self, picture: Image.Image, space: Any, **options: Any) -> Any:
        data = encoded(picture, "JPEG", quality=98, subsampling=0, **options)
        return self.xobject(data, space, picture.size, Filter=Name.DCTDecode)


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


def inks_of(made: Any) -> np.ndarray[Any, Any]:
    """The inks (0 to 255) of every pixel of an image, whatever its packing."""
    if made.get("/Filter") == Name.DCTDecode:
        decoded = Image.open(io.BytesIO(made.read_raw_bytes()))
        return np.asarray(decoded, dtype=int)
    width, height, bits = int(made.Width), int(made.Height), int(made.BitsPerComponent)
    samples = np.frombuffer(made.read_bytes(), np.uint8)
    if made.ColorSpace != Name.DeviceCMYK:
        loose = np.unpackbits(samples.reshape(height, -1), axis=1)[:, : width * bits]
        index = loose.reshape(height, width, bits) @ (1 << np.arange(bits)[::-1])
        palette = np.frombuffer(bytes(made.ColorSpace[3]), np.uint8).reshape(-1, 4)
        return palette[index].astype(int)
    return samples.reshape(height, width, 4).astype(int)


def expected(rgb: tuple[int, ...]) -> list[int]:
    pixel = INKS.picture(Image.new("RGB", (1, 1), rgb), None).getpixel((0, 0))
    assert isinstance(pixel, tuple)
    return [int(part) for part in pixel]


def test_rgb_samples_become_four_inks_at_full_resolution(pictures: Pictures) -> None:
    made = image(pictures.pdf, pictures.xobject(photo().tobytes(), Name.DeviceRGB, (96, 72)), INKS)
    assert made.ColorSpace == Name.DeviceCMYK
    inks = inks_of(made)
    assert inks.shape == (72, 96, 4)
    assert inks[12, 12].tolist() == expected(photo().getpixel((12, 12)))  # type: ignore[arg-type]
    assert "/Interpolate" not in made


def test_a_jpeg_stays_a_jpeg_without_chroma_subsampling(pictures: Pictures) -> None:
    flat = Image.new("RGB", (32, 32), RED)
    made = image(pictures.pdf, pictures.jpeg(flat, Name.DeviceRGB), INKS)
    assert made.Filter == Name.DCTDecode
    decoded = Image.open(io.BytesIO(made.read_raw_bytes()))
    assert decoded.mode == "CMYK"
    assert [part[1:3] for part in decoded.layer] == [(1, 1)] * 4  # type: ignore[attr-defined]
    assert inks_of(made)[9, 9] == pytest.approx(expected(RED), abs=4)
    assert [int(part) for part in made.Decode] == [1, 0] * 4


def test_the_profile_inside_a_jpeg_is_honoured(pictures: Pictures) -> None:
    flat = Image.new("RGB", (16, 16), (220, 20, 20))
    same = image(pictures.pdf, pictures.jpeg(flat, Name.DeviceRGB, icc_profile=SRGB), INKS)
    swapped = image(pictures.pdf, pictures.jpeg(flat, Name.DeviceRGB, icc_profile=swapped_profile()), INKS)
    assert inks_of(same)[3, 3] == pytest.approx(expected((220, 20, 20)), abs=4)
    assert inks_of(swapped)[3, 3] == pytest.approx(expected((20, 20, 220)), abs=12)


def test_a_profile_as_colour_space_is_honoured(pictures: Pictures) -> None:
    space = Array([Name.ICCBased, stream(pictures.pdf, swapped_profile(), N=3)])
    made = image(pictures.pdf, pictures.xobject(bytes((220, 20, 20)), space, (1, 1)), INKS)
    assert inks_of(made)[0, 0] == pytest.approx(expected((20, 20, 220)), abs=12)


def test_grey_samples_are_black_ink_and_lossless(pictures: Pictures) -> None:
    data = bytes(range(256))
    made = image(pictures.pdf, pictures.xobject(data, Name.DeviceGray, (16, 16)), INKS)
    assert made.read_bytes() == data
    inks = inks_of(made).reshape(256, 4)
    assert not inks[:, :3].any()
    assert inks[0].tolist() == [0, 0, 0, 255]
    assert inks[255].tolist() == [0, 0, 0, 0]
    assert inks[128, 3] == round(255 * INKS.grey(128 / 255)[3])


@pytest.mark.parametrize(("bits", "data"), [(1, b"\x40"), (2, b"\x30"), (4, b"\x0f"), (16, b"\x00\x00\xff\xff")])
def test_grey_of_any_depth_runs_from_black_to_white(pictures: Pictures, bits: int, data: bytes) -> None:
    made = image(pictures.pdf, pictures.xobject(data, Name.DeviceGray, (2, 1), bits), INKS)
    assert inks_of(made)[0].tolist() == [[0, 0, 0, 255], [0, 0, 0, 0]]


def test_inverted_grey_is_black_where_it_is_one(pictures: Pictures) -> None:
    source = pictures.xobject(b"\x40", Name.DeviceGray, (2, 1), 1, Decode=Array([1, 0]))
    made = image(pictures.pdf, source, INKS)
    assert inks_of(made)[0].tolist() == [[0, 0, 0, 0], [0, 0, 0, 255]]
    assert "/Decode" not in made


def test_a_grey_jpeg_is_black_ink(pictures: Pictures) -> None:
    made = image(pictures.pdf, pictures.jpeg(Image.new("L", (16, 16), 0), Name.DeviceGray), INKS)
    assert inks_of(made)[5, 5].tolist() == [0, 0, 0, 255]


def test_a_palette_is_separated_by_recipe(pictures: Pictures) -> None:
    (token, recipe) = next((srgb, ink) for srgb, ink in RECIPES.items() if ink[0] == 100)
    lookup = bytes.fromhex(token[1:]) + bytes(RED)
    source = pictures.xobject(b"\x40", Array([Name.Indexed, Name.DeviceRGB, 1, String(lookup)]), (2, 1), 1)
    inks = inks_of(image(pictures.pdf, source, INKS))[0]
    assert inks[0].tolist() == [round(part * 2.55) for part in recipe]
    assert inks[1].tolist() == pytest.approx(expected(RED), abs=1)


def test_a_palette_in_a_stream_is_read(pictures: Pictures) -> None:
    lookup = stream(pictures.pdf, bytes([0, 255]))
    source = pictures.xobject(b"\x40", Array([Name.Indexed, Name.DeviceGray, 1, lookup]), (2, 1), 1)
    assert inks_of(image(pictures.pdf, source, INKS))[0].tolist() == [[0, 0, 0, 255], [0, 0, 0, 0]]


@pytest.mark.parametrize(("bits", "data"), [(4, b"\xf0\x00"), (16, b"\xff\xff" + bytes(4))])
def test_rgb_of_any_depth_is_read(pictures: Pictures, bits: int, data: bytes) -> None:
    made = image(pictures.pdf, pictures.xobject(data, Name.DeviceRGB, (1, 1), bits), INKS)
    assert inks_of(made)[0, 0].tolist() == expected((255, 0, 0))


def test_inverted_rgb_is_turned_before_it_is_separated(pictures: Pictures) -> None:
    source = pictures.xobject(bytes((0, 255, 255)), Name.DeviceRGB, (1, 1), Decode=Array([1, 0] * 3))
    assert inks_of(image(pictures.pdf, source, INKS))[0, 0].tolist() == expected((255, 0, 0))


def test_process_samples_and_image_masks_stay(pictures: Pictures) -> None:
    process = pictures.xobject(bytes((1, 2, 3, 4)), Name.DeviceCMYK, (1, 1))
    assert inks_of(image(pictures.pdf, process, INKS))[0, 0].tolist() == [1, 2, 3, 4]
    mask = stream(pictures.pdf, b"\x80", Subtype=Name.Image, Width=1, Height=1, ImageMask=True, Decode=[1, 0])
    made = image(pictures.pdf, mask, INKS)
    assert made.read_bytes() == b"\x80"
    assert "/ColorSpace" not in made
    assert [int(part) for part in made.Decode] == [1, 0]


def test_a_soft_mask_keeps_its_opacity(pictures: Pictures) -> None:
    mask = pictures.xobject(bytes(range(4)), Name.DeviceGray, (2, 2))
    source = pictures.xobject(bytes(12), Name.DeviceRGB, (2, 2), SMask=mask)
    made = image(pictures.pdf, source, INKS)
    assert made.SMask.ColorSpace == Name.DeviceGray
    assert made.SMask.read_bytes() == bytes(range(4))
    assert "/Interpolate" not in made.SMask


def test_in_a_soft_mask_an_image_is_luminosity(pictures: Pictures) -> None:
    grey = LuminosityDestination()
    made = image(pictures.pdf, pictures.xobject(bytes((255, 0, 0)), Name.DeviceRGB, (1, 1)), grey)
    assert made.ColorSpace == Name.DeviceGray
    assert made.read_bytes()[0] == pytest.approx(76, abs=1)


def test_what_an_image_brings_that_is_not_known_is_refused(pictures: Pictures) -> None:
    pdf, rgb = pictures.pdf, Name.DeviceRGB
    broken = pictures.xobject(b"no jpeg", rgb, (1, 1), Filter=Name.DCTDecode)
    matte = pictures.xobject(bytes(1), Name.DeviceGray, (1, 1), Matte=[0, 0, 0])
    refused = {
        "JPEG 2000": pictures.xobject(b"", rgb, (1, 1), Filter=Name.JPXDecode),
        "JPEG that cannot be decoded": broken,
        "JPEG packed in an unusual way": pictures.xobject(
            b"", rgb, (1, 1), Filter=Name.DCTDecode, DecodeParms=Dictionary(ColorTransform=0)
        ),
        "colour-key mask": pictures.xobject(bytes(3), rgb, (1, 1), Mask=Array([0, 1, 0, 1, 0, 1])),
        "matte colour": pictures.xobject(bytes(3), rgb, (1, 1), SMask=matte),
        "soft mask in DeviceRGB": pictures.xobject(
            bytes(3), rgb, (1, 1), SMask=pictures.xobject(bytes(3), rgb, (1, 1))
        ),
        "fewer samples": pictures.xobject(bytes(2), rgb, (1, 1)),
        "alternates or OPI": pictures.xobject(bytes(3), rgb, (1, 1), Alternates=Array([])),
        "without a colour space": stream(pdf, b"", Subtype=Name.Image, Width=1, Height=1),
        "image in CalRGB": pictures.xobject(bytes(3), Array([Name.CalRGB, Dictionary()]), (1, 1)),
        "image in Separation": pictures.xobject(bytes(1), Array([Name.Separation, Name.Gold]), (1, 1)),
        "palette in ICCBased": pictures.xobject(
            bytes(1), Array([Name.Indexed, Array([Name.ICCBased, stream(pdf, SRGB, N=3)]), 0, String(b"abc")]), (1, 1)
        ),
    }
    for reason, source in refused.items():
        with pytest.raises(Unseparable, match=reason):
            image(pdf, source, INKS)


def test_process_samples_in_a_soft_mask_are_refused(pictures: Pictures) -> None:
    with pytest.raises(Unseparable, match="inside a soft mask"):
        image(pictures.pdf, pictures.xobject(bytes(4), Name.DeviceCMYK, (1, 1)), LuminosityDestination())
