"""What is read aloud: alternatives, levels and languages are compared; words that are seen are told as words."""

from __future__ import annotations

import pytest

from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.transcript import ReadingStop
from brochurepress.proofing.compare.comparison import compare_spoken, parts, spoken
from tests.support.press_sample import press_sample

BEFORE = (
    ReadingStop(1, "heading 1", "Title", "en"),
    ReadingStop(1, "figure", "A map", "en"),
    ReadingStop(1, "list of 2 items", "", "en"),
    ReadingStop(1, "item", "one", "en"),
    ReadingStop(1, "link", "here — the next part", "en"),
)
PAIRS = [(1, 1)]


def changed(index: int, stop: ReadingStop) -> list[tuple[str, str]]:
    after = (*BEFORE[:index], stop, *BEFORE[index + 1 :])
    return [(str(one), str(other)) for one, other in compare_spoken(BEFORE, after, PAIRS)]


@pytest.mark.parametrize(
    ("index", "stop"),
    [
        (0, ReadingStop(1, "heading 2", "Title", "en")),
        (0, ReadingStop(1, "heading 1", "Title", "nl")),
        (1, ReadingStop(1, "figure", "A map of the world", "en")),
        (4, ReadingStop(1, "link", "here — the last part", "en")),
    ],
    ids=["level", "language", "alternative", "description"],
)
def test_what_only_ears_notice_is_a_change(index: int, stop: ReadingStop) -> None:
    assert changed(index, stop) == [(str(BEFORE[index]), str(stop))]


@pytest.mark.parametrize(
    ("index", "stop"),
    [
        (0, ReadingStop(1, "heading 1", "Another title", "en")),
        (2, ReadingStop(1, "list of 3 items", "", "en")),
        (3, ReadingStop(1, "item", "two", "en")),
    ],
    ids=["heading", "list", "item"],
)
def test_what_is_seen_is_told_as_words(index: int, stop: ReadingStop) -> None:
    assert changed(index, stop) == []


@pytest.mark.parametrize(
    ("index", "stop", "told"),
    [
        (0, ReadingStop(1, "heading 2", "Title", "en"), ("", "heading 1 [en]:", "heading 2 [en]:")),
        (1, ReadingStop(1, "figure", "A small map", "en"), ("figure [en]: A", "", "small")),
        (1, ReadingStop(1, "figure", "A A map", "en"), ("figure [en]: A", "", "A")),
        (1, ReadingStop(1, "figure", "A", "en"), ("figure [en]: A", "map", "")),
    ],
)
def test_a_change_is_told_by_what_is_said_otherwise(index: int, stop: ReadingStop, told: tuple[str, str, str]) -> None:
    assert parts((BEFORE[index], stop)) == told


def test_the_same_is_silent_and_a_new_page_tells_of_its_own() -> None:
    assert compare_spoken(BEFORE, BEFORE, PAIRS) == ()
    other = tuple(ReadingStop(2, stop.announced, stop.text + "!", stop.lang) for stop in BEFORE)
    assert compare_spoken(BEFORE, other, [(1, None), (None, 2)]) == ()


def test_a_file_without_structure_says_nothing() -> None:
    assert spoken(inspect(press_sample(1).data, "press.pdf")) == ()
