"""Interpreter: instructions that stay in their order, names that never stand for two objects, the state they set."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Dictionary, Matrix, Name

from brochurepress.pdf.inspect.interpreter import PAINTING, SETTING, GraphicsState, Rewriter, matrix_of
from tests.support.separated_pdf import stream


def rewriter() -> Rewriter:
    return Rewriter(Dictionary(), GraphicsState())


def test_instructions_stand_where_they_were_put() -> None:
    written = rewriter()
    written.add("re", 0, 0, 9, 9)
    written.add("f")
    written.add("k", 0, 0, 0, 1, at=0)
    assert written.data == b"0 0 0 1 k\n0 0 9 9 re\nf"
    assert len(written.out) == 3


def test_one_object_keeps_its_name_and_another_gets_a_free_one() -> None:
    pdf = pikepdf.new()
    first, second = stream(pdf, "a"), stream(pdf, "b")
    written = rewriter()
    names = [written.use("/XObject", "/x", made) for made in (first, second, first, second)]
    assert names == [Name("/x"), Name("/x-1"), Name("/x"), Name("/x-1")]


def test_direct_objects_are_one_when_they_are_equal() -> None:
    written = rewriter()
    assert written.use("/ExtGState", "/g", Dictionary(ca=0.5)) == Name("/g")
    assert written.use("/ExtGState", "/g", Dictionary(ca=0.5)) == Name("/g")
    assert written.use("/ExtGState", "/g", Dictionary(ca=0.6)) == Name("/g-1")


def test_resources_hold_what_was_named_by_kind() -> None:
    written = rewriter()
    for kind, name in (("/XObject", "/b"), ("/Font", "/f"), ("/XObject", "/a")):
        written.use(kind, name, Dictionary())
    assert set(written.used.keys()) == {"/Font", "/XObject"}
    assert set(written.used.XObject.keys()) == {"/a", "/b"}


def test_what_is_not_handled_stays_as_it_was_read() -> None:
    content = b"q .50 0 0 2 1 1 cm /x BMC 1 w Q\n0 0 m 5 5 l W n"
    pdf, written = pikepdf.new(), rewriter()
    written.rewrite(pdf.make_stream(content))
    assert written.data.split() == content.split()


@pytest.mark.parametrize("operator", SETTING)
def test_an_operator_that_sets_the_state_stays_and_is_read(operator: str) -> None:
    operands = {"cm": [2, 0, 0, 2, 0, 0], "Tm": [2, 0, 0, 2, 0, 0], "Td": [3, 4], "TD": [3, 4]}
    written = rewriter()
    given = operands.get(operator, [5] if operator not in ("q", "Q", "BT", "T*") else [])
    written.state.leading, written.state.text_matrix = 12.0, Matrix(9, 0, 0, 9, 0, 0)
    before = written.state.saved()
    written.run([(given, operator)])
    assert written.data == " ".join([*map(str, given), operator]).encode()
    assert (written.state != before) is (operator not in ("q", "Q"))


def test_what_a_saved_state_was_comes_back() -> None:
    written = rewriter()
    written.run([([], "q"), ([5], "w"), ([2, 0, 0, 2, 0, 0], "cm")])
    assert (written.state.line_width, written.state.ctm) == (5, Matrix(2, 0, 0, 2, 0, 0))
    written.run([([], "Q"), ([], "Q")])
    assert written.state == GraphicsState()


def test_a_path_begins_where_its_first_instruction_stands() -> None:
    written = rewriter()
    written.run([([1], "w"), ([0, 0], "m"), ([5, 5], "l"), ([], "W")])
    assert written.path_start == 1


def test_graphics_state_parameters_are_taken_over() -> None:
    written = rewriter()
    written.set_parameters("/A", Dictionary(ca=0.5, LW=3, OP=True, OPM=1, BM=Name.Multiply, SMask=Dictionary()))
    state = written.state
    assert (state.fill.alpha, state.stroke.alpha, state.line_width) == (0.5, 1, 3)
    assert (state.fill.overprint, state.stroke.overprint, state.overprint_mode) == (True, True, 1)
    assert (state.blend, state.masked) == ("Multiply", True)
    written.set_parameters("/B", Dictionary(op=False, BM=Name.Compatible, SMask=Name("/None")))
    assert (state.fill.overprint, state.stroke.overprint) == (False, True)
    assert (state.blend, state.masked) == ("Normal", False)


def test_six_operands_are_a_matrix() -> None:
    assert matrix_of(pikepdf.Array([1, 0, 0, 1, 2, 3])) == Matrix(1, 0, 0, 1, 2, 3)


def test_every_operator_that_paints_a_path_is_handled() -> None:
    assert all(Rewriter.OPERATORS[operator] == "paint_path" for operator in PAINTING)
