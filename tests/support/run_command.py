"""Runs as a person starts them: tables, the command in a process of its own, and what it leaves on disk."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from brochurepress.runs.journal import JOURNAL, LOCK
from brochurepress.runs.processes import Order
from brochurepress.runs.run import Request
from brochurepress.workspace.project import HOME

ROOT = HOME / "tests/editions/run"
LONG = "muchtoolongforonelineofdisplay" * 5
COLUMNS = ("name", "code")


def people(number: int) -> list[tuple[str, str]]:
    """Rows with names of their own."""
    return [(f"Ada {at}", f"c{at}") for at in range(number)]


def table(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


def request(path: Path, folder: Path, variant: str = "press", **more: Any) -> Request:
    """What is asked of the edition of these tests."""
    return Request(Order(ROOT, "run", variant), path, folder, **more)


@dataclass
class Command:
    """The command in a process of its own, writing below `output`."""

    output: Path

    @property
    def folder(self) -> Path:
        return self.output / "run.press"

    def arguments(self, path: Path, *options: str) -> list[str]:
        given = ["--edition", "run", "--root", str(ROOT), "--output", str(self.output)]
        return [sys.executable, str(HOME / "publish.py"), "run", str(path), *given, *options]

    def run(self, path: Path, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.arguments(path, *options), capture_output=True, text=True, check=False)

    def stopped(self, path: Path, after: int, by: signal.Signals, *options: str) -> tuple[int, str]:
        """Exit code and words of a run that gets a signal once it has made so many copies.

        As from a keyboard, SIGINT goes to its workers too.
        """
        process = subprocess.Popen(
            self.arguments(path, *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert process.stdout
        with process.stdout as said:
            while len(list(self.folder.glob("*.pdf"))) < after:
                assert process.poll() is None, said.read()
                time.sleep(0.02)
            (os.killpg if by is signal.SIGINT else os.kill)(process.pid, by)
            words = said.read()
        return process.wait(), words


def left(folder: Path) -> dict[str, bytes]:
    """All files of a run by name, but for what is its own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((JOURNAL, LOCK))
    }
