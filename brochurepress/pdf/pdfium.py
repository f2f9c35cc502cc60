"""Pages as bitmaps and the ink boxes of their characters: the only door to pdfium."""

import ctypes
import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Matrix

from brochurepress.design import Box, hull
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, exceeded

Bitmap = npt.NDArray[np.uint8]
Numbers = npt.NDArray[Any]

JOINED = "\u00ad"
"""Stands for the hyphen at a line's end over which pdfium reads a word as one."""

_HYPHEN_CODE = 2

_ROW = 4 * ctypes.sizeof(ctypes.c_double)
_char_box = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *[ctypes.c_void_p] * 4)(
    ctypes.cast(pdfium.FPDFText_GetCharBox, ctypes.c_void_p).value or 0
)
"""FPDFText_GetCharBox by plain addresses: several times faster, and it is asked of every letter of a file."""

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


class CoveredText(NamedTuple):
    """A text object of which something painted later hides letters: its text, these letters, and their box in pt."""

    text: str
    letters: str
    box: Box


_AS_IS = Matrix()
_COVER_PPI = 144.0
_AT_ONCE = 64
"""Texts that are held against one selection of what may cover them."""
_SLENDER = 0.2
"""What is lower or narrower than this share of a text's height strikes it through, and covers nothing."""
_SAME_PLACE = 0.4
"""Share of the area of two texts together that they have in common where one is the outline of the other."""
_LOST = 0.3
"""Share of its ink that a letter may lose to what is painted over it."""
_FAINT = 2.0
"""Ink of a letter, in pixels of full difference from its ground, below which it cannot be judged."""


class OpenPdf:
    """An open PDF whose pages can be drawn; pages count from 1."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document)

    def _loaded(self, number: int) -> Any:
        try:
            return self._document[number - 1]
        except pypdfium2.PdfiumError as fault:
            raise ValueError(phrase("part/page-read", number=number)) from fault

    def page(
        self, number: int, ppi: float, area: Box | None = None, grey: bool = False, most: float = math.inf
    ) -> Bitmap:
        """A page, or an area of it in pt, as RGB (height, width, 3) or grey (height, width) bytes at `ppi`.

        It is coarser where it would have more pixels than `most`.
        Raises ValueError for a page that pdfium cannot load or an area without extent.
        """
        with closing(self._loaded(number)) as page:
            if area is not None:
                _show_only(page, area)
            ppi /= max(1.0, page.get_width() * page.get_height() * (ppi / 72) ** 2 / most) ** 0.5
            _demand_drawable(page, number, ppi)
            return _drawn(page, ppi, grey)

    def glyphs_beyond(self, number: int, safe: Box) -> tuple[Glyph, ...]:
        """Characters whose ink does not lie within a box in pt; none of a page that cannot be loaded."""
        try:
            page = self._loaded(number)
        except ValueError:
            return ()
        with closing(page), closing(page.get_textpage()) as text_page:
            boxes = _char_boxes(text_page)
            low, high = boxes[:, :2], boxes[:, 2:]
            beyond = (low < high).all(axis=1) & ((low < safe[:2]) | (high > safe[2:])).any(axis=1)
            found = (_character(text_page, at, boxes[at]) for at in np.flatnonzero(beyond).tolist())
            return tuple(glyph for glyph in found if glyph.text > " " and glyph.text != JOINED)

    def characters(self, number: int, turned: bool = False) -> tuple[Glyph, ...]:
        """All characters in the order of `words`, white space with a box without extent; the hyphen is U+00AD here too.

        `turned` reads what stands on its head. Raises ValueError for a page that pdfium cannot load.
        """
        with closing(self._loaded(number)) as page:
            own = page.get_rotation()
            if turned:
                page.set_rotation(180)
            try:
                with closing(page.get_textpage()) as text_page:
                    return tuple(_characters(text_page))
            finally:
                page.set_rotation(own)  # the document keeps it: what is loaded next would be turned too

    def words(self, number: int, as_painted: bool = False) -> str:
        """Text of a page as pdfium extracts it; a hyphen at which it joined a word is U+00AD.

        pdfium takes what stands within half the size of large type for its line. `as_painted` leaves the text objects
        in the order in which they are painted.
        """
        with closing(self._loaded(number)) as page, closing(page.get_textpage()) as text_page:
            if as_painted:
                return _as_painted(page, text_page)
            return str(text_page.get_text_range()).replace("\ufffe", JOINED)

    def texts_and_ground(
        self, number: int, ppi: float, area: Box | None = None
    ) -> tuple[tuple[TextObject, ...], Bitmap, Bitmap]:
        """The text objects of a page; it, or an area of it in pt, drawn with them and without, as RGB at `ppi`."""
        with closing(self._loaded(number)) as page, closing(page.get_textpage()) as text_page:
            _show_only(page, area or Box(*page.get_cropbox()))
            _demand_drawable(page, number, ppi)
            objects = [row for row in _objects(page.raw) if row[1] == pdfium.FPDF_PAGEOBJ_TEXT]
            texts = tuple(_text(item, matrix, text_page.raw) for item, _, matrix in objects)
            return texts, *_with_and_without(page, [item for item, _, _ in objects], ppi)

    def letters(self, number: int, ppi: float, area: Box) -> tuple[Bitmap, Bitmap, Bitmap]:
        """An area of a page drawn as RGB at `ppi`, the same without its texts, and how far these fill each pixel.

        That is a number from 0 to 255, whatever they are filled with.
        """
        with closing(self._loaded(number)) as page:
            _show_only(page, area)
            _demand_drawable(page, number, ppi)
            texts = [item for item, kind, _ in _objects(page.raw) if kind == pdfium.FPDF_PAGEOBJ_TEXT]
            drawn, ground = _with_and_without(page, texts, ppi)
            black, white = (_filled(page, texts, level, ppi) for level in (0, 255))
            return drawn, ground, reduce(np.minimum, np.moveaxis(white - np.minimum(white, black), 2, 0))

    def with_and_without(self, number: int, ppi: float, mcids: frozenset[int]) -> tuple[Bitmap, Bitmap]:
        """A page drawn in RGB, and drawn without what stands in some sequences of marked content."""
        with closing(self._loaded(number)) as page:
            _demand_drawable(page, number, ppi)
            page.set_rotation(0)
            shown = (item for item, _, _ in _objects(page.raw))
            left_out = [item for item in shown if pdfium.FPDFPageObj_GetMarkedContentID(item) in mcids]
            return _with_and_without(page, left_out, ppi)

    def covered(self, number: int) -> tuple[CoveredText, ...]:
        """Texts of a page that something painted later hides, wholly or in some of their letters.

        Paint order tells which may be; these are drawn with and without the text, with and without what lies over it.
        Raises ValueError for a page that pdfium cannot load or draw.
        """
        with closing(self._loaded(number)) as page:
            _demand_drawable(page, number, _COVER_PPI)
            letters: dict[int, list[Glyph]] = defaultdict(list)
            if not (under := _covers(page.raw)):
                return ()
            with closing(page.get_textpage()) as text_page:
                for index, glyph in enumerate(_characters(text_page)):
                    letters[_key(pdfium.FPDFText_GetTextObject(text_page.raw, index))].append(glyph)
            whole = Box(*page.get_cropbox())
            return tuple(found for each in under for found in _hidden(page, whole, *each, letters))


def _said(glyphs: Iterable[Glyph]) -> str:
    return "".join(glyph.text for glyph in glyphs).replace(JOINED, "-")


def _show(shown: bool, *objects: Any) -> None:
    for item in objects:
        pdfium.FPDFPageObj_SetIsActive(item, shown)


def _show_only(page: Any, area: Box) -> None:
    page.set_cropbox(*area)
    page.set_mediabox(*area)
    page.set_rotation(0)


def _objects(page: Any, form: Any = None, outer: Matrix = _AS_IS) -> Iterator[tuple[Any, int, Matrix]]:
    """Painted objects in their order, those of forms too: each with its kind and the matrix of the form."""
    count = pdfium.FPDFFormObj_CountObjects(form) if form else pdfium.FPDFPage_CountObjects(page)
    for index in range(count):
        item = pdfium.FPDFFormObj_GetObject(form, index) if form else pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        yield item, kind, outer
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _objects(page, item, _matrix(item) @ outer)


def _drawn(page: Any, ppi: float, grey: bool = False) -> Bitmap:
    bitmap = page.render(scale=ppi / 72, grayscale=grey, rev_byteorder=not grey, prefer_bgrx=False)
    pixels: Bitmap = bitmap.to_numpy()  # which holds the memory that Python gave the bitmap
    bitmap.close()
    return pixels[:, :, 0] if pixels.ndim == 3 and grey else pixels


def _with_and_without(page: Any, items: list[Any], ppi: float) -> tuple[Bitmap, Bitmap]:
    whole = _drawn(page, ppi)
    _show(False, *items)
    bare = _drawn(page, ppi)
    _show(True, *items)
    return whole, bare


def _filled(page: Any, texts: Iterable[Any], level: int, ppi: float) -> Bitmap:
    """A page drawn with a grey in place of what fills its texts."""
    for item in texts:
        pdfium.FPDFPageObj_SetFillColor(item, level, level, level, 255)
    return _drawn(page, ppi)


def _covers(page: Any) -> Iterable[tuple[list[Any], list[Any]]]:
    """Texts that something painted later may hide, by their boxes, with what that is; those under the same together."""
    objects = [row for row in _objects(page) if row[1] != pdfium.FPDF_PAGEOBJ_FORM]
    edges = np.array([_bounds(item, outer) for item, _, outer in objects]).reshape(-1, 4)
    is_text = np.array([kind == pdfium.FPDF_PAGEOBJ_TEXT for _, kind, _ in objects], bool)
    side = (edges[:, 2:] - edges[:, :2]).min(axis=1)
    texts, others = np.flatnonzero(is_text), np.flatnonzero(~is_text)
    meeting = dict(_meeting(edges, texts[np.argsort(edges[texts, 1])], others))
    under: dict[bytes, tuple[list[Any], list[Any]]] = {}
    for index in texts.tolist():
        over = meeting[index]
        over = over[(over > index) & (side[over] > _SLENDER * side[index])]
        if over.size and not _stands_again(edges[index], edges[texts[texts > over.max()]]):
            above = [objects[number][0] for number in over]
            under.setdefault(over.tobytes(), ([], above))[0].append(objects[index][0])
    return under.values()


def _stands_again(place: Numbers, later: Numbers) -> bool:
    """Whether a text that is painted later stands in the same place: what is hidden is the outline behind it."""
    least, most = np.maximum(later[:, :2], place[:2]), np.minimum(later[:, 2:], place[2:])
    shared = (most - least).clip(0).prod(axis=1)
    both = (later[:, 2:] - later[:, :2]).prod(axis=1) + (place[2:] - place[:2]).prod() - shared
    return bool((shared > _SAME_PLACE * both).any())


def _meeting(edges: Numbers, texts: Numbers, others: Numbers) -> Iterator[tuple[int, Numbers]]:
    """The numbers of the others whose boxes each text meets; a few texts at once, which stand near one another."""
    for some in np.array_split(texts, math.ceil(texts.size / _AT_ONCE)) if texts.size else ():
        low, high = edges[some, :2].min(axis=0), edges[some, 2:].max(axis=0)
        near = others[_meet(edges[others], low, high)]
        for index in some.tolist():
            yield index, near[_meet(edges[near], edges[index, :2], edges[index, 2:])]


def _meet(edges: Numbers, low: Numbers, high: Numbers) -> Numbers:
    """Which boxes share an area with the one between two corners."""
    least, most = np.maximum(edges[:, :2], low), np.minimum(edges[:, 2:], high)
    return np.asarray((most > least).all(axis=1))


def _hidden(
    page: Any, whole: Box, texts: list[Any], above: list[Any], letters: Mapping[int, list[Glyph]]
) -> Iterator[CoveredText]:
    """The texts of which letters lose ink to what is painted above them."""
    boxes = [box for text in texts for _, box in letters[_key(text)]]
    area, scale = Box.around(*boxes).grown(1).within(whole) if boxes else Box(0, 0, 0, 0), _COVER_PPI / 72
    if min(area.width, area.height) <= 0:
        return
    _show_only(page, area)
    seen = _changed(page, texts)
    _show(False, *above)
    inked = _changed(page, texts)
    _show(True, *above)

    def lost(glyph: Glyph) -> bool:
        left, bottom, right, top = (scale * edge for edge in glyph.box)
        down, across = scale * area.top, scale * area.left
        rows = slice(max(0, int(down - top)), max(0, math.ceil(down - bottom)))
        columns = slice(max(0, int(left - across)), max(0, math.ceil(right - across)))
        alone = inked[rows, columns]
        ink, kept = (int(part.sum()) for part in (alone, np.minimum(alone, seen[rows, columns])))
        return ink > _FAINT * 255 and kept < (1 - _LOST) * ink

    for text in texts:
        own = letters[_key(text)]
        if gone := [glyph for glyph in own if lost(glyph)]:
            yield CoveredText(_said(own), _said(gone), Box.around(*(glyph.box for glyph in gone)))


def _changed(page: Any, texts: list[Any]) -> Bitmap:
    """What texts change on a page: the largest difference of any component, pixel by pixel."""
    return difference(*_with_and_without(page, texts, _COVER_PPI))


def difference(one: Bitmap, other: Bitmap) -> Bitmap:
    """How far two bitmaps in RGB, or rows of their pixels, differ: in each pixel the most of its components."""
    # Within bytes and component by component: many times faster than numpy's maximum over so short an axis.
    components = np.moveaxis(np.maximum(one, other) - np.minimum(one, other), -1, 0)
    highest: Bitmap = np.maximum(np.maximum(*components[:2]), components[2])
    return highest


def _key(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _bounds(item: Any, outer: Matrix) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    box = Box(*(edge.value for edge in edges))
    return box if outer == _AS_IS else hull(outer.transform(corner) for corner in box.corners)


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
    mcid = pdfium.FPDFPageObj_GetMarkedContentID(item)
    return TextObject(text, _bounds(item, outer), (red, green, blue, alpha), size_pt, weight, mcid)


def _characters(text_page: Any) -> Iterator[Glyph]:
    return (_character(text_page, at, box) for at, box in enumerate(_char_boxes(text_page)))


def _as_painted(page: Any, text_page: Any) -> str:
    """The characters of a page by their text objects; spaces that pdfium adds are of none: they stay where they are."""
    painted = {_key(item): at for at, (item, _, _) in enumerate(_objects(page.raw))}
    placed, last = list[tuple[int, str]](), 0
    for at, glyph in enumerate(_characters(text_page)):
        last = painted.get(_key(pdfium.FPDFText_GetTextObject(text_page.raw, at)), last)
        placed.append((last, glyph.text))
    return "".join(text for _, text in sorted(placed, key=lambda each: each[0]))


def _character(text_page: Any, index: int, box: Numbers) -> Glyph:
    code = pdfium.FPDFText_GetUnicode(text_page.raw, index)
    text = JOINED if code == _HYPHEN_CODE else chr(code) if code < 0x110000 else "\ufffd"
    return Glyph(text, Box(*box.tolist()))


def _char_boxes(text_page: Any) -> Numbers:
    """The boxes of all characters in pt, one in a row; noughts where a character has none."""
    boxes = np.zeros((text_page.count_chars(), 4))
    start, raw = boxes.ctypes.data, _key(text_page.raw)
    for index, at in enumerate(range(start, start + boxes.nbytes, _ROW)):
        _char_box(raw, index, at, at + 16, at + 8, at + 24)
    return boxes


def _demand_drawable(page: Any, number: int, ppi: float) -> None:
    """Raises ValueError for a page that would be larger than any bitmap may be."""
    pixels = page.get_width() * page.get_height() * (ppi / 72) ** 2
    if fault := exceeded(LimitName.PIXELS, round(pixels)):
        raise ValueError(phrase("part/page-drawn", number=number, fault=fault))


@contextmanager
def open_pdf(data: bytes) -> Iterator[OpenPdf]:
    """A PDF opened for drawing; raises ValueError when pdfium cannot read it."""
    with _ENGINE:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as fault:
            raise ValueError(phrase("part/pdf-drawn", fault=fault)) from fault
        try:
            yield OpenPdf(document)
        finally:
            document.close()
