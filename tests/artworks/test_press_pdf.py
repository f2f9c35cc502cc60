"""Press finish: a PDF/X-4 file with intent, metadata and boxes, and nothing in it that is not printed."""

from __future__ import annotations

import dataclasses
import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from brochurepress.artworks.press.press_pdf import finish_press
from brochurepress.design.geometry import Geometry
from brochurepress.design.printers import Printer
from brochurepress.findings import Rejected
from tests.pdf.test_xmp import METADATA
from tests.support.separated_pdf import PRINTER, PROFILE, saved, sheet, stream

SMALL = Geometry(60, 30, bleed_mm=3)


def laid_out(pages: int = 2, bleed_mm: float = 3) -> pikepdf.Pdf:
    pdf = sheet("0 0 0 1 k 0 0 9 9 re f", pages)
    for page in pdf.pages:
        page.obj.TrimBox = Array(SMALL.trim)
        page.obj.MediaBox = Array(Geometry(60, 30, bleed_mm).bleed)
        page.obj.Resources = Dictionary()
    return pdf


def finished(pdf: pikepdf.Pdf, printer: Printer = PRINTER) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(finish_press(saved(pdf), SMALL, printer, PROFILE, METADATA)))


def test_the_file_says_that_it_is_pdf_x_4() -> None:
    data = finish_press(saved(laid_out()), SMALL, PRINTER, PROFILE, METADATA)
    assert data.startswith(b"%PDF-1.6")
    pdf = pikepdf.open(io.BytesIO(data))
    assert b"<pdfxid:GTS_PDFXVersion>PDF/X-4<" in data
    assert "/ID" in pdf.trailer
    assert "/Encrypt" not in pdf.trailer
    (intent,) = pdf.Root.OutputIntents
    assert (intent.S, str(intent.OutputConditionIdentifier)) == (Name.GTS_PDFX, "FOGRA39")
    assert intent.DestOutputProfile.read_bytes() == PROFILE
    assert "/Filter" not in pdf.Root.Metadata


def test_what_is_not_printed_is_taken_out() -> None:
    pdf = laid_out()
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org")))
    page = pdf.pages[0].obj
    page.Annots, page.AA, page.StructParents, page.Tabs = Array([link]), Dictionary(), 0, Name.S
    root = pdf.Root
    root.OpenAction, root.AA, root.AcroForm, root.Outlines = Array(), Dictionary(), Dictionary(), Dictionary()
    root.Names = Dictionary(EmbeddedFiles=Dictionary(), JavaScript=Dictionary())
    root.StructTreeRoot, root.MarkInfo, root.OCProperties = Dictionary(), Dictionary(), Dictionary()
    made = finished(pdf)
    assert set(made.Root.keys()) == {"/Type", "/Pages", "/Metadata", "/OutputIntents"}
    for sheet_page in made.pages:
        kept = set(sheet_page.obj.keys())
        assert kept == {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/BleedBox", "/TrimBox"}


def test_marks_stand_only_where_the_printer_asks_for_them() -> None:
    marked = dataclasses.replace(PRINTER, page=dataclasses.replace(PRINTER.page, marks=True, slug_mm=10))
    with_marks, without = finished(laid_out(), marked), finished(laid_out())
    assert float(with_marks.pages[0].MediaBox[0]) < float(without.pages[0].MediaBox[0])
    assert all("/RegistrationMarks" in page.Resources.ColorSpace for page in with_marks.pages)
    assert all("/ColorSpace" not in page.Resources for page in without.pages)


def test_every_page_that_does_not_fit_is_named() -> None:
    with pytest.raises(Rejected) as rejected:
        finished(laid_out(pages=3, bleed_mm=2))
    found = [(finding.rule, finding.place.page, finding.place.artwork) for finding in rejected.value.findings]
    assert found == [("finish/bleed", number, "press") for number in (1, 2, 3)]


def test_the_same_values_give_the_same_bytes() -> None:
    data = saved(laid_out())
    made = [finish_press(data, SMALL, PRINTER, PROFILE, METADATA) for _ in range(2)]
    assert made[0] == made[1]


def test_streams_of_the_page_are_packed() -> None:
    pdf = laid_out()
    pdf.pages[0].obj.Resources.XObject = Dictionary(x=stream(pdf, "0 0 9 9 re f " * 99, Subtype=Name.Form))
    made = finished(pdf)
    assert "/Filter" in made.pages[0].Resources.XObject.x
