"""Words compared: which are new, gone or replaced, and which only stand elsewhere, whatever page they ran on to."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from brochurepress.preflight import MatchingBlock, Word, alike, matching_blocks

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
