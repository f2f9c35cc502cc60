"""The accessible PDF as a whole: it conforms, looks as painted, reads as written, and comes out the same twice."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pikepdf
import pypdf
import pypdfium2
import pytest

from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, build_digital
from brochurepress.artworks.accessible.content_stream import read_flow
from tests.support.tagged_pdf import LONG, METADATA, SMALL, digital, intent, painted
from tests.support.verapdf import assert_conforms

DOCUMENTS = {"small": SMALL, "twelve pages and more": LONG}

FLAVOURS = {"digital": ("ua1", "2a"), "digital-2": ("ua2", "wt1a", "wt1r", "4")}


@pytest.mark.parametrize("body", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("kind", ACCESSIBLE)
def test_every_claimed_standard_is_met(kind: str, body: str) -> None:
    assert_conforms(digital(body, kind=kind), *FLAVOURS[kind])


def test_the_long_document_has_at_least_twelve_pages() -> None:
    assert len(pypdf.PdfReader(io.BytesIO(digital(LONG))).pages) >= 12


@pytest.mark.parametrize("kind", ACCESSIBLE)
def test_two_builds_give_the_same_bytes(kind: str) -> None:
    assert build_digital(painted(SMALL), ACCESSIBLE[kind], METADATA, intent()) == digital(SMALL, kind=kind)


@pytest.mark.parametrize("kind", ACCESSIBLE)
def test_pages_are_cut_to_their_trim(kind: str) -> None:
    with pikepdf.open(io.BytesIO(digital(SMALL, kind=kind))) as pdf:
        page = pdf.pages[0]
        assert [round(float(value) * 25.4 / 72, 2) for value in page.MediaBox] == [0, 0, 105, 148]
        assert {"/CropBox", "/BleedBox", "/TrimBox"}.isdisjoint(page.obj.keys())


def _pixels(pdf: bytes) -> list[np.ndarray]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            page.MediaBox = page.get("/TrimBox", page.MediaBox)
            for key in ("/CropBox", "/BleedBox", "/Annots"):
                if key in page:
                    del page[key]
        out = io.BytesIO()
        opened.save(out)
    document = pypdfium2.PdfDocument(out.getvalue())
    return [page.render(scale=2).to_numpy().astype(int) for page in document]


@pytest.mark.parametrize("body", DOCUMENTS.values(), ids=DOCUMENTS)
def test_pages_render_as_the_engine_painted_them(body: str) -> None:
    for before, after in zip(_pixels(painted(body).pdf), _pixels(digital(body)), strict=True):
        assert np.abs(before - after).max() <= 1


def _pypdf(pdf: bytes, folder: Path) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def _pdfium(pdf: bytes, folder: Path) -> list[str]:
    # pdfium gives U+FFFE for a hyphen at which it joined the parts of a word.
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    return [text.replace("\ufffe", "\u00ad") for text in pages]


def _poppler(pdf: bytes, folder: Path) -> list[str]:
    (folder / "artwork.pdf").write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", "artwork.pdf", "-"], cwd=folder, capture_output=True, check=True).stdout
    return text.decode().split("\f")[:-1]


def _words(text: str) -> Counter[str]:
    return Counter(re.sub("\u00ad\\s*", "", text).split())


def _set_text(body: str, pages: list[str]) -> str:
    """The extracted text without the lines of page furniture and list markers, each as often as it was set."""
    paint = painted(body)
    outside: list[list[str]] = [["Naam Jaar Bouwwijze"] for _ in pages]
    for _, mark in paint.laid.marks():
        if mark.generated:
            outside[mark.page].append(mark.text.strip())
    for piece in paint.furniture:
        outside[piece.page].append(piece.text.strip())
    kept: list[str] = []
    for number, page in enumerate(pages):
        lines = [line.strip() for line in page.splitlines()]
        for text in outside[number]:
            if text in lines and not (number == _page_of_table(body) and text.startswith("Naam")):
                lines.reverse()
                lines.remove(text)
                lines.reverse()
        kept += lines
    return "\n".join(kept)


def _page_of_table(body: str) -> int:
    heads = [mark.page for laid, mark in painted(body).laid.marks() if laid.element.tag == "th"]
    return min(heads, default=-1)


@pytest.mark.parametrize("body", DOCUMENTS.values(), ids=DOCUMENTS)
@pytest.mark.parametrize("extract", [_pypdf, _pdfium, _poppler])
def test_every_extractor_reads_the_words_of_the_source(
    extract: Callable[[bytes, Path], list[str]], body: str, tmp_path: Path
) -> None:
    read = _words(_set_text(body, extract(digital(body), tmp_path)))
    assert read == _words(read_flow(painted(body)).text)


def test_every_run_is_found_in_the_source() -> None:
    assert read_flow(painted(SMALL)).strange == ()
    assert read_flow(painted(LONG)).strange == ()


def test_a_soft_hyphen_and_a_real_one_are_told_apart() -> None:
    body = "<h1>K</h1><p style='width:19mm'>waterschapsbestuurders zuid-oost-noord-west-zuid</p>"
    text = "".join(_pypdf(digital(body), Path()))
    assert "\u00ad" in text
    assert re.sub(r"\s", "", text).count("-") == 4
    assert "zuid-oost-noord-west-zuid" in re.sub("\u00ad|\\s", "", text)


@pytest.mark.parametrize("kind", ACCESSIBLE)
def test_pictures_of_pixels_conform(kind: str) -> None:
    body = "<h1>Kop</h1><img src='brug.png' style='width: 30mm' alt='Een blauw vlak.'>"
    assert_conforms(digital(body, kind=kind), *FLAVOURS[kind])


BARE = "<style>@page { @top-left { content: none } }</style>"
"""Takes the line away that stands at the head of every page."""

ODD = {
    "a heading that is a link": "<h1>K</h1><h2><a href='https://example.org'>Uitleg over bruggen</a></h2>",
    "a link round a heading": "<h1>K</h1><a href='https://example.org'><h2>Uitleg over bruggen</h2></a>",
    "a link round a picture": "<h1>K</h1><p><a href='https://example.org'><img src='brug.svg' alt='Brug'></a></p>",
    "a figure in the middle": "<h1>K</h1><p>x</p><figure><img src='brug.svg' alt='Brug'><figcaption>y</figcaption>"
    "</figure><p>z</p>",
    "a caption above": "<h1>K</h1><figure><figcaption>y</figcaption><img src='brug.svg' alt='Brug'></figure>",
    "a table in a figure": "<h1>K</h1><figure><table><tr><th>a</th></tr><tr><td>b</td></tr></table>"
    "<figcaption>y</figcaption></figure><p>z</p>",
    "a quotation in a list": "<h1>K</h1><ul><li>x<blockquote>y</blockquote></li></ul>",
    "a list in a table": "<h1>K</h1><table><tr><th>a</th></tr><tr><td><ul><li>b</li></ul></td></tr></table>",
    "cells that span": "<h1>K</h1><table><tr><th colspan='2'>a</th></tr><tr><td>b</td><td rowspan='2'>c</td></tr>"
    "<tr><td>d</td></tr></table>",
    "short quotations and code": "<h1>K</h1><p>Hij zei <q>goed</q> en typte <code>ls</code> en <kbd>x</kbd>.</p>",
    "a list with other things in it": "<h1>K</h1><ul>tekst<li>een</li><div>x</div></ul>"
    "<dl><p>q</p><dt>a</dt><dd>b</dd></dl>",
    "an item without a list": "<h1>K</h1><div><li>los</li></div><section><dt>a</dt><dd>b</dd></section>",
    "numbered headings": "<style>h2::before { content: '1. ' }</style><h1>K</h1><h2>Een</h2>",
    "an aside": "<h1>K</h1><p>x</p><aside><p>y</p></aside>",
    "columns": "<h1>K</h1><div style='columns: 2'><p>" + "een brug over het water " * 40 + "</p></div>",
    "underlined": "<h1>K</h1><p><u>onder</u> en <s>door</s></p>",
    "an inline svg": "<h1>K</h1><svg viewBox='0 0 9 9' width='20' height='20'><title>Ruit</title>"
    "<path d='M0 4l4-4 4 4-4 4z'/></svg>",
    "an element in the margin": "<style>header { position: running(k) } @page { @top-right { content: element(k) } }"
    "</style><header><p>Kop</p></header><h1>K</h1><p>x</p>",
    "soft hyphens of the source": "<h1>K</h1>"
    "<p style='width: 18mm; hyphens: manual'>water\u00adschaps\u00adbestuur</p>",
    "one empty page between": "<h1>K</h1>"
    "<div style='break-after: page'></div><div style='break-after: page'></div><p>x</p>",
    "rotated": "<h1>K</h1><p style='transform: rotate(-90deg); width: 40mm; margin: 20mm'>langs de kant</p>",
    "one word": f"{BARE}<h1>Jaarverslag</h1>",
    "single words": f"{BARE}<h1>Gasten</h1><p>Ada</p><p><strong>Aldus</strong></p>"
    "<dl><dt>Claude</dt><dd>Garamont</dd></dl>",
    "a page of pictures": f"{BARE}<h1>Bruggen</h1><p><img src='brug.svg' alt='Een ruit'></p>",
    "a footnote": "<style>.n { float: footnote }</style><h1>K</h1><p>Tekst.<span class='n'>Noot.</span></p>",
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("kind", ACCESSIBLE)
def test_what_authors_come_up_with_conforms(kind: str, name: str) -> None:
    assert_conforms(digital(ODD[name], kind=kind), *FLAVOURS[kind])


@pytest.mark.parametrize("name", [name for name in ODD if name != "a footnote"])
def test_what_authors_come_up_with_keeps_its_words(name: str) -> None:
    assert read_flow(painted(ODD[name])).strange == ()


@pytest.mark.parametrize("extract", [_pypdf, _pdfium, _poppler])
def test_words_that_no_space_parts_are_read_apart(extract: Callable[[bytes, Path], list[str]], tmp_path: Path) -> None:
    pdf = digital(ODD["single words"])
    assert sorted("".join(extract(pdf, tmp_path)).split()) == ["1", "Ada", "Aldus", "Claude", "Garamont", "Gasten"]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.pages[0].Contents.read_bytes().count(b"/space") == 5
        assert opened.pages[0].Resources.Font["/space"].Subtype == "/Type3"


def test_pages_whose_words_hold_a_space_need_no_other_font() -> None:
    with pikepdf.open(io.BytesIO(digital(SMALL))) as pdf:
        assert all("/space" not in page.Resources.Font for page in pdf.pages)


def test_nothing_active_is_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(digital(LONG))) as pdf:
        assert {"/AA", "/OpenAction", "/AcroForm", "/Names"}.isdisjoint(pdf.Root.keys())
        actions = {str(link.A.S) for page in pdf.pages for link in page.get("/Annots", [])}
    assert actions == {"/GoTo", "/URI"}
