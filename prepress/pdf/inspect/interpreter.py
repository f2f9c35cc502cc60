"""One page being walked: what it painted so far, and the guard against content without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from prepress.pdf.inspect.colour_spaces import space_of
from prepress.pdf.inspect.graphics_state import GraphicsState, times, transformed
from prepress.pdf.inspect.model import ContainingStream, FontUse, PaintedObject, TransparencyGroup
from prepress.pdf.inspect.streams import (
    MAX_DEPTH,
    MAX_INSTRUCTIONS,
    MAX_STREAMS,
    EndlessContent,
    Instructions,
    Streams,
    box_of,
    matrix_entry,
    object_of,
)

StreamReader = Callable[["PageInterpreter", Any, GraphicsState, ContainingStream, Instructions], None]
"""What reads the instructions of one content stream, with its resources, from a state."""


class PageInterpreter:
    """One page being walked: what it painted so far, and the streams that are open."""

    def __init__(self, page: int, streams: Streams, reader: StreamReader) -> None:
        self.page, self.streams, self.reader = page, streams, reader
        self.painted: list[PaintedObject] = []
        self.fonts: list[FontUse] = []
        self.groups: list[TransparencyGroup] = []
        self.transfer: list[str] = []
        self.opi = 0
        self.budget = MAX_INSTRUCTIONS
        self.runs = 0
        self.open: list[Any] = []
        self.patterns: set[Any] = set()

    def stream(self, stream: Any, resources: Any, state: GraphicsState, within: ContainingStream) -> None:
        """Reads a content stream; raises Endless when it paints itself or has no end."""
        key = object_of(stream).objgen
        if key in self.open:
            raise EndlessContent(f"the content of object {key[0]} paints itself")
        if len(self.open) >= MAX_DEPTH:
            raise EndlessContent(f"content is nested more than {MAX_DEPTH} levels deep")
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        self.runs += 1
        if self.budget < 0 or self.runs > MAX_STREAMS:
            raise EndlessContent(
                f"more than {MAX_INSTRUCTIONS:,} instructions or {MAX_STREAMS:,} forms are painted"
            )
        self.open.append(key)
        self.reader(self, resources, state, within, instructions)
        self.open.pop()

    def form(self, form: Any, resources: Any, state: GraphicsState, within: ContainingStream) -> None:
        """Reads a form XObject as the current state places it."""
        inner = state.saved()
        inner.ctm = times(matrix_entry(form), inner.ctm)
        if "/BBox" in form:
            inner.clip = inner.clip.within(transformed(inner.ctm, box_of(form.BBox)))
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), resources).family if "/CS" in group else ""
            self.groups.append(TransparencyGroup(within, space, within is ContainingStream.MASK))
        self.stream(form, form.get("/Resources", resources), inner, within)
