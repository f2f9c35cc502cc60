"""Rules on the press file as a whole: PDF/X-4 version, metadata, output intent, and what it may not carry."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from prepress.findings import Severity
from prepress.pdf.inspect import FlawKind
from prepress.preflight.rules import PressContext, RuleFault, rule
from prepress.wording import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prepress.pdf.inspect import Document, PageContent

X4 = "ISO 15930-7"
_FOGRA = re.compile(r"(?i)fogra\s*(\d+)")
"""The number of a characterised printing condition, in the names of output intents and of profiles."""
XMP_DEMANDED = tuple(
    (
        "pdfxid:GTS_PDFXVersion dc:title xmp:CreateDate xmp:ModifyDate xmp:MetadataDate "
        "xmpMM:DocumentID xmpMM:VersionID xmpMM:RenditionClass pdf:Trapped"
    ).split()
)
SAME_IN_BOTH = (("Title", "dc:title"), ("CreationDate", "xmp:CreateDate"), ("ModDate", "xmp:ModifyDate"))


def flaws(of: PageContent | Document, kind: FlawKind) -> Iterator[str]:
    """What is said of each flaw of one kind."""
    return (flaw.what for flaw in of.flaws if flaw.kind is kind)


@rule("press/version", "PDF version", Severity.ERROR, X4, "save the file as PDF 1.6")
def version(job: PressContext) -> Iterator[RuleFault]:
    """The header says PDF 1.6, the version that PDF/X-4 is made of."""
    if job.inspection.document.version != "1.6":
        yield RuleFault(f"the file is PDF {job.inspection.document.version}, not 1.6")


@rule("press/encryption", "No encryption", Severity.ERROR, X4, "save the file without password and rights")
def encryption(job: PressContext) -> Iterator[RuleFault]:
    """The file is not encrypted."""
    if job.inspection.document.encrypted:
        yield RuleFault("the file is encrypted")


@rule("press/file-id", "File identifier", Severity.ERROR, X4, "save the file with an ID in its trailer")
def file_id(job: PressContext) -> Iterator[RuleFault]:
    """The trailer has a file identifier of two strings."""
    if not job.inspection.document.file_id:
        yield RuleFault("the trailer has no file identifier (ID)")


@rule(
    "press/xmp",
    "PDF/X metadata",
    Severity.ERROR,
    X4,
    "write the properties that PDF/X-4 demands into the XMP packet",
)
def xmp(job: PressContext) -> Iterator[RuleFault]:
    """The XMP packet is uncompressed and complete.

    It names PDF/X-4, title, three dates, DocumentID, VersionID, RenditionClass and Trapped.
    """
    document = job.inspection.document
    if "Metadata" not in document.catalog:
        yield RuleFault("the file has no XMP metadata")
        return
    if document.xmp_fault:
        yield RuleFault(f"the XMP metadata is broken: {document.xmp_fault}")
        return
    if document.xmp_compressed:
        yield RuleFault("the XMP metadata stream is compressed")
    for name in XMP_DEMANDED:
        if not document.xmp.get(name):
            yield RuleFault(f"the XMP metadata has no {name}")
    given = document.xmp.get("pdfxid:GTS_PDFXVersion")
    if given and given != job.printer.pdfx:
        yield RuleFault(f"the XMP metadata says {given}, the printer asks {job.printer.pdfx}")


@rule("press/trapped", "Trapped", Severity.ERROR, X4, "set Trapped to True or False, alike in Info and XMP")
def trapped(job: PressContext) -> Iterator[RuleFault]:
    """Trapped is True or False, in the Info dictionary and in XMP alike."""
    document = job.inspection.document
    in_info, in_xmp = document.info.get("Trapped", ""), document.xmp.get("pdf:Trapped", "")
    if in_info not in ("True", "False"):
        yield RuleFault(f"Trapped is '{in_info or phrase('part/not-given')}' in the Info dictionary")
    elif in_xmp and in_xmp != in_info:
        yield RuleFault(f"Trapped is {in_info} in the Info dictionary and {in_xmp} in XMP")


@rule("press/info-sync", "Info and XMP agree", Severity.ERROR, X4, "write Info and XMP from the same values")
def info_sync(job: PressContext) -> Iterator[RuleFault]:
    """Title and dates of the Info dictionary are those of the XMP metadata."""
    document = job.inspection.document
    for key, name in SAME_IN_BOTH:
        one, other = document.info.get(key, ""), document.xmp.get(name, "")
        if one and other and _comparable(one) != _comparable(other):
            yield RuleFault(f"{key} is '{one}' in the Info dictionary and '{other}' in XMP")


def _comparable(value: str) -> str | datetime.datetime:
    """A PDF or XMP date as a moment in time (ISO 32000-1, 7.9.4); any other text as it is."""
    if value.startswith("D:"):
        digits = re.match(r"D:(\d{4}(?:\d\d){0,5})(Z|[+-]\d\d)?'?(\d\d)?", value)
        if digits is None:
            return value
        zone = "+00:00" if digits[2] in (None, "Z") else f"{digits[2]}:{digits[3] or '00'}"
        whole = digits[1] + "00000101000000"[len(digits[1]) :]
        stamp = datetime.datetime.strptime(whole, "%Y%m%d%H%M%S").isoformat()  # noqa: DTZ007
        value = stamp + zone
    try:
        moment = datetime.datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


@rule(
    "press/output-intent",
    "Output intent",
    Severity.ERROR,
    "ISO 15930-7; GWG 2022 R0035",
    "embed the profile of the printing condition with its registered name in one GTS_PDFX output intent",
)
def output_intent(job: PressContext) -> Iterator[RuleFault]:
    """One GTS_PDFX output intent names the printer's condition and registry, and holds a CMYK profile."""
    asked = job.printer.condition
    intents = [entry for entry in job.inspection.document.intents if entry.subtype == "GTS_PDFX"]
    if len(intents) != 1:
        yield RuleFault(f"the file has {len(intents)} output intents of PDF/X instead of one")
        return
    intent = intents[0]
    if intent.identifier != asked.identifier:
        yield RuleFault(f"the output intent is '{intent.identifier}', the printer asks {asked.identifier}")
    if intent.registry != asked.registry:
        yield RuleFault(f"the registry of the output intent is '{intent.registry}', not {asked.registry}")
    if not intent.info:
        yield RuleFault("the output intent does not say its printing condition in words (Info)")
    if (intent.device_class, intent.colour_space) != ("prtr", "CMYK"):
        found = f"{intent.device_class} {intent.colour_space}".strip() or phrase("part/no-profile")
        yield RuleFault(f"the output intent holds {found} instead of a CMYK output profile")
    elif intent.broken:
        yield RuleFault(f"the ICC profile of the output intent {intent.broken}")
    elif intent.components != 4:
        yield RuleFault(
            f"the ICC profile of the output intent is entered with N {intent.components} instead of 4"
        )
    named, meant = (_FOGRA.findall(text) for text in (intent.description, intent.identifier))
    if named and meant and named != meant:
        yield RuleFault(f"the output intent is '{intent.identifier}', its profile is '{intent.description}'")


@rule(
    "press/action",
    "Nothing active",
    Severity.ERROR,
    X4,
    "remove actions, scripts, form fields and attached files",
)
def action(job: PressContext) -> Iterator[RuleFault]:
    """The file carries no actions, scripts, form fields or embedded files."""
    document = job.inspection.document
    for name in document.actions:
        yield RuleFault(f"the file starts an action: {name}")
    for name in document.embedded_files:
        yield RuleFault(f"the file has another file in it: {name}")
    for what in flaws(job.inspection.document, FlawKind.ATTACHED):
        yield RuleFault(f"another file is associated with {what} (AF)")
    for what in flaws(job.inspection.document, FlawKind.ACTION):
        yield RuleFault(f"the {what} starts an action")
    if document.form_fields:
        yield RuleFault("the file holds a form (AcroForm)")
    sheet = job.sheet
    if sheet.actions:
        yield RuleFault("the page starts an action", sheet.number)
    for annotation in sheet.annotations:
        if annotation.action:
            message = f"the {annotation.subtype} annotation starts an action: {annotation.action}"
            yield RuleFault(message, sheet.number, annotation.box)


@rule("press/annotation", "No annotations", Severity.ERROR, X4, "leave links and notes out of the press file")
def annotation(job: PressContext) -> Iterator[RuleFault]:
    """Nothing but PrinterMark and TrapNet annotations touches the bleed."""
    sheet = job.sheet
    for entry in sheet.annotations:
        inside = entry.box.within(sheet.bleed)
        if entry.subtype not in ("PrinterMark", "TrapNet") and inside.width > 0 and inside.height > 0:
            yield RuleFault(f"a {entry.subtype} annotation lies on the page", sheet.number, entry.box)


@rule("press/layers", "No layers", Severity.ERROR, "house rule; GWG 2022 R0034, R0036", "flatten the layers")
def layers(job: PressContext) -> Iterator[RuleFault]:
    """The file has no optional content: what prints does not hang on a switch."""
    for name in job.inspection.document.layers:
        yield RuleFault(f"the file has a layer '{name}'")


@rule(
    "press/transfer",
    "No transfer functions",
    Severity.ERROR,
    X4,
    "remove transfer and halftone-phase entries from the graphics states",
)
def transfer(job: PressContext) -> Iterator[RuleFault]:
    """No graphics state carries a transfer function or halftone phase (TR, TR2, HTP)."""
    sheet, content = job.sheet, job.page.content
    for name in flaws(content, FlawKind.TRANSFER):
        yield RuleFault(f"a graphics state holds {name}", sheet.number)


@rule("press/halftone", "No halftones by name", Severity.ERROR, X4, "leave the screening to the printer")
def halftone(job: PressContext) -> Iterator[RuleFault]:
    """A halftone dictionary is of type 1 or 5 and has no name."""
    for what in flaws(job.inspection.document, FlawKind.HALFTONE):
        yield RuleFault(f"{what} is a halftone with a name or of a type other than 1 and 5")


@rule("press/filter", "No LZW", Severity.ERROR, X4, "pack the stream by Flate")
def lzw(job: PressContext) -> Iterator[RuleFault]:
    """No stream is packed by LZW."""
    for what in flaws(job.inspection.document, FlawKind.LZW):
        yield RuleFault(f"the stream of {what} is packed by LZW")
    sheet, content = job.sheet, job.page.content
    for painted in content.painted:
        if painted.picture and painted.picture.inline and set(painted.picture.filters) & {"LZW", "LZWDecode"}:
            yield RuleFault("an inline image is packed by LZW", sheet.number, painted.box)


@rule(
    "press/complete",
    "Everything in the file",
    Severity.ERROR,
    X4,
    "write the data itself into the file, drawn by PDF operators",
)
def complete(job: PressContext) -> Iterator[RuleFault]:
    """All that prints stands in the file: no data in another file, no reference XObject, no PostScript."""
    for what in flaws(job.inspection.document, FlawKind.EXTERNAL):
        yield RuleFault(f"the data of {what} stand in another file (F)")
    for what in flaws(job.inspection.document, FlawKind.REFERENCE):
        yield RuleFault(f"{what} stands in for a page of another file (Ref)")
    for what in flaws(job.inspection.document, FlawKind.POSTSCRIPT):
        yield RuleFault(f"{what} is a PostScript XObject")


@rule(
    "press/resources",
    "Resources present",
    Severity.ERROR,
    "ISO 32000-1, 7.8.3",
    "place the picture or style again, and write the file anew",
)
def resources(job: PressContext) -> Iterator[RuleFault]:
    """Everything that content names stands in its resources."""
    sheet, content = job.sheet, job.page.content
    for what in flaws(content, FlawKind.MISSING):
        yield RuleFault(f"the page uses {what}, which is not in its resources", sheet.number)


@rule("press/operators", "Known operators", Severity.ERROR, X4, "write the file anew by another program")
def operators(job: PressContext) -> Iterator[RuleFault]:
    """Content holds only operators of PDF 1.6, each with its operands."""
    sheet, content = job.sheet, job.page.content
    for what in flaws(content, FlawKind.OPERATOR):
        yield RuleFault(f"the content has an unknown operator '{what}'", sheet.number)
    for what in flaws(content, FlawKind.OPERANDS):
        yield RuleFault(f"the operator '{what}' has too few or too many operands", sheet.number)


@rule(
    "press/rendering-intent",
    "Known rendering intents",
    Severity.ERROR,
    X4,
    "use Perceptual, RelativeColorimetric, AbsoluteColorimetric or Saturation",
)
def rendering_intent(job: PressContext) -> Iterator[RuleFault]:
    """A rendering intent is one of the four that PDF knows."""
    for what in flaws(job.inspection.document, FlawKind.INTENT):
        yield RuleFault(f"the image of {what} has an unknown rendering intent")
    sheet, content = job.sheet, job.page.content
    for what in flaws(content, FlawKind.INTENT):
        yield RuleFault(f"the rendering intent '{what}' is unknown", sheet.number)


@rule(
    "press/viewer",
    "Viewers print the whole page",
    Severity.ERROR,
    X4,
    "set it to MediaBox or BleedBox, or leave it out",
)
def viewer(job: PressContext) -> Iterator[RuleFault]:
    """ViewArea, ViewClip, PrintArea and PrintClip are the MediaBox or the BleedBox."""
    for key, box in job.inspection.document.viewer_boxes:
        if box not in ("MediaBox", "BleedBox"):
            yield RuleFault(f"the viewer preference {key} is {box}")


@rule("press/presentation", "Pages only", Severity.ERROR, X4, "save the file as plain pages")
def presentation(job: PressContext) -> Iterator[RuleFault]:
    """The file is no portfolio and holds no presentations."""
    for what in flaws(job.inspection.document, FlawKind.PRESENTATION):
        yield RuleFault(f"the file holds {what}, something to be shown and not printed")


@rule(
    "press/cross-references",
    "Sound file structure",
    Severity.ERROR,
    "ISO 32000-1, 7.5.4",
    "write the PDF again from its source",
)
def cross_references(job: PressContext) -> Iterator[RuleFault]:
    """The cross-reference table leads to the objects of the file."""
    if job.inspection.document.rebuilt:
        yield RuleFault("the cross-reference table is broken: other programs may find other objects")


@rule(
    "press/opi",
    "No replaceable images",
    Severity.ERROR,
    X4,
    "embed the final image, without OPI and Alternates",
)
def opi(job: PressContext) -> Iterator[RuleFault]:
    """No image or form stands in for another one (OPI, Alternates)."""
    sheet, content = job.sheet, job.page.content
    if content.opi:
        yield RuleFault("an object is to be replaced later (OPI)", sheet.number)
    for painted in content.painted:
        if painted.picture and painted.picture.alternates:
            yield RuleFault("an image has alternates", sheet.number, painted.box)
