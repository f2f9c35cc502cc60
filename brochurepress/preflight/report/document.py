"""The proof a person can read: one HTML file with pages, plates, total ink, colours and findings."""

from collections.abc import Sequence
from functools import partial

from brochurepress.compose import environment, harmless, render
from brochurepress.design import Printer
from brochurepress.findings import Finding, Severity
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight.report.lists import font_views, image_views, ink_views
from brochurepress.preflight.report.pages import OVER_LIMIT, WITHIN_LIMIT, Pictures, marked, page_views, srgb_hex
from brochurepress.preflight.transcript import ReadingStop
from brochurepress.source import decimal_sign, read_strings
from brochurepress.workspace import Snapshot


def number(value: float, places: int = 0, decimal: str = ".") -> str:
    """A number with at most so many decimals, no trailing zeros, and this decimal sign."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", decimal)


def signed(value: float, places: int = 0, decimal: str = ".") -> str:
    """A difference with its sign, as `number` writes it; 0 for one that rounds to it."""
    size = number(abs(value), places, decimal)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


def write_report(
    inspection: Inspection,
    findings: Sequence[Finding],
    printer: Printer | None,
    snapshot: Snapshot,
    title: str,
    language: str,
    transcript: Sequence[ReadingStop] = (),
    whole: bool = True,
) -> str:
    """The report on a press file, or without a printer on an accessible one, as one HTML document without references.

    `language` is a tag such as nl-NL; the section on the screen reader is left out when the `transcript` is empty.
    Without `whole` it shows the pages with findings alone, and no inks.
    Raises ValueError when the pages cannot be drawn, Rejected for faults of the template.
    """
    weights = list(Severity)
    order = sorted(findings, key=lambda each: (bool(each.accepted), weights.index(each.severity)))
    marks = marked(findings if whole else order, inspection)
    counted = [finding.severity for finding in findings if not finding.accepted]
    pictures = Pictures()
    pages = page_views(inspection, printer, marks, whole, pictures)
    shown = () if whole else [page.number for page in pages]
    said = read_strings(snapshot, "report", language)
    templates = environment(snapshot)
    templates.offer(number=partial(number, decimal=decimal_sign(snapshot, said)))
    page = render(
        templates,
        "report.html",
        title=title,
        language=said.language,
        labels=said.text,
        artwork=inspection.artwork,
        printer=printer,
        pages=pages,
        sheets=len(inspection.sheets),
        whole=whole,
        marks=[mark for mark in marks if mark.finding.place.page not in shown],
        counts={severity: counted.count(severity) for severity in Severity},
        accepted=len(findings) - len(counted),
        ramp=[srgb_hex(colour) for colour in WITHIN_LIMIT],
        over=srgb_hex(OVER_LIMIT),
        inks=ink_views(inspection) if whole else (),
        fonts=font_views(inspection) if whole else (),
        images=image_views(inspection, printer) if whole and printer else (),
        highest=max((page.highest for page in pages), default=0),
        transcript=transcript,
    )
    return pictures.put_in(harmless(page, "layouts/report.html", policy=False))
