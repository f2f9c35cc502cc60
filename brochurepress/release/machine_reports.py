"""The evidence for other programs: EARL 1.0 as JSON-LD, which the W3C's WCAG-EM report tool imports, and OpenACR."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

from brochurepress.release.conformance import OPEN, CriterionEntry, CriterionResult, CriterionVerdict, Evidence
from brochurepress.release.wcag import SINCE_22
from brochurepress.workspace import DISTRIBUTION, HOME, Own, version, write_yaml

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
