"""XMP packet and Info dictionary: each standard is claimed as it asks, and both say the same."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from datetime import datetime

import pikepdf
import pytest

from brochurepress.findings import Rejected
from brochurepress.pdf.xmp import STANDARDS, Metadata, write_metadata, xmp_packet

METADATA = Metadata(
    title="Wat doet de provincie? <1> & 2",
    language="nl-NL",
    created=datetime.fromisoformat("2026-01-15T09:00:00+01:00"),
    modified=datetime.fromisoformat("2026-02-01T10:30:00+01:00"),
    identifier="https://example.org/brochure",
    author="Voorbeeld",
    subject="Een proef",
    keywords=("provincie", "landschap"),
)
CLAIMS = {
    "PDF/X-4": ["pdfxid:GTS_PDFXVersion PDF/X-4", "pdf:Trapped False"],
    "PDF/UA-1": ["pdfuaid:part 1"],
    "PDF/A-2a": ["pdfaid:part 2", "pdfaid:conformance A"],
    "PDF/A-2b": ["pdfaid:part 2", "pdfaid:conformance B"],
    "PDF/UA-2": ["pdfuaid:part 2", "pdfuaid:rev 2024"],
    "WTPDF accessibility 1.0": ["pdfd:conformsTo http://pdfa.org/declarations/wtpdf#accessibility1.0"],
    "WTPDF reuse 1.0": ["pdfd:conformsTo http://pdfa.org/declarations/wtpdf#reuse1.0"],
    "PDF/A-4": ["pdfaid:part 4", "pdfaid:rev 2020"],
}
DOWNLOAD = ("PDF/UA-1", "PDF/A-2a")
MODERN = ("PDF/UA-2", "WTPDF accessibility 1.0", "WTPDF reuse 1.0", "PDF/A-4")


def properties(packet: bytes) -> list[str]:
    """Every simple property of a packet as `prefix:name value`, in order."""
    prefixes = dict(re.findall(r'xmlns:(\w+)="([^"]+)"', packet.decode()))
    names = {address: prefix for prefix, address in prefixes.items()}
    found = []
    for element in ET.fromstring(packet).iter():  # noqa: S314
        address, name = element.tag[1:].split("}")
        if element.text and element.text.strip() and names[address] != "rdf":
            found.append(f"{names[address]}:{name} {element.text}")
    return found


def written(standards: tuple[str, ...], metadata: Metadata = METADATA) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.docinfo["/Producer"] = "an older writer"
    write_metadata(pdf, metadata, standards)
    return pdf


def test_every_standard_has_its_claim_tested() -> None:
    assert CLAIMS.keys() == STANDARDS.keys()


@pytest.mark.parametrize("standard", STANDARDS)
def test_a_standard_is_claimed_in_its_own_words_and_no_other(standard: str) -> None:
    claimed = properties(xmp_packet(METADATA, (standard,)))
    assert set(CLAIMS[standard]) <= set(claimed)
    others = {claim for name, claims in CLAIMS.items() if name != standard for claim in claims}
    assert not (others - set(CLAIMS[standard])) & set(claimed)


@pytest.mark.parametrize("standards", [("PDF/X-4",), DOWNLOAD, MODERN])
def test_title_dates_and_ids_are_in_every_packet(standards: tuple[str, ...]) -> None:
    packet = xmp_packet(METADATA, standards)
    assert "xmp:CreateDate 2026-01-15T09:00:00+01:00" in properties(packet)
    assert "xmp:MetadataDate 2026-02-01T10:30:00+01:00" in properties(packet)
    names = {line.split()[0] for line in properties(packet)}
    assert {"xmpMM:DocumentID", "xmpMM:InstanceID", "xmpMM:VersionID", "xmpMM:RenditionClass"} <= names
    assert "Wat doet de provincie? &lt;1&gt; &amp; 2" in packet.decode()
    assert packet.startswith(b'<?xpacket begin="\xef\xbb\xbf"')
    assert packet.endswith(b'<?xpacket end="w"?>')
    assert packet.count(b"<rdf:RDF") == 1


def test_the_extension_schema_of_pdf_ua_stands_in_a_pdf_a_2_file_only() -> None:
    assert "pdfaSchema:prefix pdfuaid" in properties(xmp_packet(METADATA, DOWNLOAD))
    for standards in (("PDF/UA-1",), ("PDF/A-2a",), MODERN):
        assert b"pdfaExtension" not in xmp_packet(METADATA, standards)


def test_the_packet_is_stored_uncompressed() -> None:
    pdf = written(("PDF/X-4",))
    assert "/Filter" not in pdf.Root.Metadata
    assert pdf.Root.Metadata.Subtype == "/XML"


def test_info_says_what_the_packet_says() -> None:
    pdf = written(("PDF/X-4",))
    info = pdf.docinfo
    assert str(info["/Title"]) == METADATA.title
    assert str(info["/CreationDate"]) == "D:20260115090000+01'00'"
    assert str(info["/ModDate"]) == "D:20260201103000+01'00'"
    assert info["/Trapped"] == pikepdf.Name("/False")
    assert str(info["/Producer"]) == "brochurepress"


def test_only_a_press_file_speaks_of_trapping() -> None:
    assert "/Trapped" not in written(DOWNLOAD).docinfo


def test_pdf_a_4_has_no_info_dictionary() -> None:
    assert "/Info" not in written(MODERN).trailer


def test_an_absent_text_writes_no_empty_property() -> None:
    plain = dataclasses.replace(METADATA, author="", subject="", keywords=())
    packet = xmp_packet(plain, ("PDF/X-4",)).decode()
    assert not re.search(r"creator>|description>|Keywords|dc:subject", packet)
    assert "/Author" not in written(("PDF/X-4",), plain).docinfo


def test_ids_follow_from_the_document_and_its_edition() -> None:
    def ids(metadata: Metadata, standards: tuple[str, ...]) -> list[str]:
        return [line.split()[1] for line in properties(xmp_packet(metadata, standards)) if "ID uuid" in line]

    document, instance = ids(METADATA, ("PDF/X-4",))
    assert ids(METADATA, ("PDF/X-4",)) == [document, instance]
    assert ids(METADATA, DOWNLOAD)[0] == document
    assert ids(METADATA, DOWNLOAD)[1] != instance
    later = dataclasses.replace(METADATA, modified=datetime.fromisoformat("2026-03-01T00:00:00+01:00"))
    assert ids(later, ("PDF/X-4",))[1] != instance


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"title": " "}, "metadata/missing"),
        ({"subject": "a\x0bb"}, "metadata/character"),
        ({"keywords": ("a\nb",)}, "metadata/character"),
        ({"language": "Nederlands"}, "metadata/language"),
        ({"created": datetime(2026, 1, 1)}, "metadata/date"),  # noqa: DTZ001 - the fault on trial
        ({"created": datetime.fromisoformat("2027-01-01T00:00:00+01:00")}, "metadata/date"),
    ],
)
def test_one_fault_in_the_metadata_is_refused(change: dict[str, object], rule: str) -> None:
    with pytest.raises(Rejected) as rejected:
        dataclasses.replace(METADATA, **change)  # type: ignore[arg-type]
    assert [finding.rule for finding in rejected.value.findings] == [rule]
