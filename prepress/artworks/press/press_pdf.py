"""Press finish: a separated PDF becomes PDF/X-4 with exact boxes, output intent and metadata."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import ObjectStreamMode

from prepress.artworks.press.page_boxes import misfits, write_boxes
from prepress.artworks.press.printers_marks import draw_marks
from prepress.findings import Rejected
from prepress.pdf import STANDARDS, Metadata, press_intent, write_intents, write_metadata

if TYPE_CHECKING:
    from prepress.design import Geometry, Printer

CATALOGUE = frozenset(("/Type", "/Pages", "/Metadata", "/OutputIntents"))
PAGE = frozenset(
    ("/Type", "/Parent", "/Contents", "/Resources", "/Group", "/MediaBox", "/BleedBox", "/TrimBox", "/Rotate")
)
"""What a press file may hold beside its content: actions, forms, files, outlines, tags and annotations go."""


def finish_press(
    pdf: bytes,
    geometry: Geometry,
    printer: Printer,
    profile: bytes,
    metadata: Metadata,
    artwork: str = "press",
) -> bytes:
    """The PDF/X-4 file (ISO 15930-7) of a separated PDF for one printer.

    `geometry` is the trimmed page with the printer's bleed; pages laid out with more bleed are cropped to it.
    `profile` holds the bytes of the ICC profile that the colours were separated with. Same values in, same
    bytes out.

    Raises Rejected: a page of another trim size or with too little bleed, a profile not of four inks.
    """
    opened = pikepdf.open(io.BytesIO(pdf))
    faults = [
        fault
        for number, page in enumerate(opened.pages, 1)
        for fault in misfits(page, number, geometry, artwork)
    ]
    if faults:
        raise Rejected(faults)
    marks = printer.page.marks
    for page in opened.pages:
        _strip(page.obj, PAGE)
        write_boxes(page, geometry, printer.page.slug_mm if marks else 0.0)
        if marks:
            draw_marks(opened, page, geometry, printer.page.slug_mm)
    _strip(opened.Root, CATALOGUE)
    write_intents(opened, press_intent(printer.condition, profile))
    write_metadata(opened, metadata, (printer.pdfx,))
    return _saved(opened, STANDARDS[printer.pdfx].pdf_version)


def _strip(dictionary: pikepdf.Object, kept: frozenset[str]) -> None:
    for key in list(dictionary.keys()):
        if key not in kept:
            del dictionary[key]


def _saved(pdf: pikepdf.Pdf, version: str) -> bytes:
    written = io.BytesIO()
    pdf.save(
        written,
        min_version=version,
        force_version=version,
        object_stream_mode=ObjectStreamMode.generate,
        compress_streams=True,
        deterministic_id=True,
    )
    return written.getvalue()
