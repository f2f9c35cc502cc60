"""Expansion: how often a page runs content streams, counted without painting, for pages too broken to be walked."""

from __future__ import annotations

import math
from typing import Any

import pikepdf

from prepress.pdf.inspect.streams import MALFORMED, Streams, object_of


def streams_run(page: Any, streams: Streams) -> float:
    """How many content streams a page runs, each as often as it is painted; infinite when one paints itself.

    What is broken counts as nothing: others may read on where this press stops.
    """
    return _Count(streams).of(page, page.obj.get("/Resources", pikepdf.Dictionary()))


class _Count:
    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._known: dict[Any, float] = {}

    def of(self, stream: Any, resources: Any) -> float:
        """The count of one stream and all that it paints."""
        key = object_of(stream).objgen
        if key not in self._known:
            self._known[key] = math.inf  # as long as it is open: what comes back to it has no end
            self._known[key] = 1 + sum(self.of(form, own) for form, own in self._painted(stream, resources))
        return self._known[key]

    def _painted(self, stream: Any, resources: Any) -> list[tuple[Any, Any]]:
        painted = []
        try:
            for operands, operator in self._streams.instructions(stream):
                if (
                    operator in _NAMED
                    and (inner := _inner(operands, resources, _NAMED[operator])) is not None
                ):
                    painted.append((inner, inner.get("/Resources", resources)))
        except MALFORMED:
            pass
        return painted


_NAMED = {"Do": "/XObject", "scn": "/Pattern", "SCN": "/Pattern"}
"""Where the resources have what an operator names."""


def _inner(operands: list[Any], resources: Any, category: str) -> Any:
    """The form or the tiling pattern that is named; None for whatever else, and for what is not there."""
    try:
        named = resources[category][operands[-1]]
        runs = named.get("/Subtype") == pikepdf.Name.Form or named.get("/PatternType") == 1
        return named if runs and isinstance(named, pikepdf.Stream) else None
    except MALFORMED:
        return None
