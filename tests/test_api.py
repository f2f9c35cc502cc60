"""The press for programs: what it makes in memory, what it writes, and what it finds in a PDF."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import brochurepress
from brochurepress.pipeline.stages import build_edition
from brochurepress.workspace.project import HOME, Project
from tests.support.assertions import assert_only_found, assert_silent, rejection
from tests.support.edited_editions import ROOTS, copied, edited

MINIMAL = ROOTS["minimal"]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("[!.]*")}


def test_a_build_is_that_of_the_stages_and_writes_nothing(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    built = brochurepress.build("minimal", root=str(root), only=["web", "press"])
    assert built.artworks == build_edition(Project(root), "minimal", ("web", "press")).artworks
    assert [artwork.variant for artwork in built.artworks] == ["press", "web"]
    assert_silent(built.findings)
    assert not (root / "output").exists()


def test_what_is_written_is_what_was_built_with_its_manifest(tmp_path: Path) -> None:
    built = brochurepress.build("minimal", root=MINIMAL, only=["press"], report=True)
    written = built.write(tmp_path)
    made = files(written.folder)
    assert written.folder == tmp_path / "minimal"
    assert made["notes-press.pdf"] == built.artworks[0].content
    assert [entry["file"] for entry in json.loads(made["manifest.json"])["artworks"]] == ["notes-press.pdf"]
    assert {"report.html"} < made.keys()
    assert_silent(written.findings)


def test_a_build_with_errors_is_not_written_and_the_last_output_stays(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    brochurepress.build("minimal", root=root, only=["web"]).write()
    before = files(root / "output/minimal")
    edited("minimal", tmp_path, "source/minimal/1-notes.md", "that is all.", "that is all ☃.")
    built = brochurepress.build("minimal", root=root, only=["web"])
    assert built.artworks == ()
    assert rejection(built.write) == built.findings
    assert files(root / "output/minimal") == before


def test_an_output_among_the_sources_is_refused(tmp_path: Path) -> None:
    root = copied("minimal", tmp_path)
    built = brochurepress.build("minimal", root=root, only=["web"])
    assert_only_found(rejection(lambda: built.write(root / "source")), "output/target")


@pytest.mark.parametrize(
    ("edition", "only", "message", "hint"),
    [
        ("minimel", [], "there is no edition 'minimel'", "did you mean 'minimal'?"),
        ("minimal", ["pres"], "there is no variant 'pres'", "did you mean 'press'?"),
    ],
)
def test_a_name_that_is_none_is_told_with_the_nearest(edition: str, only: list[str], message: str, hint: str) -> None:
    found = rejection(lambda: brochurepress.build(edition, root=MINIMAL, only=only))
    assert_only_found(found, "build/unknown", message=message, hint=hint)


ONE_PAGE = {"press": {"press/page-count"}, "digital": set[str]()}
"""What is wrong with the smallest edition when it is taken for an order of folded sheets: it has one page."""


def errors(file: Path, group: str) -> set[str]:
    return {each.rule for each in brochurepress.check(file, as_=group) if each.severity is brochurepress.Severity.ERROR}


@pytest.mark.parametrize(("variant", "group"), [("press", "press"), ("digital", "digital")])
def test_a_good_file_is_silent_and_another_is_told(variant: str, group: str, tmp_path: Path) -> None:
    (artwork,) = brochurepress.build("minimal", root=MINIMAL, only=[variant]).artworks
    file = tmp_path / artwork.file
    file.write_bytes(artwork.content)
    assert errors(file, group) == ONE_PAGE[group]
    assert errors(file, "digital" if group == "press" else "press") - {"press/page-count"}


@pytest.mark.parametrize(
    ("edition", "said"), [("minimal", set()), ("nothing", {"manuscript/no-sections", "source/missing"})]
)
def test_a_file_is_held_against_the_edition_it_was_made_of(edition: str, said: set[str], tmp_path: Path) -> None:
    file = tmp_path / "renamed.pdf"
    file.write_bytes(brochurepress.build("minimal", root=MINIMAL, only=["digital"]).artworks[0].content)
    found = brochurepress.check(file, as_="digital", root=MINIMAL, edition=edition)
    assert {finding.rule for finding in found} == said


def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    assert_only_found(list(brochurepress.check(tmp_path / "none.pdf", as_="press")), "check/unreadable")
    (tmp_path / "text.pdf").write_text("no PDF")
    assert_only_found(list(brochurepress.check(tmp_path / "text.pdf", as_="press")), "check/unreadable")


def test_a_printer_that_is_none_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_text("no PDF")
    (found,) = brochurepress.check(tmp_path / "a.pdf", as_="press", printer="standard-nl")
    assert "did you mean 'standaard-nl'?" in found.hint


@pytest.mark.parametrize("group", ["handout", "", "Press"])
def test_rules_that_are_none_are_refused(group: str) -> None:
    with pytest.raises(ValueError, match="one of press, digital was expected"):
        brochurepress.check("a.pdf", as_=group)


def test_every_public_name_is_there_and_told_in_the_docs() -> None:
    told = (HOME / "docs/python.md").read_text(encoding="utf-8")
    for name in brochurepress.__all__:
        assert hasattr(brochurepress, name)
        assert f"`{name}`" in told
    assert not hasattr(brochurepress, "anything_else")


def test_the_example_of_the_docs_does_what_it_says(tmp_path: Path) -> None:
    told = (HOME / "docs/python.md").read_text(encoding="utf-8")
    example = told.partition("```python\n")[2].partition("```")[0]
    root = copied("minimal", tmp_path)
    (root / "source/minimal").rename(root / "source/annual-report")
    built = brochurepress.build("annual-report", root=root, only=["press"])
    (root / "delivered.pdf").write_bytes(built.artworks[0].content)
    subprocess.run(
        [sys.executable, "-c", example], cwd=root, env={"PYTHONPATH": str(HOME)}, check=True, capture_output=True
    )
    assert (root / "output/annual-report/manifest.json").is_file()


@pytest.mark.parametrize(
    "name", ["brochurepress", "brochurepress.findings", "brochurepress.cli", "brochurepress.__main__"]
)
def test_importing_it_does_not_load_the_layout_engine(name: str) -> None:
    asked = f"import sys, {name}; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], cwd=HOME, check=False).returncode == 0
