"""Rules on the look of an accessible PDF: contrast measured on the drawn page, size of text, order down the page."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import isnan

import numpy as np

from brochurepress.compose import Composition
from brochurepress.design import Box, Textures, contrast_ratio, hull, rgb_of
from brochurepress.findings import Finding, Severity, error
from brochurepress.pdf import TextObject
from brochurepress.pdf.inspect import INLINE, ContentReference, GridCell, PaintKind, Tag, table_grid
from brochurepress.preflight.accessibility.context import LEFTWARDS, AccessibilityContext, box_of, quoted
from brochurepress.preflight.rules import RuleFault, rule
from brochurepress.source import token_place

SMALL_PT = 7.0
NORMAL, LARGE = 4.5, 3.0
LARGE_PT, LARGE_BOLD_PT, BOLD = 18.0, 14.0, 700
ELSEWHERE = frozenset({"Caption", "Note", "FENote"})
"""Types that are read first or last in what they belong to, wherever they stand."""

SAME_WIDTH = 0.75
"""What part of the width of a paragraph another has at least that stands in a column beside it."""

ASIDE_PT = 1.0
"""How far the words of a cell may reach into the next column."""

SEEN = 0.5
"""Share of a text that must be seen: a part of it may stand over something of its own colour."""


@rule("accessibility/contrast", Severity.ERROR, "WCAG 2.2, 1.4.3")
def contrast(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every text differs from what is drawn behind it by 4.5 : 1, large text (18 pt, or 14 pt bold) by 3 : 1."""
    for number, texts in enumerate(reading.pages, 1):
        for text, found in ((each.text, each.contrast) for each in texts):
            large = text.size_pt >= LARGE_PT or (text.size_pt >= LARGE_BOLD_PT and text.weight >= BOLD)
            demanded = LARGE if large else NORMAL
            # What lies over a text is not its ground.
            if found < demanded and not _covered(reading, number, text):
                yield RuleFault("", number, text.box, text=quoted(text.text), found=found, demanded=demanded)


@rule("accessibility/contrast-unknown", Severity.INFO, "WCAG 2.2, 1.4.3")
def contrast_unknown(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every text has a contrast that can be measured: letters that a pattern fills may be too fine for that."""
    for number, texts in enumerate(reading.pages, 1):
        yield from (RuleFault("", number, e.text.box, e.text.text) for e in texts if isnan(e.contrast))


def _covered(reading: AccessibilityContext, number: int, text: TextObject) -> bool:
    """Whether something hides letters of a text: pdf/covered-text tells of it."""
    return any(text.box.meets(each.box) for each in reading.inspection.covered[number - 1])


def token_contrast(composition: Composition) -> tuple[Finding, ...]:
    """Findings for pairs of colours that are closer than their pair demands (WCAG 2.2, 1.4.3 and 1.4.11).

    Only pairs that meet are judged: both colours are asked for on the pages. The rule is accessibility/token-contrast.
    """
    findings, inputs, tokens = [], composition.inputs, composition.tokens
    if composition.form.mono:
        tokens = Textures(inputs.snapshot, tokens).in_black()
    for pair in tokens.pairs():
        if not {pair.of, pair.on} <= composition.colours:
            continue
        found = float(contrast_ratio(*(rgb_of(tokens.colours[name].srgb) for name in (pair.of, pair.on))))
        if found < pair.ratio:
            values = {"of": pair.of, "on": pair.on, "found": found, "ratio": pair.ratio}
            places = (token_place(inputs, name) for name in (pair.of, pair.on))
            place = max(places, key=lambda each: each.file.startswith("source/"))
            case = "black" if composition.form.mono else "colour"
            findings.append(error(f"accessibility/token-contrast:{case}", place, **values))
    return tuple(findings)


@rule("accessibility/text-size", Severity.ERROR, "house rule")
def text_size(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No text is smaller than 7 pt, and none of large print, its drawings left out, than its running text."""
    for page, text, figure in _sized(reading):
        asked = SMALL_PT if figure else max(SMALL_PT, reading.promised_pt)
        if text.size_pt < asked - 0.01:
            yield RuleFault("", page, text.box, text.text, size_pt=text.size_pt, asked=asked)


@rule("accessibility/drawing-text-size", Severity.WARNING, "house rule")
def drawing_text_size(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Large print has each word of a drawing that is smaller once more on its page or the next, in its own type."""
    least, printed = reading.promised_pt - 0.01, defaultdict[int, str](str)
    for page, text, _ in _sized(reading):
        for before in (page - 1, page):
            printed[before] += _letters(text.text) if text.size_pt >= least else ""
    for page, text, figure in _sized(reading):
        words = map(_letters, text.text.split())
        if figure and text.size_pt < least and not all(word in printed[page] for word in words):
            yield RuleFault("", page, text.box, text.text, size_pt=text.size_pt, promised_pt=reading.promised_pt)


def _letters(text: str) -> str:
    """The text without white space and hyphens, which pdfium gives as it thinks best."""
    return "".join(text.replace("\u00ad", "").replace("\ufffe", "").replace("-", "").split())


def _sized(reading: AccessibilityContext) -> Iterator[tuple[int, TextObject, Tag | None]]:
    """Every text with its page, and the figure it stands in, if any."""
    boxes = [(tag, box) for tag in reading.tags if tag.type == "Figure" and (box := box_of(tag))]
    for number, texts in enumerate(reading.pages, 1):
        areas = [(tag, box) for tag, box in boxes if tag.page == number]
        for text in (each.text for each in texts if each.text.text.strip()):
            yield number, text, next((tag for tag, area in areas if text.box.meets(area)), None)


@rule("accessibility/seen", Severity.ERROR, "WCAG 2.2, 1.3.1")
def seen(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every text that is read leaves ink on the page: none is invisible, clipped, off the page or in a hidden layer.

    In a file without a source an invisible text may stand behind the words of a scanned page.
    """
    read = {kid for tag in reading.tags for kid in tag.kids if isinstance(kid, ContentReference)}
    read -= reading.pictured
    for number, texts in enumerate(reading.pages, 1):
        for text in (each.text for each in texts if each.inked < SEEN and each.text.text.strip()):
            painted = () if reading.source else reading.inspection.contents[number - 1].painted
            pictures = (one.box.grown(1) for one in painted if one.kind is PaintKind.IMAGE)
            scanned = any(box.around(text.box) == box for box in pictures)
            if (number, text.mcid) in read and not _covered(reading, number, text) and not scanned:
                yield RuleFault("", number, text.box, text.text)


@rule("accessibility/visual-order", Severity.WARNING, "WCAG 2.2, 1.3.2 and 2.4.3")
def visual_order(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Within a page no block, item, cell or figure begins above one read before it, unless in another column.

    Nor does a line of a block stand above the one before it in its column, or a paragraph left of the one before it
    that begins as high. In the rows of a table each cell stands to the right of the columns before it.
    """
    blocks = _blocks(reading)
    aside = {part.number for tag in reading.tags if tag.type in ELSEWHERE for part in tag.walk()}
    tags = [tag for tag in reading.tags if tag.number not in aside]
    for page in range(1, len(reading.inspection.sheets) + 1):
        here = [(tag, blocks[page, tag.number]) for tag in tags if (page, tag.number) in blocks]
        yield from (RuleFault("read", page, text_of=reading.quote(tag)) for tag in _against_the_eye(here))
        for tag in () if reading.tagged.language[:2] in LEFTWARDS else _back(reading, here):
            yield RuleFault("line", page, text=reading.quote(tag))
        starts = {tag.number: lines[0].around(*lines) for tag, lines in here}
        for table in (tag for tag in reading.tags if tag.type == "Table"):
            for cell in _out_of_line(table_grid(table), starts):
                yield RuleFault("cell", page, text=reading.quote(cell.tag))


def _against_the_eye(blocks: list[tuple[Tag, list[Box]]]) -> Iterator[Tag]:
    """The blocks of a page whose first line stands above the first or last line of one before, in its column."""
    first, last = (np.array([lines[at] for _, lines in blocks]) for at in (0, -1))
    for at in range(1, len(blocks)):
        left, bottom, right, top = first[at]
        lefts, bottoms, rights, tops = np.concatenate([first[:at], last[:at]]).T
        shared = np.minimum(rights, right) - np.maximum(lefts, left)
        column = shared > np.minimum(rights - lefts, right - left) / 2
        if (column & ((bottom + top) / 2 > tops) & (bottom > (bottoms + tops) / 2)).any():
            yield blocks[at][0]


def _back(reading: AccessibilityContext, blocks: list[tuple[Tag, list[Box]]]) -> Iterator[Tag]:
    """Blocks with a line above the one that is read before it, and paragraphs left of one before that is as high."""
    for tag, lines in blocks:
        pairs = itertools.pairwise(lines)
        if any(line.within(above).width > 0 and line.bottom + line.top > 2 * above.top for above, line in pairs):
            yield tag
    texts = [(tag, lines[0], lines[0].around(*lines).width) for tag, lines in blocks if tag.type == "P"]
    for (before, first, wide), (tag, line, width) in itertools.combinations(texts, 2):
        beside = line.right <= first.left and line.within(first).height > max(line.height, first.height) / 2
        alike = min(wide, width) > SAME_WIDTH * max(wide, width)
        if beside and alike and reading.parents.get(before.number) == reading.parents.get(tag.number):
            yield tag


def _out_of_line(grid: tuple[GridCell, ...], starts: Mapping[int, Box]) -> Iterator[GridCell]:
    """Cells that do not begin to the right of the columns before theirs, in their row and in the row above."""
    placed = [(cell, starts[cell.tag.number]) for cell in grid if cell.tag.number in starts]
    for cell, box in placed:
        for near, other in placed:
            before = near.column < cell.column and cell.row - near.row in (0, 1) and cell.columns == near.columns == 1
            if before and other.right > box.left + ASIDE_PT and other.top > box.bottom:
                yield cell


def _blocks(reading: AccessibilityContext) -> dict[tuple[int, int], list[Box]]:
    """Boxes in pt of the lines of each block, by page and element; of a figure its bounding box."""
    found: dict[tuple[int, int], list[Box]] = defaultdict(list)

    turns = [sheet.rotate for sheet in reading.inspection.sheets]

    def walk(tag: Tag, owner: int) -> None:
        box = box_of(tag) if tag.type == "Figure" else None
        if box:
            for number in {owner, tag.number}:
                found[tag.page, number].append(_turned(box, turns[tag.page - 1]))
        within = tag.type == "Figure" or all(kid.type in {"Figure", *INLINE} for kid in tag.tags)
        for kid in tag.kids:
            if isinstance(kid, Tag):
                walk(kid, owner if within else kid.number)
            elif isinstance(kid, ContentReference) and kid in reading.places and not box:
                line = hull(corner for text in reading.places[kid] for corner in text.box.corners)
                found[kid.page, owner].append(_turned(line, turns[kid.page - 1]))

    if reading.tagged.root:
        walk(reading.tagged.root, reading.tagged.root.number)
    return found


def _turned(box: Box, degrees: int) -> Box:
    """A box of a page where it is seen on the page turned clockwise."""
    left, bottom, right, top = box
    return _turned(Box(bottom, -right, top, -left), degrees - 90) if degrees else box
