"""Pictures of a page: the sheet with its bleed as a bitmap."""

from __future__ import annotations

import io

from PIL import Image

from prepress import raster
from prepress.raster import Bitmap

_QUICK = 1
"""Compression of PNG: a larger picture sooner, for it travels no further than this machine."""


def page_picture(pdf: bytes, ppi: float) -> bytes:
    """The first page of a PDF, its bleed included, as PNG at `ppi`."""
    with raster.opened(pdf) as rendering:
        return png(rendering.page(1, ppi))


def png(pixels: Bitmap) -> bytes:
    """A bitmap as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=_QUICK)
    return buffer.getvalue()
