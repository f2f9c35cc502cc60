"""The content walk: every painted object of a page, through forms, patterns, soft masks and Type 3 glyphs."""

from __future__ import annotations

from typing import Any

import pikepdf

from prepress.inspection.expansion import streams_run
from prepress.inspection.graphics import State
from prepress.inspection.model import Content, Within
from prepress.inspection.painting import read_stream
from prepress.inspection.streams import MALFORMED, MAX_STREAMS, Endless, Streams, reason
from prepress.inspection.walk import Walk


def read_content(page: Any, number: int, streams: Streams) -> Content:
    """Everything a page paints; where it is malformed, what was read up to there and the fault."""
    walk = Walk(number, streams, read_stream)
    fault, drawable = "", True
    try:
        walk.stream(page, page.obj.get("/Resources", pikepdf.Dictionary()), State(), Within.PAGE)
    except MALFORMED as error:
        fault, drawable = reason(error), not isinstance(error, Endless)
        if drawable and not _ends(page, streams):
            fault, drawable = f"{fault}; and it paints without end", False
    return Content(
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
