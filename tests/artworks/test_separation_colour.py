"""Colour: recipes exactly, neutrals in K alone, the rest through the profile and within its ink limit."""

from __future__ import annotations

import itertools

import pytest
from PIL import Image, ImageCms

from brochurepress.artworks.press.separation.colour import (
    BLACK,
    CmykDestination,
    LuminosityDestination,
    Unseparable,
    from_device,
)
from tests.support.paint_samples import photo, swapped_profile
from tests.support.separated_pdf import ASSETS, PLAN

INKS = CmykDestination(PLAN)
GREY = LuminosityDestination()


def srgb(value: str) -> tuple[float, float, float]:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def lightness(cmyk: tuple[float, ...]) -> float:
    """L* on the paper, by the profile itself."""
    press = ImageCms.ImageCmsProfile(str(ASSETS / "icc/FOGRA39L_300.icc"))
    pixel = Image.new("CMYK", (1, 1), tuple(round(255 * part) for part in cmyk))
    lab = ImageCms.buildTransform(press, ImageCms.createProfile("LAB"), "CMYK", "LAB")
    converted = ImageCms.applyTransform(pixel, lab)
    assert converted is not None
    return converted.getpixel((0, 0))[0] / 2.55  # type: ignore[index]


def test_a_token_becomes_its_recipe() -> None:
    assert INKS.flat(srgb("#1B3D8A")) == (1, 0.84, 0.05, 0.04)
    assert INKS.flat(srgb("#1D1D1B")) == BLACK


def test_black_and_white_are_full_and_no_ink() -> None:
    assert INKS.flat((0, 0, 0)) == BLACK
    assert INKS.flat((1, 1, 1)) == (0, 0, 0, 0)
    assert INKS.grey(0.0) == BLACK


def test_a_neutral_is_black_ink_alone_and_darker_is_more() -> None:
    tints = [INKS.grey(level / 255) for level in range(256)]
    assert all(tint[:3] == (0, 0, 0) for tint in tints)
    assert all(darker[3] >= lighter[3] for darker, lighter in itertools.pairwise(tints))
    assert len(set(tints)) >= 254


@pytest.mark.parametrize("level", [96, 128, 192, 240])
def test_a_neutral_is_as_light_as_its_mixture_of_four_inks(level: int) -> None:
    mixture = INKS.picture(Image.new("RGB", (1, 1), (level,) * 3), None).getpixel((0, 0))
    assert isinstance(mixture, tuple)
    four = tuple(part / 255 for part in mixture)
    assert min(four[:3]) > 0
    assert lightness(INKS.grey(level / 255)) == pytest.approx(lightness(four), abs=0.7)


def test_any_other_colour_goes_through_the_profile() -> None:
    cyan, magenta, yellow, black = INKS.flat(srgb("#C81E1E"))
    assert magenta > 0.85
    assert yellow > 0.7
    assert cyan < 0.1
    assert black < 0.25


def test_no_colour_passes_the_ink_limit() -> None:
    levels = range(0, 256, 17)
    cube = bytes(part for rgb in itertools.product(levels, repeat=3) for part in rgb)
    data = INKS.picture(Image.frombytes("RGB", (len(cube) // 3, 1), cube), None).tobytes()
    heaviest = max(sum(data[at : at + 4]) for at in range(0, len(data), 4))
    assert 280 < heaviest / 2.55 <= PLAN.ink_limit_percent


def test_light_colours_stay_free_of_black() -> None:
    assert INKS.flat(srgb("#FAD4E3"))[3] == 0


def test_a_transition_meets_the_recipes_at_both_ends() -> None:
    start, end = srgb("#1B3D8A"), srgb("#1D1D1B")
    steps = [tuple(a + (b - a) * step / 16 for a, b in zip(start, end, strict=True)) for step in range(17)]
    ramp = INKS.ramp(steps)  # type: ignore[arg-type]
    assert ramp[0] == pytest.approx((1, 0.84, 0.05, 0.04))
    assert ramp[-1] == pytest.approx(BLACK)


def test_a_transition_to_black_ink_is_not_lighter_in_the_middle() -> None:
    steps = [(1 - 0.9 * step / 16, 0.7 * (1 - step / 16), 0.8 - 0.7 * step / 16) for step in range(17)]
    steps[-1] = srgb("#1D1D1B")
    ramp = INKS.ramp(steps)
    lights = [lightness(ink) for ink in ramp]
    assert max(after - before for before, after in itertools.pairwise(lights[:-3])) < 1


def test_a_transition_of_neutrals_is_black_ink_alone() -> None:
    assert all(ink[:3] == (0, 0, 0) for ink in INKS.ramp([(level / 8,) * 3 for level in range(9)]))


def test_the_profile_of_a_picture_is_honoured() -> None:
    plain = INKS.picture(Image.new("RGB", (1, 1), (220, 20, 20)), None).getpixel((0, 0))
    swapped = INKS.picture(Image.new("RGB", (1, 1), (220, 20, 20)), swapped_profile()).getpixel((0, 0))
    assert isinstance(plain, tuple)
    assert isinstance(swapped, tuple)
    assert plain[2] > 150 > 60 > plain[0]
    assert swapped[0] > 150 > 60 > swapped[2]


@pytest.mark.parametrize("profile", [b"no profile", PLAN.profile])
def test_a_broken_or_foreign_profile_is_refused(profile: bytes) -> None:
    with pytest.raises(Unseparable, match="ICC profile inside the image"):
        INKS.picture(photo(), profile)


def test_inks_that_were_chosen_stay() -> None:
    assert INKS.process((0.1, 0.2, 0.3, 0.4)) == (0.1, 0.2, 0.3, 0.4)


@pytest.mark.parametrize(
    ("values", "light"),
    [
        ((0.25,), 0.25),
        ((1.0, 0.0, 0.0), 0.3),
        ((1.0, 1.0, 1.0), 1.0),
        ((0.0, 0.0, 0.0, 1.0), 0.0),
        ((1.0, 0.0, 0.0, 0.0), 0.7),
    ],
)
def test_a_soft_mask_keeps_the_luminosity(values: tuple[float, ...], light: float) -> None:
    assert from_device(values, GREY) == pytest.approx((light,))


def test_the_luminosity_of_a_picture_is_that_of_its_colours() -> None:
    assert GREY.picture(Image.new("RGB", (1, 1), (255, 0, 0)), None).getpixel((0, 0)) == pytest.approx(76, abs=1)
