"""Geometry: page boxes in pt from a trim, bleed and safety in mm."""

from __future__ import annotations

import pytest

from brochurepress.design.geometry import PT_PER_MM, Box, Geometry, hull

A5 = Geometry(148, 210, bleed_mm=3, safety_mm=4)


def test_the_trim_lies_in_the_origin() -> None:
    assert A5.trim == pytest.approx((0, 0, 419.528, 595.276), abs=0.001)


def test_the_bleed_grows_the_trim_on_four_sides() -> None:
    bleed = 3 * 72 / 25.4
    assert A5.bleed == pytest.approx((-bleed, -bleed, 419.528 + bleed, 595.276 + bleed), abs=0.001)


def test_the_safe_area_lies_inside_the_trim() -> None:
    assert A5.safe.width == pytest.approx((148 - 8) * PT_PER_MM)
    assert A5.safe.height == pytest.approx((210 - 8) * PT_PER_MM)


def test_the_slug_leaves_room_for_marks() -> None:
    assert A5.slug(10).left == pytest.approx(-10 * PT_PER_MM)


def test_a_box_within_another() -> None:
    assert Box(0, 0, 10, 10).within(Box(5, -5, 20, 5)) == Box(5, 0, 10, 5)
    assert Box(0, 0, 1, 1).within(Box(2, 0, 3, 1)).width < 0


def test_boxes_meet_where_they_have_an_area_in_common() -> None:
    box = Box(0, 0, 10, 10)
    assert box.meets(Box(9, 9, 20, 20))
    assert not box.meets(Box(10, 0, 20, 10))


def test_a_box_around_itself_and_others() -> None:
    box = Box(0, 0, 1, 1)
    assert box.around() == box
    assert box.around(Box(-1, 2, 0, 3), Box(5, 0, 6, 1)) == Box(-1, 0, 6, 3)


def test_a_box_is_the_hull_of_its_corners() -> None:
    box = Box(1, 2, 3, 5)
    assert hull(box.corners) == box
    assert len(set(box.corners)) == 4
    with pytest.raises(ValueError, match="not enough values"):
        hull([])
