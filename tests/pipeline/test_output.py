"""Output: all artworks of a build or none, the last good ones untouched by a fault, and a manifest that is true."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Rejected
from brochurepress.pipeline.output import MANIFEST, write_file, write_output
from brochurepress.source.edition import Edition, read_edition
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from brochurepress.workspace.transaction import STATE
from tests.support.assertions import assert_only_found, rejection
from tests.support.edited_editions import ROOTS

PRESS = Artwork("press", "notes-press.pdf", b"%PDF press", 1, ("PDF/X-4",))
WEB = Artwork("web", "index.html", b"<!doctype html>", 0)


@pytest.fixture
def edition() -> Edition:
    return read_edition(Snapshot(Project(ROOTS["minimal"])), "minimal")


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != STATE}


def manifest(folder: Path) -> Any:
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def test_the_manifest_tells_what_each_file_is(edition: Edition, tmp_path: Path) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    assert folder == tmp_path / "minimal"
    assert set(files(folder)) == {"notes-press.pdf", "index.html", MANIFEST}
    assert manifest(folder)["artworks"] == [
        {
            "variant": "press",
            "file": "notes-press.pdf",
            "bytes": 10,
            "sha256": hashlib.sha256(PRESS.content).hexdigest(),
            "pages": 1,
            "standards": ["PDF/X-4"],
        },
        {"variant": "web", "file": "index.html", "bytes": 15, "sha256": hashlib.sha256(WEB.content).hexdigest()},
    ]


def test_nothing_else_is_left_in_the_folder(edition: Edition, tmp_path: Path) -> None:
    write_output(tmp_path, edition, (PRESS, WEB))
    write_output(tmp_path, edition, (PRESS, WEB))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["minimal"]


def test_artworks_that_were_not_built_stay(edition: Edition, tmp_path: Path) -> None:
    write_output(tmp_path, edition, (PRESS, WEB))
    folder = write_output(tmp_path, edition, (replace(WEB, content=b"<!doctype html>new"),)).folder
    assert files(folder)["notes-press.pdf"] == PRESS.content
    assert files(folder)["index.html"] == b"<!doctype html>new"
    assert [entry["variant"] for entry in manifest(folder)["artworks"]] == ["press", "web"]


def test_what_the_edition_no_longer_issues_goes(edition: Edition, tmp_path: Path) -> None:
    write_output(tmp_path, edition, (PRESS, WEB))
    fewer = replace(edition, variants=("web",))
    assert set(files(write_output(tmp_path, fewer, (WEB,)).folder)) == {"index.html", MANIFEST}


def test_the_new_output_takes_the_place_of_the_old(edition: Edition, tmp_path: Path) -> None:
    write_output(tmp_path, edition, (PRESS,))
    written = write_output(tmp_path, edition, (replace(PRESS, content=b"%PDF new"),))
    assert files(written.folder)["notes-press.pdf"] == b"%PDF new"
    assert written.findings == ()


def test_a_disk_that_fails_while_writing_leaves_the_last_output(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    before = files(folder)
    drafts = []

    def full(handle: int) -> None:
        drafts.append(handle)
        if len(drafts) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Rejected) as rejected:
        write_output(tmp_path, edition, (replace(PRESS, content=b"%PDF new"), replace(WEB, content=b"new")))
    (finding,) = rejected.value.findings
    assert finding.rule == "output/unwritable"
    assert "No space left on device" in finding.message
    assert files(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["minimal"]


def test_an_output_folder_that_is_a_file_is_named(edition: Edition, tmp_path: Path) -> None:
    target = tmp_path / "output"
    target.write_text("not a folder")
    with pytest.raises(Rejected) as rejected:
        write_output(target, edition, (WEB,))
    assert rejected.value.findings[0].rule == "output/unwritable"
    assert rejected.value.findings[0].place.file == str(target / "minimal")
    assert target.read_text() == "not a folder"


def test_a_manifest_that_is_broken_is_written_anew(edition: Edition, tmp_path: Path) -> None:
    folder = write_output(tmp_path, edition, (PRESS, WEB)).folder
    (folder / MANIFEST).write_text("{")
    write_output(tmp_path, edition, (WEB,))
    assert [entry["variant"] for entry in manifest(folder)["artworks"]] == ["web"]
    shutil.rmtree(folder)


def test_one_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "there/report.html"
    for content in (b"old", b"new"):
        write_file(path, "test", content)
        assert path.read_bytes() == content
    assert set(files(path.parent)) == {"report.html"}


def test_a_disk_that_fails_leaves_the_last_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    write_file(path, "test", b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    found = rejection(lambda: write_file(path, "test", b"new"))
    assert_only_found(found, "output/unwritable", message="No space left")
    assert path.read_bytes() == b"old"
    assert set(files(tmp_path)) == {"report.html"}
