"""Proving, releasing and verifying from the command line: exit codes, what is written, what is told."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import CLEAN, FAULTY, REJECTED
from brochurepress.release.manifest import write_record
from brochurepress.workspace.project import HOME
from tests.prove import verdicts
from tests.support.edited_editions import ROOTS, lean
from tests.support.sample_project import CONTACTS, sample
from tests.support.shared_builds import shared_build

MINIMAL = str(ROOTS["minimal"])
SMALL = ("digital", "web")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest edition in as few files as a release takes."""
    return lean("minimal", tmp_path_factory.mktemp("small"), *SMALL)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(publish.main, [str(argument) for argument in arguments])


def test_a_release_without_proof_is_refused_and_nothing_is_written(tmp_path: Path, small: Path) -> None:
    result = run("release", "minimal", "--root", small, "--output", tmp_path)
    assert result.exit_code == FAULTY
    assert "veraPDF has not judged these bytes on PDF/UA-1 [release/unproved]" in result.stderr
    assert "hint: publish.py prove minimal" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_record_of_the_same_bytes_is_proof(tmp_path: Path, small: Path) -> None:
    artworks = tuple(each for each in shared_build("minimal").artworks if each.variant in SMALL)
    write_record(tmp_path / "minimal", verdicts(artworks))
    result = run("release", "minimal", "--root", small, "--output", tmp_path, "--json")
    rules = {finding["rule"] for finding in json.loads(result.stdout)["findings"]}
    assert "release/unproved" not in rules


def test_a_draft_is_written_and_its_copy_verified(tmp_path: Path, small: Path) -> None:
    released = run("release", "minimal", "--root", small, "--output", tmp_path, "--draft", "--json")
    assert released.exit_code == CLEAN
    site = Path(json.loads(released.stdout)["site"])
    assert json.loads((site / "manifest.json").read_text())["draft"] is True
    given = ("--root", small, "--output", tmp_path, "--json")
    assert run("verify", site, *given).exit_code == CLEAN
    (site / "notes.pdf").write_bytes(b"another")
    changed = run("verify", site, *given)
    assert changed.exit_code == FAULTY
    assert [finding["rule"] for finding in json.loads(changed.stdout)["findings"]] == ["live/bytes"]


def test_what_was_never_released_cannot_be_verified(tmp_path: Path) -> None:
    result = run("verify", tmp_path, "--root", MINIMAL, "--output", tmp_path)
    assert result.exit_code == REJECTED


def test_a_target_that_is_no_address_and_no_folder_is_wrong_use() -> None:
    result = run("verify", "www.example.org", "--root", MINIMAL)
    assert result.exit_code == 2
    assert "neither an address (https://...) nor a folder" in result.stderr


def test_proof_without_verapdf_is_refused_with_its_cure(tmp_path: Path, small: Path) -> None:
    command = tmp_path / "nothing"
    result = run("prove", "minimal", "--root", small, "--output", tmp_path, "--verapdf", command)
    assert result.exit_code == REJECTED
    assert "hint: install veraPDF" in result.stderr


@pytest.mark.parametrize("command", ["prove", "release"])
def test_an_edition_that_is_none_is_wrong_use(command: str) -> None:
    result = run(command, "minimel", "--root", MINIMAL)
    assert result.exit_code == 2
    assert "did you mean 'minimal'?" in result.stderr


def test_check_tells_the_age_of_contacts(tmp_path: Path) -> None:
    sample(tmp_path).change(CONTACTS, "name: Ada Lovelace", "name: Ada Lovelace\n    expires: 1999-12-31")
    result = run("check", "sample", "--root", tmp_path)
    assert result.exit_code == FAULTY
    assert "'Ada Lovelace' was valid until 1999-12-31 [contacts/expired]" in result.stderr


def test_new_files_are_written_named_and_never_written_over(tmp_path: Path) -> None:
    made = run("new", "brochure", "mine", "--kit", "quiet", "--root", tmp_path)
    assert made.exit_code == CLEAN and "source/mine/edition.toml" in made.stdout
    (tmp_path / "schemas/edition.json").unlink()
    assert run("new", "section", "points", "--into", "mine", "--root", tmp_path, "--json").exit_code == CLEAN
    assert (tmp_path / "source/mine/5-points-2.md").is_file() and (tmp_path / "schemas/edition.json").is_file()
    again = run("new", "brochure", "mine", "--root", tmp_path)
    assert again.exit_code == REJECTED and "[new/exists]" in again.stderr
    assert 'kit = "quiet"' in (tmp_path / "source/mine/edition.toml").read_text()
    assert run("new", "kit", "mine", "--root", tmp_path).exit_code == CLEAN


def test_native_windows_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("brochurepress.cli.command_line.sys.platform", "win32")
    monkeypatch.setenv("LANG", "nl_NL.UTF-8")
    with pytest.raises(SystemExit) as ended:
        publish.run_main()
    (line,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == click.UsageError.exit_code == 2
    assert "WSL" in line and "docs/start.md" in line


def test_a_font_is_added_with_its_licence(tmp_path: Path) -> None:
    fonts = HOME / "fonts"
    file, licence = fonts / "newsreader-latin-400-normal.woff2", fonts / "newsreader-LICENSE"
    added = run("font", "add", file, "--licence", licence, "--role", "mono", "--root", tmp_path)
    assert added.exit_code == CLEAN and "[fonts/letters]" in added.stderr
    assert "[fonts.mono]" in (tmp_path / "assets/tokens.toml").read_text()
    assert len([*(tmp_path / "fonts").iterdir()]) == 2
    assert run("font", "add", file, "--licence", licence, "--role", "mono", "--root", tmp_path).exit_code == REJECTED
    assert run("font", "add", file, "--root", tmp_path).exit_code == 2, "a font comes with its licence"
