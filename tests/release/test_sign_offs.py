"""Signatures: kept in order, read back as written, and every fault of the file told with its line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from brochurepress.findings import Rejected
from brochurepress.release.wcag import SignOff, read_signatures, write_signatures
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

HASH = "0123456789abcdef" * 4


def signature(criterion: str, name: str = "Ada Lovelace") -> SignOff:
    return SignOff(criterion=criterion, name=name, date=dt.date(2026, 2, 28), judged={"look": HASH})


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "source/notes").mkdir(parents=True)
    return Project(tmp_path)


def test_none_before_anyone_has_signed(project: Project) -> None:
    assert read_signatures(Snapshot(project), "notes") == {}


def test_what_was_written_is_read_in_the_order_of_the_criteria(project: Project) -> None:
    signed = {number: signature(number) for number in ("2.4.2", "1.4.12", "1.4.3")}
    assert write_signatures(project, "notes", signed) == "source/notes/signed.toml"
    assert list(read_signatures(Snapshot(project), "notes")) == ["1.4.3", "1.4.12", "2.4.2"]
    assert read_signatures(Snapshot(project), "notes") == signed


def test_any_name_is_kept(project: Project) -> None:
    name = 'Zoë "Z" d’Hondt \\ 李'
    write_signatures(project, "notes", {"1.1.1": signature("1.1.1", name)})
    assert read_signatures(Snapshot(project), "notes")["1.1.1"].name == name


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ('criterion = "1.1.1"', 'criterion = "one"', "signed/value", 4),
        ('name = "Ada Lovelace"\n', "", "signed/missing-key", 3),
        ("date = 2026-02-28", 'date = "in spring"', "signed/value", 6),
        (HASH, "short", "signed/value", 7),
        ("look =", "lok =", "signed/value", 7),
        ("judged =", "jugded =", "signed/unknown-key", 7),
        ("[[signed]]", "[[sined]]", "signed/unknown-key", 1),
        ("[[signed]]", "[[signed]", "source/syntax", 3),
    ],
)
def test_a_fault_is_told_with_its_line(project: Project, old: str, new: str, rule: str, line: int) -> None:
    path = project.root / write_signatures(project, "notes", {"1.1.1": signature("1.1.1")})
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(Rejected) as rejected:
        read_signatures(Snapshot(project), "notes")
    (finding,) = rejected.value.findings
    assert (finding.rule, finding.place.file, finding.place.line) == (rule, "source/notes/signed.toml", line)
