"""A file is read once; what was made from it holds while it is the same; what changes meanwhile is told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from brochurepress.findings import Finding, Rejected
from brochurepress.workspace.project import Outside, Project
from brochurepress.workspace.snapshot import Memo, Snapshot
from tests.support.assertions import assert_only_found, assert_silent, rejection

OWN, OTHER, SHARED, NONE = (
    "source/own/1.md",
    "source/other/1.md",
    "layouts/kits/puzzle/tokens.toml",
    "source/own/none.toml",
)
LISTED = "source/own/*.md"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for file in (OWN, OTHER, SHARED):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("before")
        os.utime(tmp_path / file, (0, 0))
    return Project(tmp_path)


def read(project: Project, memo: Memo | None = None) -> Snapshot:
    """A snapshot of which the edition's own file, a shared one, one that is not there and a listing were asked."""
    snapshot = Snapshot(project, memo)
    snapshot.read(OWN), snapshot.text(SHARED), snapshot.has(NONE), snapshot.listing(LISTED)
    return snapshot


def found(project: Project, change: Callable[[Path], object]) -> tuple[Finding, ...]:
    snapshot = read(project)
    change(project.root)
    return snapshot.changed()


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
    "a file that is gone": (lambda root: (root / SHARED).unlink(), SHARED),
    "a file that was not there": (lambda root: (root / NONE).write_text("new"), NONE),
    "a file that is new in a folder": (lambda root: (root / "source/own/2.md").write_text("x"), "source/own/2.md"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_with_its_file(project: Project, name: str) -> None:
    change, file = CHANGES[name]
    assert_only_found(found(project, change), "source/changed", file=file)


HARMLESS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda root: None,
    "another edition": lambda root: (root / OTHER).write_text("after"),
    "a file that nothing asked for": lambda root: (root / "source/own/other.toml").write_text("x"),
    "a draft of an editor": lambda root: (root / "source/own/.1.md").write_text("x"),
    "a spare copy of an editor": lambda root: (root / "source/own/1.md~").write_text("x"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_not_matter_is_not_told(project: Project, name: str) -> None:
    assert_silent(found(project, HARMLESS[name]))


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_read_stays_as_it_was(project: Project, name: str) -> None:
    snapshot = read(project)
    asked = snapshot.asked
    CHANGES[name][0](project.root)
    assert (snapshot.read(OWN), snapshot.text(SHARED)) == (b"before", "before")
    assert (snapshot.has(NONE), snapshot.listing(LISTED)) == (False, (OWN,))
    assert (snapshot.asked, snapshot.holds(asked)) == (asked, True)


def test_what_was_asked_for_is_told_with_its_digest(project: Project) -> None:
    asked = read(project).asked
    assert set(asked) == {OWN, SHARED, NONE, LISTED}
    assert (asked[NONE], asked[OWN] == asked[SHARED], len(asked[OWN])) == ("", True, 64)


@pytest.mark.parametrize("name", CHANGES)
def test_a_result_is_made_anew_when_what_it_was_made_from_changes(project: Project, name: str) -> None:
    memo, numbers = Memo(), count()

    def made() -> tuple[int, Snapshot]:
        snapshot = Snapshot(project, memo)

        def inner() -> int:
            return len(snapshot.read(OWN)) + snapshot.has(NONE)

        def whole() -> int:  # what is made within it counts too
            told = snapshot.text(SHARED), snapshot.listing(LISTED), snapshot.once("inner", inner)
            return next(numbers) if told else 0

        return snapshot.once("whole", whole), snapshot

    first, _ = made()
    assert made()[0] == first
    CHANGES[name][0](project.root)
    try:
        again, snapshot = made()
    except Rejected:
        return  # the file that is gone
    assert again > first
    assert snapshot.once("whole", lambda: -1) == again


def test_a_result_holds_when_a_file_is_written_again_as_it_was(project: Project) -> None:
    memo = Memo()
    Snapshot(project, memo).once("key", lambda: read(project, memo) and 1)
    (project.root / OWN).write_text("before")
    assert Snapshot(project, memo).once("key", lambda: 2) == 1


@pytest.mark.parametrize(("age", "kept"), [(0, True), (10**12, False)])
def test_a_file_is_taken_from_the_memo_unless_its_times_are_too_new(
    project: Project, monkeypatch: pytest.MonkeyPatch, age: int, kept: bool
) -> None:
    monkeypatch.setattr("brochurepress.workspace.snapshot._SETTLED_NS", age)
    memo = Memo()
    first, second = (read(project, memo).read(OWN) for _ in range(2))
    assert (first == second, first is second) == (True, kept)


def linked(root: Path) -> None:
    """A folder of the project that is a link now, and leads out of it."""
    (root / "source/own").rename(root / "elsewhere")
    (root / "source/own").symlink_to(root / "elsewhere")


@pytest.mark.parametrize("change", [*(change for change, _ in CHANGES.values()), linked])
def test_a_memo_finds_what_there_is_now(project: Project, change: Callable[[Path], object]) -> None:
    memo = Memo()
    for _ in range(2):
        read(project, memo)
    change(project.root)
    known, fresh = Snapshot(project, memo), Snapshot(project)
    for name in (OWN, SHARED, NONE, LISTED):
        assert known.digest(name) == fresh.digest(name)
    assert known.listing(LISTED) == fresh.listing(LISTED)


def test_what_raises_is_not_kept(project: Project) -> None:
    snapshot = Snapshot(project)
    rejection(lambda: snapshot.once("key", lambda: snapshot.text(NONE)))
    assert snapshot.once("key", lambda: 1) == 1


def test_a_file_that_leads_out_is_refused(project: Project, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("secret")
    (tmp_path / NONE).symlink_to(tmp_path / "outside")
    snapshot = Snapshot(project)
    with pytest.raises(Outside):
        snapshot.read(NONE)
    assert_only_found(rejection(lambda: snapshot.text(NONE)), "source/outside", file=NONE)


def test_what_is_no_plain_file_says_so(project: Project) -> None:
    (project.root / NONE).mkdir()
    fault = rejection(lambda: Snapshot(project).text(NONE))
    assert_only_found(fault, "source/limit", file=NONE, message="is no plain file")


def test_what_the_press_ships_counts_too(project: Project) -> None:
    snapshot = Snapshot(project)
    assert snapshot.has("layouts/base.html")
    (project.root / "layouts/base.html").write_text("our own")
    assert_only_found(snapshot.changed(), "source/changed", file="layouts/base.html")
