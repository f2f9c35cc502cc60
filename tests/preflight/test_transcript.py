"""The transcript: what is announced and said, held against a golden file that a person has read."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pikepdf
import pytest

from brochurepress.pdf.inspect.structure_tree import read_tagged
from brochurepress.preflight.transcript import ReadingStop, announced_in, stops
from brochurepress.source.languages import read_strings
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
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


NEAR = "<p>Zie <a href='https://example.org'>de site</a></p><ul><li>een</li></ul>"


@pytest.mark.parametrize("body", [RICH, NEAR], ids=["rich", "one item"])
def test_nothing_that_is_announced_stays_english_in_dutch(body: str) -> None:
    with pikepdf.open(io.BytesIO(digital(body))) as pdf:
        read = stops(read_tagged(pdf))
    snapshot = Snapshot(Project(HOME))
    assert announced_in(read_strings(snapshot, "report", "en").spoken, read) == read
    words = read_strings(snapshot, "report", "nl").spoken
    for english, dutch in zip(read, announced_in(words, read), strict=True):
        own, _, heads = dutch.announced.partition(" onder ")
        assert not set(re.findall("[a-z]+", own)) - set(re.findall("[a-z]+", " ".join(words.values())))
        assert heads == english.announced.partition(" under ")[2]


def test_of_phrases_that_overlap_the_longest_is_taken() -> None:
    words = {"cell": "cel", "header cell": "kopcel", "under": "onder"}
    (told,) = announced_in(words, [ReadingStop(1, "header cell under cell under", "a", "nl")])
    assert told.announced == "kopcel onder cell under"
