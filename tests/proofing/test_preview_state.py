"""State: how pages lie open and on their sheets."""

from __future__ import annotations

import pytest

from brochurepress.proofing.preview.state import imposed_sheets, openings, spreads
from brochurepress.source import SideRows
from brochurepress.source.schemes import FOLDS


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, []), (1, [[0, 1]]), (2, [[0, 1], [2, 0]]), (4, [[0, 1], [2, 3], [4, 0]]), (5, [[0, 1], [2, 3], [4, 5]])],
)
def test_pages_lie_open_as_a_reader_has_them(count: int, expected: SideRows) -> None:
    assert spreads(count) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, []),
        (4, [[[[4, 1]], [[2, 3]]]]),
        (8, [[[[8, 1]], [[2, 7]]], [[[6, 3]], [[4, 5]]]]),
        (6, [[[[0, 1]], [[2, 0]]], [[[6, 3]], [[4, 5]]]]),
        (1, [[[[0, 1]], [[0, 0]]]]),
    ],
)
def test_pages_lie_on_sheets_as_they_are_folded(count: int, expected: list[list[SideRows]]) -> None:
    assert imposed_sheets(count) == expected


OPENINGS: dict[str, list[tuple[str, SideRows]]] = {
    "half-4": [("closed", [[1]]), ("closed_back", [[4]]), ("opened", [[2, 3]])],
    "roll-6": [("closed", [[1]]), ("closed_back", [[6]]), ("opened", [[2, 5]]), ("opened", [[2, 3, 4]])],
    "zigzag-6": [
        ("closed", [[1]]),
        ("closed_back", [[4]]),
        ("opened", [[2, 3]]),
        ("opened", [[2, 3, 4]]),
        ("turned", [[5, 6, 1]]),
    ],
    "gate-8": [
        ("closed", [[1]]),
        ("closed_back", [[8]]),
        ("opened", [[2, 3]]),
        ("opened", [[2, 6, 7]]),
        ("opened", [[4, 5, 6, 7]]),
    ],
    "cross-8": [("closed", [[1]]), ("closed_back", [[8]]), ("opened", [[2, 3]]), ("opened", [[4, 5], [6, 7]])],
    "mini-zine": [],  # a booklet
}


@pytest.mark.parametrize("fold", FOLDS)
def test_a_leaflet_opens_as_it_was_folded(fold: str) -> None:
    assert openings(FOLDS[fold].on()) == OPENINGS[fold]


@pytest.mark.parametrize(
    ("fold", "sides"),
    [
        ("roll-6", [[[5, 6, 1]], [[2, 3, 4]]]),
        ("cross-8", [[[-3, -2], [8, 1]], [[4, 5], [6, 7]]]),
        ("mini-zine", [[[-5, -4, -3, -2], [6, 7, 8, 1]]]),
    ],
)
def test_the_sheet_of_a_leaflet_lies_as_it_is_printed(fold: str, sides: list[SideRows]) -> None:
    flat = FOLDS[fold].on()
    assert imposed_sheets(flat.most, flat) == [sides]
