"""Monochrome: what stands for each colour where there is only black: paper, ink, or a texture in drawings."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from operator import mul
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from brochurepress.design.contrast import luminance, rgb_of
from brochurepress.design.drawing.paint_servers import filled
from brochurepress.design.drawing.shapes import SVG, Box, local, named, number, numbers
from brochurepress.design.fonts import advance, open_font
from brochurepress.design.tokens import ColourToken, Tokens
from brochurepress.findings import Finding, Place, error, nearest, reject
from brochurepress.workspace import Snapshot

TEXTURES = "layouts/textures.svg"
"""The textures, each a pattern in mm, by its identifier."""

PAPER, INK = "paper", "ink"
_WHITE = (255, 255, 255)
_MIDDLE = 0.18
"""Relative luminance above which black stands out more than white."""

_OF_COLOUR = ("fill", "stroke", "stop-color", "flood-color", "lighting-color")
_OF_TEXT = ("fill", "font-size", "text-anchor")
_LUMA = (0.299, 0.587, 0.114)
"""Parts of red, green and blue in the grey of a colour (ITU-R BT.601)."""
_MM_PER_PX = 25.4 / 96


def appearance(colour: ColourToken) -> str:
    """What stands for a colour: what it names itself, else paper or ink, as it is light or dark."""
    return colour.mono or (PAPER if luminance(rgb_of(colour.srgb)) > _MIDDLE else INK)


def same_without_colour(drawing: str, root: Element, tokens: Tokens) -> Iterator[Finding]:
    """Colours of one drawing that nothing tells apart in black, and textures that there are none of."""
    names = {colour.srgb.lower(): name for name, colour in tokens.colours.items()}
    seen: dict[str, str] = {}
    for name in dict.fromkeys(names.get(fill, "") for _, _, fill in filled(root)):
        colour = tokens.colours.get(name)
        if colour is None or rgb_of(colour.srgb) == _WHITE:
            continue
        other = seen.setdefault(appearance(colour), name)
        if tokens.colours[other].srgb != colour.srgb:
            yield error("handout/hue", Place(drawing), other=other, name=name, appearance=appearance(colour))


@dataclass(frozen=True)
class Textures:
    """The textures of a project, and the file from which the widths of words on drawings are taken."""

    snapshot: Snapshot
    tokens: Tokens

    @cached_property
    def _source(self) -> Element:
        try:
            return ElementTree.fromstring(self.snapshot.read(TEXTURES))  # noqa: S314 - a file of the layouts
        except ElementTree.ParseError as fault:
            raise reject("handout/textures", Place(TEXTURES, 1), name=INK) from fault

    def in_black(self) -> Tokens:
        """The tokens with the values of ink or paper for every colour."""
        shown = {
            name: replace(colour, srgb=self._told(INK if appearance(colour) == INK else PAPER))
            for name, colour in self.tokens.colours.items()
        }
        return replace(self.tokens, colours=shown)

    @property
    def patterns(self) -> Mapping[str, Element]:
        """Each pattern by its identifier."""
        return named(self._source)

    def unknown(self) -> Iterator[Finding]:
        """Textures that colours name and that there are none of."""
        known = (PAPER, INK, *self.patterns)
        for name, colour in self.tokens.colours.items():
            if colour.mono and colour.mono not in known:
                told = {"mono": colour.mono, "name": name, "nearest": nearest(colour.mono, known)}
                yield error("handout/texture", Place(TEXTURES), **told)

    def exchange(self, root: Element, view: Box) -> None:
        """Shapes of a drawing in the textures of their colours, dark words on a box of paper, the rest in grey.

        Lines hold no texture: they are ink, those of a colour that becomes paper with a line of ink on either side.
        """
        width = number(root.get("width", "0")) * _MM_PER_PX
        scale = (view[2] - view[0]) / width if width else 1.0
        rim = float(self._told("outline")) * scale
        outline, used = {"stroke": self._told(INK), "stroke-width": f"{rim:.3f}"}, set[str]()
        for parent, shape, fill in list(filled(root)):
            colour, line = (self._named.get(paint) for paint in (fill, shape.get("stroke", "")))
            if colour and colour.mono and colour.mono != INK:
                used.add(colour.mono)
                paint = self._told(PAPER) if colour.mono == PAPER else f"url(#texture-{colour.mono})"
                shape.attrib |= {"fill": paint, **outline}
            elif fill == "none" and line and appearance(line) == PAPER and "stroke-width" in shape.attrib:
                wider = f"{number(shape.attrib['stroke-width']) + 2 * rim:.3f}"
                below = Element(shape.tag, {**shape.attrib, **outline, "stroke-width": wider})
                parent.insert(list(parent).index(shape), below)
        self._boxes(root, {}, scale)
        # Colours of tokens are ink or paper, a line in a texture is ink, others are grey.
        for element, name in product(root.iter(), _OF_COLOUR):
            value = element.get(name, "")
            if value.startswith("#"):
                colour = self._named.get(value)
                grey = f"{round(sum(map(mul, rgb_of(value), _LUMA))):02x}"
                told = self._told(PAPER if appearance(colour) == PAPER else INK) if colour else f"#{3 * grey}"
                element.set(name, told)
        shared = Element(f"{SVG}defs")
        for name in sorted(used - {PAPER}):
            shared.append(copy.deepcopy(self.patterns[name]))
            shared[-1].attrib |= {"id": f"texture-{name}", "patternTransform": f"scale({scale:.5f})"}
        root.insert(0, shared)

    def _told(self, name: str) -> str:
        """What the drawing of the textures says of itself: data-<name>."""
        told = self._source.get(f"data-{name}")
        if not told:
            raise reject("handout/textures", Place(TEXTURES, 1), name=name)
        return told

    @cached_property
    def _named(self) -> Mapping[str, ColourToken]:
        """The colours by their value as drawings have it."""
        return {colour.srgb.lower(): colour for colour in reversed(self.tokens.colours.values())}

    def _boxes(self, element: Element, style: Mapping[str, str], scale: float) -> None:
        """Puts a box of paper, as wide as its words, behind each dark text."""
        style = {**style, **{name: value for name in _OF_TEXT if (value := element.get(name))}}
        for child in list(element):
            own = {**style, **child.attrib}
            colour = self._named.get(own.get("fill", ""))
            if local(child) == "text" and colour and appearance(colour) == INK:
                element.insert(list(element).index(child), self._box(child, own, scale))
            else:
                self._boxes(child, style, scale)

    def _box(self, text: Element, style: Mapping[str, str], scale: float) -> Element:
        size, room = number(style.get("font-size", "16")), float(self._told("box")) * scale
        words = "".join(text.itertext())
        # As wide as the words are in the widest of the faces.
        fonts = (open_font(self.snapshot, file, Place(TEXTURES)) for file in self.tokens.display_faces.values())
        width = max((advance(font, words) for font in fonts), default=0.6 * len(words)) * size
        x, y = (next(iter(numbers(style.get(name, "0"))), 0.0) for name in ("x", "y"))
        left = x - width * {"middle": 0.5, "end": 1.0}.get(style.get("text-anchor", ""), 0.0) - room
        sides = (left, y - 0.75 * size - room, width + 2 * room, 0.95 * size + 2 * room)
        box = {name: f"{side:.3f}" for name, side in zip(("x", "y", "width", "height"), sides, strict=True)}
        turned = {name: value for name, value in text.attrib.items() if name == "transform"}
        return Element(f"{SVG}rect", {**box, **turned, "fill": self._told(PAPER), "stroke": "none"})
