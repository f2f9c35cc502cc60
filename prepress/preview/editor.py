"""Editors: the command that opens a file at a line in the editor the user names."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from prepress.findings import Rejected, error
from prepress.project import FOLDERS, Project

AT_LINE: dict[str, tuple[str, ...]] = {
    "atom": ("{file}:{line}",),
    "bbedit": ("+{line}", "{file}"),
    "clion": ("--line", "{line}", "{file}"),
    "code": ("--goto", "{file}:{line}"),
    "code-insiders": ("--goto", "{file}:{line}"),
    "codium": ("--goto", "{file}:{line}"),
    "cursor": ("--goto", "{file}:{line}"),
    "emacs": ("+{line}", "{file}"),
    "emacsclient": ("--no-wait", "+{line}", "{file}"),
    "geany": ("--line={line}", "{file}"),
    "gedit": ("+{line}", "{file}"),
    "gnome-text-editor": ("{file}",),
    "gvim": ("+{line}", "{file}"),
    "helix": ("{file}:{line}",),
    "hx": ("{file}:{line}",),
    "idea": ("--line", "{line}", "{file}"),
    "kate": ("--line", "{line}", "{file}"),
    "kwrite": ("--line", "{line}", "{file}"),
    "mate": ("--line", "{line}", "{file}"),
    "micro": ("+{line}", "{file}"),
    "mousepad": ("--line={line}", "{file}"),
    "mvim": ("+{line}", "{file}"),
    "nano": ("+{line}", "{file}"),
    "notepad++": ("-n{line}", "{file}"),
    "nvim": ("+{line}", "{file}"),
    "nvim-qt": ("{file}", "--", "+{line}"),
    "pluma": ("+{line}", "{file}"),
    "pycharm": ("--line", "{line}", "{file}"),
    "subl": ("{file}:{line}",),
    "vi": ("+{line}", "{file}"),
    "vim": ("+{line}", "{file}"),
    "webstorm": ("--line", "{line}", "{file}"),
    "xed": ("+{line}", "{file}"),
    "zed": ("{file}:{line}",),
}
"""Arguments with which each editor opens a file at a line, by the name of its program."""

NO_LINE = ("{file}",)
"""Arguments for an editor that is not in the table."""

IN_TERMINAL = frozenset({"emacs", "helix", "hx", "micro", "nano", "nvim", "vi", "vim"})
"""Editors that need a terminal, and take over that of the preview unless they are given a window of their own."""


@dataclass(frozen=True)
class Editor:
    """An editor: its program with its own options, and the arguments that name file and line."""

    program: tuple[str, ...]
    arguments: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the program."""
        return Path(self.program[0]).name

    def command(self, path: Path, line: int) -> list[str]:
        """The command, as its parts, that opens a file at a line (from 1)."""
        parts = (part.replace("{line}", str(line)) for part in self.arguments)
        return [*self.program, *(part.replace("{file}", str(path)) for part in parts)]


def read_editor(command: str) -> Editor:
    """The editor of a command such as `code` or `vim -R`; one with {file} and {line} in it says how itself.

    Raises ValueError when the command is empty or its quotes are not closed.
    """
    parts = tuple(shlex.split(command))
    if not parts:
        raise ValueError("the command is empty")
    if any("{file}" in part for part in parts[1:]):
        return Editor(parts[:1], parts[1:])
    program = Path(parts[0]).name.removesuffix(".exe")
    return Editor(parts, AT_LINE.get(program, NO_LINE))


def open_in(editor: Editor, project: Project, file: str, line: int) -> None:
    """Opens a file of the project in the editor, which runs on by itself and without a shell.

    Raises Rejected for a file outside the project, one that is not there, and a program that cannot be started.
    """
    path = _inside(project, file)
    command = editor.command(path, max(1, line))
    try:
        subprocess.Popen(  # noqa: S603 - the command is the user's own, its arguments are no shell's
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as fault:
        message = f"'{editor.name}' cannot be started: {fault.strerror}"
        hint = "name another editor with --editor, with its full path if need be"
        raise Rejected([error("preview/editor", message, hint=hint)]) from fault


def _inside(project: Project, file: str) -> Path:
    """The real path of a file in the four folders of a root."""
    hint = "only files of the project are opened"
    if not file or "\0" in file:
        raise Rejected([error("preview/editor", "no file was named", hint=hint)])
    for base in project.bases():
        path = (base / file).resolve()
        root = base.resolve()
        if path.is_file() and any(path.is_relative_to(root / folder) for folder in FOLDERS):
            return path
    raise Rejected([error("preview/editor", f"there is no file '{file}' in the project", hint=hint)])
