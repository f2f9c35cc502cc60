"""Preflight: one small rule for each demand, in a table that check, documentation and tests walk."""

from __future__ import annotations

from prepress.findings import Finding, Rejected
from prepress.inspection import Inspection
from prepress.preflight import (
    press_colour,
    press_document,
    press_image,
    press_overprint,
    press_page,
    press_type,
)
from prepress.preflight.asking import asked
from prepress.preflight.rules import RULES, Fault, Job, Rule
from prepress.printers import Printer

GROUPS = (press_document, press_page, press_colour, press_overprint, press_type, press_image)
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
    job = Job(inspection, printer, ordered_mm)
    try:
        findings = list(inspection.faults)
    except Rejected as rejected:
        return rejected.findings
    for entry in RULES.values():
        if entry.group == group:
            findings += asked(entry, job, inspection.artwork)
    return tuple(dict.fromkeys(findings))


__all__ = ["GROUPS", "RULES", "Fault", "Job", "Rule", "preflight"]
