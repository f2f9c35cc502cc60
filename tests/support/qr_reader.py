"""QR symbols as a phone meets them: the modules of a drawn symbol read, unmasked and decoded (ISO/IEC 18004).

Drawn symbols have no errors, so none are corrected: a wrong module gives a wrong text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from segno import consts

Matrix = Sequence[Sequence[bool]]

_LEVELS = (consts.ERROR_LEVEL_M, consts.ERROR_LEVEL_L, consts.ERROR_LEVEL_H, consts.ERROR_LEVEL_Q)
_MASKS: tuple[Callable[[int, int], int], ...] = (
    lambda row, column: (row + column) % 2,
    lambda row, column: row % 2,
    lambda row, column: column % 3,
    lambda row, column: (row + column) % 3,
    lambda row, column: (row // 2 + column // 3) % 2,
    lambda row, column: row * column % 2 + row * column % 3,
    lambda row, column: (row * column % 2 + row * column % 3) % 2,
    lambda row, column: ((row + column) % 2 + row * column % 3) % 2,
)


def sampled(picture: npt.NDArray[np.uint8]) -> Matrix:
    """The modules of the one symbol in a picture in grey; dark ones are True."""
    dark = picture < 128
    rows, columns = (np.flatnonzero(dark.any(axis=axis)) for axis in (1, 0))
    symbol = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = symbol.shape[1]
    finder = int(np.argmin(symbol[side // 200]))  # the first dark run is the upper side of a finder, seven wide
    size = round(side / finder * 7)
    middles = ((np.arange(size) + 0.5) / size * side).astype(int)
    modules: list[list[bool]] = symbol[np.ix_(middles, middles)].tolist()
    return modules


def decoded(matrix: Matrix) -> str:
    """The text of a symbol of version 1 to 6 in byte mode."""
    size = len(matrix)
    version = (size - 17) // 4
    assert 1 <= version <= 6, f"{size} modules"
    level, mask = _format(matrix)
    bits = [matrix[row][column] ^ (not _MASKS[mask](row, column)) for row, column in _path(size, version)]
    words = [_number(bits[at : at + 8]) for at in range(0, len(bits) - 7, 8)]
    data = [bool(word >> shift & 1) for word in _parted(words, version, level) for shift in range(7, -1, -1)]
    assert _number(data[:4]) == 4, "the symbol is not in byte mode"
    length = _number(data[4:12])
    return bytes(_number(data[at : at + 8]) for at in range(12, 12 + 8 * length, 8)).decode()


def _number(bits: Sequence[bool]) -> int:
    return sum(bit << at for at, bit in enumerate(reversed(bits)))


def _format(matrix: Matrix) -> tuple[int, int]:
    """Error correction level and mask."""
    places = [(8, column) for column in (0, 1, 2, 3, 4, 5, 7, 8)] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    told = _number([matrix[row][column] for row, column in places]) ^ 0x5412
    return _LEVELS[told >> 13], told >> 10 & 7


def _path(size: int, version: int) -> Iterator[tuple[int, int]]:
    """The modules that hold data, in their order: up and down in pairs of columns, from the right."""
    middle = size - 7 if version > 1 else size + 9
    upwards = True
    for right in (*range(size - 1, 7, -2), 5, 3, 1):
        for row in range(size - 1, -1, -1) if upwards else range(size):
            for column in (right, right - 1):
                corner = (row < 9 and (column < 9 or column >= size - 8)) or (row >= size - 8 and column < 9)
                aligned = abs(row - middle) < 3 and abs(column - middle) < 3
                if not (corner or aligned or row == 6):
                    yield row, column
        upwards = not upwards


def _parted(words: list[int], version: int, level: int) -> Iterator[int]:
    """The data of all blocks, one after the other, out of words that are interleaved."""
    table: Any = consts.ECC
    sizes = [block.num_data for block in table[version][level] for _ in range(block.num_blocks)]
    blocks: list[list[int]] = [[] for _ in sizes]
    rest = iter(words)
    for at in range(max(sizes)):
        for block, room in zip(blocks, sizes, strict=True):
            if at < room:
                block.append(next(rest))
    for block in blocks:
        yield from block
