"""Monochrome: what stands for each colour where there is only black: paper, ink, or a texture in drawings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from prepress.design.assets import fill_tokens
from prepress.design.contrast import luminance, rgb_of
from prepress.design.fonts import advance, open_font
from prepress.design.tokens import ColourToken, Tokens
from prepress.findings import Finding, Place, error, nearest, reject
from prepress.workspace import Snapshot

TEXTURES = "layouts/textures.svg"
"""The textures, each a pattern in mm, by its identifier."""

PAPER, INK = "paper", "ink"
_WHITE = (255, 255, 255)
_MIDDLE = 0.18
"""Relative luminance above which black stands out more than white."""

_PATTERN = re.compile(r'<pattern id="([\w-]+)".*?</pattern>', re.DOTALL)
_SHAPE = re.compile(r'(<(?:path|rect|circle|ellipse|polygon)\b[^<>]*?)\bfill="var\(--([\w-]+)\)"')
_STROKE = re.compile(r'(\bstroke(?:="|:\s*))var\(--([\w-]+)\)')
_LINE = re.compile(r'<(?:path|line|polyline)\b[^<>]*\bfill="none"[^<>]*/>')
_WIDTH = re.compile(r'\bstroke-width="([\d.]+)"')
_TEXT = re.compile(r"<text\b([^<>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def appearance(colour: ColourToken) -> str:
    """What stands for a colour: what it names itself, else paper or ink, as it is light or dark."""
    return colour.mono or (PAPER if luminance(rgb_of(colour.srgb)) > _MIDDLE else INK)


def same_without_colour(drawing: str, svg: str, tokens: Tokens) -> Iterator[Finding]:
    """Colours of one drawing that nothing tells apart in black, and textures that there are none of."""
    seen: dict[str, str] = {}
    for name in dict.fromkeys(name for _, name in _SHAPE.findall(svg)):
        colour = tokens.colours.get(name)
        if colour is None or rgb_of(colour.srgb) == _WHITE:
            continue
        other = seen.setdefault(appearance(colour), name)
        if tokens.colours[other].srgb != colour.srgb:
            message = f"'{other}' and '{name}' look the same without colour: both are {appearance(colour)}"
            hint = f"give one of the two another texture in the tokens: {name} = {{ …, mono = … }}"
            yield error("handout/hue", message, Place(drawing), hint)


@dataclass(frozen=True)
class Textures:
    """The textures of a project, and the file from which the widths of words on drawings are taken."""

    snapshot: Snapshot
    tokens: Tokens

    @cached_property
    def _source(self) -> str:
        return self.snapshot.read(TEXTURES).decode()

    def in_black(self) -> Tokens:
        """The tokens with the values of ink or paper for every colour."""
        shown = {
            name: replace(colour, srgb=self._told(INK if appearance(colour) == INK else PAPER))
            for name, colour in self.tokens.colours.items()
        }
        return replace(self.tokens, colours=shown)

    @cached_property
    def patterns(self) -> Mapping[str, str]:
        """Each pattern by its identifier."""
        return {match[1]: match[0] for match in _PATTERN.finditer(self._source)}

    def unknown(self) -> Iterator[Finding]:
        """Textures that colours name and that there are none of."""
        known = (PAPER, INK, *self.patterns)
        for name, colour in self.tokens.colours.items():
            if colour.mono and colour.mono not in known:
                message = f"there is no texture '{colour.mono}' for the colour '{name}'"
                yield error("handout/texture", message, Place(TEXTURES), nearest(colour.mono, known))

    def textured(self, svg: str) -> str:
        """Vector art in black: shapes in the textures of their colours, words on a box of paper where they need one.

        Lines hold no texture: they are ink, those of a colour that becomes paper with a line of ink on either side.
        """
        scale = _units_per_mm(svg)
        outline = float(self._told("outline")) * scale
        used: set[str] = set()

        def shape(match: re.Match[str]) -> str:
            colour = self.tokens.colours.get(match[2])
            if colour is None or not colour.mono or colour.mono == INK:
                return match[0]
            used.add(colour.mono)
            paint = self._told(PAPER) if colour.mono == PAPER else f"url(#texture-{colour.mono})"
            return f'{match[1]}fill="{paint}" stroke="{self._told(INK)}" stroke-width="{outline:.3f}"'

        def stroke(match: re.Match[str]) -> str:
            colour = self.tokens.colours.get(match[2])
            solid = colour is None or appearance(colour) in (PAPER, INK)
            return match[0] if solid else f"{match[1]}{self._told(INK)}"

        def line(match: re.Match[str]) -> str:
            painted, width = _STROKE.search(match[0]), _WIDTH.search(match[0])
            colour = self.tokens.colours.get(painted[2]) if painted else None
            if not (colour and painted and width) or appearance(colour) != PAPER:
                return match[0]
            wider = f'stroke-width="{float(width[1]) + 2 * outline:.3f}"'
            return _STROKE.sub(rf"\g<1>{self._told(INK)}", match[0]).replace(width[0], wider) + match[0]

        drawn = _STROKE.sub(stroke, _LINE.sub(line, _SHAPE.sub(shape, svg)))
        drawn = re.sub(
            r"<g\b([^<>]*[^<>/])>(.*?)</g>", lambda group: self._boxed(group, scale), drawn, flags=re.DOTALL
        )
        patterns = "".join(self._pattern(name, scale) for name in sorted(used - {PAPER}))
        opening = re.search(r"<svg\b[^>]*>", drawn)
        if patterns and opening:
            drawn = f"{drawn[: opening.end()]}<defs>{patterns}</defs>{drawn[opening.end() :]}"
        return fill_tokens(drawn, self.in_black())

    def _pattern(self, name: str, scale: float) -> str:
        named = self.patterns[name].replace(f'id="{name}"', f'id="texture-{name}"', 1)
        return named.replace("<pattern ", f'<pattern patternTransform="scale({scale:.5f})" ', 1)

    def _told(self, name: str) -> str:
        """What the drawing of the textures says of itself: data-<name>."""
        found = re.search(rf'data-{name}="([^"]+)"', self._source)
        if not found:
            hint = f'write data-{name}="…" on its root'
            raise reject("handout/textures", f"data-{name} is missing", Place(TEXTURES, 1), hint)
        return found[1]

    def _boxed(self, group: re.Match[str], scale: float) -> str:
        """A group of texts, each dark one on a box of paper as wide as the word."""
        size = float(dict(_ATTRIBUTE.findall(group[1])).get("font-size", "0"))
        room = float(self._told("box")) * scale

        def box(match: re.Match[str]) -> str:
            values = dict(_ATTRIBUTE.findall(match[1]))
            own = float(values.get("font-size", size))
            named = re.fullmatch(r"var\(--([\w-]+)\)", values.get("fill", ""))
            colour = self.tokens.colours.get(named[1]) if named else None
            if not own or colour is None or appearance(colour) != INK:
                return match[0]
            width = self._advance(match[2]) * own
            x, y = float(values.get("x", "0")) - room, float(values.get("y", "0")) - 0.75 * own - room
            turned = f' transform="{values["transform"]}"' if "transform" in values else ""
            height = 0.95 * own + 2 * room
            box = f'x="{x:.3f}" y="{y:.3f}" width="{width + 2 * room:.3f}" height="{height:.3f}"'
            return f'<rect {box} fill="{self._told(PAPER)}"{turned}/>{match[0]}'

        return f"<g{group[1]}>{_TEXT.sub(box, group[2])}</g>"

    def _advance(self, text: str) -> float:
        """Width of a word in em, in the widest of the faces."""
        fonts = (open_font(self.snapshot, file, Place(TEXTURES)) for file in self.tokens.faces.values())
        return max((advance(font, text) for font in fonts), default=0.6 * len(text))


def _units_per_mm(svg: str) -> float:
    """Units of a drawing that are one mm, where it says its size in mm; else one."""
    opening = re.search(r"<svg\b[^>]*>", svg)
    values = dict(_ATTRIBUTE.findall(opening[0])) if opening else {}
    width = re.fullmatch(r"([\d.]+)mm", values.get("width", ""))
    box = values.get("viewBox", "").replace(",", " ").split()
    return float(box[2]) / float(width[1]) if width and len(box) == 4 else 1.0
