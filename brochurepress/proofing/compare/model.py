"""Records of a comparison: pages in pairs, and each difference with where it stands in both states, in pt.

Of colours: which recipes are new, gone or replaced, what they paint, and how much ink each plate takes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from brochurepress.design import Box
from brochurepress.findings import Finding, Severity
from brochurepress.pdf import Bitmap, inspect
from brochurepress.preflight.report import rendered_recipes, srgb_hex
from brochurepress.proofing.compare.alignment import AlignedPair

SAME_BOX_PT = 1.0
"""Objects whose boxes lie closer than this are one object in another colour."""


@dataclass(frozen=True, order=True)
class Recipe:
    """A colour as it is set: the family of its space, and its values; inks in %, all others from 0 to 1.

    The values of "ink" are those of the process inks, then of `spots` by name.
    """

    space: str
    values: tuple[float, ...]
    spots: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.space == "ink":
            names = *"CMYK", *(f"{spot} " for spot in self.spots)
            return " ".join(f"{name}{value:g}" for name, value in zip(names, self.values, strict=True))
        if self.space == "DeviceRGB":
            return "#" + "".join(f"{round(255 * value):02X}" for value in self.values)
        return f"{self.space} {' '.join(f'{value:g}' for value in self.values)}".strip()

    @property
    def srgb(self) -> str:
        """How it looks on the page, as #rrggbb."""
        if self.space != "ink" and len(self.values) == 3:
            return srgb_hex(round(255 * part) for part in self.values)
        inks = {"Black": 100 * max(self.values, default=0)}
        if self.space == "ink":
            inks = dict(zip((*inspect.PROCESS_INKS, *self.spots), self.values, strict=True))
        return rendered_recipes([inks])[0]


@dataclass(frozen=True)
class ColourUse:
    """Where a colour paints: the page (from 1), the kind of object, and its box in pt."""

    page: int
    kind: inspect.PaintKind
    box: Box


@dataclass(frozen=True)
class InkChange:
    """A colour of the one state that the other has otherwise; one of the two is None when it only came or went."""

    before: Recipe | None
    after: Recipe | None
    was: tuple[ColourUse, ...]
    uses: tuple[ColourUse, ...]


ColourUses = Mapping[Recipe, tuple[ColourUse, ...]]


def colour_uses(inspection: inspect.Inspection) -> ColourUses:
    """Every flat colour in use, with all that it paints."""
    uses: defaultdict[Recipe, list[ColourUse]] = defaultdict(list)
    for content in inspection.contents:
        for painted in content.painted:
            if painted.visible and painted.within is not inspect.ContainingStream.MASK:
                inks = () if painted.picture and not painted.picture.stencil else painted.inks
                for recipe in (_recipe(ink.colour) for ink in inks if ink.colour.values):
                    uses[recipe].append(ColourUse(painted.page, painted.kind, painted.box))
    return {recipe: tuple(found) for recipe, found in uses.items()}


def _recipe(colour: inspect.PaintedColour) -> Recipe:
    if colour.inks is not None:
        spots = tuple(sorted(colour.space.spots))
        parts = inspect.by_ink(colour.inks, (*inspect.PROCESS_INKS, *spots))
        return Recipe("ink", tuple(round(part, 1) + 0.0 for part in parts), spots)
    return Recipe(colour.space.family, tuple(round(value, 3) + 0.0 for value in colour.values))


def compare_inks(before: ColourUses, after: ColourUses, pairs: Sequence[AlignedPair]) -> tuple[InkChange, ...]:
    """The colours that are not in both states; one that stands where another stood has replaced it.

    What stands only on a page that came or went is no change of colour.
    """
    paired = {one: other for one, other in pairs if one and other}
    gone, come = _only_in(before, after, {*paired}), _only_in(after, before, {*paired.values()})
    both = [(one, other) for one in gone for other in come]
    overlaps = sorted((-_shared(gone[one], come[other], paired), one, other) for one, other in both)
    changes: list[InkChange] = []
    for overlap, one, other in overlaps:
        if overlap and one in gone and other in come:
            changes.append(InkChange(one, other, gone.pop(one), come.pop(other)))
    changes += [InkChange(one, None, gone[one], ()) for one in sorted(gone)]
    changes += [InkChange(None, other, (), come[other]) for other in sorted(come)]
    return tuple(changes)


def _only_in(state: ColourUses, other: ColourUses, pages: set[int]) -> dict[Recipe, tuple[ColourUse, ...]]:
    """The colours of one state alone that stand on some of these pages."""
    found = {
        recipe: tuple(use for use in uses if use.page in pages) for recipe, uses in state.items() if recipe not in other
    }
    return {recipe: uses for recipe, uses in found.items() if uses}


def _shared(was: Sequence[ColourUse], uses: Sequence[ColourUse], paired: Mapping[int, int]) -> int:
    """How many objects of the one colour stand where those of the other stood."""
    places = {_rounded(use.kind, use.page, use.box) for use in uses}
    return sum(_rounded(use.kind, paired[use.page], use.box) in places for use in was)


def _rounded(kind: inspect.PaintKind, page: int, box: Box) -> tuple[inspect.PaintKind, int, tuple[int, ...]]:
    return kind, page, tuple(round(side / SAME_BOX_PT) for side in box)


def plates(inspection: inspect.Inspection) -> list[tuple[dict[str, float], float]]:
    """For each page the mean in % of each ink by its name, and the highest total.

    Nothing for a file that is not all in inks, whose plates are the printer's to make.
    """
    inks = (ink for content in inspection.contents for painted in content.painted for ink in painted.inks)
    if any(ink.colour.values and ink.colour.inks is None for ink in inks):
        return [({}, 0.0) for _ in inspection.sheets]
    return [
        ({ink: float(tint.mean()) / 2.55 for ink, tint in zip(page.inks, page.tints, strict=True)}, page.highest)
        for page in inspection.plates
    ]


OF_THE_PAGE = ("compare/pages", "compare/page-size", "compare/moved", "compare/look")
"""Rules that tell of a page as a whole: what two files show of it alike differs in its numbers only."""


class PageStatus(StrEnum):
    """What became of a page."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, eq=False)
class PageSide:
    """One state of a page: its number (from 1), what is shown of it in pt, size in mm, and its ink.

    `draw` gives its picture at `ppi`.
    """

    number: int
    area: Box
    ppi: float
    draw: Callable[[], Bitmap]
    size_mm: tuple[float, float]
    means: Mapping[str, float]
    highest: float


@dataclass(frozen=True, eq=False)
class PagePair:
    """A page of both states, or of one of them.

    `mask` are the pixels that differ, empty where none does; `moved` counts the words that stand elsewhere on it.
    """

    before: PageSide | None
    after: PageSide | None
    status: PageStatus
    mask: npt.NDArray[np.bool_]
    moved: int = 0

    @property
    def shown(self) -> PageSide:
        """The page as it is; of one that was taken out, as it was."""
        side = self.after or self.before
        assert side is not None  # noqa: S101 - one of the two there is
        return side

    @property
    def share(self) -> float:
        """The part of the picture that differs, in %."""
        return 100 * float(self.mask.mean()) if self.mask.size else 0.0


Spots = tuple[tuple[int, Box | None], ...]
"""Where something stands: pages (from 1), with its box in pt on each; None for the page as a whole."""


@dataclass(frozen=True)
class Difference:
    """A difference: its finding, where it stands in the one state (`was`) and in the other (`now`), what each shows.

    `before` and `after` are words or names, `lead` the words in front of them, `recipes` those of a colour and `name`
    the token of that.
    """

    finding: Finding
    was: Spots = ()
    now: Spots = ()
    before: str = ""
    after: str = ""
    lead: str = ""
    recipes: tuple[Recipe | None, Recipe | None] = (None, None)
    name: str = ""

    @property
    def kind(self) -> str:
        """What sort of thing differs: the name of its rule within the group."""
        return self.finding.rule.partition("/")[2]

    def stands_on(self, pair: PagePair) -> bool:
        """Whether it is one of this page."""
        sides = ((pair.before, self.was), (pair.after, self.now))
        return any(side is not None and side.number == page for side, spots in sides for page, _ in spots)

    def boxes(self, page: int, past: bool) -> list[Box]:
        """Where it stands on a page of the one state (`past`) or the other."""
        return [box for number, box in (self.was if past else self.now) if number == page and box]

    @property
    def key(self) -> tuple[str, int, str]:
        """Equal for what two files of one brochure show alike."""
        message = "" if self.finding.rule in OF_THE_PAGE else self.finding.message
        return self.finding.rule, self.finding.place.page, message


@dataclass(frozen=True)
class FileComparison:
    """The comparison of one variant: its two files by name, its pages in pairs, and all that differs."""

    variant: str
    before: str
    after: str
    pages: tuple[PagePair, ...]
    told: tuple[Difference, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How many pages the one state has and the other."""
        return sum(page.before is not None for page in self.pages), sum(page.after is not None for page in self.pages)


@dataclass(frozen=True)
class Comparison:
    """What two states of a brochure have in common and what not; `faults` keep the second from being issued."""

    edition: str
    before: str
    after: str
    files: tuple[FileComparison, ...]
    faults: tuple[Finding, ...] = field(default=())

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every difference once, the weightiest first: what a second file shows as the first did is not told again."""
        seen: dict[tuple[tuple[str, int, str], int], Difference] = {}
        for file in self.files:
            times: Counter[tuple[str, int, str]] = Counter()
            for told in file.told:
                times[told.key] += 1
                seen.setdefault((told.key, times[told.key]), told)
        weights = list(Severity)
        found = [(weights.index(told.finding.severity), told.finding.place.page, told) for told in seen.values()]
        return tuple(told for *_, told in sorted(found, key=lambda each: each[:2]))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all differences."""
        return tuple(told.finding for told in self.differences)
