"""Words compared: replaced, new, gone, moved; whatever page they ran on to and however lines break."""

from __future__ import annotations

import pytest

from brochurepress.proofing.compare.alignment import compare_words
from brochurepress.proofing.compare.comparison import sentence
from tests.support.comparison import text

BEFORE = text("the old house stands here", "and a garden lies behind")


def told(*pages: str) -> list[str]:
    return [sentence(change) for change in compare_words(BEFORE, text(*pages))[0]]


def test_the_same_words_are_no_difference() -> None:
    assert told("the old house stands here", "and a garden lies behind") == []


@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        ("the new house stands here", "“new” after “the” was “old”"),
        ("the house stands here", "“old” after “the” is gone"),
        ("the old red house stands here", "“red” after “the old” is new"),
        ("an old house stands here", "“an” was “the”"),
        ("the new house is here", "“new house is” after “the” was “old house stands”"),
    ],
)
def test_a_change_is_told_in_a_sentence(first: str, wanted: str) -> None:
    assert told(first, "and a garden lies behind") == [wanted]


def test_words_that_run_on_to_another_page_are_no_change() -> None:
    changes, kept = compare_words(BEFORE, text("the old house", "stands here and a garden lies behind"))
    assert changes == []
    assert [after.place.page for _, after in kept][3:5] == [2, 2]


def test_a_hyphen_at_the_end_of_a_line_is_no_change() -> None:
    (first, *rest), second = BEFORE
    joined = first._replace(text="the-old", broken=True)
    assert compare_words(BEFORE, ((joined, *rest[1:]), second))[0] == []


def test_a_change_knows_its_neighbourhood() -> None:
    (gone,) = compare_words(BEFORE, text("the house stands here", "and a garden lies behind"))[0]
    assert gone.near and gone.near.text == "the"
    assert {word.place.page for word in gone.before} == {1} and gone.after == ()
    (all_gone,) = compare_words(text("one"), text(""))[0]
    assert all_gone.near is None


def test_what_came_on_two_pages_is_told_for_each() -> None:
    found = compare_words(text("a z"), text("a b", "c z"))[0]
    assert [[word.text for word in change.after] for change in found] == [["b"], ["c"]]


def test_long_texts_are_compared_in_time() -> None:
    many = " ".join(f"the word {number} of a" for number in range(1200))
    found = compare_words(text(many), text(many.replace("word 600 ", "term 600 ")))[0]
    assert [sentence(change) for change in found] == ["“term” after “599 of a the” was “word”"]
