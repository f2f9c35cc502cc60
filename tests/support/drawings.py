"""Drawings of one feature each, as programs write them, and how far two pictures of one differ."""

from __future__ import annotations

import base64
import io
import re
from functools import cache

import numpy as np
import numpy.typing as npt
import pypdfium2
from PIL import Image, ImageFilter
from playwright.sync_api import Page

from brochurepress.design.drawing.faces import Face, Look, faces_of
from brochurepress.design.drawing.form import drawn
from brochurepress.design.tokens import read_tokens
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

CORPUS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((HOME / "tests/design/drawing/corpus").glob("*.svg"))
}
"""114 features; Chromium is the yardstick."""

DAILY = (
    *("css-var", "symbol-no-size", "switch", "mask-alpha", "grad-spread-repeat", "grad-stroke", "pattern-hatch"),
    *("marker", "vector-effect", "blend-multiply", "filter-shadow", "text-fallback", "image-svg"),
)
"""A dozen for every day: each was drawn wrongly by the layout engine, without a word."""

REFUSED = frozenset({"foreign-object"})
LIKE = {"text-stroke": 2.0}
"""Per cent of pixels by which a drawing may differ where it does not matter: an underline stands a pixel lower."""

PX = 400
_LEVELS, _SHARE = 40, 0.5
_PAGE = "<style>body{{margin:0}}img,svg{{display:block;width:200px;height:200px}}{css}</style>{shown}"


def svg(body: str, root: str = 'viewBox="0 0 200 200"') -> str:
    """A drawing with that content."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {names} {root}>{body}</svg>"


@cache
def look(language: str = "nl-NL") -> Look:
    """The fonts of the press, and no tokens."""
    snapshot = Snapshot(Project(HOME))
    css = "\n".join(read_tokens(snapshot.fields("layouts/kits/puzzle/tokens.toml")).font_rules())
    return Look((), faces_of(snapshot, css), language)


def _rule(face: Face) -> str:
    address = f"data:font/woff2;base64,{base64.b64encode(face.content).decode()}"
    slant = "italic" if face.italic else "normal"
    said = f"font-family:'{face.family}';font-weight:{face.weight};font-style:{slant}"
    return f"@font-face{{{said};src:url({address})}}"


def as_written(text: str) -> str:
    """A page that shows a drawing as its author wrote it, with the fonts of the press."""
    rules = "".join(map(_rule, look().faces))
    whole = re.sub(r"(<svg\b[^>]*>)", lambda opening: f"{opening[1]}<style>{rules}</style>", text, count=1)
    address = f"data:image/svg+xml;base64,{base64.b64encode(whole.encode()).decode()}"
    return _PAGE.format(css="", shown=f'<img src="{address}">')


def inline(markup: str, css: str) -> str:
    """A page with a drawing in it, and rules."""
    return _PAGE.format(css="".join(map(_rule, look().faces)) + css, shown=markup)


def shot(page: Page, html: str) -> Image.Image:
    """What Chromium draws of it."""
    page.set_content(html)
    page.evaluate("Promise.all([document.fonts.ready, ...[...document.images].map(image => image.decode())])")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB").crop((0, 0, PX, PX))


def on_paper(text: str) -> Image.Image:
    """What PDFium draws of the page that the drawing becomes."""
    page = pypdfium2.PdfDocument(drawn(look().drawing(text).svg, 150.0, 150.0, look().faces))[0]
    picture: Image.Image = page.render(scale=PX / 150).to_pil()
    return picture.convert("RGB")


def off(one: Image.Image, other: Image.Image) -> float:
    """Per cent of pixels that lie outside the range of those around them in the other picture, either way."""

    def far(picture: Image.Image, range_of: Image.Image) -> npt.NDArray[np.bool_]:
        least = np.asarray(range_of.filter(ImageFilter.MinFilter(3))).astype(int) - _LEVELS
        most = np.asarray(range_of.filter(ImageFilter.MaxFilter(3))).astype(int) + _LEVELS
        values = np.asarray(picture).astype(int)
        return np.asarray(((values < least) | (values > most)).any(2))

    return float(100 * (far(one, other) | far(other, one)).mean())


def alike(name: str, one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of a feature are the same to the eye."""
    return off(one, other) < LIKE.get(name, _SHARE)
