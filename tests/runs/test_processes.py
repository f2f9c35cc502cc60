"""Workers in processes: kept busy, replaced when they die, and sent home."""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from brochurepress.findings import Rejected
from brochurepress.runs.processes import AHEAD, CopyResult, Order, Outcome, ProcessPool, Task, Worker

Hire = Callable[..., AbstractContextManager[ProcessPool]]


class Odd(Worker):
    """Sets nothing: a copy is the name it is for. Some names end the process, or break the press."""

    def copy(self, fields: Mapping[str, str]) -> CopyResult:
        name = fields["name"]
        mark = self._order.root / name[:20]
        if name == "odd":
            raise ZeroDivisionError("by nought")
        if name == "always" or (name.startswith("once") and not mark.exists()):
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return CopyResult(name.encode(), os.getpid(), ())


def stillborn(order: Order) -> Worker:
    os._exit(3)


@pytest.fixture(params=["forkserver", pytest.param("spawn", marks=pytest.mark.stress)])
def hired(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hire:
    """Hires so many workers: copies of a process that imported the press once, or new processes as in a run."""
    context = mp.get_context(request.param)
    context.set_forkserver_preload([__name__])
    monkeypatch.setattr(mp, "get_context", lambda method: context)

    @contextmanager
    def hire(jobs: int, make: Callable[[Order], Worker] = Odd) -> Iterator[ProcessPool]:
        with closing(ProcessPool(Order(tmp_path, "run", "press"), jobs, make)) as hands:
            yield hands

    return hire


def outcomes(hands: ProcessPool, names: list[str]) -> dict[int, Outcome]:
    """What becomes of rows with these names, by row."""
    found: dict[int, Outcome] = {}
    waiting = [Task(row, "", "", "", {"name": name}) for row, name in enumerate(names)]
    until = time.monotonic() + 120
    while waiting or hands.busy():
        while waiting and hands.room():
            hands.give(waiting.pop(0))
        for outcome in hands.done(1):
            assert outcome.task.row not in found, "a row was done twice"
            found[outcome.task.row] = outcome
        assert time.monotonic() < until, "the run stands still"
    return found


def test_all_work_and_none_is_given_too_much(hired: Hire) -> None:
    names = [str(row) for row in range(40)]
    with hired(2) as hands:
        for row in range(2 * AHEAD):
            assert hands.room()
            hands.give(Task(100 + row, "", "", "", {"name": "x"}))
        assert not hands.room()
        while hands.busy():
            list(hands.done(1))
        found = outcomes(hands, names)
    assert [found[row].copy.pdf.decode() for row in range(40)] == names
    assert len({outcome.copy.pages for outcome in found.values()}) == 2


def test_a_process_that_dies_costs_no_row(hired: Hire) -> None:
    names = ["a", "once", "b", "c", "once-more", "d", "e"]
    with hired(2) as hands:
        found = outcomes(hands, names)
    assert [found[row].copy.pdf.decode() for row in range(len(names))] == names


def test_a_row_that_costs_two_processes_has_failed(hired: Hire) -> None:
    with hired(1) as hands:
        found = outcomes(hands, ["a", "always", "b", "c"])
    (reason,) = found[1].copy.findings
    assert (reason.rule, reason.message) == ("run/worker", "the process that made this row ended 2 times (SIGKILL)")
    assert [found[row].copy.pdf for row in (0, 2, 3)] == [b"a", b"b", b"c"]


def test_a_fault_of_the_press_is_the_reason_of_its_row_only(hired: Hire) -> None:
    with hired(1) as hands:
        found = outcomes(hands, ["a", "odd", "b"])
    (reason,) = found[1].copy.findings
    assert reason.message == "the press broke down over this row: ZeroDivisionError: by nought"
    assert found[0].copy.pages == found[2].copy.pages


def test_long_rows_do_not_block_the_line(hired: Hire) -> None:
    names = ["x" * 900_000 + str(row) for row in range(4)]
    with hired(1) as hands:
        found = outcomes(hands, names)
    assert [found[row].copy.pdf.decode() for row in range(4)] == names


def test_workers_that_cannot_begin_end_the_run(hired: Hire) -> None:
    with hired(1, stillborn) as hands, pytest.raises(Rejected, match=r"end before they begin \(exit code 3\)"):
        outcomes(hands, ["a"])


def test_a_process_is_replaced_before_it_grows_large(hired: Hire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brochurepress.runs.processes.RENEWED_AFTER", 3)
    names = [str(row) for row in range(7)]
    with hired(1) as hands:
        found = outcomes(hands, names)
    made_by = [found[row].copy.pages for row in range(7)]
    assert [len(set(made_by[at : at + 3])) for at in (0, 3, 6)] == [1, 1, 1]
    assert len(set(made_by)) == 3
    assert [found[row].copy.pdf.decode() for row in range(7)] == names


def test_no_process_is_left(hired: Hire) -> None:
    with hired(2) as hands:
        found = outcomes(hands, ["a", "b", "c", "d"])
    for pid in {outcome.copy.pages for outcome in found.values()}:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
