"""Copies on the sheets of an office printer: which stand where, chosen rows, blank ones, and a run of two thousand."""

from __future__ import annotations

import multiprocessing
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from brochurepress.artworks.handout.imposition import card_grid
from brochurepress.design.geometry import Geometry
from brochurepress.findings import Rejected
from brochurepress.runs import combined_pdf
from brochurepress.runs.combined_pdf import COPIES, TEST, CardSheets, SheetOrder
from brochurepress.runs.journal import INDEX
from brochurepress.runs.processes import CopyResult, Order, Outcome, Task, Worker, WorkerPool, attempt
from brochurepress.runs.run import Progress, RunResult, make_run, planned
from tests.artworks.test_cards import card
from tests.support.artwork_text import page_words
from tests.support.run_command import ROOT, people, request, table

FILE = "card-a4.pdf"


class Pool:
    """Makes each copy at once, in this process; a PDF that is `given` stands for all of them."""

    worker = Worker(Order(ROOT, "run", "digital"))

    def __init__(self, given: bytes = b"") -> None:
        self.tasks: list[Task] = []
        self.given = given

    def room(self) -> bool:
        return not self.tasks

    def busy(self) -> bool:
        return bool(self.tasks)

    def give(self, task: Task) -> None:
        self.tasks.append(task)

    def done(self, seconds: float) -> Iterator[Outcome]:
        task = self.tasks.pop()
        yield Outcome(task, CopyResult(self.given, 1, ())) if self.given else attempt(self.worker, task)

    def close(self) -> None:
        pass


def run(path: Path, folder: Path, given: bytes = b"", **more: object) -> RunResult:
    def hire(order: Order) -> WorkerPool:
        return Pool(given)

    return make_run(
        planned(request(path, folder, variant="digital", one_file=True, **{"sheets": SheetOrder(), **more})), hire
    )


def sheets(copies: int, pages: int = 1, **order: Any) -> CardSheets:
    grid = card_grid(Geometry(90, 54, 3), 0, True)
    assert grid
    return CardSheets(SheetOrder(**order), grid, copies, pages)


@pytest.mark.parametrize(
    ("copies", "order", "first", "last"),
    [
        (23, {}, [*range(10)], [20, 21, 22, *[None] * 7]),
        (23, {"start_at": 5}, [*[None] * 4, *range(6)], [*range(16, 23), *[None] * 3]),
        (25, {"stacks": True}, [*range(0, 25, 3), None], [*range(2, 25, 3), None, None]),
        (2, {"stacks": True}, [0, 1, *[None] * 8], [0, 1, *[None] * 8]),
    ],
    ids=["rows", "a used sheet", "piles", "one sheet"],
)
def test_copies_stand_by_rows_behind_used_places_or_in_piles(
    copies: int, order: dict[str, Any], first: list[int | None], last: list[int | None]
) -> None:
    of = sheets(copies, **order)
    placed = of.placed
    assert (placed[0], placed[-1]) == (first, last)
    assert sorted(at for sheet in placed for at in sheet if at is not None) == list(range(copies))
    for number, sheet in enumerate(placed):
        assert {of.side(at) for at in sheet if at is not None} == {number + 1}


@pytest.mark.parametrize(("pages", "sided", "sides"), [(1, 1, 1), (2, 2, 2), (5, 2, 6)])
def test_a_sheet_has_a_side_for_each_page_of_the_longest_copy(pages: int, sided: int, sides: int) -> None:
    of = sheets(11, pages)
    assert (of.sided, of.sided * of.leaves, of.side(10)) == (sided, sides, sides + 1)


def test_two_copies_share_a_sheet_and_the_lists_tell_which(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(3))
    result = run(path, tmp_path / "out", blank=1)
    assert result.progress == Progress(made=4, failed=0, taken=0, total=4)
    assert [(finding.rule, str(finding.place)) for finding in result.findings] == [("run/sheets", "--sheets")]
    pages = [" ".join(words) for words in page_words((tmp_path / "out" / FILE).read_bytes())]
    assert ["Dear Ada 0" in pages[0], "Dear Ada 1" in pages[0], "Dear Ada 2" in pages[1]] == [True] * 3
    assert "Dear …………" in pages[1]
    lines = (tmp_path / "out" / INDEX).read_text().splitlines()
    assert lines[1:] == [f"{row},run-{row:06},{FILE},{(row - 2) // 2 + 1},{(row - 2) // 2 + 1}" for row in range(2, 6)]
    (test,) = page_words((tmp_path / "out" / TEST).read_bytes())
    assert {"Print", "1", "2", "mm."} <= set(test)
    assert len(list((tmp_path / "out" / COPIES).iterdir())) == 4


def test_chosen_rows_are_made_alone_and_columns_may_have_other_names(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(5), ("First name", "code"))
    plan = planned(request(path, tmp_path / "out", rows=frozenset({3, 5}), columns={"name": "First name"}))
    assert [(row.number, row.cells["name"]) for row in plan.table.rows()] == [(3, "Ada 1"), (5, "Ada 3")]
    assert (plan.total, plan.warnings) == (2, ())


def test_a_field_is_put_together_of_columns_and_empty_ones_leave_no_room(tmp_path: Path) -> None:
    rows = [["Jan", "van der", "Meer", "0"], ["Zoë", "", "Şahin", "1"]]
    path = table(tmp_path / "t.csv", rows, ("Voornaam", "Tussen", "Achternaam", "code"))
    plan = planned(request(path, tmp_path / "out", columns={"name": "{Voornaam} {Tussen} {Achternaam}"}))
    assert [row.cells["name"] for row in plan.table.rows()] == ["Jan van der Meer", "Zoë Şahin"]
    assert plan.warnings == ()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"rows": frozenset({2, 99})}, "has no row 99"),
        ({"rows": frozenset({98, 99})}, "2 of the rows: 98, 99"),
        ({"columns": {"name": "nam"}}, "no column 'nam'.*did you mean 'name'"),
        ({"columns": {"name": "{name} {cod}"}}, "no column 'cod'.*did you mean 'code'"),
        ({"sheets": SheetOrder(start_at=3)}, "no place 3 on the sheet: it has 2"),
        ({"sheets": SheetOrder(start_at=2, stacks=True)}, "piles are not cut from a sheet"),
    ],
    ids=["row", "rows", "column", "column of several", "place", "piles"],
)
def test_what_cannot_be_is_told_before_anything_is_made(tmp_path: Path, more: dict[str, object], told: str) -> None:
    path = table(tmp_path / "t.csv", people(2))
    with pytest.raises(Rejected, match=f"(?s){told}"):
        planned(request(path, tmp_path / "out", variant="digital", **more))
    assert not (tmp_path / "out").exists()


def most_memory(folder: Path, rows: int) -> int:
    """The most bytes of Python objects that a run holds at once which is too long for an index to be printed.

    Call it in a process of its own.
    """
    combined_pdf.LONGEST = 0
    path = table(folder / f"{rows}.csv", people(rows))
    tracemalloc.start()
    assert run(path, folder / str(rows), card(148, 210)).progress.made == rows
    return tracemalloc.get_traced_memory()[1]


@pytest.mark.stress
def test_two_thousand_rows_take_no_more_memory_than_two_hundred(tmp_path: Path) -> None:
    """Each in a process of its own: the interpreter's table of strings doubles by all that was done in it before."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, fresh, max_tasks_per_child=1) as processes:
        few, many = processes.map(partial(most_memory, tmp_path), (200, 2000))
    assert few < 20_000_000
    assert many < few + 3_000_000
