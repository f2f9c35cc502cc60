"""publish.py check: files and folders, accepted findings, and the page that shows where they stand."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brochurepress.cli.command_line import main
from tests.support.edited_editions import lean
from tests.support.press_sample import ROOT, press_sample
from tests.support.press_spoils import painted

ACCEPTED = '[[accepted]]\nrule = "press/colour-space"\nplace = "page 1"\nreason = "Proofed so."\n'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good file, a faulty one, and what is no PDF."""
    made = tmp_path_factory.mktemp("delivered")
    (made / "b.pdf").write_bytes(press_sample().data)
    sample = press_sample()
    painted("q 1 0 0 rg 40 40 50 50 re f Q")(sample)
    (made / "A.PDF").write_bytes(sample.data)
    (made / "notes.txt").write_text("no PDF")
    return made


def check(*arguments: object) -> Result:
    given = ["check", *map(str, arguments), "--as", "press", "--root", str(ROOT)]
    return CliRunner().invoke(main, given)


def test_a_folder_has_a_line_for_each_pdf_in_order_and_a_total(folder: Path) -> None:
    result = check(folder)
    assert result.exit_code == 1, result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith((str(folder), "2 files"))]
    assert lines[0] == f"{folder}/A.PDF: 1 error"
    assert lines[1].startswith(f"{folder}/b.pdf: clean, ")
    assert lines[2] == "2 files, 1 clean: 1 error"


def test_a_folder_without_a_pdf_is_wrong_use(tmp_path: Path) -> None:
    result = check(tmp_path)
    assert (result.exit_code, "there is no PDF in" in result.output) == (2, True)


def test_an_accepted_finding_is_told_and_gives_no_exit_code(folder: Path) -> None:
    table = folder / "A.accepted.toml"
    table.write_text(ACCEPTED)
    try:
        result = check(folder / "A.PDF", "--json")
    finally:
        table.unlink()
    (found,) = json.loads(result.stdout)["checked"][0]["findings"]
    assert (result.exit_code, found["accepted"]) == (0, "Proofed so.")


def test_the_page_shows_each_finding_where_it_stands(folder: Path, tmp_path: Path) -> None:
    result = check(folder / "A.PDF", "--report", tmp_path / "seen.html")
    page = (tmp_path / "seen.html").read_text(encoding="utf-8")
    assert result.exit_code == 1
    assert page.count('<img src="data:image/webp') == 1
    assert '<a class="mark error" href="#finding-1"' in page and 'id="finding-1"' in page
    assert "press/colour-space" in page and "http" not in page.replace("http://www.w3.org", "")


def test_a_folder_has_a_page_for_each_file(folder: Path, tmp_path: Path) -> None:
    check(folder, "--report", tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["A.PDF.html", "b.pdf.html"]


def test_an_edition_has_the_verdict_of_its_build_and_nothing_is_written(tmp_path: Path) -> None:
    root = lean("minimal", tmp_path, "press")
    given = ["check", "minimal", "--root", str(root)]
    good = CliRunner().invoke(main, given)
    assert (good.exit_code, good.output) == (0, "")
    profile = root / "assets/printers/loose-sheet.toml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(re.sub(r"^(smallest\w*_pt) = [68]$", r"\1 = 30", text, flags=re.MULTILINE))
    faulty = CliRunner().invoke(main, given)
    assert (faulty.exit_code, "press/text-size" in faulty.output) == (1, True)
    assert CliRunner().invoke(main, [*given, "--text"]).exit_code == 0
    assert not (root / "output").exists()


def test_several_files_do_not_share_a_page(folder: Path, tmp_path: Path) -> None:
    assert check(folder, "--report", tmp_path / "one.html").exit_code == 2
