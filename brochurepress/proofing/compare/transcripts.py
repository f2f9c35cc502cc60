"""Transcripts compared: text alternatives, structure and languages, which no eye sees on a page."""

import re
from collections.abc import Iterator, Sequence

from brochurepress.pdf.inspect import MALFORMED, Inspection, read_tagged
from brochurepress.preflight import ReadingStop, common, matching_blocks, stops
from brochurepress.proofing.compare.alignment import AlignedPair

_COUNT = re.compile(r"^(list of|table of|.*cell.* under) .*")
_DESCRIBED = re.compile(r" — .*$", re.DOTALL)


StopPair = tuple[ReadingStop, ReadingStop]
"""A stop of a screen reader as it was, and as it is."""


def parts(change: StopPair) -> tuple[str, str, str]:
    """What both states say just before they part, and what each of them says until they meet again."""
    one, other = ([f"{stop.announced} [{stop.lang}]:", *stop.text.split()] for stop in change)
    start = common(one, other)
    end = min(common(one[::-1], other[::-1]), len(one) - start, len(other) - start)
    said = one[max(0, start - 4) : start], one[start : len(one) - end], other[start : len(other) - end]
    lead, was, now = map(" ".join, said)
    return lead, was, now


def spoken(inspection: Inspection) -> tuple[ReadingStop, ...]:
    """What a screen reader says of a file; nothing of one that has no structure, or a broken one."""
    try:
        return stops(read_tagged(inspection.pdf))
    except MALFORMED:
        return ()


def compare_spoken(
    before: Sequence[ReadingStop], after: Sequence[ReadingStop], pairs: Sequence[AlignedPair]
) -> tuple[StopPair, ...]:
    """The stops that are announced otherwise, or whose words stand nowhere on the page and have changed.

    Words that are seen are compared as words; what only came or went came or went with its words or its picture.
    """
    return tuple(
        change
        for same, start, stop, left, right in matching_blocks(before, after)
        if not same and start < stop and left < right
        for change in _changes(before[start:stop], after[left:right], pairs)
    )


def _changes(
    old: Sequence[ReadingStop], new: Sequence[ReadingStop], pairs: Sequence[AlignedPair]
) -> Iterator[StopPair]:
    """Stops that were replaced: those with the same words first, then those of one kind in order."""
    left = list(new)
    rest = []
    for one in old:
        same = next((other for other in left if _seen(other) == _seen(one) and _seen(one)), None)
        if same is None:
            rest.append(one)
            continue
        left.remove(same)
        if (one.page, same.page) in pairs and _key(one) != _key(same):
            yield one, same
    figures = ([stop for stop in side if stop.announced == "figure"] for side in (rest, left))
    for one, other in zip(*figures, strict=False):
        if (one.page, other.page) in pairs:
            yield one, other


def _seen(stop: ReadingStop) -> str:
    """The words of a stop that stand on the page."""
    return "" if stop.announced == "figure" else _DESCRIBED.sub("", stop.text)


def _key(stop: ReadingStop) -> tuple[str, str, str]:
    return _COUNT.sub(r"\1", stop.announced), stop.text, stop.lang
