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

from prepress.structure import ACCESSIBLE, build_digital
from prepress.structure.flow import read_flow
from tests.tagged import LONG, METADATA, SMALL, digital, intent, painted
from tests.verapdf import assert_conforms

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
    text = subprocess.run(
        ["pdftotext", "-raw", "artwork.pdf", "-"], cwd=folder, capture_output=True, check=True
    ).stdout
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


def test_nothing_active_is_in_the_file() -> None:
    with pikepdf.open(io.BytesIO(digital(LONG))) as pdf:
        assert {"/AA", "/OpenAction", "/AcroForm", "/Names"}.isdisjoint(pdf.Root.keys())
        actions = {str(link.A.S) for page in pdf.pages for link in page.get("/Annots", [])}
    assert actions == {"/GoTo", "/URI"}
