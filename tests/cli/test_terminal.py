"""The terminal: nothing that comes from a file, its name or a key is obeyed by it, whatever command prints it."""

from __future__ import annotations

import json
import logging
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import Console, Safe
from brochurepress.workspace.project import HOME
from tests.support.sample_project import ARTICLE, EDITION, Sample

EVIL = "\x1b[2J\x1b]0;PWN\x07\x9b31m\u202e\u2066[bold]x"
SAFE = r"\x1b[2J\x1b]0;PWN\x07\x9b31m\u202e\u2066[bold]x"


def on_terminal(*arguments: str) -> str:
    """What `publish.py` writes to a terminal, both outputs in one."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "publish.py", *arguments]
    environment = {**os.environ, "COLUMNS": "4000", "TERM": "xterm"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, cwd=HOME, env=environment) as run:
        os.close(theirs)
        said = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            said += part
        run.wait()
    os.close(ours)
    return said.decode()


def _key_of_toml(good: Sample) -> list[str]:
    good.change(EDITION, 'title = "A sample"', 'title = "A sample"\n"' + json.dumps(EVIL)[1:-1] + '" = 1')
    return ["check", "sample"]


def _key_of_yaml(good: Sample) -> list[str]:
    good.change(ARTICLE, "type: article", f"type: article\n{json.dumps(EVIL)}: 1")
    return ["check", "sample"]


def _section(good: Sample) -> list[str]:
    good.write(f"source/sample/2-{EVIL}.md", "no front matter")
    return ["check", "sample"]


def _edition(good: Sample) -> list[str]:
    (good.root / "source/sample").rename(good.root / "source" / EVIL)
    return ["check", EVIL]


def _pdf(good: Sample) -> list[str]:
    good.write(f"{EVIL}.pdf", "no PDF")
    return ["check", str(good.root / f"{EVIL}.pdf"), "--as", "press"]


def _argument(good: Sample) -> list[str]:
    return ["check", f"{EVIL}.pdf", "--as", "press"]


def _edition_argument(good: Sample) -> list[str]:
    return ["check", EVIL]


def _option(good: Sample) -> list[str]:
    return ["compare", "sample", "--against", EVIL]


def _command(good: Sample) -> list[str]:
    return [f"chek{EVIL}"]


def _picture(good: Sample) -> list[str]:
    good.change("source/sample/1-cover.md", "file: dot.png", f"file: {json.dumps(EVIL)}")
    return ["check", "sample", "--json"]


def _output(good: Sample) -> list[str]:
    return ["build", "sample", "--only", "web", "--output", str(good.root / EVIL)]


WAYS = (
    _key_of_toml,
    _key_of_yaml,
    _section,
    _edition,
    _pdf,
    _argument,
    _edition_argument,
    _option,
    _command,
    _picture,
    _output,
)
"""The ways by which words of a stranger come to be printed."""


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_a_stranger_is_obeyed_by_the_terminal(good: Sample, way: Callable[[Sample], list[str]]) -> None:
    arguments = way(good)
    root = ["--root", str(good.root)] if len(arguments) > 1 else []
    said = on_terminal(*arguments, *root)
    assert "PWN" in said
    own = re.sub(r"\x1b\[[0-9;]*[mK]|\x1b\[\?25[hl]|\x1b\[1A", "", said)  # colours, and the line of progress
    assert not re.search("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", own)
    assert "[bold]x" in own


def test_json_is_the_same_data_and_is_not_obeyed(capsys: pytest.CaptureFixture[str]) -> None:
    value: dict[str, Any] = {"name": f"{EVIL}\n\udc80é"}
    with pytest.raises(SystemExit), (console := Console("json")).ending():
        console.finish((), **value)
    said = capsys.readouterr().out
    assert json.loads(said) == {**value, "findings": []}
    assert said.isascii() is False  # letters stay as they are
    assert all(char == "\n" or char.isprintable() for char in said)


def test_what_libraries_log_is_not_obeyed() -> None:
    record = logging.LogRecord("any", logging.WARNING, "file", 1, "in %s", (EVIL,), None)
    assert Safe().format(record) == f"in {SAFE}"
    CliRunner().invoke(publish.main, ["doctor", "--root", "nowhere"])
    assert logging.lastResort
    assert isinstance(logging.lastResort.formatter, Safe)


def test_nothing_is_printed_but_by_the_console() -> None:
    files = [HOME / "publish.py", *(HOME / "brochurepress").rglob("*.py")]
    door = Path("brochurepress/cli/console.py")
    printing = re.compile(r"click\.s?echo\(|(?<![\w.])print\(|sys\.std(out|err)\.write\(")
    assert {file.relative_to(HOME) for file in files if printing.search(file.read_text("utf-8"))} <= {
        door,
        Path("brochurepress/cli/doctor.py"),  # a program for another process
        Path("brochurepress/cli/command_line.py"),  # where the press does not run, before there is a console
    }
