"""The QR code: every module of the symbol in its place, and nothing else."""

from __future__ import annotations

import re

import pytest
import segno

from brochurepress.compose.sheets import qr_code
from tests.support.qr_reader import decoded

ADDRESSES = ["https://a.org", "https://www.example.org/download", f"https://example.org/{'a' * 900}"]


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules that the drawing fills, as column and row."""
    return {
        (x, int(y))
        for left, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg)
        for x in range(int(left), int(left) + int(width))
    }


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_drawing_is_the_symbol(address: str) -> None:
    code = segno.make(address, error="m", micro=False)
    dark = {(x, y) for y, row in enumerate(code.matrix) for x, bit in enumerate(row) if bit}
    assert modules(qr_code(address, "black")) == dark
    assert code.error in ("M", "Q", "H")


def test_the_three_finders_stand_in_their_corners() -> None:
    svg = qr_code(ADDRESSES[0], "black")
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    dark = modules(svg)
    for left, top in ((0, 0), (size - 7, 0), (0, size - 7)):
        assert {(left + step, top) for step in range(7)} <= dark
        assert (left + 1, top + 1) not in dark
    assert (size - 1, size - 7) not in dark or (size - 7, size - 1) not in dark


def test_the_colour_is_that_of_the_token() -> None:
    assert 'fill="var(--qr)"' in qr_code(ADDRESSES[0], "var(--qr)")


def test_the_same_address_gives_the_same_drawing() -> None:
    assert qr_code(ADDRESSES[1], "black") == qr_code(ADDRESSES[1], "black")


@pytest.mark.parametrize("address", [*ADDRESSES[:2], f"https://example.org/{'b' * 80}"])
def test_the_symbol_is_read_as_the_address(address: str) -> None:
    svg = qr_code(address, "black")
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', svg)[0])
    dark = modules(svg)
    assert decoded([[(x, y) in dark for x in range(size)] for y in range(size)]) == address
