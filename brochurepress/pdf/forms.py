"""Forms: the marks that stand in a PDF for drawings become form XObjects with what these paint (ISO 32000-1, 8.10)."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from brochurepress.pdf.xmp import saved

_MARK = b"%drawing "
_DEVICE = {1: Name.DeviceGray, 3: Name.DeviceRGB}
_LETTER = re.compile(
    rb"q ((?:[-+.\deE]+ ){5}[-+.\deE]+) cm([^\n]*)\nBT ([^\n]*/\S+ ([.\d]+) Tf) 1 0 0 -1 0 0 Tm"
    rb"(\((?:\\.|[^\\()])*\)|<[\dA-Fa-f]*>)Tj\nET\nQ\n",
    re.DOTALL,
)
"""A letter as Typst writes it: where it stands, its colour, its font and size, and its code."""
_END = b"\nET\nQ\n"
_PT = 0.75
"""Points in a px."""

Draw = Callable[[str, float, float], bytes]
"""Gives a drawing as one page of PDF, its width and height in pt."""


def mark_of(svg: str) -> bytes:
    """What stands in a form for a drawing until that is drawn: one comment."""
    return _MARK + base64.b64encode(svg.encode())


def fill_forms(pdf: bytes, draw: Draw) -> bytes:
    """A PDF with the marks in its forms, which are measured in px from the top, replaced by what `draw` gives.

    What surrounds them stays as it is: their tags, their clips, how they are turned and covered.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        marked = list(_marked(opened))
        if not marked:
            return pdf
        for form, svg in marked:
            width, height = (float(form.BBox[at]) for at in (2, 3))
            _fill(opened, form, draw(svg, width * _PT, height * _PT))
        return saved(opened)


def _marked(pdf: Pdf) -> Iterator[tuple[Stream, str]]:
    for entry in pdf.objects:
        if isinstance(entry, Stream) and entry.get("/Subtype") == Name.Form:
            content = entry.read_bytes().strip()
            if content.startswith(_MARK):
                yield entry, base64.b64decode(content.removeprefix(_MARK)).decode()


def _fill(pdf: Pdf, form: Stream, drawn: bytes) -> None:
    with pikepdf.open(io.BytesIO(drawn)) as source:
        for entry in source.objects:
            if isinstance(entry, Dictionary | Stream):
                _in_devices(entry)
        page = source.pages[0]
        page.contents_coalesce()
        width, height = (float(page.mediabox[at]) for at in (2, 3))
        form.write(_in_words(page.obj.Contents.read_bytes()))
        form.Matrix = Array([1 / _PT, 0, 0, -1 / _PT, 0, height / _PT])
        form.BBox = Array([0, 0, width, height])
        form.Resources = pdf.copy_foreign(source.make_indirect(page.obj.get("/Resources", Dictionary())))
        if not any(_blends(entry) for entry in source.objects):
            del form["/Group"]  # a group keeps black from overprinting what lies below it


def _in_words(content: bytes) -> bytes:
    """Letters that follow each other on a line as one text: Typst paints each by itself, and no word is found so."""
    written, at, run, start, last = b"", 0, None, (0.0, 0.0), 0.0
    for letter in _LETTER.finditer(content):
        between = content[at : letter.start()]
        a, b, c, d, *place = (float(value) for value in letter[1].split())
        dx, dy, whole = place[0] - start[0], place[1] - start[1], a * d - b * c or 1.0
        x, y, size = (dx * d - dy * c) / whole, (dy * a - dx * b) / whole, float(letter[4])
        style = (a, b, c, d, letter[2], letter[3])
        if not between and style == run and abs(y) < size / 100 and 0 <= x - last < 2 * size:
            written += b" 1 0 0 -1 %.4f %.4f Tm%sTj" % (x, y, letter[5])
            last = x
        else:
            opening = b"q %s cm%s\nBT %s 1 0 0 -1 0 0 Tm%sTj" % letter.group(1, 2, 3, 5)
            written += (_END if run else b"") + between + opening
            run, start, last = style, (place[0], place[1]), 0.0
        at = letter.end()
    return written + (_END if run else b"") + content[at:]


def _in_devices(holder: Any) -> None:
    """Has sRGB and grey by profile in the spaces of the device, in which the engine writes the rest of the page."""
    for key, value in list(holder.items()):
        if isinstance(value, Array) and len(value) == 2 and value[0] == Name.ICCBased:
            holder[key] = _DEVICE[int(value[1].N)]
        elif isinstance(value, Dictionary) and not value.is_indirect:
            _in_devices(value)


def _blends(entry: Any) -> bool:
    return isinstance(entry, Dictionary) and entry.get("/BM", Name.Normal) != Name.Normal
