"""Evidence for other programs: EARL as the W3C's report tool reads it, OpenACR by its schema, the same bytes twice."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from brochurepress.release.conformance import NAMES, CriterionResult, Evidence, PublicationMedium, for_machines
from brochurepress.release.wcag import ROWS
from brochurepress.workspace.project import Own
from tests.release.test_conformance import collected, made, proved
from tests.release.test_wcag import CRITERIA
from tests.support.schemas import schema_faults
from tests.support.signing import signed_for

PREFIXES = {
    "earl": "http://www.w3.org/ns/earl#",
    "WCAG21": "http://www.w3.org/TR/WCAG21/#",
    "WCAG22": "https://www.w3.org/TR/WCAG22/#",
}
"""Those of the tool's own context; it finds a criterion by what follows the colon once its address is made short."""


def evidence(signed: bool = False) -> Evidence:
    recorded = proved(made()[1].artworks)
    signatures = signed_for(collected(made(), recorded=recorded)) if signed else {}
    return collected(made(), signatures=signatures, recorded=recorded)


def earl(signed: bool = False) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(for_machines(evidence(signed))[Own.EARL])
    return value


def address(name: str, context: dict[str, Any]) -> str:
    """A compact name as the address that it stands for (JSON-LD 1.1, 4.1.5)."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in context and not rest.startswith("//"):
        return f"{context[prefix]}{rest}"
    return name


def test_the_report_tool_finds_page_criterion_and_outcome_of_each_assertion() -> None:
    value = earl()
    context = value["@context"]
    assert not [each for each in (context if isinstance(context, list) else [context]) if isinstance(each, str)]
    seen: dict[tuple[str, str], str] = {}
    for assertion in value["@graph"]:
        assert assertion["@type"] == "Assertion"
        assert {"test", "subject", "result", "assertedBy", "mode"} <= assertion.keys()
        test = address(assertion["test"]["@id"], context)
        (slug,) = (test.removeprefix(base) for base in PREFIXES.values() if test.startswith(base))
        outcome = address(assertion["result"]["outcome"], context).removeprefix(PREFIXES["earl"])
        assert outcome in {"passed", "failed", "inapplicable", "cantTell", "untested"}
        assert address(assertion["mode"], context).startswith(PREFIXES["earl"])
        assert all(who["title"] for who in assertion["assertedBy"]) and assertion["assertedBy"]
        seen[assertion["subject"]["@id"], slug] = outcome
    page, documents = "https://www.example.org/notes", ["notes.pdf", "notes-2.pdf", "notes-large.pdf"]
    subjects = {page, *(f"{page}/{file}" for file in (*documents, "notes-how-to-print.pdf"))}
    assert {subject for subject, _ in seen} == subjects
    assert len(seen) == len(subjects) * len(CRITERIA)
    assert seen[page, "non-text-content"] == "cantTell"
    assert seen[page, "captions-prerecorded"] == "inapplicable"
    assert seen[f"{page}/notes.pdf", "name-role-value"] == "passed"


def test_criteria_are_named_as_wcag_names_them() -> None:
    tests = {a["test"]["@id"] for a in earl()["@graph"]}
    assert {
        "WCAG21:audio-description-or-media-alternative-prerecorded",
        "WCAG21:contrast-minimum",
        "WCAG21:error-prevention-legal-financial-data",
        "WCAG22:target-size-minimum",
        "WCAG22:accessible-authentication-minimum",
    } <= tests
    assert len(tests) == len(CRITERIA)


def test_every_term_that_is_used_stands_in_the_context_that_comes_along() -> None:
    value = earl()

    def terms(part: Any) -> set[str]:
        if isinstance(part, list):
            return {term for each in part for term in terms(each)}
        if not isinstance(part, dict):
            return set()
        types = part.get("@type", [])
        found = {*part, *([types] if isinstance(types, str) else types)}
        return found | {term for each in part.values() for term in terms(each)}

    used = {term for term in terms(value["@graph"]) if not term.startswith("@")}
    assert used <= value["@context"].keys()


def test_a_person_who_signed_is_named_and_their_answer_counts() -> None:
    told = [a for a in earl(signed=True)["@graph"] if a["test"]["@id"] == "WCAG21:non-text-content"]
    assert {a["result"]["outcome"] for a in told} == {"earl:passed"}
    assert {a["mode"] for a in told} == {"earl:semiAuto"}
    assert all("Ada Lovelace" in [who["title"] for who in a["assertedBy"]] for a in told)


def test_openacr_is_valid_and_has_every_row() -> None:
    value = yaml.safe_load(for_machines(evidence())[Own.OPENACR])
    assert schema_faults(value, "openacr-0.1.0") == []
    rows = [row for chapter in value["chapters"].values() for row in chapter["criteria"]]
    assert sorted(row["num"] for row in rows) == sorted(ROWS)
    first = next(row for row in rows if row["num"] == "1.1.1")
    assert [part["name"] for part in first["components"]] == ["web", "electronic-docs"]
    levels = {part["adherence"]["level"] for row in rows for part in row["components"]}
    assert levels == {"supports", "not-applicable", "not-evaluated"}


def test_the_schema_finds_an_author_without_an_address() -> None:
    value = yaml.safe_load(for_machines(evidence())[Own.OPENACR])
    del value["author"]["email"]
    assert schema_faults(value, "openacr-0.1.0")


@pytest.mark.parametrize("signed", [False, True])
def test_the_same_evidence_gives_the_same_bytes(signed: bool) -> None:
    assert for_machines(evidence(signed)) == for_machines(evidence(signed))


def test_every_result_has_its_names() -> None:
    assert set(NAMES["outcomes"]) == set(CriterionResult)
    assert set(NAMES["components"]) == set(PublicationMedium)
