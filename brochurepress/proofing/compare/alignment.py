"""Alignment: which page and which word of one state is which of the other, and what is new, gone or replaced."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from brochurepress.preflight import MatchingBlock, Word, alike, matching_blocks

ALIKE = 0.4
"""From this similarity on (0 to 1) two pages are taken for one that was changed."""


@dataclass(frozen=True, eq=False)
class PageFeatures:
    """What a page is known by: its words, and a small grey picture of it (bytes, any size)."""

    words: tuple[Word, ...]
    picture: npt.NDArray[np.uint8]

    @cached_property
    def counted(self) -> Counter[str]:
        """How often each word stands on it."""
        return Counter(word.text for word in self.words)

    @cached_property
    def key(self) -> tuple[tuple[str, ...], bytes]:
        """Equal for pages that are the same to the eye."""
        return tuple(word.text for word in self.words), self.picture.tobytes()

    def similarity(self, other: PageFeatures) -> float:
        """From 0 to 1: the mean of the words that both have (Sorensen-Dice) and of how alike they look."""
        looks = 0.0
        if self.picture.shape == other.picture.shape:
            apart = np.abs(self.picture.astype(np.int16) - other.picture).mean()
            looks = max(0.0, 1 - float(apart) / 64)
        if not (total := self.counted.total() + other.counted.total()):
            return looks
        shared = 2 * (self.counted & other.counted).total() / total
        return (2 * shared + looks) / 3


AlignedPair = tuple[int | None, int | None]
"""The page (from 1) of the first state and that of the second; None where a state has no such page."""


def align(before: Sequence[PageFeatures], after: Sequence[PageFeatures]) -> tuple[AlignedPair, ...]:
    """Pages in pairs, in the order of the second state; those only in the first stand where they were."""
    pairs: list[AlignedPair] = []
    for same, start, stop, left, right in matching_blocks([f.key for f in before], [f.key for f in after]):
        if same:
            pairs += zip(range(start + 1, stop + 1), range(left + 1, right + 1), strict=True)
        else:
            found = _best(before[start:stop], after[left:right])
            pairs += (
                (None if one is None else one + start + 1, None if other is None else other + left + 1)
                for one, other in _filled(found, stop - start, right - left)
            )
    return tuple(pairs)


def _best(before: Sequence[PageFeatures], after: Sequence[PageFeatures]) -> list[tuple[int, int]]:
    """The pairs, in order, with the greatest sum of similarities (Needleman-Wunsch, gaps cost nothing)."""
    likeness = np.array([[one.similarity(other) for other in after] for one in before])
    likeness = likeness.reshape(len(before), len(after))
    likeness[likeness < ALIKE] = 0
    best = np.zeros((len(before) + 1, len(after) + 1))
    for row in range(len(before)):
        for column in range(len(after)):
            paired = best[row, column] + likeness[row, column]
            best[row + 1, column + 1] = max(paired, best[row, column + 1], best[row + 1, column])
    pairs, row, column = [], len(before), len(after)
    while row and column:
        if best[row, column] == best[row - 1, column]:
            row -= 1
        elif best[row, column] == best[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((row, column))
    return pairs[::-1]


def _filled(found: list[tuple[int, int]], rows: int, columns: int) -> Iterator[AlignedPair]:
    """The pairs with the pages between them: as many on both sides are one rewritten page each."""
    row = column = 0
    for next_row, next_column in [*found, (rows, columns)]:
        if next_row - row == next_column - column:
            yield from zip(range(row, next_row), range(column, next_column), strict=True)
        else:
            yield from ((one, None) for one in range(row, next_row))
            yield from ((None, other) for other in range(column, next_column))
        if next_row < rows or next_column < columns:
            yield next_row, next_column
        row, column = next_row + 1, next_column + 1


MOVED_PT = 0.02
"""A word whose sides are less than this from where they were has not moved: rounding of numbers, no more."""

BETWEEN = 2
"""So few words that stayed between two that were replaced belong to one replacement: a sentence written anew."""

WordBlocks = tuple[tuple[Word, ...], ...]
"""The words of a document, page by page."""


@dataclass(frozen=True)
class WordChange:
    """Words of the one state (`before`) that the other has otherwise (`after`); one of the two may be empty.

    `lead` are the words before it in the new state; `near` is the word of the new state in whose neighbourhood it
    stands, None where nothing of the text is left.
    """

    before: tuple[Word, ...]
    after: tuple[Word, ...]
    lead: tuple[Word, ...]
    near: Word | None


WordPair = tuple[Word, Word]
"""A word that both states have, as it stood and as it stands."""


def compare_words(before: WordBlocks, after: WordBlocks) -> tuple[list[WordChange], list[WordPair]]:
    """What differs in the words of two documents, and what is in both; pages of the same words need no search."""
    texts = [[tuple(word.text for word in page) for page in pages] for pages in (before, after)]
    changes: list[WordChange] = []
    kept: list[WordPair] = []
    for same, start, stop, left, right in matching_blocks(texts[0], texts[1]):
        old, new = (tuple(itertools.chain(*pages)) for pages in (before[start:stop], after[left:right]))
        if same:
            kept += zip(old, new, strict=True)
        else:
            _compare(old, new, changes, kept)
    return changes, kept


def _compare(old: Sequence[Word], new: Sequence[Word], changes: list[WordChange], kept: list[WordPair]) -> None:
    codes = tuple(matching_blocks([word.text for word in old], [word.text for word in new]))
    for same, start, stop, left, right in _runs(codes):
        gone, come = tuple(old[start:stop]), tuple(new[left:right])
        if same:
            kept += zip(gone, come, strict=True)
        elif not alike(gone, come):
            lead = tuple(new[max(0, left - 4) : left])
            for part_gone, part_come in _by_page(gone, come):
                around = (*part_come, *new[max(0, left - 1) : left], *new[left : left + 1])
                changes.append(WordChange(part_gone, part_come, lead, next(iter(around), None)))


def _runs(codes: Sequence[MatchingBlock]) -> Iterator[MatchingBlock]:
    """Runs of words that both have or not; no more than BETWEEN words between two replacements belong to them."""
    held: tuple[int, int, int, int] | None = None
    for index, (same, start, stop, left, right) in enumerate(codes):
        if not same:
            held = (held[0], stop, held[2], right) if held else (start, stop, left, right)
        elif held and stop - start <= BETWEEN and _replaces(codes, index - 1) and _replaces(codes, index + 1):
            held = (held[0], stop, held[2], right)
        else:
            if held:
                yield False, *held
            held = None
            yield True, start, stop, left, right
    if held:
        yield False, *held


def _replaces(codes: Sequence[MatchingBlock], index: int) -> bool:
    """Whether words of both states stand in a block that is not the same."""
    if not 0 <= index < len(codes):
        return False
    same, start, stop, left, right = codes[index]
    return not same and start < stop and left < right


def _by_page(gone: tuple[Word, ...], come: tuple[Word, ...]) -> Iterator[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """A replacement as it is; words that only come or go, for each page by itself."""
    if gone and come:
        yield gone, come
        return
    for _, words in itertools.groupby(gone or come, key=lambda word: word.place.page):
        part = tuple(words)
        yield (part, ()) if gone else ((), part)
