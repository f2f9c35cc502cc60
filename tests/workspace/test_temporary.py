"""Temporary files: what a process wrote for itself goes with it, however it ends, and with nobody else."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import weasyprint.text.fonts

from brochurepress.pipeline.stages import build_edition
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.transaction import LOCK, full, temporary_folder
from tests.support.assertions import assert_only_found, rejection
from tests.support.edited_editions import ROOTS

WORKER = """
import subprocess, sys, tempfile
from brochurepress.workspace.transaction import temporary_folder
with temporary_folder() as folder:
    tempfile.mkdtemp(prefix="weasyprint-")
    made = [sys.executable, "-c", "import tempfile; tempfile.mkdtemp(prefix='child-')"]
    subprocess.run(made, check=True)
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this process and of those that it begins."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def working() -> tuple[subprocess.Popen[str], Path]:
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER], cwd=HOME, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout
    folder = Path(worker.stdout.readline().strip())
    kinds = {path.name.split("-")[0] for path in folder.iterdir()}
    assert kinds == {LOCK, "weasyprint", "child"}
    return worker, folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda each: each.name)
def test_a_process_that_is_stopped_takes_its_temporary_files_along(number: signal.Signals, above: Path) -> None:
    worker, _ = working()
    worker.send_signal(number)
    worker.communicate()
    assert worker.returncode == (128 + number if number != signal.SIGINT else -number)
    assert list(above.iterdir()) == []


def test_what_a_killed_process_left_goes_at_the_next_start_and_nothing_of_a_living_one(above: Path) -> None:
    killed, left = working()
    living, kept = working()
    (above / "press-of-someone").mkdir()
    killed.kill()
    killed.communicate()
    assert left.is_dir()
    with temporary_folder() as own:
        assert sorted(above.iterdir()) == sorted([own, kept, above / "press-of-someone"])
        assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(own)
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(above)
    assert sorted(above.iterdir()) == sorted([kept, above / "press-of-someone"])
    living.communicate("")
    assert not kept.exists()


def test_a_link_that_looks_like_a_folder_left_behind_is_not_followed(above: Path) -> None:
    mine = above / "mine"
    mine.mkdir()
    (mine / LOCK).touch()
    (above / "press-link").symlink_to(mine)
    with temporary_folder():
        assert (mine / LOCK).exists()


def test_a_full_folder_is_named_as_what_it_is(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(prefix: str) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(weasyprint.text.fonts, "mkdtemp", no_room)
    found = rejection(lambda: build_edition(Project(ROOTS["minimal"]), "minimal"))
    assert_only_found(found, "temporary/full", file=str(above), hint="TMPDIR")
    assert full(OSError(errno.EACCES, "Permission denied")) is None


def test_a_folder_that_cannot_be_written_is_told(above: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(above / "not-there"))

    def start() -> None:
        with temporary_folder():
            pass

    assert_only_found(rejection(start), "temporary/unwritable", message="No such file", hint="TMPDIR")


def test_what_is_built_may_be_read_by_all_whatever_the_umask(above: Path) -> None:
    command = [sys.executable, "publish.py", "build", "--only", "web", "--root", "tests/editions/minimal"]
    before = os.umask(0o077)
    try:
        subprocess.run([*command, "--output", above / "a/b"], cwd=HOME, check=True)
    finally:
        os.umask(before)
    made = [path for path in (above / "a").rglob("*") if ".press" not in path.parts]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (above / "a", *made)}
    assert modes == {"a": 0o755, "b": 0o755, "minimal": 0o755, "index.html": 0o644, "manifest.json": 0o644}
    assert [path.name for path in above.iterdir()] == ["a"]
