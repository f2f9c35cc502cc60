"""Rules on pictures in an accessible PDF: each has its alternative text, its place on the page, and no hidden words."""

import re
from collections.abc import Iterator

import numpy as np

from brochurepress.design import Box
from brochurepress.findings import Place, Severity
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import INLINE, ContainingStream, PaintKind, Tag
from brochurepress.preflight.accessibility.context import MEANINGLESS, AccessibilityContext, box_of, no_words, quoted
from brochurepress.preflight.rules import RuleFault, rule

LONGEST_ALT = 300
PARTS = 6
"""Rows and columns in which two pictures are compared."""

WHOLE_PAGE, LEAST_FILLED = 0.7, 0.4
"""Shares of a page from which a box tells no place, and of such a box that what its figure paints must fill.

Of what it paints that share lies in its box, however large that is.
"""

INK = 8
"""Levels (of 255) by which a page must differ, somewhere in the box of a picture, from the page without it."""


def _figures(reading: AccessibilityContext) -> list[Tag]:
    return [tag for tag in reading.tags if tag.type == "Figure"]


@rule("accessibility/alt-text", Severity.ERROR, "PDF/UA-1, 7.3; WCAG 2.2, 1.1.1")
def alt_text(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Every figure has an alternative text of words, of its own: no name of a file, an address or a placeholder.

    It is not the text that is read just before or after the figure.
    """
    beside = _beside(reading)
    told: dict[str, list[Tag]] = {}
    for figure in _figures(reading):
        alt = " ".join((figure.said or "").split())
        if not alt:
            yield RuleFault("figure", figure.page)
        elif reason := no_words(alt):
            yield RuleFault("alternative", figure.page, alt=quoted(alt), reason=reason)
        elif "".join(alt.split()) in beside.get(figure.number, ()):
            yield RuleFault("repeats", figure.page, alt=quoted(alt))
        elif MEANINGLESS["named"].fullmatch(alt.lower()):
            yield RuleFault("names", figure.page, alt=quoted(alt))
        elif any(_unlike(reading, figure, other) for other in told.setdefault(alt, [])):
            yield RuleFault("two-pictures", figure.page, alt=quoted(alt))
        told.setdefault(alt, []).append(figure)


def _beside(reading: AccessibilityContext) -> dict[int, set[str]]:
    """The texts, without white space, of the blocks that are read before and after each figure, by its number."""
    blocks = [tag for tag in reading.tags if tag.type not in INLINE and all(kid.type in INLINE for kid in tag.tags)]
    texts = ["" if tag.type == "Figure" else "".join(reading.tagged.text_of(tag).split()) for tag in blocks]
    return {tag.number: {*texts[max(at - 1, 0) : at + 2]} - {""} for at, tag in enumerate(blocks)}


def _unlike(reading: AccessibilityContext, *figures: Tag) -> bool:
    """Whether two figures look different, whatever their size, where they say they lie."""
    looks = []
    for figure in figures:
        seen = reading.look(figure.page, box) if (box := box_of(figure)) else np.empty((0, 0, 3))
        if min(seen.shape[:2]) >= PARTS:
            parts = (part for band in np.array_split(seen, PARTS) for part in np.array_split(band, PARTS, axis=1))
            looks.append(np.array([part.mean(axis=(0, 1)) for part in parts]))
    return len(looks) == len(figures) and bool(np.abs(np.subtract(*looks)).max() > INK)


@rule("accessibility/alt-length", Severity.WARNING, "house rule")
def alt_length(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No alternative text is longer than 300 characters: a reader cannot stop within it."""
    for figure in (figure for figure in _figures(reading) if len(figure.alt) > LONGEST_ALT):
        yield RuleFault("", figure.page, alt=quoted(figure.alt), count=len(figure.alt))


@rule("accessibility/figure-box", Severity.ERROR, "PDF/UA-1, 7.3; ISO 32000-1, 14.8.5.4.3")
def figure_box(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The bounding box of every figure lies on its page, and what the figure paints shows in it."""
    for figure in _figures(reading):
        if not (box := box_of(figure)):
            yield RuleFault("figure", figure.page, alt=quoted(figure.alt))
            continue
        page = reading.inspection.sheets[figure.page - 1].trim
        inside = box.within(page.grown(0.5))
        cut = max(map(abs, np.subtract(inside, box)))
        if min(inside.width, inside.height) < 1 or cut > max(box.width, box.height) / 2:
            yield RuleFault("lies", figure.page, box, alt=quoted(figure.alt))
            continue
        top, bottom = (round(page.top - edge) for edge in (inside.top, inside.bottom))
        left, right = (round(edge - page.left) for edge in (inside.left, inside.right))
        rows, columns = slice(max(top, 0), max(bottom, top + 1)), slice(max(left, 0), max(right, left + 1))
        everywhere = pdfium.difference(*reading.with_and_without(figure)) >= INK
        drawn = everywhere[rows, columns]
        # The pixels at the edge of what is drawn lie in its box by a part.
        around = everywhere[max(top - 1, 0) : bottom + 2, max(left - 1, 0) : right + 2]
        if not drawn.any():
            yield RuleFault("nothing-drawn", figure.page, box, alt=quoted(figure.alt))
        elif around.sum() < LEAST_FILLED * everywhere.sum():
            yield RuleFault("beside", figure.page, box, alt=quoted(figure.alt))
        elif inside.width * inside.height > WHOLE_PAGE * page.width * page.height or _over_text(reading, figure, box):
            filled = drawn.any(axis=0).mean() * drawn.any(axis=1).mean()
            if max((filled, *_shares(reading, figure.page, inside))) < LEAST_FILLED:
                yield RuleFault("too-large", figure.page, box, alt=quoted(figure.alt))


def _over_text(reading: AccessibilityContext, figure: Tag, box: Box) -> bool:
    """Whether text that is no part of a figure stands in its box."""
    others = {key for key in reading.places if key[0] == figure.page} - {*figure.content()}
    return any(text.box.within(box) == text.box for key in others for text in reading.places[key])


def _shares(reading: AccessibilityContext, page: int, box: Box) -> Iterator[float]:
    """Shares of a box that pictures of its page, and what drawings paint, cover: also in the colour of their ground."""
    for each in reading.inspection.contents[page - 1].painted:
        if each.kind is PaintKind.IMAGE or each.within is ContainingStream.FORM:
            shared = each.box.within(box)
            yield max(shared.width, 0) * max(shared.height, 0) / (box.width * box.height)


@rule("accessibility/text-in-figure", Severity.ERROR, "PDF/UA-1, 7.3; WCAG 2.2, 1.4.5")
def text_in_figure(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Words that are set in a figure occur in its alternative text, unless they only letter a few points."""
    for figure in _figures(reading):
        texts = [reading.tagged.texts.get(kid, "") for kid in figure.content()]
        words = [word for text in texts for word in re.findall(r"\w{4,}", text)]
        missing = [word for word in words if word.lower() not in (figure.said or "").lower()]
        if len(words) >= 3 and len(missing) > len(words) / 2:
            elements = reading.source.html.walk() if reading.source else ()
            found = (each.place for each in elements if each.is_picture and each.alternative() == figure.alt)
            yield RuleFault("", figure.page, source=next(found, Place()), missing=quoted(" ".join(missing)))
