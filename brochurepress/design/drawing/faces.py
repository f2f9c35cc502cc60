"""Faces: the fonts of an edition as drawings use them; what is set in another font, or lacks a letter, is told."""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from xml.etree.ElementTree import Element

from fontTools.ttLib import TTFont

from brochurepress.design.drawing.shapes import DrawingFault, local
from brochurepress.design.fonts import heaviest, open_font
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
        return frozenset(TTFont(io.BytesIO(self.content), lazy=True).getBestCmap())


Faces = Sequence[Face]

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
    for rule in font_rules(css):
        with suppress(Rejected):
            weight = heaviest(open_font(snapshot, rule.file, Place(rule.file)), rule.weight)
            found.append(Face(rule.family, weight, rule.italic, snapshot.read(rule.file)))
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
        names = "font-family" in element.attrib or (local(element) == "text" and "font-family" not in style)
        if written.strip():
            _check(written, family, style, faces)
        if names and family:
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
