"""Preflight of an accessible PDF: every rule asked of a finished file, with its source if there is one."""

from __future__ import annotations

from brochurepress.findings import Finding
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight.accessibility import appearance, claims, file, links, pictures, text, tree
from brochurepress.preflight.accessibility.context import (
    NEEDS_SOURCE,
    AccessibilityContext,
    HtmlSource,
    not_applicable,
)
from brochurepress.preflight.ask import asked
from brochurepress.preflight.rules import RULES

GROUPS = (text, tree, links, pictures, appearance, file, claims)
"""The modules that hold the rules: loading them enters the rules in the table."""


def check_accessibility(
    inspection: Inspection, source: HtmlSource | None = None, promised_pt: float = 0.0
) -> tuple[Finding, ...]:
    """Findings of every accessibility rule on a finished PDF, in the order of the rules.

    Without a source the rules that need one answer with a finding of information: not applicable.
    """
    reading = AccessibilityContext(inspection, source, promised_pt)
    findings: list[Finding] = []
    for entry in RULES.values():
        if entry.group != "accessibility":
            continue
        if source is None and entry.id in NEEDS_SOURCE:
            findings.append(not_applicable(entry.id, inspection.artwork))
        else:
            findings += asked(entry, reading, inspection.artwork)
    return tuple(dict.fromkeys(findings))
