"""Findings: how a fault is told, and which ones withhold an artwork."""

from __future__ import annotations

import pytest

from prepress.findings import Place, Rejected, Severity, blocking, closest, error, nearest, warning

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
    assert told == "a.md:3: error: the bleed is 2 mm [press/bleed]\n    cure: make it 3 mm"


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
    ("word", "known", "cure"),
    [
        ("titel", ["title", "lead"], "did you mean 'title'?"),
        ("zzz", ["title", "lead"], "known here: lead, title"),
        ("zzz", [], "known here: none"),
    ],
)
def test_the_cure_of_a_misspelt_name(word: str, known: list[str], cure: str) -> None:
    assert nearest(word, known) == cure


def test_the_closest_name() -> None:
    assert closest("titel", ["title", "lead"]) == "title"
    assert closest("zzz", ["title", "lead"]) is None
