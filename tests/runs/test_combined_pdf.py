"""All copies in one file: fit for the printer, found by row, and the same whatever stopped the run."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from brochurepress.design.printers import read_printer
from brochurepress.findings import Rejected
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.artwork_check import preflight
from brochurepress.runs.combined_pdf import COPIES, PAGE
from brochurepress.runs.journal import INDEX, MANIFEST
from brochurepress.runs.processes import Order, Outcome, Task, Worker, WorkerPool, attempt
from brochurepress.runs.run import Progress, make_run, planned
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support import html_validity
from tests.support.artwork_text import page_words
from tests.support.run_command import LONG, ROOT, left, people, request, table

FILE = "card-press.pdf"
ROWS = [*people(5), (LONG, "x"), ("Ada 0", "c0"), ("Zoë (ß)", "z")]


class Here:
    """A worker in this process; `made` counts what all of them made."""

    made = 0
    worker = Worker(Order(ROOT, "run", "press"))

    def __init__(self, order: Order) -> None:
        self.tasks: list[Task] = []

    def room(self) -> bool:
        return len(self.tasks) < 3

    def busy(self) -> bool:
        return bool(self.tasks)

    def give(self, task: Task) -> None:
        self.tasks.append(task)

    def done(self, seconds: float) -> Iterator[Outcome]:
        type(self).made += 1
        yield attempt(self.worker, self.tasks.pop())

    def close(self) -> None:
        pass


def hire(order: Order) -> WorkerPool:
    return Here(order)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of all rows in one go."""
    home = tmp_path_factory.mktemp("run")
    plan = planned(request(table(home / "t.csv", ROWS), home / "out", pattern="{name}", one_file=True))
    result = make_run(plan, hire)
    assert result.progress == Progress(made=7, failed=1, taken=0, total=8)
    assert result.whole
    assert result.whole.file == FILE
    return home / "out"


def test_every_copy_stands_in_the_order_of_the_rows(folder: Path) -> None:
    pages = page_words((folder / FILE).read_bytes())
    assert [" ".join(words).split(" This")[0] for words in pages] == [
        f"Dear {name}" for name, _ in ROWS if name != LONG
    ]


def test_the_file_is_as_the_printer_demands(folder: Path) -> None:
    printer = read_printer(Snapshot(Project(ROOT)), "loose-sheet")
    content = (folder / FILE).read_bytes()
    alone = preflight(inspect(next((folder / COPIES).iterdir()).read_bytes(), "copy.pdf"), printer)
    findings = preflight(inspect(content, FILE), printer)
    assert [str(finding) for finding in findings if finding.rule not in {one.rule for one in alone}] == []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.docinfo.Title) == "A card for …"
        assert [page.label for page in pdf.pages][-3:] == ["6-1", "8-1", "9-1"]
        with pdf.open_outline() as outline:
            assert [str(item.title) for item in outline.root][-2:] == ["Ada 0", "Zoë (ß)"]


def test_the_lists_tell_which_row_is_on_which_pages(folder: Path) -> None:
    lines = (folder / INDEX).read_text().splitlines()
    assert lines[-2:] == [f"8,Ada 0,{FILE},6,6", f"9,Zoë (ß),{FILE},7,7"]
    told = [json.loads(line) for line in (folder / MANIFEST).read_text().splitlines()]
    assert [line["row"] for line in told] == [2, 3, 4, 5, 6, 8, 9]


def test_there_is_an_index_to_print(folder: Path) -> None:
    page = folder / PAGE
    html = page.read_text()
    assert "<title>A card for …: card-press.pdf</title>" in html
    assert "<span>9</span> <strong>Zoë (ß)</strong> <span>7</span>" in html
    assert html.count("<li>") == 7
    assert html_validity.faults(page)[page] == ()


def test_names_are_no_markup_in_the_index_and_none_is_made_of_a_long_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "t.csv", [("Ada &amp; <b>", "c1")])
    make_run(planned(request(path, tmp_path / "out", pattern="{name}{code}", one_file=True)), hire)
    assert "<strong>Ada &amp;amp; -b-c1</strong>" in (tmp_path / "out" / PAGE).read_text()
    monkeypatch.setattr("brochurepress.runs.combined_pdf.LONGEST", 0)
    make_run(planned(request(path, tmp_path / "out", one_file=True, resume=True)), hire)
    assert not (tmp_path / "out" / PAGE).exists()


def test_a_run_that_was_stopped_and_resumed_gives_the_same_file(folder: Path, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", ROWS)
    given: dict[str, Any] = {"pattern": "{name}", "one_file": True}
    seen: list[Progress] = []
    stopped = make_run(planned(request(path, tmp_path / "out", **given)), hire, seen.append, lambda: len(seen) > 2)
    assert not stopped.complete
    assert stopped.whole is None
    assert FILE not in left(tmp_path / "out")
    resumed = make_run(planned(request(path, tmp_path / "out", resume=True, **given)), hire)
    assert 0 < resumed.progress.taken < 7
    assert left(tmp_path / "out") == left(folder)


def test_nothing_is_made_anew_when_all_stands(folder: Path) -> None:
    before, made, since = left(folder), Here.made, (folder / FILE).stat().st_mtime_ns
    path = folder.parent / "t.csv"
    plan = planned(request(path, folder, pattern="{name}", one_file=True, resume=True))
    assert make_run(plan, hire).progress.taken == 7
    assert Here.made == made + 1  # the row that failed is tried again
    assert left(folder) == before
    assert (folder / FILE).stat().st_mtime_ns == since


def test_what_is_read_on_screen_is_not_put_into_one_file(tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(1))
    with pytest.raises(Rejected) as rejected:
        planned(request(path, tmp_path / "out", "digital", one_file=True))
    assert [finding.rule for finding in rejected.value.findings] == ["run/one-file"]


def test_a_file_beyond_what_a_pdf_can_be_is_refused_and_the_copies_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path / "t.csv", people(2))
    monkeypatch.setattr("brochurepress.pdf.concatenate.MOST_BYTES", 1000)
    with pytest.raises(Rejected, match="part the table into several"):
        make_run(planned(request(path, tmp_path / "out", one_file=True)), hire)
    assert [name.partition("/")[0] for name in left(tmp_path / "out")] == [COPIES, COPIES]
