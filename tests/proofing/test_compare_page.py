"""The page of a comparison: everything that differs is on it, it asks for nothing, and people can use it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from brochurepress.proofing.compare.comparison import compare_states
from brochurepress.proofing.compare.page import comparison_page
from brochurepress.proofing.compare.states import built
from brochurepress.workspace.snapshot import Snapshot
from tests.support import browser as browsing
from tests.support.comparison import Edit
from tests.support.edited_editions import edited
from tests.support.sample_project import TEXTS, Sample, sample

EDITS: tuple[Edit, ...] = (
    ("source/sample/2-story.md", "another point", "a second point"),
    ("source/sample/4-contacts.md", "ada@example.org", "lovelace@example.org"),
    ("layouts/kits/puzzle/tokens.toml", "[26, 1, 0, 0]", "[36, 1, 0, 0]"),
)


@cache
def _page(folder: Path, language: str = "en-GB") -> str:
    good = sample(folder)
    good.write("layouts/kits/puzzle/tokens.toml", good.text("layouts/kits/puzzle/tokens.toml"))
    before = built(good.project, "sample", (), "yesterday")
    for file, old, new in EDITS:
        good.change(file, old, new)
    good.write("source/sample/35-more.md", "---\ntype: article\ntitle: More of it\n---\nAnother page.\n")
    found = compare_states("sample", before, built(good.project, "sample", (), "today"))
    return comparison_page(Snapshot(good.project), found, "A sample <&>", language)


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    return _page(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def file(html: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "compare.html"
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


def test_every_kind_of_difference_is_on_it(html: str) -> None:
    assert "<del>another</del> <ins>a second</ins>" in html
    assert "<del>mailto:ada@example.org</del> <ins>mailto:lovelace@example.org</ins>" in html
    assert "C26 M1 Y0 K0" in html and "C36 M1 Y0 K0" in html
    line = TEXTS[EDITS[0][0]].split(EDITS[0][1])[0].count("\n") + 1
    assert f"<code>{EDITS[0][0]}:{line}</code>" in html
    assert 'class="page added"' in html
    assert "A sample &lt;&amp;&gt;" in html


def test_its_policy_allows_its_own_style_and_script_and_nothing_else(html: str) -> None:
    policy = html.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    for element in ("style", "script"):
        content = html.split(f"<{element}>")[1].split(f"</{element}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src &#39;sha256-{digest}&#39;" in policy
    assert policy.startswith("default-src &#39;none&#39;")
    assert 'style="' not in html.split("<body>")[1]


def test_every_reference_has_its_target(html: str) -> None:
    targets = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= targets
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= targets


def test_the_same_comparison_is_the_same_page(html: str, tmp_path: Path) -> None:
    assert _page(tmp_path) == html


def test_without_difference_it_says_so(good: Sample) -> None:
    state = built(good.project, "sample", ("press",), "yesterday")
    html = comparison_page(Snapshot(good.project), compare_states("sample", state, state), "A sample", "nl-NL")
    assert "Geen verschil" in html and 'class="page' not in html


@pytest.mark.parametrize("width", [320, 1280])
def test_it_can_be_used_by_everyone(width: int, file: Path, chromium: Browser) -> None:
    with browsing.visit(chromium, file, width) as visit:
        assert visit.axe() == ()
        assert visit.overflow() == 0
        assert visit.errors == []
        assert visit.requests == [file.as_uri()]


def style(page: Page, selector: str, name: str) -> str:
    found: str = page.evaluate(
        "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]", [selector, name]
    )
    return found


def test_each_view_shows_the_states_in_its_way(file: Path, chromium: Browser) -> None:
    with browsing.visit(chromium, file, 1280) as visit:
        page = visit.page

        def chosen(view: str) -> tuple[float, float]:
            page.get_by_label({"side": "Side by side"}.get(view, view.capitalize()), exact=True).check()
            boxes = [page.locator(f".both .{side} img").first.bounding_box() for side in ("before", "after")]
            assert boxes[0] and boxes[1]
            return boxes[0]["x"], boxes[1]["x"]

        left, right = chosen("side")
        assert left < right
        assert len({*chosen("overlay")}) == 1
        assert style(page, ".both .after", "mixBlendMode") == "multiply"
        chosen("difference")
        assert style(page, ".both .mask", "display") == "block"
        assert "data:image/png" in style(page, ".both .mask", "maskImage")
        chosen("blink")
        assert style(page, ".both .after", "animationName") == "blink"
        chosen("slider")
        page.locator(".slide input").first.press("End")
        assert style(page, ".both .after", "clipPath") == "inset(0px 0px 0px 100%)"
        assert visit.errors == []


def test_marks_can_be_put_away_by_keyboard(file: Path, chromium: Browser) -> None:
    with browsing.visit(chromium, file, 1280) as visit:
        assert style(visit.page, ".both .marks", "display") != "none"
        visit.page.get_by_label("Marks").press("Space")
        assert style(visit.page, ".both .marks", "display") == "none"


def test_a_page_of_the_layouts_can_be_replaced(tmp_path: Path) -> None:
    css = "layouts/css/compare.css"
    project = edited("minimal", tmp_path, css, "--was: #c2300f", "--was: #123456")
    state = built(project, "minimal", ("press",), "yesterday")
    assert "--was: #123456" in comparison_page(
        Snapshot(project), compare_states("minimal", state, state), "Notes", "en"
    )
