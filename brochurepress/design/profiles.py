"""Colour profiles: pixels from one space into another by LittleCMS, of which this is the only door (ICC.1)."""

import functools
import io
from typing import Any, Literal

from PIL import Image, ImageCms

from brochurepress.wording import phrase

SRGB: Literal["sRGB"] = "sRGB"
LAB: Literal["LAB"] = "LAB"
"""Spaces that need no profile of their own."""

PLAIN = ImageCms.Flags.NONE
TABLES = ImageCms.Flags.BLACKPOINTCOMPENSATION
EXACT = TABLES | ImageCms.Flags.NOOPTIMIZE
"""How a transform reckons: colours as they are; black points matched, with the tables that LittleCMS makes for 8 bits
(up to eight steps of 255 off); the same without tables (half a step, six times slower)."""

_SPACES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "Lab": "LAB"}


def converted(
    image: Image.Image, source: bytes | str, target: bytes | str, mode: str, how: ImageCms.Flags = EXACT
) -> Image.Image:
    """Pixels from one profile, SRGB or LAB into another, relative colorimetric.

    Raises ValueError for a profile that is broken, or not one of the mode of the image.
    """
    made = Image.new(mode, image.size)
    # Not applyTransform: it serialises the whole profile after every call, to leave it in the result.
    _transform(source, target, image.mode, mode, how).transform.apply(image.getim(), made.getim())
    return made


@functools.lru_cache(maxsize=64)
def _transform(
    source: bytes | str, target: bytes | str, before: str, after: str, how: ImageCms.Flags
) -> ImageCms.ImageCmsTransform:
    try:
        ends = (_opened(source), _opened(target))
        return ImageCms.buildTransform(*ends, before, after, ImageCms.Intent.RELATIVE_COLORIMETRIC, how)
    except (OSError, ImageCms.PyCMSError) as fault:
        raise ValueError(phrase("part/colour-profile")) from fault


def _opened(profile: bytes | str) -> Any:
    if isinstance(profile, str):
        return ImageCms.createProfile(SRGB if profile == SRGB else LAB)
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def profile_fault(profile: bytes, model: str) -> str:
    """What is wrong with the profile that an image of this mode brings, in words for the editor; "" when nothing is."""
    try:
        space = _opened(profile).profile.xcolor_space.strip()
        if _SPACES.get(space) != model:
            return phrase("part/profile-other", space=space)
        converted(Image.new(model, (1, 1)), profile, SRGB, "RGB")
    except (OSError, ValueError):
        return phrase("part/profile-broken")
    return ""


@functools.lru_cache(maxsize=64)
def is_srgb(profile: bytes) -> bool:
    """Whether a sound profile gives the colours of sRGB, whatever its name: within two steps of 255."""
    asked = bytes(step * 97 % 256 for step in range(48))
    if _opened(profile).profile.xcolor_space.strip() != "RGB":
        return False
    made = converted(Image.frombytes("RGB", (16, 1), asked), profile, SRGB, "RGB").tobytes()
    return max(abs(one - other) for one, other in zip(asked, made, strict=True)) <= 2
