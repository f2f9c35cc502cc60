"""Findings: how a fault is told, and which ones withhold an artwork."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import TypeAdapter

from brochurepress.findings import Finding, Place, Rejected, Severity, blocking, closest, nearest
from brochurepress.wording import LONGEST_HINT, LONGEST_MESSAGE, LONGEST_NAME, phrase, shown
from tests.support.findings import error, warning

PLACES = {
    Place(): "",
    Place("a.md"): "a.md",
    Place("a.md", 3): "a.md:3",
    Place(page=2): "page 2",
    Place("a.md", 3, 2): "a.md:3, page 2",
    Place("a.md", 3, 2, artwork="a.pdf"): "a.md:3, a.pdf, page 2",
    Place(section="story"): "story",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_told(place: Place) -> None:
    assert str(place) == PLACES[place]


def test_a_finding_names_thing_place_demand_and_cure() -> None:
    told = str(error("press/bleed", "the bleed is 2 mm", Place("a.md", 3), "make it 3 mm"))
    assert told == "a.md:3: error: the bleed is 2 mm [press/bleed]\n    hint: make it 3 mm"


def test_a_rejection_carries_every_finding() -> None:
    findings = (error("a/b", "one"), warning("a/c", "two"))
    rejected = Rejected(iter(findings))
    assert rejected.findings == findings
    assert str(rejected) == "error: one [a/b]\nwarning: two [a/c]"


def test_only_errors_withhold_the_artwork() -> None:
    one, two = error("a/b", "one"), warning("a/c", "two")
    assert blocking([one, two]) == (one,)
    assert two.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("titel", ["title", "lead"], "did you mean 'title'?"),
        ("zzz", ["title", "lead"], "known here: lead, title"),
        ("zzz", [], "known here: none"),
    ],
)
def test_the_cure_of_a_misspelt_name(word: str, known: list[str], hint: str) -> None:
    assert nearest(word, known) == hint


def test_the_closest_name() -> None:
    assert closest("titel", ["title", "lead"]) == "title"
    assert closest("zzz", ["title", "lead"]) is None


OBEYED = {
    "\x1b[2J": r"\x1b[2J",
    "\x00": r"\x00",
    "\r\n": r"\r\n",
    "\t": r"\t",
    "\x7f": r"\x7f",
    "\x9b2J": r"\x9b2J",
    "\u061c": r"\u061c",
    "\u200f": r"\u200f",
    "\u2028": r"\u2028",
    "\u2029": r"\u2029",
    "\u202e": r"\u202e",
    "\u2066": r"\u2066",
    "\u2069": r"\u2069",
    "\udc80": r"\udc80",
}
"""What a terminal or a page obeys, and how it is shown."""


@pytest.mark.parametrize(
    "text", ["plain", "één\N{NO-BREAK SPACE}%", "soft\N{SOFT HYPHEN}ly", "👩\N{ZERO WIDTH JOINER}🔬", ""]
)
def test_what_only_shows_stays_as_it_is(text: str) -> None:
    assert shown(text) == text


@pytest.mark.parametrize("text", OBEYED)
def test_nothing_that_a_finding_tells_is_obeyed(text: str) -> None:
    found = error("a/b", f"m{text}", Place(f"f{text}", 3, artwork=f"a{text}"), f"h{text}")
    safe = OBEYED[text]
    assert (found.message, found.hint) == (f"m{safe}", f"h{safe}")
    assert found.place == Place(f"f{safe}", 3, artwork=f"a{safe}")
    assert str(found) == f"f{safe}:3, a{safe}: error: m{safe} [a/b]\n    hint: h{safe}"


def test_what_a_finding_tells_fits_a_screen() -> None:
    vast = "".join(map(str, range(200_000)))
    found = error("a/b", vast, Place(vast, 3, artwork=vast), vast)
    assert len(str(found)) < 24 * 80
    assert (len(found.message), len(found.hint)) <= (LONGEST_MESSAGE, LONGEST_HINT)
    assert len(found.place.file) <= LONGEST_NAME
    for told in (found.message, found.hint, found.place.file):
        assert f" … ({len(vast):,} characters) … " in told
        assert vast.startswith(told[:90])
        assert vast.endswith(told[-90:])
        assert shown(told) == told


def test_what_is_as_long_as_it_may_be_is_told_whole() -> None:
    assert error("a/b", "x" * LONGEST_MESSAGE).message == "x" * LONGEST_MESSAGE


def test_a_finding_read_from_a_file_is_told_in_the_language_of_the_reader() -> None:
    kinds = TypeAdapter(tuple[Finding, ...])
    inner = Finding.of(Severity.ERROR, "run/sheets:edge", Place("a.md", 3), white=5.25)
    day = dt.date(2026, 11, 30)
    outer = Finding("a/b", Severity.INFO, phrase("part/at", told=inner.message, place=("a.md:3", day)), Place())
    found = (inner, outer, Finding("c/d", Severity.ERROR, "a text", Place(page=2), "as it is"))
    again = kinds.validate_json(kinds.dump_json(found))
    assert again == found
    assert [each.told("nl") for each in again] == [each.told("nl") for each in found]
    assert again[0].told("nl") != again[0].told("en")
