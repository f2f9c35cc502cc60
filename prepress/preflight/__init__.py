"""Preflight: one small rule for each demand, in a table that check, documentation and tests walk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from prepress.findings import Finding, Place, Rejected, error
from prepress.inspection import MALFORMED, UNREADABLE_HINT, Inspection
from prepress.preflight import (
    press_colour,
    press_document,
    press_image,
    press_overprint,
    press_page,
    press_type,
)
from prepress.preflight.rules import RULES, Fault, Job, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    findings: list[Finding] = []
    try:
        findings += inspection.faults
        for entry in RULES.values():
            if entry.group == group:
                findings += (
                    _finding(entry, fault, inspection.artwork) for fault in _collected(entry.ask(job))
                )
    except Rejected as rejected:
        findings += rejected.findings
    except MALFORMED as fault:
        reason = str(fault) or type(fault).__name__
        message = f"the PDF is broken: {reason}"
        findings.append(
            error("check/unreadable", message, Place(artwork=inspection.artwork), UNREADABLE_HINT)
        )
    return tuple(findings)


def _collected(faults: Iterator[Fault]) -> Iterator[Fault]:
    """Faults of one page in the same words become one, with their number and the box of the first."""
    alike: dict[tuple[int, str], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.page, fault.message), []).append(fault)
    for same in alike.values():
        more = f" ({len(same)} times)" if len(same) > 1 else ""
        yield replace(same[0], message=same[0].message + more)


def _finding(entry: Rule, fault: Fault, artwork: str) -> Finding:
    box = tuple(round(edge, 2) for edge in fault.box) if fault.box else ()
    place = Place(page=fault.page, artwork=artwork, box=box)
    return Finding(entry.id, entry.severity, fault.message, place, entry.hint)


__all__ = ["GROUPS", "RULES", "Fault", "Job", "Rule", "preflight"]
