"""The inspection: what a PDF holds, read once into frozen records, each fact only when it is asked for."""

from __future__ import annotations

import io
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from prepress.design import PT_PER_MM
from prepress.findings import Finding, Place, Rejected, error
from prepress.pdf import pdfium
from prepress.pdf.inspect import ink_coverage
from prepress.pdf.inspect.document import read_document, read_sheet
from prepress.pdf.inspect.model import LARGEST_PT
from prepress.pdf.inspect.page_content import read_content
from prepress.pdf.inspect.streams import MALFORMED, EndlessContent, Streams, reason
from prepress.workspace import LimitExceeded, LimitName, exceeded, once, read_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prepress.design import Box
    from prepress.pdf.inspect.model import Document, PageContent, PageInfo

UNREADABLE_HINT = "write the PDF again from its source; where that is impossible, repair it with qpdf"


def unreadable(message: str, artwork: str, page: int = 0) -> Finding:
    """The finding for a PDF, or a page of it, that cannot be read."""
    return error("check/unreadable", message, Place(artwork=artwork, page=page), UNREADABLE_HINT)


def _too_large(sheet: PageInfo) -> str:
    """Which limit a page goes past, in words; "" for one that can be drawn and measured."""
    return exceeded(LimitName.PAGE_SIDE, max(sheet.bleed.width, sheet.bleed.height) / PT_PER_MM) or ""


def _is_drawn(sheet: PageInfo, content: PageContent) -> bool:
    """Whether a page has an end to which it can be drawn, within the limits."""
    media = sheet.boxes.media
    return not content.fault and not _too_large(sheet) and max(media.width, media.height) <= LARGEST_PT


class Inspection:
    """One PDF: its document facts and sheets at once; contents, glyphs and plates when they are asked for.

    `contents`, `glyphs` and `plates` have one item for each of `sheets`; `faults` tells what is broken.
    """

    def __init__(self, data: bytes, pdf: pikepdf.Pdf, artwork: str) -> None:
        self.data, self.pdf, self.artwork = data, pdf, artwork
        self.streams = Streams()
        self.document: Document = read_document(pdf, data[:16])
        self.sheets: tuple[PageInfo, ...] = tuple(
            read_sheet(page, number) for number, page in enumerate(pdf.pages, 1)
        )

    @once
    def contents(self) -> tuple[PageContent, ...]:
        """Painted objects, fonts and groups of every page."""
        pages = zip(self.sheets, self.pdf.pages, strict=True)
        return tuple(read_content(page, sheet.number, self.streams) for sheet, page in pages)

    @once
    def glyphs(self) -> tuple[tuple[pdfium.Glyph, ...], ...]:
        """Characters of every page with the box of their ink in pt."""
        with pdfium.open_pdf(self.data) as rendering:
            return tuple(
                rendering.glyphs(sheet.number) if _is_drawn(sheet, content) else ()
                for sheet, content in zip(self.sheets, self.contents, strict=True)
            )

    @once
    def covered(self) -> tuple[tuple[pdfium.CoveredText, ...], ...]:
        """Texts of every page that something painted over them hides."""
        with pdfium.open_pdf(self.data) as rendering:
            return tuple(rendering.covered(sheet.number) for sheet in self.sheets)

    @once
    def plates(self) -> tuple[ink_coverage.Plates, ...]:
        """Ink coverage of every page within its bleed, at 100 ppi."""
        # A page that cannot be read to its end may have no end: it is not drawn.
        areas = [
            sheet.bleed if _is_drawn(sheet, content) else None
            for sheet, content in zip(self.sheets, self.contents, strict=True)
        ]
        return ink_coverage.render_plates(self.pdf, self.streams, areas)

    @once
    def faults(self) -> tuple[Finding, ...]:
        """What is malformed on a page, content that cannot be read to its end, and pages too large to be measured."""
        found = []
        for sheet, content in zip(self.sheets, self.contents, strict=True):
            found += [unreadable(fault, self.artwork, sheet.number) for fault in sheet.broken]
            if fault := _too_large(sheet):
                place = Place(artwork=self.artwork, page=sheet.number)
                hint = "have it checked by the printer's own program"
                found.append(error("check/limit", f"the page is not judged: {fault}", place, hint))
            elif content.fault:
                message = f"the content of the page is broken: {content.fault}"
                found.append(unreadable(message, self.artwork, sheet.number))
        return tuple(found)

    @property
    def endless(self) -> str:
        """The first page that has no end to which it could be drawn, and why; "" when all have one."""
        pages = zip(self.sheets, self.contents, strict=True)
        told = (f"page {sheet.number}: {content.fault}" for sheet, content in pages if not content.drawable)
        return next(told, "")

    @contextmanager
    def rendering(self) -> Iterator[pdfium.Rendering]:
        """The file opened for drawing.

        Raises ValueError when it cannot be drawn, and EndlessContent when a page of it would never be drawn to its end.
        """
        if self.endless:
            raise EndlessContent(f"it has no end to which it could be drawn, {self.endless}")
        with pdfium.open_pdf(self.data) as rendering:
            yield rendering

    def area(self, page: int) -> Box:
        """The bleed area in pt of a page (from 1)."""
        return self.sheets[page - 1].bleed


def inspect(source: Path | bytes, artwork: str = "") -> Inspection:
    """The inspection of a PDF file or of its bytes; `artwork` is what findings call it.

    Raises Rejected with the finding check/unreadable: no PDF, locked by a password, or broken beyond reading.
    """
    name = artwork or (source.name if isinstance(source, Path) else "")
    try:
        data = read_file(source, LimitName.PDF) if isinstance(source, Path) else source
        pdf = pikepdf.open(io.BytesIO(data))
        if not len(pdf.pages):
            raise ValueError("it has no pages")
        if fault := exceeded(LimitName.PAGES, len(pdf.pages)):
            raise LimitExceeded(fault)
        return Inspection(data, pdf, name)
    except pikepdf.PasswordError as fault:
        raise Rejected([unreadable("the PDF is locked by a password", name)]) from fault
    except LimitExceeded as fault:
        raise Rejected([unreadable(f"the PDF {fault}", name)]) from fault
    except MALFORMED as fault:
        raise Rejected([unreadable(f"the PDF cannot be read: {reason(fault)}", name)]) from fault
