"""State: how pages lie open and on their sheets."""

from __future__ import annotations

import pytest

from brochurepress.proofing.preview.state import imposed_sheets, spreads


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (1, [[None, 1]]),
        (2, [[None, 1], [2, None]]),
        (4, [[None, 1], [2, 3], [4, None]]),
        (5, [[None, 1], [2, 3], [4, 5]]),
    ],
)
def test_pages_lie_open_as_a_reader_has_them(count: int, expected: list[list[int | None]]) -> None:
    assert spreads(count) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (4, [[[4, 1], [2, 3]]]),
        (8, [[[8, 1], [2, 7]], [[6, 3], [4, 5]]]),
        (6, [[[None, 1], [2, None]], [[6, 3], [4, 5]]]),
        (1, [[[None, 1], [None, None]]]),
    ],
)
def test_pages_lie_on_sheets_as_they_are_folded(count: int, expected: list[list[list[int | None]]]) -> None:
    assert imposed_sheets(count) == expected
