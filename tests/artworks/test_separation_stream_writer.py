"""The stream that is written: instructions in their order, names that never stand for two objects."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from prepress.artworks.press.separation.colour import Unseparable
from prepress.artworks.press.separation.stream_writer import StreamWriter
from tests.support.separated_pdf import stream


def test_instructions_stand_where_they_were_put() -> None:
    written = StreamWriter()
    written.add("re", 0, 0, 9, 9)
    written.add("f")
    written.add("k", 0, 0, 0, 1, at=0)
    assert written.data == b"0 0 0 1 k\n0 0 9 9 re\nf"
    assert len(written) == 3


def test_instructions_can_be_taken_off_the_end() -> None:
    written = StreamWriter()
    written.add("q")
    written.add("Q")
    assert [str(instruction.operator) for instruction in written.taken(1)] == ["Q"]
    assert written.data == b"q"


def test_one_object_keeps_its_name_and_another_gets_a_free_one() -> None:
    pdf = pikepdf.new()
    first, second = stream(pdf, "a"), stream(pdf, "b")
    written = StreamWriter()
    names = [written.name("/XObject", "/x", made) for made in (first, second, first, second)]
    assert names == [Name("/x"), Name("/x-1"), Name("/x"), Name("/x-1")]


def test_direct_objects_are_one_when_they_are_equal() -> None:
    written = StreamWriter()
    assert written.name("/ExtGState", "/g", Dictionary(ca=0.5)) == Name("/g")
    assert written.name("/ExtGState", "/g", Dictionary(ca=0.5)) == Name("/g")
    assert written.name("/ExtGState", "/g", Dictionary(ca=0.6)) == Name("/g-1")


def test_resources_hold_what_was_named_by_kind() -> None:
    written = StreamWriter()
    for kind, name in (("/XObject", "/b"), ("/Font", "/f"), ("/XObject", "/a")):
        written.name(kind, name, Dictionary())
    assert set(written.resources.keys()) == {"/Font", "/XObject"}
    assert set(written.resources.XObject.keys()) == {"/a", "/b"}


def test_what_is_refused_keeps_its_source_in_the_resources() -> None:
    written = StreamWriter()
    with pytest.raises(Unseparable), written.named_if_refused("/Shading", "/s", Dictionary(A=1)):
        raise Unseparable("a mesh")
    assert written.resources.Shading.s == Dictionary(A=1)
