"""Picture treatments: a photograph in the inks of a kit, as tones between them or as a screen of squares.

Lightness of the file becomes ink by the table of 256 inks that a treatment is; what the press gets is that table in
% ink, as the tokens say them, and never a detour by sRGB. Interpolation is linear in the components of each artwork.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from brochurepress.design.contrast import companded, luminance, rgb_of
from brochurepress.design.monochrome import INK, PAPER, appearance
from brochurepress.design.tokens import Tokens, Treatment

SCREEN_OF_SQUARES_PPI, _MOST_PIXELS = 800, 100_000_000
"""Pixels per inch of a screen of squares, and how many it has at most."""

_Lights = npt.NDArray[np.float64]
_CLIPPED = 0.005
"""The part of the pixels at either end that a picture loses whose tones are stretched."""

_BAYER = np.array(((0, 8, 2, 10), (12, 4, 14, 6), (3, 11, 1, 9), (15, 7, 13, 5)))
"""Thresholds by which neighbouring squares share a pixel, so that an even tone has its ink exactly."""


@dataclass(frozen=True)
class Treated:
    """A treatment, and the components of its inks, 0 to 1, for `press`, `screen` and `mono`; `width_mm` of the page."""

    asked: Treatment
    inks: tuple[Mapping[str, tuple[float, ...]], ...]
    width_mm: float

    def light(self, grey: Image.Image) -> _Lights:
        """Lightness, 0 to 1, for each of 256 samples of a picture; both samples in the middle are one half."""
        low, high = 0.0, 255.0
        if self.asked.stretch:
            counts = np.cumsum(grey.histogram()) / (grey.width * grey.height)
            low, high = (float(np.searchsorted(counts, part)) for part in (_CLIPPED, 1 - _CLIPPED))
        samples = np.clip((np.arange(256) - low) * 255 / max(1.0, high - low), 0, 255) - 127.5
        even = np.sign(samples) * np.maximum(0, np.abs(samples) - 0.5) / 254
        return np.asarray(np.clip(even * self.asked.contrast + 0.5, 0, 1))

    def table(self, use: str, light: _Lights) -> bytes:
        """The components, 0 to 255, of the inks for some lightnesses, for press, screen or mono."""
        at = np.array(self.asked.at) / 100 if self.asked.at else np.linspace(0, 1, len(self.inks))
        parts = [np.interp(light, at, part) for part in zip(*(ink[use] for ink in self.inks), strict=True)]
        return np.asarray((np.stack(parts, axis=1) * 255).round(), np.uint8).tobytes()

    def squares(self, grey: Image.Image, ppi: float, wide: int = 0) -> Image.Image:
        """A screen in one bit, 0 where the first ink stands: dark squares, as large as the picture is dark there.

        The picture has `ppi` pixels per inch on the page, 0 where it is as wide as that; a square is `wide` pixels.
        """
        pitch = float(str(self.asked.size)[:-2])
        mm = grey.width / ppi * 25.4 if ppi else self.width_mm
        across, down = (max(1, round(mm * side / grey.width / pitch)) for side in grey.size)
        wide = wide or math.ceil(pitch / 25.4 * SCREEN_OF_SQUARES_PPI)
        wide = max(2, min(wide, math.isqrt(_MOST_PIXELS // (across * down))))
        dark = 1 - self.light(grey)[np.asarray(grey.resize((across, down), Image.Resampling.BOX))]
        least = np.floor(np.sqrt(dark) * wide)
        more = (dark * wide**2 - least**2) / (2 * least + 1)
        thresholds = np.tile((_BAYER + 0.5) / 16, (down // 4 + 1, across // 4 + 1))[:down, :across]
        sides = (least + (more > thresholds)).astype(int)
        place = np.arange(wide)
        rows = []
        for line in sides[:, np.newaxis, :, np.newaxis]:
            start = (wide - line) // 2
            inside = [(start <= at) & (at < start + line) for at in (place[:, np.newaxis, np.newaxis], place)]
            rows.append(np.packbits(~(inside[0] & inside[1]).reshape(wide, -1), axis=1).tobytes())
        return Image.frombytes("1", (across * wide, down * wide), b"".join(rows))


def treatment_of(tokens: Tokens, name: str, ground: str = "") -> Treated:
    """A treatment of the tokens, for a picture on a page of that ground: its role `ground` is that colour."""
    asked = tokens.treatments[name]
    inks = tuple(_components(tokens, ink, ground) for ink in asked.inks)
    if asked.kind == "squares":  # which paper of another grey would only veil
        inks = tuple({**ink, "mono": (float(number),)} for number, ink in enumerate(inks))
    return Treated(asked, inks, float(tokens.page.width[:-2]))


def _components(tokens: Tokens, ink: str, ground: str) -> Mapping[str, tuple[float, ...]]:
    """An ink. In black it is paper or ink where the colour, or the page that it is the ground of, becomes that."""
    name = (ground or ink) if ink == "ground" else ink
    colour = tokens.colours[tokens.roles.get(name, name)]
    channels, told = rgb_of(colour.srgb), colour.mono or ""
    if ink == "ground":
        told = INK if appearance(colour) == INK else PAPER
    grey = {INK: 0.0, PAPER: 1.0}.get(told, companded(float(luminance(channels))))
    press, screen = tuple(part / 100 for part in colour.ink), tuple(part / 255 for part in channels)
    return {"press": press, "screen": screen, "mono": (grey,)}
