"""Comparing from the command line: exit codes, what is written where, what people and programs are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brochurepress.cli import command_line as publish
from brochurepress.cli.console import CLEAN, FAULTY, REJECTED
from brochurepress.pipeline.output import write_output
from tests.support.edited_editions import copied, lean
from tests.support.shared_builds import shared_build
from tests.support.versioned import committed

NOTES = "source/minimal/1-notes.md"
USAGE = 2


def run(*arguments: object) -> Result:
    return CliRunner().invoke(publish.main, [str(argument) for argument in ("compare", *arguments)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The minimal edition in one file, under version control."""
    committed(lean("minimal", tmp_path / "root", "press"))
    return tmp_path / "root"


def edit(root: Path, old: str = "that is all", new: str = "that was all") -> None:
    file = root / NOTES
    file.write_text(file.read_text().replace(old, new))


def test_nothing_has_changed_since_the_commit(root: Path) -> None:
    result = run("minimal", "--root", root)
    assert (result.exit_code, result.output) == (CLEAN, "")
    assert "No difference" in (root / "output/minimal.compare.html").read_text()


def test_a_changed_word_is_told_with_its_line(root: Path) -> None:
    edit(root)
    result = run("--root", root)
    assert result.exit_code == FAULTY
    assert f"{NOTES}:6, notes-press.pdf, page 1: warning: “was” after “paragraph, and that” was “is”" in result.stderr
    assert "Traceback" not in result.output


def test_a_program_reads_the_same(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    committed(root)
    edit(root)
    result = run("minimal", "--root", root, "--json")
    (told,) = json.loads(result.stdout)["compared"]
    assert told["same"] is False and told["after"] == "source/minimal"
    assert told["before"].startswith("HEAD (")
    assert [file["variant"] for file in told["files"]] == ["press", "digital"]
    (page,) = told["files"][0]["pages"]
    assert page["status"] == "changed" and page["differing_percent"] > 0 and len(page["plates_after"]) == 4
    assert [finding["rule"] for finding in told["findings"]] == ["compare/words"]


@pytest.mark.parametrize(("given", "written"), [("there", "there/minimal.compare.html"), ("my.html", "my.html")])
def test_the_report_goes_where_it_is_asked(given: str, written: str, root: Path, tmp_path: Path) -> None:
    assert run("minimal", "--root", root, "--report", tmp_path / given).exit_code == CLEAN
    assert (tmp_path / written).is_file()
    assert not (root / "output").exists()


def test_a_folder_and_a_file_can_be_compared_with(tmp_path: Path) -> None:
    was, now = (lean("minimal", tmp_path / name, "press") for name in ("was", "now"))
    edit(now)
    assert run("--root", now, "--against", was).exit_code == FAULTY
    build = shared_build("minimal")
    (press,) = (artwork for artwork in build.artworks if artwork.variant == "press")
    write_output(tmp_path / "out", build.edition, (press,))
    for before in (tmp_path / "out", tmp_path / "out/minimal/notes-press.pdf"):
        assert run("--root", was, "--against", before, "--report", tmp_path).exit_code == CLEAN
    assert run("--root", now, "--against", before).exit_code == FAULTY


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("minimel",), "did you mean 'minimal'?"),
        (("--against", "v9"), "'v9' is no PDF, no edition, no folder, and no revision of"),
        (("--against", "nowhere.pdf"), "there is no file nowhere.pdf"),
        (("--variant", "pres"), "did you mean 'press'?"),
        (("--variant", "web"), "there is no variant 'web' with pages to compare"),
    ],
)
def test_wrong_use_tells_the_cure(arguments: tuple[str, ...], hint: str, root: Path) -> None:
    result = run(*arguments, "--root", root)
    assert result.exit_code == USAGE
    assert hint in result.output


def test_a_file_of_a_variant_that_is_not_issued_is_wrong_use(root: Path, tmp_path: Path) -> None:
    build = shared_build("minimal")
    (digital,) = (artwork for artwork in build.artworks if artwork.variant == "digital")
    write_output(tmp_path, build.edition, (digital,))
    result = run("--root", root, "--against", tmp_path / "minimal/notes.pdf")
    assert result.exit_code == USAGE
    assert (
        "notes.pdf has these files with pages: digital; the edition issues: press. There is nothing to compare"
        in result.output
    )


@pytest.mark.parametrize("when", ["before", "now"])
def test_sources_that_are_refused_exit_with_3_and_all_faults(when: str, root: Path) -> None:
    edit(root, "type: article", "type: articel")
    if when == "before":
        committed(root)
        edit(root, "type: articel", "type: article")
    result = run("--root", root)
    assert result.exit_code == REJECTED
    assert "there is no section type 'articel'" in result.stderr
    assert ("compare with a PDF that was built then" in result.stderr) is (when == "before")


def test_an_edition_that_the_revision_lacks_is_told(root: Path) -> None:
    copied("minimal", root / "another")
    (root / "another/source/minimal").rename(root / "source/second")
    result = run("second", "--root", root)
    assert result.exit_code == REJECTED
    assert "has no edition second [compare/revision]" in result.stderr


def test_a_file_that_is_no_pdf_exits_with_3(root: Path, tmp_path: Path) -> None:
    (tmp_path / "was.pdf").write_text("no PDF")
    result = run("--root", root, "--against", tmp_path / "was.pdf", "--json")
    assert result.exit_code == REJECTED
    assert json.loads(result.stdout)["compared"][0]["findings"][0]["rule"] == "check/unreadable"


def test_a_report_that_cannot_be_written_exits_with_3(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = run("--root", root, "--report", tmp_path / "file/more")
    assert result.exit_code == REJECTED
    assert "output/target" in result.stderr
