"""What is seen of each text of a page: its contrast with what lies behind it, and how much of it leaves ink."""

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from brochurepress.design import Box, contrast_ratio
from brochurepress.pdf import Bitmap, TextObject, pdfium
from brochurepress.pdf.inspect import InspectedPage, PageInfo, PaintKind

GROUND_PPI = 144.0

COVERED = 15.0
"""Per cent of a text's box that lines behind it may cover: an underline is no background."""

LETTER_PPI = 432.0
"""Resolution at which the colour within letters is looked at: a stem of small type is some five pixels wide."""

FULL = 255
"""What covers a pixel wholly."""

STRAY = 2.0
"""Per cent of the pixels of a text that may look otherwise, as those in which letters meet."""

FAINT = 8
"""Levels (of 255) by which a text must change the page to be seen."""


@dataclass(frozen=True)
class SeenText:
    """A text object, its contrast with what is drawn behind it (WCAG 2.2, 1.4.3), and the share of it that leaves ink.

    The contrast of what has no letters or no opacity is infinite; that of what cannot be measured is no number.
    """

    text: TextObject
    contrast: float
    inked: float


def seen_texts(rendering: pdfium.Rendering, page: InspectedPage) -> tuple[SeenText, ...]:
    """The text objects of a page as they are seen, by the page drawn with them and without.

    pdfium has no colour for those that a pattern fills, which paints an object of its own: theirs is read from
    the pixels of their letters.
    """
    sheet, area = page.sheet, area_of(page.sheet)
    patterned = [one.box for one in page.content.painted if one.kind is PaintKind.TEXT and one.visible and not one.inks]
    texts, drawn, ground = rendering.texts_and_ground(sheet.number, GROUND_PPI, area)
    parts = [part_of(area, text.box) for text in texts]
    contrasts = [_contrast(text, ground[part]) for text, part in zip(texts, parts, strict=True)]
    patterned_area = Box.around(*patterned).within(area) if patterned else Box(0, 0, 0, 0)
    if min(patterned_area.width, patterned_area.height) > 0:
        pictures = rendering.letters(sheet.number, LETTER_PPI, patterned_area)
        for number, text in enumerate(texts):
            if text.text.strip() and any(map(partial(_within, text.box), patterned)):
                part = part_of(patterned_area, text.box, LETTER_PPI)
                contrasts[number] = _contrast_of_pixels(*(picture[part] for picture in pictures))
    return tuple(
        SeenText(text, contrast, _inked(text, pdfium.difference(drawn[part], ground[part]) > FAINT))
        for text, contrast, part in zip(texts, contrasts, parts, strict=True)
    )


def _within(box: Box, area: Box) -> bool:
    """Whether the middle of a box lies in an area."""
    x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    return area.left <= x <= area.right and area.bottom <= y <= area.top


def _contrast_of_pixels(drawn: Bitmap, ground: Bitmap, covered: Bitmap) -> float:
    """The least contrast of letters with their ground, by the pixels within them, away from their edges."""
    full = np.pad(covered == FULL, 1)
    across = full[:, :-2] & full[:, 1:-1] & full[:, 2:]
    inner = across[:-2] & across[1:-1] & across[2:]
    return float(np.percentile(contrast_ratio(drawn[inner], ground[inner]), STRAY)) if inner.any() else math.nan


def area_of(sheet: PageInfo) -> Box:
    """What of a page is drawn, in pt: its crop box."""
    return (sheet.boxes.crop or sheet.boxes.media).within(sheet.boxes.media)


def part_of(area: Box, box: Box, ppi: float = GROUND_PPI) -> tuple[slice, slice]:
    """Rows and columns of a box in the drawing of an area."""
    scale = ppi / 72
    edges = (area.top - box.top, area.top - box.bottom, box.left - area.left, box.right - area.left)
    top, bottom, left, right = (max(edge * scale, 0) for edge in edges)
    return slice(int(top), math.ceil(bottom)), slice(int(left), math.ceil(right))


def _contrast(text: TextObject, ground: Bitmap) -> float:
    if not ground.size or not text.text.strip() or text.colour[3] == 0:
        return float("inf")
    one_colour = (ground == ground[0, 0]).all()  # mostly, and counting takes ten times as long
    behind = (ground[:1, :1] if one_colour else ground).reshape(-1, 3).astype(np.uint32)
    packed, counts = np.unique(behind @ np.array([65536, 256, 1], np.uint32), return_counts=True)
    colours = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1)
    opaque = text.colour[3] / 255
    seen = np.asarray(text.colour[:3]) * opaque + colours * (1 - opaque)
    ratios = contrast_ratio(seen, colours)
    order = np.argsort(ratios)
    reached = np.cumsum(counts[order]) > counts.sum() * COVERED / 100
    return float(ratios[order][np.argmax(reached)])


def _inked(text: TextObject, changed: npt.NDArray[np.bool_]) -> float:
    """The share of a text, in parts as long as its type is high, that changes the page where it stands."""
    steps = max(text.box.width, text.box.height) / max(text.size_pt, 1.0)
    parts = max(min(round(steps), len("".join(text.text.split()))), 1)
    along = changed.any(axis=0 if text.box.width >= text.box.height else 1)
    return sum(bool(part.any()) for part in np.array_split(along, parts)) / parts
