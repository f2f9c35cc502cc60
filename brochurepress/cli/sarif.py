"""Findings as SARIF 2.1.0 (OASIS), for editors, reviews and services that show the results of checks at their place."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from brochurepress.findings import Finding, Place, Severity
from brochurepress.workspace import DISTRIBUTION, version


def sarif_log(findings: Iterable[Finding]) -> dict[str, Any]:
    """A log with one run; each rule that spoke once, with all its hints as help, each finding once in their order.

    A finding that somebody accepts is suppressed, its reason the justification (SARIF 2.1.0, 3.35); an empty array of
    suppressions says that a finding counts.
    """
    listed = tuple(dict.fromkeys(findings))
    hints: dict[str, dict[str, None]] = {}
    for finding in listed:
        hints.setdefault(finding.rule, {})[finding.hint or finding.message] = None
    order = list(hints)
    driver = {
        "name": DISTRIBUTION,
        "version": version(),
        "rules": [{"id": rule, "help": {"text": "\n".join(said)}} for rule, said in hints.items()],
    }
    results = [
        {
            "ruleId": finding.rule,
            "ruleIndex": order.index(finding.rule),
            "level": finding.severity.value if finding.severity in (Severity.ERROR, Severity.WARNING) else "note",
            "message": {"text": finding.message},
            "locations": [location] if (location := _location(finding.place)) else [],
            "suppressions": [{"kind": "external", "justification": finding.accepted}] if finding.accepted else [],
        }
        for finding in listed
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _location(place: Place) -> dict[str, Any]:
    """The line of a source, else the artwork; its page or section, which SARIF knows no region for, by name."""
    found: dict[str, Any] = {}
    if file := place.file or place.artwork:
        found["physicalLocation"] = {"artifactLocation": {"uri": quote(file)}}
        if place.file and place.line:
            found["physicalLocation"]["region"] = {"startLine": place.line}
    page = f"page {place.page}" if place.page else ""
    if name := ", ".join(part for part in (place.artwork if place.file else "", page, place.section) if part):
        found["logicalLocations"] = [{"name": name}]
    return found
