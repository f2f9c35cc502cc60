"""Metadata: the only writer of the XMP packet and the Info dictionary, whatever standards a file claims."""

import io
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from pikepdf import Dictionary, Name, Pdf, Stream, String

from brochurepress.findings import Finding, error, refuse
from brochurepress.workspace import shipped_table


class Schema(NamedTuple):
    """An XMP schema: prefix and namespace.

    What the extension schema of PDF/A-2 says of it (6.6.2.3.3): title, and name, type and meaning of its property.
    """

    prefix: str
    namespace: str
    title: str = ""
    described: Sequence[str] = ()


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


_TABLE = shipped_table("standards")
NAMESPACES: Mapping[str, str] = _TABLE["namespaces"]
_SCHEMAS = {prefix: Schema(prefix, name, **_TABLE["extensions"].get(prefix, {})) for prefix, name in NAMESPACES.items()}
STANDARDS = {name: Standard(**{**row, "schema": _SCHEMAS[row["schema"]]}) for name, row in _TABLE["claims"].items()}
"""Every standard by the name a variant gives it."""

PREFIXES = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
for _prefix, _namespace in NAMESPACES.items():
    ET.register_namespace(_prefix, _namespace)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

Fields = Mapping[str, Any]
"""Properties by their prefixed names: a text, or the kind of an array (Alt, Bag, Seq) with its texts or structs."""


@dataclass(frozen=True)
class Metadata:
    """What a document says about itself.

    `language` is a BCP 47 tag; `created` and `modified` carry their offset from UTC. `identifier` names the
    document in all its renditions and versions (the edition): the ids of the file derive from it. `creator`
    is the tool that made the document, `producer` the one that wrote the PDF.

    Raises Rejected: a text that is missing or holds a control character, a malformed language, a date without
    offset, a modification before the creation.
    """

    title: str
    language: str
    created: datetime
    modified: datetime
    identifier: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    version: str = "1"
    creator: str = "brochurepress"
    producer: str = "brochurepress"

    def __post_init__(self) -> None:
        refuse(_faults(self))


def _faults(metadata: Metadata) -> Iterator[Finding]:
    texts = ("title", "language", "identifier", "author", "subject", "version", "creator", "producer")
    for name in texts:
        text = getattr(metadata, name)
        if not text.strip() and name not in ("author", "subject"):
            yield error("metadata/missing", name=name)
    for text in (*(getattr(metadata, name) for name in texts), *metadata.keywords):
        if re.search(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]", text):
            yield error("metadata/character", text=text)
    if metadata.language and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", metadata.language):
        yield error("metadata/language", language=metadata.language)
    dates = (metadata.created, metadata.modified)
    if any(date.utcoffset() is None for date in dates):
        yield error("metadata/date:no-offset")
    elif metadata.modified < metadata.created:
        yield error("metadata/date:order")


def write_metadata(pdf: Pdf, metadata: Metadata, standards: tuple[str, ...]) -> None:
    """XMP packet and Info dictionary, replacing those that are there; `standards` are names of STANDARDS.

    The packet is stored without a filter (ISO 15930-7, 6.5), the Info dictionary says the same as the packet
    or is absent where one of the standards forbids it. Same values in, same bytes out.
    """
    rows = tuple(STANDARDS[name] for name in standards)
    packet = Stream(pdf, xmp_packet(metadata, standards))
    packet.Type = Name.Metadata
    packet.Subtype = Name.XML
    pdf.Root.Metadata = pdf.make_indirect(packet)
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if all(row.document_info for row in rows):
        pdf.trailer.Info = pdf.make_indirect(_document_info(metadata, rows))


def saved(pdf: Pdf, version: str = "", **how: Any) -> bytes:
    """The PDF as a file of a version; the same content gives the same bytes."""
    written = io.BytesIO()
    pdf.save(written, min_version=version, force_version=version, deterministic_id=True, **how)
    return written.getvalue()


def _document_info(metadata: Metadata, rows: tuple[Standard, ...]) -> Dictionary:
    texts = {
        "/Title": metadata.title,
        "/Author": metadata.author,
        "/Subject": metadata.subject,
        "/Keywords": ", ".join(metadata.keywords),
        "/Creator": metadata.creator,
        "/Producer": metadata.producer,
        "/CreationDate": _pdf_date(metadata.created),
        "/ModDate": _pdf_date(metadata.modified),
    }
    info = Dictionary({key: String(text) for key, text in texts.items() if text})
    for row in rows:
        if row.trapped:
            info["/Trapped"] = Name("/False")
            # Several readers look for the version here, as in the older parts of the standard.
            info["/GTS_PDFXVersion"] = String(row.values["GTS_PDFXVersion"])
    return info


def _pdf_date(date: datetime) -> str:
    """A date as PDF writes it (ISO 32000-1, 7.9.4)."""
    offset = date.strftime("%z")
    return f"D:{date:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"


def xmp_packet(metadata: Metadata, standards: tuple[str, ...]) -> bytes:
    """The XMP packet in UTF-8 (ISO 16684-1) of a document that claims the given standards."""
    root = ET.Element(_name("x:xmpmeta"))
    description = ET.SubElement(ET.SubElement(root, _name("rdf:RDF")), _name("rdf:Description"))
    description.set(_name("rdf:about"), "")
    _add(description, _fields(metadata, standards))
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode").encode()
    begin = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
    return begin + body + b'\n<?xpacket end="w"?>'


def _fields(metadata: Metadata, standards: tuple[str, ...]) -> Fields:
    rows = tuple(STANDARDS[name] for name in standards)
    modified = metadata.modified.isoformat(timespec="seconds")
    document = uuid.uuid5(uuid.NAMESPACE_URL, metadata.identifier)
    instance = uuid.uuid5(document, " ".join((*standards, metadata.version, modified)))
    extended = [row.schema for row in rows if row.schema.title] if any(row.extends for row in rows) else []
    return {
        **{f"{row.schema.prefix}:{name}": value for row in rows for name, value in row.values.items()},
        "dc:format": "application/pdf",
        "dc:title": ("Alt", [metadata.title]),
        "dc:creator": ("Seq", [metadata.author]),
        "dc:description": ("Alt", [metadata.subject]),
        "dc:subject": ("Bag", metadata.keywords),
        "dc:language": ("Bag", [metadata.language]),
        "xmp:CreateDate": metadata.created.isoformat(timespec="seconds"),
        "xmp:ModifyDate": modified,
        "xmp:MetadataDate": modified,
        "xmp:CreatorTool": metadata.creator,
        "pdf:Producer": metadata.producer,
        "pdf:Keywords": ", ".join(metadata.keywords),
        "xmpMM:DocumentID": document.urn.removeprefix("urn:"),
        "xmpMM:InstanceID": instance.urn.removeprefix("urn:"),
        "xmpMM:VersionID": metadata.version,
        "xmpMM:RenditionClass": "default",
        "pdf:Trapped": "False" if any(row.trapped for row in rows) else "",
        # PDF declarations (pdfa.org/declarations), and the schemas that PDF/A-2 does not know (ISO 19005-2, 6.6.2.3.3)
        "pdfd:declarations": ("Bag", [{"pdfd:conformsTo": row.declares} for row in rows if row.declares]),
        "pdfaExtension:schemas": ("Bag", list(map(_extension, extended))),
    }


def _extension(schema: Schema) -> Fields:
    names = "pdfaProperty:name", "pdfaProperty:valueType", "pdfaProperty:category", "pdfaProperty:description"
    name, kind, meaning = schema.described
    return {
        "pdfaSchema:schema": schema.title,
        "pdfaSchema:namespaceURI": schema.namespace,
        "pdfaSchema:prefix": schema.prefix,
        "pdfaSchema:property": ("Seq", [dict(zip(names, (name, kind, "internal", meaning), strict=True))]),
    }


def _add(parent: ET.Element, fields: Fields) -> None:
    """Writes properties into an element, those that say something."""
    for name, value in fields.items():
        if isinstance(value, str):
            if value:
                ET.SubElement(parent, _name(name)).text = value
        elif any(value[1]):
            array = ET.SubElement(ET.SubElement(parent, _name(name)), _name(f"rdf:{value[0]}"))
            for each in value[1]:
                item = ET.SubElement(array, _name("rdf:li"), {_LANGUAGE: "x-default"} if value[0] == "Alt" else {})
                if isinstance(each, str):
                    item.text = each
                else:
                    item.set(_name("rdf:parseType"), "Resource")
                    _add(item, each)


def _name(prefixed: str) -> str:
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"
