"""The evidence as people read, print and sign it, and for other programs: one file of HTML, EARL 1.0, OpenACR."""

import itertools
import json
import tomllib
from collections.abc import Iterator
from typing import Any

from brochurepress.compose import Medium, Templates, bundle, content_policy, harmless
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import inspect, read_tagged
from brochurepress.preflight import ReadingStop, announced_in, stops
from brochurepress.preflight.report import picture_address
from brochurepress.release.conformance import OPEN, CriterionEntry, CriterionResult, CriterionVerdict, Evidence
from brochurepress.release.wcag import SINCE_22
from brochurepress.source import Inputs
from brochurepress.workspace import DISTRIBUTION, HOME, Own, version, write_yaml

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


NAMES: dict[str, Any] = tomllib.loads((HOME / "layouts/reports.toml").read_text(encoding="utf-8"))
"""The terms of both forms."""


def for_machines(evidence: Evidence) -> dict[str, bytes]:
    """EARL and OpenACR by file name; the same evidence gives the same bytes."""
    earl = {"@context": NAMES["context"], "@graph": list(_assertions(evidence))}
    return {
        Own.EARL: f"{json.dumps(earl, indent=2, ensure_ascii=False)}\n".encode(),
        Own.OPENACR: write_yaml(_openacr(evidence)).encode(),
    }


def _outcome(entry: CriterionEntry, verdict: CriterionVerdict) -> tuple[str, str]:
    passed = entry.signed and verdict.result in OPEN
    earl, openacr = NAMES["outcomes"][CriterionResult.PASS if passed else verdict.result]
    return earl, openacr


def _told(entry: CriterionEntry, verdict: CriterionVerdict) -> str:
    """Why, by whom, and what was found, in one text."""
    by = [f"{tool}: {', '.join(rules)}." for tool, rules in verdict.by.items()]
    who = f"{entry.signature.name}, {entry.signature.date}." if entry.signature and entry.signed else ""
    return " ".join(part for part in (verdict.reason, *by, who, *verdict.findings) if part)


def _assertions(evidence: Evidence) -> Iterator[dict[str, Any]]:
    """One assertion for each criterion and file that was judged."""
    edition = evidence.edition
    for entry in (each for each in evidence.entries if each.criterion.level):
        name = "WCAG22" if entry.criterion.number in SINCE_22 else "WCAG21"
        test = {"@id": f"{name}:{entry.slug}", "@type": "TestCriterion", "title": entry.name}
        person = [entry.signature.name] if entry.signature and entry.signed and entry.asks else []
        for verdict, file, tools in ((v, *judged) for v in entry.verdicts for judged in v.judges.items()):
            place = edition.address if verdict.medium == "web" else f"{edition.address.rstrip('/')}/{file}"
            how = "automatic" if not person else "semiAuto" if tools else "manual"
            who = [*tools, *person] or [f"{DISTRIBUTION} {version()}"]
            yield {
                "@type": "Assertion",
                "mode": f"earl:{how}",
                "assertedBy": [{"@type": "Assertor", "title": each} for each in who],
                "subject": {"@id": place, "@type": ["TestSubject", "WebPage"], "title": file},
                "test": test,
                "result": {
                    "@type": "TestResult",
                    "outcome": _outcome(entry, verdict)[0],
                    "description": _told(entry, verdict),
                    "date": str(edition.date),
                },
            }


def _openacr(evidence: Evidence) -> dict[str, Any]:
    edition, chapters = evidence.edition, dict[str, dict[str, Any]]()
    for entry in evidence.entries:
        number, level = entry.criterion.number, entry.criterion.level
        parts = [
            {
                "name": NAMES["components"][verdict.medium] if level else "none",
                "adherence": {"level": _outcome(entry, verdict)[1], "notes": _told(entry, verdict)},
            }
            for verdict in entry.verdicts
        ]
        chapter = chapters.setdefault(NAMES["chapters"][level or number.partition(".")[0]], {"criteria": []})
        chapter["criteria"].append({"num": number, "components": parts})
    email = edition.fallback if "@" in edition.fallback else ""
    return {
        "title": f"{edition.title}: Accessibility Conformance Report",
        "product": {"name": edition.title, "version": edition.version, "description": edition.subtitle},
        "author": {"name": edition.author, "email": email, "website": edition.address},
        "report_date": str(edition.date),
        "catalog": "2.5-edition-wcag-2.2-508-eu-en",
        "notes": evidence.wording.page["standard"],
        "evaluation_methods_used": evidence.wording.page["people"].format(**evidence.people),
        "chapters": chapters,
    }
