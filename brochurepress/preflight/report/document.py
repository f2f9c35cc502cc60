"""The proof a person can read: one HTML file with pages, plates, total ink, colours and findings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from brochurepress.compose import environment, harmless, render
from brochurepress.findings import Severity
from brochurepress.preflight.report.lists import font_views, image_views, ink_views
from brochurepress.preflight.report.pages import OVER_LIMIT, WITHIN_LIMIT, marked, page_views, srgb_hex
from brochurepress.source import decimal_sign, read_strings


def number(value: float, places: int = 0, decimal: str = ".") -> str:
    """A number with at most so many decimals, no trailing zeros, and this decimal sign."""
    text = f"{value:.{places}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return short.replace(".", decimal)


def signed(value: float, places: int = 0, decimal: str = ".") -> str:
    """A difference with its sign, as `number` writes it; 0 for one that rounds to it."""
    size = number(abs(value), places, decimal)
    return size if size == "0" else f"{'+' if value > 0 else '−'}{size}"


if TYPE_CHECKING:
    from collections.abc import Sequence

    from brochurepress.design import Printer
    from brochurepress.findings import Finding
    from brochurepress.pdf.inspect import Inspection
    from brochurepress.preflight.transcript import ReadingStop
    from brochurepress.workspace import Snapshot


def write_report(
    inspection: Inspection,
    findings: Sequence[Finding],
    printer: Printer,
    snapshot: Snapshot,
    title: str,
    language: str,
    transcript: Sequence[ReadingStop] = (),
) -> str:
    """The report on a press file as one HTML document without outside references.

    `language` is a tag such as nl-NL; the section on the screen reader is left out when the `transcript` is empty.
    Raises ValueError when the pages cannot be drawn, Rejected for faults of the template.
    """
    marks = marked(findings, inspection)
    counts = {severity: sum(mark.finding.severity is severity for mark in marks) for severity in Severity}
    pages = page_views(inspection, printer, marks)
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
        marks=marks,
        counts=counts,
        ramp=[srgb_hex(colour) for colour in WITHIN_LIMIT],
        over=srgb_hex(OVER_LIMIT),
        inks=ink_views(inspection),
        fonts=font_views(inspection),
        images=image_views(inspection, printer),
        highest=max(page.highest for page in pages),
        transcript=transcript,
    )
    return harmless(page, "layouts/report.html", policy=False)
