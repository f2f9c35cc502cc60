"""Differences between two files, placed on the pages they stand on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from brochurepress.design import Box
from brochurepress.preflight import Word
from brochurepress.proofing.compare.alignment import AlignedPair
from brochurepress.proofing.compare.inks import InkChange
from brochurepress.proofing.compare.model import PagePair, PageSide, PageStatus
from brochurepress.proofing.compare.origin import SourceOrigin
from brochurepress.proofing.compare.pictures import (
    ItemChange,
    PlacedItem,
    compare_items,
    images,
    link_annotations,
)
from brochurepress.proofing.compare.pixels import Mask, covered, differing, regions
from brochurepress.proofing.compare.rendered import RenderedFile
from brochurepress.proofing.compare.words import MOVED_PT, WordChange, WordDifferences, WordMove

HALO_PT = 4.0
"""So far around a word, picture or shape that changed, a difference in looks belongs to it."""

FOLLOWING_PT = 14.0
"""So far around a word that moved: its marker, rule or ground moves with it."""

NOTHING = np.zeros((0, 0), np.bool_)
"""The mask of a page on which no pixel differs: as small as there is little to tell."""

RenderedFiles = tuple[RenderedFile, RenderedFile]
Origins = tuple[SourceOrigin | None, SourceOrigin | None]


class LocatedDifferences:
    """The differences of two files, to be asked page by page."""

    def __init__(
        self,
        files: RenderedFiles,
        origins: Origins,
        pairs: Sequence[AlignedPair],
        words: WordDifferences,
        inks: tuple[InkChange, ...],
    ) -> None:
        self.old, self.new = files
        self.origins, self.inks = origins, inks
        self.paired = {one: other for one, other in pairs if one and other}
        before, after = self.old.inspection, self.new.inspection
        self.links = compare_items(list(link_annotations(before)), list(link_annotations(after)), pairs)
        known = all(origins)
        self.images = () if known else compare_items(list(images(before)), list(images(after)), pairs)
        self.words = [change for change in words.changes if self._on_pairs(change)]
        self.moves = [move for move in words.kept if self._moved(move)]

    def pair(self, one: int | None, other: int | None) -> PagePair:
        """A page of each state (from 1), with all that differs on it; None where a state has no such page."""
        old = self.old.sides[one - 1] if one else None
        new = self.new.sides[other - 1] if other else None
        if old is None or new is None:
            status = PageStatus.ADDED if new else PageStatus.REMOVED
            return PagePair(old, new, status, NOTHING)
        mask = differing(old.draw(), new.draw())
        unexplained = mask.copy()
        words = tuple(change for change in self.words if change.stands_on(one, other))
        moved = tuple(move for move in self.moves if move.after.place.page == other)
        linked = tuple(change for change in self.links if change.stands_on(one, other))
        pictures = (*self._art(old, new, mask), *(each for each in self.images if each.stands_on(one, other)))
        for side, past in ((old, True), (new, False)):
            boxes = self._explained(side.number, words, pictures, past)
            unexplained &= ~covered(mask.shape, boxes, side.area, side.ppi)
        found = regions(unexplained, new.area, new.ppi)
        resized = max(abs(a - b) for a, b in zip(old.size_mm, new.size_mm, strict=True)) > 0.1
        differs = mask.any() or words or moved or pictures or linked or resized
        status = PageStatus.CHANGED if differs else PageStatus.SAME
        kept = mask if mask.any() else NOTHING
        return PagePair(old, new, status, kept, words, moved, linked, pictures, found)

    def _on_pairs(self, change: WordChange) -> bool:
        """Whether a change of words is one on a page that both have: an added or removed page tells of its own."""
        came = any(word.place.page in self.paired.values() for word in change.after)
        return came or any(word.place.page in self.paired for word in change.before)

    def _moved(self, move: WordMove) -> bool:
        """Whether a word that both have stands elsewhere or in another size."""
        one, other = move.before.place.page, move.after.place.page
        if self.paired.get(one) != other:
            return other in self.paired.values()
        sides = zip(_sides(self.old, move.before), _sides(self.new, move.after), strict=True)
        return any(abs(was - now) > MOVED_PT for was, now in sides)

    def _art(self, old: PageSide, new: PageSide, mask: Mask) -> Iterator[ItemChange]:
        """The picture files that changed, where that is seen on the page."""
        before, after = self.origins
        if before is None or after is None:
            return
        for change in _replaced(before.art_on(old.number), after.art_on(new.number)):
            boxes = ((change.before, old), (change.after, new))
            shown = [covered(mask.shape, [item.box], side.area, side.ppi) for item, side in boxes if item]
            if any((mask & part).any() for part in shown):
                yield change

    def _explained(
        self, page: int, words: Sequence[WordChange], pictures: Sequence[ItemChange], past: bool
    ) -> Iterator[Box]:
        """The boxes on a page of the old state (`past`) or the new of all that is known to have changed."""
        for change in words:
            for word in change.before if past else change.after:
                if word.place.page == page:
                    yield from (box.grown(HALO_PT) for box in word.boxes)
        for move in self.moves:
            word = move.before if past else move.after
            if word.place.page == page:
                yield from (box.grown(FOLLOWING_PT) for box in word.boxes)
        for picture in pictures:
            if item := picture.before if past else picture.after:
                yield item.box.grown(HALO_PT)
        for ink in self.inks:
            uses = ink.was if past else ink.uses
            yield from (use.box.grown(HALO_PT) for use in uses if use.page == page)


def _sides(drawn: RenderedFile, word: Word) -> tuple[float, float, float, float]:
    """The sides of a word in pt, from the upper left corner of the trim."""
    trim, box = drawn.inspection.sheets[word.place.page - 1].trim, word.boxes[0]
    return box.left - trim.left, trim.top - box.bottom, box.right - trim.left, trim.top - box.top


def _replaced(before: Sequence[PlacedItem], after: Sequence[PlacedItem]) -> Iterator[ItemChange]:
    """What differs in the pictures of one page: the same file with other bytes, else those that came for those gone."""
    gone = [item for item in before if (item.key, item.name) not in {(each.key, each.name) for each in after}]
    come = [item for item in after if (item.key, item.name) not in {(each.key, each.name) for each in before}]
    for item in list(gone):
        if same := next((each for each in come if each.name == item.name), None):
            gone.remove(item)
            come.remove(same)
            yield ItemChange(item, same)
    yield from itertools.starmap(ItemChange, itertools.zip_longest(gone, come))
