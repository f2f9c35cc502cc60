"""Preflight of an accessible PDF: every rule asked of a finished file, with its source if there is one."""

from brochurepress.findings import Finding
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight.accessibility import appearance, claims, file, links, pictures, text, tree
from brochurepress.preflight.accessibility.context import NEEDS_SOURCE, AccessibilityContext, HtmlSource, not_applicable
from brochurepress.preflight.rules import RULES, asked

GROUPS = (text, tree, links, pictures, appearance, file, claims)
"""The modules that hold the rules: loading them enters the rules in the table."""


def check_accessibility(
    inspection: Inspection, source: HtmlSource | None = None, promised_pt: float = 0.0
) -> tuple[Finding, ...]:
    """Findings of every accessibility rule on a finished PDF, in the order of the rules.

    Without a source the rules that need one answer with a finding of information: not applicable.
    """
    reading, artwork = AccessibilityContext(inspection, source, promised_pt), inspection.artwork
    findings: list[Finding] = []
    for entry in (entry for entry in RULES.values() if entry.group == "accessibility"):
        silent = source is None and entry.id in NEEDS_SOURCE
        findings += [not_applicable(entry.id, artwork)] if silent else asked(entry, reading, artwork)
    return tuple(dict.fromkeys(findings))
