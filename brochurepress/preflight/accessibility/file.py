"""Rules on an accessible PDF as a file: what it claims, how it names its pages, and that nothing in it is active."""

from collections.abc import Iterator

from brochurepress.findings import Severity
from brochurepress.pdf import STANDARDS
from brochurepress.preflight.accessibility.claims import claims
from brochurepress.preflight.accessibility.context import AccessibilityContext, no_words, quoted, source_rule
from brochurepress.preflight.accessibility.tree import HEADING
from brochurepress.preflight.rules import RuleFault, rule
from brochurepress.wording import phrase

ACTIVE = frozenset({"AA", "AcroForm", "OpenAction", "JavaScript", "Collection", "RichMedia"})


@rule("accessibility/metadata", Severity.ERROR, "PDF/UA-1, 7.1; WCAG 2.2, 2.4.2")
def metadata(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The XMP packet claims PDF/UA and holds language and title, the only one, of words; tabs follow the tags.

    A title that would name any document, such as Title, is one where the document itself has it as a heading.
    """
    headings = {" ".join(reading.tagged.text_of(tag).split()) for tag in reading.tags if HEADING.fullmatch(tag.type)}
    xmp = reading.inspection.document.xmp
    title = xmp.get("dc:title", "").strip()
    if no_words(title) and title not in headings:
        yield RuleFault.of("document", title=quoted(title))
    if title and (other := reading.inspection.document.info.get("Title", title).strip()) != title:
        yield RuleFault.of("two-titles", title=quoted(title), other=quoted(other))
    if not reading.tagged.shows_title:
        yield RuleFault.of("viewers")
    if xmp.get("dc:language", "") != reading.tagged.language:
        yield RuleFault.of("says", xmp=quoted(xmp.get("dc:language", "")))
    if xmp.get("pdfuaid:part") not in ("1", "2"):
        yield RuleFault.of("not-claim")
    for number, order in enumerate(reading.tagged.tab_orders, 1):
        if order != "S":
            yield RuleFault.of("tab-order", number, order=order or phrase("part/not-given"))


@source_rule("accessibility/metadata-of-source", Severity.ERROR, "PDF/UA-1, 7.1")
def metadata_of_source(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Title, author, subject and standards in the XMP packet are those of the edition."""
    wanted = reading.origin.metadata
    if wanted is None:
        return
    xmp = reading.inspection.document.xmp
    pairs = {"dc:title": wanted.title, "dc:creator": wanted.author, "dc:description": wanted.subject}
    for key, value in pairs.items():
        if xmp.get(key, "") != value:
            yield RuleFault.of("not-value", key=key, xmp=quoted(xmp.get(key, "")), value=quoted(value))
    for name in reading.origin.standards:
        if not claims(reading.inspection, STANDARDS[name]):
            yield RuleFault.of("file", name=name)


@rule("accessibility/page-labels", Severity.ERROR, "PDF/UA-1, 7.17")
def page_labels(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The file names its pages; where a number stands alone in the furniture of a page, the label is that number.

    What is an artifact of the layout is no furniture: the numbers at the axes of a chart are.
    """
    labels = reading.tagged.labels
    if not labels:
        yield RuleFault.of("pages")
        return
    for number, label in enumerate(labels, 1):
        folios = {
            run.text.strip()
            for run in reading.tagged.runs
            if run.page == number and run.artifact not in (None, "Layout") and run.text.strip().isdecimal()
        }
        if folios and label not in folios:
            yield RuleFault.of("labelled", number, label=quoted(label), folios=", ".join(sorted(folios)))


@rule("accessibility/active-content", Severity.ERROR, "PDF/UA-1, 7.16 and 7.19; WCAG 2.2, 2.2.2 and 2.3.1")
def active_content(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No script, form, media, embedded file, page action or encryption: the only actions are links."""
    document = reading.inspection.document
    for entry in sorted(ACTIVE & set(document.catalog)):
        yield RuleFault.of("catalog", entry=entry)
    if document.encrypted:
        yield RuleFault.of("encrypted")
    for name in (*document.actions, *document.embedded_files):
        yield RuleFault.of("holds", name=quoted(name))
    for sheet in reading.inspection.sheets:
        for action in sheet.actions:
            yield RuleFault.of("page", sheet.number, action=action)
        for annotation in sheet.annotations:
            if annotation.subtype != "Link" or annotation.action not in ("URI", "GoTo", ""):
                yield RuleFault.of(
                    "annotation", sheet.number, subtype=annotation.subtype, action=quoted(annotation.action)
                )
