"""Rules on the press file as a whole: PDF/X-4 version, metadata, output intent, and what it may not carry."""

import datetime
import re
from collections.abc import Iterator, Mapping

from brochurepress.findings import Severity
from brochurepress.pdf.inspect import Document, FlawKind, PageContent
from brochurepress.preflight.rules import PressContext, RuleFault, enter_rows, rule
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

X4 = "ISO 15930-7"
_FOGRA = re.compile(r"(?i)fogra\s*(\d+)")
"""The number of a characterised printing condition, in the names of output intents and of profiles."""
_XMP = shipped_table("press")["xmp"]
PLAYED = frozenset("Widget Movie Sound Screen 3D RichMedia".split())
"""Annotations that are filled in or played."""
SAME_IN_BOTH = tuple(_XMP["same"].items())
"""Keys of the Info dictionary, each with the property of the XMP packet that says the same."""


def flaws(of: PageContent | Document, kind: str) -> Iterator[str]:
    """What is said of each flaw of one kind."""
    return (flaw.what for flaw in of.flaws if flaw.kind == kind)


def flawed(job: PressContext, cases: Mapping[str, str]) -> Iterator[RuleFault]:
    """The flaws of the file and of the page, each kind told as a case of its own."""
    for case, kind in cases.items():
        yield from (RuleFault(case, what=what) for what in flaws(job.inspection.document, kind))
        yield from (RuleFault(case, job.sheet.number, what=what) for what in flaws(job.page.content, kind))


@rule("press/version", Severity.ERROR, X4)
def version(job: PressContext) -> Iterator[RuleFault]:
    """The header says PDF 1.6, the version that PDF/X-4 is made of."""
    if job.inspection.document.version != "1.6":
        yield RuleFault(version=job.inspection.document.version)


@rule("press/encryption", Severity.ERROR, X4)
def encryption(job: PressContext) -> Iterator[RuleFault]:
    """The file is not encrypted, and no stream of it is (Crypt)."""
    if job.inspection.document.encrypted:
        yield RuleFault()
    yield from flawed(job, {"stream": FlawKind.CRYPT})


@rule("press/file-id", Severity.ERROR, X4)
def file_id(job: PressContext) -> Iterator[RuleFault]:
    """The trailer has a file identifier of two strings."""
    if not job.inspection.document.file_id:
        yield RuleFault()


@rule("press/xmp", Severity.ERROR, X4)
def xmp(job: PressContext) -> Iterator[RuleFault]:
    """The XMP packet is uncompressed and complete.

    It names PDF/X-4, title, three dates, DocumentID, VersionID, RenditionClass and Trapped.
    """
    document = job.inspection.document
    if "Metadata" not in document.catalog:
        yield RuleFault("file")
        return
    if document.xmp_fault:
        yield RuleFault("broken", xmp_fault=document.xmp_fault)
        return
    if document.xmp_compressed:
        yield RuleFault("stream")
    yield from (RuleFault("no-name", name=name) for name in _XMP["demanded"].split() if not document.xmp.get(name))
    if (given := document.xmp.get("pdfxid:GTS_PDFXVersion")) and given != job.printer.pdfx:
        yield RuleFault("says", given=given, pdfx=job.printer.pdfx)


@rule("press/trapped", Severity.ERROR, X4)
def trapped(job: PressContext) -> Iterator[RuleFault]:
    """Trapped is True or False, in the Info dictionary and in XMP alike."""
    document = job.inspection.document
    in_info, in_xmp = document.info.get("Trapped", ""), document.xmp.get("pdf:Trapped", "")
    if in_info not in ("True", "False"):
        yield RuleFault("trapped", in_info=in_info or phrase("part/not-given"))
    elif in_xmp and in_xmp != in_info:
        yield RuleFault("trapped-info", in_info=in_info, in_xmp=in_xmp)


@rule("press/info-sync", Severity.ERROR, X4)
def info_sync(job: PressContext) -> Iterator[RuleFault]:
    """Title, dates and the version of PDF/X in the Info dictionary are those of the XMP metadata."""
    document = job.inspection.document
    for key, name in SAME_IN_BOTH:
        one, other = document.info.get(key, ""), document.xmp.get(name, "")
        if one and other and comparable(one) != comparable(other):
            yield RuleFault(key=key, one=one, other=other)


def comparable(value: str) -> str | datetime.datetime:
    """A PDF or XMP date as a moment in time (ISO 32000-1, 7.9.4); any other text as it is."""
    written = value
    if value.startswith("D:"):
        digits = re.match(r"D:(\d{4}(?:\d\d){0,5})(Z|[+-]\d\d)?'?(\d\d)?", value)
        if digits is None:
            return value
        zone = "+00:00" if digits[2] in (None, "Z") else f"{digits[2]}:{digits[3] or '00'}"
        whole = digits[1] + "00000101000000"[len(digits[1]) :]
        written = f"{whole[:8]}T{whole[8:]}{zone}"
    try:
        moment = datetime.datetime.fromisoformat(written)
    except ValueError:
        return value
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


@rule("press/output-intent", Severity.ERROR, "ISO 15930-7; GWG 2022 R0035")
def output_intent(job: PressContext) -> Iterator[RuleFault]:
    """One GTS_PDFX output intent names the printer's condition and registry, and holds a CMYK profile.

    An output intent of another kind holds the same one.
    """
    asked = job.printer.condition
    intents = [entry for entry in job.inspection.document.intents if entry.subtype == "GTS_PDFX"]
    if len(intents) != 1:
        yield RuleFault("file", count=len(intents))
        return
    intent = intents[0]
    if intent.identifier != asked.identifier:
        yield RuleFault("printer", identifier=intent.identifier, asked_identifier=asked.identifier)
    if intent.registry != asked.registry:
        yield RuleFault("registry", registry=intent.registry, asked_registry=asked.registry)
    if not intent.info:
        yield RuleFault("not-say")
    if (intent.device_class, intent.colour_space) != ("prtr", "CMYK"):
        found = f"{intent.device_class} {intent.colour_space}".strip() or phrase("part/no-profile")
        yield RuleFault("holds", found=found)
    elif intent.broken:
        yield RuleFault("icc-profile", broken=intent.broken)
    elif intent.components != 4:
        yield RuleFault("entered", components=intent.components)
    held = {(entry.colour_space, entry.description) for entry in job.inspection.document.intents if entry.components}
    if len(held) > 1:
        yield RuleFault("another", count=len(held))
    named, meant = (_FOGRA.findall(text) for text in (intent.description, intent.identifier))
    if named and meant and named != meant:
        yield RuleFault("output", identifier=intent.identifier, description=intent.description)


@rule("press/action", Severity.ERROR, X4)
def action(job: PressContext) -> Iterator[RuleFault]:
    """The file carries no actions, scripts, form fields or embedded files."""
    document = job.inspection.document
    yield from (RuleFault("file", name=name) for name in document.actions)
    yield from (RuleFault("file-another", name=name) for name in document.embedded_files)
    yield from flawed(job, {"associated": FlawKind.ATTACHED, "starts": FlawKind.ACTION})
    if "AcroForm" in document.catalog:
        yield RuleFault("holds")
    sheet = job.sheet
    if sheet.actions:
        yield RuleFault("page", sheet.number)
    for each in sheet.annotations:
        if each.action:
            yield RuleFault("annotation", sheet.number, each.box, subtype=each.subtype, action=each.action)


@rule("press/annotation", Severity.ERROR, X4)
def annotation(job: PressContext) -> Iterator[RuleFault]:
    """Nothing but a TrapNet annotation touches the bleed, or the page itself if it is a PrinterMark.

    No field of a form and nothing that plays stands beside the page either.
    """
    for entry in job.sheet.annotations:
        area = job.sheet.trim if entry.subtype == "PrinterMark" else job.sheet.bleed
        if (entry.subtype != "TrapNet" and entry.box.meets(area)) or entry.subtype in PLAYED:
            yield RuleFault("", job.sheet.number, entry.box, subtype=entry.subtype)


@rule("press/layers", Severity.ERROR, "house rule; GWG 2022 R0034, R0036")
def layers(job: PressContext) -> Iterator[RuleFault]:
    """The file has no optional content: what prints does not hang on a switch."""
    yield from (RuleFault(what=name) for name in job.inspection.document.layers)
    if not job.inspection.document.layers:
        yield from flawed(job, {"": FlawKind.LAYER})


@rule("press/filter", Severity.ERROR, X4)
def lzw(job: PressContext) -> Iterator[RuleFault]:
    """No stream is packed by LZW."""
    yield from flawed(job, {"stream": FlawKind.LZW})
    for painted in job.page.content.painted:
        if painted.picture and painted.picture.inline and set(painted.picture.filters) & {"LZW", "LZWDecode"}:
            yield RuleFault("inline", job.sheet.number, painted.box)


@rule("press/viewer", Severity.ERROR, X4)
def viewer(job: PressContext) -> Iterator[RuleFault]:
    """ViewArea, ViewClip, PrintArea and PrintClip are the MediaBox or the BleedBox."""
    other = ((key, box) for key, box in job.inspection.document.viewer_boxes if box not in ("MediaBox", "BleedBox"))
    return (RuleFault(key=key, box=box) for key, box in other)


@rule("press/cross-references", Severity.ERROR, "ISO 32000-1, 7.5.4")
def cross_references(job: PressContext) -> Iterator[RuleFault]:
    """The cross-reference table leads to the objects of the file."""
    if job.inspection.document.rebuilt:
        yield RuleFault()


@rule("press/opi", Severity.ERROR, X4)
def opi(job: PressContext) -> Iterator[RuleFault]:
    """No image or form stands in for another one (OPI, Alternates)."""
    if job.page.content.opi:
        yield RuleFault("object", job.sheet.number)
    for painted in job.page.content.painted:
        if painted.picture and painted.picture.alternates:
            yield RuleFault("image", job.sheet.number, painted.box)


enter_rows("flaws", flawed)
