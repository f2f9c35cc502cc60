"""Opening a source from the page: at its line, in the editor that was named, and nothing else of the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.proofing.preview.editors import EditorCommand
from brochurepress.proofing.preview.review_notes import BODY_BYTES
from tests.support.preview_server import PAGE, Served, until


def test_a_source_is_opened_only_on_request(smallest: Served) -> None:
    assert smallest.ask("/open").status == 405


def test_a_source_is_opened_at_its_line(smallest: Served) -> None:
    assert smallest.open({"file": PAGE, "line": 7}).status == 204
    opened = smallest.root / "opened"
    said = until(lambda: opened.read_text() if opened.exists() else "", bool)
    assert said.endswith(f"{smallest.root / PAGE}:7\n")


@pytest.mark.parametrize(
    "file",
    [
        "../secret",
        "source/../../secret",
        "/etc/passwd",
        "publish.py",
        "source/minimal",
        "source/minimal/gone.md",
        "source/%2e%2e/%2e%2e/etc/passwd",
        "C:\\secret",
        "source/minimal/1-notes.md\0",
        "",
    ],
)
def test_nothing_outside_the_project_is_opened(smallest: Served, file: str) -> None:
    assert smallest.open({"file": file, "line": 1}).status == 404


def test_a_link_out_of_the_project_is_not_followed(smallest: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    link = smallest.root / "source/minimal/link.md"
    link.symlink_to(secret)
    try:
        assert smallest.open({"file": "source/minimal/link.md", "line": 1}).status == 404
    finally:
        link.unlink()
    smallest.settled()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"file": "x"}',
        b'{"file": "x", "line": "y"}',
        b'{"file": "x", "line": 1e999}',
        b'{"file": "x", "line": null}',
        b"\xff",
        b"[" * 4000,
    ],
)
def test_a_request_that_makes_no_sense_is_refused(smallest: Served, body: bytes) -> None:
    assert smallest.open(body).status == 400


def test_a_request_that_is_too_long_is_refused(smallest: Served) -> None:
    assert smallest.open(b" " * (BODY_BYTES + 1)).status == 413


def test_without_an_editor_it_is_said_how_to_name_one(smallest: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smallest.preview, "editor", None)
    answer = smallest.open({"file": PAGE, "line": 1})
    assert answer.status == 409
    assert "--editor" in answer.data["message"]


def test_an_editor_that_does_not_start_is_told(smallest: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smallest.preview, "editor", EditorCommand("gone", ("gone", "{file}")))
    answer = smallest.open({"file": PAGE, "line": 1})
    assert answer.status == 409
    assert answer.data["message"].startswith("gone does not start")
