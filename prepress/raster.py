"""Pages as bitmaps and the ink boxes of their characters: the only door to pdfium."""

from __future__ import annotations

import ctypes
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium

from prepress.geometry import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

Bitmap = npt.NDArray[np.uint8]

_ENGINE = threading.RLock()
"""pdfium is not thread-safe: one document at a time is drawn."""


class Glyph(NamedTuple):
    """A character as painted: its text and the box of its ink in pt."""

    text: str
    box: Box


class Rendering:
    """An open PDF whose pages can be drawn; pages count from 1."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def page(self, number: int, ppi: float, area: Box | None = None, grey: bool = False) -> Bitmap:
        """A page, or an area of it in pt, as RGB (height, width, 3) or grey (height, width) bytes at `ppi`.

        Raises ValueError for a page that pdfium cannot load or an area without extent.
        """
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError as fault:
            raise ValueError(f"page {number} cannot be drawn: {fault}") from fault
        try:
            if area is not None:
                page.set_cropbox(*area)
                page.set_mediabox(*area)
                page.set_rotation(0)
            bitmap = page.render(scale=ppi / 72, grayscale=grey, rev_byteorder=not grey, prefer_bgrx=False)
            pixels = np.array(bitmap.to_numpy(), np.uint8)
            bitmap.close()
        finally:
            page.close()
        return pixels[:, :, 0] if pixels.ndim == 3 and grey else pixels

    def glyphs(self, number: int) -> tuple[Glyph, ...]:
        """Characters of a page with the box of their ink in pt; none of a page that cannot be loaded."""
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            return ()
        text_page = page.get_textpage()
        try:
            return tuple(_glyphs(text_page.raw, text_page.count_chars()))
        finally:
            text_page.close()
            page.close()


def _glyphs(text_page: Any, count: int) -> Iterator[Glyph]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code <= 32 or pdfium.FPDFText_IsGenerated(text_page, index) == 1:
            continue
        if pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
            box = Box(left.value, bottom.value, right.value, top.value)
            if box.width > 0 and box.height > 0:
                yield Glyph(chr(code) if code < 0x110000 else "\ufffd", box)


@contextmanager
def opened(data: bytes) -> Iterator[Rendering]:
    """A PDF opened for drawing; raises ValueError when pdfium cannot read it."""
    with _ENGINE:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            raise ValueError(f"the PDF cannot be drawn: {fault}") from fault
        try:
            yield Rendering(document)
        finally:
            document.close()
