"""The table of judges: every file is still made, and our verdict in docs/judges.md is the one of today."""

from __future__ import annotations

import functools

import pytest

from benchmarks.judges.rows import FAULTY_FILES, GOOD_FILES, UNDECIDABLE, Group, JudgedFile
from benchmarks.judges.verdicts import cell, new, of_ours, of_ours_with_source
from tests.support.press_sample import ROOT

SAMPLE, LARGER = FAULTY_FILES[::29], FAULTY_FILES[::5]
"""The files that a normal run judges, and those of `stress`: what is judged of all stands in the tests of the rules."""

MISSED = cell(())


def name(file: JudgedFile) -> str:
    return f"{file.group.name} {file.name}"


@functools.cache
def told() -> dict[tuple[Group, str], list[str]]:
    """The cells of the table on each file: clause and verdicts."""
    page = (ROOT / "docs/judges.md").read_text(encoding="utf-8")
    rows: dict[tuple[Group, str], list[str]] = {}
    for group in Group:
        part = page.partition(f"\n## {group}\n")[2].partition("\n## ")[0]
        for line in part.strip().splitlines()[2:]:
            first, *cells = line.removeprefix("| ").removesuffix(" |").split(" | ")
            rows[group, first] = cells
    return rows


@functools.cache
def of(judge: object, file: JudgedFile) -> object:
    return judge(file)  # type: ignore[operator]


def judged_as_told(file: JudgedFile) -> None:
    (like,) = (each for each in GOOD_FILES if (each.group, each.name) == (file.group, file.like))
    assert file.make() != like.make()
    cells = told()[file.group, file.name]
    ours = [cell(new(of(of_ours, file), of(of_ours, like)))]  # type: ignore[arg-type]
    if file.source:
        held = of(of_ours_with_source, file), of(of_ours_with_source, like)
        ours.append(cell(new(*held)))  # type: ignore[arg-type]
    assert cells[-len(ours) :] == ours
    assert cells[0] == file.clause


def test_the_table_has_a_row_for_every_file() -> None:
    assert list(told()) == [(file.group, file.name) for file in FAULTY_FILES]


def test_what_we_miss_in_a_file_alone_no_file_shows_and_nothing_is_missed_with_the_source() -> None:
    ours = {file: told()[file.group, file.name][2 if file.group is Group.PRESS else 3] for file in FAULTY_FILES}
    assert {(file.group, file.name) for file, said in ours.items() if said == MISSED} == set(UNDECIDABLE)
    assert not [file.name for file in FAULTY_FILES if file.source and told()[file.group, file.name][-1] == MISSED]


@pytest.mark.parametrize("file", SAMPLE, ids=name)
def test_our_verdict_is_the_one_of_today(file: JudgedFile) -> None:
    judged_as_told(file)


@pytest.mark.stress
@pytest.mark.parametrize("file", LARGER, ids=name)
def test_our_verdict_on_more_files_is_the_one_of_today(file: JudgedFile) -> None:
    judged_as_told(file)
