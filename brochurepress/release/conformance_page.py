"""The page of evidence: what a person reads, prints and signs, as one file of HTML."""

import itertools
from collections.abc import Iterator

from brochurepress.compose import Medium, Templates, bundle, content_policy, harmless
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import inspect, read_tagged
from brochurepress.preflight import ReadingStop, announced_in, stops
from brochurepress.preflight.report import picture_address
from brochurepress.release.conformance import CriterionResult, Evidence
from brochurepress.source import Inputs

MARKS = {
    CriterionResult.PASS: "✓",
    CriterionResult.FAIL: "✗",
    CriterionResult.NOT_APPLICABLE: "–",
    CriterionResult.PERSON: "?",
    CriterionResult.UNASKED: "○",
}
"""The sign of each result, beside its name: never colour alone (WCAG 2.2, 1.4.1)."""

_PPI, _QUALITY = 72, 60
"""Resolution and quality of the pictures of pages."""


def read_aloud(evidence: Evidence) -> tuple[ReadingStop, ...]:
    """How a reader says the main document, with what it announces in the language of the wording."""
    if evidence.main is None:
        return ()
    tagged = read_tagged(inspect(evidence.main.content, evidence.main.file).pdf)
    return announced_in(evidence.spoken, stops(tagged))


def _seen(evidence: Evidence) -> Iterator[tuple[int, str, list[ReadingStop]]]:
    """Each page: its number, its picture as a data address, and how it is read aloud."""
    read = read_aloud(evidence)
    if evidence.main:
        with pdfium.open_pdf(evidence.main.content) as rendering:
            for number in range(1, len(rendering) + 1):
                picture = picture_address(rendering.page(number, _PPI), _QUALITY)
                yield number, picture, [stop for stop in read if stop.page == number]


def evidence_page(inputs: Inputs, evidence: Evidence) -> str:
    """The evidence as a page in the language of its wording.

    Raises Rejected for faults of the template or its style sheet.
    """
    # By principle of WCAG, and what the standard asks besides.
    groups = itertools.groupby(evidence.entries, lambda e: e.criterion.number[0] if e.criterion.level else "EN")
    templates = Templates(inputs, Medium.SCREEN)
    css = bundle(inputs.snapshot, "layouts/css/evidence.css", ()).text
    page = templates.render(
        "evidence.html",
        evidence=evidence,
        words=evidence.wording,
        page=evidence.wording.page,
        marks=MARKS,
        results=tuple(CriterionResult),
        principles=tuple((group, tuple(entries)) for group, entries in groups),
        pages=tuple(_seen(evidence)),
        digests=tuple(evidence.digests.items()),
        css=css,
        policy=content_policy(css),
    )
    return harmless(page, "layouts/evidence.html")
