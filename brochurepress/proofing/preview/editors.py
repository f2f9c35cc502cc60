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


@dataclass(frozen=True)
class TextEditor:
    """An editor by the name of its command, with the arguments that open {file} at {line}.

    One that lives in a `terminal` is given a window with one.
    """

    name: str
    arguments: tuple[str, ...]
    terminal: bool = False


_WINDOWED = {
    ("--goto", "{file}:{line}"): "code code-insiders codium cursor",
    ("{file}:{line}",): "zed subl geany",
    ("{file}",): "gnome-text-editor",
    ("+{line}", "{file}"): "gedit xed pluma gvim mvim emacs bbedit",
    ("--no-wait", "+{line}", "{file}"): "emacsclient",
    ("--line", "{line}", "{file}"): "kate kwrite idea pycharm webstorm mate",
    ("--line={line}", "{file}"): "mousepad",
}
_IN_TERMINAL = {("+{line}", "{file}"): "vi vim nvim nano micro", ("{file}:{line}",): "hx"}

EDITORS: dict[str, TextEditor] = {
    name: TextEditor(name, arguments, terminal)
    for table, terminal in ((_WINDOWED, False), (_IN_TERMINAL, True))
    for arguments, names in table.items()
    for name in names.split()
}
"""Each editor whose way of naming a line is known."""

FILE_ONLY = ("{file}",)
"""The arguments of an editor that is not in the table, unless its command holds {file} itself."""

_TERMINALS = "x-terminal-emulator -e|gnome-terminal --|konsole -e|xfce4-terminal -x|alacritty -e|kitty|foot|xterm -e"
TERMINALS = tuple(tuple(terminal.split()) for terminal in _TERMINALS.split("|"))
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
    known = EDITORS.get(name)
    if known is None:
        return EditorCommand(name, (*parts, *FILE_ONLY))
    window = next((each for each in TERMINALS if shutil.which(each[0])), None) if known.terminal else ()
    if window is None:
        raise ValueError(phrase("part/needs-window", name=name))
    return EditorCommand(name, (*window, *parts, *known.arguments))
