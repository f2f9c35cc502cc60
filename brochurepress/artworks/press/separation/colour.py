"""Colour: sRGB to ink by recipe, by K alone for neutrals, else by ICC profile; of an image pixel by pixel."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pikepdf import Name
from PIL import Image

from brochurepress.design import LAB, PLAIN, SRGB, TABLES, Ink, OverprintDemands, Rgb, converted, rgb_of
from brochurepress.findings import Rejected, error
from brochurepress.wording import phrase

RgbFractions = tuple[float, float, float]
"""sRGB components from 0 to 1."""

ColourComponents = tuple[float, ...]
"""Components from 0 to 1 in the colour space of a destination: its four inks, or one grey."""

BLACK: ColourComponents = (0.0, 0.0, 0.0, 1.0)

KNEE = 40.0
"""Lightness L* above which K alone matches the mixture of four inks exactly."""


class Unseparable(Exception):
    """An object that this separation does not know: what it is, and the hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class InkPlan:
    """How colours become ink: the press's ICC profile, recipes in % ink by sRGB (#RRGGBB), overprint."""

    profile: bytes
    recipes: Mapping[str, Ink]
    overprint: OverprintDemands
    ink_limit_percent: float


class CmykDestination:
    """Destination DeviceCMYK: the inks of a printing condition.

    Rendering intent: relative colorimetric with black-point compensation (ICC.1, ISO 18619).
    """

    space = Name.DeviceCMYK

    def __init__(self, plan: InkPlan) -> None:
        self._press = plan.profile
        try:
            self._through_profile([(0, 0, 0)])
        except Unseparable as fault:
            raise Rejected([error("intent/profile:broken")]) from fault
        self._recipes: dict[Rgb, ColourComponents] = {
            rgb_of(srgb): tuple(part / 100 for part in ink) for srgb, ink in plan.recipes.items()
        }
        self._flat: dict[Rgb, ColourComponents] = {}

    def flat(self, rgb: RgbFractions) -> ColourComponents:
        """The recipe of the sRGB value, K alone when it is neutral, else what the ICC profile gives."""
        if (key := _bytes(rgb)) not in self._flat:
            found = self._recipes.get(key)
            if found is None:
                neutral = len({*key}) == 1
                found = (0.0, 0.0, 0.0, self._black[key[0]]) if neutral else self._through_profile([key])[0]
            self._flat[key] = tuple(round(part, 4) for part in found)
        return self._flat[key]

    def grey(self, level: float) -> ColourComponents:
        """Grey is the neutral of sRGB: K of the same lightness, or the recipe of that neutral."""
        return self.flat((level, level, level))

    def process(self, inks: ColourComponents) -> ColourComponents:
        """Inks that were chosen stay as they are."""
        return inks

    def ramp(self, colours: Sequence[RgbFractions]) -> list[ColourComponents]:
        """The transition through the ICC profile, bent so that both ends are exact; a neutral one in K alone.

        The bend is cubic: an end in K alone, with its few inks, must not lighten the middle.
        """
        if all(max(rgb) - min(rgb) < 1 / 255 for rgb in colours):
            return [self.flat(rgb) for rgb in colours]
        inks = self._through_profile([_bytes(rgb) for rgb in colours])
        first, last = self.flat(colours[0]), self.flat(colours[-1])
        steps = max(1, len(inks) - 1)
        start, end = ([a - b for a, b in zip(*ends, strict=True)] for ends in ((first, inks[0]), (last, inks[-1])))
        return [
            tuple(
                min(1.0, max(0.0, part + (1 - step / steps) ** 3 * before + (step / steps) ** 3 * after))
                for part, before, after in zip(ink, start, end, strict=True)
            )
            for step, ink in enumerate(inks)
        ]

    def picture(self, image: Image.Image, profile: bytes | None) -> Image.Image:
        """An RGB image in four inks, every pixel through the ICC profile.

        Raises Unseparable when the profile that the image brings is broken or not one of RGB.
        """
        try:
            return converted(image, profile or SRGB, self._press, "CMYK", TABLES)
        except ValueError as fault:
            raise Unseparable(phrase("part/icc-profile"), phrase("part/convert-image")) from fault

    def _through_profile(self, values: Sequence[Rgb]) -> list[ColourComponents]:
        image = Image.frombytes("RGB", (len(values), 1), bytes(part for rgb in values for part in rgb))
        data = self.picture(image, None).tobytes()
        return [tuple(part / 255 for part in ink) for ink in zip(*(data[at::4] for at in range(4)), strict=True)]

    @cached_property
    def _black(self) -> tuple[float, ...]:
        """K (0 to 1) for each of 256 neutrals of sRGB, as light as the four inks that the ICC profile gives.

        K alone is lighter than the darkest mixture of inks, so the lightness below the knee is compressed.
        """
        tints = bytes(part for level in range(256) for part in (0, 0, 0, level))
        ink = self._lightness(Image.frombytes("CMYK", (256, 1), tints))
        greys = bytes(level for level in range(256) for _ in range(3))
        mixed = self._lightness(self.picture(Image.frombytes("RGB", (256, 1), greys), None))
        darkness = [-light for light in ink]
        black = []
        for light in mixed:
            steep = (KNEE - ink[255]) / (KNEE - mixed[0])
            wanted = -light if light > KNEE else steep * (KNEE - light) - KNEE
            above = min(255, max(1, bisect_left(darkness, wanted)))
            low, high = darkness[above - 1], darkness[above]
            part = (wanted - low) / (high - low) if high > low else 0.0
            black.append(min(1.0, max(0.0, (above - 1 + part) / 255)))
        return (1.0, *black[1:-1], 0.0)

    def _lightness(self, ramp: Image.Image) -> list[float]:
        """L* from 0 to 100 of the 256 pixels of a ramp, relative to the paper."""
        steps = converted(ramp, self._press, LAB, "LAB", PLAIN).getchannel(0).tobytes()
        # LittleCMS gives L* in steps of 0.4 here: the mean of neighbours lies between the steps.
        windows = [steps[max(0, at - 2) : at + 3] if 2 <= at < 254 else steps[at : at + 1] for at in range(256)]
        return [sum(window) / len(window) / 2.55 for window in windows]


class LuminosityDestination:
    """Destination DeviceGray: the luminosity of colours in a soft mask (ISO 32000-1, 11.5.3 and 10.3.3)."""

    space = Name.DeviceGray

    def flat(self, rgb: RgbFractions) -> ColourComponents:
        """0.3 red, 0.59 green, 0.11 blue."""
        return (round(0.3 * rgb[0] + 0.59 * rgb[1] + 0.11 * rgb[2], 4),)

    def grey(self, level: float) -> ColourComponents:
        """A level stays as it is."""
        return (level,)

    def process(self, inks: ColourComponents) -> ColourComponents:
        """The complement of the inks' weighted sum (ISO 32000-1, 10.3.5)."""
        cyan, magenta, yellow, black = inks
        return (round(1 - min(1.0, 0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black), 4),)

    def ramp(self, colours: Sequence[RgbFractions]) -> list[ColourComponents]:
        """Each sample for itself: luminosity is linear."""
        return [self.flat(rgb) for rgb in colours]

    def picture(self, image: Image.Image, profile: bytes | None) -> Image.Image:
        """The luminosity of every pixel."""
        return image.convert("L", (0.3, 0.59, 0.11, 0))


Destination = CmykDestination | LuminosityDestination
"""A colour space into which all colours of a content stream are brought."""


def soft_proof(profile: bytes, recipes: Sequence[Ink]) -> tuple[Rgb, ...]:
    """How recipes in % ink look on a screen, relative to the paper and with black points matched."""
    if not recipes:
        return ()
    inks = bytes(round(part * 2.55) for recipe in recipes for part in recipe)
    shown = Image.frombytes("CMYK", (len(recipes), 1), inks)
    data = converted(shown, profile, SRGB, "RGB", TABLES).tobytes()
    return tuple(zip(data[::3], data[1::3], data[2::3], strict=True))


def delta_e(one: Rgb, other: Rgb) -> float:
    """The distance of two sRGB colours to the eye: Delta E*ab (CIE 15, 8.2.1), of L*a*b* as LittleCMS gives it."""
    pair = Image.frombytes("RGB", (2, 1), bytes((*one, *other)))
    light, a, b, light2, a2, b2 = converted(pair, SRGB, LAB, "LAB", PLAIN).tobytes()
    signed = ((x - 256 * (x > 127)) - (y - 256 * (y > 127)) for x, y in ((a, a2), (b, b2)))
    return math.hypot((light - light2) / 2.55, *signed)


def from_device(values: Sequence[float], to: Destination) -> ColourComponents:
    """Components of DeviceGray, DeviceRGB or DeviceCMYK (one, three or four) in a destination."""
    if len(values) == 1:
        return to.grey(values[0])
    if len(values) == 3:
        return to.flat((values[0], values[1], values[2]))
    return to.process(tuple(values))


def _bytes(rgb: RgbFractions) -> Rgb:
    red, green, blue = (min(255, max(0, round(part * 255))) for part in rgb)
    return red, green, blue
