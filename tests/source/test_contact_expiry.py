"""The age of contacts: silent on fresh ones, a warning before, an error after, the fallback named."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from brochurepress.findings import Finding, Rejected, Severity
from brochurepress.pipeline.stages import build_edition
from brochurepress.source.manuscript import check_freshness, read_manuscript
from brochurepress.workspace.snapshot import Snapshot
from tests.source.test_section_types import Committee
from tests.support.edited_editions import copied, edited
from tests.support.types_of_sections import Person

CONTACTS = "source/complete/07-contacts.md"
CHANNELS = "source/complete/08-channels.md"
ADA = "email: ada@example.org"
PRESS = "address: https://social.example.org/@press"
TODAY = dt.date(2026, 7, 1)


def findings(root: Path, file: str, after: str, lines: str, fallback: str = "") -> tuple[Finding, ...]:
    project = edited("complete", root, file, after, after + lines)
    if fallback:
        edition = root / "source/complete/edition.toml"
        edition.write_text(f'fallback = "{fallback}"\n' + edition.read_text())
    return check_freshness(read_manuscript(Snapshot(project), "complete"), TODAY)


def test_contacts_without_dates_are_not_judged(tmp_path: Path) -> None:
    from brochurepress.workspace.project import Project

    manuscript = read_manuscript(Snapshot(Project(copied("complete", tmp_path))), "complete")
    assert check_freshness(manuscript, TODAY) == ()


@pytest.mark.parametrize(
    ("line", "rule", "severity"),
    [
        ("confirmed: 2026-06-30", None, None),
        ("confirmed: 2026-02-01", None, None),
        ("confirmed: 2026-01-10", "contacts/confirm", Severity.WARNING),
        ("confirmed: 2025-12-15", "contacts/unconfirmed", Severity.ERROR),
        ("confirmed: 2026-07-02", "contacts/confirmed", Severity.ERROR),
        ("expires: 2027-01-01", None, None),
        ("expires: 2026-07-20", "contacts/expires", Severity.WARNING),
        ("expires: 2026-07-01", "contacts/expires", Severity.WARNING),
        ("expires: 2026-06-30", "contacts/expired", Severity.ERROR),
    ],
)
@pytest.mark.parametrize(("file", "after", "indent"), [(CONTACTS, ADA, 4), (CHANNELS, PRESS, 8)])
def test_dates_are_judged_on_the_day_given(
    tmp_path: Path, file: str, after: str, indent: int, line: str, rule: str | None, severity: Severity | None
) -> None:
    found = findings(tmp_path, file, after, f"\n{' ' * indent}{line}")
    assert [(f.rule, f.severity) for f in found] == ([(rule, severity)] if rule else [])
    assert all(f.place.file == file and f.place.line > 1 for f in found)


def test_the_fallback_is_named(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, CONTACTS, ADA, "\n    expires: 2026-01-01", "info@example.org")
    assert finding.hint == "replace it, for example by info@example.org"
    assert finding.message == "'Ada Lovelace' was valid until 2026-01-01"


def test_a_date_that_is_none_is_a_fault_of_the_manuscript(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match=r"people\.0\.confirmed"):
        findings(tmp_path, CONTACTS, ADA, "\n    confirmed: soon")


@pytest.mark.parametrize(
    ("written", "hint"),
    [("28-11-2026", "write 2026-11-28"), ("1/2/2026", "write 2026-02-01"), ("soon", "write year, month and day")],
)
def test_a_day_the_other_way_round_is_told_as_it_must_be_written(tmp_path: Path, written: str, hint: str) -> None:
    with pytest.raises(Rejected) as rejected:
        findings(tmp_path, CONTACTS, ADA, f"\n    expires: {written}")
    (finding,) = rejected.value.findings
    assert (finding.hint, finding.place.file) == (hint, CONTACTS)
    assert "written as 2026-11-28" in finding.message


def test_a_fallback_that_leads_nowhere_is_a_fault_of_the_edition(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="an e-mail or https:// address"):
        findings(tmp_path, CONTACTS, ADA, "", "the front desk")


def test_no_build_asks_the_age(tmp_path: Path) -> None:
    project = edited("complete", tmp_path, CONTACTS, ADA, f"{ADA}\n    expires: 1999-01-01")
    built = build_edition(project, "complete", ("digital",))
    assert not [finding for finding in built.findings if finding.rule.startswith("contacts/")]


def test_people_in_a_section_type_that_is_new_are_judged(tmp_path: Path) -> None:
    manuscript = read_manuscript(Snapshot(edited("complete", tmp_path, CONTACTS, ADA, ADA)), "complete")
    people = next(section for section in manuscript.sections if section.type == "contacts")
    old = Person(role="Chair", name="Ada", email="ada@example.org", expires=TODAY - dt.timedelta(days=1))
    spoilt = dataclasses.replace(people, content=Committee(type="committee", chairs=((old,),)))
    found = check_freshness(dataclasses.replace(manuscript, sections=(spoilt,)), TODAY)
    assert [finding.rule for finding in found] == ["contacts/expired"]
