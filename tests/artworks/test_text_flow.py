"""Flow: how each run of text ends, as the source has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from brochurepress.artworks.accessible.content_stream import End, read_flow
from brochurepress.typeset.fragments import MarkedContent
from tests.support.tagged_pdf import painted

NARROW = "<p style='width: {}'>{}</p>"


def ends(body: str, style: str = "") -> list[tuple[str, End]]:
    paint = painted(body, style)
    flow = read_flow(paint)
    assert flow.strange == ()
    return [(mark.text.strip(), flow.ends[mark.key]) for _, mark in paint.laid.marks() if mark.key in flow.ends]


def test_a_line_that_ends_between_words_needs_a_space() -> None:
    found = ends(NARROW.format("20mm; hyphens: manual", "een tweede woord"))
    assert found == [("een tweede", End.WORD), ("woord", End.WORD)]


def test_a_word_that_is_broken_ends_softly() -> None:
    (first, end), *_ = ends(NARROW.format("20mm", "waterschapsbestuur"))
    assert first.endswith("-")
    assert end is End.SOFT


def test_a_word_that_breaks_at_its_own_hyphen_is_glued() -> None:
    (first, end), *_ = ends(NARROW.format("12mm; hyphens: manual", "noord-nederlandse"))
    assert (first, end) == ("noord-", End.GLUED)


def test_a_soft_hyphen_of_the_source_ends_softly() -> None:
    (first, end), *_ = ends(NARROW.format("18mm; hyphens: manual", "water\u00adschaps\u00adbestuur"))
    assert first.endswith("-")
    assert end is End.SOFT


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p><b>een</b> twee</p>", [End.GLUED, End.WORD]),
        ("<p><b>een</b>, twee</p>", [End.GLUED, End.WORD]),
        ("<p><b>een</b> <i>twee</i></p>", [End.WORD, End.WORD]),
        ("<p>een<br>twee</p>", [End.WORD, End.WORD]),
        ("<p>een</p><p>twee</p>", [End.WORD, End.WORD]),
        ("<div><span class='line'>een</span><span class='line'>twee</span></div>", [End.WORD, End.WORD]),
    ],
)
def test_spaces_are_wanted_where_the_source_has_them_and_nothing_draws_them(body: str, expected: list[End]) -> None:
    assert [end for _, end in ends(body)] == expected


def test_a_letter_that_is_two_in_lower_case_counts_as_one() -> None:
    assert ends("<p>İzmir’den <b>İ</b></p>") == [("İzmir’den", End.WORD), ("İ", End.WORD)]


def test_a_run_that_the_source_does_not_have_is_strange() -> None:
    paint = painted("<p>een tekst die hierna wordt verwisseld</p>")
    paragraph = next(laid for laid in paint.laid.walk() if laid.element.tag == "p")
    (mark,) = paragraph.kids
    assert isinstance(mark, MarkedContent)
    paragraph.kids = [replace(mark, text="iets anders")]
    assert [each.text for each in read_flow(paint).strange] == ["iets anders"]


def test_words_in_pictures_are_not_spoken() -> None:
    flow = read_flow(painted("<p>tekst</p><div role='img' aria-label='schema'>A B</div>"))
    assert flow.spoken.split() == ["tekst"]
    assert flow.text.split() == ["tekst", "A", "B"]


def test_running_elements_are_not_in_the_text() -> None:
    style = "header { position: running(kop) } @page { @top-right { content: element(kop) } }"
    assert read_flow(painted("<header>Kop</header><p>tekst</p>", style)).text.split() == ["tekst"]
