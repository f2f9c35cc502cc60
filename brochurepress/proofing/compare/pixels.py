"""Pixels compared: where two pictures of a page differ to the eye, without the noise of rendering."""

import itertools
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from brochurepress.design import Box
from brochurepress.pdf import Bitmap

Mask = npt.NDArray[np.bool_]

LEVELS = 20
"""Tolerance at an edge, in levels of 255 of any channel: what differs less is smoothed otherwise, no more."""

FLAT_LEVELS = 3
"""Tolerance within a flat area, in the same levels: what differs less is rounding."""

REACH = 1
"""Tolerance in pixels: a pixel that has its like so near is only smoothed or rounded otherwise."""

_SHIFTS = sorted(itertools.product(range(-REACH, REACH + 1), repeat=2), key=lambda shift: abs(shift[0]) + abs(shift[1]))
"""The neighbourhood of a pixel, the nearest first."""

CELL = 8
"""Side in pixels of the squares by which differing pixels are gathered into regions."""


def differing(before: Bitmap, after: Bitmap) -> Mask:
    """The pixels of two RGB pictures that are without their like, shaped as the larger of them in each direction.

    A pixel at an edge differs when no pixel within REACH of it in the other picture is within LEVELS of it, seen from
    either side; one in a flat area of both when it is not within FLAT_LEVELS of its own. What only one picture has
    differs.
    """
    height, width = (max(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    mask = np.ones((height, width), np.bool_)
    height, width = (min(sides) for sides in zip(before.shape[:2], after.shape[:2], strict=True))
    one, other = before[:height, :width], after[:height, :width]
    mask[:height, :width] = False
    if np.array_equal(one, other):
        return mask
    apart = _distance(one, other)
    slight, rough = np.argwhere(apart > FLAT_LEVELS), np.argwhere(apart > LEVELS)
    flat = _flat(other, _flat(one, slight))
    for found in (flat, _lonely(one, other, rough), _lonely(other, one, rough)):
        mask[found[:, 0], found[:, 1]] = True
    return mask


def _distance(one: Bitmap, other: Bitmap) -> Bitmap:
    """The greatest difference of any channel."""
    apart = np.where(one > other, one - other, other - one)
    return np.asarray(apart.max(axis=-1))


PixelIndices = npt.NDArray[np.intp]
"""Rows and columns of some pixels, shaped (pixels, 2)."""


def _lonely(one: Bitmap, other: Bitmap, pixels: PixelIndices) -> PixelIndices:
    """Of some pixels of one picture those that have not their like in the other, within REACH."""
    for shift in _SHIFTS:
        pixels = pixels[_distance(_at(one, pixels), _at(other, pixels, shift)) > LEVELS]
    return pixels


def _flat(picture: Bitmap, pixels: PixelIndices) -> PixelIndices:
    """Of some pixels of a picture those that are like all around them, within REACH."""
    for shift in _SHIFTS:
        pixels = pixels[_distance(_at(picture, pixels), _at(picture, pixels, shift)) <= FLAT_LEVELS]
    return pixels


def _at(picture: Bitmap, pixels: PixelIndices, shift: tuple[int, ...] = (0, 0)) -> Bitmap:
    """The colours of some pixels, or of those so far down and to the right of them, shaped (pixels, 3)."""
    height, width = picture.shape[:2]
    rows, columns = (pixels + shift).T
    places = rows.clip(0, height - 1) * width + columns.clip(0, width - 1)
    return np.asarray(picture.reshape(-1, picture.shape[2]).take(places, axis=0), np.uint8)


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
