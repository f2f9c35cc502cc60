"""Standards a PDF can claim: the XMP properties, PDF declarations and Info entries by which it says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Property:
    """One property of an XMP schema: its name, its type and what it says (PDF/A-2, 6.6.2.3.3)."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Schema:
    """An XMP schema: prefix, namespace and title; `properties` for the extension schema of PDF/A-2."""

    prefix: str
    namespace: str
    title: str = ""
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True)
class Standard:
    """What a file writes to claim one standard.

    `values` are properties of `schema`, by name; `declares` is a PDF declaration (pdfa.org/declarations);
    `document_info` tells whether the standard allows the Info dictionary, `trapped` whether it wants the
    Trapped key, `extends` whether it wants every schema described that it does not know.
    """

    pdf_version: str
    schema: Schema
    values: Mapping[str, str] = field(default_factory=dict)
    declares: str = ""
    document_info: bool = True
    trapped: bool = False
    extends: bool = False


PDFX = Schema(
    "pdfxid",
    "http://www.npes.org/pdfx/ns/id/",
    "PDF/X ID Schema",
    (Property("GTS_PDFXVersion", "Text", "Version of PDF/X to which the file conforms"),),
)
PDFUA = Schema(
    "pdfuaid",
    "http://www.aiim.org/pdfua/ns/id/",
    "PDF/UA Universal Accessibility Schema",
    (Property("part", "Integer", "Part of ISO 14289 to which the file conforms"),),
)
PDFA = Schema("pdfaid", "http://www.aiim.org/pdfa/ns/id/")
DECLARATION = Schema("pdfd", "http://pdfa.org/declarations/")
WTPDF = "http://pdfa.org/declarations/wtpdf#"

STANDARDS: Mapping[str, Standard] = {
    # ISO 15930-7:2010, 6.4 and 6.5
    "PDF/X-4": Standard("1.6", PDFX, {"GTS_PDFXVersion": "PDF/X-4"}, trapped=True),
    # ISO 14289-1:2014, clause 5
    "PDF/UA-1": Standard("1.7", PDFUA, {"part": "1"}),
    # ISO 19005-2:2011, 6.6.4
    "PDF/A-2a": Standard("1.7", PDFA, {"part": "2", "conformance": "A"}, extends=True),
    "PDF/A-2b": Standard("1.7", PDFA, {"part": "2", "conformance": "B"}, extends=True),
    # ISO 14289-2:2024, clause 5
    "PDF/UA-2": Standard("2.0", PDFUA, {"part": "2", "rev": "2024"}),
    # Well-Tagged PDF 1.0, 6.1.2 and 6.1.3
    "WTPDF accessibility 1.0": Standard("2.0", DECLARATION, declares=WTPDF + "accessibility1.0"),
    "WTPDF reuse 1.0": Standard("2.0", DECLARATION, declares=WTPDF + "reuse1.0"),
    # ISO 19005-4:2020, 6.7.3; 6.1.3 forbids the Info dictionary
    "PDF/A-4": Standard("2.0", PDFA, {"part": "4", "rev": "2020"}, document_info=False),
}
"""Every standard by the name a variant gives it."""
