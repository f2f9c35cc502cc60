"""Folding: which pages lie side by side in the reader's hands, and which are printed on one sheet."""

from __future__ import annotations

from dataclasses import dataclass

Pair = tuple[int | None, int | None]
"""Pages (from 1) left and right of a fold; None where there is no page."""


@dataclass(frozen=True)
class Sheet:
    """A folded sheet: the pages of its outer and of its inner side."""

    front: Pair
    back: Pair


def spreads(count: int) -> tuple[Pair, ...]:
    """The pairs that a reader sees: the first page alone on the right, then left and right."""

    def page(number: int) -> int | None:
        return number if 1 <= number <= count else None

    return tuple((page(left), page(left + 1)) for left in range(0, count + 1, 2))


def sheets(count: int) -> tuple[Sheet, ...]:
    """The sheets of a saddle-stitched booklet, the outermost first; pages are added up to a multiple of four."""
    whole = -(-count // 4) * 4

    def page(number: int) -> int | None:
        return number if number <= count else None

    return tuple(
        Sheet(
            (page(whole - 2 * sheet), page(1 + 2 * sheet)),
            (page(2 + 2 * sheet), page(whole - 1 - 2 * sheet)),
        )
        for sheet in range(whole // 4)
    )
