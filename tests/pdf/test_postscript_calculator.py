"""Calculator functions: every operator computes what the standard says, and a broken program is refused."""

from __future__ import annotations

import numpy as np
import pikepdf
import pytest
from pikepdf import Array

from brochurepress.pdf.inspect.functions import evaluate
from brochurepress.pdf.inspect.postscript_calculator import OPERATORS, calculator

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
