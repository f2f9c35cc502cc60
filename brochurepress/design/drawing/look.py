"""The look of drawings in one artwork: its tokens, its fonts, its language, and what stands for colours in black."""

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from brochurepress.design.bitmaps import Bitmap, read_bitmap
from brochurepress.design.drawing.faces import Face, faces_of, set_in_faces
from brochurepress.design.drawing.normalise import Drawing, normalised, serialized
from brochurepress.design.drawing.shapes import HREF, SVG, Box, local, matrix, number, numbers
from brochurepress.design.monochrome import Textures
from brochurepress.design.renditions import Rendering, Use, drawing_file, web_file
from brochurepress.design.svg import INLINE
from brochurepress.design.tokens import Tokens
from brochurepress.workspace import Snapshot

_APART = ("defs", "symbol", "pattern", "mask", "marker")


@dataclass(frozen=True)
class Look:
    """What drawings of one artwork take from it; `textures` for artworks in black."""

    values: tuple[tuple[str, str], ...]
    faces: tuple[Face, ...] = ()
    language: str = ""
    textures: Textures | None = field(default=None, compare=False)
    bitmap: Callable[[Bitmap], tuple[bytes, str]] = field(default=web_file, compare=False)
    """Gives a bitmap as a file for a drawing, and its MIME type."""

    def drawing(self, svg: str) -> Drawing:
        """A proved drawing as this artwork shows it. Raises DrawingFault for a token, font or letter it lacks."""
        return (_drawing.__wrapped__ if self.textures or "data:image/" in svg else _drawing)(self, svg)


@lru_cache(maxsize=64)
def _drawing(look: Look, svg: str) -> Drawing:
    def finish(root: Element, view: Box) -> None:
        set_in_faces(root, look.faces)
        for image in root.iter(f"{SVG}image"):
            _remake(image, look.bitmap)
        if look.textures:
            look.textures.exchange(root, view)

    return normalised(svg, dict(look.values), look.language, finish)


def _remake(image: Element, made: Callable[[Bitmap], tuple[bytes, str]]) -> None:
    """Exchanges a bitmap of a drawing (RFC 2397) for what is made of it."""
    for name in ("href", HREF):
        if found := INLINE.fullmatch(image.get(name, "")):
            content, kind = made(read_bitmap(base64.b64decode(found[2]), f".{found[1]}"))
            image.set(name, f"data:{kind};base64,{base64.b64encode(content).decode()}")


def reduced(svg: str, width: float, rendering: Rendering) -> str:
    """A drawing shown `width` pt wide with no more pixels in its bitmaps than a rendering shows.

    Those that stand apart to be used, of which the size on the page is not known, keep all.
    """
    if rendering.use is Use.PRESS or "data:image/" not in svg:
        return svg
    root = ElementTree.fromstring(svg)  # noqa: S314 - normalised

    def walk(element: Element, scale: float) -> None:
        a, b, c, d, *_ = matrix(element.get("transform", ""))
        scale *= max(math.hypot(a, b), math.hypot(c, d))
        wide, high = (number(element.get(side, "0")) * scale / 72 for side in ("width", "height"))
        if local(element) == "image" and wide and high:

            def made(bitmap: Bitmap) -> tuple[bytes, str]:
                return drawing_file(bitmap, rendering, min(bitmap.width / wide, bitmap.height / high))

            _remake(element, made)
        for child in element:
            if local(child) not in _APART and "id" not in child.attrib:
                walk(child, scale)

    walk(root, width / numbers(root.get("viewBox", ""))[2])
    return serialized(root)


def look_of(
    snapshot: Snapshot,
    tokens: Tokens,
    css: str,
    language: str = "",
    textures: Textures | None = None,
    bitmap: Callable[[Bitmap], tuple[bytes, str]] = web_file,
) -> Look:
    """The look of drawings beside a style sheet, whose fonts are theirs."""
    return Look(tuple(tokens.properties()), faces_of(snapshot, css), language, textures, bitmap)
