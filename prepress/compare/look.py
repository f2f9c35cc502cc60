"""Looks compared: where two pictures of a page differ to the eye, the noise of drawing left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from prepress.geometry import Box

Bitmap = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]

LEVELS = 20
"""Tolerance in levels of 255 of any channel: what differs less is the rounding of colours and edges."""

REACH = 1
"""Tolerance in pixels: a pixel that has its like so near is only smoothed or rounded otherwise."""

CELL = 8
"""Side in pixels of the squares by which differing pixels are gathered into regions."""


def differing(before: Bitmap, after: Bitmap) -> Mask:
    """The pixels, shaped as the larger of the two pictures in each direction, that are without their like.

    A pixel differs when no pixel within REACH of it in the other picture is within LEVELS of it, seen from either
    side. What only one of the pictures has differs.
    """
    height, width = (max(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    mask = np.ones((height, width), np.bool_)
    height, width = (min(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    one, other = before[:height, :width], after[:height, :width]
    mask[:height, :width] = False
    rough = _distance(one, other) > LEVELS
    if not rough.any():
        return mask
    rows, columns = np.flatnonzero(rough.any(axis=1)), np.flatnonzero(rough.any(axis=0))
    window = (
        slice(max(0, rows[0] - REACH), rows[-1] + 1 + REACH),
        slice(max(0, columns[0] - REACH), columns[-1] + 1 + REACH),
    )
    one, other = one[window], other[window]
    found = rough[window] & (_lonely(one, other) | _lonely(other, one))
    mask[:height, :width][window] = found
    return mask


def _distance(one: Bitmap, other: Bitmap) -> Bitmap:
    """The greatest difference of any channel."""
    apart = np.where(one > other, one - other, other - one)
    return np.asarray(apart if apart.ndim == 2 else apart.max(axis=2))


def _lonely(one: Bitmap, other: Bitmap) -> Mask:
    """The pixels of one picture that have not their like in the other, within REACH."""
    edges = ((REACH, REACH), (REACH, REACH), *[(0, 0)] * (other.ndim - 2))
    around = np.pad(other, edges, mode="edge")
    height, width = one.shape[:2]
    lonely = np.ones((height, width), np.bool_)
    for down in range(2 * REACH + 1):
        for across in range(2 * REACH + 1):
            lonely &= _distance(one, around[down : down + height, across : across + width]) > LEVELS
    return lonely


def covered(shape: tuple[int, ...], boxes: Iterable[Box], area: Box, ppi: float) -> Mask:
    """The pixels of a picture of `area` (pt) that lie in one of the boxes (pt)."""
    mask = np.zeros(shape[:2], np.bool_)
    unit = ppi / 72
    for box in boxes:
        top, bottom = ((area.top - y) * unit for y in (box.top, box.bottom))
        left, right = ((x - area.left) * unit for x in (box.left, box.right))
        mask[max(0, int(top)) : max(0, int(bottom) + 1), max(0, int(left)) : max(0, int(right) + 1)] = True
    return mask


def regions(mask: Mask, area: Box, ppi: float) -> tuple[Box, ...]:
    """Boxes in pt around the differing pixels of a picture of `area`, those near each other in one; top first."""
    rows, columns = (-(-extent // CELL) for extent in mask.shape)
    padded = np.zeros((rows * CELL, columns * CELL), np.bool_)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    cells = padded.reshape(rows, CELL, columns, CELL).any(axis=(1, 3))
    unit = 72 / ppi
    found = []
    for group in _groups(cells):
        top, left = group.min(axis=0) * CELL
        bottom, right = (group.max(axis=0) + 1) * CELL
        inner = np.argwhere(padded[top:bottom, left:right])
        (first, start), (last, end) = inner.min(axis=0), inner.max(axis=0) + 1
        found.append(
            Box(
                area.left + (left + start) * unit,
                area.top - (top + last) * unit,
                area.left + (left + end) * unit,
                area.top - (top + first) * unit,
            )
        )
    return tuple(sorted(found, key=lambda box: (-round(box.top), box.left)))


def _groups(cells: Mask) -> list[npt.NDArray[np.intp]]:
    """The filled cells that hang together, diagonals and gaps of one cell included."""
    left = {(int(row), int(column)) for row, column in np.argwhere(cells)}
    groups = []
    while left:
        group, ahead = [], [left.pop()]
        while ahead:
            row, column = ahead.pop()
            group.append((row, column))
            near = {(row + down, column + across) for down in range(-2, 3) for across in range(-2, 3)} & left
            left -= near
            ahead += near
        groups.append(np.array(group))
    return groups
