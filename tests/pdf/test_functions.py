"""PDF functions: sampled, exponential, stitching and calculator, and those that are not evaluated."""

from __future__ import annotations

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary

from brochurepress.pdf.inspect.functions import OPERATORS, calculator, evaluate

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


PROGRAMS = {
    "abs": ("{ neg abs }", [0.25]),
    "add": ("{ 1 add }", [1.25]),
    "and": ("{ pop 6 3 and }", [2]),
    "atan": ("{ pop 1 1 atan }", [45]),
    "bitshift": ("{ pop 1 3 bitshift 8 -2 bitshift }", [8, 2]),
    "ceiling": ("{ ceiling }", [1]),
    "copy": ("{ 2 2 copy }", [0.25, 2, 0.25, 2]),
    "cos": ("{ pop 60 cos }", [0.5]),
    "cvi": ("{ 9 add cvi }", [9]),
    "cvr": ("{ pop 3 cvr }", [3]),
    "div": ("{ 2 div }", [0.125]),
    "dup": ("{ dup }", [0.25, 0.25]),
    "eq": ("{ 0.25 eq }", [1]),
    "exch": ("{ 7 exch }", [7, 0.25]),
    "exp": ("{ 2 exp }", [0.0625]),
    "false": ("{ false }", [0.25, 0]),
    "floor": ("{ 1.5 add floor }", [1]),
    "ge": ("{ 0.25 ge }", [1]),
    "gt": ("{ 0.25 gt }", [0]),
    "idiv": ("{ pop -7 2 idiv }", [-3]),
    "index": ("{ 7 8 2 index }", [0.25, 7, 8, 0.25]),
    "le": ("{ 0.2 le }", [0]),
    "ln": ("{ pop 1 ln }", [0]),
    "log": ("{ pop 100 log }", [2]),
    "lt": ("{ 1 lt }", [1]),
    "mod": ("{ pop -5 3 mod }", [-2]),
    "mul": ("{ 4 mul }", [1]),
    "ne": ("{ 1 ne }", [1]),
    "neg": ("{ neg }", [-0.25]),
    "not": ("{ pop true not 5 not }", [0, -6]),
    "or": ("{ pop 6 3 or }", [7]),
    "pop": ("{ 1 pop }", [0.25]),
    "roll": ("{ pop 1 2 3 3 1 roll 3 -1 roll }", [1, 2, 3]),
    "round": ("{ 0.25 add round 6.4 round }", [1, 6]),
    "sin": ("{ pop 30 sin }", [0.5]),
    "sqrt": ("{ sqrt }", [0.5]),
    "sub": ("{ 1 sub }", [-0.75]),
    "true": ("{ true }", [0.25, 1]),
    "truncate": ("{ pop -1.5 truncate }", [-1]),
    "xor": ("{ pop 6 3 xor }", [5]),
}


def test_every_operator_is_tried() -> None:
    assert PROGRAMS.keys() == OPERATORS.keys()


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_operator_computes_what_the_standard_says(operator: str) -> None:
    program, result = PROGRAMS[operator]
    assert calculator(program.encode())(0.25) == pytest.approx(result)


@pytest.mark.parametrize(
    ("program", "low", "high"),
    [
        ("{ dup 0.5 lt { pop 0 } if }", 0.0, 0.75),
        ("{ 0.5 lt { 1 } { 2 } ifelse }", 1.0, 2.0),
        ("{ 0.5 gt % half\n { 1 0.5 gt { 3 } { 4 } ifelse } { 5 } ifelse }", 5.0, 3.0),
    ],
)
def test_a_program_branches(program: str, low: float, high: float) -> None:
    value = calculator(program.encode())
    assert (value(0.25), value(0.75)) == ([low], [high])


@pytest.mark.parametrize("program", ["{ pop pop }", "{ 0 div }", "{ neg sqrt }", "{ { 1 } add }"])
def test_a_broken_program_is_refused_when_run(program: str) -> None:
    with pytest.raises(ValueError, match=r"broken program|math domain"):
        calculator(program.encode())(0.25)


def test_an_unknown_operator_is_refused_when_read() -> None:
    with pytest.raises(ValueError, match="'show'"):
        calculator(b"{ show }")


def test_a_calculator_is_one_of_the_functions_of_pdf() -> None:
    pdf = pikepdf.new()
    function = pikepdf.Stream(pdf, b"{ dup 1 exch sub 2 }")
    function.FunctionType = 4
    function.Domain = Array([0, 1])
    function.Range = Array([0, 1, 0, 1, 0, 1])
    assert evaluate(function, np.array([0.25])).tolist() == [[0.25, 0.75, 1]]
