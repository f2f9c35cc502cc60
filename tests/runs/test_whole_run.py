"""Runs in processes of their own: a thousand rows, killed and resumed, stopped at the keyboard."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from brochurepress.runs.journal import FAILED, INDEX, JOURNAL, MANIFEST
from tests.support.artwork_text import page_words
from tests.support.run_command import LONG, Command, left, people, table

pytestmark = pytest.mark.stress


def test_a_thousand_rows_with_three_bad_ones_give_the_others_and_three_reasons(tmp_path: Path) -> None:
    rows = people(1000)
    rows[98] = (LONG, "x")
    rows[499] = ("Bo", "not an address")
    rows[998] = ("Cy",)  # type: ignore[assignment]
    command = Command(tmp_path / "out")
    done = command.run(table(tmp_path / "people.csv", rows), "--file-name", "{name}", "--json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    assert (told["run"]["made"], told["run"]["failed"], told["run"]["complete"]) == (997, 3, True)
    with closing(openpyxl.load_workbook(command.folder / FAILED)) as book:
        reasons = {row[0]: row[3] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)}
    assert reasons == {"100": "layout/outside", "501": "edition/value", "1000": "table/cells"}
    made = left(command.folder)
    assert made.keys() - {FAILED, INDEX, MANIFEST} == {
        f"{name}.pdf" for at, (name, *_) in enumerate(rows) if at not in (98, 499, 998)
    }
    for at in (0, 97, 99, 500, 997, 999):
        (words,) = page_words(made[f"Ada {at}.pdf"])
        assert " ".join(words).startswith(f"Dear Ada {at} ")
        assert f"www.example.org/c{at}" in words


def test_a_run_that_was_killed_gives_the_same_bytes_when_it_is_resumed(tmp_path: Path) -> None:
    path = table(tmp_path / "people.csv", [*people(40), ("Bo", "not an address")])
    whole, parts = Command(tmp_path / "whole"), Command(tmp_path / "parts")
    assert whole.run(path).returncode == 1
    code, _ = parts.stopped(path, 20, signal.SIGKILL)
    assert code == -signal.SIGKILL
    assert not {INDEX, MANIFEST, FAILED} & left(parts.folder).keys()
    done = parts.run(path, "--resume", "--json", "--jobs", "1")
    told = json.loads(done.stdout)["run"]
    assert done.returncode == 1
    assert 20 <= told["taken"] < 40
    assert left(parts.folder) == left(whole.folder)


def test_ctrl_c_lets_the_copies_at_work_be_done_and_tells_how_to_go_on(tmp_path: Path) -> None:
    path, command = table(tmp_path / "people.csv", people(40)), Command(tmp_path)
    code, words = command.stopped(path, 5, signal.SIGINT)
    assert code == 130, words
    assert "go on with --resume" in words
    assert "Traceback" not in words
    made = {path.name for path in command.folder.glob("*.pdf")}
    assert f"{len(made)} of 40 copies" in words
    assert len(made) < 40
    assert {path.name for path in command.folder.glob(".*.pdf*")} == set()
    assert command.run(path, "--resume").returncode == 0


def test_ctrl_c_while_the_workers_start_is_as_tidy(tmp_path: Path) -> None:
    path, command = table(tmp_path / "people.csv", people(40)), Command(tmp_path)
    process = subprocess.Popen(
        command.arguments(path, "--jobs", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    with process.stdout as said:
        while not (command.folder / JOURNAL).exists():
            assert process.poll() is None, said.read()
            time.sleep(0.01)
        time.sleep(0.2)
        os.killpg(process.pid, signal.SIGINT)
        words = said.read()
    assert process.wait() == 130, words
    assert "Traceback" not in words
    assert "of 40 copies" in words
