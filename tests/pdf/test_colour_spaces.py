"""Colour spaces by name and array, and the inks of a colour in any of them."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from brochurepress.pdf.inspect.colour_spaces import device_inks, lab_to_rgb, named_inks, space_of
from brochurepress.pdf.inspect.model import PROCESS_INKS, by_ink
from tests.support.press_sample import shading

FILE = pikepdf.new()
TINT = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 0.5, 1, 0]), N=1)
WHITE = Dictionary(WhitePoint=Array([0.96, 1, 0.82]))
PALETTE = String(bytes([0, 0, 0, 255, 255, 0, 0, 0]))


def icc(components: int) -> Array:
    return Array([Name.ICCBased, FILE.make_stream(b"", N=components)])


SPACES = {
    "DeviceCMYK": (Name.DeviceCMYK, [0.1, 0.2, 0.3, 0.4], (10, 20, 30, 40)),
    "DeviceGray": (Name.DeviceGray, [0.25], (0, 0, 0, 75)),
    "DeviceRGB": (Name.DeviceRGB, [1, 0.5, 0], (0, 50, 100, 0)),
    "Separation All": (Array([Name.Separation, Name.All, Name.DeviceCMYK, TINT]), [0.5], (50,) * 4),
    "Indexed": (Array([Name.Indexed, Name.DeviceCMYK, 1, PALETTE]), [1], (100, 0, 0, 0)),
    "ICCBased CMYK": (icc(4), [0.1, 0.2, 0.3, 0.4], (10, 20, 30, 40)),
    "ICCBased grey": (icc(1), [0], (0, 0, 0, 100)),
    "Lab white": (Array([Name.Lab, WHITE]), [100, 0, 0], (0, 0, 0, 0)),
    "Lab black": (Array([Name.Lab, WHITE]), [0, 0, 0], (0, 0, 0, 100)),
}


@pytest.mark.parametrize(("space", "values", "inks"), SPACES.values(), ids=SPACES)
def test_a_colour_has_its_inks(space: object, values: list[float], inks: tuple[float, ...]) -> None:
    recipe = device_inks(space, values)
    assert by_ink(recipe) == pytest.approx(inks, abs=1.5)
    assert recipe.keys() <= {*PROCESS_INKS}


NAMED = {
    "a spot colour": (Array([Name.Separation, Name.Oranje, Name.DeviceCMYK, TINT]), [0.5], {"Oranje": 50}),
    "no plate": (Array([Name.Separation, Name("/None"), Name.DeviceCMYK, TINT]), [0.5], {}),
    "spots and black": (
        Array([Name.DeviceN, Array([Name.Oranje, Name.Black, Name.Groen]), Name.DeviceCMYK, TINT]),
        [0.5, 1, 0],
        {"Oranje": 50, "Black": 100, "Groen": 0},
    ),
}


@pytest.mark.parametrize(("space", "values", "inks"), NAMED.values(), ids=NAMED)
def test_an_ink_goes_by_its_name(space: object, values: list[float], inks: dict[str, float]) -> None:
    assert device_inks(space, values) == inks


def test_only_device_spaces_are_ink_already() -> None:
    assert named_inks(space_of(Name.DeviceRGB), [1, 0, 0]) is None
    assert named_inks(space_of(Name.DeviceCMYK), [1, 0]) is None


def test_a_name_is_looked_up_in_the_resources() -> None:
    resources = Dictionary(ColorSpace=Dictionary(Mine=Name.DeviceCMYK))
    assert space_of(Name.Mine, resources).family == "DeviceCMYK"
    assert space_of(Name.Mine, Dictionary()).family == "unknown"


def test_an_indexed_space_is_that_of_its_palette() -> None:
    space = space_of(Array([Name.Indexed, Name.DeviceRGB, 1, PALETTE]))
    assert str(space) == "Indexed of DeviceRGB"


def test_inks_of_an_unknown_space_are_told() -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        device_inks(Name.Nothing, [1])


def test_the_sample_ramp_is_in_ink() -> None:
    assert space_of(shading(Name.DeviceCMYK, [0] * 4, [1] * 4).ColorSpace).family == "DeviceCMYK"


@pytest.mark.parametrize(
    ("lab", "white", "rgb"),
    [
        ((100, 0, 0), (0.95047, 1, 1.08883), (1, 1, 1)),
        ((100, 0, 0), (0.96422, 1, 0.82521), (1, 1, 1)),
        ((53.24, 80.09, 67.20), (0.95047, 1, 1.08883), (1, 0, 0)),
        ((54.29, 80.81, 69.89), (0.96422, 1, 0.82521), (1, 0, 0)),
        ((0, 0, 0), (0.95047, 1, 1.08883), (0, 0, 0)),
        ((90, -120, 100), (0.95047, 1, 1.08883), (0, 1, 0)),
    ],
)
def test_lab_is_read_relative_to_its_white(
    lab: tuple[float, ...], white: tuple[float, ...], rgb: tuple[float, ...]
) -> None:
    assert lab_to_rgb(lab, white) == pytest.approx(rgb, abs=0.02 if max(lab[1:]) < 99 else 0.1)
