"""Inks of images by the words of the standard: samples as the filter gives them, then the Decode array."""

from __future__ import annotations

from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Name, String
from PIL import Image

from brochurepress.pdf.inspect import inspect
from brochurepress.pdf.inspect.colour_spaces import image_inks, unpacked
from brochurepress.preflight.artwork_check import preflight
from tests.support.bitmap_samples import image, samples, saved, without_adobe
from tests.support.press_sample import press_sample
from tests.support.separated_pdf import PRINTER

HEAVY = (255, 255, 200, 200)
INVERTED = Array([1, 0] * 4)
FOUR = [HEAVY] * 4
ADOBE = saved(image(FOUR, "CMYK"), "JPEG", quality=98)
"""Pillow writes complements of inks, and says so in Adobe's marker."""


def stream(pdf: pikepdf.Pdf, data: bytes, width: int = 64, height: int = 48, **entries: Any) -> pikepdf.Stream:
    given = {"BitsPerComponent": 8, "ColorSpace": Name.DeviceCMYK, **entries}
    made = pdf.make_stream(data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    for key, value in given.items():
        made[f"/{key}"] = value
    return made


def jpeg(picture: Image.Image, **how: Any) -> bytes:
    return saved(picture, "JPEG", quality=98, subsampling=0, **how)


SHOWN: dict[str, tuple[bytes, dict[str, Any], tuple[int, ...]]] = {
    "complements with marker, decoded back": (ADOBE, {"Filter": Name.DCTDecode, "Decode": INVERTED}, HEAVY),
    "complements with marker, as they are": (ADOBE, {"Filter": Name.DCTDecode}, tuple(255 - ink for ink in HEAVY)),
    "complements without marker, decoded back": (
        without_adobe(ADOBE),
        {"Filter": Name.DCTDecode, "Decode": INVERTED},
        HEAVY,
    ),
    "inks without marker": (
        without_adobe(jpeg(image([tuple(255 - ink for ink in HEAVY)] * 4, "CMYK"))),
        {"Filter": Name.DCTDecode},
        HEAVY,
    ),
    "inks as YCCK": (
        samples()["jpeg, inks as YCCK"].data,
        {"Filter": Name.DCTDecode, "Decode": INVERTED},
        (0, 230, 200, 10),
    ),
    "a grey": (jpeg(image([55] * 4, "L")), {"Filter": Name.DCTDecode, "ColorSpace": Name.DeviceGray}, (0, 0, 0, 200)),
    "a grey turned over": (
        jpeg(image([55] * 4, "L")),
        {"Filter": Name.DCTDecode, "ColorSpace": Name.DeviceGray, "Decode": Array([1, 0])},
        (0, 0, 0, 55),
    ),
    "plain samples": (bytes(HEAVY) * (64 * 48), {}, HEAVY),
    "plain samples turned over": (bytes(HEAVY) * (64 * 48), {"Decode": INVERTED}, tuple(255 - ink for ink in HEAVY)),
    "samples of 16 bits": (
        np.repeat(np.frombuffer(bytes(HEAVY), np.uint8), 2).tobytes() * (64 * 48),
        {"BitsPerComponent": 16},
        HEAVY,
    ),
    "samples of 4 bits": (bytes((0xFF, 0xCC)) * (64 * 48), {"BitsPerComponent": 4}, (255, 255, 204, 204)),
    "samples of one bit": (bytes((0b11001100,)) * (32 * 48), {"BitsPerComponent": 1}, (255, 255, 0, 0)),
    "a palette": (
        bytes((1,)) * (64 * 48),
        {"ColorSpace": Array([Name.Indexed, Name.DeviceCMYK, 1, String(bytes((0, 0, 0, 0, *HEAVY)))])},
        HEAVY,
    ),
    "JPEG 2000 of inks": (
        saved(Image.frombytes("RGBA", (64, 48), bytes(HEAVY) * (64 * 48)), "JPEG2000", irreversible=False),
        {"Filter": Name.JPXDecode},
        HEAVY,
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_samples_are_read_as_the_standard_says(name: str) -> None:
    data, entries, wanted = SHOWN[name]
    pdf = pikepdf.new()
    inks = image_inks(stream(pdf, data, **entries), pikepdf.Dictionary())
    assert inks.shape == (48, 64, 4)
    assert np.abs(np.subtract(inks[5, 5], wanted, dtype=int)).max() <= 1


@pytest.mark.parametrize("marker", [True, False])
def test_ink_over_the_limit_is_found_with_and_without_the_marker(marker: bool) -> None:
    data = jpeg(image([(255 * (not marker),) * 4] * 4, "CMYK")) if not marker else ADOBE
    sample = press_sample(pages=1)
    plain = without_adobe(jpeg(image([(0,) * 4] * 4, "CMYK")))
    entries: dict[str, Any] = {"Decode": INVERTED} if marker else {}
    picture = stream(sample.pdf, data if marker else plain, Filter=Name.DCTDecode, **entries)
    sample.resource("XObject", "Heavy", picture)
    sample.paint("q 60 0 0 60 40 40 cm /Heavy Do Q")
    assert "press/ink-limit" in {finding.rule for finding in preflight(inspect(sample.data), PRINTER)}


def resolution_rules(width: int, height: int) -> set[str]:
    sample = press_sample(pages=1)
    data = bytes((100, 50, 0, 0)) * (width * height)
    sample.resource("XObject", "Tint", stream(sample.pdf, data, width, height))
    sample.paint("q 50 0 0 50 40 40 cm /Tint Do Q")
    found = preflight(inspect(sample.data), PRINTER)
    return {finding.rule for finding in found if "resolution" in finding.rule}


@pytest.mark.parametrize(
    ("width", "height", "told"),
    [
        (1, 1, False),
        (256, 1, False),
        (1, 256, False),
        (1, 2, True),
        (2, 1, True),
        (2, 2, True),
        (256, 2, True),
        (256, 256, False),
    ],
)
def test_one_pixel_has_no_resolution_to_lose(width: int, height: int, told: bool) -> None:
    assert bool(resolution_rules(width, height)) is told


INLINE = {
    "a strip": b"BI /W 256 /H 1 /BPC 8 /CS /CMYK ID " + bytes((200, 0, 0, 0)) * 256,
    "a column": b"BI /W 1 /H 256 /BPC 8 /CS /CMYK ID " + bytes((200, 0, 0, 0)) * 256,
    "one pixel": b"BI /W 1 /H 1 /BPC 8 /CS /CMYK ID " + bytes((200, 0, 0, 0)),
    "two pixels, by full names": b"BI /Width 2 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceCMYK ID "
    + bytes((200, 0, 0, 0)) * 2,
    "hexadecimal": b"BI /W 2 /H 1 /BPC 8 /CS /CMYK /F /AHx ID C8000000C8000000>",
    "hexadecimal, in a list": b"BI /W 2 /H 1 /BPC 8 /CS /CMYK /F [/AHx] ID C8000000C8000000>",
    "run lengths": b"BI /W 2 /H 1 /BPC 8 /CS /CMYK /F /RL ID \x07\xc8\0\0\0\xc8\0\0\0\x80",
    "inks of JPEG": b"BI /W 64 /H 48 /BPC 8 /CS /CMYK /F /DCT ID "
    + without_adobe(jpeg(image([(55, 255, 255, 255)] * 4, "CMYK"))),
}


@pytest.mark.parametrize("name", INLINE)
def test_an_inline_image_is_measured(name: str) -> None:
    sample = press_sample(pages=1)
    sample.page.Contents = sample.pdf.make_stream(b"q 40 0 0 40 60 60 cm " + INLINE[name] + b"\nEI Q")
    plates = inspect(sample.data).plates[0]
    assert plates.unknown == ()
    assert abs(int(plates.tints[0].max()) - 200) <= 1


def test_inline_images_of_two_pages_are_not_taken_for_one_another() -> None:
    sample = press_sample(pages=2)
    for page, inks in zip(sample.pdf.pages, ((200, 0, 0, 0), (0, 200, 0, 0)), strict=True):
        code = b"q 40 0 0 40 60 60 cm BI /W 1 /H 1 /BPC 8 /CS /CMYK ID " + bytes(inks) + b" EI Q"
        page.Contents = sample.pdf.make_stream(code)
    highest = [plates.tints.max(axis=(1, 2)) for plates in inspect(sample.data).plates]
    assert [(page > 0).tolist() for page in highest] == [[True, False, False, False], [False, True, False, False]]


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
@pytest.mark.parametrize("components", [1, 3, 4])
def test_rows_are_padded_to_bytes_and_short_ones_refused(bits: int, components: int) -> None:
    width, height, top = 5, 3, (1 << bits) - 1
    row = "".join(f"{top:0{bits}b}" for _ in range(width * components))
    data = int(row.ljust(-(-len(row) // 8) * 8, "0"), 2).to_bytes(-(-len(row) // 8)) * height
    assert (unpacked(data, width, height, components, bits) == 255).all()
    kept = unpacked(data, width, height, components, bits, spread=False)
    assert (kept == min(top, 255)).all()
    assert kept.shape == (height, width, components)
    with pytest.raises(ValueError, match="it has fewer samples"):
        unpacked(data[:-1], width, height, components, bits)
