"""Design tokens: the one home of colours (sRGB value and ink recipe), type and space, read from TOML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass as record

from prepress.fields import STRICT, Fields, bind, read_text, read_toml
from prepress.findings import Finding, Place, Rejected, error, nearest
from prepress.geometry import Geometry

Ink = tuple[float, float, float, float]
"""A recipe in % ink: cyan, magenta, yellow, black, each 0 to 100."""


def _hex(value: str) -> str:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
        raise ValueError("a colour is written #RRGGBB")
    return value.upper()


def _percent(value: Ink) -> Ink:
    if not all(0 <= part <= 100 for part in value):
        raise ValueError("four numbers from 0 to 100 were expected: % cyan, magenta, yellow, black")
    return value


def _length(value: str) -> str:
    if not re.fullmatch(r"\d+(\.\d+)?mm", value):
        raise ValueError("a length in mm was expected, such as 148mm")
    return value


@record(frozen=True, config=STRICT)
class Colour:
    """A colour with its sRGB value for screens and its recipe in % ink for the press."""

    srgb: Annotated[str, AfterValidator(_hex)]
    ink: Annotated[Ink, AfterValidator(_percent)]


@record(frozen=True, config=STRICT)
class Page:
    """The trimmed page: width and height in mm."""

    width: Annotated[str, AfterValidator(_length)]
    height: Annotated[str, AfterValidator(_length)]


@record(frozen=True, config=STRICT)
class Pair:
    """Two colours that must stay apart: a text or a mark on its ground, with the contrast demanded (WCAG 2.2, 1.4.3 and 1.4.11)."""

    on: str
    of: str
    ratio: float


@record(frozen=True, config=STRICT)
class Tokens:
    """All tokens of one brochure.

    `custom` holds every other CSS custom property; `faces` names the font files of the display lines.
    """

    page: Page
    colours: dict[str, Colour]
    custom: dict[str, str] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict)
    contrast: tuple[Pair, ...] = ()

    def geometry(self, bleed_mm: float, safety_mm: float = 0.0) -> Geometry:
        """The page with a printer's bleed and safety margin (mm)."""
        return Geometry(
            float(self.page.width[:-2]), float(self.page.height[:-2]), bleed_mm, safety_mm
        )

    def recipes(self) -> dict[str, Ink]:
        """Ink recipe (% ink) by sRGB value (#RRGGBB): what the separation uses exactly."""
        return {colour.srgb: colour.ink for colour in self.colours.values()}

    def properties(self) -> Iterator[tuple[str, str]]:
        """Custom properties of CSS, in order: page size, colours, then the rest."""
        yield "page-width", self.page.width
        yield "page-height", self.page.height
        for name, colour in self.colours.items():
            yield name, colour.srgb
        yield from self.custom.items()


def read_tokens(path: Path, file: str, overrides: tuple[Path, str] | None = None) -> Tokens:
    """Tokens of a file, with those of an edition's own file laid over them.

    Raises Rejected: broken syntax, a value out of range, one sRGB value with two recipes, an unknown colour in a pair.
    """
    fields = read_toml(read_text(path, file), file)
    if overrides:
        own = read_toml(read_text(*overrides), overrides[1])
        fields = Fields(own.file, _overlaid(fields.values, own.values), own.lines)
    tokens = bind(fields, Tokens, "tokens")
    faults = [*_ambiguous(tokens, fields), *_unknown(tokens, fields)]
    if faults:
        raise Rejected(faults)
    return tokens


def _overlaid(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    both = {
        key: _overlaid(base[key], value) if isinstance(value, dict) and key in base else value
        for key, value in over.items()
    }
    return {**base, **both}


def _ambiguous(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, colour in tokens.colours.items():
        other = first.setdefault(colour.srgb, name)
        if tokens.colours[other].ink != colour.ink:
            message = f"'{name}' and '{other}' are both {colour.srgb} but have different ink recipes"
            hint = "give one of them another sRGB value: the separation tells colours apart by it"
            yield error("tokens/two-recipes", message, fields.place(("colours", name)), hint)


def _unknown(tokens: Tokens, fields: Fields) -> Iterator[Finding]:
    for index, pair in enumerate(tokens.contrast):
        for name in (pair.on, pair.of):
            if name not in tokens.colours:
                place: Place = fields.place(("contrast", index))
                message = f"there is no colour '{name}'"
                yield error("tokens/unknown-colour", message, place, nearest(name, tokens.colours))
