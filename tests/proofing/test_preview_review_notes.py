"""Review notes in the preview: read at their place, answered, settled and added, and nothing else is ever written."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from brochurepress.proofing.preview.review_notes import BODY_BYTES
from tests.support.browser import Visit, browser
from tests.support.preview_server import JSON, PAGE, Answer, Served

FOLDER = "source/minimal/reviews"
NOTE = (
    'author = "Ada"\ndate = "2026-11-20 10:30"\nkind = "Text"\nfile = "a.pdf"\npage = 1\n'
    f'place = "{PAGE}:6"\nfound = "exact"\nwords = "that is all"\ntext = "Is it?"\nstate = "open"\n'
)


@pytest.fixture(scope="module")
def desk(smallest: Served) -> Iterator[Served]:
    """The preview with one note, which goes after the last test."""
    folder = smallest.root / FOLDER
    folder.mkdir()
    (folder / "a.toml").write_text(NOTE)
    smallest.settled()
    yield smallest
    (folder / "a.toml").unlink()
    folder.rmdir()
    smallest.settled()


@pytest.fixture
def noted(desk: Served) -> Iterator[Served]:
    """The same; what a test writes goes after it."""
    before = files(desk.root)
    yield desk
    if files(desk.root) != before:
        for file in (desk.root / FOLDER).iterdir():
            file.unlink()
        (desk.root / FOLDER / "a.toml").write_text(NOTE)
        desk.settled()


def write(served: Served, asked: object, headers: dict[str, str] | None = None) -> Answer:
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    return served.ask("/reviews", "POST", served.own if headers is None else headers, body)


def files(root: Path) -> dict[str, str]:
    """The checksum of every file of the project but those of its locks."""
    there = (path for path in root.rglob("*") if path.is_file() and ".press" not in path.parts)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in there}


def test_a_note_is_read_with_its_place_on_the_page(noted: Served) -> None:
    (told,) = noted.ask("/reviews").data
    assert (told["name"], told["file"], told["line"], told["state"], told["text"]) == (
        "a.toml",
        PAGE,
        6,
        "open",
        "Is it?",
    )
    ((page, box),) = told["spots"]
    assert page == 1 and len(box) == 4


def test_a_note_is_answered_and_settled_and_nothing_else_changes(noted: Served) -> None:
    before = files(noted.root)
    (told,) = write(noted, {"name": "a.toml", "author": "Bo", "text": "It is.", "state": "done"}).data
    assert (told["state"], [each["text"] for each in told["answers"]]) == ("done", ["It is."])
    kept = tomllib.loads((noted.root / FOLDER / "a.toml").read_text())
    assert kept | {"state": "open", "answers": []} == tomllib.loads(NOTE) | {"answers": []}
    assert {file for file, sha in files(noted.root).items() if before.get(file) != sha} == {f"{FOLDER}/a.toml"}
    (told,) = write(noted, {"name": "a.toml", "author": "Bo", "state": "open"}).data
    assert [each["text"] for each in told["answers"]] == ["It is.", "open"]


def test_a_new_note_is_kept_at_its_place(noted: Served) -> None:
    before = files(noted.root)
    told = write(noted, {"author": "Bo", "text": "More <b>", "file": PAGE, "line": 6, "words": "all", "page": 1}).data
    (new,) = (each for each in told if each["author"] == "Bo")
    assert (new["text"], new["words"], new["line"], new["state"]) == ("More <b>", "all", 6, "open")
    assert files(noted.root).keys() - before.keys() == {f"{FOLDER}/{new['name']}"}
    assert all(files(noted.root)[file] == sha for file, sha in before.items())


SENSELESS: tuple[Any, ...] = (
    b"",
    b"{",
    b"[" * 4000,
    [],
    {"name": "gone.toml", "text": "x"},
    {"name": "../edition.toml", "text": "x"},
    {"name": "../../minimal/reviews/a.toml", "text": "x"},
    {"name": "a.toml", "state": "deleted"},
    {"name": "a.toml", "text": "x" * 2001},
    {"text": " ", "file": PAGE},
    {"text": "x", "file": "source/minimal/gone.md"},
    {"text": "x", "file": "../secret.md"},
    {"text": "x", "file": "layouts/style.css"},
    {"text": "x", "file": PAGE, "line": 0},
    {"text": "x", "file": PAGE, "more": 1},
)


@pytest.mark.parametrize("asked", SENSELESS, ids=str)
def test_what_makes_no_sense_is_refused_and_writes_nothing(noted: Served, asked: object) -> None:
    before = files(noted.root)
    assert write(noted, asked).status == 400
    assert files(noted.root) == before


def test_whoever_has_no_secret_or_comes_from_elsewhere_writes_nothing(noted: Served) -> None:
    before, asked = files(noted.root), {"name": "a.toml", "state": "done"}
    for headers in ({**noted.own, "Cookie": "x=y"}, {**noted.own, "Origin": "https://example.org"}, JSON):
        assert write(noted, asked, headers).status == 403
    assert write(noted, b" " * (BODY_BYTES + 1)).status == 413
    assert noted.ask("/reviews", "PUT", noted.own).status == 405
    assert files(noted.root) == before


def test_a_note_is_settled_from_its_pin_by_keys_alone_and_axe_is_silent(noted: Served) -> None:
    with browser() as chromium:
        page = chromium.new_context(viewport={"width": 390, "height": 800}).new_page()
        page.goto(noted.address)
        page.locator(".pin").focus()
        assert page.locator(".pin").get_attribute("aria-label") == "1, Comment by Ada: Is it?"
        page.keyboard.press("Enter")
        page.locator("textarea").focus()
        page.keyboard.type("It is.")
        assert Visit(page).axe() == ()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#reviews-list .quiet").wait_for()
        assert page.locator(".pin").count() == 0
        page.locator("#reviews-settled").press("Enter")
        assert "It is." in page.locator("#reviews-list").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert tomllib.loads((noted.root / FOLDER / "a.toml").read_text())["state"] == "done"
