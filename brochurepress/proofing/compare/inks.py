"""Colours compared: which recipes are new, gone or replaced, what they paint, and how much ink each plate takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from brochurepress.design import Box
from brochurepress.pdf.inspect import (
    PROCESS_INKS,
    ContainingStream,
    Inspection,
    PaintedColour,
    PaintedObject,
    PaintKind,
    by_ink,
)
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
            inks = dict(zip((*PROCESS_INKS, *self.spots), self.values, strict=True))
        return rendered_recipes([inks])[0]


@dataclass(frozen=True)
class ColourUse:
    """Where a colour paints: the page (from 1), the kind of object, and its box in pt."""

    page: int
    kind: PaintKind
    box: Box


@dataclass(frozen=True)
class InkChange:
    """A colour of the one state that the other has otherwise; one of the two is None when it only came or went."""

    before: Recipe | None
    after: Recipe | None
    was: tuple[ColourUse, ...]
    uses: tuple[ColourUse, ...]


ColourUses = Mapping[Recipe, tuple[ColourUse, ...]]


@dataclass(frozen=True)
class InkMeans:
    """Mean in % of each ink by its name, and the highest total."""

    means: Mapping[str, float] = field(default_factory=dict)
    highest: float = 0.0


def colour_uses(inspection: Inspection) -> ColourUses:
    """Every flat colour in use, with all that it paints."""
    uses: defaultdict[Recipe, list[ColourUse]] = defaultdict(list)
    for content in inspection.contents:
        for painted in content.painted:
            if painted.visible and painted.within is not ContainingStream.MASK:
                for recipe in _recipes(painted):
                    uses[recipe].append(ColourUse(painted.page, painted.kind, painted.box))
    return {recipe: tuple(found) for recipe, found in uses.items()}


def _recipes(painted: PaintedObject) -> Iterable[Recipe]:
    if painted.picture and not painted.picture.stencil:
        return ()
    return (_recipe(ink.colour) for ink in painted.inks if ink.colour.values)


def _recipe(colour: PaintedColour) -> Recipe:
    if colour.inks is not None:
        spots = tuple(sorted(colour.space.spots))
        parts = by_ink(colour.inks, (*PROCESS_INKS, *spots))
        return Recipe("ink", tuple(round(part, 1) + 0.0 for part in parts), spots)
    return Recipe(colour.space.family, tuple(round(value, 3) + 0.0 for value in colour.values))


def compare_inks(before: ColourUses, after: ColourUses, pairs: Sequence[AlignedPair]) -> tuple[InkChange, ...]:
    """The colours that are not in both states; one that stands where another stood has replaced it.

    What stands only on a page that came or went is no change of colour.
    """
    paired = {one: other for one, other in pairs if one and other}
    gone = {recipe: _on(before[recipe], paired.keys()) for recipe in before.keys() - after.keys()}
    come = {recipe: _on(after[recipe], paired.values()) for recipe in after.keys() - before.keys()}
    gone, come = ({recipe: uses for recipe, uses in side.items() if uses} for side in (gone, come))
    overlaps = sorted(
        (
            (-overlap, one, other)
            for one, was in gone.items()
            for other, uses in come.items()
            if (overlap := _shared(was, uses, paired))
        )
    )
    changes: list[InkChange] = []
    left, unpaired = set(gone), set(come)
    for _, one, other in overlaps:
        if one in left and other in unpaired:
            left.remove(one)
            unpaired.remove(other)
            changes.append(InkChange(one, other, gone[one], come[other]))
    changes += [InkChange(one, None, gone[one], ()) for one in sorted(left)]
    changes += [InkChange(None, other, (), come[other]) for other in sorted(unpaired)]
    return tuple(changes)


def _on(uses: Iterable[ColourUse], pages: Iterable[int]) -> tuple[ColourUse, ...]:
    known = set(pages)
    return tuple(use for use in uses if use.page in known)


def _shared(was: Sequence[ColourUse], uses: Sequence[ColourUse], paired: Mapping[int, int]) -> int:
    """How many objects of the one colour stand where those of the other stood."""
    places = {_rounded(use.kind, use.page, use.box) for use in uses}
    return sum(_rounded(use.kind, paired[use.page], use.box) in places for use in was)


def _rounded(kind: PaintKind, page: int, box: Box) -> tuple[PaintKind, int, tuple[int, ...]]:
    return kind, page, tuple(round(side / SAME_BOX_PT) for side in box)


def plates(inspection: Inspection) -> tuple[InkMeans, ...]:
    """Ink of each page; nothing for a file that is not all in inks, whose plates are the printer's to make."""
    inks = (ink for content in inspection.contents for painted in content.painted for ink in painted.inks)
    if any(ink.colour.values and ink.colour.inks is None for ink in inks):
        return tuple(InkMeans() for _ in inspection.sheets)
    return tuple(
        InkMeans(
            {ink: float(tint.mean()) / 2.55 for ink, tint in zip(page.inks, page.tints, strict=True)}, page.highest
        )
        for page in inspection.plates
    )
