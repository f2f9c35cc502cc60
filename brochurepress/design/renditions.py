"""Renditions: one bitmap as each kind of artwork gets it: samples for a PDF, or a file for a web page.

The press gets inks as they are, and all else with the profile it brings; screens get sRGB; office printers in black
get lightness. Rendering intent: relative colorimetric with black-point compensation, exact to a step of 255.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import numpy as np
from PIL import Image

from brochurepress.design.bitmaps import Bitmap, without_metadata
from brochurepress.design.contrast import companded
from brochurepress.design.profiles import LAB, SRGB, converted, is_srgb
from brochurepress.design.treatments import Treated

SCREEN_PPI, SCREEN_MOST_PPI = 200, 300
"""Pixels per inch of the page that a screen artwork gets of a bitmap which has more than the second."""

WEB_PIXELS = 1600
"""Longest side of a bitmap on a web page: a window of 800 CSS px at two device pixels each."""

WEB_SQUARE = 8
"""Pixels of a web page from one square of a screen to the next."""

_SCREEN_QUALITY, _PRESS_QUALITY, _WEBP_QUALITY = 85, 95, 82
_RARE = re.compile(rb"\xff[\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]\0.\x08", re.DOTALL)
"""Of JPEG: the head of a frame that readers of PDF and browsers cannot decode: arithmetic, lossless, in levels."""
_PHOTOGRAPH = 3
"""What is this many times smaller with losses than without any is a photograph."""


class Use(Enum):
    """What a rendition is for."""

    PRESS = "inks, or colours that are separated"
    SCREEN = "sRGB"
    MONO = "black alone"


@dataclass(frozen=True)
class Rendering:
    """How the bitmaps of one artwork are rendered: what for, and the ICC profile of CMYK that brings none.

    `reduced` gathers those that lost pixels, by their address, with the pixels per inch that they have on the page.
    """

    use: Use = Use.PRESS
    condition: Callable[[], bytes] = bytes
    reduced: dict[str, float] = field(default_factory=dict, compare=False)

    def reduces(self, bitmap: Bitmap, ppi: float) -> bool:
        """Whether a bitmap has more pixels on the page than this use can show; one bit keeps them all."""
        bits = bitmap.model == "1" or (bitmap.treatment and bitmap.treatment.asked.kind == "squares")
        return self.use is not Use.PRESS and ppi > SCREEN_MOST_PPI and not bits


@dataclass(frozen=True)
class Plane:
    """Encoded samples of one mode (1, L, RGB, CMYK): a JPEG, or the rows of a PNG, filtered and deflated.

    Samples of one component may be places in a `palette` of the components of a `base`, L, RGB or CMYK.
    """

    mode: str
    width: int
    height: int
    data: bytes
    jpeg: bool = False
    palette: bytes = b""
    base: str = ""


@dataclass(frozen=True)
class Rendition:
    """A bitmap for one artwork: colour and opacity, and the ICC profile of what the press has still to separate.

    `inverted` samples are complements of inks.
    """

    colour: Plane
    alpha: Plane | None = None
    profile: bytes = b""
    inverted: bool = False


def rendition(bitmap: Bitmap, rendering: Rendering, ppi: float) -> Rendition:
    """A bitmap for pages on which it has that many pixels per inch; 0 when that is not known.

    A JPEG that needs nothing keeps its coding; a picture without colour is grey for the press, one bit stays one bit.
    """
    press = rendering.use is Use.PRESS
    if bitmap.treatment:
        colour, alpha, palette = _in_inks(bitmap, bitmap.treatment, rendering, ppi)
        plane = _rows(colour) if press else _smaller(colour, bitmap.lossy)
        plane = replace(plane, palette=palette, base=_BASES[rendering.use])
        return Rendition(plane, _rows(alpha) if alpha else None)
    if _stays(bitmap, rendering.use) and not rendering.reduces(bitmap, ppi):
        size = (bitmap.model, bitmap.width, bitmap.height)
        jpeg = Plane(*size, without_metadata(bitmap.data), jpeg=True)
        return Rendition(jpeg, None, bitmap.profile if press else b"", bitmap.inverted)
    separable = press and bitmap.model in ("CMYK", "RGB") and not bitmap.neutral
    colour, alpha = _parts(bitmap.pixels() if separable else _shown(bitmap, rendering, ppi))
    rows = _rows(alpha) if alpha else None
    if press:
        lossy = bitmap.lossy and colour.mode == "RGB"
        plane = _jpeg(colour, _PRESS_QUALITY) if lossy else _rows(colour)
        return Rendition(plane, rows, bitmap.profile if separable and colour.mode == "RGB" else b"")
    return Rendition(_smaller(colour, bitmap.lossy), rows)


_BASES = {Use.PRESS: "CMYK", Use.SCREEN: "RGB", Use.MONO: "L"}


def _in_inks(
    bitmap: Bitmap, treatment: Treated, rendering: Rendering, ppi: float, most: int = 0
) -> tuple[Image.Image, Image.Image | None, bytes]:
    """How light a bitmap is, its opacity, and the palette that makes inks of that: in 8 bits, or in one for squares.

    For a web page it has `most` pixels at a side. Squares are opaque.
    """
    image = bitmap.pixels()
    scale = SCREEN_PPI / ppi if rendering.reduces(bitmap, ppi) else 1.0
    image = _reduced(image.convert("L") if image.mode == "1" else image, most / max(image.size) if most else scale)
    grey, alpha = _parts(_in_srgb(image, bitmap, replace(rendering, use=Use.MONO)))
    use = rendering.use.name.lower()
    if treatment.asked.kind == "tones":
        return grey, alpha, treatment.table(use, treatment.light(grey))
    opaque = Image.composite(grey, Image.new("L", grey.size, 255), alpha) if alpha else grey
    return treatment.squares(opaque, ppi, WEB_SQUARE if most else 0), None, treatment.table(use, np.array((0.0, 1.0)))


def web_file(bitmap: Bitmap, condition: Callable[[], bytes] = bytes) -> tuple[bytes, str]:
    """A bitmap as a file for a web page, in sRGB and no larger than WEB_PIXELS, and its MIME type."""
    rendering, treatment = Rendering(Use.SCREEN, condition), bitmap.treatment
    if treatment:
        grey, alpha, palette = _in_inks(bitmap, treatment, rendering, 0, WEB_PIXELS)
        image = Image.frombytes("P", grey.size, np.asarray(grey, "u1").tobytes())
        image.putpalette(palette)
        image = image.convert("RGB")
        if alpha:
            image.putalpha(alpha)
    else:
        image = bitmap.pixels()
        image = _in_srgb(_reduced(image, WEB_PIXELS / max(image.size)), bitmap, rendering)
    shown = image.convert("RGBA" if image.mode in ("LA", "RGBA") else "RGB")
    made = _saved(shown, "WEBP", quality=_WEBP_QUALITY, method=4)
    sharp = treatment is not None and treatment.asked.kind == "squares"
    if sharp or not bitmap.lossy:
        exact = _saved(shown, "WEBP", lossless=True)
        made = exact if sharp or len(exact) < _PHOTOGRAPH * len(made) else made
    if not treatment and _stays(bitmap, Use.SCREEN) and len(bare := without_metadata(bitmap.data)) <= len(made):
        return bare, "image/jpeg"
    return made, "image/webp"


def drawing_file(bitmap: Bitmap, rendering: Rendering, ppi: float = 0) -> tuple[bytes, str]:
    """A bitmap as a file for a drawing on pages, and its MIME type: in sRGB, or in grey; `ppi` as for `rendition`."""
    stays = _stays(bitmap, rendering.use) and _stays(bitmap, Use.PRESS)
    if stays and not rendering.reduces(bitmap, ppi):
        return without_metadata(bitmap.data), "image/jpeg"
    image = _shown(bitmap, rendering, ppi)
    if bitmap.lossy and image.mode in ("L", "RGB"):
        return _jpeg(image, _PRESS_QUALITY).data, "image/jpeg"
    return _saved(image, "PNG"), "image/png"


def _stays(bitmap: Bitmap, use: Use) -> bool:
    """Whether an artwork can hold the JPEG as it was coded."""
    if bitmap.kind != "JPEG" or bitmap.orientation != 1 or _RARE.search(bitmap.data):
        return False
    if use is Use.PRESS:
        return not (bitmap.neutral and (bitmap.model == "RGB" or bitmap.profile))
    shown = ("RGB", "L") if use is Use.SCREEN else ("L",)
    return bitmap.model in shown and (not bitmap.profile or is_srgb(bitmap.profile))


def _reduced(image: Image.Image, scale: float) -> Image.Image:
    """Fewer pixels (Lanczos), or the same: never more."""
    if scale >= 1:
        return image
    width, height = (max(1, round(side * scale)) for side in image.size)
    grey = image.convert("L") if image.mode == "1" else image
    return grey.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _parts(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Colour and opacity apart."""
    if image.mode not in ("LA", "RGBA"):
        return image, None
    return image.convert(image.mode[:-1]), image.getchannel("A")


def _shown(bitmap: Bitmap, rendering: Rendering, ppi: float) -> Image.Image:
    """A bitmap with no more pixels than show, in sRGB, or in grey where there is black alone."""
    image = bitmap.pixels()
    if rendering.reduces(bitmap, ppi):
        image = _reduced(image, SCREEN_PPI / ppi)
    return _in_srgb(image, bitmap, rendering)


def _in_srgb(image: Image.Image, bitmap: Bitmap, rendering: Rendering) -> Image.Image:
    """Pixels of a bitmap in sRGB, or in its greys where they are neutral; opacity is kept."""
    colour, alpha = _parts(image)
    profile = bitmap.profile or (rendering.condition() if colour.mode == "CMYK" else b"")
    if colour.mode == "LAB" or profile:
        colour = converted(colour, profile or LAB, SRGB, "RGB")
    if bitmap.neutral and colour.mode == "RGB":
        colour = colour.getchannel("G")
    if rendering.use is Use.MONO and colour.mode == "RGB":
        # The grey of sRGB that is as light as each colour: L* (CIE 15, 8.2.1).
        lights = (step / 2.55 for step in range(256))
        linear = (((light + 16) / 116) ** 3 if light > 8 else light / 903.3 for light in lights)
        lightness = converted(colour, SRGB, LAB, "LAB").getchannel(0)
        colour = lightness.point([round(255 * companded(part)) for part in linear])
    if alpha:
        colour.putalpha(alpha)
    return colour


def _smaller(image: Image.Image, lossy: bool) -> Plane:
    """A photograph as JPEG, anything else without losses."""
    if image.mode == "1":
        return _rows(image)
    jpeg = _jpeg(image, _SCREEN_QUALITY)
    exact = None if lossy else _rows(image)
    return exact if exact and len(exact.data) < _PHOTOGRAPH * len(jpeg.data) else jpeg


def _jpeg(image: Image.Image, quality: int) -> Plane:
    """Pixels as JPEG, colour as sharp as light."""
    return Plane(image.mode, *image.size, _saved(image, "JPEG", quality=quality, subsampling=0), jpeg=True)


def _rows(image: Image.Image) -> Plane:
    """Pixels without losses; four inks are filtered as four channels of a PNG."""
    drawn = Image.frombytes("RGBA", image.size, image.tobytes()) if image.mode == "CMYK" else image
    png, at, rows = _saved(drawn, "PNG"), 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4])
        rows += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    return Plane(image.mode, *image.size, rows)


def _saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()
