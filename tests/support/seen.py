"""What a reader sees of the texts of a web page: hidden under pictures, pale over them, over each other, or cut."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from brochurepress.design.contrast import contrast_ratio
from tests.support.browser import Visit

LOST, MEETING, SAME, INK = 0.3, 0.25, 8, 64
"""Share of its ink that a text may lose; of its area that two may share; levels that look the same; that are ink."""

Pixels = npt.NDArray[np.int16]

_TEXTS = """() => {
  const pictures = [...document.querySelectorAll('svg, img')]
    .map(picture => [picture, picture.getBoundingClientRect()]);
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, of = node.parentElement, style = getComputedStyle(of);
    if (!node.data.trim() || of.closest('svg, script, style, .unseen, .skip')) continue;
    const range = document.createRange(); range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1) continue;
      let cut = box.left < -1 || box.right > document.documentElement.clientWidth + 1;
      for (let above = of; above; above = above.parentElement) {
        const clip = getComputedStyle(above).overflowX, edge = above.getBoundingClientRect();
        if (clip === 'auto' || clip === 'scroll') { cut = false; break; }
        if (clip !== 'visible') cut ||= box.left < edge.left - 1 || box.right > edge.right + 1
          || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
      }
      found.push({text: node.data.trim(), left: box.left, top: box.top + scrollY, width: box.width, height: box.height,
        size: parseFloat(style.fontSize), weight: parseInt(style.fontWeight),
        colour: style.color.match(/[\\d.]+/g).slice(0, 3).map(Number), cut,
        pictured: pictures.some(([picture, on]) => !of.contains(picture) && box.left < on.right && on.left < box.right
          && box.top < on.bottom && on.top < box.bottom)});
    }
  }
  return found;
}"""
_NO_TEXT = "*, *::before, *::after { color: transparent !important; text-decoration-color: transparent !important }"
_STYLED = """([css, of]) => { const s = new CSSStyleSheet(); s.replaceSync(css); s.of = of;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter(other => other.of !== of), s]; }"""
"""A constructed sheet: the policy of the page admits no other."""
_NO_PICTURES = "img, svg { visibility: hidden !important }"


def styled(visit: Visit, style: str, of: str = "seen") -> None:
    """Gives an open page a further style sheet, in the place of the last one of that name."""
    visit.page.evaluate(_STYLED, [style, of])


def unseen(visit: Visit, painted: bool = True) -> Iterator[str]:
    """What is wrong with the texts of a page as it is drawn, in words; pixels are looked at only if `painted`."""
    texts = visit.page.evaluate(_TEXTS)
    pictured = [text for text in texts if painted and text["pictured"]]
    yield from _over_pictures(visit, pictured)
    for text in texts:
        if text["cut"]:
            yield f"'{text['text']}' is cut"
    texts.sort(key=lambda text: text["top"])
    for at, one in enumerate(texts):
        for other in takewhile(lambda below: below["top"] < one["top"] + one["height"], texts[at + 1 :]):  # noqa: B023
            if _shared(one, other) > MEETING * min(_size(one), _size(other)):
                yield f"'{one['text']}' and '{other['text']}' are set over each other"


def _over_pictures(visit: Visit, texts: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with texts that stand where a picture is, told from pixels."""
    if not texts:
        return
    height = max(text["top"] + text["height"] for text in texts) + 1
    shown, ground = _drawn(visit, height), _drawn(visit, height, _NO_TEXT)
    bare, alone = _drawn(visit, height, _NO_TEXT + _NO_PICTURES), _drawn(visit, height, _NO_PICTURES)
    styled(visit, "")
    for text in texts:
        part = _part(text)
        ink, left = (np.abs(one[part] - other[part]).max(axis=2) for one, other in ((alone, bare), (shown, ground)))
        if ((left <= SAME) & (ink > INK)).sum() > LOST * (ink > INK).sum():
            yield f"'{text['text']}' is hidden by a picture"
        elif (np.abs(ground[part] - bare[part]) > SAME).any():
            large = text["size"] >= 24 or (text["size"] >= 18.66 and text["weight"] >= 700)
            ratios = contrast_ratio(np.array(text["colour"]), ground[part].reshape(-1, 3))
            if float(np.quantile(ratios, LOST / 2)) < (3 if large else 4.5):
                yield f"'{text['text']}' is pale over a picture"


def _drawn(visit: Visit, height: float, style: str = "") -> Pixels:
    styled(visit, style)
    picture = Image.open(io.BytesIO(visit.screenshot(int(height)))).convert("RGB")
    return np.asarray(picture, np.int16)


def _part(text: dict[str, Any]) -> tuple[slice, slice]:
    left, top = max(int(text["left"]), 0), max(int(text["top"]), 0)
    return slice(top, top + max(int(text["height"]), 1)), slice(left, left + max(int(text["width"]), 1))


def _inner(text: dict[str, Any]) -> tuple[float, float, float, float]:
    """The part of a line's box that small letters fill: tight lines meet without touching."""
    middle, half = text["top"] + text["height"] / 2, 0.25 * text["size"]
    return text["left"], middle - half, text["left"] + text["width"], middle + half


def _size(text: dict[str, Any]) -> float:
    return float(text["width"] * 0.5 * text["size"])


def _shared(one: dict[str, Any], other: dict[str, Any]) -> float:
    first, second = _inner(one), _inner(other)
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    return max(across, 0.0) * max(down, 0.0)
