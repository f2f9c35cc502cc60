"""Validity of HTML and its CSS by the Nu Html Checker, the validator the W3C runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import NamedTuple

CHECKER = Path(__file__).parents[1] / "web" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


class Fault(NamedTuple):
    """One thing the checker says of a file: its line, counted from 1, and the message."""

    line: int
    message: str


def faults(*files: Path) -> dict[Path, tuple[Fault, ...]]:
    """Errors and warnings in each HTML file and the CSS in it, none where it is valid; one run for all files.

    Raises RuntimeError where Java or the checker is missing.
    """
    options = ("--stdout", "--format", "json", "--exit-zero-always")
    command = ["java", "-jar", str(CHECKER), *options, *map(str, files)]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError) as missing:
        raise RuntimeError("the Nu Html Checker does not run: run `make setup-test`") from missing
    messages = json.loads(said)["messages"]
    return {file: tuple(_fault(each) for each in messages if _is_of(each, file)) for file in files}


def _is_of(message: dict[str, str], file: Path) -> bool:
    return message["url"].removeprefix("file:").endswith(str(file.resolve()))


def _fault(message: dict[str, str]) -> Fault:
    return Fault(int(message.get("lastLine", 0)), message["message"])
