"""Origin: where in its source all that stands on a built page comes from: words, pictures and colours."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from prepress.build import TOKENS, Sources
from prepress.compare.inks import Recipe
from prepress.elements import read_elements
from prepress.engine.measure import Area, blocks, pictures, text_runs
from prepress.fields import read_text, read_toml
from prepress.findings import Place, Rejected
from prepress.geometry import PT_PER_MM, Box
from prepress.project import Project
from prepress.typeset import Layout

_PICTURE = re.compile(r"""["'(]/([^"'()]+\.(?:svg|png|jpe?g|webp|gif|tiff?))["')]""", re.IGNORECASE)
_GROUND = re.compile(r"""\.([\w-]+)\s*\{[^{}]*url\(["']?/([^"'()]+)["']?\)""")

Spot = tuple[int, Box]
"""A page (from 1) and a box on it in pt."""


@dataclass(frozen=True)
class Art:
    """A picture file in use: its SHA-256, where it stands, and the line of the source that asks for it."""

    digest: str
    spots: tuple[Spot, ...]
    place: Place


@dataclass(frozen=True)
class Origin:
    """What a state that was laid out here knows of its source."""

    project: Project
    sources: Sources
    layout: Layout

    def place(self, page: int, box: Box) -> Place:
        """File and line of what stands at a box (pt from the trim's lower left corner) of a page (from 1)."""
        centre = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        near = min(
            self._runs[page], key=lambda run: (_distance(run[0], centre), run[0].width), default=None
        )
        return replace(near[1] if near else Place(), page=page)

    @cached_property
    def _runs(self) -> defaultdict[int, list[tuple[Box, Place]]]:
        elements = read_elements(self.layout.pages.root)[1]
        found: defaultdict[int, list[tuple[Box, Place]]] = defaultdict(list)
        for run in text_runs(self.layout.pages):
            if run.element in elements:
                found[run.page].append((self._box(run.area), elements[run.element].place))
        return found

    def _box(self, area: Area) -> Box:
        height = self.layout.composition.geometry.height_mm
        sides = area.left, height - area.bottom, area.right, height - area.top
        return Box(*(side * PT_PER_MM for side in sides))

    @cached_property
    def art(self) -> dict[str, Art]:
        """Every picture file that the pages use, by its reference, such as assets/pictures/map.svg."""
        composition = self.layout.composition
        text = composition.html + composition.stylesheet.text
        found = {}
        for reference in sorted(set(_PICTURE.findall(text))):
            content = composition.resources.get(f"/{reference}")
            try:
                content = self.project.find(reference).read_bytes() if content is None else content
            except (OSError, ValueError):
                continue
            standing = list(self._standing(reference))
            place = next((place for _, place in standing), Place(reference))
            spots = tuple(spot for spot, _ in standing)
            found[reference] = Art(hashlib.sha256(content).hexdigest(), spots, place)
        return found

    def _standing(self, reference: str) -> Iterator[tuple[Spot, Place]]:
        pages = self.layout.pages
        elements = read_elements(pages.root)[1]
        for block in pictures(pages):
            if block.element is not None and block.element.get("src") == f"/{reference}":
                place = elements[block.element].place if block.element in elements else Place(reference)
                yield (block.page, self._box(block.area)), replace(place, page=block.page)
        grounds = _GROUND.findall(self.layout.composition.stylesheet.text)
        for name in sorted({name for name, used in grounds if used == reference}):
            for block in blocks(pages, name):
                yield (block.page, self._box(block.area)), Place(reference, page=block.page)

    def token(self, recipe: Recipe) -> str:
        """Name of the colour token that a recipe is the ink or the sRGB value of; "" for none."""
        for name, colour in self.sources.tokens.colours.items():
            ink = tuple(round(part, 1) + 0.0 for part in colour.ink)
            if (recipe.space == "ink" and recipe.values == ink) or str(recipe) == colour.srgb:
                return name
        return ""

    def token_place(self, name: str) -> Place:
        """File and line of a colour token: the edition's own, else the shared one."""
        for file in (f"{self.sources.manuscript.edition.folder}/tokens.toml", TOKENS):
            try:
                fields = read_toml(read_text(self.project.find(file), file), file)
            except (OSError, ValueError, Rejected):
                continue
            if name in fields.values.get("colours", {}):
                return fields.place(("colours", name))
        return Place(TOKENS)


def _distance(box: Box, point: tuple[float, float]) -> float:
    """How far a point lies outside a box, in pt."""
    x, y = point
    return max(box.left - x, 0, x - box.right) + max(box.bottom - y, 0, y - box.top)
