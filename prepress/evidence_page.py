"""The page of evidence: what a person reads, prints and signs, as one file of HTML."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from prepress.build import Sources
from prepress.embed import content_policy
from prepress.evidence import Entry, Evidence, Result
from prepress.page_safety import harmless
from prepress.project import Project
from prepress.stylesheet import bundle
from prepress.templates import Medium, Templates

MARKS = {Result.PASS: "✓", Result.FAIL: "✗", Result.NOT_APPLICABLE: "–", Result.PERSON: "?"}
"""The sign of each result, beside its name: never colour alone (WCAG 2.2, 1.4.1)."""


@dataclass(frozen=True)
class _Principle:
    """One of the four principles of WCAG: its number and its criteria."""

    number: str
    entries: tuple[Entry, ...]


def evidence_page(project: Project, sources: Sources, evidence: Evidence) -> str:
    """The evidence as a page in the language of its wording.

    Raises Rejected for faults of the template or its style sheet.
    """
    asked = [entry for entry in evidence.entries if entry.asks]
    groups = itertools.groupby(evidence.entries, lambda entry: entry.criterion.number[0])
    templates = Templates(project, sources.manuscript, sources.tokens, Medium.SCREEN)
    css = bundle(project, "layouts/css/evidence.css", ()).text
    page = templates.render(
        "evidence.html",
        evidence=evidence,
        words=evidence.wording,
        page=evidence.wording.page,
        marks=MARKS,
        results=tuple(Result),
        principles=tuple(_Principle(number, tuple(entries)) for number, entries in groups),
        asked=len(asked),
        signed=sum(entry.signed for entry in asked),
        digests=tuple(evidence.digests.items()),
        css=css,
        policy=content_policy(css),
    )
    return harmless(page, "layouts/evidence.html")
