"""The command line: exit codes, findings for people and for programs, and help that tells how."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from brochurepress.cli import command_line as publish
from brochurepress.workspace.project import HOME
from tests.support.edited_editions import ROOTS, copied, edited

MINIMAL = str(ROOTS["minimal"])


def run(*arguments: str) -> Result:
    return CliRunner().invoke(publish.main, arguments)


def test_a_clean_build_exits_with_0_and_says_nothing_when_piped(tmp_path: Path) -> None:
    result = run("build", "--root", MINIMAL, "--output", str(tmp_path))
    assert (result.exit_code, result.output) == (0, "")
    assert sorted(path.name for path in (tmp_path / "minimal").glob("[!.]*")) == [
        "index.html",
        "manifest.json",
        "notes-2.pdf",
        "notes-how-to-print.pdf",
        "notes-large.pdf",
        "notes-press.pdf",
        "notes-sheet.pdf",
        "notes.pdf",
        "notes.png",
    ]


def test_json_lists_artworks_and_findings(tmp_path: Path) -> None:
    result = run("build", "--root", MINIMAL, "--output", str(tmp_path), "--only", "web", "--json")
    assert json.loads(result.stdout) == {
        "editions": [{"edition": "minimal", "artworks": [str(tmp_path / "minimal/index.html")], "findings": []}]
    }


def test_a_finding_of_severity_error_exits_with_1_and_leaves_the_last_output(tmp_path: Path) -> None:
    project = edited("minimal", tmp_path, "source/minimal/1-notes.md", "that is all.", "that is all.")
    root, out = str(project.root), tmp_path / "output/minimal"
    assert run("build", "--root", root).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.glob("[!.]*")}
    text = tmp_path / "source/minimal/1-notes.md"
    text.write_text(text.read_text().replace("all.", "all ☃."))
    result = run("build", "--root", root)
    assert result.exit_code == 1
    assert (
        "source/minimal/1-notes.md:6, notes-press.pdf, page 1: error: the font Newsreader has no '☃' (snowman)"
        in result.stderr
    )
    assert "hint: " in result.stderr
    assert {path.name: path.read_bytes() for path in out.glob("[!.]*")} == before


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_rejected_manuscript_exits_with_3_and_tells_every_fault(command: str, tmp_path: Path) -> None:
    copied("minimal", tmp_path)
    folder = tmp_path / "source/minimal"
    (folder / "1-notes.md").write_text("---\ntype: articel\n---\nText.\n")
    (folder / "2-more.md").write_text("No front matter.\n")
    result = run(command, "--root", str(tmp_path))
    assert result.exit_code == 3
    assert "1-notes.md:2: error: there is no section type 'articel'" in result.stderr
    assert "did you mean 'article'?" in result.stderr
    assert "2-more.md:1: error: the front matter is missing" in result.stderr
    assert "Traceback" not in result.output


def test_check_writes_nothing(tmp_path: Path) -> None:
    copied("minimal", tmp_path)
    assert run("check", "--root", str(tmp_path)).exit_code == 0
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("build", "minimel", "--root", MINIMAL), "did you mean 'minimal'?"),
        (("build", "--root", MINIMAL, "--only", "digitl"), "did you mean 'digital'?"),
        (("build", "--root", str(HOME / "docs")), "source/<edition>/edition.toml was expected"),
        (("build", "--root", "nowhere"), "does not exist"),
        (("biuld",), "No such command"),
    ],
)
def test_wrong_use_exits_with_2_and_tells_the_cure(arguments: tuple[str, ...], hint: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert hint in result.output


def test_an_output_that_cannot_be_is_refused_with_3(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("build", "--root", MINIMAL, "--output", str(tmp_path / "file/output"), "--only", "web")
    assert result.exit_code == 3
    assert "output/target" in result.stderr


def test_an_unknown_printer_is_named_with_those_there_are() -> None:
    result = run("check", "--root", MINIMAL, "--printer", "standard-nl")
    assert result.exit_code == 3
    assert "did you mean 'standaard-nl'?" in result.stderr


@pytest.mark.parametrize("name", sorted(publish.main.commands))
def test_every_command_has_help_with_an_example(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"publish.py {name}" in result.output


def test_every_option_says_what_it_is_for() -> None:
    for command in publish.main.commands.values():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{command.name} {parameter.name}"


def test_progress_is_shown_on_a_terminal(tmp_path: Path) -> None:
    script = (
        "import pty, sys; "
        f"pty.spawn([{sys.executable!r}, 'publish.py', 'build', '--root', {MINIMAL!r}, "
        f"'--output', {str(tmp_path)!r}, '--only', 'web'])"
    )
    shown = subprocess.run([sys.executable, "-c", script], cwd=HOME, capture_output=True, text=True, check=True).stdout
    assert "manuscript" in shown
    assert "pages" in shown
    assert "web: a web page in one file" in shown
    assert str(tmp_path / "minimal/index.html")[-20:] in shown.replace("\r\n", "")
