"""The inspection: what a PDF holds, read once into frozen records, each fact only when it is asked for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf

from brochurepress.design import PT_PER_MM, Box
from brochurepress.findings import Finding, Place, Rejected, error
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import ink_coverage
from brochurepress.pdf.inspect.document import read_document, read_sheet
from brochurepress.pdf.inspect.model import LARGEST_PT, Document, PageContent, PageInfo, PaintedObject, PaintKind
from brochurepress.pdf.inspect.page_content import read_content
from brochurepress.pdf.inspect.streams import KEPT_OBJECTS, MALFORMED, EndlessContent, Kept, Streams, reason
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, LimitName, exceeded, once, read_file

Drawing = Callable[[], pdfium.Rendering]


def unreadable(key: str, artwork: str, page: int = 0, /, **values: object) -> Finding:
    """The finding for a PDF, or a page of it, that cannot be read."""
    return error(key, Place(artwork=artwork, page=page), **values)


def _too_large(sheet: PageInfo) -> str:
    """Which limit a page goes past, in words; "" for one that can be drawn and measured."""
    return exceeded(LimitName.PAGE_SIDE, max(sheet.bleed.width, sheet.bleed.height) / PT_PER_MM) or ""


def _is_clipped(painted: PaintedObject) -> bool:
    box = painted.box
    return painted.kind is PaintKind.TEXT and painted.visible and painted.extent != (box.width, box.height)


@dataclass(frozen=True)
class PageFacts:
    """What is told of a page: its faults, why it has no end to which it could be drawn ("" when it has one), and texts.

    These are the visible ones that are not wholly within their clipping path.
    """

    faults: tuple[Finding, ...]
    endless: str
    clipped: tuple[PaintedObject, ...]


class InspectedPage:
    """One page of a PDF: what it paints, its glyphs and its plates, each when it is asked for."""

    def __init__(self, of: Inspection, page: pikepdf.Page, sheet: PageInfo, drawing: Drawing) -> None:
        self.of, self.page, self.sheet, self.drawing = of, page, sheet, drawing

    @once
    def content(self) -> PageContent:
        """Painted objects, fonts and groups."""
        number, of = self.sheet.number, self.of
        return of.read.of(number, lambda: read_content(self.page, number, of.streams))

    @property
    def told(self) -> PageFacts:
        """What is told of the page, which stays when its content is let go."""
        told, number = self.of.told, self.sheet.number
        if number not in told:
            endless = "" if self.content.drawable else f"page {number}: {self.content.fault}"
            clipped = tuple(painted for painted in self.content.painted if _is_clipped(painted))
            told[number] = PageFacts(self._faults(), endless, clipped)
        return told[number]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is malformed, content that cannot be read to its end, a page too large to be measured."""
        return self.told.faults

    def _faults(self) -> tuple[Finding, ...]:
        number, artwork = self.sheet.number, self.of.artwork
        found = [unreadable("check/unreadable:fault", artwork, number, fault=fault) for fault in self.sheet.broken]
        content = self.content
        if fault := _too_large(self.sheet) or (content.fault if content.limited else ""):
            found.append(error("check/limit", Place(artwork=artwork, page=number), fault=fault))
        elif content.fault:
            found.append(unreadable("check/unreadable:content", artwork, number, fault=content.fault))
        return tuple(found)

    @property
    def is_drawn(self) -> bool:
        """Whether the page has an end to which it can be drawn, within the limits."""
        media = self.sheet.boxes.media
        small = max(media.width, media.height) <= LARGEST_PT and not _too_large(self.sheet)
        return small and not self.content.fault

    def glyphs_beyond(self, safe: Box) -> tuple[pdfium.Glyph, ...]:
        """Characters whose ink does not lie within a box in pt."""
        return self.drawing().glyphs_beyond(self.sheet.number, safe) if self.is_drawn else ()

    @once
    def plates(self) -> ink_coverage.Plates:
        """Ink coverage within the bleed, at 100 ppi."""
        area = self.sheet.bleed if self.is_drawn else None
        return ink_coverage.render_plates(self.page, self.sheet.number, self.of.streams, area, inks=self.content.plates)


class Inspection:
    """One PDF: its document facts and sheets at once; what its pages hold when it is asked for.

    `contents` and `plates` have one item for each of `sheets`; `faults` tells what is broken.
    """

    def __init__(self, data: bytes, pdf: pikepdf.Pdf, artwork: str) -> None:
        self.data, self.pdf, self.artwork = data, pdf, artwork
        self.streams = Streams()
        self.told: dict[int, PageFacts] = {}
        self.read: Kept[PageContent] = Kept(KEPT_OBJECTS, lambda content: len(content.painted))
        self.document: Document = read_document(pdf, data[:16])
        self.sheets: tuple[PageInfo, ...] = tuple(read_sheet(page, number) for number, page in enumerate(pdf.pages, 1))

    def pages(self) -> Iterator[InspectedPage]:
        """The pages one after another, read anew: who lets go of one before the next never holds more than that."""
        with ExitStack() as opened:
            drawing = cache(lambda: opened.enter_context(pdfium.open_pdf(self.data)))
            for sheet, page in zip(self.sheets, self.pdf.pages, strict=True):
                yield InspectedPage(self, page, sheet, drawing)

    @once
    def contents(self) -> tuple[PageContent, ...]:
        """Painted objects, fonts and groups of every page."""
        return tuple(page.content for page in self.pages())

    @once
    def covered(self) -> tuple[tuple[pdfium.CoveredText, ...], ...]:
        """Texts of every page that something painted over them hides."""
        with pdfium.open_pdf(self.data) as rendering:
            return tuple(rendering.covered(sheet.number) for sheet in self.sheets)

    @once
    def plates(self) -> tuple[ink_coverage.Plates, ...]:
        """Ink coverage of every page within its bleed, at 100 ppi."""
        return tuple(page.plates for page in self.pages())

    @once
    def _broken(self) -> tuple[tuple[Finding, str], ...]:
        """The fault of each page that has one, and why it could not be drawn to its end, if it has none."""
        return tuple((fault, page.told.endless) for page in self.pages() for fault in page.faults)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What is malformed on a page, content that cannot be read to its end, and pages too large to be measured."""
        return tuple(fault for fault, _ in self._broken)

    @property
    def endless(self) -> str:
        """The first page that has no end to which it could be drawn, and why; "" when all have one."""
        return next((endless for _, endless in self._broken if endless), "")

    @contextmanager
    def rendering(self) -> Iterator[pdfium.Rendering]:
        """The file opened for drawing.

        Raises ValueError when it cannot be drawn, and EndlessContent when a page of it would never be drawn to its end.
        """
        if self.endless:
            raise EndlessContent(phrase("part/no-end", endless=self.endless))
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
            raise ValueError(phrase("part/no-pages"))
        if fault := exceeded(LimitName.PAGES, len(pdf.pages)):
            raise LimitExceeded(fault)
        return Inspection(data, pdf, name)
    except pikepdf.PasswordError as fault:
        raise Rejected([unreadable("check/unreadable:locked", name)]) from fault
    except LimitExceeded as fault:
        raise Rejected([unreadable("check/unreadable:refused", name, fault=fault)]) from fault
    except MALFORMED as fault:
        raise Rejected([unreadable("check/unreadable:unreadable", name, fault=reason(fault))]) from fault
