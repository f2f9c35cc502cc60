"""Preflight of an accessible PDF: every rule asked of a finished file, with its source if there is one."""

from __future__ import annotations

from prepress.findings import Finding
from prepress.inspection import Inspection
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
    source_of,
)
from prepress.preflight.asking import asked
from prepress.preflight.rules import RULES

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
            findings += asked(entry, reading, inspection.artwork)
    return tuple(dict.fromkeys(findings))


__all__ = [
    "GROUPS",
    "NEEDS_SOURCE",
    "Reading",
    "Source",
    "check_accessibility",
    "source_of",
    "token_contrast",
]
