"""Stand-ins of the plates in RGB and grey: a PDF that shows its ink coverage when it is drawn.

Each page becomes two. On the first the red, green and blue of every object are what its cyan, magenta and
yellow leave of the paper; on the second its grey is what its black leaves. Transparency and separable blend
modes work on each component by itself (ISO 32000-1, 11.3.5), so the result is that of the four plates. An
object that overprints is left out where it has no ink, as overprint mode 1 demands (11.7.4.3).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from prepress.design import Box
from prepress.pdf.inspect.plate_resources import PlateResourceWriter
from prepress.pdf.inspect.plate_rewriter import edited
from prepress.pdf.inspect.plate_state import PlateGraphicsState, PlatePair
from prepress.pdf.inspect.streams import MALFORMED, MAX_INSTRUCTIONS, Streams, reason

if TYPE_CHECKING:
    from collections.abc import Sequence


UNREAD = Box(0, 0, 1, 1)
"""The area that stands for a page whose content is not read."""


def write_separations(
    pdf: pikepdf.Pdf, streams: Streams, areas: Sequence[Box | None], ppi: float
) -> tuple[bytes, tuple[tuple[str, ...], ...]]:
    """A PDF with two pages for each page of `pdf`, cropped to its area in pt.

    With it comes what could not be separated on each page.
    """
    target = pikepdf.new()
    unknown = []
    writer = PlateResourceWriter(target, streams, ppi, edited)
    for page, area in zip(pdf.pages, areas, strict=True):
        writer.unknown = []
        for pair in PlatePair:
            writer.budget = MAX_INSTRUCTIONS
            _add_page(target, writer, page, pair, area)
        unknown.append(tuple(dict.fromkeys(writer.unknown)))
    buffer = io.BytesIO()
    target.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return buffer.getvalue(), tuple(unknown)


def _add_page(
    target: pikepdf.Pdf, writer: PlateResourceWriter, page: pikepdf.Page, pair: PlatePair, area: Box | None
) -> None:
    resources = page.obj.get("/Resources", Dictionary())
    try:
        content, used = b"", Dictionary()
        if area is not None:
            content, used = writer.rewrite(page, resources, pair, PlateGraphicsState(), initial=True)
    except MALFORMED as fault:
        writer.unknown.append(reason(fault))
        content, used = b"", Dictionary()
    added = Dictionary(
        Type=Name.Page,
        MediaBox=Array([*(area or UNREAD)]),
        Resources=used,
        Contents=target.make_stream(content),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(added)))
