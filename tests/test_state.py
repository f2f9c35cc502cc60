"""Graphics state: what is opaque black, what of it overprints, and that a saved state is one of its own."""

from __future__ import annotations

import pytest

from prepress.separation.colour import BLACK, Colour
from prepress.separation.state import Paint, State

RED: Colour = (0.0, 0.9, 0.8, 0.1)


def painted(fill: Colour, stroke: Colour) -> State:
    return State(fill=Paint(colour=fill), stroke=Paint(colour=stroke))


@pytest.mark.parametrize(
    ("paint", "plain", "black"),
    [
        (Paint(colour=BLACK), True, True),
        (Paint(colour=BLACK), False, False),
        (Paint(colour=BLACK, alpha=0.9), True, False),
        (Paint(colour=RED), True, False),
        (Paint(), True, False),
        (Paint(pattern="/p"), True, False),
    ],
)
def test_only_opaque_black_in_plain_blending_is_black(paint: Paint, plain: bool, black: bool) -> None:
    assert State(plain=plain).is_black(paint) is black


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
    state: State, fills: bool, strokes: bool, small: tuple[bool, bool], overprints: tuple[bool, bool]
) -> None:
    assert state.overprinted((fills, strokes), small) == overprints


def test_a_saved_state_does_not_change_with_the_one_it_was_saved_from() -> None:
    state = painted(RED, RED)
    saved = state.saved()
    state.fill.colour = state.stroke.colour = BLACK
    state.line_width = 9
    assert (saved.fill.colour, saved.stroke.colour, saved.line_width) == (RED, RED, 1)
