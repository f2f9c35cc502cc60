"""Shadings: stops in exact ink, hard edges hard, every type of function, nothing unknown let through."""

from __future__ import annotations

from typing import Any

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from brochurepress.artworks.press.separation.colour import CmykDestination, LuminosityDestination, Unseparable
from brochurepress.artworks.press.separation.images import shading
from brochurepress.pdf.inspect.functions import evaluate
from tests.support.separated_pdf import PLAN, ramp, stream

PDF = pikepdf.new()
INKS = CmykDestination(PLAN)
RED = (1.0, 0.0, 0.0)
BLUE = (0.0, 0.0, 1.0)


def gradient(function: Any, space: Any = Name.DeviceRGB, **more: Any) -> Dictionary:
    coordinates = Array([0, 0, 1, 0])
    return Dictionary(ShadingType=2, ColorSpace=space, Coords=coordinates, Domain=[0, 1], Function=function, **more)


def exponential(start: tuple[float, ...], end: tuple[float, ...], power: float = 1) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=Array(start), C1=Array(end), N=power)


def stitched(*parts: Dictionary, bounds: tuple[float, ...]) -> Dictionary:
    encode = Array([0, 1] * len(parts))
    return Dictionary(FunctionType=3, Domain=[0, 1], Functions=Array(parts), Bounds=Array(bounds), Encode=encode)


def inks_at(made: Any, *positions: float) -> Any:
    return evaluate(made.Function, np.array(positions))


def functions(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The same red to blue transition in each type of function."""
    limits = Array([0, 1] * 3)
    channels = [exponential((a,), (b,)) for a, b in zip(RED, BLUE, strict=True)]
    table = bytes([255, 0, 0, 0, 0, 255])
    calculator = {"FunctionType": 4, "Domain": Array([0, 1]), "Range": limits}
    sampled = {"FunctionType": 0, "Domain": Array([0, 1]), "Range": limits, "Size": Array([2]), "BitsPerSample": 8}
    return {
        "sampled": stream(pdf, table, **sampled),
        "exponential": exponential(RED, BLUE),
        "stitching": stitched(exponential(RED, (0.5, 0, 0.5)), exponential((0.5, 0, 0.5), BLUE), bounds=(0.5,)),
        "calculator": stream(pdf, "{ dup 1 exch sub exch 0 exch }", **calculator),
        "array": Array(channels),
    }


@pytest.mark.parametrize("kind", ["sampled", "exponential", "stitching", "calculator", "array"])
def test_a_transition_is_the_same_ink_whatever_function_describes_it(kind: str) -> None:
    pdf = PDF
    made = shading(pdf, gradient(functions(pdf)[kind]), INKS)
    assert made.ColorSpace == Name.DeviceCMYK
    first, middle, last = inks_at(made, 0, 0.5, 1)
    assert first == pytest.approx(INKS.flat(RED), abs=1e-4)
    assert middle == pytest.approx(INKS.flat((0.5, 0, 0.5)), abs=0.06)
    assert last == pytest.approx(INKS.flat(BLUE), abs=1e-4)


@pytest.mark.parametrize("shape", [2, 3])
def test_axial_and_radial_shadings_keep_their_geometry(shape: int) -> None:
    source = gradient(ramp(), Extend=[True, False], BBox=[0, 0, 9, 9])
    source.ShadingType = shape
    made = shading(PDF, source, INKS)
    assert int(made.ShadingType) == shape
    assert made.Coords == source.Coords
    assert made.Extend == source.Extend
    assert made.BBox == source.BBox


def test_a_hard_stop_stays_hard() -> None:
    parts = exponential(RED, RED), exponential(RED, BLUE), exponential(BLUE, BLUE)
    made = shading(PDF, gradient(stitched(*parts, bounds=(0.5, 0.5))), INKS)
    before, after = inks_at(made, 0.499, 0.5)
    assert before == pytest.approx(INKS.flat(RED), abs=1e-4)
    assert after == pytest.approx(INKS.flat(BLUE), abs=1e-4)


def test_the_stops_of_a_gradient_are_exact_recipes() -> None:
    navy, ink = (27 / 255, 61 / 255, 138 / 255), (29 / 255, 29 / 255, 27 / 255)
    made = shading(PDF, gradient(exponential(navy, ink)), INKS)
    first, last = inks_at(made, 0, 1)
    assert first == pytest.approx((1, 0.84, 0.05, 0.04), abs=1e-4)
    assert last == pytest.approx((0, 0, 0, 1), abs=1e-4)


def test_a_constant_part_is_a_constant_function() -> None:
    made = shading(PDF, gradient(exponential(RED, RED, 1.5)), INKS)
    assert int(made.Function.FunctionType) == 2


def test_grey_and_process_transitions_are_black_and_themselves() -> None:
    grey = shading(PDF, gradient(exponential((0,), (1,)), Name.DeviceGray), INKS)
    assert inks_at(grey, 0, 1).tolist() == [[0, 0, 0, 1], [0, 0, 0, 0]]
    process = gradient(exponential((0, 0, 0, 1), (1, 0, 0, 0)), Name.DeviceCMYK)
    assert shading(PDF, process, INKS).Function == process.Function


def test_the_background_is_ink() -> None:
    made = shading(PDF, gradient(ramp(), Background=[1, 1, 1]), INKS)
    assert [float(part) for part in made.Background] == [0, 0, 0, 0]


def test_in_a_soft_mask_a_transition_is_luminosity() -> None:
    made = shading(PDF, gradient(ramp()), LuminosityDestination())
    assert made.ColorSpace == Name.DeviceGray
    assert inks_at(made, 0, 1).flatten() == pytest.approx([0.3, 0.11], abs=1e-4)


@pytest.mark.parametrize("kind", [1, 4, 5, 6, 7])
def test_function_based_and_mesh_shadings_are_refused(kind: int) -> None:
    source = gradient(ramp())
    source.ShadingType = kind
    with pytest.raises(Unseparable, match=f"shading of type {kind}"):
        shading(PDF, source, INKS)


@pytest.mark.parametrize("space", ["Separation", "DeviceN", "ICCBased", "CalRGB", "Lab", "Indexed"])
def test_other_colour_spaces_are_refused_by_name(space: str) -> None:
    with pytest.raises(Unseparable, match=f"a shading in {space}"):
        shading(PDF, gradient(ramp(), Array([Name("/" + space)])), INKS)


def test_a_broken_function_is_refused() -> None:
    pdf = PDF
    broken = stream(pdf, "{ show }", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1] * 3))
    with pytest.raises(Unseparable, match="calculator function"):
        shading(pdf, gradient(broken), INKS)
