"""Records of the swatches: every colour token with its sRGB value and its ink, under one title."""

from __future__ import annotations

from dataclasses import dataclass

from prepress.design import Ink

INKS = ("cyan", "magenta", "yellow", "black")


@dataclass(frozen=True)
class Swatch:
    """A colour: its name, sRGB value (#RRGGBB) and recipe in % ink."""

    name: str
    srgb: str
    ink: Ink

    @property
    def components(self) -> tuple[int, int, int]:
        """Red, green and blue from 0 to 255."""
        red, green, blue = bytes.fromhex(self.srgb[1:])
        return red, green, blue

    @property
    def total(self) -> float:
        """Total ink in %."""
        return sum(self.ink)

    @property
    def recipe(self) -> str:
        """The recipe as designers write it: C26 M1 Y0 K0."""
        return " ".join(f"{letter}{part:g}" for letter, part in zip("CMYK", self.ink, strict=True))


@dataclass(frozen=True)
class Palette:
    """The colours of one brochure: its title, the printing condition that the recipes are made for, the swatches."""

    title: str
    condition: str
    swatches: tuple[Swatch, ...]


def srgb_of(red: float, green: float, blue: float) -> str:
    """#RRGGBB of components from 0 to 255."""
    return "#" + "".join(f"{round(part):02X}" for part in (red, green, blue))
