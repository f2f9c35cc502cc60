"""Keys of pages: the same for what paints the same, another one for whatever else."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from brochurepress.design.font_programs import open_program
from brochurepress.design.fonts import only_glyphs, unpacked
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import InspectedPage, Readings, inspect
from brochurepress.pdf.inspect.readings import PageKeys
from brochurepress.workspace.project import HOME


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

    def words(rendering: pdfium.OpenPdf, page: InspectedPage) -> tuple[str, ...]:
        seen.append(page.sheet.number)
        return (rendering.words(page.sheet.number),)

    for before in (0, 20):
        written = io.BytesIO()
        page_of(before=before).save(written)
        inspection = inspect(written.getvalue(), "a.pdf", readings)
        assert list(inspection.looks("words", words)) == [("1 0 R",)]
        assert [len(page.content.painted) for page in inspection.pages()] == [2]
    assert seen == [1]


SHOWN, OTHER, MORE, LAST = 40, 44, 50, 60
"""Glyphs of the font: one that the pages show, and three that they do not."""


def width_of(program: bytes, glyph: int) -> float:
    font = open_program(program)
    measured = font.measured(font.numbered(glyph)) if font else None
    return measured[0] if measured else 0.0


def run_of(change: Callable[[pikepdf.Object, pikepdf.Object], object], held: tuple[int, ...]) -> Pdf:
    """Two pages with the same contents, each with a font of its own: the second has some glyphs and a change."""
    pdf = Pdf.new()
    program = unpacked((HOME / "fonts/special-gothic-latin-700-normal.woff2").read_bytes())
    contents = pdf.make_stream(b"BT /F 9 Tf 20 20 Td <%04x> Tj ET" % SHOWN)
    for glyphs in ((SHOWN, OTHER, LAST), (*held, LAST)):
        descriptor = pdf.make_indirect(Dictionary(Type=Name.FontDescriptor, FontName=Name.F, Flags=4))
        descriptor.FontFile2 = pdf.make_stream(only_glyphs(program, glyphs))
        descendant = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.F, CIDToGIDMap=Name.Identity)
        descendant.FontDescriptor, descendant.W = (
            descriptor,
            Array([x for glyph in glyphs for x in (glyph, [width_of(program, glyph)])]),
        )
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.F, Encoding=Name("/Identity-H"))
        lines = "".join(f"<{glyph:04x}> <{glyph:04x}>\n" for glyph in glyphs)
        font.ToUnicode = pdf.make_stream(f"{len(glyphs)} beginbfchar\n{lines}endbfchar".encode())
        font.DescendantFonts = Array([pdf.make_indirect(descendant)])
        page = Dictionary(Type=Name.Page, MediaBox=[0, 0, 99, 99], Contents=contents)
        page.Resources = Dictionary(Font=Dictionary(F=pdf.make_indirect(font)))
        pdf.pages.append(pikepdf.Page(page))
    change(pdf.pages[1].obj.Resources.Font.F, descendant)
    return pdf


def looks_alike(pdf: Pdf) -> bool:
    """Whether the two pages have one look; they have two keys."""
    written = io.BytesIO()
    pdf.save(written)
    first, second = inspect(written.getvalue()).pages()
    assert not first.content.fault and first.key != second.key
    return first.told.look == second.told.look


@pytest.mark.parametrize("held", [(SHOWN,), (SHOWN, MORE), (SHOWN, OTHER, MORE)])
def test_pages_that_show_the_same_glyphs_look_alike(held: tuple[int, ...]) -> None:
    assert looks_alike(run_of(lambda font, descendant: None, held))


def of_another_glyph(font: pikepdf.Object, descendant: pikepdf.Object) -> None:
    program = unpacked((HOME / "fonts/special-gothic-latin-400-normal.woff2").read_bytes())
    descendant.FontDescriptor.FontFile2.write(only_glyphs(program, (SHOWN, MORE, LAST)))


OF_THE_FONT: dict[str, Callable[[pikepdf.Object, pikepdf.Object], object]] = {
    "outline": of_another_glyph,
    "width": lambda font, descendant: descendant.__setitem__("/W", Array([SHOWN, Array([7]), MORE, Array([550])])),
    "text": lambda font, descendant: font.ToUnicode.write(b"1 beginbfchar\n<0028> <0041>\nendbfchar"),
    "texts in a row": lambda font, descendant: font.ToUnicode.write(
        b"1 beginbfrange\n<0028> <0029> <0028>\nendbfrange"
    ),
    "flags": lambda font, descendant: descendant.FontDescriptor.__setitem__("/Flags", 6),
    "widths told twice": lambda font, descendant: descendant.W.extend(Array([MORE, Array([550])])),
    "broken": lambda font, descendant: descendant.FontDescriptor.FontFile2.write(b"\0\1\0\0"),
    "to other glyphs": lambda font, descendant: descendant.__delitem__("/CIDToGIDMap"),
}


@pytest.mark.parametrize("change", OF_THE_FONT.values(), ids=OF_THE_FONT)
def test_pages_whose_glyphs_differ_do_not(change: Callable[[pikepdf.Object, pikepdf.Object], object]) -> None:
    assert not looks_alike(run_of(change, (SHOWN, MORE)))


def test_pages_that_look_alike_have_one_set_of_plates_each_in_its_bleed() -> None:
    pdf = run_of(lambda font, descendant: None, (SHOWN, MORE))
    written = io.BytesIO()
    pdf.save(written)
    first, second = inspect(written.getvalue()).plates
    assert first is second
    pdf.pages[1].trimbox = pdf.pages[1].bleedbox = Array([9, 9, 90, 90])
    written = io.BytesIO()
    pdf.save(written)
    first, second = inspect(written.getvalue()).plates
    assert first.area != second.area
