"""Picture treatments: a photograph in the inks of a kit, as tones between them or as a screen of squares.

Lightness of the file becomes ink by the table of 256 inks that a treatment is; what the press gets is that table in
% ink, as the tokens say them, and never a detour by sRGB. Interpolation is linear in the components of each artwork.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from brochurepress.design.contrast import companded, luminance, rgb_of
from brochurepress.design.monochrome import INK, PAPER, appearance
from brochurepress.design.tokens import Tokens

SCREEN_OF_SQUARES_PPI, _MOST_PIXELS = 800, 100_000_000
"""Pixels per inch of a screen of squares, and how many it has at most."""

_Lights = npt.NDArray[np.float64]
_CLIPPED = 0.005
"""The part of the pixels at either end that a picture loses whose tones are stretched."""

_BAYER = np.array(((0, 8, 2, 10), (12, 4, 14, 6), (3, 11, 1, 9), (15, 7, 13, 5)))
"""Thresholds by which neighbouring squares share a pixel, so that an even tone has its ink exactly."""


@dataclass(frozen=True)
class Stop:
    """An ink of a treatment: at which lightness, 0 to 1, and its components, 0 to 1, for each use."""

    at: float
    press: tuple[float, ...]
    screen: tuple[float, ...]
    mono: tuple[float, ...]


@dataclass(frozen=True)
class Treated:
    """A treatment with its inks worked out. `pitch_mm` parts two squares; `width_mm` is that of the page."""

    kind: Literal["tones", "squares"]
    stops: tuple[Stop, ...]
    contrast: float
    stretch: bool
    pitch_mm: float
    width_mm: float

    def light(self, grey: Image.Image) -> _Lights:
        """Lightness, 0 to 1, for each of 256 samples of a picture; both samples in the middle are one half."""
        low, high = 0.0, 255.0
        if self.stretch:
            counts = np.cumsum(grey.histogram()) / (grey.width * grey.height)
            low, high = (float(np.searchsorted(counts, part)) for part in (_CLIPPED, 1 - _CLIPPED))
        samples = np.clip((np.arange(256) - low) * 255 / max(1.0, high - low), 0, 255) - 127.5
        even = np.sign(samples) * np.maximum(0, np.abs(samples) - 0.5) / 254
        return np.asarray(np.clip(even * self.contrast + 0.5, 0, 1))

    def table(self, use: str, light: _Lights) -> bytes:
        """The components, 0 to 255, of the inks for some lightnesses, for press, screen or mono."""
        at, inks = [stop.at for stop in self.stops], zip(*(getattr(stop, use) for stop in self.stops), strict=True)
        parts = np.stack([np.interp(light, at, part) for part in inks], axis=1)
        return np.asarray((parts * 255).round(), np.uint8).tobytes()

    def squares(self, grey: Image.Image, ppi: float, wide: int = 0) -> Image.Image:
        """A screen in one bit, 0 where the first ink stands: dark squares, as large as the picture is dark there.

        The picture has `ppi` pixels per inch on the page, 0 where it is as wide as that; a square is `wide` pixels.
        """
        mm = grey.width / ppi * 25.4 if ppi else self.width_mm
        across = max(1, round(mm / self.pitch_mm))
        down = max(1, round(mm * grey.height / grey.width / self.pitch_mm))
        wide = wide or math.ceil(self.pitch_mm / 25.4 * SCREEN_OF_SQUARES_PPI)
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
    even = (100 * number / (len(asked.inks) - 1) for number in range(len(asked.inks)))
    stops = tuple(_stop(tokens, ink, at / 100, ground) for ink, at in zip(asked.inks, asked.at or even, strict=True))
    if asked.kind == "squares":  # which paper of another grey would only veil
        stops = tuple(replace(stop, mono=(float(number),)) for number, stop in enumerate(stops))
    pitch, page = (float((length or "0mm")[:-2]) for length in (asked.size, tokens.page.width))
    return Treated(asked.kind, stops, asked.contrast, asked.stretch, pitch, page)


def _stop(tokens: Tokens, ink: str, at: float, ground: str) -> Stop:
    """An ink. In black it is paper or ink where the colour, or the page that it is the ground of, becomes that."""
    behind = ink == "ground"
    name = (ground or ink) if behind else ink
    colour = tokens.colours[tokens.roles.get(name, name)]
    channels, told = rgb_of(colour.srgb), colour.mono or ""
    if behind:
        told = INK if appearance(colour) == INK else PAPER
    grey = {INK: 0.0, PAPER: 1.0}.get(told, companded(float(luminance(channels))))
    press, screen = tuple(part / 100 for part in colour.ink), tuple(part / 255 for part in channels)
    return Stop(at, press, screen, (grey,))
