"""Where output may go, and what of it is the press's own: nobody loses a file that the press did not make."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from brochurepress.artworks.artwork import Artwork
from brochurepress.cli.command_line import main
from brochurepress.cli.console import CLEAN, REJECTED
from brochurepress.findings import Severity
from brochurepress.pipeline.output import prepare, strangers, write_file, write_files, write_output
from brochurepress.source.edition import Edition, read_edition
from brochurepress.workspace.project import HOME, Own, Project
from brochurepress.workspace.snapshot import Snapshot
from brochurepress.workspace.transaction import STATE
from tests.support.assertions import assert_found, assert_only_found, assert_silent, rejection
from tests.support.edited_editions import ROOTS, copied

NAME = "minimal"
PRESS = Artwork("press", "notes-press.pdf", b"%PDF press", 1, ("PDF/X-4",))
WEB = Artwork("web", "index.html", b"<!doctype html>", 0)


@pytest.fixture
def edition() -> Edition:
    return read_edition(Snapshot(Project(ROOTS[NAME])), NAME)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied(NAME, tmp_path / "root")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and STATE not in path.parts
    }


def linked(path: Path, to: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(to)
    return path


def touched(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine")
    return path


REFUSED: dict[str, tuple[Callable[[Path, Path], Path | None], str, str]] = {
    "the sources": (lambda root, other: root, "source", "is the folder source/"),
    "an edition among the sources": (lambda root, other: root / "source", NAME, "lies in the folder source/"),
    "what holds the sources": (lambda root, other: root.parent, "root", "contains the folder source/"),
    "the fonts": (lambda root, other: root, "fonts", "is the folder fonts/"),
    "below the assets": (lambda root, other: root / "assets", "x", "lies in the folder assets/"),
    "the layouts of the press": (lambda root, other: HOME, "layouts", "is the folder layouts/"),
    "the press itself": (lambda root, other: HOME.parent, HOME.name, "contains the folder source/"),
    "the sources by a link": (lambda root, other: linked(other / "link", root), "source", "is the folder source/"),
    "a file": (lambda root, other: touched(other / NAME).parent, NAME, "this is a file"),
    "below a file": (lambda root, other: touched(other / "file"), NAME, "this is a file"),
    "a link to nothing": (
        lambda root, other: linked(other / NAME, other / "gone").parent,
        NAME,
        "this link leads nowhere",
    ),
    "a link to itself": (
        lambda root, other: linked(other / NAME, other / NAME).parent,
        NAME,
        "this link leads nowhere",
    ),
    "below a link to nothing": (
        lambda root, other: linked(other / "link", other / "gone"),
        NAME,
        "this link leads nowhere",
    ),
    "a link in the root that leads out": (
        lambda root, other: linked(root / "output" / NAME, other) and None,
        NAME,
        "leads out of it",
    ),
    "an output of the root that leads out": (
        lambda root, other: linked(root / "output", other) and None,
        NAME,
        "leads out of it",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_folder_that_must_not_be_written_to_is_refused(what: str, root: Path, tmp_path: Path) -> None:
    place, name, said = REFUSED[what]
    (tmp_path / "other").mkdir()
    output = place(root, tmp_path / "other")
    before = contents(tmp_path)
    found = rejection(lambda: prepare(Project(root), output, name))
    assert_found(found, "output/target", message=said, hint="--output")
    assert {finding.rule for finding in found} == {"output/target"}
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (lambda root, other: None, NAME),
        (lambda root, other: root / "output", NAME),
        (lambda root, other: other, NAME),
        (lambda root, other: other / "new/and/deeper", NAME),
        (lambda root, other: linked(other / "link", other), NAME),
        (lambda root, other: linked(root / "output", other), NAME),
        (lambda root, other: linked(other / NAME, other / "..").parent / NAME, "deeper"),
        (lambda root, other: linked(root / "output" / NAME, root / "elsewhere") and None, "another"),
    ],
)
def test_any_other_folder_is_taken(
    place: Callable[[Path, Path], Path | None], name: str, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    assert_silent(prepare(Project(root), place(root, tmp_path / "other"), name))


COMMANDS = {
    "build": ("build", NAME),
    "prove": ("prove", NAME),
    "evidence": ("evidence", NAME),
    "release": ("release", NAME),
    "handouts": ("handouts", NAME),
    "swatches": ("swatches", NAME),
    "run": ("run", "people.csv", "--edition", NAME),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_writes_refuses_before_it_works(command: str, root: Path) -> None:
    before = contents(root)
    done = run(*COMMANDS[command], "--root", root, "--output", root / "source" / NAME)
    assert done.exit_code == REJECTED, done.output
    assert "output/target" in done.output
    assert "lies in the folder source/" in done.output
    assert contents(root) == before


def test_a_comparison_is_not_written_among_the_sources(root: Path) -> None:
    before = contents(root)
    report = root / "source" / NAME / "edition.toml.html"
    done = run("compare", NAME, "--root", root, "--against", root, "--report", report)
    assert done.exit_code == REJECTED, done.output
    assert "lies in the folder source/" in done.output
    assert contents(root) == before


def test_an_edition_called_source_does_not_wipe_the_sources(root: Path) -> None:
    shutil.move(root / "source" / NAME, root / "source/source")
    before = contents(root)
    assert run("build", "source", "--root", root, "--output", root).exit_code == REJECTED
    assert contents(root) == before


def test_what_the_press_did_not_make_stays(edition: Edition, tmp_path: Path) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    (folder / "my/own").mkdir(parents=True)
    for file in ("notes.docx", "my/own/a.txt", "index.html.kept-1"):
        (folder / file).write_text("mine")
    written = write_output(tmp_path, edition, (PRESS, Artwork("web", "index.html", b"new", 0)))
    assert_silent(written.findings)
    found = contents(folder)
    assert found["index.html"] == b"new"
    assert {file for file, content in found.items() if content == b"mine"} == {
        "notes.docx",
        "my/own/a.txt",
        "index.html.kept-1",
    }


@pytest.mark.parametrize("ledger", [True, False], ids=["with the list", "by the manifest alone"])
def test_an_artwork_that_somebody_edited_is_moved_aside_and_told(
    ledger: bool, edition: Edition, tmp_path: Path
) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    for number in (1, 2):
        (folder / PRESS.file).write_bytes(b"edited %d" % number)
        if not ledger:
            shutil.rmtree(folder / STATE)
        written = write_output(tmp_path, edition, (PRESS, WEB))
        assert_only_found(
            written.findings, "output/kept", file=str(folder / PRESS.file), message=f"{PRESS.file}.kept-{number}"
        )
        assert written.findings[0].severity is Severity.WARNING
        assert (folder / f"{PRESS.file}.kept-{number}").read_bytes() == b"edited %d" % number
        assert (folder / PRESS.file).read_bytes() == PRESS.content
    assert_silent(write_output(tmp_path, edition, (PRESS, WEB)).findings)


def test_an_edited_artwork_that_is_not_built_leaves_the_manifest(edition: Edition, tmp_path: Path) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    (folder / PRESS.file).write_bytes(b"edited")
    assert_only_found(write_output(tmp_path, edition, (WEB,)).findings, "output/kept", message="kept-1")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [entry["variant"] for entry in manifest["artworks"]] == ["web"]
    assert set(contents(folder)) == {"index.html", "manifest.json", f"{PRESS.file}.kept-1"}


def test_a_file_link_or_folder_that_stands_in_the_way_is_moved_aside(edition: Edition, tmp_path: Path) -> None:
    folder, secret = tmp_path / NAME, touched(tmp_path / "secret")
    linked(folder / WEB.file, secret)
    (folder / PRESS.file).mkdir()
    written = write_output(tmp_path, edition, (PRESS, WEB))
    assert [finding.rule for finding in written.findings] == ["output/kept"] * 2
    assert secret.read_text() == "mine"
    assert (folder / f"{WEB.file}.kept-1").is_symlink()
    assert (folder / f"{PRESS.file}.kept-1").is_dir()
    assert (folder / WEB.file).read_bytes() == WEB.content


def test_reports_on_an_earlier_build_go(edition: Edition, tmp_path: Path) -> None:
    folder = write_output(tmp_path, edition, (WEB,), {"report.html": b"<!doctype html>"}).folder
    assert "report.html" in contents(folder)
    write_output(tmp_path, edition, (WEB,))
    assert set(contents(folder)) == {"index.html", "manifest.json"}


def test_the_files_of_one_command_leave_those_of_another(tmp_path: Path) -> None:
    write_files(tmp_path, "one", {"a": b"1", "b/c": b"1"})
    write_files(tmp_path, "two", {"d": b"2"})
    write_file(tmp_path / "e", "two", b"2")
    assert_silent(write_files(tmp_path, "one", {"a": b"3"}))
    assert contents(tmp_path) == {"a": b"3", "d": b"2", "e": b"2"}
    assert not (tmp_path / "b").exists()


def test_a_link_within_an_output_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    linked(tmp_path / "out/site", tmp_path)
    found = rejection(lambda: write_files(tmp_path / "out", "release", {"site/a": b"1"}))
    assert_only_found(found, "output/target", message="leads out of the folder")
    assert set(contents(tmp_path)) == set()


def test_an_output_that_is_a_link_is_written_where_it_leads(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    linked(tmp_path / "out" / NAME, tmp_path / "disk")
    for _ in range(2):
        write_output(tmp_path / "out", edition, (WEB,))
    assert (tmp_path / "out" / NAME).is_symlink()
    assert set(contents(tmp_path / "disk")) == {"index.html", "manifest.json"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == [NAME]


def test_what_a_release_does_not_know_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, "release", {f"{Own.SITE}/index.html": b"1", f"{Own.SITE}/a.pdf": b"1"})
    assert list(strangers(tmp_path, Own.SITE)) == []
    (tmp_path / Own.SITE / "notes.docx").write_text("mine")
    (tmp_path / Own.SITE / "a.pdf").write_text("edited")
    assert list(strangers(tmp_path, Own.SITE)) == [f"{Own.SITE}/a.pdf", f"{Own.SITE}/notes.docx"]


def test_what_is_the_same_is_not_written_again(edition: Edition, tmp_path: Path) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != "lock"}
    write_output(tmp_path, edition, (PRESS, WEB))
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("listed", ["../outside.txt", "/outside.txt", "a/../../outside.txt"])
@pytest.mark.parametrize("kind", ["list", "manifest"])
def test_a_list_that_names_what_is_elsewhere_is_none(kind: str, listed: str, edition: Edition, tmp_path: Path) -> None:
    outside, folder = touched(tmp_path / "outside.txt"), tmp_path / NAME
    sha = hashlib.sha256(outside.read_bytes()).hexdigest()
    if kind == "list":
        touched(folder / STATE / "made.json").write_text(json.dumps({"build": {listed: sha}}))
    else:
        entry = {"variant": "x", "file": listed, "bytes": 4, "sha256": sha}
        touched(folder / "manifest.json").write_text(json.dumps({"artworks": [entry]}))
    write_output(tmp_path, edition, (WEB,))
    assert outside.read_text() == "mine"


def test_a_build_over_a_file_of_the_user_warns_and_succeeds(root: Path) -> None:
    touched(root / "output" / NAME / "index.html")
    done = run("build", NAME, "--only", "web", "--root", root)
    assert done.exit_code == CLEAN
    assert "index.html.kept-1 [output/kept]" in done.output
