"""publish.py handouts: one folder for an intranet, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brochurepress.cli import command_line as publish
from tests.support.edited_editions import lean
from tests.support.sample_project import Sample

FILES = {"notes-sheet.pdf", "notes.pdf", "index.html"}


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(publish.main, ["handouts", *arguments, "--root", str(root)])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("[!.]*")}


def test_it_builds_the_one_edition_and_fills_a_folder_in_which_a_user_s_file_stays(tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "digital", "handout-sheet")
    folder = root / "output/minimal.handouts"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine")
    (folder / "index.html").write_text("mine too")
    done = run(root, "--json")
    assert done.exit_code == 0, done.output
    assert {Path(file).name for file in json.loads(done.stdout)["files"]} == FILES
    assert names(root / "output/minimal") == {"notes-sheet.pdf", "notes.pdf", "manifest.json"}
    kept = names(folder) - FILES - {"mine.txt"}
    assert [(folder / name).read_text() for name in kept] == ["mine too"]
    assert "[output/kept]" in run(root).output or "output/kept" in done.stdout
    again = run(root, "minimal", "--to", str(root / "intranet"))
    assert again.exit_code == 0, again.output
    assert {file: (root / "intranet" / file).read_bytes() for file in FILES} == {
        file: (folder / file).read_bytes() for file in FILES
    }


def test_an_edition_without_handouts_is_told_in_one_finding(tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "digital")
    done = run(root, "minimal")
    assert done.exit_code == 3
    assert "edition.toml:9: error: the edition 'minimal' has no handout" in done.output
    assert done.output.count("error") == 1
    assert not (root / "output").exists()


@pytest.mark.parametrize("arguments", [(), ("mini*",)])
def test_one_edition_is_asked_for(arguments: tuple[str, ...], tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "digital")
    text = Sample(root).text("source/minimal/edition.toml")
    Sample(root).write("source/minimum/edition.toml", text)
    done = run(root, *arguments)
    assert done.exit_code == 2
    assert "may be several editions" in done.output
