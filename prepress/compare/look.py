"""Looks compared: where two pictures of a page differ to the eye, the noise of drawing left out."""

from __future__ import annotations

import itertools
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
    """The pixels of two RGB pictures that are without their like, shaped as the larger of them in each direction.

    A pixel differs when no pixel within REACH of it in the other picture is within LEVELS of it, seen from either
    side. What only one of the pictures has differs.
    """
    height, width = (max(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    mask = np.ones((height, width), np.bool_)
    height, width = (min(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    one, other = before[:height, :width], after[:height, :width]
    mask[:height, :width] = False
    rough = np.argwhere(_distance(one, other) > LEVELS)
    for found in (_lonely(one, other, rough), _lonely(other, one, rough)):
        mask[found[:, 0], found[:, 1]] = True
    return mask


def _distance(one: Bitmap, other: Bitmap) -> Bitmap:
    """The greatest difference of any channel."""
    apart = np.where(one > other, one - other, other - one)
    return np.asarray(apart.max(axis=-1))


def _lonely(one: Bitmap, other: Bitmap, pixels: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """Of some pixels (row, column) of one picture those that have not their like in the other, within REACH."""
    height, width = one.shape[:2]
    for down, across in sorted(itertools.product(range(-REACH, REACH + 1), repeat=2), key=_nearness):
        rows = (pixels[:, 0] + down).clip(0, height - 1)
        columns = (pixels[:, 1] + across).clip(0, width - 1)
        apart = _distance(one[pixels[:, 0], pixels[:, 1]], other[rows, columns])
        pixels = pixels[apart > LEVELS]
    return pixels


def _nearness(shift: tuple[int, ...]) -> int:
    return sum(map(abs, shift))


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
    cells: Mask = np.asarray(padded.reshape(rows, CELL, columns, CELL).any(axis=(1, 3)))
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
