"""One page being walked: what it painted so far, and the guard against content without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prepress.inspection.colour import space_of
from prepress.inspection.graphics import State, times, transformed
from prepress.inspection.model import Font, Group, Painted, Within
from prepress.inspection.streams import (
    MAX_DEPTH,
    MAX_INSTRUCTIONS,
    MAX_STREAMS,
    Endless,
    Instructions,
    Streams,
    box_of,
    matrix_of,
    object_of,
)

Reader = Callable[["Walk", Any, State, Within, Instructions], None]
"""What reads the instructions of one content stream, with its resources, from a state."""


class Walk:
    """One page being walked: what it painted so far, and the streams that are open."""

    def __init__(self, page: int, streams: Streams, reader: Reader) -> None:
        self.page, self.streams, self.reader = page, streams, reader
        self.painted: list[Painted] = []
        self.fonts: list[Font] = []
        self.groups: list[Group] = []
        self.transfer: list[str] = []
        self.opi = 0
        self.budget = MAX_INSTRUCTIONS
        self.runs = 0
        self.open: list[Any] = []
        self.patterns: set[Any] = set()

    def stream(self, stream: Any, resources: Any, state: State, within: Within) -> None:
        """Reads a content stream; raises Endless when it paints itself or has no end."""
        key = object_of(stream).objgen
        if key in self.open:
            raise Endless(f"the content of object {key[0]} paints itself")
        if len(self.open) >= MAX_DEPTH:
            raise Endless(f"content is nested more than {MAX_DEPTH} levels deep")
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        self.runs += 1
        if self.budget < 0 or self.runs > MAX_STREAMS:
            raise Endless(f"more than {MAX_INSTRUCTIONS:,} instructions or {MAX_STREAMS:,} forms are painted")
        self.open.append(key)
        self.reader(self, resources, state, within, instructions)
        self.open.pop()

    def form(self, form: Any, resources: Any, state: State, within: Within) -> None:
        """Reads a form XObject as the current state places it."""
        inner = state.saved()
        inner.ctm = times(matrix_of(form), inner.ctm)
        if "/BBox" in form:
            inner.clip = inner.clip.within(transformed(inner.ctm, box_of(form.BBox)))
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), resources).family if "/CS" in group else ""
            self.groups.append(Group(within, space, within is Within.MASK))
        self.stream(form, form.get("/Resources", resources), inner, within)
