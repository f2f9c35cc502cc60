"""The journal of a run: what it holds survives, what is stale goes, and no two runs share a folder."""

from __future__ import annotations

import csv
import hashlib
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from brochurepress.findings import Rejected
from brochurepress.runs.journal import FAILED, INDEX, JOURNAL, LOCK, MANIFEST, CopyOnDisk, Journal
from tests.support.assertions import assert_only_found
from tests.support.findings import error, warning


def made(row: int, file: str = "", key: str = "k") -> CopyOnDisk:
    name = file or f"{row}.pdf"
    return CopyOnDisk(row, name, name, key, hashlib.sha256(b"pdf").hexdigest(), 3, 2)


def put(journal: Journal, one: CopyOnDisk) -> None:
    path = journal.folder / one.file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"pdf")
    journal.keep(one)


def lines(folder: Path) -> list[dict[str, Any]]:
    """The lines of the manifest."""
    return [json.loads(line) for line in (folder / MANIFEST).read_text().splitlines()]


def files(folder: Path) -> set[str]:
    own = (JOURNAL, LOCK)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.name.startswith(own)}


def test_a_copy_of_the_same_stands_when_the_run_is_resumed(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(2))
    with Journal(tmp_path, resume=True) as journal:
        assert journal.counts() == (0, 0)
        assert journal.stands(2, "2.pdf", "2.pdf", "k")
        assert list(journal.all_made()) == [made(2)]


def test_a_row_that_moved_takes_its_copy_along(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(2, "ada.pdf"))
    with Journal(tmp_path, resume=True) as journal:
        assert journal.stands(9, "ada.pdf", "ada.pdf", "k")
        assert [each.row for each in journal.all_made()] == [9]


def test_a_copy_that_somebody_edited_is_moved_aside_and_never_taken_for_one(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        journal.write("2.pdf", b"pdf")
        put(journal, made(2))
        put(journal, made(3))
        journal.write_lists()
        assert journal.findings == []
    for file in ("2.pdf", "3.pdf", INDEX):
        (tmp_path / file).write_bytes(b"mine")
    (tmp_path / "4.pdf").write_bytes(b"mine too")
    with Journal(tmp_path, resume=True) as journal:
        assert not journal.stands(2, "2.pdf", "2.pdf", "k")
        for file in ("2.pdf", "4.pdf"):
            journal.write(file, b"pdf")
        journal.write_lists()
        journal.clear()
        moved = [finding.place.file for finding in journal.findings if finding.rule == "output/kept"]
    assert moved == [str(tmp_path / file) for file in ("2.pdf", "4.pdf", INDEX, "3.pdf")]
    for file in ("2.pdf", "3.pdf", INDEX):
        assert (tmp_path / f"{file}.kept-1").read_bytes() == b"mine"
    assert (tmp_path / "4.pdf.kept-1").read_bytes() == b"mine too"
    assert not (tmp_path / "3.pdf").exists()


@pytest.mark.parametrize("spoil", ["key", "gone", "cut"])
def test_a_copy_of_something_else_or_not_whole_does_not_stand(spoil: str, tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(2))
    if spoil == "gone":
        (tmp_path / "2.pdf").unlink()
    if spoil == "cut":
        (tmp_path / "2.pdf").write_bytes(b"")
    with Journal(tmp_path, resume=True) as journal:
        assert not journal.stands(2, "2.pdf", "2.pdf", "other" if spoil == "key" else "k")
        assert journal.counts() == (0, 0)


def test_a_run_that_is_not_resumed_makes_all_anew_and_the_old_files_stay_until_it_is_complete(tmp_path: Path) -> None:
    (tmp_path / "of-someone.pdf").write_bytes(b"")
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(2, "a/2.pdf"))
        put(journal, made(3))
    with Journal(tmp_path, resume=False) as journal:
        assert not journal.stands(3, "3.pdf", "3.pdf", "k")
        put(journal, made(3))
        assert files(tmp_path) == {"of-someone.pdf", "a", "a/2.pdf", "3.pdf"}
        journal.clear()
        assert files(tmp_path) == {"of-someone.pdf", "3.pdf"}


def test_a_name_in_other_letters_may_be_the_same_file_and_stays(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(2, "ADA.pdf"))
        put(journal, made(3, "Bo.pdf"))
    with Journal(tmp_path, resume=True) as journal:
        journal.take_name("Ada.pdf", 2)
        put(journal, made(2, "Ada.pdf"))
        journal.take_name("bo.pdf", 3)
        journal.fail(3, (), {})
        journal.clear()
    assert files(tmp_path) == {"ADA.pdf", "Ada.pdf"}


def test_a_draft_that_was_left_is_written_over(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        (tmp_path / ".2.pdf.part").write_bytes(b"half")
        journal.write("2.pdf", b"whole")
        journal.write("a/3.pdf", b"whole")
        assert files(tmp_path) == {"2.pdf", "a", "a/3.pdf"}
        with pytest.raises(Rejected, match="run/folder"):
            journal.write("2.pdf/3.pdf", b"")


def test_two_runs_in_one_folder_refuse_each_other(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(2))
        for resume in (False, True):
            with pytest.raises(Rejected, match="another run is at work"):
                Journal(tmp_path, resume)
        assert list(journal.all_made()) == [made(2)]
    with Journal(tmp_path, resume=True) as journal:
        assert journal.stands(2, "2.pdf", "2.pdf", "k")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Rejected, match="run/folder"):
        Journal(tmp_path / "file", resume=False)
    (tmp_path / JOURNAL).write_text("no journal")
    for _ in range(2):  # the lock is given back
        with pytest.raises(Rejected, match="not a database"):
            Journal(tmp_path, resume=True)


def test_a_journal_that_takes_no_more_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(Rejected, match="or written: database or disk is full") as rejected,
        Journal(tmp_path, resume=False) as journal,
    ):
        journal._data.execute("pragma max_page_count = 8")
        for row in range(1, 10_000):
            journal.take_name(f"{row}" * 50, row)
    assert_only_found(rejected.value.findings, "run/journal", file=str(tmp_path / JOURNAL), hint="free the disk")
    with Journal(tmp_path, resume=True) as journal:
        assert journal.counts() == (0, 0)


def test_a_name_is_taken_once_whatever_its_case(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        assert journal.take_name("Ada.pdf", 2) == 0
        assert journal.take_name("ADA.pdf", 5) == 2
        assert journal.take_name("Ada.pdf", 2) == 0
    with Journal(tmp_path, resume=True) as journal:
        assert journal.take_name("ada.pdf", 5) == 0


HELD = {"name": "Ada", "=sum": "=1+1", "odd": "\x00\ud800"}


def test_the_lists_are_in_the_order_of_the_rows(tmp_path: Path) -> None:
    reasons = (error("run/x", 'too "long", by 2', hint="shorten"), warning("run/y", "é"))
    with Journal(tmp_path, resume=False) as journal:
        for row in (11, 2):
            put(journal, made(row))
        journal.fail(7, reasons, HELD)
        journal.fail(3, reasons[:1], {})
        journal.write_lists()
        assert list(journal.all_failed()) == [(3, reasons[:1], {}), (7, reasons, HELD)]
        assert journal.counts() == (2, 2)
    assert [line["row"] for line in lines(tmp_path)] == [2, 11]
    with (tmp_path / INDEX).open(newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == ["2.pdf", "11.pdf"]
    with closing(openpyxl.load_workbook(tmp_path / FAILED)) as book:
        told = [[cell.value or "" for cell in row] for row in book.worksheets[0]]
        assert {cell.data_type for row in book.worksheets[0] for cell in row if cell.value} == {"s"}
    assert told == [
        ["row", "reason", "hint", "rule", "name", "=sum", "odd"],
        ["3", 'too "long", by 2', "shorten", "run/x", "", "", ""],
        ["7", 'too "long", by 2', "shorten", "run/x", "Ada", "=1+1", "??"],
        ["7", "é", "", "run/y", "Ada", "=1+1", "??"],
    ]
    with Journal(tmp_path, resume=True) as journal:
        journal.write_lists()
    assert not (tmp_path / FAILED).exists()


def test_the_lists_tell_where_each_copy_is_found(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        for row in (2, 5):
            put(journal, made(row))
        journal.write_lists()
        own = {"bytes": 3, "sha256": made(2).sha256}
        assert lines(tmp_path)[1] == {
            "row": 5, "name": "5.pdf", "file": "5.pdf", "first": 1, "last": 2, "key": "k", **own
        }  # fmt: skip
        put(journal, made(0, "all.pdf"))
        journal.write_lists()
    assert lines(tmp_path)[1] == {
        "row": 5, "name": "5.pdf", "file": "all.pdf", "first": 3, "last": 4, "key": "k"
    }  # fmt: skip
    assert (tmp_path / INDEX).read_text().splitlines()[1:] == ["2,2.pdf,all.pdf,1,2", "5,5.pdf,all.pdf,3,4"]


def test_the_file_of_all_is_none_of_the_rows(tmp_path: Path) -> None:
    with Journal(tmp_path, resume=False) as journal:
        put(journal, made(0, "all.pdf"))
        put(journal, made(2))
        assert journal.whole() == made(0, "all.pdf")
        assert list(journal.all_made()) == [made(2)]
        assert journal.counts() == (1, 0)
        journal.clear()
        assert files(tmp_path) == {"all.pdf", "2.pdf"}
