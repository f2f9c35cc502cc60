"""Files that change while something is made from them are told; those that do not matter are not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from prepress.findings import Finding
from prepress.workspace.project import Project
from prepress.workspace.snapshot import changed, stamps
from tests.support.assertions import assert_only_found, assert_silent

OWN, OTHER, SHARED = "source/own/1.md", "source/other/1.md", "assets/tokens.toml"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for file in (OWN, OTHER, SHARED):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("before")
    return Project(tmp_path)


def found(project: Project, change: Callable[[Path], object]) -> tuple[Finding, ...]:
    before = stamps(project)
    change(project.root)
    return changed(project, before, ["source/own"])


def replaced(root: Path) -> None:
    """Another file of the same size, written at the same time as the old one, as a copying program does it."""
    old, new = root / OWN, root / "new"
    new.write_text("behind")
    shutil.copystat(old, new)
    new.replace(old)


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "other words": (lambda root: (root / OWN).write_text("after"), OWN),
    "a file put in its place": (replaced, OWN),
    "a file of all editions": (lambda root: (root / SHARED).write_text("after"), SHARED),
    "a file that is gone": (lambda root: (root / OWN).unlink(), OWN),
    "a file that is new": (lambda root: (root / "source/own/2.md").write_text("new"), "source/own/2.md"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_with_its_file(project: Project, name: str) -> None:
    change, file = CHANGES[name]
    assert_only_found(found(project, change), "source/changed", file=file)


HARMLESS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "another edition": lambda root: (root / OTHER).write_text("after"),
    "a draft of an editor": lambda root: (root / "source/own/.1.md.swp").write_text("x"),
    "a spare copy of an editor": lambda root: (root / "source/own/1.md~").write_text("x"),
    "a file beside the folders": lambda root: (root / "notes.txt").write_text("x"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_matter_is_not_told(project: Project, name: str) -> None:
    assert_silent(found(project, HARMLESS[name]))


def test_what_the_press_ships_counts_too(project: Project) -> None:
    assert any(path.endswith("layouts/base.html") for path in stamps(project))
