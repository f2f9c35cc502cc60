"""Accepted findings: marked with their reason, counted no more, and never in silence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from brochurepress.findings import Finding, Place, Rejected, Severity, blocking, error
from brochurepress.preflight.acceptance import accept, accepted_beside, accepted_in
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

TABLE = """[[accepted]]
rule = "press/text-size"
place = "page 3"
reason = "The notary wants it so."
"""
GROUPS = ("press", "pdf")
SMALL = Finding("press/text-size", Severity.ERROR, "text of 4 pt", Place(page=3, artwork="a.pdf"))


def told(folder: Path, text: str, *findings: Finding, day: dt.date | None = None) -> tuple[Finding, ...]:
    (folder / "a.accepted.toml").write_text(text, encoding="utf-8")
    return accept(findings, accepted_beside(folder / "a.pdf"), day, GROUPS)


def test_an_accepted_finding_keeps_its_words_and_counts_no_more(tmp_path: Path) -> None:
    (found,) = told(tmp_path, TABLE, SMALL)
    assert (found.rule, found.severity, found.accepted) == (SMALL.rule, SMALL.severity, "The notary wants it so.")
    assert blocking([SMALL]) and not blocking([found])
    assert str(found) == (
        "a.pdf, page 3: accepted error: text of 4 pt [press/text-size]\n    reason: The notary wants it so."
    )


@pytest.mark.parametrize(
    "place", [Place(page=4, artwork="a.pdf"), Place(page=30, artwork="a.pdf"), Place(artwork="a.pdf")]
)
def test_a_finding_in_another_place_is_not_accepted_and_the_acceptance_is_told(tmp_path: Path, place: Place) -> None:
    other = Finding(SMALL.rule, SMALL.severity, SMALL.message, place)
    found, unmatched = told(tmp_path, TABLE, other)
    assert found == other
    assert unmatched.rule == "accepted/unmatched"
    assert (Path(unmatched.place.file).name, unmatched.place.line) == ("a.accepted.toml", 2)


def test_without_a_place_it_holds_wherever_the_rule_speaks(tmp_path: Path) -> None:
    everywhere = TABLE.replace('place = "page 3"\n', "")
    other = Finding(SMALL.rule, SMALL.severity, SMALL.message, Place(page=9))
    assert all(found.accepted for found in told(tmp_path, everywhere, SMALL, other))


def test_a_rule_that_was_not_asked_is_not_missed(tmp_path: Path) -> None:
    assert told(tmp_path, TABLE.replace("press/text-size", "accessibility/contrast")) == ()


def test_an_acceptance_ends_after_its_last_day(tmp_path: Path) -> None:
    text = f"{TABLE}until = 2026-03-01\n"
    assert told(tmp_path, text, SMALL, day=dt.date(2026, 3, 1))[0].accepted
    found, ended = told(tmp_path, text, SMALL, day=dt.date(2026, 3, 2))
    assert found == SMALL
    assert ended.rule == "accepted/expired" and "2026-03-01" in ended.message


def test_a_fault_of_a_claimed_standard_is_not_accepted_in_silence(tmp_path: Path) -> None:
    fault = error("press/version:header", Place(artwork="a.pdf"))
    found, standard = told(tmp_path, TABLE.replace("text-size", "version").replace("page 3", "a.pdf"), fault)
    assert found.accepted
    assert standard.rule == "accepted/standard" and "ISO 15930-7" in standard.message


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("press/text-size", "press/text-sise", "accepted/rule", 2),
        ("press/text-size", "check/unreadable", "accepted/rule", 2),
        ("reason", "raeson", "accepted/unknown-key", 4),
        ('"The notary wants it so."', '" "', "accepted/value", 4),
        ('reason = "The notary wants it so."', "until = 3", "accepted/missing-key", 1),
        ("[[accepted]]", "[[accepted", "source/syntax", 1),
    ],
)
def test_a_fault_of_the_table_is_told_with_its_line(tmp_path: Path, old: str, new: str, rule: str, line: int) -> None:
    with pytest.raises(Rejected) as rejected:
        told(tmp_path, TABLE.replace(old, new), SMALL)
    places = {(each.rule, each.place.line) for each in rejected.value.findings}
    assert (rule, line) in places
    assert {Path(each.place.file).name for each in rejected.value.findings} == {"a.accepted.toml"}


def test_a_file_without_a_table_has_none(tmp_path: Path) -> None:
    assert accepted_beside(tmp_path / "a.pdf") == ()


def test_an_edition_has_its_table_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "source/book").mkdir(parents=True)
    (tmp_path / "source/book/accepted.toml").write_text(TABLE, encoding="utf-8")
    ((place, entry),) = accepted_in(Snapshot(Project(tmp_path)), "source/book")
    assert str(place) == "source/book/accepted.toml:2"
    assert entry.covers(SMALL)
