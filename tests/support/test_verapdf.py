"""The validator is tried itself: silent on a file that conforms, one fault breaks exactly one clause."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from tests.support import verapdf

ARCHIVAL = '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">{}</rdf:Description>'
UNIVERSAL = '<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">{}</rdf:Description>'
DECLARED = (
    '<rdf:Description rdf:about="" xmlns:pdfd="http://pdfa.org/declarations/"><pdfd:declarations><rdf:Bag>{}'
    "</rdf:Bag></pdfd:declarations></rdf:Description>"
)
DECLARATION = (
    '<rdf:li rdf:parseType="Resource"><pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#{}</pdfd:conformsTo></rdf:li>'
)

PDF_A_2 = ARCHIVAL.format("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>")
PDF_UA_1 = UNIVERSAL.format("<pdfuaid:part>1</pdfuaid:part>")
PDF_A_4 = ARCHIVAL.format("<pdfaid:part>4</pdfaid:part><pdfaid:rev>2020</pdfaid:rev>")
PDF_UA_2 = UNIVERSAL.format("<pdfuaid:part>2</pdfuaid:part><pdfuaid:rev>2024</pdfuaid:rev>")
WTPDF = DECLARED.format(DECLARATION.format("accessibility1.0") + DECLARATION.format("reuse1.0"))

CLAIMS = {
    "2b": PDF_A_2,
    "2a": PDF_A_2,
    "ua1": PDF_UA_1,
    "4": PDF_A_4 + PDF_UA_2 + WTPDF,
    "ua2": PDF_A_4 + PDF_UA_2 + WTPDF,
    "wt1a": PDF_A_4 + PDF_UA_2 + WTPDF,
    "wt1r": PDF_A_4 + PDF_UA_2 + WTPDF,
}
"""What the XMP of a good file claims, for each flavour."""

PDF_2 = "http://iso.org/pdf2/ssn"


def untouched(pdf: pikepdf.Pdf) -> None:
    """The good sample."""


def without_mark_info(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.MarkInfo


def without_displayed_title(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.ViewerPreferences


def without_reuse(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata
    xmp.write(xmp.read_bytes().replace(DECLARATION.format("reuse1.0").encode(), b""))


def without_accessibility(pdf: pikepdf.Pdf) -> None:
    xmp = pdf.Root.Metadata
    xmp.write(xmp.read_bytes().replace(DECLARATION.format("accessibility1.0").encode(), b""))


def painted_in_rgb(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Contents = pdf.make_stream(b"/Artifact BMC 1 0 0 rg 0 0 9 9 re f EMC")


def sample(flavour: str, spoil: Callable[[pikepdf.Pdf], None]) -> bytes:
    """One empty tagged page that conforms to the flavour, then spoilt."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(200, 200))
    page.Tabs = Name.S
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    namespace = pdf.make_indirect(Dictionary(Type=Name.Namespace, NS=String(PDF_2)))
    element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree, NS=namespace))
    tree.K, tree.Namespaces = Array([element]), Array([namespace])
    pdf.Root.StructTreeRoot = tree
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("nl-NL")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.Metadata = pdf.make_stream(
        _xmp(CLAIMS[flavour]).encode(), Dictionary(Type=Name.Metadata, Subtype=Name.XML)
    )
    spoil(pdf)
    version = "1.7" if flavour in ("2b", "2a", "ua1") else "2.0"
    target = io.BytesIO()
    pdf.save(target, force_version=version, deterministic_id=True, fix_metadata_version=False)
    return target.getvalue()


def _xmp(claims: str) -> str:
    title = (
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>'
        '<rdf:li xml:lang="x-default">Proef</rdf:li></rdf:Alt></dc:title></rdf:Description>'
    )
    rdf = f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{title}{claims}</rdf:RDF>'
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{rdf}</x:xmpmeta>'
    return f'<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{packet}<?xpacket end="w"?>'


@pytest.mark.parametrize("flavour", verapdf.FLAVOURS)
def test_silent_on_a_conforming_file(flavour: str) -> None:
    verapdf.assert_conforms(sample(flavour, untouched), flavour)


@pytest.mark.parametrize(
    ("flavour", "fault", "rule"),
    [
        ("2b", painted_in_rgb, ("6.2.4.3", 2)),
        ("2a", without_mark_info, ("6.7.2.2", 1)),
        ("4", painted_in_rgb, ("6.2.4.3", 2)),
        ("ua1", without_displayed_title, ("7.1", 10)),
        ("ua2", without_displayed_title, ("8.11.2", 1)),
        ("wt1a", without_accessibility, ("6.1.3", 1)),
        ("wt1r", without_reuse, ("6.1.2", 1)),
    ],
)
def test_one_fault_breaks_one_rule(flavour: str, fault: Callable[[pikepdf.Pdf], None], rule: tuple[str, int]) -> None:
    failures = verapdf.validate(sample(flavour, fault), flavour)[flavour]
    assert [(failure.clause, failure.test) for failure in failures] == [rule]


def test_a_failure_says_what_is_demanded_where_and_how_often() -> None:
    (failure,) = verapdf.validate(sample("2b", painted_in_rgb), "2b")["2b"]
    assert failure.description.startswith("DeviceRGB shall only be used if")
    assert "page" in failure.place
    assert failure.times == 2, "the colour and the fill that uses it"


def test_every_flavour_asked_for_is_reported_on_its_own(tmp_path: Path) -> None:
    file = tmp_path / "artwork.pdf"
    file.write_bytes(sample("2a", without_mark_info))
    found = verapdf.validate(file, "2b", "2a")
    assert found["2b"] == ()
    assert [failure.clause for failure in found["2a"]] == ["6.7.2.2"]


def test_a_broken_rule_fails_the_assertion_with_its_clause() -> None:
    with pytest.raises(AssertionError, match=r"PDF/UA-1: 7\.1-10 "):
        verapdf.assert_conforms(sample("ua1", without_displayed_title), "ua1")


def test_an_unknown_flavour_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no flavour pdfx4; known here: 2b"):
        verapdf.validate(tmp_path / "absent.pdf", "2b", "pdfx4")


def test_a_missing_engine_is_a_fault_with_its_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verapdf, "JARS", tmp_path)
    verapdf._engine.cache_clear()
    with pytest.raises(RuntimeError, match="run `make setup-test`"):
        verapdf.validate(sample("2b", untouched), "2b")
