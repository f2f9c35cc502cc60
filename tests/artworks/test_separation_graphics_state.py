"""Graphics state: what is opaque black, what of it overprints, and that a saved state is one of its own."""

from __future__ import annotations

import pytest

from prepress.artworks.press.separation.colour import BLACK, ColourComponents
from prepress.artworks.press.separation.graphics_state import CurrentPaint, SeparationState

RED: ColourComponents = (0.0, 0.9, 0.8, 0.1)


def painted(fill: ColourComponents, stroke: ColourComponents) -> SeparationState:
    return SeparationState(fill=CurrentPaint(colour=fill), stroke=CurrentPaint(colour=stroke))


@pytest.mark.parametrize(
    ("paint", "plain", "black"),
    [
        (CurrentPaint(colour=BLACK), True, True),
        (CurrentPaint(colour=BLACK), False, False),
        (CurrentPaint(colour=BLACK, alpha=0.9), True, False),
        (CurrentPaint(colour=RED), True, False),
        (CurrentPaint(), True, False),
        (CurrentPaint(pattern="/p"), True, False),
    ],
)
def test_only_opaque_black_in_plain_blending_is_black(paint: CurrentPaint, plain: bool, black: bool) -> None:
    assert SeparationState(plain=plain).is_black(paint) is black


@pytest.mark.parametrize(
    ("state", "fills", "strokes", "small", "overprints"),
    [
        (painted(BLACK, BLACK), True, True, (True, True), (True, True)),
        (painted(BLACK, RED), True, True, (True, True), (True, False)),
        (painted(RED, BLACK), True, True, (True, True), (False, True)),
        (painted(BLACK, BLACK), True, True, (False, True), (False, True)),
        (painted(BLACK, RED), True, False, (True, True), (True, True)),
        (painted(RED, BLACK), True, False, (True, True), (False, False)),
        (painted(RED, BLACK), False, True, (True, True), (True, True)),
        (painted(BLACK, BLACK), False, False, (True, True), (False, False)),
    ],
)
def test_what_is_painted_and_small_in_black_overprints(
    state: SeparationState,
    fills: bool,
    strokes: bool,
    small: tuple[bool, bool],
    overprints: tuple[bool, bool],
) -> None:
    assert state.overprinted((fills, strokes), small) == overprints


def test_a_saved_state_does_not_change_with_the_one_it_was_saved_from() -> None:
    state = painted(RED, RED)
    saved = state.saved()
    state.fill.colour = state.stroke.colour = BLACK
    state.line_width = 9
    assert (saved.fill.colour, saved.stroke.colour, saved.line_width) == (RED, RED, 1)
