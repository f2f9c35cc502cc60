"""Faults of the file as a whole: metadata, outlines, labels, what acts."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.mutants.spoils import spoil, xmp


@spoil
def no_language(pdf: Pdf) -> None:
    del pdf.Root.Lang


@spoil
def wrong_language(pdf: Pdf) -> None:
    pdf.Root.Lang = String("en-GB")


@spoil
def language_that_is_none(pdf: Pdf) -> None:
    pdf.Root.Lang = String("Nederlands, denk ik")


@spoil
def title_not_shown(pdf: Pdf) -> None:
    del pdf.Root.ViewerPreferences


@spoil
def title_empty(pdf: Pdf) -> None:
    xmp(pdf, b"Het boek van de brug", b"")


@spoil
def title_is_a_file_name(pdf: Pdf) -> None:
    xmp(pdf, b"Het boek van de brug", b"brochure_v3_def.pdf")


@spoil
def other_author(pdf: Pdf) -> None:
    xmp(pdf, b"Waterschap De Brug", b"Iemand anders")


@spoil
def no_metadata(pdf: Pdf) -> None:
    del pdf.Root.Metadata


@spoil
def pdf_ua_not_claimed(pdf: Pdf) -> None:
    xmp(pdf, b"<pdfuaid:part>1</pdfuaid:part>", b"")


@spoil
def other_part_of_pdf_a(pdf: Pdf) -> None:
    xmp(pdf, b"<pdfaid:conformance>A</pdfaid:conformance>", b"<pdfaid:conformance>X</pdfaid:conformance>")


@spoil
def not_marked(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Marked = False


@spoil
def no_tag_tree(pdf: Pdf) -> None:
    del pdf.Root.StructTreeRoot


@spoil
def no_outlines(pdf: Pdf) -> None:
    del pdf.Root.Outlines


@spoil
def bookmark_renamed(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Title = String("Iets anders")


@spoil
def bookmark_to_another_page(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest[0] = pdf.pages[1].obj


@spoil
def bookmark_without_element(pdf: Pdf) -> None:
    del pdf.Root.Outlines.First.SE


@spoil
def bookmarks_not_nested(pdf: Pdf) -> None:
    first = pdf.Root.Outlines.First
    below = first.First
    first.Next, below.Prev, below.Parent = below, first, pdf.Root.Outlines
    pdf.Root.Outlines.Last = below
    for key in ("/First", "/Last", "/Count"):
        del first[key]


@spoil
def no_page_labels(pdf: Pdf) -> None:
    del pdf.Root.PageLabels


@spoil
def page_labels_one_off(pdf: Pdf) -> None:
    pdf.Root.PageLabels.Nums[1].St = 2


@spoil
def tab_order_not_given(pdf: Pdf) -> None:
    del pdf.pages[0].Tabs


@spoil
def script_at_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@spoil
def a_form(pdf: Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array())


@spoil
def page_that_acts(pdf: Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.org")))


@spoil
def no_output_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


@spoil
def font_not_embedded(pdf: Pdf) -> None:
    font = next(iter(pdf.pages[0].Resources.Font.values()))
    for key in ("/FontFile2", "/FontFile3"):
        if key in font.DescendantFonts[0].FontDescriptor:
            del font.DescendantFonts[0].FontDescriptor[key]
