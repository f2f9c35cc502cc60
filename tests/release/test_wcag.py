"""The table of criteria: complete, in order, and every rule it names exists."""

from __future__ import annotations

import collections
from typing import get_args

import pytest

from brochurepress.preflight.artwork_check import ACCESSIBILITY_RULES
from brochurepress.preflight.html import OF_MARKUP, PAGE_RULES
from brochurepress.preflight.rules import RULES
from brochurepress.release.conformance import DESIGN, SAMENESS, EvidenceStrings
from brochurepress.release.wcag import ROWS, SINCE_22, UNMAPPED, V3, V4, VERAPDF, AbsentFeature, Aspect, Method
from brochurepress.source.languages import read_page
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

CRITERIA = {number: row for number, row in ROWS.items() if row.level}
"""The criteria of WCAG alone; 4.1.1 (Parsing) is no longer one of WCAG 2.2."""

VOID = frozenset({"2.4.1", "2.4.5", "3.2.3", "3.2.4"})
"""Criteria about sets of pages, whose clause 10 is void (EN 301 549 v3.2.1, 10.2.4.1, 10.2.4.5, 10.3.2.3, 10.3.2.4)."""

LISTED = """
1.1.1 1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.3.3 1.3.4 1.3.5 1.4.1 1.4.2 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12
1.4.13 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.4.5 2.4.6 2.4.7 2.4.11 2.5.1 2.5.2 2.5.3 2.5.4
2.5.7 2.5.8 3.1.1 3.1.2 3.2.1 3.2.2 3.2.3 3.2.4 3.2.6 3.3.1 3.3.2 3.3.3 3.3.4 3.3.7 3.3.8 4.1.2 4.1.3
"""
"""The success criteria of WCAG 2.2 at levels A and AA, as the recommendation of 2023 lists them."""


def test_the_criteria_are_those_of_wcag_2_2_a_and_aa_in_its_order() -> None:
    assert list(CRITERIA) == LISTED.split()
    assert collections.Counter(row.level for row in CRITERIA.values()) == {"A": 31, "AA": 24}


def test_what_wcag_2_2_added_has_no_clause_in_the_version_of_2021_and_what_it_kept_has_two() -> None:
    assert {row.number for row in CRITERIA.values() if not row.clauses(10)[V3]} == SINCE_22
    assert CRITERIA["1.4.12"].clauses(9) == {V3: "9.1.4.12", V4: UNMAPPED}
    assert CRITERIA["1.4.12"].clauses(10) == {V3: "10.1.4.12", V4: UNMAPPED}


def test_clauses_besides_wcag_stand_in_the_version_that_has_them() -> None:
    others = {number: row for number, row in ROWS.items() if not row.level}
    assert list(others) == ["9.6", "9.7", "10.5", "10.6", "12.1", "12.2"]
    mapped = {number: row.clauses(9) for number, row in others.items()}
    assert mapped.pop("9.7") == {V3: None, V4: "9.7"}
    assert mapped == {number: {V3: number, V4: UNMAPPED} for number in mapped}


def test_void_clauses_of_chapter_10_are_void_and_no_other() -> None:
    assert {row.number for row in CRITERIA.values() if row.document.absent == "void"} == VOID


@pytest.mark.parametrize("number", ROWS)
def test_every_rule_of_a_criterion_exists_in_its_medium(number: str) -> None:
    assert ACCESSIBILITY_RULES
    row = ROWS[number]
    assert set(row.web.rules) <= {*PAGE_RULES, *OF_MARKUP, *SAMENESS, *DESIGN}
    assert set(row.document.rules) <= {*RULES, *SAMENESS, *DESIGN, VERAPDF}


@pytest.mark.parametrize("number", ROWS)
def test_nothing_is_decided_by_nobody(number: str) -> None:
    ways = [way for way in (ROWS[number].web, ROWS[number].document) if way != Method()]
    assert ways
    for way in ways:
        assert way.rules or way.asks or way.absent in ("set", "void")
        assert not (way.asks and way.absent)


@pytest.mark.parametrize("number", ROWS)
def test_what_a_person_is_always_asked_says_what_it_hangs_on(number: str) -> None:
    row = ROWS[number]
    assert bool(row.aspects) and (row.aspects != get_args(Aspect)) == (row.web.asks or row.document.asks)


def wording_in(language: str) -> EvidenceStrings:
    return read_page(Snapshot(Project(HOME)), "evidence", language, EvidenceStrings)


@pytest.mark.parametrize("language", ["nl-NL", "en-GB"])
def test_every_question_reason_and_principle_is_worded(language: str) -> None:
    wording = wording_in(language)
    asked = {row.number for row in ROWS.values() if row.web.asks or row.document.asks}
    assert asked <= set(wording.questions)
    assert set(wording.questions) - set(ROWS) == {"other"}
    assert set(wording.reasons) == {*get_args(AbsentFeature), "unasked", "warned", "same", "picture"}
    assert set(wording.aspects) == set(get_args(Aspect))
    assert list(wording.principles) == ["1", "2", "3", "4", "EN"]


def test_both_wordings_have_the_same_keys() -> None:
    dutch, english = (wording_in(language) for language in ("nl-NL", "en-GB"))
    for part in ("page", "principles", "results", "reasons", "aspects", "questions", "criteria"):
        assert list(getattr(dutch, part)) == list(getattr(english, part))


def test_a_language_without_wording_of_its_own_gets_the_english_one() -> None:
    assert wording_in("fr-FR") == wording_in("en-GB")
