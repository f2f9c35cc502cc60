"""PDF functions: sampled, exponential, stitching and calculator, and those that are not evaluated."""

from __future__ import annotations

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary

from brochurepress.pdf.inspect.functions import evaluate

FILE = pikepdf.new()


def exponential(start: list[float], end: list[float], power: float = 1) -> Dictionary:
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array(start), C1=Array(end), N=power)


def sampled(data: bytes, bits: int, size: int) -> pikepdf.Stream:
    stream = FILE.make_stream(data)
    stream.FunctionType, stream.Domain, stream.Range = 0, Array([0, 1]), Array([0, 1])
    stream.Size, stream.BitsPerSample = Array([size]), bits
    return stream


AT = np.array([0.0, 0.25, 0.5, 1.0, 2.0])


def test_an_exponential_function_runs_between_its_ends_and_no_further() -> None:
    assert evaluate(exponential([0, 1], [1, 0]), AT)[:, 0] == pytest.approx([0, 0.25, 0.5, 1, 1])
    assert evaluate(exponential([0], [1], 2), AT)[:, 0] == pytest.approx([0, 0.0625, 0.25, 1, 1])


@pytest.mark.parametrize(("data", "bits"), [(b"\x00\xff\x00", 8), (b"\x00\x00\xff\xff\x00\x00", 16)])
def test_a_sampled_function_runs_straight_between_its_samples(data: bytes, bits: int) -> None:
    assert evaluate(sampled(data, bits, 3), AT)[:, 0] == pytest.approx([0, 0.5, 1, 0, 0])


def test_a_stitching_function_gives_each_part_its_range() -> None:
    parts = Array([exponential([0], [1]), exponential([1], [0.5])])
    stitched = Dictionary(
        FunctionType=3, Domain=Array([0, 1]), Functions=parts, Bounds=Array([0.5]), Encode=Array([0, 1, 0, 1])
    )
    assert evaluate(stitched, AT)[:, 0] == pytest.approx([0, 0.5, 1, 0.5, 0.5])


def test_an_array_of_functions_gives_one_component_each() -> None:
    both = evaluate(Array([exponential([0], [1]), exponential([1], [0])]), AT)
    assert both.shape == (5, 2)
    assert both.sum(axis=1) == pytest.approx([1] * 5)


def test_a_function_that_holds_itself_ends() -> None:
    with pikepdf.new() as pdf:
        endless = pdf.make_indirect(
            Dictionary(FunctionType=3, Domain=Array([0, 1]), Bounds=Array(), Encode=Array([0, 1]))
        )
        endless.Functions = Array([endless])
        with pytest.raises(ValueError, match="too deeply"):
            evaluate(endless, AT)


def test_a_calculator_function_is_run() -> None:
    program = FILE.make_stream(b"{ dup mul }", FunctionType=4, Domain=Array([0, 1]), Range=Array([0, 1]))
    assert evaluate(program, AT)[:, 0] == pytest.approx([0, 0.0625, 0.25, 1, 1])


def test_a_function_of_two_inputs_is_told() -> None:
    with pytest.raises(ValueError, match="several variables"):
        evaluate(Dictionary(FunctionType=0, Domain=Array([0, 1, 0, 1])), AT)
