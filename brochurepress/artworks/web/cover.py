"""The cover as a picture, for the preview that other sites show of a link (Open Graph protocol)."""

import io

import numpy as np
from PIL import Image

from brochurepress.pdf import pdfium

WIDTH, HEIGHT = 1200, 630
"""Pixels of the preview that networks ask for: 1.91 to 1."""

_MARGIN = 30


def cover_picture(pdf: bytes) -> bytes:
    """The first page in the middle of a field of its own ground, as PNG of WIDTH by HEIGHT pixels.

    The ground is the colour of the page's upper left corner: a cover on one ground runs on to the edges.
    """
    with pdfium.open_pdf(pdf) as pages:
        probe = pages.page(1, 72)
        ppi = 72 * min((HEIGHT - 2 * _MARGIN) / probe.shape[0], (WIDTH - 2 * _MARGIN) / probe.shape[1])
        page = Image.fromarray(np.ascontiguousarray(pages.page(1, ppi)))
    field = Image.new("RGB", (WIDTH, HEIGHT), page.getpixel((0, 0)))
    field.paste(page, ((WIDTH - page.width) // 2, (HEIGHT - page.height) // 2))
    written = io.BytesIO()
    field.save(written, "PNG", optimize=True)
    return written.getvalue()
