"""Faces and look of the drawings of an artwork: fonts, tokens, language, colours in black; a missing letter is told."""

import base64
import math
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from brochurepress.design.bitmaps import Bitmap, read_bitmap
from brochurepress.design.drawing.normalise import Drawing, normalised, serialized
from brochurepress.design.drawing.shapes import HREF, SVG, Box, DrawingFault, local, matrix, number, numbers
from brochurepress.design.fonts import code_points, heaviest, open_font, opened
from brochurepress.design.monochrome import Textures
from brochurepress.design.renditions import Rendering, Use, drawing_file, web_file
from brochurepress.design.svg import INLINE
from brochurepress.design.tokens import Tokens
from brochurepress.findings import Place, Rejected
from brochurepress.wording import phrase
from brochurepress.workspace import Snapshot

BOLD = 600
"""The weight from which a face is bold: a browser thickens another face for it (CSS Fonts 4, 2.5)."""

_WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 400}
_WRITE = ("text", "tspan", "textPath", "a")


@dataclass(frozen=True)
class Face:
    """One cut of a family: its weight, whether it is italic, and the font file."""

    family: str
    weight: int
    italic: bool
    content: bytes = field(repr=False)

    @cached_property
    def letters(self) -> frozenset[int]:
        """Code points that it can set."""
        return code_points(opened(self.content))


Faces = Sequence[Face]
_Made = Callable[[Bitmap], tuple[bytes, str]]

_RULE = re.compile(r"@font-face\s*\{([^}]*)\}")
_SAID = re.compile(r"(font-family|font-weight|font-style|src)\s*:\s*([^;]+)")
_FILE = re.compile(r"""url\(\s*["']?/([^"')]+)""")


class FontRule(NamedTuple):
    """What a style sheet declares of one font of the project: its family and cut, and its file."""

    family: str
    weight: int
    italic: bool
    file: str


def font_rules(css: str) -> Iterator[FontRule]:
    """The @font-face rules of a style sheet (CSS Fonts 4, 11.1); of a range of weights the heaviest."""
    for rule in _RULE.findall(css):
        said = dict(_SAID.findall(rule))
        weights = re.findall(r"\d+", said.get("font-weight", "").replace("bold", "700"))
        italic = re.search("italic|oblique", said.get("font-style", "")) is not None
        if file := _FILE.search(said.get("src", "")):
            yield FontRule(said.get("font-family", "").strip(" \n\"'"), int([400, *weights][-1]), italic, file[1])


def faces_of(snapshot: Snapshot, css: str) -> tuple[Face, ...]:
    """The faces that a style sheet declares; those whose font cannot be read are told elsewhere."""
    found = []
    for family, declared, italic, file in font_rules(css):
        with suppress(Rejected):
            weight = heaviest(open_font(snapshot, file, Place(file)), declared)
            found.append(Face(family, weight, italic, snapshot.read(file)))
    return tuple(found)


def set_in_faces(root: Element, faces: Faces) -> None:
    """Has each text of a drawing name one family of the edition, the first that it asks for.

    Raises DrawingFault for words in other fonts, in cuts that the edition has not, and for letters that are missing.
    """
    families = {face.family.lower(): face.family for face in faces}
    families |= dict.fromkeys(_ANY, faces[0].family if faces else "")

    def walk(element: Element, style: dict[str, str], inside: bool) -> None:
        style = {**style, **{name: value for name in _STYLE if (value := element.get(name))}}
        inside = inside or local(element) == "text"
        written = element.text or "" if inside and local(element) in _WRITE else ""
        written += "".join(child.tail or "" for child in element) if inside else ""
        asked = [name.strip(" '\"").lower() for name in style.get("font-family", "").split(",")]
        family = next((families[name] for name in asked if name in families), "")
        if written.strip():
            _check(written, family, style, faces)
        named = "font-family" in element.attrib or (local(element) == "text" and "font-family" not in style)
        if named and family:
            element.set("font-family", family)
        for child in element:
            walk(child, style, inside)

    walk(root, {}, False)


_ANY = ("", "sans-serif", "serif", "monospace", "system-ui")
"""What asks for no font in particular: the first of the edition is taken."""
_STYLE = ("font-family", "font-weight", "font-style")


def _check(written: str, family: str, style: dict[str, str], faces: Faces) -> None:
    said, brought = " ".join(written.split())[:30], ", ".join(sorted({face.family for face in faces}))
    if not family:
        asked = style.get("font-family") or phrase("part/no-font")
        fonts = brought or phrase("part/one-of-its-fonts")
        raise DrawingFault(phrase("part/font-not-brought", said=said, asked=asked, fonts=fonts))
    cuts = [face for face in faces if face.family == family]
    italic = style.get("font-style", "normal") != "normal"
    weight = style.get("font-weight", "normal")
    bold = (_WEIGHTS.get(weight) or float(weight)) >= BOLD
    fitting = [face for face in cuts if face.italic == italic and (not bold or face.weight >= BOLD)]
    if not fitting:
        cut = " ".join((*(["bold"] if bold else []), *(["italic"] if italic else [])))
        raise DrawingFault(phrase("part/cut-not-brought", said=said, family=family, cut=cut))
    held = frozenset.intersection(*(face.letters for face in fitting))
    if missing := sorted({letter for letter in written if not letter.isspace() and ord(letter) not in held}):
        letters = " ".join(missing)
        raise DrawingFault(phrase("part/letters-missing", said=said, family=family, letters=letters))


_APART = ("defs", "symbol", "pattern", "mask", "marker")


@dataclass(frozen=True)
class Look:
    """What drawings of one artwork take from it; `textures` for artworks in black."""

    values: tuple[tuple[str, str], ...]
    faces: tuple[Face, ...] = ()
    language: str = ""
    textures: Textures | None = field(default=None, compare=False)
    bitmap: _Made = field(default=web_file, compare=False)
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


def _remake(image: Element, made: _Made) -> None:
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
    bitmap: _Made = web_file,
) -> Look:
    """The look of drawings beside a style sheet, whose fonts are theirs."""
    return Look(tuple(tokens.properties()), faces_of(snapshot, css), language, textures, bitmap)
