"""Rules on the look of an accessible PDF: contrast measured on the drawn page, size of text, order down the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from prepress.design import Box, Tokens, contrast_ratio, rgb_of
from prepress.findings import Finding, Place, Severity, error
from prepress.pdf import TextObject
from prepress.pdf.inspect import Tag
from prepress.preflight.accessibility.context import AccessibilityContext, quoted
from prepress.preflight.rules import RuleFault, rule

SMALL_PT = 7.0
NORMAL, LARGE = 4.5, 3.0
LARGE_PT, LARGE_BOLD_PT, BOLD = 18.0, 14.0, 700
HIGHER_PT = 18.0
"""How much higher a block must begin to count as standing above: neighbouring lines of a group may change places."""


@rule(
    "accessibility/contrast",
    "Text stands out",
    Severity.ERROR,
    "WCAG 2.2, 1.4.3",
    "darken the text or lighten its ground",
)
def contrast(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every text differs from what is drawn behind it by 4.5 : 1, large text (18 pt, or 14 pt bold) by 3 : 1."""
    for number, (page, covered) in enumerate(zip(reading.pages, reading.inspection.covered, strict=True), 1):
        for text, found in page:
            # What lies over a text is not its ground: pdf/covered-text tells of it.
            if any(_meet(text.box, each.box) for each in covered):
                continue
            large = text.size_pt >= LARGE_PT or (text.size_pt >= LARGE_BOLD_PT and text.weight >= BOLD)
            demanded = LARGE if large else NORMAL
            if found < demanded:
                message = f"{quoted(text.text)} has a contrast of {found:.2f}, where {demanded} is demanded"
                yield RuleFault(message, number, text.box)


def _meet(one: Box, other: Box) -> bool:
    common = one.within(other)
    return min(common.width, common.height) > 0


def token_contrast(tokens: Tokens, file: str) -> tuple[Finding, ...]:
    """Findings for pairs of colours that are closer than their pair demands (WCAG 2.2, 1.4.3 and 1.4.11).

    The rule is accessibility/token-contrast; `file` is the token file that findings name.
    """
    findings = []
    for pair in tokens.contrast:
        colours = [rgb_of(tokens.colours[name].srgb) for name in (pair.of, pair.on)]
        found = float(contrast_ratio(*colours))
        if found < pair.ratio:
            message = f"{pair.of} on {pair.on} has a contrast of {found:.2f}, where {pair.ratio} is demanded"
            hint = "darken one of the two colours or lighten the other"
            findings.append(error("accessibility/token-contrast", message, Place(file), hint))
    return tuple(findings)


@rule(
    "accessibility/text-size",
    "Text large enough to read",
    Severity.ERROR,
    "house rule",
    "set text at 7 pt or more, and that of large print as large as its running text",
)
def text_size(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No text is smaller than 7 pt, and none of large print, its drawings left out, than its running text."""
    for page, text, figure in _sized(reading):
        asked = SMALL_PT if figure else max(SMALL_PT, reading.promised_pt)
        if text.size_pt < asked - 0.01:
            yield RuleFault(
                f"text of {text.size_pt:.1f} pt, where {asked:g} is asked", page, text.box, text.text
            )


@rule(
    "accessibility/drawing-text-size",
    "Words of drawings in large print",
    Severity.WARNING,
    "house rule",
    "letter the drawing larger, or say its words in the text beside it",
)
def drawing_text_size(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Large print has each word of a drawing that is smaller once more on its page, in its own type."""
    least, printed = reading.promised_pt - 0.01, defaultdict[int, str](str)
    for page, text, _ in _sized(reading):
        printed[page] += _letters(text.text) if text.size_pt >= least else ""
    for page, text, figure in _sized(reading):
        words = map(_letters, text.text.split())
        if figure and text.size_pt < least and not all(word in printed[page] for word in words):
            message = (
                f"words of a drawing of {text.size_pt:.1f} pt, where {reading.promised_pt:g} is promised"
            )
            yield RuleFault(message, page, text.box, text.text)


def _sized(reading: AccessibilityContext) -> Iterator[tuple[int, TextObject, Tag | None]]:
    """Every text with its page, and the figure it stands in, if any."""
    figures = [tag for tag in reading.tags if tag.type == "Figure" and "BBox" in tag.attributes]
    for number, texts in enumerate(reading.pages, 1):
        areas = [(tag, Box(*map(float, tag.attributes["BBox"]))) for tag in figures if tag.page == number]
        for text in (text for text, _ in texts if text.text.strip()):
            yield number, text, next((tag for tag, area in areas if _meet(text.box, area)), None)


@rule(
    "accessibility/visual-order",
    "Reading order runs down the page",
    Severity.WARNING,
    "WCAG 2.2, 1.3.2 and 2.4.3",
    "put the parts in the source in the order in which they are read",
)
def visual_order(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Within a page no block begins above the end of the one read before it, unless in another column."""
    for page, blocks in sorted(_blocks(reading).items()):
        for (_, before), (tag, after) in pairwise(blocks.values()):
            end, begin = before[-1], after[0]
            overlap = min(end.right, begin.right) - max(end.left, begin.left)
            if overlap > min(end.width, begin.width) / 2 and begin.top > end.top + HIGHER_PT:
                yield RuleFault(
                    f"{quoted(reading.tagged.text_of(tag))} is read after what stands below it", page
                )


def _blocks(reading: AccessibilityContext) -> dict[int, dict[int, tuple[Tag, list[Box]]]]:
    """For each page its paragraphs and headings in reading order, by number, each with the boxes in pt of its lines."""
    boxes = _boxes(reading)
    found: dict[int, dict[int, tuple[Tag, list[Box]]]] = {}
    for tag in reading.tags:
        if tag.type == "P" or (tag.type[0] == "H" and tag.type[1:].isdigit()):
            for content in tag.content():
                if (content.page, content.mcid) in boxes:
                    _, lines = found.setdefault(content.page, {}).setdefault(tag.number, (tag, []))
                    lines.append(boxes[content.page, content.mcid])
    return found


def _boxes(reading: AccessibilityContext) -> dict[tuple[int, int], Box]:
    """Where the text of each sequence stands, matched in the order in which sequences and text objects are painted."""
    boxes: dict[tuple[int, int], Box] = {}
    for number, page in enumerate(reading.pages, 1):
        waiting = iter(text for text, _ in page if text.text.strip())
        for run in (run for run in reading.tagged.runs_of.get(number, ()) if run.text.strip()):
            left = len(_letters(run.text))
            while left > 0 and (text := next(waiting, None)) is not None:
                left -= len(_letters(text.text))
                if run.mcid is not None:
                    boxes[number, run.mcid] = text.box.around(boxes.get((number, run.mcid), text.box))
    return boxes


def _letters(text: str) -> str:
    """The text without white space and hyphens, which pdfium gives as it thinks best."""
    return "".join(text.replace("\u00ad", "").replace("\ufffe", "").replace("-", "").split())
