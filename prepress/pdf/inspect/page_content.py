"""The content walk: every painted object of a page, through forms, patterns, soft masks and Type 3 glyphs."""

from __future__ import annotations

from typing import Any

import pikepdf

from prepress.pdf.inspect.graphics_state import GraphicsState
from prepress.pdf.inspect.interpreter import PageInterpreter
from prepress.pdf.inspect.model import ContainingStream, PageContent
from prepress.pdf.inspect.operator_count import streams_run
from prepress.pdf.inspect.painting_operators import read_stream
from prepress.pdf.inspect.streams import MALFORMED, MAX_STREAMS, EndlessContent, Streams, reason


def read_content(page: Any, number: int, streams: Streams) -> PageContent:
    """Everything a page paints; where it is malformed, what was read up to there and the fault."""
    walk = PageInterpreter(number, streams, read_stream)
    fault, drawable = "", True
    try:
        walk.stream(
            page, page.obj.get("/Resources", pikepdf.Dictionary()), GraphicsState(), ContainingStream.PAGE
        )
    except MALFORMED as error:
        fault, drawable = reason(error), not isinstance(error, EndlessContent)
        if drawable and not _ends(page, streams):
            fault, drawable = f"{fault}; and it paints without end", False
    return PageContent(
        tuple(walk.painted),
        tuple(dict.fromkeys(walk.fonts)),
        tuple(dict.fromkeys(walk.groups)),
        tuple(dict.fromkeys(walk.transfer)),
        walk.opi,
        fault,
        drawable,
    )


def _ends(page: Any, streams: Streams) -> bool:
    """Whether a page that could not be read to its end has one."""
    try:
        return streams_run(page, streams) <= MAX_STREAMS
    except MALFORMED:
        return False
