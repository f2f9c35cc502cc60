"""Runs: a copy for every row, the bad rows with their reasons, and the same bytes however it went."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from brochurepress.findings import Finding, Rejected
from brochurepress.runs.journal import FAILED, INDEX
from brochurepress.runs.processes import CopyResult, Order, Outcome, Task, Worker, WorkerPool
from brochurepress.runs.rows import Reading
from brochurepress.runs.run import Progress, Request, RunResult, make_run, planned
from brochurepress.runs.table import read_row
from tests.support.findings import error
from tests.support.run_command import LONG, ROOT, left, people, request, table


class Instant:
    """A worker that sets nothing: its copies are the fields themselves. Rows called `bad` fail."""

    def __init__(self, order: Order, held: int = 1) -> None:
        self.tasks: list[Task] = []
        self.held = held
        self.given: list[int] = []
        self.home = False

    def room(self) -> bool:
        return len(self.tasks) < self.held

    def busy(self) -> bool:
        return bool(self.tasks)

    def give(self, task: Task) -> None:
        assert self.room()
        self.given.append(task.row)
        self.tasks.append(task)

    def done(self, seconds: float) -> Iterator[Outcome]:
        task = self.tasks.pop()  # the last one first: outcomes come in any order
        if task.fields["name"] == "bad":
            yield Outcome(task, CopyResult(b"", 0, (error("layout/overfull", "it is too long"),)))
        else:
            yield Outcome(task, CopyResult(json.dumps(dict(task.fields)).encode(), 1, ()))

    def close(self) -> None:
        self.home = True


def run(
    path: Path,
    folder: Path,
    hire: Callable[[Order], WorkerPool] = lambda order: Instant(order, held=3),
    tell: Callable[[Progress], None] = lambda progress: None,
    stopped: Callable[[], bool] = lambda: False,
    **more: Any,
) -> RunResult:
    return make_run(planned(request(path, folder, **more)), hire, tell, stopped)


def refused(path: Path, folder: Path, **more: Any) -> list[tuple[str, str]]:
    """Rule and place of what keeps a run from beginning."""
    with pytest.raises(Rejected) as rejected:
        planned(request(path, folder, **more))
    assert not folder.exists()
    return [(finding.rule, str(finding.place)) for finding in rejected.value.findings]


def row_of(findings: tuple[Finding, ...]) -> list[int]:
    return [finding.place.line for finding in findings]


def test_a_placeholder_without_a_column_is_told_before_anything_is_made(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("Ada", "1")], ("name", "cod"))
    assert refused(path, tmp_path / "out") == [("manuscript/placeholder", "source/run/edition.toml:7")]
    with pytest.raises(Rejected, match="did you mean 'cod'"):
        planned(request(path, tmp_path / "out"))


def test_a_column_that_nothing_uses_is_a_warning(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("Ada", "1", "x", "y")], ("name", "code", "shoe size", "used"))
    result = run(path, tmp_path / "out", pattern="{used}-{row}")
    assert [(finding.rule, finding.message) for finding in result.findings] == [
        ("run/unused", "nothing uses 'shoe size'")
    ]


def test_a_fault_of_the_edition_itself_is_told_once(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "root")
    card = tmp_path / "root/source/run/1-card.md"
    card.write_text(card.read_text() + "- A link [to nowhere](#nowhere).\n")
    order = Order(tmp_path / "root", "run", "press")
    with pytest.raises(Rejected) as rejected:
        planned(Request(order, table(tmp_path / "t.csv", people(3)), tmp_path / "out"))
    assert [finding.rule for finding in rejected.value.findings] == ["manuscript/anchor"]


def test_a_table_that_cannot_be_read_to_its_end_makes_nothing(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(3))
    path.write_text(path.read_text() + 'Bo,"x\n')
    assert refused(path, tmp_path / "out") == [("table/syntax", "t.csv:5")]


def test_a_file_name_twice_fails_the_second_row(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("Ada", "1"), ("Bo", "2"), ("ADA", "3")])
    result = run(path, tmp_path / "out", pattern="{name}")
    assert row_of(result.reasons) == [4]
    assert "'ADA.pdf' is that of row 2 already" in result.reasons[0].message
    assert {"Ada.pdf", "Bo.pdf"} <= left(tmp_path / "out").keys()


def test_a_reason_tells_its_row_and_where_it_stands_in_the_edition(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("Ada", "1"), (LONG * 2, "2")])
    copy = Worker(Order(ROOT, "run", "press")).copy({"name": LONG * 2, "code": "2"})
    assert copy.pdf == b""

    class Same(Instant):
        def done(self, seconds: float) -> Iterator[Outcome]:
            yield Outcome(self.tasks.pop(), copy)

    reasons = run(path, tmp_path / "out", Same).reasons
    assert str(reasons[0]).startswith("t.csv:2: error: 'muchtoolong")
    assert "…" in reasons[0].message
    assert "outside the safety margin of 5 mm (source/run/1-card.md:4, page 1) [layout" in str(reasons[0])


def test_only_what_differs_is_made_anew_when_a_run_is_resumed(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [("Ada", "1"), ("bad", "2"), ("Cy", "3"), ("Di", "4")])
    first = run(path, tmp_path / "out", pattern="{code}")
    assert (first.progress.made, first.progress.failed) == (3, 1)
    hands = Instant(Order(ROOT, "run", "press"))
    table(path, [("Zoe", "0"), ("Ada", "1"), ("Bo", "2"), ("CY", "3")])
    again = run(path, tmp_path / "out", lambda order: hands, pattern="{code}", resume=True)
    assert hands.given == [2, 4, 5]
    assert hands.home
    assert again.progress == Progress(made=4, failed=0, taken=1, total=4)
    assert {name for name in left(tmp_path / "out") if name.endswith(".pdf")} == {"0.pdf", "1.pdf", "2.pdf", "3.pdf"}
    assert FAILED not in left(tmp_path / "out")


def test_another_press_or_edition_makes_all_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path / "t.csv", people(3))
    run(path, tmp_path / "out")
    monkeypatch.setattr("brochurepress.runs.run.origin_of", lambda order, table: "another")  # of another press
    assert run(path, tmp_path / "out", resume=True).progress.taken == 0


def test_an_edition_that_changes_meanwhile_is_told_and_made_anew(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "root")
    card = tmp_path / "root/source/run/1-card.md"
    written = card.read_text()
    path, order = table(tmp_path / "t.csv", people(3)), Order(tmp_path / "root", "run", "press")

    def hire(order: Order) -> WorkerPool:
        card.write_text(written.replace("alone", "only"))
        return Instant(order)

    result = make_run(planned(Request(order, path, tmp_path / "out")), hire)
    assert [finding.rule for finding in result.findings] == ["run/changed"]
    card.write_text(written)  # as it was when the run began, which its copies may not be made from
    again = make_run(planned(Request(order, path, tmp_path / "out", resume=True)), Instant)
    assert again.progress.taken == 0
    assert again.findings == ()


def test_nobody_is_hired_when_all_stands(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(3))
    run(path, tmp_path / "out")

    def hire(order: Order) -> WorkerPool:
        raise AssertionError("somebody was hired")

    before = left(tmp_path / "out")
    assert run(path, tmp_path / "out", hire, resume=True).progress.taken == 3
    assert left(tmp_path / "out") == before


def test_a_run_that_is_stopped_keeps_the_lists_of_the_last_one(tmp_path: Path) -> None:
    path, folder = table(tmp_path / "t.csv", people(5)), tmp_path / "out"
    run(path, folder)
    before = (folder / INDEX).read_bytes()
    asked: list[Progress] = []
    stopped = run(path, folder, tell=asked.append, stopped=lambda: len(asked) > 1)
    assert not stopped.complete
    assert stopped.progress.made == len(asked) < 5
    assert (folder / INDEX).read_bytes() == before


def test_a_run_is_stopped_among_rows_that_stand_too(tmp_path: Path) -> None:
    path, folder = table(tmp_path / "t.csv", people(5)), tmp_path / "out"
    run(path, folder)
    told: list[Progress] = []
    again = run(path, folder, tell=told.append, stopped=lambda: len(told) > 1, resume=True)
    assert (again.progress.taken, again.complete) == (2, False)
    assert len(list(folder.glob("*.pdf"))) == 5


def test_a_table_that_grows_meanwhile_is_taken_as_it_is(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(2))
    plan = planned(request(path, tmp_path / "out"))
    table(path, people(3))
    result = make_run(plan, Instant)
    assert (result.progress.made, result.complete) == (3, True)


def test_the_run_is_told_of_after_every_row(tmp_path: Path) -> None:
    told: list[Progress] = []
    run(table(tmp_path / "t.csv", [("bad", "1"), ("Ada", "2")]), tmp_path / "out", tell=told.append)
    assert sorted((now.made, now.failed) for now in told)[-1] == (1, 1)
    assert len(told) == 2


def test_a_copy_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path, folder = table(tmp_path / "t.csv", people(2)), tmp_path / "out"
    run(path, folder)

    def hire(order: Order) -> WorkerPool:
        (folder / ".run-000002.pdf.part").mkdir()
        return Instant(order)

    with pytest.raises(Rejected, match="run/folder"):
        run(path, folder, hire)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """The edition of these tests in a root of its own."""
    shutil.copytree(ROOT, tmp_path / "root")
    return tmp_path / "root"


def of_card(root: Path, path: Path, **more: Any) -> Request:
    return Request(Order(root, "run", "digital"), path, root / "out", **more)


def test_a_row_without_a_value_fails_unless_the_field_may_be_empty(card: Path) -> None:
    path = table(card / "t.csv", [("Ada", "1"), ("  ", "2"), ("Bo", "")])
    edition = card / "source/run/edition.toml"
    edition.write_text(edition.read_text().replace("[fields]", "[fields]\ncode = { required = false }"))
    result = make_run(planned(of_card(card, path)), lambda order: Instant(order))
    assert [(finding.rule, finding.place.line) for finding in result.reasons] == [("run/empty", 3)]
    assert result.progress == Progress(2, 1, 0, 3)


def test_a_column_fills_the_field_of_its_name_whatever_its_capitals(card: Path) -> None:
    edition = card / "source/run/edition.toml"
    samples = '[fields]\nname = { sample = "Ada" }\ncode = { sample = "1" }'
    edition.write_text(edition.read_text().replace("[fields]", samples))
    plan = planned(of_card(card, table(card / "t.csv", [("Ada", "1")], ("Name", "CODE"))))
    assert (plan.table.columns, next(iter(plan.table.rows())).cells) == (("name", "code"), {"name": "Ada", "code": "1"})


class Failing(Instant):
    """A worker whose copies fail of what `fault` says of their row."""

    fault = staticmethod(lambda row: error("press/page-count", "1 page"))

    def done(self, seconds: float) -> Iterator[Outcome]:
        task = self.tasks.pop(0)
        yield Outcome(task, CopyResult(b"", 0, (self.fault(task.row),)))


def test_a_fault_of_every_copy_is_told_once_and_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as rejected:
        run(table(tmp_path / "t.csv", people(40)), tmp_path / "out", lambda order: Failing(order))
    assert [finding.rule for finding in rejected.value.findings] == ["press/page-count"]


@pytest.mark.parametrize(("more", "failed"), [({}, 20), ({"keep_going": True}, 40)], ids=["stops", "keeps going"])
def test_twenty_rows_that_fail_of_one_rule_stop_a_run(tmp_path: Path, more: dict[str, Any], failed: int) -> None:
    class Own(Failing):
        fault = staticmethod(lambda row: error("layout/overfull", f"row {row} is too long"))

    result = run(table(tmp_path / "t.csv", people(40)), tmp_path / "out", lambda order: Own(order), **more)
    assert result.progress.failed == failed
    assert (result.complete, result.stuck) == ((True, "") if more else (False, "layout/overfull"))
    assert (tmp_path / "out" / FAILED).exists()


def test_one_row_of_a_table_is_read_for_the_preview(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(3))
    assert read_row(path, 3, Reading()) == {"name": "Ada 1", "code": "c1"}
    with pytest.raises(Rejected, match="has no row 9"):
        read_row(path, 9, Reading())
