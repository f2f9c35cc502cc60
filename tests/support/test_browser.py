"""The browser wrapper is tried itself: silent on a good page, and one fault gives exactly its message."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.support import browser as browsing

GOOD = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Proef</title>
<meta name="viewport" content="width=device-width"><style>body { margin: 0 }
h1 { color: black }</style></head><body><main><h1>Kop</h1><p>Tekst</p></main></body></html>
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text(GOOD)
    return file


def spoil(page: Path, old: str, new: str) -> Path:
    assert page.read_text().count(old) == 1
    page.write_text(page.read_text().replace(old, new))
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_silent_on_a_good_page(chromium: Browser, page: Path, width: int) -> None:
    with browsing.visit(chromium, page, width) as visit:
        assert visit.axe() == ()
        assert visit.errors == []
        assert visit.overflow() == 0
        assert visit.requests == [page.as_uri()]


def test_axe_names_the_criteria_that_it_judged(chromium: Browser, page: Path) -> None:
    with browsing.visit(chromium, page, 1280) as visit:
        tool, passed, failures = visit.axe_by_criterion()
    assert tool.startswith("axe-core ")
    assert {"2.4.2", "3.1.1"} <= passed and not failures
    assert "1.2.2" not in passed, "there is no video"
    with browsing.visit(chromium, spoil(page, ' lang="nl"', ""), 1280) as visit:
        _, _, failures = visit.axe_by_criterion()
    assert list(failures) == ["3.1.1"] and failures["3.1.1"][0].startswith("html-has-lang: ")


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("color: black", "color: #bbb", "color-contrast"),
        (' lang="nl"', "", "html-has-lang"),
        ("Tekst", '<img src="data:,">', "image-alt"),
        ("<p>Tekst</p>", "<h3>Te diep</h3>", "heading-order"),
    ],
)
def test_axe_names_the_broken_rule_and_the_element(
    chromium: Browser, page: Path, old: str, new: str, rule: str
) -> None:
    with browsing.visit(chromium, spoil(page, old, new), 1280) as visit:
        (violation,) = visit.axe()
    assert violation.rule == rule
    assert len(violation.elements) == 1


def test_a_request_outside_is_seen_and_does_not_leave_the_machine(chromium: Browser, page: Path) -> None:
    outside = "https://example.org/picture.png"
    spoil(page, "Tekst", f'<img alt="" src="{outside}">')
    with browsing.visit(chromium, page, 1280) as visit:
        assert visit.requests == [page.as_uri(), outside]
        assert visit.errors == ["Failed to load resource: net::ERR_INTERNET_DISCONNECTED"]


@pytest.mark.parametrize("script", ["console.error('wrong')", "throw new Error('wrong')"])
def test_a_script_that_fails_is_heard(chromium: Browser, page: Path, script: str) -> None:
    with browsing.visit(chromium, spoil(page, "Tekst", f"<script>{script}</script>"), 1280) as visit:
        assert visit.errors == ["wrong"]


def test_a_page_wider_than_its_window_overflows(chromium: Browser, page: Path) -> None:
    spoil(page, "<p>", '<p style="width: 400px">')
    with browsing.visit(chromium, page, 320) as visit:
        assert visit.overflow() == 80


def test_the_screenshot_shows_the_whole_page_at_the_width_asked_for(chromium: Browser, page: Path) -> None:
    spoil(page, "<p>", '<p style="height: 2000px; background: #f00">')
    with browsing.visit(chromium, page, 640) as visit:
        picture = Image.open(io.BytesIO(visit.screenshot()))
    assert picture.width == 640
    assert picture.height > 2000
    assert picture.getpixel((320, 1500))[:3] == (255, 0, 0)  # type: ignore[index]


def test_a_missing_browser_is_a_fault_with_its_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RuntimeError, match="run `make setup-test`"), browsing.browser():
        pass
