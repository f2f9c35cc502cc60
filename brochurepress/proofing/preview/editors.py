"""Editors: how each is told to open a file at a line."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

_TABLE = shipped_table("editors")

EDITORS: dict[str, tuple[str, ...]] = {
    name: tuple(told.split()) for told, names in _TABLE["arguments"].items() for name in names
}
"""The arguments that open {file} at {line}, by the command of each editor whose way of naming a line is known."""

IN_TERMINAL = frozenset(_TABLE["terminal"]["editors"])
"""Editors that live in a terminal, and are given a window with one."""

FILE_ONLY = ("{file}",)
"""The arguments of an editor that is not in the table, unless its command holds {file} itself."""

TERMINALS = tuple(tuple(window.split()) for window in _TABLE["terminal"]["windows"])
"""Windows with a terminal, and the option behind which the command to run in it stands; the first that is there."""


@dataclass(frozen=True)
class EditorCommand:
    """The editor to open sources in: its name, and its command with places for file and line."""

    name: str
    parts: tuple[str, ...]

    def of(self, file: Path, line: int) -> list[str]:
        """The command that opens a file at a line, counted from 1, as its parts."""
        parts = (part.replace("{line}", str(max(line, 1))) for part in self.parts)
        return [part.replace("{file}", str(file)) for part in parts]

    def open(self, file: Path, line: int) -> None:
        """Starts the editor and does not wait for it; raises OSError when it cannot be started."""
        process = subprocess.Popen(  # noqa: S603 - the command is the user's own, and no shell reads it
            self.of(file, line),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        threading.Thread(target=process.wait, daemon=True).start()  # whoever starts a process takes its end


def chosen_editor(asked: str | None, environment: Mapping[str, str] = os.environ) -> EditorCommand | None:
    """The editor asked for, else that of $VISUAL; None when none is named, or that of $VISUAL cannot be used.

    Raises ValueError for a command that was asked for and cannot be used, with the reason and the hint.
    """
    written = environment.get("VISUAL", "") if asked is None else asked
    try:
        parts = shlex.split(written)
        if asked is not None and not parts:
            raise ValueError(phrase("part/no-command-given"))
        return _command(parts) if parts else None
    except ValueError:
        if asked is not None:
            raise
        return None


def _command(parts: list[str]) -> EditorCommand:
    name = Path(parts[0]).name.removesuffix(".exe")
    if shutil.which(parts[0]) is None:
        raise ValueError(phrase("part/no-command", parts=parts[0]))
    if any("{file}" in part for part in parts[1:]):
        return EditorCommand(name, tuple(parts))
    window = next((each for each in TERMINALS if shutil.which(each[0])), None) if name in IN_TERMINAL else ()
    if window is None:
        raise ValueError(phrase("part/needs-window", name=name))
    return EditorCommand(name, (*window, *parts, *EDITORS.get(name, FILE_ONLY)))
