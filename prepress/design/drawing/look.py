"""The look of drawings in one artwork: its tokens, its fonts, its language, and what stands for colours in black."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree.ElementTree import Element

from prepress.design.drawing.faces import Face, set_in_faces
from prepress.design.drawing.normalise import Drawing, normalised
from prepress.design.drawing.shapes import Box
from prepress.design.fonts import open_font
from prepress.design.monochrome import Textures
from prepress.design.tokens import Tokens
from prepress.findings import Place, Rejected
from prepress.workspace import Project

_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_SAID = re.compile(r"(font-family|font-weight|font-style|src)\s*:\s*([^;]+)")
_FILE = re.compile(r"""url\(\s*["']?/([^"')]+)""")


@dataclass(frozen=True)
class Look:
    """What drawings of one artwork take from it; `textures` for artworks in black."""

    values: tuple[tuple[str, str], ...]
    faces: tuple[Face, ...] = ()
    language: str = ""
    textures: Textures | None = field(default=None, compare=False)

    def drawing(self, svg: str) -> Drawing:
        """A proved drawing as this artwork shows it. Raises DrawingFault for a token, font or letter it lacks."""
        return _drawing.__wrapped__(self, svg) if self.textures else _drawing(self, svg)


@lru_cache(maxsize=64)
def _drawing(look: Look, svg: str) -> Drawing:
    def finish(root: Element, view: Box) -> None:
        set_in_faces(root, look.faces)
        if look.textures:
            look.textures.exchange(root, view)

    return normalised(svg, dict(look.values), look.language, finish)


def look_of(
    project: Project, tokens: Tokens, css: str, language: str = "", textures: Textures | None = None
) -> Look:
    """The look of drawings beside a style sheet, whose fonts are theirs."""
    return Look(tuple(tokens.properties()), faces_of(project, css), language, textures)


def faces_of(project: Project, css: str) -> tuple[Face, ...]:
    """The faces that a style sheet declares; those whose font cannot be read are told elsewhere."""
    found = []
    for rule in _FACE.findall(css):
        said = {name: value.strip() for name, value in _SAID.findall(rule)}
        file = _FILE.search(said.get("src", ""))
        if not file:
            continue
        try:
            open_font(project, file[1], Place(file[1]))
        except Rejected:
            continue
        weight = said.get("font-weight", "400")
        family = said.get("font-family", "").strip("\"'")
        found.append(
            Face(
                family,
                int(weight) if weight.isdigit() else 400,
                "italic" in said.get("font-style", ""),
                project.read(file[1]),
            )
        )
    return tuple(found)
