"""The content walk: every painted object of a page, through forms, patterns, soft masks and Type 3 glyphs."""

from __future__ import annotations

from typing import Any

import pikepdf

from prepress.inspection._reader import ContentReader
from prepress.inspection.colour import space_of
from prepress.inspection.graphics import State, times, transformed
from prepress.inspection.model import Content, Font, Group, Painted, Within
from prepress.inspection.streams import (
    MALFORMED,
    MAX_DEPTH,
    MAX_INSTRUCTIONS,
    MAX_STREAMS,
    Streams,
    box_of,
    matrix_of,
)


def read_content(page: Any, number: int, streams: Streams) -> Content:
    """Everything a page paints; where it is malformed, what was read up to there and the fault."""
    walk = Walk(number, streams)
    fault = ""
    try:
        walk.stream(page, page.obj.get("/Resources", pikepdf.Dictionary()), State(), Within.PAGE)
    except MALFORMED as error:
        fault = str(error) or type(error).__name__
    return Content(
        tuple(walk.painted),
        tuple(dict.fromkeys(walk.fonts)),
        tuple(dict.fromkeys(walk.groups)),
        tuple(dict.fromkeys(walk.transfer)),
        walk.opi,
        fault,
    )


class Walk:
    """One page being walked: what it painted so far, and the streams that are open."""

    def __init__(self, page: int, streams: Streams) -> None:
        self.page, self.streams = page, streams
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
        """Reads a content stream; raises ValueError when it paints itself or has no end."""
        key = getattr(stream, "obj", stream).objgen
        if key in self.open:
            raise ValueError(f"the content of object {key[0]} paints itself")
        if len(self.open) >= MAX_DEPTH:
            raise ValueError(f"content is nested more than {MAX_DEPTH} levels deep")
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        self.runs += 1
        if self.budget < 0 or self.runs > MAX_STREAMS:
            raise ValueError(
                f"more than {MAX_INSTRUCTIONS:,} instructions or {MAX_STREAMS:,} forms are painted"
            )
        self.open.append(key)
        ContentReader(self, resources, state, within).run(instructions)
        self.open.pop()

    def form(self, form: Any, resources: Any, state: State, within: Within) -> None:
        """Reads a form XObject as the current state places it."""
        inner = state.saved()
        inner.ctm = times(matrix_of(form), inner.ctm)
        if "/BBox" in form:
            inner.clip = inner.clip.within(transformed(inner.ctm, box_of(form.BBox)))
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), resources).family if "/CS" in group else ""
            self.groups.append(Group(within, space, False))
        self.stream(form, form.get("/Resources", resources), inner, within)
