"""Pages as bitmaps and the ink boxes of their characters: the only door to pdfium."""

from __future__ import annotations

import ctypes
import math
import threading
from collections import defaultdict
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
    from collections.abc import Iterator, Mapping

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
    """A text object as painted: text, box in pt, fill as RGB and alpha (0 to 255), size in pt, weight (400, 700)."""

    text: str
    box: Box
    colour: tuple[int, int, int, int]
    size_pt: float
    weight: int


class CoveredText(NamedTuple):
    """A text object of which something painted later hides letters: its text, these letters, and their box in pt."""

    text: str
    letters: str
    box: Box


_COVER_PPI = 144.0
_SLENDER = 0.2
"""What is lower or narrower than this share of a text's height strikes it through, and covers nothing."""
_LOST = 0.3
"""Share of its ink that a letter may lose to what is painted over it."""
_FAINT = 2.0
"""Ink of a letter, in pixels of full difference from its ground, below which it cannot be judged."""


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
        _demand_drawable(page, number, ppi)
        text_page = page.get_textpage()
        try:
            objects = [
                (item, matrix)
                for item, kind, matrix in _objects(page.raw, None, Matrix())
                if kind == pdfium.FPDF_PAGEOBJ_TEXT
            ]
            texts = tuple(_text(item, matrix, text_page.raw) for item, matrix in objects)
            for item, _ in objects:
                pdfium.FPDFTextObj_SetTextRenderMode(item, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
            return texts, _drawn(page, ppi)
        finally:
            text_page.close()
            page.close()

    def covered(self, number: int) -> tuple[CoveredText, ...]:
        """Texts of a page that something painted later hides, wholly or in some of their letters.

        Paint order tells which may be; these are drawn with and without the text, with and without what lies over it.
        Raises ValueError for a page that pdfium cannot load or draw.
        """
        page = self._loaded(number)
        under = _covers(page.raw)
        if not under:
            page.close()
            return ()
        _demand_drawable(page, number, _COVER_PPI)
        text_page = page.get_textpage()
        try:
            letters = _letters_by_text(text_page.raw, text_page.count_chars())
            return tuple(found for each in under.values() for found in _hidden(page, *each, letters))
        finally:
            text_page.close()
            page.close()

    def without(self, number: int, ppi: float, mcids: frozenset[int]) -> Bitmap:
        """A page drawn in RGB without what stands in some sequences of marked content."""
        page = self._loaded(number)
        try:
            _demand_drawable(page, number, ppi)
            for item, _, _ in _objects(page.raw, None, Matrix(), mcids):
                pdfium.FPDFPageObj_SetIsActive(item, False)
            return _drawn(page, ppi)
        finally:
            page.close()


def _objects(
    page: Any, form: Any, outer: Matrix, mcids: frozenset[int] | None = None
) -> Iterator[tuple[Any, int, Matrix]]:
    """Painted objects, or those of some sequences, in order, those of forms too: kind, and matrix of the form."""
    count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        item = pdfium.FPDFFormObj_GetObject(form, index) if form else pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if mcids is None or pdfium.FPDFPageObj_GetMarkedContentID(item) in mcids:
            yield item, kind, outer
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _objects(page, item, _matrix(item) @ outer, mcids)


def _drawn(page: Any, ppi: float) -> Bitmap:
    bitmap = page.render(scale=ppi / 72, rev_byteorder=True, prefer_bgrx=False)
    pixels = np.array(bitmap.to_numpy(), np.uint8)
    bitmap.close()
    return pixels


def _covers(page: Any) -> dict[bytes, tuple[list[Any], list[Any]]]:
    """Texts that something painted later may hide, by their boxes, with what that is; those under the same together."""
    objects = [row for row in _objects(page, None, Matrix()) if row[1] != pdfium.FPDF_PAGEOBJ_FORM]
    edges = np.array([_bounds(item, outer) for item, _, outer in objects]).reshape(-1, 4)
    low, high = edges[:, :2], edges[:, 2:]
    side = (high - low).min(axis=1)
    kinds = np.array([kind for _, kind, _ in objects])
    under: dict[bytes, tuple[list[Any], list[Any]]] = {}
    for index in np.flatnonzero(kinds == pdfium.FPDF_PAGEOBJ_TEXT):
        meets = (np.minimum(high, high[index]) > np.maximum(low, low[index])).all(axis=1)
        over = meets & (kinds != pdfium.FPDF_PAGEOBJ_TEXT) & (side > _SLENDER * side[index])
        over[:index] = False
        if over.any():
            above = [objects[number][0] for number in np.flatnonzero(over)]
            under.setdefault(over.tobytes(), ([], above))[0].append(objects[index][0])
    return under


def _hidden(
    page: Any, texts: list[Any], above: list[Any], letters: Mapping[int, list[Glyph]]
) -> Iterator[CoveredText]:
    """The texts of which letters lose ink to what is painted above them."""
    glyphs = [glyph for text in texts for glyph in letters[_key(text)]]
    if not glyphs:
        return
    area = Box.around(*(glyph.box for glyph in glyphs)).grown(1)
    page.set_cropbox(*area)
    page.set_mediabox(*area)
    page.set_rotation(0)
    seen = _difference(page, texts)
    _show(above, False)
    inked = _difference(page, texts)
    _show(above, True)
    scale = _COVER_PPI / 72
    for text in texts:
        lost = []
        for glyph in letters[_key(text)]:
            rows = slice(
                int((area.top - glyph.box.top) * scale), math.ceil((area.top - glyph.box.bottom) * scale)
            )
            columns = slice(
                int((glyph.box.left - area.left) * scale), math.ceil((glyph.box.right - area.left) * scale)
            )
            whole = inked[rows, columns]
            ink, left = (int(part.sum()) for part in (whole, np.minimum(whole, seen[rows, columns])))
            if ink > _FAINT * 255 and left < (1 - _LOST) * ink:
                lost.append(glyph)
        if lost:
            said, gone = (
                "".join(g.text for g in part).replace(JOINED, "-") for part in (letters[_key(text)], lost)
            )
            yield CoveredText(said, gone, Box.around(*(glyph.box for glyph in lost)))


def _difference(page: Any, texts: list[Any]) -> Bitmap:
    """What texts change on a page: the largest difference of any component, pixel by pixel."""
    shown = _drawn(page, _COVER_PPI)
    _show(texts, False)
    bare = _drawn(page, _COVER_PPI)
    _show(texts, True)
    # Within bytes and component by component: many times faster than numpy's maximum over so short an axis.
    changed = np.maximum(shown, bare) - np.minimum(shown, bare)
    highest: Bitmap = np.maximum(np.maximum(changed[..., 0], changed[..., 1]), changed[..., 2])
    return highest


def _show(objects: list[Any], shown: bool) -> None:
    for item in objects:
        pdfium.FPDFPageObj_SetIsActive(item, shown)


def _key(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _letters_by_text(text_page: Any, count: int) -> Mapping[int, list[Glyph]]:
    """Characters with ink by the text object that paints them."""
    found: dict[int, list[Glyph]] = defaultdict(list)
    for index, glyph in enumerate(_characters(text_page, count)):
        found[_key(pdfium.FPDFText_GetTextObject(text_page, index))].append(glyph)
    return found


def _bounds(item: Any, outer: Matrix) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    box = Box(*(edge.value for edge in edges))
    return box if outer == Matrix() else hull(outer.transform(corner) for corner in box.corners)


def _matrix(item: Any) -> Matrix:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, own)
    return Matrix(own.a, own.b, own.c, own.d, own.e, own.f)


def _text(item: Any, outer: Matrix, text_page: Any) -> TextObject:
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
    return TextObject(text, _bounds(item, outer), (red, green, blue, alpha), size_pt, weight)


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
