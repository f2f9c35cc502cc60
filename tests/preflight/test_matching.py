"""Matching: the parts cover both rows, the same is the same, and difflib is asked only for what differs."""

from __future__ import annotations

import difflib
import random

import pytest

from brochurepress.preflight.text_extraction import matching_blocks

TEXT = [str(word) for word in random.Random(1).choices(range(40), k=6_000)]  # noqa: S311 - a text made up
FOLIO = ["running", "head", "12"]


def with_folios(text: list[str], every: int = 300) -> list[str]:
    """The text with furniture in it, as a page-wise reader finds it."""
    return [word for at in range(0, len(text), every) for word in (*text[at : at + every], *FOLIO)]


EDITS = {
    "nothing": TEXT,
    "furniture": with_folios(TEXT),
    "a word gone": [*TEXT[:3000], *TEXT[3001:]],
    "a word at the start": ["first", *TEXT],
    "a block that moved": [*TEXT[:1000], *TEXT[1400:4000], *TEXT[1000:1400], *TEXT[4000:]],
    "a part twice": [*TEXT[:2000], *TEXT[1500:]],
    "a block more than 4,000 words long gone": [*TEXT[:500], *TEXT[5000:]],
    "another text": TEXT[:300][::-1],
    "no text": [],
}


@pytest.mark.parametrize("other", EDITS.values(), ids=EDITS)
def test_the_parts_cover_both_rows_and_the_same_is_the_same(other: list[str]) -> None:
    at = to = 0
    for same, start, stop, left, right in matching_blocks(TEXT, other):
        assert (start, left) == (at, to)
        assert not same or TEXT[start:stop] == other[left:right]
        at, to = stop, right
    assert (at, to) == (len(TEXT), len(other))


def test_only_what_differs_is_called_otherwise() -> None:
    found = with_folios(TEXT)
    parts = [found[left:right] for same, _, _, left, right in matching_blocks(TEXT, found) if not same]
    assert parts == [FOLIO] * 20


@pytest.mark.parametrize("text", [TEXT, ["lorem", "ipsum", "dolor"] * 2_000], ids=["prose", "one sentence"])
def test_difflib_is_asked_for_the_places_that_differ_alone(text: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    matcher = difflib.SequenceMatcher

    def counted(junk: None, one: list[str], other: list[str], autojunk: bool) -> object:
        asked.append(len(one) + len(other))
        return matcher(junk, one, other, autojunk=autojunk)

    monkeypatch.setattr("brochurepress.preflight.text_extraction.difflib.SequenceMatcher", counted)
    list(matching_blocks(text, with_folios(text)))
    assert sum(asked) <= 20 * len(FOLIO)
