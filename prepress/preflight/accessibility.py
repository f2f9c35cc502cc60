"""Preflight of an accessible PDF: every rule asked of a finished file, with its source if there is one."""

from __future__ import annotations

from dataclasses import replace

from prepress.findings import Finding, Place, Rejected, error
from prepress.inspection import UNREADABLE_HINT, Inspection
from prepress.inspection.streams import MALFORMED
from prepress.preflight import (
    accessibility_file,
    accessibility_links,
    accessibility_look,
    accessibility_pictures,
    accessibility_text,
    accessibility_tree,
)
from prepress.preflight.accessibility_look import token_contrast
from prepress.preflight.accessibility_reading import (
    NEEDS_SOURCE,
    Reading,
    Source,
    not_applicable,
    place_of,
    source_of,
)
from prepress.preflight.rules import RULES, Fault, Rule

GROUPS = (
    accessibility_text,
    accessibility_tree,
    accessibility_links,
    accessibility_pictures,
    accessibility_look,
    accessibility_file,
)
"""The modules that hold the rules: loading them enters the rules in the table."""


def check_accessibility(inspection: Inspection, source: Source | None = None) -> tuple[Finding, ...]:
    """Findings of every accessibility rule on a finished PDF, in the order of the rules.

    Without a source the rules that need one answer with a finding of information: not applicable.
    """
    reading = Reading(inspection, source)
    findings: list[Finding] = []
    for entry in RULES.values():
        if entry.group != "accessibility":
            continue
        if source is None and entry.id in NEEDS_SOURCE:
            findings.append(not_applicable(entry.id, inspection.artwork))
        else:
            findings += _asked(entry, reading)
    return tuple(findings)


def _asked(entry: Rule, reading: Reading) -> list[Finding]:
    artwork = reading.inspection.artwork
    try:
        alike: dict[tuple[int, str], list[Fault]] = {}
        for fault in entry.ask(reading):
            alike.setdefault((fault.page, fault.message), []).append(fault)
    except Rejected as rejected:
        return list(rejected.findings)
    except MALFORMED as fault_of_file:
        message = f"the PDF is broken: {str(fault_of_file) or type(fault_of_file).__name__}"
        return [error(entry.id, message, Place(artwork=artwork), UNREADABLE_HINT)]
    faults = [
        replace(same[0], message=f"{same[0].message} ({len(same)} times)") if len(same) > 1 else same[0]
        for same in alike.values()
    ]
    return [
        Finding(entry.id, entry.severity, fault.message, place_of(fault, artwork), entry.hint)
        for fault in faults
    ]


__all__ = [
    "GROUPS",
    "NEEDS_SOURCE",
    "Reading",
    "Source",
    "check_accessibility",
    "source_of",
    "token_contrast",
]
