"""Editors: how each is told to open a file at a line."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Editor:
    """An editor by the name of its command, with the arguments that open {file} at {line}.

    One that lives in a `terminal` cannot be opened from a browser.
    """

    name: str
    arguments: tuple[str, ...]
    terminal: bool = False


EDITORS: dict[str, Editor] = {
    row.name: row
    for row in (
        Editor("code", ("--goto", "{file}:{line}")),
        Editor("codium", ("--goto", "{file}:{line}")),
        Editor("cursor", ("--goto", "{file}:{line}")),
        Editor("zed", ("{file}:{line}",)),
        Editor("subl", ("{file}:{line}",)),
        Editor("gedit", ("+{line}", "{file}")),
        Editor("gnome-text-editor", ("{file}",)),
        Editor("kate", ("--line", "{line}", "{file}")),
        Editor("geany", ("{file}:{line}",)),
        Editor("mousepad", ("--line={line}", "{file}")),
        Editor("gvim", ("+{line}", "{file}")),
        Editor("emacsclient", ("--no-wait", "+{line}", "{file}")),
        Editor("idea", ("--line", "{line}", "{file}")),
        Editor("pycharm", ("--line", "{line}", "{file}")),
        Editor("mate", ("--line", "{line}", "{file}")),
        Editor("bbedit", ("+{line}", "{file}")),
        Editor("vi", ("+{line}", "{file}"), terminal=True),
        Editor("vim", ("+{line}", "{file}"), terminal=True),
        Editor("nvim", ("+{line}", "{file}"), terminal=True),
        Editor("emacs", ("+{line}", "{file}"), terminal=True),
        Editor("nano", ("+{line}", "{file}"), terminal=True),
        Editor("hx", ("{file}:{line}",), terminal=True),
    )
}
"""Each editor whose way of naming a line is known; of any other, {file} and {line} must be in the command given."""


@dataclass(frozen=True)
class Command:
    """The editor to open sources in: its name, and its command with places for file and line."""

    name: str
    parts: tuple[str, ...]

    def open(self, file: Path, line: int) -> None:
        """Starts the editor and does not wait for it; raises OSError when it cannot be started."""
        values = {"file": str(file), "line": str(max(line, 1))}
        parts = [part.format_map(values) for part in self.parts]
        subprocess.Popen(  # noqa: S603 - the command is the user's own, and no shell reads it
            parts,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def chosen_editor(asked: str | None, environment: Mapping[str, str] = os.environ) -> Command | None:
    """The editor asked for, else that of $VISUAL; None when none is named or it needs a terminal of its own.

    Raises ValueError for a command that was asked for and cannot be used, with the reason and the cure.
    """
    written = asked or environment.get("VISUAL", "")
    try:
        parts = shlex.split(written)
        return _command(parts) if parts else None
    except ValueError:
        if asked:
            raise
        return None


def _command(parts: list[str]) -> Command:
    name = Path(parts[0]).stem
    if shutil.which(parts[0]) is None:
        raise ValueError(f"there is no command '{parts[0]}': install it, or name another editor")
    if any("{file}" in part for part in parts[1:]):
        return Command(name, tuple(parts))
    if name not in EDITORS:
        raise ValueError(
            f"how '{name}' opens a line is not known: write the command with {{file}} and {{line}}"
        )
    if EDITORS[name].terminal:
        raise ValueError(f"'{name}' needs a terminal of its own: name an editor with a window, such as code")
    return Command(name, (*parts, *EDITORS[name].arguments))
