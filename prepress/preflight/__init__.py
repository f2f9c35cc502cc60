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
    from collections.abc import Iterator, Sequence

    from prepress.printers import Printer

GROUPS = (press_document, press_page, press_colour, press_overprint, press_type, press_image)
"""The modules that hold the rules: loading them enters the rules in the table."""

MOST_QUOTED = 60
"""Characters of a text that a message quotes."""


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
    """Faults of one page in the same words become one, with their number or texts, and the box of the first."""
    alike: dict[tuple[int, str], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.page, fault.message), []).append(fault)
    for same in alike.values():
        texts = [fault.text for fault in same if fault.text]
        more = f" ({len(same)} times)" if len(same) > 1 and not texts else ""
        yield replace(same[0], message=f"{same[0].message}{_quoted(texts)}{more}")


def _quoted(texts: Sequence[str]) -> str:
    """The texts at fault, letters set one by one joined to words, cut to what a message can hold."""
    if not texts:
        return ""
    joined = ("" if max(map(len, texts)) == 1 else " ").join(texts)
    words = " ".join(joined.split())
    return f": '{words[:MOST_QUOTED].rstrip()}…'" if len(words) > MOST_QUOTED else f": '{words}'"


def _finding(entry: Rule, fault: Fault, artwork: str) -> Finding:
    box = tuple(round(edge, 2) for edge in fault.box) if fault.box else ()
    place = Place(page=fault.page, artwork=artwork, box=box)
    return Finding(entry.id, entry.severity, fault.message, place, entry.hint)


__all__ = ["GROUPS", "RULES", "Fault", "Job", "Rule", "preflight"]
