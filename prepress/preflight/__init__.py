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

    from prepress.geometry import Box
    from prepress.printers import Printer

GROUPS = (press_document, press_page, press_colour, press_overprint, press_type, press_image)
"""The modules that hold the rules: loading them enters the rules in the table."""

MOST_QUOTED = 60
"""Characters of a text that a message quotes."""

THIN_SPACE = 0.2
"""Gap between two letters of one word, as a share of the size of a letter, at most."""


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
        quoted = _quoted(same)
        more = f" ({len(same)} times)" if len(same) > 1 and not quoted else ""
        yield replace(same[0], message=f"{same[0].message}{quoted}{more}")


def _quoted(faults: Sequence[Fault]) -> str:
    """The texts at fault, letters set one by one joined to words, cut to what a message can hold."""
    joined, before = "", None
    for fault in faults:
        joined += fault.text if before and fault.box and _touch(before, fault.box) else f" {fault.text}"
        before = fault.box
    words = " ".join(joined.split())
    if len(words) > MOST_QUOTED:
        words = f"{words[:MOST_QUOTED].rstrip()}…"
    return f": '{words}'" if words else ""


def _touch(one: Box, other: Box) -> bool:
    """The boxes are no further apart than a thin space."""
    gap = one.within(other)
    return max(-gap.width, -gap.height) < THIN_SPACE * max(one.width, one.height)


def _finding(entry: Rule, fault: Fault, artwork: str) -> Finding:
    box = tuple(round(edge, 2) for edge in fault.box) if fault.box else ()
    place = Place(page=fault.page, artwork=artwork, box=box)
    return Finding(entry.id, entry.severity, fault.message, place, entry.hint)


__all__ = ["GROUPS", "RULES", "Fault", "Job", "Rule", "preflight"]
