"""Placed bitmaps: what the layout engine is given instead of picture files: a size to lay out, and samples to write.

The engine takes pictures from a table of its own before it fetches any (`weasyprint.images.get_image_from_uri`); here
that table gives it bitmaps that the press has decoded. One layout is written for several artworks, each with samples of
its own: `rendered` says which.

A newer version must be tested for: pictures are asked `get_intrinsic_size`, `draw`, `get_x_object`, `id`, `width`,
`height` and `ratio`; of the ratios that `draw` gives to `Stream.add_image` the greatest comes back to `get_x_object`.
"""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pydyf

from brochurepress.design import FORMATS, Bitmap, Plane, Rendering, Rendition, read_bitmap, rendition
from brochurepress.workspace import media_type

Fetch = Callable[[str], tuple[bytes | Bitmap, str]]
"""Gives content and MIME type of a URL met in HTML or CSS; raises ValueError when there is none."""

_SPACES = {"1": "/DeviceGray", "L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
_engine = logging.getLogger("weasyprint")
_FOR_PRESS = Rendering()
_rendering: ContextVar[Rendering] = ContextVar("_rendering", default=_FOR_PRESS)


@contextmanager
def rendered(rendering: Rendering) -> Iterator[None]:
    """What is written while the block runs has its bitmaps rendered in that way."""
    token = _rendering.set(rendering)
    try:
        yield
    finally:
        _rendering.reset(token)


class PlacedBitmap:
    """A bitmap as the layout engine knows pictures."""

    def __init__(self, bitmap: Bitmap, url: str) -> None:
        self.bitmap, self.url = bitmap, url
        self.id = hashlib.md5(url.encode(), usedforsecurity=False).hexdigest()
        self.width, self.height = bitmap.width, bitmap.height
        self.ratio = self.width / self.height
        self._made: dict[tuple[Any, float], Rendition] = {}

    def get_intrinsic_size(self, resolution: float, font_size: Any) -> tuple[float, float, float]:
        """Width and height in CSS px, and their ratio."""
        return self.width / resolution, self.height / resolution, self.ratio

    def draw(self, stream: Any, concrete_width: float, concrete_height: float, style: Any) -> None:
        """Paints it in px, and keeps how large one of its pixels becomes, in inches: where that is known."""
        across, up = (math.hypot(*stream.ctm[row][:2]) / 72 for row in (0, 1))
        inches = max(concrete_width * across / self.width, concrete_height * up / self.height)
        # The matrix of a group or a pattern begins anew.
        name = stream.add_image(self, style["image_rendering"] == "auto", math.inf if stream.extra else inches)
        stream.transform(concrete_width, 0, 0, -concrete_height, 0, concrete_height)
        stream.draw_x_object(name)

    def get_x_object(self, interpolate: bool, inches: float) -> pydyf.Stream:
        """The image XObject (ISO 32000-1, 8.9.5) for the artwork that is being written."""
        rendering, ppi = _rendering.get(), 1 / inches if inches else 0.0
        if rendering.reduces(self.bitmap, ppi):
            rendering.reduced[self.url] = ppi
        key = (rendering.use, ppi)
        if key not in self._made:
            self._made[key] = rendition(self.bitmap, rendering, ppi)
        made = self._made[key]
        image = _image(made.colour, interpolate)
        if made.inverted:
            image.extra["Decode"] = pydyf.Array((1, 0) * 4)
        if made.profile:
            image.extra["Profile"] = b"<%s>" % made.profile.hex().encode()
        if made.alpha:
            image.extra["SMask"] = _image(made.alpha, interpolate)
        return image


def _image(plane: Plane, interpolate: bool) -> pydyf.Stream:
    entries: dict[str, Any] = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": plane.width,
        "Height": plane.height,
        "ColorSpace": _space(plane),
        "BitsPerComponent": 1 if plane.mode == "1" else 8,
        "Interpolate": "true" if interpolate else "false",
        "Filter": "/DCTDecode" if plane.jpeg else "/FlateDecode",
    }
    if not plane.jpeg:
        rows = {"Predictor": 15, "Columns": plane.width}
        rows |= {"Colors": len(plane.mode)} if len(plane.mode) > 1 else {}
        rows |= {"BitsPerComponent": 1} if plane.mode == "1" else {}
        entries["DecodeParms"] = pydyf.Dictionary(rows)
    return pydyf.Stream([plane.data], pydyf.Dictionary(entries))


def _space(plane: Plane) -> Any:
    """A device space, or the palette of one (ISO 32000-1, 8.6.6.3)."""
    if not plane.palette:
        return _SPACES[plane.mode]
    last = len(plane.palette) // len(plane.base) - 1
    return pydyf.Array(("/Indexed", _SPACES[plane.base], last, f"<{plane.palette.hex()}>"))


class BitmapTable(dict[str, Any]):
    """The pictures of one layout by their address, as the engine keeps them; bitmaps are in it when they are asked for.

    What is neither a drawing nor a bitmap is left to the engine.
    """

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self._fetch = fetch

    def __contains__(self, url: object) -> bool:
        if super().__contains__(url) or not isinstance(url, str):
            return super().__contains__(url)
        if media_type(url) == "image/svg+xml":
            return False
        try:
            bitmap = bitmap_of(*self._fetch(url))
        except ValueError as fault:  # told in the engine's words, which then does not ask for it
            _engine.error("Failed to load image at %r: %s: %s", url, type(fault).__name__, fault)
            self[url] = None
            return True
        if bitmap:
            self[url] = PlacedBitmap(bitmap, url)
        return bool(bitmap)


def bitmap_of(content: bytes | Bitmap, kind: str) -> Bitmap | None:
    """A bitmap that was fetched, of that MIME type; None for anything else.

    Raises ValueError, in words for the editor.
    """
    if isinstance(content, Bitmap):
        return content
    suffix = next((suffix for suffix in FORMATS if media_type(f"a{suffix}") == kind), "")
    return read_bitmap(content, suffix) if suffix else None
