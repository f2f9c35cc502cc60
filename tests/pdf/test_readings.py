"""Keys of pages: the same for what paints the same, another one for whatever else."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import InspectedPage, Readings, inspect
from brochurepress.pdf.inspect.readings import PageKeys


def page_of(change: Callable[[Pdf, pikepdf.Page], object] = lambda pdf, page: None, before: int = 0) -> Pdf:
    """A file of one page with a form and a font, after so many objects that no page shows, and a change."""
    pdf = Pdf.new()
    for number in range(before):
        pdf.make_indirect(Dictionary(Number=number))
    form = pdf.make_stream(b"0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 5, 5])
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    resources = pdf.make_indirect(Dictionary(XObject=Dictionary(A=form, B=form), Font=Dictionary(F=font)))
    page = pikepdf.Page(Dictionary(Type=Name.Page, MediaBox=[0, 0, 99, 99], Resources=resources))
    page.obj.Contents = pdf.make_stream(b"/A Do BT /F 9 Tf (1 0 R) Tj ET")
    pdf.pages.append(page)
    change(pdf, pdf.pages[0])
    return pdf


def key(pdf: Pdf) -> object:
    """The key of its page, told twice alike."""
    keys = PageKeys(pdf)
    assert keys.of(pdf.pages[0]) == keys.of(pdf.pages[0])
    return keys.of(pdf.pages[0])


def a_link(pdf: Pdf, page: pikepdf.Page) -> None:
    page.obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9])])


def a_note(pdf: Pdf, page: pikepdf.Page) -> None:
    page.obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9])])


def another_form(pdf: Pdf, page: pikepdf.Page) -> None:
    page.obj.Resources.XObject.B = pdf.make_stream(
        b"0 0 5 5 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 5, 6]
    )


@pytest.mark.parametrize("same", [lambda: page_of(before=20), lambda: page_of(a_link)])
def test_pages_that_paint_the_same_have_one_key(same: Callable[[], Pdf]) -> None:
    assert key(same()) == key(page_of())


CHANGES: dict[str, Callable[[Pdf, pikepdf.Page], object]] = {
    "contents": lambda pdf, page: page.obj.Contents.write(b"/B Do"),
    "a form": lambda pdf, page: page.obj.Resources.XObject.A.write(b"0 0 5 4 re f"),
    "its box": another_form,
    "the font": lambda pdf, page: page.obj.Resources.Font.F.__setitem__("/BaseFont", Name.Courier),
    "the crop": lambda pdf, page: page.obj.__setitem__("/CropBox", Array([0, 0, 9, 9])),
    "turned": lambda pdf, page: page.obj.__setitem__("/Rotate", 90),
    "layers": lambda pdf, page: pdf.Root.__setitem__("/OCProperties", Dictionary(D=Dictionary(BaseState=Name.OFF))),
    "a note": a_note,
    "broken": lambda pdf, page: page.obj.__setitem__("/Annots", Array([1])),
    "from the page tree": lambda pdf, page: page.obj.__delitem__("/Resources"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_else_has_another_key(change: Callable[[Pdf, pikepdf.Page], object]) -> None:
    assert key(page_of(change)) != key(page_of())


def test_a_page_that_was_read_is_not_read_again_in_another_file() -> None:
    readings, seen = Readings(), list[int]()

    def words(rendering: pdfium.Rendering, page: InspectedPage) -> tuple[str, ...]:
        seen.append(page.sheet.number)
        return (rendering.words(page.sheet.number),)

    for before in (0, 20):
        written = io.BytesIO()
        page_of(before=before).save(written)
        inspection = inspect(written.getvalue(), "a.pdf", readings)
        assert list(inspection.looks("words", words)) == [("1 0 R",)]
        assert [len(page.content.painted) for page in inspection.pages()] == [2]
    assert seen == [1]
