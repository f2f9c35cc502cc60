"""Editors: each is told file and line in its own way, without a shell."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from brochurepress.proofing.preview.editors import EDITORS, IN_TERMINAL, TERMINALS, EditorCommand, chosen_editor
from tests.support.preview_server import until

FILE = Path("source") / "an edition" / "1-cover.md"
LONE = [name for name, told in EDITORS.items() if "{line}" not in "".join(told)]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds all the commands there are; each writes its arguments into the file `said`."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, name: str) -> None:
    path = folder / name
    path.write_text(f'#!/bin/sh\nfor part in "$@"; do echo "$part"; done > {folder / "said"}.new\n')
    with path.open("a") as script:
        script.write(f"/bin/mv {folder / 'said'}.new {folder / 'said'}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def command(asked: str | None, visual: str = "") -> list[str]:
    chosen = chosen_editor(asked, {"VISUAL": visual} if visual else {})
    return chosen.of(FILE, 12) if chosen else []


@pytest.mark.parametrize("name", EDITORS)
def test_every_editor_is_told_the_file_and_the_line(installed: Path, name: str) -> None:
    install(installed, name)
    install(installed, "xterm")
    parts = command(name)
    (told,) = [part for part in parts if str(FILE) in part]
    assert name in LONE or any("12" in part for part in parts)
    assert told.removesuffix(":12") == str(FILE)
    assert parts[0] == ("xterm" if name in IN_TERMINAL else name)


def test_only_an_editor_that_knows_no_lines_is_told_none() -> None:
    assert LONE == ["gnome-text-editor"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("code", ["code", "--goto", f"{FILE}:12"]),
        ("kate", ["kate", "--line", "12", str(FILE)]),
        ("gedit", ["gedit", "+12", str(FILE)]),
        ("subl", ["subl", f"{FILE}:12"]),
        ("idea", ["idea", "--line", "12", str(FILE)]),
        ("emacs", ["emacs", "+12", str(FILE)]),
    ],
)
def test_editors_with_a_window_of_their_own(installed: Path, name: str, expected: list[str]) -> None:
    install(installed, name)
    assert command(name) == expected


@pytest.mark.parametrize("terminal", TERMINALS, ids=lambda terminal: terminal[0])
def test_an_editor_of_the_terminal_is_given_a_window(installed: Path, terminal: tuple[str, ...]) -> None:
    install(installed, "vim")
    install(installed, terminal[0])
    assert command("vim") == [*terminal, "vim", "+12", str(FILE)]


def test_an_editor_of_the_terminal_without_any_window_is_refused(installed: Path) -> None:
    install(installed, "nano")
    with pytest.raises(ValueError, match="'nano' needs a window with a terminal"):
        command("nano")


def test_options_of_the_user_are_kept(installed: Path) -> None:
    install(installed, "code")
    assert command("code --reuse-window") == ["code", "--reuse-window", "--goto", f"{FILE}:12"]


def test_a_command_may_say_itself_where_file_and_line_stand(installed: Path) -> None:
    install(installed, "pen")
    written = "pen --at={line} '{file}' {other}"
    assert command(written) == ["pen", "--at=12", str(FILE), "{other}"]


def test_an_unknown_editor_is_given_the_file(installed: Path) -> None:
    install(installed, "pen")
    assert command("pen -x") == ["pen", "-x", str(FILE)]


def test_a_full_path_is_known_by_its_last_part(installed: Path) -> None:
    install(installed, "code")
    assert command(f"{installed}/code")[1:] == ["--goto", f"{FILE}:12"]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [("gone", "there is no command 'gone'"), ("", "no command is given"), ("code 'open", "quotation")],
)
def test_a_command_that_cannot_be_used_is_told(installed: Path, asked: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        command(asked)


def test_visual_is_used_when_none_is_asked_for(installed: Path) -> None:
    install(installed, "code")
    assert command(None, "code")[0] == "code"
    assert command(None) == []
    assert command(None, "gone") == []


def test_the_command_asked_for_goes_before_visual(installed: Path) -> None:
    install(installed, "code")
    install(installed, "kate")
    assert command("kate", "code")[0] == "kate"


def test_the_editor_is_started_without_a_shell(installed: Path) -> None:
    install(installed, "pen")
    file = installed / "a $(touch bad) `name`; &.md"
    EditorCommand("pen", ("pen", "{line}", "{file}")).open(file, -3)
    said = installed / "said"
    until(said.exists, bool)
    assert said.read_text().splitlines() == ["1", str(file)]
    assert not (installed / "bad").exists()


def test_an_editor_that_is_gone_cannot_be_started(installed: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        EditorCommand("pen", ("pen", "{file}")).open(FILE, 1)
