"""publish.py run from the command line: exit codes, what is told, what is refused, and how far it is."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import CLEAN, REJECTED
from brochurepress.runs.combined_pdf import COPIES, PAGE
from brochurepress.runs.journal import FAILED, INDEX, JOURNAL, LOCK, MANIFEST
from brochurepress.runs.table import READERS
from brochurepress.workspace.project import HOME
from tests.support.run_command import ROOT, Command, left, people, table


def run(*arguments: object) -> Result:
    return CliRunner().invoke(publish.main, ["run", *(str(argument) for argument in arguments)])


def copies(command: Command, path: Path, *options: str) -> Result:
    """The same as the command in a process of its own, in this one."""
    return run(*command.arguments(path, *options)[3:])


def test_a_clean_run_ends_with_0_and_tells_its_folder(tmp_path: Path) -> None:
    command = Command(tmp_path)
    done = copies(command, table(tmp_path / "people.csv", people(3)), "--jobs", "1")
    assert (done.exit_code, done.stderr) == (CLEAN, "")
    assert done.stdout == f"3 of 3 copies in {command.folder}\n"
    assert FAILED not in left(command.folder)


def test_a_row_that_failed_is_told_with_its_reason_and_cure(tmp_path: Path) -> None:
    command = Command(tmp_path)
    done = copies(command, table(tmp_path / "people.csv", [*people(1), ("Bo", "no address")]), "--jobs", "1")
    assert done.exit_code == 1
    assert re.search(r"people\.csv:3: error: 'address' is .*\(source/run/edition\.toml:7\)", done.stderr)
    assert "1 of 2 copies" in done.stdout
    assert "1 rows failed" in done.stdout


def test_one_file_is_told(tmp_path: Path) -> None:
    command = Command(tmp_path)
    options = ("--one-file", "--jobs", "1", "--json", "--printer", "loose-sheet")
    done = copies(command, table(tmp_path / "people.csv", people(2)), *options)
    assert json.loads(done.stdout)["run"]["file"] == str(command.folder / "card-press.pdf")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--edition", "rum"], "did you mean 'run'?"),
        (["--edition", "r*"], "the name of one was expected"),
        ([], "Missing option '--edition'"),
        (["--edition", "run", "--jobs", "0"], "0 is not in the range"),
    ],
)
def test_wrong_use_is_told(options: list[str], said: str, tmp_path: Path) -> None:
    result = run(table(tmp_path / "t.csv", people(1)), "--root", ROOT, "--output", tmp_path, *options)
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--variant", "web"], "the edition issues no PDF 'web' [run/variant]\n    hint: known here: digital, press"),
        (["--variant", "digital", "--one-file"], "[run/one-file]"),
        (["--file-name", "{nmae}"], "did you mean 'name'?"),
        (["--file-name", "../{name}"], "leads out of the folder"),
        (["--printer", "nobody"], "nobody"),
        (["--scheduler", "nowhere"], "[run/cluster]"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_made(options: list[str], said: str, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", people(1))
    result = run(path, "--edition", "run", "--root", ROOT, "--output", tmp_path / "out", *options)
    assert result.exit_code == REJECTED
    assert said in result.stderr
    assert not list((tmp_path / "out").rglob("*.pdf"))


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path / "none.csv", "--edition", "run", "--root", ROOT, "--output", tmp_path, "--json")
    assert result.exit_code == REJECTED
    (finding,) = json.loads(result.stdout)["findings"]
    assert finding["rule"] == "table/missing"


def test_two_runs_in_one_folder_refuse_each_other(tmp_path: Path) -> None:
    command, path = Command(tmp_path), table(tmp_path / "people.csv", people(2))
    command.folder.mkdir()
    with FileLock(command.folder / LOCK):
        done = command.run(path, "--jobs", "1")
    assert done.returncode == REJECTED
    assert "another run is at work in this folder [run/busy]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(command.folder.glob("*.pdf"))


def test_sigterm_stops_it_as_tidily(tmp_path: Path) -> None:
    command = Command(tmp_path)
    path = table(tmp_path / "people.csv", people(60))
    code, words = command.stopped(path, 2, signal.SIGTERM, "--jobs", "1")
    assert (code, "Traceback" in words) == (130, False)
    assert "stopped; go on with --resume" in words


def test_every_option_of_its_own_is_in_the_document() -> None:
    told = (HOME / "docs/runs.md").read_text(encoding="utf-8")
    shared = {"--printer", "--root", "--output", "--json", "--format", "--language"}
    options = {option for each in publish.main.commands["run"].params for option in each.opts}
    assert [option for option in options - shared - {"table"} if option not in told] == []


def test_every_kind_of_table_and_every_list_is_in_the_document() -> None:
    told = (HOME / "docs/runs.md").read_text(encoding="utf-8")
    for name in (*READERS, INDEX, MANIFEST, FAILED, JOURNAL, COPIES, PAGE):
        assert f"`{name}" in told


def test_a_terminal_is_shown_how_far_it_is(tmp_path: Path) -> None:
    command, (ours, theirs) = Command(tmp_path), pty.openpty()
    arguments = command.arguments(table(tmp_path / "people.csv", people(12)), "--jobs", "1")
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the end of a terminal
        while part := os.read(ours, 1000):
            shown += part
    os.close(ours)
    assert process.wait() == CLEAN
    assert re.search(rb"run: \d+ of 12, \d+\.\d a second, 0:00:\d\d left", shown)
