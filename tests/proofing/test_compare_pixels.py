"""Looks: noise at edges is no difference, another tint in a flat area is one, and regions lie where pixels differ."""

from __future__ import annotations

import numpy as np
import pytest

from brochurepress.design.geometry import Box
from brochurepress.proofing.compare.rendered import CELL, FLAT_LEVELS, LEVELS, covered, differing, regions
from tests.support.comparison import paper


def square(level: int = 0, left: int = 10, edge: int | None = None) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A page with a square of 10 pixels, its left edge smoothed to a level."""
    page = paper()
    page[20:30, left : left + 10] = level
    if edge is not None:
        page[20:30, left - 1] = edge
    return page


def test_a_page_is_like_itself() -> None:
    assert not differing(square(), square()).any()


@pytest.mark.parametrize("page", [square(left=11), square(edge=255 - LEVELS), square(edge=LEVELS)])
def test_an_edge_that_is_smoothed_or_rounded_otherwise_is_noise(
    page: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    assert not differing(square(), page).any()


@pytest.mark.parametrize("page", [square(left=13), square(edge=128)])
def test_what_moves_further_or_has_a_tint_of_its_own_differs(
    page: np.ndarray[tuple[int, ...], np.dtype[np.uint8]],
) -> None:
    assert differing(square(), page).any()


def test_a_flat_area_in_another_tint_differs() -> None:
    assert not differing(square(100), square(100 + FLAT_LEVELS)).any()
    assert differing(square(100), square(101 + FLAT_LEVELS)).sum() == 8 * 8


def test_one_channel_is_enough() -> None:
    page = paper()
    page[20:30, 10:20, 2] = 200
    assert differing(paper(), page).any()


def test_what_only_one_page_has_differs() -> None:
    mask = differing(paper(), paper(width=44))
    assert mask.shape == (60, 44)
    assert mask[:, 40:].all() and not mask[:, :40].any()


def test_regions_lie_round_the_differing_pixels() -> None:
    mask = np.zeros((100, 100), np.bool_)
    mask[10:14, 20:24] = mask[14:16, 26:28] = True
    mask[80:90, 60:90] = True
    assert regions(mask, Box(0, 0, 50, 50), 144) == (Box(10, 42, 14, 45), Box(30, 5, 45, 10))
    assert regions(np.zeros((3, CELL + 1), np.bool_), Box(0, 0, 9, 9), 72) == ()


def test_boxes_cover_their_pixels() -> None:
    mask = covered((100, 100), [Box(10, 42, 14, 45)], Box(0, 0, 50, 50), 144)
    assert mask[10:16, 20:28].all() and not mask[:9].any() and not mask[:, :19].any()
