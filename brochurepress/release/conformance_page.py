"""The page of evidence: what a person reads, prints and signs, as one file of HTML."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial

from brochurepress.compose import Medium, Templates, bundle, content_policy, harmless
from brochurepress.release.conformance import CriterionEntry, CriterionResult, Evidence
from brochurepress.source import Inputs
from brochurepress.wording import in_language

MARKS = {
    CriterionResult.PASS: "✓",
    CriterionResult.FAIL: "✗",
    CriterionResult.NOT_APPLICABLE: "–",
    CriterionResult.PERSON: "?",
}
"""The sign of each result, beside its name: never colour alone (WCAG 2.2, 1.4.1)."""


@dataclass(frozen=True)
class _Principle:
    """One of the four principles of WCAG: its number and its criteria."""

    number: str
    entries: tuple[CriterionEntry, ...]


def evidence_page(inputs: Inputs, evidence: Evidence) -> str:
    """The evidence as a page in the language of its wording.

    Raises Rejected for faults of the template or its style sheet.
    """
    asked = [entry for entry in evidence.entries if entry.asks]
    groups = itertools.groupby(evidence.entries, lambda entry: entry.criterion.number[0])
    templates = Templates(inputs, Medium.SCREEN)
    templates.environment.offer(told=partial(in_language, language=evidence.wording.page["language"]))
    css = bundle(inputs.snapshot, "layouts/css/evidence.css", ()).text
    page = templates.render(
        "evidence.html",
        evidence=evidence,
        words=evidence.wording,
        page=evidence.wording.page,
        marks=MARKS,
        results=tuple(CriterionResult),
        principles=tuple(_Principle(number, tuple(entries)) for number, entries in groups),
        asked=len(asked),
        signed=sum(entry.signed for entry in asked),
        digests=tuple(evidence.digests.items()),
        css=css,
        policy=content_policy(css),
    )
    return harmless(page, "layouts/evidence.html")
