"""Forms: the marks of drawings become what the drawings paint, in the colours of the device, and the same each time."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

from brochurepress.pdf import pdfium
from brochurepress.typeset import paint_tagged, weasyprint_door
from brochurepress.typeset.weasyprint_door import Pages
from tests.support.drawings import CORPUS, alike, look, on_paper, svg
from tests.support.laid_out import layout_html

PAGE = "<html lang=en><title>x</title><style>@page { size: 200px 200px; margin: 0 } body { margin: 0 }"
PLAIN = ("css-class", "grad-linear-bbox", "text-plain", "image-png-alpha")
BLENDS = ("blend-multiply", "head-figma")


def pages(drawing: str, css: str = "img { display: block; width: 200px }") -> Pages:
    content = look().drawing(drawing).svg.encode()
    html = f'{PAGE}{css}</style><body><img src="/a.svg" alt="A drawing">'
    laid = layout_html(html, lambda url: (content, "image/svg+xml"))
    return replace(laid, faces=look().faces)


def form_of(pdf: pikepdf.Pdf) -> pikepdf.Object:
    (form,) = pdf.pages[0].resources.XObject.values()
    return form


@pytest.mark.parametrize("name", [*PLAIN, *BLENDS])
def test_a_drawing_is_one_form_in_the_colours_of_the_device(name: str) -> None:
    pdf = weasyprint_door.write_pdf(pages(CORPUS[name]))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        form = form_of(opened)
        assert form.Subtype == "/Form"
        assert ("/Group" in form) == (name in BLENDS)
        assert b"/ICCBased" not in form.Resources.to_json(dereference=True)


@pytest.mark.parametrize("name", [*PLAIN, *BLENDS])
def test_what_is_painted_before_changes_nothing(name: str) -> None:
    laid = pages(CORPUS[name])
    plain, tagged = weasyprint_door.write_pdf(laid), paint_tagged(laid).pdf
    assert weasyprint_door.write_pdf(laid) == plain
    assert paint_tagged(pages(CORPUS[name])).pdf == tagged


def test_words_of_a_drawing_are_text() -> None:
    with pdfium.open_pdf(weasyprint_door.write_pdf(pages(CORPUS["text-plain"]))) as rendering:
        assert rendering.words(1).split() == ["Water", "en", "weg", "Haven", "12"]


@pytest.mark.parametrize("name", ["text-plain", "text-anchor", "text-rotate", "head-d3", "text-spacing"])
def test_letters_of_a_word_are_one_text_and_stay_where_they_are(name: str) -> None:
    pdf = weasyprint_door.write_pdf(pages(CORPUS[name]))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        texts = form_of(opened).read_bytes().count(b"BT ")
    with pdfium.open_pdf(pdf) as rendering:
        assert texts < len("".join(rendering.words(1).split()))
        assert alike(name, Image.fromarray(rendering.page(1, 192)), on_paper(CORPUS[name]))


def test_a_form_has_the_size_of_its_box_and_is_cut_as_the_drawing_says() -> None:
    drawing = svg("<rect width='200' height='200' fill='#00f'/>", 'viewBox="0 0 200 200"')
    laid = pages(drawing, "img { display: block; width: 200px; height: 100px; object-fit: contain }")
    with pikepdf.open(io.BytesIO(weasyprint_door.write_pdf(laid))) as opened:
        assert [float(edge) for edge in form_of(opened).BBox] == pytest.approx([0, 0, 75, 75])


def test_a_drawing_within_a_document_has_no_words() -> None:
    html = f"{PAGE}</style><body>{svg('<text>a</text>')}"
    told = [message.text for message in layout_html(html, lambda url: (b"", "")).messages]
    assert told == ["Failed to load inline SVG: has words, for which it has no fonts; put it in a file of its own"]
