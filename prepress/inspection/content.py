"""The content walk: every painted object of a page, through forms, patterns, soft masks and Type 3 glyphs."""

from __future__ import annotations

from typing import Any

import pikepdf

from prepress.inspection.graphics import State
from prepress.inspection.model import Content, Within
from prepress.inspection.painting import read_stream
from prepress.inspection.streams import MALFORMED, Endless, Streams
from prepress.inspection.walk import Walk


def read_content(page: Any, number: int, streams: Streams) -> Content:
    """Everything a page paints; where it is malformed, what was read up to there and the fault."""
    walk = Walk(number, streams, read_stream)
    fault, drawable = "", True
    try:
        walk.stream(page, page.obj.get("/Resources", pikepdf.Dictionary()), State(), Within.PAGE)
    except MALFORMED as error:
        fault, drawable = str(error) or type(error).__name__, not isinstance(error, Endless)
    return Content(
        tuple(walk.painted),
        tuple(dict.fromkeys(walk.fonts)),
        tuple(dict.fromkeys(walk.groups)),
        tuple(dict.fromkeys(walk.transfer)),
        walk.opi,
        fault,
        drawable,
    )
