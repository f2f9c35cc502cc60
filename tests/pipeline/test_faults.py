"""Faults: whoever pulls the plug, at whatever moment, finds the old output or the new one, whole."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Rejected, blocking
from brochurepress.pipeline.output import MANIFEST, prepare, write_output
from brochurepress.pipeline.stages import Build, build_edition
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.transaction import STATE, output_lock
from tests.support.assertions import assert_only_found, rejection
from tests.support.edited_editions import ROOTS, copied, edited
from tests.support.shared_builds import shared_build
from tests.support.stress import stressed

WRITES, BUILDS = 170, 30
"""At how many moments the plug is pulled, of writing an output and of a whole build: two hundred."""

TITLES = ("Notes", "Other notes")
EDITION = "source/minimal/edition.toml"


@cache
def version(number: int, folder: Path) -> Build:
    """The smallest edition, with one title or the other."""
    if number == 0:
        return shared_build("minimal")
    project = edited(
        "minimal", folder, "source/minimal/edition.toml", f'title = "{TITLES[0]}"', f'title = "{TITLES[1]}"'
    )
    return build_edition(project, "minimal")


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Build]:
    folder = tmp_path_factory.mktemp("other")
    return version(0, folder), version(1, folder)


def state(target: Path) -> dict[str, str]:
    """Every file of an output with its checksum."""
    files = (path for path in target.iterdir() if path.name != STATE)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def leftovers(folder: Path) -> list[str]:
    """What a writer left behind, in the output and in what the press keeps there for itself."""
    own = (".gitignore", "lock", "made.json")
    inside = (path.name for path in (folder / "minimal" / STATE).iterdir() if path.name not in own)
    return sorted((*inside, *(path.name for path in folder.iterdir() if path.name != "minimal")))


def after_the_next_start(folder: Path) -> dict[str, str]:
    """The output once the next writer has carried on or removed what the last one left."""
    assert prepare(Project(ROOTS["minimal"]), folder, "minimal") == ()
    assert leftovers(folder) == []
    return state(folder / "minimal")


def interrupted(work: Callable[[], None], seconds: float) -> None:
    """Does the work in a child of this process, and kills it after so many seconds."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.mark.stress
def test_an_output_whose_writer_is_killed_is_one_of_two_versions(
    versions: tuple[Build, Build], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # a process that is killed takes nothing from the disk
    moments = random.Random(0)  # noqa: S311 - moments, not secrets
    known = [state(write_output(tmp_path, build.edition, build.artworks).folder) for build in versions]

    def write_for_ever() -> None:
        while True:
            for build in versions:
                write_output(tmp_path, build.edition, build.artworks)

    seen, stopped = set(), set()
    for _ in range(WRITES):
        interrupted(write_for_ever, moments.uniform(0.001, 0.03))
        names = {path.name for path in (tmp_path / "minimal" / STATE).iterdir()}
        stopped.add("journal" if "journal.json" in names else "drafts" if "draft-0" in names else "between")
        found = after_the_next_start(tmp_path)
        assert found in known
        seen.add(known.index(found))
    assert seen == {0, 1}
    assert stopped == {"journal", "drafts", "between"}
    write_output(tmp_path, versions[0].edition, versions[0].artworks)
    assert leftovers(tmp_path) == []
    assert state(tmp_path / "minimal") == known[0]


@pytest.mark.stress
def test_a_build_that_is_killed_leaves_the_last_output(versions: tuple[Build, Build], tmp_path: Path) -> None:
    root = copied("minimal", tmp_path / "root")
    old = state(write_output(tmp_path / "out", versions[1].edition, versions[1].artworks).folder)
    new = state(write_output(tmp_path / "new", versions[0].edition, versions[0].artworks).folder)
    moments, found = random.Random(1), list[dict[str, str]]()  # noqa: S311 - moments, not secrets

    def build() -> None:
        made = build_edition(Project(root), "minimal", only=("web", "digital", "press", "cover"))
        write_output(tmp_path / "out", made.edition, made.artworks)

    for _ in range(BUILDS):
        interrupted(build, moments.uniform(0.01, 1.2))
        now = after_the_next_start(tmp_path / "out")
        assert json.loads((tmp_path / "out/minimal" / MANIFEST).read_text())["title"] in TITLES
        found.append(now)
    assert old in found
    assert all(now == old or now["notes.pdf"] == new["notes.pdf"] for now in found)


class Stopped(BaseException):
    """The end of a writer at one step of its work."""


class Full(OSError):
    """A disk that is full."""

    def __init__(self) -> None:
        super().__init__(28, "No space left on device")


@pytest.mark.parametrize("write", range(1, 8))
def test_a_full_disk_leaves_the_last_output(
    write: int, versions: tuple[Build, Build], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(write_output(tmp_path, versions[0].edition, versions[0].artworks).folder)
    done = 0

    def written(handle: int) -> None:
        nonlocal done
        done += 1
        if done == write:
            raise Full

    monkeypatch.setattr(os, "fsync", written)
    found = rejection(lambda: write_output(tmp_path, versions[1].edition, versions[1].artworks))
    assert_only_found(found, "output/unwritable", message="No space left", hint="free the disk")
    assert state(tmp_path / "minimal") == before
    assert leftovers(tmp_path) == []


def test_an_output_that_may_not_be_written_is_told(versions: tuple[Build, Build], tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    before = state(write_output(folder, versions[0].edition, versions[0].artworks).folder)
    folder.chmod(0o555)

    def write() -> None:
        if os.geteuid() == 0:
            os.setuid(65534)
        try:
            write_output(folder, versions[1].edition, versions[1].artworks)
        except Rejected as rejected:
            os._exit(7 if rejected.findings[0].rule == "output/unwritable" else 8)

    tmp_path.chmod(0o755)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    child = os.fork()
    if child == 0:
        try:
            write()
        finally:
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    folder.chmod(0o755)
    assert state(folder / "minimal") == before


def test_two_builds_at_once_leave_one_of_both_whole(versions: tuple[Build, Build], tmp_path: Path) -> None:
    command = [sys.executable, str(HOME / "publish.py"), "build", "--only", "web", "--output", str(tmp_path)]
    other = edited("minimal", tmp_path / "root", "source/minimal/edition.toml", TITLES[0], TITLES[1])
    roots = (ROOTS["minimal"], other.root)
    running = [subprocess.Popen([*command, "--root", str(root)], cwd=HOME) for root in roots]
    assert [each.wait(60) for each in running] == [0, 0]
    page = (tmp_path / "minimal/index.html").read_text()
    title = json.loads((tmp_path / "minimal" / MANIFEST).read_text())["title"]
    assert f"<title>{title}</title>" in page
    shutil.rmtree(tmp_path / "root")
    assert leftovers(tmp_path) == []


def test_an_output_that_is_held_is_told_with_its_owner_and_since_when(tmp_path: Path) -> None:
    target = tmp_path / "minimal"
    (target / STATE).mkdir(parents=True)
    script = "from brochurepress.workspace.transaction import output_lock; from pathlib import Path; import sys\n"
    script += f"with output_lock(Path({str(target)!r})):\n"
    script += "    print('held', flush=True); sys.stdin.read()\n"
    other = subprocess.Popen(
        [sys.executable, "-c", script], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdout.readline() == "held\n"

    def write() -> None:
        with output_lock(target, patience_s=0.05):
            pass

    said = rejection(write)
    assert_only_found(said, "output/held", message=f"process {other.pid} on", hint="end it; its lock goes with it")
    assert " since 20" in said[0].message
    other.kill()
    other.communicate()
    write()


@pytest.mark.parametrize("step", range(1, 8))
def test_a_writer_that_is_stopped_between_any_two_steps_is_carried_on(
    step: int, versions: tuple[Build, Build], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = replace(versions[0].edition, variants=("press", "digital", "web"))
    fewer = replace(edition, variants=("press", "digital"))
    old, new = (
        tuple(Artwork(name, edition.files[name], content, 1) for name in edition.variants)
        for content in (b"old", b"new")
    )
    before = state(write_output(tmp_path / "old", edition, old).folder)
    after = state(write_output(tmp_path / "new", fewer, new[:2]).folder)
    write_output(tmp_path / "out", edition, old)
    done = 0

    def counted(really: Callable[..., Any], *given: Any, **more: Any) -> None:
        nonlocal done
        done += 1
        if done == step:
            raise Stopped
        really(*given, **more)

    # One step is the journal, then a file goes, two artworks, the manifest and the list are put, the journal goes.
    for name in ("replace", "unlink"):
        monkeypatch.setattr(os, name, partial(counted, getattr(os, name)))
    with pytest.raises(Stopped):
        write_output(tmp_path / "out", fewer, new[:2])
    monkeypatch.undo()
    assert after_the_next_start(tmp_path / "out") == (before if step == 1 else after)


def test_a_clock_that_jumps_changes_nothing(versions: tuple[Build, Build], monkeypatch: pytest.MonkeyPatch) -> None:
    really, calls = time.time, iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: really() + 86_400 * 400 * (next(calls) % 3 - 1))
    again = build_edition(Project(ROOTS["minimal"]), "minimal")
    assert {a.variant: a.content for a in again.artworks} == {a.variant: a.content for a in versions[0].artworks}


REPLACED = {
    "a picture": "source/complete/pictures/sky.jpg",
    "a section": "source/complete/02-statement.md",
    "a style sheet": "layouts/css/print.css",
    "a font": "fonts/newsreader-latin-400-normal.woff2",
    "a colour profile": "assets/icc/FOGRA39L_300.icc",
    "the tokens": "layouts/kits/puzzle/tokens.toml",
}


@pytest.mark.parametrize("what", [what if what == "a section" else stressed(what) for what in REPLACED])
def test_a_file_replaced_in_mid_build_is_told(what: str, tmp_path: Path) -> None:
    root, file = copied("complete", tmp_path / "root"), REPLACED[what]
    target = root / file
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(HOME / file, target)

    def swap(stage: str) -> None:
        if stage == "pages":
            shutil.copy2(target, root / "another")
            (root / "another").replace(target)

    built = build_edition(Project(root), "complete", ("press",), on_stage=swap)
    assert built.artworks == ()
    assert_only_found(blocking(built.findings), "source/changed", file=file)
