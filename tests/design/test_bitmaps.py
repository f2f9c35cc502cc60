"""Bitmaps: every kind described alike, what is left out told, what cannot be taken refused with words."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from brochurepress.design.assets import locate_picture
from brochurepress.design.bitmaps import FORMATS, NOT_TAKEN, Bitmap, read_bitmap, without_metadata
from brochurepress.workspace.snapshot import Snapshot
from tests.support.bitmap_samples import (
    COLOURS,
    GREYS,
    HEIGHT,
    INKS,
    TURNS,
    WIDTH,
    chunk,
    condition,
    image,
    png,
    primaries,
    quarters,
    samples,
    saved,
    tiff,
    wide_profile,
)
from tests.support.sample_project import Sample

MODELS = {"CMYK": "CMYK", "LAB": "LAB"}
PLACES = ((8, 8), (56, 8), (8, 40), (56, 40))


def read(name: str) -> Bitmap:
    return read_bitmap(samples()[name].data, samples()[name].suffix)


@pytest.mark.parametrize("name", samples())
def test_a_bitmap_has_the_values_that_were_saved(name: str) -> None:
    sample, bitmap = samples()[name], read(name)
    pixels = bitmap.pixels()
    assert (bitmap.width, bitmap.height) == pixels.size == (WIDTH, HEIGHT)
    assert bitmap.alpha == bool(sample.opacity) == (pixels.mode[-1] == "A")
    assert bitmap.neutral == (sample.space == "RGB" and all(len(set(each)) == 1 for each in sample.quarters))
    assert bitmap.model == MODELS.get(sample.space, bitmap.model)
    shown = pixels if sample.space != "RGB" else pixels.convert("RGBA")
    for place, quarter in zip(PLACES, sample.quarters, strict=True):
        found = shown.getpixel(place)
        assert isinstance(found, tuple)
        assert np.abs(np.subtract(found[: len(quarter)], quarter)).max() <= 3


@pytest.mark.parametrize("number", TURNS)
def test_a_turned_bitmap_tells_how_it_was_stored(number: int) -> None:
    assert read(f"jpeg, orientation {number}").orientation == number


ONE_BIT = ("png, grey of 1 bits", "png, palette of black and white", "tiff, fax", "gif, black and white")


@pytest.mark.parametrize("name", samples())
def test_one_bit_stays_one_bit_and_nothing_else_becomes_it(name: str) -> None:
    assert (read(name).model == "1") == (name in ONE_BIT)


@pytest.mark.parametrize("far", [0, 1, 2, 3, 40])
def test_a_grey_may_be_a_step_or_two_off(far: int) -> None:
    tinted = [(part + far, part, part) for part, _, _ in GREYS]
    assert read_bitmap(png(quarters(tinted), 2, 8), ".png").neutral is (far <= 2)


NOTES = {
    "several pages of a scan": (samples()["tiff, several pages"].data, ".tif", "several pictures"),
    "an animation": (samples()["gif, animated"].data, ".gif", "several pictures"),
    "an animated PNG": (saved(image(), "PNG", save_all=True, append_images=[image(GREYS)]), ".png", "several pictures"),
    "an animated WebP": (
        saved(image(), "WEBP", save_all=True, append_images=[image(GREYS)]),
        ".webp",
        "several pictures",
    ),
    "inks without marker": (samples()["jpeg, four inks without marker"].data, ".jpg", "without Adobe's marker"),
    "a profile of inks for colours": (saved(image(), "JPEG", icc_profile=condition()), ".jpg", "for CMYK"),
    "a profile of colours for inks": (
        saved(image(INKS, "CMYK"), "JPEG", icc_profile=wide_profile()),
        ".jpg",
        "for RGB",
    ),
    "a profile of colours for greys": (
        saved(image([30, 100, 180, 250], "L"), "PNG", icc_profile=wide_profile()),
        ".png",
        "for RGB",
    ),
    "a profile that breaks off": (
        saved(image(), "JPEG", icc_profile=wide_profile()[:200]),
        ".jpg",
        "profile that is broken",
    ),
    "a profile of which a part is gone": (
        saved(image(), "JPEG", icc_profile=wide_profile()).replace(b"ICC_PROFILE\0\1\1", b"ICC_PROFILE\0\1\2"),
        ".jpg",
        "profile that is broken",
    ),
    "pixels twice as high as wide": (
        png(quarters(COLOURS), 2, 8, chunk(b"pHYs", struct.pack(">IIB", 2, 1, 0))),
        ".png",
        "not square",
    ),
    "a fax of half the lines": (saved(image(GREYS).convert("1"), "TIFF", dpi=(204, 98)), ".tif", "not square"),
    "a photograph of other densities": (saved(image(), "JPEG", dpi=(300, 150)), ".jpg", "not square"),
    "a spot colour beside colours": (
        tiff(np.dstack([quarters(COLOURS), quarters((1, 2, 3, 4))]), 2, t338=(0,)),
        ".tif",
        "a channel beside",
    ),
    "two selections beside colours": (
        tiff(np.dstack([quarters(COLOURS)] * 2)[:, :, :5], 2, t338=(0, 0)),
        ".tif",
        "2 channels beside",
    ),
    "no profile at all": (saved(image(), "JPEG", icc_profile=b"no profile"), ".jpg", "profile that is broken"),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_is_left_out_is_told(name: str) -> None:
    data, suffix, said = NOTES[name]
    (note,) = read_bitmap(data, suffix).notes
    assert said in note


@pytest.mark.parametrize("name", [name for name in samples() if "several" not in name])
def test_nothing_is_told_of_a_plain_one(name: str) -> None:
    silent = name not in ("gif, animated", "jpeg, four inks without marker")
    assert (read(name).notes == ()) is silent


NUMBERS = {
    told: (b"colrnclx\0\1\0\x0d", b"colrnclx" + struct.pack(">HH", *told)) for told in ((12, 13), (9, 16), (1, 8))
}
"""Numbers of primaries and curve in AVIF and HEIC, in the place of those of sRGB."""

REFUSED = {
    "a text": (b"a text", ".jpg", "cannot be read as JPEG|can be read as JPEG"),
    "a phone's picture named as another": (samples()["heic"].data, ".jpg", "it is HEIF"),
    "a PNG named as a JPEG": (samples()["png"].data, ".jpg", "it is PNG"),
    "a JPEG named as a PNG": (samples()["jpeg"].data, ".png", "it is JPEG"),
    "a PDF named as a TIFF": (b"%PDF-1.7", ".tif", "it is PDF"),
    "a layered file named as a TIFF": (b"8BPS\0\1", ".tif", "it is Photoshop"),
    "a drawing named as a JPEG": (b"%!PS-Adobe-3.0 EPSF-3.0", ".jpg", "it is EPS"),
    "an AVIF named as a phone's picture": (samples()["avif"].data, ".heic", "it is AVIF"),
    "four channels of JPEG 2000": (saved(image(COLOURS).convert("RGBA"), "JPEG2000"), ".jp2", "four channels"),
    "numbers of 32 bits": (tiff(quarters(COLOURS, "u4"), 2), ".tif", "32 bits|spot"),
    "numbers with a sign": (tiff(quarters((30, 100, 80, 125)), 1, t339=(2,)), ".tif", "signed"),
    "white as 0 in 16 bits": (tiff(quarters((1, 2, 3, 4), "u2"), 0), ".tif", "white as 0"),
    "planes apart in 16 bits": (tiff(quarters(COLOURS, "u2"), 2, t284=(2,)), ".tif", "planes apart"),
    "four inks that are not named": (tiff(quarters(INKS), 5, t332=(2,)), ".tif", "other inks"),
    "a palette of 8 bits": (tiff(quarters((0, 1, 2, 3)), 3, t320=(*range(256),) * 3), ".tif", "different ways"),
    "inks and a spot colour": (tiff(np.dstack([quarters(INKS), quarters((1, 2, 3, 4))]), 5), ".tif", "spot"),
    "colours of HDR": (png(quarters(COLOURS), 2, 8, chunk(b"cICP", bytes((9, 16, 0, 1)))), ".png", "and no ICC"),
    "primaries of a wide gamut": (png(quarters(COLOURS), 2, 8, *primaries(21_000, 71_000)), ".png", "and no ICC"),
    "numbers of a wide gamut": (samples()["avif"].data.replace(*NUMBERS[12, 13]), ".avif", "and no ICC"),
    "numbers of HDR": (samples()["heic"].data.replace(*NUMBERS[9, 16]), ".heic", "and no ICC"),
    "a page of the web named as a JPEG": (b"\n<!DOCTYPE html>", ".jpg", "it is HTML"),
    "a drawing named as a PNG": (b'<?xml version="1.0"?><svg/>', ".png", "it is SVG"),
    "a sign of a site named as a PNG": (saved(image(), "ICO"), ".png", "it is ICO"),
    "a pointer in the place of a picture": (b"version https://git-lfs.github.com/spec/v1", ".jpg", "it is Git LFS"),
    "a JPEG that breaks off": (samples()["jpeg"].data[:400], ".jpg", "is JPEG, but damaged"),
    "a phone's picture that breaks off": (samples()["heic"].data[:500], ".heic", "is HEIF, but damaged"),
    "a program behind the picture": (samples()["png"].data + b"PK\x03\x04", ".png", "another kind behind"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_refused_with_words(name: str) -> None:
    data, suffix, said = REFUSED[name]
    with pytest.raises(ValueError, match=said):
        read_bitmap(data, suffix)


def test_colours_of_srgb_may_say_so_in_cicp() -> None:
    plain = png(quarters(COLOURS), 2, 8, chunk(b"cICP", bytes((1, 13, 0, 1))))
    assert read_bitmap(plain, ".png").model == "RGB"


@pytest.mark.parametrize("suffix", sorted(NOT_TAKEN))
def test_a_file_that_pictures_are_made_in_is_refused_with_what_to_do(good: Sample, suffix: str) -> None:
    good.write(f"source/sample/a{suffix}", b"anything")
    with pytest.raises(ValueError, match=r"save|export"):
        locate_picture(Snapshot(good.project), ("source/sample",), f"a{suffix}")


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_every_extension_has_a_sample(suffix: str) -> None:
    same = {".heif": ".heic", ".tiff": ".tif", ".jpeg": ".jpg"}
    assert any(same.get(sample.suffix, sample.suffix) == same.get(suffix, suffix) for sample in samples().values())


def _told(marker: int, data: bytes) -> bytes:
    return b"\xff" + bytes((marker,)) + struct.pack(">H", len(data) + 2) + data


TOLD = {
    "camera and place": _told(0xE1, b"Exif\0\0GPS 52.08 N"),
    "XMP": _told(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:creator>"),
    "IPTC": _told(0xED, b"Photoshop 3.0\x008BIM by-line"),
    "a comment": _told(0xFE, b"taken at home"),
    "a profile": _told(0xE2, b"ICC_PROFILE\0\1\1" + wide_profile()),
    "a preview of several pictures": _told(0xE2, b"MPF\0"),
    "a maker's own": _told(0xE5, b"RMETA\0 serial 12345"),
    "the last of them": _told(0xEF, b"whatever"),
}


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("kind", ["jpeg", "jpeg, progressive", "jpeg, four inks"])
def test_a_jpeg_without_metadata_is_the_same_but_for_that(kind: str, name: str) -> None:
    plain = samples()[kind].data
    assert without_metadata(plain) == plain
    assert without_metadata(plain[:2] + TOLD[name] + plain[2:]) == plain


def test_what_stands_behind_a_jpeg_goes_too() -> None:
    plain = samples()["jpeg"].data
    assert without_metadata(plain + samples()["jpeg, orientation 6"].data) == plain


def test_sixteen_bits_of_grey_are_not_cut_off() -> None:
    wide = png(quarters((0, 20_000, 40_000, 65_535), "u2"), 0, 16)
    found = read_bitmap(wide, ".png").pixels()
    assert [found.getpixel(place) for place in PLACES] == [0, 78, 156, 255]


def test_the_profile_goes_before_the_gamma() -> None:
    both = (chunk(b"gAMA", struct.pack(">I", 100_000)), chunk(b"iCCP", b"a\0\0" + zlib.compress(wide_profile())))
    bitmap = read_bitmap(png(quarters(COLOURS), 2, 8, *both), ".png")
    assert bitmap.profile == wide_profile()
    assert bitmap.pixels().getpixel((8, 8)) == COLOURS[0]
