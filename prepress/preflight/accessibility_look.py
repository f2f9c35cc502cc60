"""Rules on the look of an accessible PDF: contrast measured on the drawn page, size of text, order down the page."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from prepress.findings import Finding, Place, Severity, error
from prepress.inspection.tagged import Content, Tag
from prepress.preflight.accessibility_reading import GROUND_PPI, Reading, shown
from prepress.preflight.rules import Fault, rule
from prepress.raster import Bitmap, Text
from prepress.tokens import Tokens

SMALL_PT = 7.0
NORMAL, LARGE = 4.5, 3.0
LARGE_PT, LARGE_BOLD_PT, BOLD = 18.0, 14.0, 700
COVERED = 15.0
"""Per cent of a text's box that lines behind it may cover: an underline is no background."""


def luminance(colours: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Relative luminance of sRGB colours, 0 to 255 in the last axis (WCAG 2.2, relative luminance)."""
    channels = np.asarray(colours, np.float64) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def contrast_ratio(one: npt.ArrayLike, other: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Contrast ratio, 1 to 21, of sRGB colours (WCAG 2.2, contrast ratio)."""
    first, second = luminance(one), luminance(other)
    return (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)


@rule(
    "accessibility/contrast",
    "Text stands out",
    Severity.ERROR,
    "WCAG 2.2, 1.4.3",
    "darken the text or lighten its ground",
)
def contrast(reading: Reading) -> Iterator[Fault]:
    """Every text differs from what is drawn behind it by 4.5 : 1, large text (18 pt, or 14 pt bold) by 3 : 1."""
    for sheet, (texts, ground) in zip(reading.inspection.sheets, reading.pages, strict=True):
        for text in texts:
            if not text.text.strip() or text.colour[3] == 0:
                continue
            large = text.size_pt >= LARGE_PT or (text.size_pt >= LARGE_BOLD_PT and text.weight >= BOLD)
            demanded = LARGE if large else NORMAL
            found = _measured(text, ground, sheet.trim.left, sheet.trim.top)
            if found < demanded:
                message = f"{shown(text.text)} has a contrast of {found:.2f}, where {demanded} is demanded"
                yield Fault(message, sheet.number, text.box)


def _measured(text: Text, ground: Bitmap, left: float, top: float) -> float:
    scale = GROUND_PPI / 72
    columns = slice(max(int((text.box.left - left) * scale), 0), max(int((text.box.right - left) * scale), 1))
    rows = slice(max(int((top - text.box.top) * scale), 0), max(int((top - text.box.bottom) * scale), 1))
    behind = ground[rows, columns].reshape(-1, 3).astype(np.uint32)
    if not behind.size:
        return float("inf")
    packed, counts = np.unique(behind @ np.array([65536, 256, 1], np.uint32), return_counts=True)
    colours = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1)
    opaque = text.colour[3] / 255
    seen = np.asarray(text.colour[:3]) * opaque + colours * (1 - opaque)
    ratios = contrast_ratio(seen, colours)
    order = np.argsort(ratios)
    reached = np.cumsum(counts[order]) > counts.sum() * COVERED / 100
    return float(ratios[order][np.argmax(reached)])


def token_contrast(tokens: Tokens, file: str) -> tuple[Finding, ...]:
    """Findings for pairs of colours that are closer than their pair demands (WCAG 2.2, 1.4.3 and 1.4.11).

    The rule is accessibility/token-contrast; `file` is the token file that findings name.
    """
    findings = []
    for pair in tokens.contrast:
        colours = [_rgb(tokens.colours[name].srgb) for name in (pair.of, pair.on)]
        found = float(contrast_ratio(*colours))
        if found < pair.ratio:
            message = f"{pair.of} on {pair.on} has a contrast of {found:.2f}, where {pair.ratio} is demanded"
            hint = "darken one of the two colours or lighten the other"
            findings.append(error("accessibility/token-contrast", message, Place(file), hint))
    return tuple(findings)


def _rgb(value: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(value[1:]))


@rule(
    "accessibility/text-size",
    "Text large enough to read",
    Severity.ERROR,
    "house rule",
    "set text at 7 pt or more",
)
def text_size(reading: Reading) -> Iterator[Fault]:
    """No text is smaller than 7 pt."""
    for number, (texts, _) in enumerate(reading.pages, 1):
        for text in texts:
            if text.text.strip() and text.size_pt < SMALL_PT - 0.01:
                yield Fault(f"{shown(text.text)} is set in {text.size_pt:.1f} pt", number, text.box)


@rule(
    "accessibility/visual-order",
    "Reading order runs down the page",
    Severity.WARNING,
    "WCAG 2.2, 1.3.2 and 2.4.3",
    "put the parts in the source in the order in which they are read",
)
def visual_order(reading: Reading) -> Iterator[Fault]:
    """Within each page the tag order never goes back to a block that stands higher in the same column."""
    tops = _tops(reading)
    for page in range(1, len(reading.inspection.sheets) + 1):
        blocks = [(tag, tops[tag.number, page]) for tag in reading.tags if (tag.number, page) in tops]
        for (_, above), (tag, below) in zip(blocks, blocks[1:], strict=False):
            overlap = min(above[1], below[1]) - max(above[0], below[0])
            same_column = overlap > min(above[1] - above[0], below[1] - below[0]) / 2
            if same_column and below[2] > above[2] + 6:
                yield Fault(f"{shown(reading.tagged.text_of(tag))} is read after what stands below it", page)


def _tops(reading: Reading) -> dict[tuple[int, int], tuple[float, float, float]]:
    """Left, right and top in pt of each paragraph or heading on each page, from its text objects."""
    found: dict[tuple[int, int], tuple[float, float, float]] = {}
    boxes = _boxes(reading)
    for tag in reading.tags:
        if not _is_block(tag):
            continue
        for content in tag.content():
            if (content.page, content.mcid) in boxes:
                left, right, top = boxes[content.page, content.mcid]
                key = tag.number, content.page
                old = found.get(key, (left, right, top))
                found[key] = min(old[0], left), max(old[1], right), max(old[2], top)
    return found


def _is_block(tag: Tag) -> bool:
    return tag.type == "P" or (tag.type[0] == "H" and tag.type[1:].isdigit())


def _boxes(reading: Reading) -> dict[tuple[int, int], tuple[float, float, float]]:
    """Where the text of each sequence stands, matched in the order in which sequences and text objects are painted."""
    boxes: dict[tuple[int, int], tuple[float, float, float]] = {}
    for number, (texts, _) in enumerate(reading.pages, 1):
        waiting = [text for text in texts if text.text.strip()]
        for run in (run for run in reading.tagged.runs if run.page == number and run.text.strip()):
            letters = "".join(run.text.replace("\u00ad", "").split())
            while letters and waiting:
                text = waiting.pop(0)
                shown_letters = "".join(text.text.replace("\u00ad", "").replace("-", "").split())
                letters = letters.replace("-", "")[len(shown_letters) :]
                if run.mcid is not None:
                    key = (number, run.mcid)
                    old = boxes.get(key, (text.box.left, text.box.right, text.box.top))
                    boxes[key] = (
                        min(old[0], text.box.left),
                        max(old[1], text.box.right),
                        max(old[2], text.box.top),
                    )
    return boxes


__all__ = ["Content", "contrast_ratio", "luminance", "token_contrast"]
