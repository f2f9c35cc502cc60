"""Rules on an accessible PDF as a file: what it claims, how it names its pages, and that nothing in it is active."""

from __future__ import annotations

from collections.abc import Iterator

from prepress.findings import Severity
from prepress.pdf import STANDARDS
from prepress.preflight.accessibility.claims import claims
from prepress.preflight.accessibility.context import AccessibilityContext, no_words, quoted, source_rule
from prepress.preflight.rules import RuleFault, rule
from prepress.wording import phrase

ACTIVE = frozenset({"AA", "AcroForm", "OpenAction", "JavaScript", "Collection", "RichMedia"})


@rule(
    "accessibility/metadata",
    "The file has a title and shows it",
    Severity.ERROR,
    "PDF/UA-1, 7.1; WCAG 2.2, 2.4.2",
    "give the document a title that names it",
)
def metadata(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The XMP packet claims PDF/UA and holds language and title, the only one, of words; tabs follow the tags."""
    xmp = reading.inspection.document.xmp
    title = xmp.get("dc:title", "").strip()
    if no_words(title):
        yield RuleFault(f"the title of the document is {quoted(title)}")
    if title and (other := reading.inspection.document.info.get("Title", title).strip()) != title:
        yield RuleFault(
            f"the file has two titles: {quoted(title)}, and {quoted(other)} in its Info dictionary"
        )
    if not reading.tagged.shows_title:
        yield RuleFault("viewers show the file name in place of the title (DisplayDocTitle)")
    if xmp.get("dc:language", "") != reading.tagged.language:
        yield RuleFault(f"the XMP packet says the language is {quoted(xmp.get('dc:language', ''))}")
    if xmp.get("pdfuaid:part") not in ("1", "2"):
        yield RuleFault("the XMP packet does not claim PDF/UA")
    for number, order in enumerate(reading.tagged.tab_orders, 1):
        if order != "S":
            yield RuleFault(
                f"the tab order is {order or phrase('part/not-given')}, not that of the structure", number
            )


@source_rule(
    "accessibility/metadata-of-source",
    "The metadata of the edition",
    Severity.ERROR,
    "PDF/UA-1, 7.1",
    "build the file again",
)
def metadata_of_source(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """Title, author, subject and standards in the XMP packet are those of the edition."""
    wanted = reading.origin.metadata
    if wanted is None:
        return
    xmp = reading.inspection.document.xmp
    pairs = {"dc:title": wanted.title, "dc:creator": wanted.author, "dc:description": wanted.subject}
    for key, value in pairs.items():
        if xmp.get(key, "") != value:
            yield RuleFault(f"{key} is {quoted(xmp.get(key, ''))}, not {quoted(value)}")
    for name in reading.origin.standards:
        if not claims(reading.inspection, STANDARDS[name]):
            yield RuleFault(f"the file does not claim {name}")


@rule(
    "accessibility/page-labels",
    "Page labels equal the folios",
    Severity.ERROR,
    "PDF/UA-1, 7.17",
    "number the pages in the edition as they are printed",
)
def page_labels(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """The file names its pages; where a number stands alone in the furniture of a page, the label is that number."""
    labels = reading.tagged.labels
    if not labels:
        yield RuleFault("the pages have no labels")
        return
    for number, label in enumerate(labels, 1):
        folios = {
            run.text.strip()
            for run in reading.tagged.runs
            if run.page == number and run.artifact is not None and run.text.strip().isdecimal()
        }
        if folios and label not in folios:
            yield RuleFault(
                f"the page is labelled {quoted(label)} and prints {', '.join(sorted(folios))}", number
            )


@rule(
    "accessibility/active-content",
    "Nothing in the file acts",
    Severity.ERROR,
    "PDF/UA-1, 7.16 and 7.19; WCAG 2.2, 2.2.2 and 2.3.1",
    "remove scripts, forms and media; links are the only actions",
)
def active_content(reading: AccessibilityContext) -> Iterator[RuleFault]:
    """No script, form, media, embedded file, page action or encryption: the only actions are links."""
    document = reading.inspection.document
    for entry in sorted(ACTIVE & set(document.catalog)):
        yield RuleFault(f"the catalog has the entry {entry}")
    if document.encrypted:
        yield RuleFault("the file is encrypted")
    for name in (*document.actions, *document.embedded_files):
        yield RuleFault(f"the file holds {quoted(name)}")
    for sheet in reading.inspection.sheets:
        for action in sheet.actions:
            yield RuleFault(f"the page acts: {action}", sheet.number)
        for annotation in sheet.annotations:
            if annotation.subtype != "Link" or annotation.action not in ("URI", "GoTo", ""):
                yield RuleFault(
                    f"an annotation {annotation.subtype} with the action {quoted(annotation.action)}",
                    sheet.number,
                )
