"""Findings in Dutch: sixty faults of all stages, each told without a word of English but names and code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from brochurepress.findings import Finding, Place, Rejected, error
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pipeline import lay_out
from brochurepress.preflight.artwork_check import preflight
from brochurepress.release import read_released
from brochurepress.runs.table import counted, read_table
from brochurepress.source import read_sources
from brochurepress.workspace import Project, Snapshot
from tests.repository.wording import english_words
from tests.support import manuscript_faults, press_faults
from tests.support.press_sample import press_sample
from tests.support.press_spoils import Fault
from tests.support.sample_project import ARTICLE, Sample

MANUSCRIPT = sorted(manuscript_faults.FAULTS)[::3][:28]
PRESS = [row[::2] for row in press_faults.FAULTS[::4]][:24]


def assert_dutch(findings: Sequence[Finding]) -> None:
    """There are findings, and each is told in Dutch throughout."""
    assert findings
    for finding in findings:
        told = finding.told("nl-NL")
        assert told != str(finding)
        assert english_words(told) == [], told


@pytest.mark.parametrize("name", MANUSCRIPT)
def test_faults_of_manuscripts(good: Sample, name: str) -> None:
    file, old, new, *_ = manuscript_faults.FAULTS[name]
    assert_dutch(good.change(file, old, new).findings())


@pytest.mark.parametrize(("rule", "fault"), PRESS, ids=[rule for rule, _ in PRESS])
def test_faults_of_press_files(rule: str, fault: Fault) -> None:
    sample = press_sample()
    fault(sample)
    assert_dutch(preflight(inspect(sample.data, "press.pdf"), sample.printer))


TABLES = {
    "no table": ("list.txt", "naam"),
    "no rows": ("list.csv", "naam\n"),
    "two columns of one name": ("list.csv", "naam,naam\na,b\n"),
    "no workbook": ("list.xlsx", "naam"),
    "no JSON": ("list.jsonl", "{naam"),
}


@pytest.mark.parametrize("name", TABLES)
def test_faults_of_tables(tmp_path: Path, name: str) -> None:
    file, text = TABLES[name]
    path = tmp_path / file
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Rejected) as refused:
        counted(read_table(path))
    assert_dutch(refused.value.findings)


LAID = {"a word too wide": "x" * 150, "a letter that no font has": "\u0e01 "}


@pytest.mark.parametrize("name", LAID)
def test_faults_of_the_layout(good: Sample, name: str) -> None:
    good.write(ARTICLE, f"{good.text(ARTICLE)}\n{LAID[name]}\n")
    assert_dutch(lay_out(read_sources(Snapshot(Project(good.root)), "sample")).findings)


def test_faults_of_a_release(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        read_released(tmp_path)
    assert_dutch(refused.value.findings)


def test_english_would_be_found() -> None:
    with pytest.raises(AssertionError):
        assert_dutch([error("source/missing", Place("a.md"), strerror="there is no such file")])
