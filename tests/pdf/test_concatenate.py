"""Many PDFs in one: every page as it was, what they share written once, labels and bookmarks for each."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from brochurepress.pdf.concatenate import GROUP, FileTooLong, PdfConcatenator
from brochurepress.pdf.xmp import Metadata

DAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
METADATA = Metadata("Cards for …", "en", DAY, DAY, "https://example.org/#cards")


def source(text: str, pages: int = 1) -> bytes:
    """A PDF with a font, a picture and an intent that all share, and a text of its own."""
    pdf = Pdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    picture = Stream(pdf, b"\x80" * 3000)
    for key, value in (("/Width", 30), ("/Height", 100), ("/BitsPerComponent", 8)):
        picture[key] = value
    picture.Type, picture.Subtype, picture.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    picture.Decode = Array([0.25, 1])
    resources = Dictionary(Font=Dictionary(F=font), XObject=Dictionary(I=picture))
    for number in range(pages):
        pdf.add_blank_page(page_size=(100, 200))
        page = pdf.pages[-1]
        words = f"BT /F 12 Tf 10 100 Td ({text} {number + 1}) Tj ET q 30 0 0 100 0 0 cm /I Do Q"
        page.Contents = Stream(pdf, words.encode())
        page.Resources = pdf.make_indirect(resources)
        page.TrimBox = Array([1, 2, 99, 198])
    profile = Stream(pdf, b"profile" * 500)
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, DestOutputProfile=profile, Info=String("Å"))
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True)
    return written.getvalue()


def gathered(files: list[tuple[bytes, str, str]]) -> bytes:
    out = io.BytesIO()
    gathering = PdfConcatenator(out, "1.6")
    for pdf, title, label in files:
        gathering.add(pdf, title, label)
    gathering.close(files[-1][0], METADATA, ("PDF/X-4",))
    return out.getvalue()


THREE = [(source("Ada", 2), "Ada", "2"), (source("Ase"), "Åse (1)", "3"), (source("Bo", 3), "Бо", "7")]


def test_every_page_stands_in_its_order() -> None:
    reader = pypdf.PdfReader(io.BytesIO(gathered(THREE)), strict=True)
    texts = [page.extract_text().strip() for page in reader.pages]
    assert texts == ["Ada 1", "Ada 2", "Ase 1", "Bo 1", "Bo 2", "Bo 3"]
    assert {tuple(page.trimbox) for page in reader.pages} == {(1, 2, 99, 198)}
    assert [image.image.size for image in reader.pages[4].images if image.image] == [(30, 100)]


def test_the_file_is_sound() -> None:
    with pikepdf.open(io.BytesIO(gathered(THREE))) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.pdf_version == "1.6"
        intent = pdf.Root.OutputIntents[0]
        assert intent.DestOutputProfile.read_bytes() == b"profile" * 500
        assert str(intent.Info) == "Å"
        assert str(pdf.docinfo.Title) == "Cards for …"
        assert b"Cards for" in pdf.Root.Metadata.read_bytes()


def test_what_all_share_is_written_once() -> None:
    one, ten = (gathered([(source("Ada"), "Ada", str(row)) for row in range(count)]) for count in (1, 10))
    assert ten.count(b"/Subtype /Image") == 1
    assert ten.count(b"/BaseFont") == 1
    assert len(ten) - len(one) < 10 * 500
    different = gathered(THREE)
    assert different.count(b"/Subtype /Image") == 1


def test_pages_are_labelled_by_row_and_page() -> None:
    with pikepdf.open(io.BytesIO(gathered(THREE))) as pdf:
        assert [page.label for page in pdf.pages] == ["2-1", "2-2", "3-1", "7-1", "7-2", "7-3"]


def test_each_file_has_a_bookmark_to_its_first_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(gathered(THREE)))
    marks = [
        (item.title, reader.get_destination_page_number(item))
        for item in reader.outline
        if isinstance(item, pypdf.generic.Destination)
    ]
    assert marks == [("Ada", 0), ("Åse (1)", 2), ("Бо", 3)]
    with pikepdf.open(io.BytesIO(gathered(THREE))) as pdf, pdf.open_outline() as outline:
        assert len(outline.root) == 3


def test_the_same_files_give_the_same_bytes() -> None:
    assert gathered(THREE) == gathered(THREE)
    assert gathered(THREE) != gathered(THREE[:2])


@pytest.mark.parametrize("count", [1, GROUP, GROUP + 1, 2 * GROUP])
def test_nodes_of_the_page_tree_and_of_the_labels_are_filled_and_begun(count: int) -> None:
    pdf = source("Ada")
    content = gathered([(pdf, f"Ada {row}", str(row)) for row in range(count)])
    tree: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/Pages"]  # type: ignore[index]
    kids = [len(node.get_object()["/Kids"]) for node in tree["/Kids"]]
    assert sum(kids) == tree["/Count"] == count
    assert max(kids) <= GROUP
    with pikepdf.open(io.BytesIO(content)) as opened:
        assert [page.label for page in opened.pages] == [f"{row}-1" for row in range(count)]
        assert opened.check_pdf_syntax() == []


def test_what_no_cross_reference_can_point_to_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brochurepress.pdf.concatenate.MOST_BYTES", 10_000)
    with pytest.raises(FileTooLong):
        gathered([(source(str(row), 2), str(row), str(row)) for row in range(20)])


def test_what_all_share_is_known_though_little_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [(source(str(row)), str(row), str(row)) for row in range(30)]
    monkeypatch.setattr("brochurepress.pdf.concatenate.REMEMBERED", 8)
    content = gathered(files)
    assert content.count(b"/Subtype /Image") == 1
    again = gathered([*files, files[0]])
    assert again.count(b"/Subtype /Image") == 1
    with pikepdf.open(io.BytesIO(again)) as opened:
        first, last = (page.Contents.read_bytes() for page in (opened.pages[0], opened.pages[-1]))
        assert first == last
        assert opened.pages[0].Contents.objgen != opened.pages[-1].Contents.objgen
