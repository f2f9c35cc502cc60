"""Scales: what has a time stands where its time is."""

from __future__ import annotations

import itertools
from types import SimpleNamespace

import pytest

from brochurepress.compose.charts import dated, scheduled


def item(times: str, where: str | None = "A") -> SimpleNamespace:
    return SimpleNamespace(times=times, where=where)


SPANS: dict[tuple[str, ...], tuple[int, str, str]] = {
    # times of the items: minutes a mm, the stretch of the last in minutes, and the last mark
    ("20.00-20.20", "20.30-22.20"): (1, "span-3000-11000", "22.30"),
    ("22.30-23.00", "00.40-01.00"): (1, "span-13000-2000", "01.00"),
    ("9.15-10.00", "13.00"): (2, "span-24000-3000", "13.30"),
    ("9.00-9.30", "16.00-17.00"): (5, "span-42000-6000", "17.00"),
}


@pytest.mark.parametrize("times", SPANS)
def test_items_stand_at_their_minutes_to_a_round_scale(times: tuple[str, ...]) -> None:
    made = scheduled([item(each) for each in times], 150)
    assert (made["scale"], made["shown"][-1][2], made["marks"][-1]) == SPANS[times]


def test_places_have_a_column_each_by_their_name() -> None:
    made = scheduled([item("9.00-9.30", "Zaal"), item("9.00-9.30", "Hal"), item("10.00-10.30", None)], 150)
    assert made["places"] == ["", "Hal", "Zaal"] and [place for _, place, _ in made["shown"]] == [3, 2, 1]


def test_years_stand_to_scale_and_their_words_apart() -> None:
    made = dated([SimpleNamespace(when=when) for when in ("1610", "1799", "1801", "in 1809")], 200, 6)
    assert made
    marks, words = ([int(each[at].split("-")[1]) / 100 for each in made[0]] for at in (1, 2))
    assert marks[0] == words[0] == 0 and abs(marks[1] / marks[3] - 189 / 199) < 0.001
    assert all(below - above >= 5.99 for above, below in itertools.pairwise(words))
    assert sum(century for _, century in made[1]) == 2


@pytest.mark.parametrize("whens", [("1610", "vanaf nu"), ("1820", "1799"), ("1820", "1820")])
def test_what_is_no_row_of_years_has_no_scale(whens: tuple[str, ...]) -> None:
    assert dated([SimpleNamespace(when=when) for when in whens], 200, 6) is None
