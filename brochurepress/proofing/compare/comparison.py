"""Comparison: what differs between two states of a brochure: pages, words, pictures, colours, links and looks."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from brochurepress.findings import Rejected
from brochurepress.pdf.inspect import Inspection
from brochurepress.pipeline import OnStage
from brochurepress.proofing.compare.alignment import AlignedPair, align
from brochurepress.proofing.compare.findings import DifferenceFinder
from brochurepress.proofing.compare.model import Comparison, Difference, FileComparison, PagePair, PageSide, PageStatus
from brochurepress.proofing.compare.pixels import Mask, covered, differing, regions
from brochurepress.proofing.compare.rendered import RenderedFile, resolution
from brochurepress.proofing.compare.states import EditionState
from brochurepress.proofing.compare.words import WordPair, compare_words
from brochurepress.wording import phrase

HALO_PT = 4.0
"""So far around a word, picture or shape that changed, a difference in looks belongs to it."""

FOLLOWING_PT = 14.0
"""So far around a word that moved: its marker, rule or ground moves with it."""

NOTHING = np.zeros((0, 0), np.bool_)
"""The mask of a page on which no pixel differs: as small as there is little to tell."""


def compare_states(
    edition: str, before: EditionState, after: EditionState, on_stage: OnStage = lambda stage: None
) -> Comparison:
    """What differs between two states, file by file for the variants that both have.

    Raises Rejected for files whose pages cannot be drawn.
    """
    compared = []
    for variant in after.files:
        if variant in before.files:
            on_stage(phrase("stage/compare", variant=variant))
            compared.append(_compared(variant, before, after))
    return Comparison(edition, before.name, after.name, tuple(compared), after.faults)


def _compared(variant: str, before: EditionState, after: EditionState) -> FileComparison:
    files = before.files[variant], after.files[variant]
    if faults := (*files[0].faults, *files[1].faults):
        raise Rejected(faults)
    trims = _margins(files[0]) != _margins(files[1])
    ppi = resolution(files)
    old = RenderedFile(files[0], trims, ppi)
    new = old if files[0].data == files[1].data else RenderedFile(files[1], trims, ppi)
    pairs: Sequence[AlignedPair] = align(old.features, new.features)
    finder = DifferenceFinder((old, new), (before.origin, after.origin), pairs)
    changes, kept = compare_words(old.words, new.words)
    pages = PageComparison(finder, list(finder.words(changes)), finder.moves(kept))
    shown = tuple(pages.compared(one, other) for one, other in pairs)
    told = (
        finder.pages(),
        finder.sizes(),
        pages.words,
        pages.pictures,
        pages.inks,
        pages.links,
        finder.spoken() if new is not old else (),
        pages.looks,
    )
    return FileComparison(variant, files[0].artwork, files[1].artwork, shown, tuple(chain(*told)))


def _margins(inspection: Inspection) -> tuple[int, ...]:
    """How far the first page is shown beyond its trim on each side, in whole pt."""
    sheet = inspection.sheets[0]
    return tuple(round(abs(one - other)) for one, other in zip(sheet.bleed, sheet.trim, strict=True))


class PageComparison:
    """Pages held against each other one by one; picture files and looks are told of where that is seen."""

    def __init__(self, finder: DifferenceFinder, words: list[Difference], moves: list[WordPair]) -> None:
        self._finder, self._moves = finder, moves
        self.words, self.inks, self.links = words, list(finder.inks()), list(finder.links())
        self.pictures, self.looks = list(finder.images()), list[Difference]()

    def compared(self, one: int | None, other: int | None) -> PagePair:
        """A page of each state (from 1); None where a state has no such page."""
        old = self._finder.files[0].sides[one - 1] if one else None
        new = self._finder.files[1].sides[other - 1] if other else None
        if old is None or new is None:
            return PagePair(old, new, PageStatus.ADDED if new else PageStatus.REMOVED, NOTHING)
        mask = differing(old.draw(), new.draw())
        self.pictures += (told for told in self._finder.art(old.number, new.number) if _seen(told, mask, old, new))
        moves = [move for move in self._moves if move[1].place.page == other]
        pair = PagePair(old, new, PageStatus.SAME, mask if mask.any() else NOTHING, len(moves))
        worded = any(told.stands_on(pair) for told in self.words)
        if moves and not worded:
            self.looks.append(self._finder.moved(new.number, moves))
        if found := regions(self._unexplained(mask, old, new), new.area, new.ppi):
            self.looks.append(self._finder.look(pair, found))
        resized = max(abs(a - b) for a, b in zip(old.size_mm, new.size_mm, strict=True)) > 0.1
        itemed = any(told.stands_on(pair) for told in (*self.pictures, *self.links))
        differs = mask.any() or worded or moves or itemed or resized
        return replace(pair, status=PageStatus.CHANGED) if differs else pair

    def _unexplained(self, mask: Mask, old: PageSide, new: PageSide) -> Mask:
        """The pixels that differ for no reason that is known."""
        left = mask.copy()
        for state, side in enumerate((old, new)):
            known = (told.boxes(side.number, side is old) for told in (*self.words, *self.pictures, *self.inks))
            moved = [word for move in self._moves if (word := move[state]).place.page == side.number]
            boxes = [box.grown(HALO_PT) for box in chain(*known)]
            boxes += [box.grown(FOLLOWING_PT) for word in moved for box in word.boxes]
            left &= ~covered(mask.shape, boxes, side.area, side.ppi)
        return left


def _seen(told: Difference, mask: Mask, old: PageSide, new: PageSide) -> bool:
    """Whether a page looks otherwise where a difference stands."""
    return any(
        (mask & covered(mask.shape, told.boxes(side.number, side is old), side.area, side.ppi)).any()
        for side in (old, new)
    )
