"""Reading a tag tree back: what was written is found, and a broken or foreign file does not stop the reader."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from brochurepress.pdf.inspect.streams import Streams
from brochurepress.pdf.inspect.structure_tree import MarkedText, TaggedDocument, read_labels, read_runs, read_tagged
from tests.mutants.spoils import SPOILS, mutant
from tests.support.tagged_pdf import RICH, SMALL, digital


def tagged(pdf: bytes) -> TaggedDocument:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return read_tagged(opened)


@pytest.mark.parametrize("kind", ["digital", "digital-2"])
def test_links_carry_their_target_their_words_and_a_box_for_each_line(kind: str) -> None:
    outside, inside = tagged(digital(SMALL, kind=kind)).links
    assert (outside.target, outside.contents) == (
        "https://example.org/bruggen",
        "Website van het waterschap: example.org/bruggen",
    )
    assert (inside.target[:8], inside.contents, len(inside.boxes)) == ("page 2 3", "naar het slot", 2)
    assert all(box.width > 0 and box.height > 0 for link in (outside, inside) for box in link.boxes)


@pytest.mark.parametrize("kind", ["digital", "digital-2"])
def test_outlines_are_nested_headings_with_their_pages(kind: str) -> None:
    outlines = tagged(digital(RICH, kind=kind)).outlines
    assert [(mark.depth, mark.title, mark.element > 0) for mark in outlines] == [
        (1, "Het boek van de brug", True),
        (2, "Slot", True),
        (3, "Getallen", True),
    ]


def test_text_is_joined_over_lines() -> None:
    tree = tagged(digital(SMALL))
    assert tree.root is not None
    paragraph = next(tag for tag in tree.root.walk() if tag.type == "P")
    assert "De verantwoordelijkheid daarvoor ligt bij de waterschapsbestuurders, die altijd veiligheid" in tree.text_of(
        paragraph
    )


def test_furniture_is_told_from_text() -> None:
    kinds = {(run.artifact, run.text) for run in tagged(digital(SMALL)).runs if run.artifact is not None}
    assert ("Pagination Header", "Het boek van de brug") in kinds
    assert ("Pagination Footer", "1") in kinds


@pytest.mark.parametrize("name", SPOILS)
def test_a_spoilt_file_is_read_to_its_end(name: str) -> None:
    assert tagged(mutant(digital(RICH), name)).runs


def page_with(content: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 100))
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    pdf.pages[0].Resources = Dictionary(Font=Dictionary(F=font))
    pdf.pages[0].Contents = pdf.make_stream(content)
    return pdf


@pytest.mark.parametrize(
    ("content", "runs"),
    [
        (b"BT /F 9 Tf (bare) Tj ET", (MarkedText(1, None, "bare"),)),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (text) Tj ET EMC", (MarkedText(1, 0, "text"),)),
        (b"/Artifact BMC BT /F 9 Tf (page) Tj ET EMC", (MarkedText(1, None, "page", ""),)),
        (b"/Artifact <</Type /Layout>> BDC BT /F 9 Tf (x) Tj ET EMC", (MarkedText(1, None, "x", "Layout"),)),
        (
            b"/P <</MCID 0>> BDC BT /F 9 Tf /Span <</ActualText (said)>> BDC (shown) Tj (more) Tj EMC ET EMC",
            (MarkedText(1, 0, "said"),),
        ),
        (b"/P <</MCID 0>> BDC BT /F 9 Tf (a) Tj ET BT (b) Tj ET EMC", (MarkedText(1, 0, "a\nb"),)),
        (b"EMC Q BT (no font) Tj ET", ()),
    ],
)
def test_marked_content_is_read_as_it_stands(content: bytes, runs: tuple[MarkedText, ...]) -> None:
    pdf = page_with(content)
    assert read_runs(pdf.pages[0], 1, Streams()) == runs


def test_content_in_a_form_is_told() -> None:
    pdf = page_with(b"/X Do")
    form = pdf.make_stream(b"/P <</MCID 0>> BDC BT /F 9 Tf (deep) Tj ET EMC")
    form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    pdf.pages[0].Resources.XObject = Dictionary(X=form)
    assert read_runs(pdf.pages[0], 1, Streams()) == (MarkedText(1, 0, "deep", None, True),)


def test_a_file_without_tags_has_no_root() -> None:
    tree = read_tagged(page_with(b""))
    assert (tree.root, tree.links, tree.labels, tree.outlines) == (None, (), (), ())


SCHEMES = {
    # what: a number tree as PDF writes it, and the labels of four pages
    "decimal": ("0 << /S /D >>", ("1", "2", "3", "4")),
    "a cover without a number": ("0 << /P (omslag) >> 1 << /S /D /St 2 >>", ("omslag", "2", "3", "4")),
    "small Roman before Arabic": ("0 << /S /r >> 2 << /S /D >>", ("i", "ii", "1", "2")),
    "capital Roman": ("0 << /S /R /St 8 >>", ("VIII", "IX", "X", "XI")),
    "letters": ("0 << /S /A /St 25 >>", ("Y", "Z", "AA", "BB")),
    "a prefix": ("0 << /S /D /P (bijlage ) >>", ("bijlage 1", "bijlage 2", "bijlage 3", "bijlage 4")),
}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_labels_are_those_of_the_scheme(scheme: str) -> None:
    tree, labels = SCHEMES[scheme]
    assert read_labels(pikepdf.Object.parse(f"<< /Nums [{tree}] >>".encode()), 4) == labels


def test_a_file_without_labels_has_none() -> None:
    assert read_labels(None, 3) == ()
