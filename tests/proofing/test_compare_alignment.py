"""Alignment: pages put in, taken out, rewritten and left alone find their own."""

from __future__ import annotations

import numpy as np
import pytest

from brochurepress.proofing.compare.alignment import AlignedPair, PageFeatures, align
from tests.support.comparison import text

A, B, C, D = "one two three four", "five six seven eight", "nine ten eleven twelve", "red green blue white"


def features(*pages: str) -> list[PageFeatures]:
    blank = np.zeros((4, 4), np.uint8)
    return [PageFeatures(words, blank) for words in text(*pages)]


@pytest.mark.parametrize(
    ("before", "after", "pairs"),
    [
        ((A, B), (A, B), [(1, 1), (2, 2)]),
        ((A, B), (A, C, B), [(1, 1), (None, 2), (2, 3)]),
        ((A, C, B), (A, B), [(1, 1), (2, None), (3, 2)]),
        ((A, B), (A, "five six seven nine"), [(1, 1), (2, 2)]),
        ((A, B, C), (A, "other words than these", C), [(1, 1), (2, 2), (3, 3)]),
        ((A, B), (A, D, "five six seven nine"), [(1, 1), (None, 2), (2, 3)]),
        ((A, B, C), ("one two three five", D, B, C), [(1, 1), (None, 2), (2, 3), (3, 4)]),
        ((A, A, A), (B, A, A), [(1, 1), (2, 2), (3, 3)]),
        ((A, A, A), (A, A), [(1, 1), (2, 2), (3, None)]),
        ((A,), (), [(1, None)]),
        ((), (A, B), [(None, 1), (None, 2)]),
    ],
)
def test_pages_find_their_own(before: tuple[str, ...], after: tuple[str, ...], pairs: list[AlignedPair]) -> None:
    assert list(align(features(*before), features(*after))) == pairs


def test_pages_without_words_are_known_by_their_looks() -> None:
    light, dark, grey = (PageFeatures((), np.full((4, 4), level, np.uint8)) for level in (250, 10, 130))
    assert list(align([light, dark], [light, grey, dark])) == [(1, 1), (None, 2), (2, 3)]
    paler = PageFeatures((), np.full((4, 4), 240, np.uint8))
    assert light.similarity(paler) > 0.8 > light.similarity(dark)
