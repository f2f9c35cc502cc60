"""Preflight: one small rule for each demand, in a table that check, documentation and tests walk."""

from __future__ import annotations

from prepress.design import Printer
from prepress.findings import Finding, Rejected
from prepress.pdf.inspect import Inspection
from prepress.preflight.ask import asked
from prepress.preflight.press import colour, document, image, overprint, page, text_demands
from prepress.preflight.rules import RULES, PressContext

GROUPS = (document, page, colour, overprint, text_demands, image)
"""The modules that hold the rules: loading them enters the rules in the table."""


def preflight(
    inspection: Inspection,
    printer: Printer,
    group: str = "press",
    ordered_mm: tuple[float, float] | None = None,
) -> tuple[Finding, ...]:
    """Findings of every rule of a group, in the order of the rules, then of the pages.

    What is broken in the PDF is itself a finding (check/unreadable); nothing is raised for it.
    """
    job = PressContext(inspection, printer, ordered_mm)
    try:
        findings = list(inspection.faults)
    except Rejected as rejected:
        return rejected.findings
    for entry in RULES.values():
        if entry.group == group:
            findings += asked(entry, job, inspection.artwork)
    return tuple(dict.fromkeys(findings))
