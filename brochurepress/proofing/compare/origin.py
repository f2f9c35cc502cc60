"""Where in its source everything on a built page comes from: words, pictures and colours."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Place
from brochurepress.proofing.compare.inks import Recipe
from brochurepress.proofing.compare.pictures import PlacedItem
from brochurepress.source import token_place
from brochurepress.typeset import Area, Block, Layout, SourceMap, blocks, pictures, text_runs

_PICTURE = re.compile(r"""["'(]/([^"'()]+\.(?:svg|png|jpe?g|webp|gif|tiff?))["')]""", re.IGNORECASE)
_GROUND = re.compile(r"""\.([\w-]+)\s*\{[^{}]*url\(["']?/([^"'()]+)["']?\)""")


@dataclass(frozen=True)
class SourceOrigin:
    """What a state that was laid out here knows of its source."""

    layout: Layout

    def place(self, page: int, box: Box) -> Place:
        """File and line of what stands at a box (pt from the trim's lower left corner) of a page (from 1)."""
        centre = ((box.left + box.right) / 2, (box.bottom + box.top) / 2)
        near = min(self._runs[page], key=lambda run: (_distance(run[0], centre), run[0].width), default=None)
        return near[1] if near else Place(page=page)

    @cached_property
    def _runs(self) -> defaultdict[int, list[tuple[Box, Place]]]:
        found: defaultdict[int, list[tuple[Box, Place]]] = defaultdict(list)
        for run in text_runs(self.layout.pages):
            found[run.page].append((self._box(run.area), self._source.place(run.element, run.page)))
        return found

    def _box(self, area: Area) -> Box:
        height = self.layout.composition.geometry.height_mm
        sides = area.left, height - area.bottom, area.right, height - area.top
        return Box(*(side * PT_PER_MM for side in sides))

    @cached_property
    def art(self) -> tuple[tuple[Place, PlacedItem], ...]:
        """Every picture file on the pages, by its bytes and its reference (assets/pictures/map.svg), with its line."""
        composition = self.layout.composition
        found = []
        for name in sorted(set(_PICTURE.findall(composition.html + composition.stylesheet.text))):
            try:
                digest = hashlib.sha256(composition.read(name)).hexdigest()
            except (OSError, ValueError):
                continue
            for block in self._standing(name):
                place = self._source.place(block.element, block.page)
                item = PlacedItem(f"{digest} {name}", name, block.page, self._box(block.area))
                found.append((replace(place, file=place.file or name), item))
        return tuple(found)

    def art_on(self, page: int) -> list[PlacedItem]:
        """The picture files that stand on a page (from 1)."""
        return [item for _, item in self.art if item.page == page]

    def art_place(self, name: str, page: int) -> Place:
        """The line of the source that puts a picture file on a page (from 1)."""
        places = (place for place, item in self.art if (item.name, item.page) == (name, page))
        return next(places, Place(name, page=page))

    def alternative_place(self, text: str, page: int) -> Place:
        """The line of the source of a text alternative on a page (from 1), as far as it is known."""
        for block in pictures(self.layout.pages):
            if block.page == page and block.element is not None and block.element.get("alt") == text:
                return self._source.place(block.element, page)
        return Place(page=page)

    def _standing(self, reference: str) -> Iterator[Block]:
        pages = self.layout.pages
        for block in pictures(pages):
            if block.element is not None and block.element.get("src") == f"/{reference}":
                yield block
        grounds = _GROUND.findall(self.layout.composition.stylesheet.text)
        for name in sorted({name for name, used in grounds if used == reference}):
            yield from blocks(pages, name)

    @cached_property
    def _source(self) -> SourceMap:
        return SourceMap(self.layout.pages)

    def token(self, recipe: Recipe) -> str:
        """Name of the colour token that a recipe is the ink or the sRGB value of; "" for none."""
        for name, colour in self.layout.inputs.tokens.colours.items():
            ink = tuple(round(part, 1) + 0.0 for part in colour.ink)
            if (recipe.space == "ink" and recipe.values == ink) or str(recipe) == colour.srgb:
                return name
        return ""

    def token_place(self, name: str) -> Place:
        """File and line of a colour token."""
        return token_place(self.layout.inputs, name)


def _distance(box: Box, point: tuple[float, float]) -> float:
    """How far a point lies outside a box, in pt."""
    x, y = point
    return max(box.left - x, 0, x - box.right) + max(box.bottom - y, 0, y - box.top)
