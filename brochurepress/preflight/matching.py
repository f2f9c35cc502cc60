"""Matching: which parts of two rows are the same, in time that grows with them as long as they mostly go together."""

import difflib
from collections.abc import Hashable, Iterator, Sequence

RUN = 32
"""So many items that are the same in both rows, one after the other, tell that the two go on together."""

MANY = 4_000
"""In a part with more items than this, frequent ones no longer serve to find what stayed."""

MatchingBlock = tuple[bool, int, int, int, int]
"""Whether a part is the same in both rows; from where to where in the one, and from where to where in the other."""


def matching_blocks(one: Sequence[Hashable], other: Sequence[Hashable]) -> Iterator[MatchingBlock]:
    """The parts of two rows that are the same or not, in order.

    What is the same at both ends keeps its place. Where the rows part, difflib decides up to the nearest place from
    which they go on together: it holds every item against all of its kind, and so is not asked for the whole.
    """
    head = common(one, other)
    tail = min(common(one[::-1], other[::-1]), len(one) - head, len(other) - head)
    inner, outer = one[: len(one) - tail], other[: len(other) - tail]
    start = left = 0
    while True:
        same = common(inner, outer, start, left)
        if same:
            yield True, start, start + same, left, left + same
        start, left = start + same, left + same
        if start == len(inner) and left == len(outer):
            break
        stop, right = _together(inner, outer, start, left)
        junk = max(stop - start, right - left) > MANY
        matcher = difflib.SequenceMatcher(None, inner[start:stop], outer[left:right], autojunk=junk)
        for kind, low, high, under, over in matcher.get_opcodes():
            yield kind == "equal", start + low, start + high, left + under, left + over
        start, left = stop, right
    if tail:
        yield True, len(inner), len(one), len(outer), len(other)


def common(one: Sequence[object], other: Sequence[object], start: int = 0, left: int = 0) -> int:
    """How many items two rows have in common from a place in each."""
    most = min(len(one) - start, len(other) - left)
    return next((at for at in range(most) if one[start + at] != other[left + at]), most)


def _together(one: Sequence[Hashable], other: Sequence[Hashable], start: int, left: int) -> tuple[int, int]:
    """The nearest place from which two rows go on together; their ends, where there is none."""
    reach, whole = 4 * RUN, max(len(one) - start, len(other) - left)
    while True:
        places: dict[Hashable, int] = {}
        for far in range(min(reach, len(other) - left - RUN + 1)):
            places.setdefault(tuple(other[left + far : left + far + RUN]), far)
        met = (
            (near + places[run], near)
            for near in range(min(reach, len(one) - start - RUN + 1))
            if (run := tuple(one[start + near : start + near + RUN])) in places
        )
        ends = len(one) - start + len(other) - left, len(one) - start
        least, near = min(met, default=ends)
        if least < reach or reach >= whole:
            return start + near, left + least - near
        reach *= 2
