"""Comparison: what differs between two states of a brochure: pages, words, pictures, colours, links and looks."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from textwrap import shorten

import numpy as np

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Finding, Place, Severity, refuse
from brochurepress.pdf.inspect import MALFORMED, Inspection
from brochurepress.pipeline import OnStage
from brochurepress.preflight import ReadingStop, Word, announced_in, common, joined, matching_blocks, quoted, stops
from brochurepress.preflight.report import ranges
from brochurepress.proofing.compare import model, states
from brochurepress.proofing.compare.alignment import MOVED_PT, AlignedPair, WordChange, WordPair, align, compare_words
from brochurepress.proofing.compare.rendered import Mask, RenderedFile, covered, differing, regions, resolution
from brochurepress.source import read_strings, token_place
from brochurepress.wording import phrase

_COUNT = re.compile(r"^(list of|table of|.*cell.* under) .*")
_DESCRIBED = re.compile(r" — .*$", re.DOTALL)


StopPair = tuple[ReadingStop, ReadingStop]
"""A stop of a screen reader as it was, and as it is."""


def parts(change: StopPair) -> tuple[str, str, str]:
    """What both states say just before they part, and what each of them says until they meet again."""
    one, other = ([f"{stop.announced} [{stop.lang}]:", *stop.text.split()] for stop in change)
    start = common(one, other)
    end = min(common(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    said = one[max(0, start - 4) : start], one[start : len(one) - end], other[start : len(other) - end]
    lead, was, now = map(" ".join, said)
    return lead, was, now


def spoken(inspection: Inspection) -> tuple[ReadingStop, ...]:
    """What a screen reader says of a file; nothing of one that has no structure, or a broken one."""
    try:
        return stops(inspection.tagged)
    except MALFORMED:
        return ()


def compare_spoken(
    before: Sequence[ReadingStop], after: Sequence[ReadingStop], pairs: Sequence[AlignedPair]
) -> tuple[StopPair, ...]:
    """The stops that are announced otherwise, or whose words stand nowhere on the page and have changed.

    Words that are seen are compared as words; what only came or went came or went with its words or its picture.
    """
    return tuple(
        change
        for same, start, stop, left, right in matching_blocks(before, after)
        if not same and start < stop and left < right
        for change in _changes(before[start:stop], after[left:right], pairs)
    )


def _changes(
    old: Sequence[ReadingStop], new: Sequence[ReadingStop], pairs: Sequence[AlignedPair]
) -> Iterator[StopPair]:
    """Stops that were replaced: those with the same words first, then those of one kind in order."""
    left = list(new)
    rest = []
    for one in old:
        same = next((other for other in left if _words_seen(other) == _words_seen(one) and _words_seen(one)), None)
        if same is None:
            rest.append(one)
            continue
        left.remove(same)
        if (one.page, same.page) in pairs and _key(one) != _key(same):
            yield one, same
    figures = ([stop for stop in side if stop.announced == "figure"] for side in (rest, left))
    for one, other in zip(*figures, strict=False):
        if (one.page, other.page) in pairs:
            yield one, other


def _words_seen(stop: ReadingStop) -> str:
    """The words of a stop that stand on the page."""
    return "" if stop.announced == "figure" else _DESCRIBED.sub("", stop.text)


def _key(stop: ReadingStop) -> tuple[str, str, str]:
    return _COUNT.sub(r"\1", stop.announced), stop.text, stop.lang


_WEIGHTS = {Severity.WARNING: "pages page-size words picture ink links spoken", Severity.INFO: "moved look"}
RULES = {f"compare/{name}": weight for weight, names in _WEIGHTS.items() for name in names.split()}
"""Each rule with the weight of its findings."""


@dataclass(frozen=True, eq=False)
class DifferenceFinder:
    """Two files, what is known of their sources, and their pages in pairs: what differs, kind by kind."""

    files: tuple[RenderedFile, RenderedFile]
    origins: tuple[states.SourceOrigin | None, states.SourceOrigin | None]
    pairs: Sequence[AlignedPair]

    @functools.cached_property
    def paired(self) -> dict[int, int]:
        """The pages that both have: what stands only on others is told by these."""
        return {one: other for one, other in self.pairs if one and other}

    @functools.cached_property
    def inspections(self) -> tuple[Inspection, Inspection]:
        """The files as they were read."""
        return self.files[0].inspection, self.files[1].inspection

    def _told(
        self, key: str, place: Place, was: model.Spots = (), now: model.Spots = (), /, **values: object
    ) -> model.Difference:
        place = replace(place, artwork=self.inspections[1].artwork)
        return model.Difference(Finding.of(RULES[key.partition(":")[0]], key, place, **values), was, now)

    def pages(self) -> Iterator[model.Difference]:
        """Pages that were put in or taken out."""
        count = {"before": len(self.files[0].areas), "now": len(self.files[1].areas)}
        for one, other in self.pairs:
            if other and not one:
                yield self._told("compare/pages:new", Place(page=other), (), ((other, None),), **count)
            if one and not other:
                yield self._told("compare/pages:gone", Place(), page=one, **count)

    def sizes(self) -> Iterator[model.Difference]:
        """Pages of another size or bleed, those that changed alike in one."""
        changed: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for one, other in self.paired.items():
            was, now = _size(self.inspections[0], one), _size(self.inspections[1], other)
            if was != now:
                changed[was, now].append(other)
        for (was, now), pages in changed.items():
            place, values = Place(page=pages[0]), {"now": now, "was": was, "pages": ranges(pages)}
            yield self._told("compare/page-size", place, (), ((pages[0], None),), **values)

    def words(self, changes: Iterable[WordChange]) -> Iterator[model.Difference]:
        """Words that are new, gone or replaced on pages that both have."""
        for change in changes:
            was, now = _spots(change.before), _spots(change.after)
            if not any(page in self.paired for page, _ in was) and not any(
                page in self.paired.values() for page, _ in now
            ):
                continue
            if change.near:
                place = self._source(1, change.near.place.page, change.near.boxes[0])
            else:
                number = change.before[0].place.page
                place = self._source(0, number, change.before[0].boxes[0])
                place = replace(place, page=self.paired.get(number, 0))
            told = self._told("compare/words", place, was, now, sentence=sentence(change))
            before, after, lead = map(joined, (change.before, change.after, change.lead))
            yield replace(told, before=before, after=after, lead=lead)

    def _source(self, state: int, page: int, box: Box) -> Place:
        """The line of the source behind a box of a page of the old state (0) or the new (1), as far as it is known."""
        origin = self.origins[state]
        if origin is None:
            return Place(page=page)
        trim = self.inspections[state].sheets[page - 1].trim
        moved = Box(box.left - trim.left, box.bottom - trim.bottom, box.right - trim.left, box.top - trim.bottom)
        return replace(origin.place(page, moved), box=tuple(box))

    def images(self) -> Iterator[model.Difference]:
        """Bitmaps that are new, gone or replaced, where the picture files of a state are not known."""
        if not all(self.origins):
            before, after = (list(states.images(each)) for each in self.inspections)
            for change in states.compare_items(before, after, self.pairs):
                yield self._picture(change, change[1].page if change[1] else self.paired[_item(change).page])

    def art(self, one: int, other: int) -> Iterator[model.Difference]:
        """Picture files that are new, gone or replaced on a page."""
        before, after = self.origins
        if before and after:
            sides = (before, one), (after, other)
            old, new = ([item for _, item in origin.art if item.page == page] for origin, page in sides)
            for change in states.compare_items(old, new, [(one, other)]):
                yield self._picture(change, other)

    def _picture(self, change: states.ItemChange, page: int) -> model.Difference:
        old, new = change
        origin, name, was = self.origins[1], _item(change).name, old.name if old else ""
        place = origin.art_place(name, page) if new and origin else Place()
        case = "gone" if not new else "new" if not was else "other" if was == name else "renamed"
        place = replace(place, page=page, box=tuple(new.box) if new else ())
        told = self._told(f"compare/picture:{case}", place, *_both(change), name=name, was=was)
        return replace(told, before=was, after=new.name if new else "")

    def inks(self) -> Iterator[model.Difference]:
        """Colours whose recipe is another, new or gone."""
        for change in model.compare_inks(self.files[0].palette, self.files[1].palette, self.pairs):
            recipes = change.before, change.after
            known = (
                origin.token(recipe)
                for origin, recipe in zip(self.origins[::-1], recipes[::-1], strict=True)
                if origin and recipe
            )
            name, origin = next(filter(None, known), ""), self.origins[1]
            place = token_place(origin.layout.inputs, name) if name and origin else Place()
            place = replace(place, page=min((use.page for use in change.uses), default=0))
            uses = change.uses or change.was
            pages = {use.page for use in uses}
            values = {
                "colour": phrase("part/colour:named", name=name) if name else phrase("part/colour"),
                "now": change.after,
                "was": change.before,
                "kinds": [phrase(f"kind/{kind}:bare") for kind in sorted({use.kind.value for use in uses})],
                "on": phrase("part/pages", count=len(pages), pages=ranges(pages)),
            }
            spots = [tuple((use.page, use.box) for use in side) for side in (change.was, change.uses)]
            told = self._told(f"compare/ink:{_case(recipes)}", place, *spots, **values)
            yield replace(told, recipes=recipes, name=name)

    def links(self) -> Iterator[model.Difference]:
        """Links that lead elsewhere, are new or are gone."""
        before, after = (list(states.link_annotations(each)) for each in self.inspections)
        for change in states.compare_items(before, after, self.pairs):
            if new := change[1]:
                place = self._source(1, new.page, new.box)
            else:
                item = _item(change)
                place = replace(self._source(0, item.page, item.box), page=self.paired[item.page])
            was, now = (item.name if item else "" for item in change)
            told = self._told(f"compare/links:{_case(change)}", place, *_both(change), now=now, was=was)
            yield replace(told, before=was, after=now)

    def spoken(self) -> Iterator[model.Difference]:
        """What a screen reader says otherwise, in the language of the edition where that is known."""
        (one, other), origin = self.inspections, self.origins[1]
        inputs = origin.layout.composition.inputs if origin else None
        words = read_strings(inputs.snapshot, "report", inputs.manuscript.edition.language).spoken if inputs else {}
        for change in compare_spoken(spoken(one), spoken(other), self.pairs):
            old, new = announced_in(words, change) if words else change
            place = origin.alternative_place(new.text, new.page) if origin else Place(page=new.page)
            lead, was, now = parts((old, new))
            said = {"lead": lead, "was": was, "now": now}
            values = {name: shorten(part, 120, placeholder=" …") for name, part in said.items()}
            key = "compare/spoken:after" if lead else "compare/spoken"
            told = self._told(key, place, ((old.page, None),), ((new.page, None),), **values)
            yield replace(told, before=was, after=now, lead=lead)

    def moves(self, kept: Iterable[WordPair]) -> list[WordPair]:
        """Words of pages that both have which stand elsewhere or in another size, by more than MOVED_PT."""
        return [pair for pair in kept if self._moved(*pair)]

    def _moved(self, before: Word, after: Word) -> bool:
        one, other = before.place.page, after.place.page
        if self.paired.get(one) != other:
            return other in self.paired.values()
        sides = zip(_sides(self.inspections[0], before), _sides(self.inspections[1], after), strict=True)
        return any(abs(was - now) > MOVED_PT for was, now in sides)

    def moved(self, page: int, moves: Sequence[WordPair]) -> model.Difference:
        """That words stand elsewhere on a page."""
        values = {"first": quoted([moves[0][1]]), "count": len(moves)}
        return self._told("compare/moved", Place(page=page), (), ((page, None),), **values)

    def look(self, pair: model.PagePair, regions: Sequence[Box]) -> model.Difference:
        """That parts of a page look otherwise, for no reason that is known."""
        whole = functools.reduce(Box.around, regions)
        width, height = (max(1, round(side / PT_PER_MM)) for side in (whole.width, whole.height))
        was, now = (((side.number, whole),) if side else () for side in (pair.before, pair.after))
        place = Place(page=pair.shown.number, box=tuple(whole))
        return self._told("compare/look", place, was, now, width=width, height=height, count=len(regions))


def _case(change: Sequence[object]) -> str:
    return "gone" if not change[1] else "other" if change[0] else "new"


def _item(change: states.ItemChange) -> states.PlacedItem:
    """What came, or else what went."""
    return next(item for item in reversed(change) if item)


def _both(change: states.ItemChange) -> tuple[model.Spots, model.Spots]:
    was, now = (((item.page, item.box),) if item else () for item in change)
    return was, now


def _spots(words: Iterable[Word]) -> model.Spots:
    return tuple((word.place.page, box) for word in words for box in word.boxes)


def _sides(file: Inspection, word: Word) -> tuple[float, float, float, float]:
    """The sides of a word in pt, from the upper left corner of the trim."""
    trim, box = file.sheets[word.place.page - 1].trim, word.boxes[0]
    return box.left - trim.left, trim.top - box.bottom, box.right - trim.left, trim.top - box.top


def _size(file: Inspection, number: int) -> str:
    sheet = file.sheets[number - 1]
    width, height = (round(side / PT_PER_MM, 1) for side in (sheet.trim.width, sheet.trim.height))
    bleed = round((sheet.bleed.width - sheet.trim.width) / 2 / PT_PER_MM, 1)
    key = "part/size:turned" if sheet.rotate else "part/size"
    return phrase(key, width=width, height=height, bleed=bleed, degrees=sheet.rotate)


def sentence(change: WordChange) -> str:
    """A change of words in a sentence."""
    key = f"words/{_case((change.before, change.after))}"
    values = {"before": quoted(change.before), "now": quoted(change.after)}
    return phrase(f"{key}:after" if change.lead else key, lead=quoted(change.lead), **values)


HALO_PT = 4.0
"""So far around a word, picture or shape that changed, a difference in looks belongs to it."""

FOLLOWING_PT = 14.0
"""So far around a word that moved: its marker, rule or ground moves with it."""

NOTHING = np.zeros((0, 0), np.bool_)
"""The mask of a page on which no pixel differs: as small as there is little to tell."""


def compare_states(
    edition: str, before: states.EditionState, after: states.EditionState, on_stage: OnStage = lambda stage: None
) -> model.Comparison:
    """What differs between two states, file by file for the variants that both have.

    Raises Rejected for files whose pages cannot be drawn.
    """
    compared = []
    for variant in after.files:
        if variant in before.files:
            on_stage(phrase("stage/compare", variant=variant))
            compared.append(_compared(variant, before, after))
    return model.Comparison(edition, before.name, after.name, tuple(compared), after.faults)


def _compared(variant: str, before: states.EditionState, after: states.EditionState) -> model.FileComparison:
    files = before.files[variant], after.files[variant]
    refuse((*files[0].faults, *files[1].faults))
    trims, ppi = _margins(files[0]) != _margins(files[1]), resolution(files)
    old = RenderedFile(files[0], trims, ppi)
    new = old if files[0].data == files[1].data else RenderedFile(files[1], trims, ppi)
    pairs: Sequence[AlignedPair] = align(old.features, new.features)
    finder = DifferenceFinder((old, new), (before.origin, after.origin), pairs)
    changes, kept = compare_words(old.words, new.words)
    pages = PageComparison(finder, list(finder.words(changes)), finder.moves(kept))
    shown = tuple(pages.compared(one, other) for one, other in pairs)
    said = finder.spoken() if new is not old else ()
    whole, parts = (finder.pages(), finder.sizes()), (pages.words, pages.pictures, pages.inks, pages.links)
    told = tuple(chain(*whole, *parts, said, pages.looks))
    return model.FileComparison(variant, files[0].artwork, files[1].artwork, shown, told)


def _margins(inspection: Inspection) -> tuple[int, ...]:
    """How far the first page is shown beyond its trim on each side, in whole pt."""
    sheet = inspection.sheets[0]
    return tuple(round(abs(one - other)) for one, other in zip(sheet.bleed, sheet.trim, strict=True))


class PageComparison:
    """Pages held against each other one by one; picture files and looks are told of where that is seen."""

    def __init__(self, finder: DifferenceFinder, words: list[model.Difference], moves: list[WordPair]) -> None:
        self._finder, self._moves = finder, moves
        self.words, self.inks, self.links = words, list(finder.inks()), list(finder.links())
        self.pictures, self.looks = list(finder.images()), list[model.Difference]()

    def compared(self, one: int | None, other: int | None) -> model.PagePair:
        """A page of each state (from 1); None where a state has no such page."""
        old = self._finder.files[0].sides[one - 1] if one else None
        new = self._finder.files[1].sides[other - 1] if other else None
        if old is None or new is None:
            return model.PagePair(old, new, model.PageStatus.ADDED if new else model.PageStatus.REMOVED, NOTHING)
        mask = differing(old.draw(), new.draw())
        self.pictures += (told for told in self._finder.art(old.number, new.number) if _seen(told, mask, old, new))
        moves = [move for move in self._moves if move[1].place.page == other]
        pair = model.PagePair(old, new, model.PageStatus.SAME, mask if mask.any() else NOTHING, len(moves))
        worded = any(told.stands_on(pair) for told in self.words)
        if moves and not worded:
            self.looks.append(self._finder.moved(new.number, moves))
        if found := regions(self._unexplained(mask, old, new), new.area, new.ppi):
            self.looks.append(self._finder.look(pair, found))
        resized = max(abs(a - b) for a, b in zip(old.size_mm, new.size_mm, strict=True)) > 0.1
        itemed = any(told.stands_on(pair) for told in (*self.pictures, *self.links))
        differs = mask.any() or worded or moves or itemed or resized
        return replace(pair, status=model.PageStatus.CHANGED) if differs else pair

    def _unexplained(self, mask: Mask, old: model.PageSide, new: model.PageSide) -> Mask:
        """The pixels that differ for no reason that is known."""
        left = mask.copy()
        for state, side in enumerate((old, new)):
            known = (told.boxes(side.number, side is old) for told in (*self.words, *self.pictures, *self.inks))
            moved = [word for move in self._moves if (word := move[state]).place.page == side.number]
            boxes = [box.grown(HALO_PT) for box in chain(*known)]
            boxes += [box.grown(FOLLOWING_PT) for word in moved for box in word.boxes]
            left &= ~covered(mask.shape, boxes, side.area, side.ppi)
        return left


def _seen(told: model.Difference, mask: Mask, old: model.PageSide, new: model.PageSide) -> bool:
    """Whether a page looks otherwise where a difference stands."""
    return any(
        (mask & covered(mask.shape, told.boxes(side.number, side is old), side.area, side.ppi)).any()
        for side in (old, new)
    )
