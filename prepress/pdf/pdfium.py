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
from pikepdf import Matrix

from prepress.design import Box, hull
from prepress.workspace import LimitName, exceeded

if TYPE_CHECKING:
    from collections.abc import Iterator

Bitmap = npt.NDArray[np.uint8]

JOINED = "\u00ad"
"""Stands for the hyphen at a line's end over which pdfium reads a word as one."""

_HYPHEN_CODE = 2

_ENGINE = threading.RLock()
"""pdfium is not thread-safe: one document at a time is drawn."""


class Glyph(NamedTuple):
    """A character as painted: its text and the box of its ink in pt."""

    text: str
    box: Box


class TextObject(NamedTuple):
    """A text object as painted: text, box in pt, fill as RGB and alpha (0 to 255), size in pt, weight (400, 700).

    `mcid` is that of the marked-content sequence it stands in, or -1.
    """

    text: str
    box: Box
    colour: tuple[int, int, int, int]
    size_pt: float
    weight: int
    mcid: int = -1


class Rendering:
    """An open PDF whose pages can be drawn; pages count from 1."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def _loaded(self, number: int) -> Any:
        try:
            return self._document[number - 1]
        except pypdfium2.PdfiumError as fault:
            raise ValueError(f"page {number} cannot be read: {fault}") from fault

    def page(self, number: int, ppi: float, area: Box | None = None, grey: bool = False) -> Bitmap:
        """A page, or an area of it in pt, as RGB (height, width, 3) or grey (height, width) bytes at `ppi`.

        Raises ValueError for a page that pdfium cannot load or an area without extent.
        """
        page = self._loaded(number)
        try:
            if area is not None:
                page.set_cropbox(*area)
                page.set_mediabox(*area)
                page.set_rotation(0)
            _demand_drawable(page, number, ppi)
            bitmap = page.render(scale=ppi / 72, grayscale=grey, rev_byteorder=not grey, prefer_bgrx=False)
            pixels = np.array(bitmap.to_numpy(), np.uint8)
            bitmap.close()
        finally:
            page.close()
        return pixels[:, :, 0] if pixels.ndim == 3 and grey else pixels

    def glyphs(self, number: int) -> tuple[Glyph, ...]:
        """Characters of a page with the box of their ink in pt; none of a page that cannot be loaded."""
        try:
            page = self._loaded(number)
        except ValueError:
            return ()
        text_page = page.get_textpage()
        try:
            return tuple(_glyphs(text_page.raw, text_page.count_chars()))
        finally:
            text_page.close()
            page.close()

    def characters(self, number: int) -> tuple[Glyph, ...]:
        """All characters in the order of `words`, white space with a box without extent; the hyphen is U+00AD here too.

        Raises ValueError for a page that pdfium cannot load.
        """
        page = self._loaded(number)
        text_page = page.get_textpage()
        try:
            return tuple(_characters(text_page.raw, text_page.count_chars()))
        finally:
            text_page.close()
            page.close()

    def words(self, number: int) -> str:
        """Text of a page as pdfium extracts it; a hyphen at which it joined a word is U+00AD."""
        page = self._loaded(number)
        text_page = page.get_textpage()
        try:
            return str(text_page.get_text_range()).replace("\ufffe", JOINED)
        finally:
            text_page.close()
            page.close()

    def texts_and_ground(self, number: int, ppi: float) -> tuple[tuple[TextObject, ...], Bitmap]:
        """The text objects of a page, and the page drawn without them as RGB at `ppi`."""
        page = self._loaded(number)
        page.set_rotation(0)
        _demand_drawable(page, number, ppi)
        text_page = page.get_textpage()
        try:
            objects = list(_text_objects(page.raw, None, Matrix()))
            texts = tuple(_text(item, matrix, text_page.raw) for item, matrix in objects)
            for item, _ in objects:
                pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
            bitmap = page.render(scale=ppi / 72, rev_byteorder=True, prefer_bgrx=False)
            pixels = np.array(bitmap.to_numpy(), np.uint8)
            bitmap.close()
        finally:
            text_page.close()
            page.close()
        return texts, pixels


def _text_objects(page: Any, form: Any, outer: Matrix) -> Iterator[tuple[Any, Matrix]]:
    """Text objects with the matrix of the form they stand in."""
    count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        item = pdfium.FPDFFormObj_GetObject(form, index) if form else pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield item, outer
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _text_objects(page, item, _matrix(item) @ outer)


def _matrix(item: Any) -> Matrix:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, own)
    return Matrix(own.a, own.b, own.c, own.d, own.e, own.f)


def _text(item: Any, outer: Matrix, text_page: Any) -> TextObject:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    box = Box(*(edge.value for edge in edges))
    channels = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(item, *channels)
    red, green, blue, alpha = (channel.value for channel in channels)
    length = pdfium.FPDFTextObj_GetText(item, text_page, None, 0)
    letters = (ctypes.c_ushort * (length // 2 + 1))()
    pdfium.FPDFTextObj_GetText(item, text_page, letters, length)
    text = bytes(letters).decode("utf-16-le", "replace").split("\0")[0]
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(item, size)
    whole = _matrix(item) @ outer
    size_pt = size.value * float(np.hypot(whole.c, whole.d))
    weight = pdfium.FPDFFont_GetWeight(pdfium.FPDFTextObj_GetFont(item))
    mcid = pdfium.FPDFPageObj_GetMarkedContentID(item)
    placed = hull(outer.transform(corner) for corner in box.corners)
    return TextObject(text, placed, (red, green, blue, alpha), size_pt, weight, mcid)


def _glyphs(text_page: Any, count: int) -> Iterator[Glyph]:
    for glyph in _characters(text_page, count):
        inked = glyph.box.width > 0 and glyph.box.height > 0
        if inked and glyph.text > " " and glyph.text != JOINED:
            yield glyph


def _characters(text_page: Any, count: int) -> Iterator[Glyph]:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        text = JOINED if code == _HYPHEN_CODE else chr(code) if code < 0x110000 else "\ufffd"
        known = pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        box = Box(left.value, bottom.value, right.value, top.value) if known else Box(0, 0, 0, 0)
        yield Glyph(text, box)


def _demand_drawable(page: Any, number: int, ppi: float) -> None:
    """Raises ValueError for a page that would be larger than any bitmap may be."""
    pixels = page.get_width() * page.get_height() * (ppi / 72) ** 2
    if fault := exceeded(LimitName.PIXELS, round(pixels)):
        raise ValueError(f"page {number} cannot be drawn: as a bitmap it {fault}")


@contextmanager
def open_pdf(data: bytes) -> Iterator[Rendering]:
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
