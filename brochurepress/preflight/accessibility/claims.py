"""Rules on an accessible PDF as a file: metadata, page labels, nothing active; and on what it claims to keep.

Claims are asked by page-validation for PDF/UA-1 and PDF/A-1 to 3, by demands of our own for PDF 2.0.
These are those of veraPDF's profiles ua2, wt1a and 4 that a file breaks by one slip; veraPDF asks many more.
"""

import re
from collections.abc import Callable, Iterator

import page as validator

from brochurepress.findings import Finding, Place, Severity, info
from brochurepress.pdf import STANDARDS, Standard
from brochurepress.pdf.inspect import CIRCLE, HEADING, Inspection
from brochurepress.preflight.accessibility.context import AccessibilityContext, no_words, quoted, source_rule
from brochurepress.preflight.press.document import SAME_IN_BOTH, comparable
from brochurepress.preflight.rules import RuleFault, rule
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

PROFILES = frozenset({"1a", "1b", "2a", "2b", "2u", "3a", "3b", "3u"})
"""Validator profiles for PDF/A: part and conformance level."""

UNRELIABLE = re.compile(r".*-STREAM-LENGTH-\d+")
"""Rules of the validator that fail sound files: this one counts a carriage return that belongs to the data."""

_UA, _WT, _A = "PDF/UA-2", "WTPDF accessibility 1.0", "PDF/A-4"
"""The standards of PDF 2.0 by their names in STANDARDS."""

_TYPES = shipped_table("structure")["types"]
TYPES = {space: frozenset(f"{_TYPES['shared']} {own}".split()) for space, own in _TYPES["spaces"].items()}
"""Standard structure types by namespace: that of PDF 1.7, then that of PDF 2.0."""

_PDF17, _PDF20 = TYPES
MATHML = "http://www.w3.org/1998/Math/MathML"


def claims(inspection: Inspection, standard: Standard, whole: bool = True) -> bool:
    """Whether the XMP packet of a file claims a standard: by all that it writes for that, or by its part alone."""
    xmp, prefix = inspection.document.xmp, standard.schema.prefix
    told = (xmp.get(f"{prefix}:{name}") == value for name, value in standard.values.items() if whole or name == "part")
    return all(told) and standard.declares.encode() in inspection.document.packet


def not_asked(inspection: Inspection) -> Iterator[Finding]:
    """What is said of a file from elsewhere whose standards are asked in part only."""
    names = [name for name in (_UA, _WT, _A) if claims(inspection, STANDARDS[name], False)]
    missing = ", ".join(name for name in (_UA, _WT, _A) if name not in names)
    values = {"names": ", ".join(names)} | ({"missing": missing} if missing else {})
    if names:
        yield info(f"accessibility/pdf-2:{'part' if missing else 'file'}", Place(artwork=inspection.artwork), **values)


@rule("accessibility/page-validation", Severity.ERROR, "ISO 14289-1; ISO 19005-1 to 3")
def page_validation(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The file keeps the machine rules of PDF/UA-1, and of the part and level of PDF/A, that its XMP packet claims."""
    xmp = reading.inspection.document.xmp
    level = xmp.get("pdfaid:part", "") + xmp.get("pdfaid:conformance", "").lower()
    asked = ["ua1"] if xmp.get("pdfuaid:part") == "1" else []
    if level in PROFILES:
        asked.append(level)
    elif level and not level.startswith("4"):
        yield RuleFault("xmp-packet", level=level)
    for profile in asked:
        try:
            report = validator.validate_pdf_bytes(reading.inspection.data, profile=profile)
        except validator.PageError as fault:
            yield RuleFault("validated", profile=profile, fault=fault)
            continue
        for failure in report.failures:
            if not UNRELIABLE.fullmatch(failure.rule_id):
                yield RuleFault("profile", profile=profile, said=failure.message, rule_id=failure.rule_id)


@rule("accessibility/pdf-2", Severity.ERROR, "PDF/UA-2; Well-Tagged PDF 1.0; PDF/A-4")
def pdf_2(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """A file that claims PDF/UA-2, Well-Tagged PDF or PDF/A-4 keeps what they ask of fonts, tags and metadata."""
    claimed = {name for name in (_UA, _WT, _A) if claims(reading.inspection, STANDARDS[name], False)}
    for standards, ask in DEMANDS:
        if by := sorted(claimed & set(standards)):
            yield from (RuleFault("fault", fault=fault, by=", ".join(by)) for fault in ask(reading))


def _file(reading: AccessibilityContext) -> Iterator[str]:
    document, contents = reading.inspection.document, reading.inspection.contents
    if not document.version.startswith("2."):
        yield phrase("claim/header", version=document.version)
    for font in dict.fromkeys(font for content in contents for font in content.fonts if not font.embedded):
        yield phrase("press/font-embedded:font", font_name=font.name)
    for name in (_UA, _A):
        standard, prefix = STANDARDS[name], f"{STANDARDS[name].schema.prefix}:"
        if claims(reading.inspection, standard, False) and not claims(reading.inspection, standard):
            yield phrase("claim/rev", name=name, rev=standard.values["rev"])
        elif f"{prefix}part" not in document.xmp and any(key.startswith(prefix) for key in document.xmp):
            yield phrase("claim/part", prefix=prefix[:-1])
    if "pdfaid:part" not in document.xmp and _intended(reading):
        yield phrase("claim/intent")


def _intended(reading: AccessibilityContext) -> bool:
    return any(intent.subtype == "GTS_PDFA1" for intent in reading.inspection.document.intents)


def _archive(reading: AccessibilityContext) -> Iterator[str]:
    document = reading.inspection.document
    if (level := document.xmp.get("pdfaid:conformance", "")) not in ("", "E", "F"):
        yield phrase("claim/conformance", level=quoted(level))
    if document.info and "PieceInfo" not in document.catalog:
        yield phrase("claim/info")
    painted = (ink for content in reading.inspection.contents for one in content.painted for ink in one.inks)
    if any(ink.colour.space.family.startswith("Device") for ink in painted) and not _intended(reading):
        yield phrase("claim/device")


def _tags(reading: AccessibilityContext) -> Iterator[str]:
    if "Marked" not in reading.tagged.marks:
        yield phrase("claim/marked")
    if "Suspects" in reading.tagged.marks:
        yield phrase("claim/suspects")
    for tag in reading.tags:
        space = tag.space or _PDF17
        named = phrase("claim/named", type=tag.type, space=space)
        if tag is reading.tagged.root and (tag.type, tag.space) != ("Document", _PDF20):
            yield phrase("claim/root", named=named)
        deep = space == _PDF20 and re.fullmatch(r"H[1-9]\d*", tag.type)
        if space == CIRCLE:
            yield phrase("claim/circle", type=tag.type)
        elif not (deep or (space == MATHML and tag.type.islower()) or tag.type in TYPES.get(space, ())):
            yield phrase("claim/type", named=named)
        elif tag.type in ("Note", "H"):
            yield phrase("claim/refused", type=tag.type)
    yield from (phrase("claim/role", name=name) for name in reading.tagged.roles & TYPES[_PDF17])


DEMANDS: tuple[tuple[tuple[str, ...], Callable[[AccessibilityContext], Iterator[str]]], ...] = (
    ((_UA, _WT, _A), _file),
    ((_A,), _archive),
    ((_UA, _WT), _tags),
)
"""What each standard of PDF 2.0 asks, as far as it is asked here."""


ACTIVE = frozenset({"AA", "AcroForm", "OpenAction", "JavaScript", "Collection", "RichMedia", "AF", "Threads"})


@rule("accessibility/metadata", Severity.ERROR, "PDF/UA-1, 7.1; WCAG 2.2, 2.4.2")
def metadata(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The XMP packet claims PDF/UA and holds language and title, the only one, of words; tabs follow the tags.

    What the Info dictionary or another language says of the document besides is the same.
    A title that would name any document, such as Title, is one where the document itself has it as a heading.
    """
    headings = {" ".join(reading.tagged.text_of(tag).split()) for tag in reading.tags if HEADING.fullmatch(tag.type)}
    xmp = reading.inspection.document.xmp
    title = xmp.get("dc:title", "").strip()
    if no_words(title) and title not in headings:
        yield RuleFault("document", title=quoted(title))
    for key, one, other in _told_twice(reading):
        yield RuleFault("twice", key=key, one=quoted(one), other=quoted(other))
    if not reading.tagged.shows_title:
        yield RuleFault("viewers")
    if (said := xmp.get("dc:language", reading.tagged.language)) != reading.tagged.language:
        yield RuleFault("says", xmp=quoted(said))
    if xmp.get("pdfuaid:part") not in ("1", "2"):
        yield RuleFault("not-claim")
    for number, order in enumerate(reading.tagged.tab_orders, 1):
        if order != "S":
            yield RuleFault("tab-order", number, order=order or phrase("part/not-given"))


_TWICE = (*SAME_IN_BOTH, ("Author", "dc:creator"), ("Subject", "dc:description"), ("Keywords", "pdf:Keywords"))


def _told_twice(reading: AccessibilityContext) -> Iterator[tuple[str, str, str]]:
    """What the file says twice and otherwise: the name, the value in the XMP packet, and the other one."""
    xmp, info = reading.inspection.document.xmp, reading.inspection.document.info
    title, language = xmp.get("dc:title", ""), reading.tagged.language
    told = [(name, xmp.get(name, ""), info.get(key, "")) for key, name in _TWICE]
    told += [("dc:title", title, xmp.get(f"dc:title@{lang}", "")) for lang in ("x-default", language, language[:2])]
    for name, one, other in dict.fromkeys(told):
        if one and other and comparable(one) != comparable(other) and not other.strip().startswith(one.strip()):
            yield name, one, other


@source_rule("accessibility/metadata-of-source", Severity.ERROR, "PDF/UA-1, 7.1")
def metadata_of_source(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Title, author, subject, dates and standards in the XMP packet are those of the edition."""
    if (wanted := reading.origin.metadata) is None:
        return
    pairs = {"dc:title": wanted.title, "dc:creator": wanted.author, "dc:description": wanted.subject}
    pairs |= {"xmp:CreateDate": wanted.created.isoformat(), "xmp:ModifyDate": wanted.modified.isoformat()}
    for key, value in pairs.items():
        if comparable(found := reading.inspection.document.xmp.get(key, "")) != comparable(value):
            yield RuleFault("not-value", key=key, xmp=quoted(found), value=quoted(value))
    for name in reading.origin.standards:
        if not claims(reading.inspection, STANDARDS[name]):
            yield RuleFault("file", name=name)


@rule("accessibility/page-labels", Severity.ERROR, "PDF/UA-1, 7.17")
def page_labels(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The pages are named; where a number stands alone in the furniture of a page, it is its label, or its place.

    What is an artifact of the layout is no furniture: the numbers at the axes of a chart are.
    """
    labels = reading.tagged.labels
    if not labels and reading.source:
        yield RuleFault("pages")
    labels = labels or tuple(map(str, range(1, len(reading.inspection.sheets) + 1)))
    for number, label in enumerate(labels, 1):
        beside = [run for run in reading.tagged.runs_of.get(number, ()) if run.artifact not in (None, "Layout")]
        folios = {run.text.strip() for run in beside if run.text.strip().isdecimal()}
        if folios and label not in folios:
            yield RuleFault("labelled", number, label=quoted(label), folios=", ".join(sorted(folios)))


@rule("accessibility/active-content", Severity.ERROR, "PDF/UA-1, 7.16 and 7.19; WCAG 2.2, 2.2.2 and 2.3.1")
def active_content(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No script, form, media, embedded file, page action or encryption: the only actions are links.

    A file may open at its first page, and at no other.
    """
    document = reading.inspection.document
    first = {"OpenAction"} if reading.tagged.opens_first else set[str]()
    yield from (RuleFault("catalog", entry=entry) for entry in sorted(ACTIVE & {*document.catalog} - first))
    if document.encrypted:
        yield RuleFault("encrypted")
    yield from (RuleFault("holds", name=quoted(name)) for name in (*document.actions, *document.embedded_files))
    for sheet in reading.inspection.sheets:
        yield from (RuleFault("page", sheet.number, action=action) for action in sheet.actions)
        for annotation in sheet.annotations:
            if annotation.subtype != "Link" or annotation.action not in ("URI", "GoTo", ""):
                yield RuleFault(
                    "annotation", sheet.number, subtype=annotation.subtype, action=quoted(annotation.action)
                )
