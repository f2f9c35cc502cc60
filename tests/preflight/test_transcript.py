"""The transcript: what is announced and said, held against a golden file that a person has read."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from brochurepress.pdf.inspect.structure_tree import read_tagged
from brochurepress.preflight.transcript import ReadingStop, stops
from tests.support.tagged_pdf import RICH, digital

GOLDEN = Path(__file__).parents[1] / "golden" / "transcript.txt"


def said(body: str) -> list[str]:
    with pikepdf.open(io.BytesIO(digital(body))) as pdf:
        return [f"{stop.announced}: {stop.text}" for stop in stops(read_tagged(pdf))]


@pytest.mark.parametrize("kind", ["digital", "digital-2"])
def test_the_transcript_is_the_golden_one_in_both_files(kind: str) -> None:
    with pikepdf.open(io.BytesIO(digital(RICH, kind=kind))) as pdf:
        assert "".join(f"{stop}\n" for stop in stops(read_tagged(pdf))) == GOLDEN.read_text(encoding="utf-8")


def test_a_stop_reads_as_a_line() -> None:
    assert str(ReadingStop(3, "heading 2", "Slot", "nl-NL")) == "  3  [nl-NL] heading 2: Slot"


def test_a_language_in_a_text_is_a_stop_of_its_own() -> None:
    assert said("<p>een <span lang='en'>word</span> hier</p>") == ["text: een", "text: word", "text: hier"]


def test_emphasis_is_read_in_one_breath() -> None:
    assert said("<p>een <em>heel</em> goed woord</p>") == ["text: een heel goed woord"]


def test_a_link_says_more_than_its_text_where_the_source_does() -> None:
    body = "<p><a href='tel:+3170' title='Bel 070'>070</a></p>"
    assert said(body) == ["link: 070 — Bel 070"]


def test_a_broken_word_is_said_whole() -> None:
    body = "<p style='width:25mm'>de waterschapsbestuurders</p>"
    assert said(body) == ["text: de waterschapsbestuurders"]


def test_a_table_says_its_size() -> None:
    body = "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>"
    assert said(body)[0] == "table of 2 rows and 2 columns: "


def test_a_file_without_tags_says_nothing() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    assert stops(read_tagged(pdf)) == ()
