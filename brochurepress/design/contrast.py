"""Contrast: how light sRGB colours are, and how far they stand apart (WCAG 2.2)."""

import numpy as np
import numpy.typing as npt

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


def rgb_of(srgb: str) -> Rgb:
    """The channels of #RRGGBB."""
    red, green, blue = bytes.fromhex(srgb.removeprefix("#"))
    return red, green, blue


def luminance(colours: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Relative luminance, 0 to 1, of sRGB colours, 0 to 255 in the last axis (WCAG 2.2, relative luminance)."""
    channels = np.asarray(colours, np.float64) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def companded(linear: float) -> float:
    """The sRGB component of a linear one, both from 0 to 1 (IEC 61966-2-1)."""
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def contrast_ratio(one: npt.ArrayLike, other: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Contrast ratio, 1 to 21, of sRGB colours, 0 to 255 in the last axis (WCAG 2.2, contrast ratio)."""
    first, second = luminance(one), luminance(other)
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)
