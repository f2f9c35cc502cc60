"""The web page under the settings of readers: a few windows of each, and as a sweep every page, window and setting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from brochurepress.artworks.web.page import with_marks
from tests.support import browser as browsing
from tests.support.readers import SETTINGS, WIDTHS, cells, faults, put
from tests.support.web_pages import PAGES, page


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")


def found(chromium: Browser, file: Path, asked: Iterator[tuple[int, str]]) -> dict[tuple[int, str], list[str]]:
    """What is wrong with a page in each window for each reader, where anything is."""
    wrong = {}
    with browsing.visit(chromium, file, WIDTHS[0]) as visit:
        for width, name in asked:
            put(visit, width, SETTINGS[name])
            wrong[width, name] = list(faults(visit, SETTINGS[name]))
    return {cell: told for cell, told in wrong.items() if told}


FEW = {
    "alles-over-het-ipo": [(390, "spaced text"), (960, "spaced text"), (320, "default size doubled")],
    "all-about-the-ipo": [(1280, "text at 200 %"), (390, "more contrast")],
    "limburg": [(390, "dark"), (960, "forced colours, light")],
    "minimal": [(1280, "spaced text"), (320, "forced colours, dark")],
    "complete": [(320, "text at 200 %"), (1280, "forced colours, dark"), (768, "dark"), (794, "print")],
}
"""Of each page the windows and readers for which it is hardest."""


@pytest.mark.parametrize("name", FEW)
def test_a_page_holds_for_readers(name: str, chromium: Browser, folder: Path) -> None:
    assert found(chromium, page(name, folder), iter(FEW[name])) == {}


@pytest.mark.stress
@pytest.mark.parametrize("name", PAGES)
def test_every_page_holds_in_every_window_for_every_reader(name: str, chromium: Browser, folder: Path) -> None:
    assert found(chromium, page(name, folder), cells(WIDTHS)) == {}


DARK = """() => {
    const of = query => getComputedStyle(document.querySelector(query))
    return [of('html').colorScheme, of('.spread').backgroundColor, of('body').color, of('.cover svg').backgroundColor,
        ...['body', '.cover svg'].map(each => ['--inkt', '--text', '--papier', '--ground'].map(
            name => of(each).getPropertyValue(name)))]
}"""


def test_dark_pages_keep_the_ground_of_their_pictures(chromium: Browser, folder: Path) -> None:
    with browsing.visit(chromium, page("alles-over-het-ipo", folder), 1280) as visit:
        looks = []
        for name in ("plain", "dark", "more contrast"):
            put(visit, 1280, SETTINGS[name])
            looks.append(visit.page.evaluate(DARK))
    (_, light, ink, _, *day), (scheme, ground, words, picture, night, drawn), (_, plain, *_) = looks
    assert night[0] == night[1] != day[0][1] and night[2] == night[3] != day[0][3], "a colour is what its role is"
    assert drawn == day[1]
    assert scheme == "dark" and picture == light and ground != light and words != ink
    assert plain == "rgba(0, 0, 0, 0)", "who asks for contrast has words on paper"


def test_words_of_drawings_keep_their_place(chromium: Browser, folder: Path) -> None:
    with browsing.visit(chromium, page("alles-over-het-ipo", folder), 1280) as visit:
        widths = []
        for name in ("plain", "spaced text"):
            put(visit, 1280, SETTINGS[name])
            widths.append(
                visit.page.evaluate(
                    "[...document.querySelectorAll('svg text')].map(e => Math.round(e.getComputedTextLength()))"
                )
            )
    assert widths[0] == widths[1] != []


def test_an_address_is_heard_once(chromium: Browser, folder: Path) -> None:
    with browsing.visit(chromium, page("alles-over-het-ipo", folder), 1280) as visit:
        names = visit.page.locator("body").aria_snapshot()
    assert 'link "E-mail aan Meije Gildemacher: mgildemacher@ipo.nl"' in names
    assert '- link "www.ipo.nl/overdracht"' in names
    assert "title=" not in page("alles-over-het-ipo", folder).read_text("utf-8").partition("<body>")[2]


@pytest.mark.parametrize(
    ("html", "bound"),
    [
        ("in [New York], and", "in [New York,] and"),
        ("seen ([New York]) and", "seen [(New York)] and"),
        ("as <em>[New York]</em>; and", "as [<em>New York</em>;] and"),
        ("in [New York] and", "in [New York] and"),
        ("as <em>old [New York]</em>, and", "as <em>old [New York]</em>, and"),
    ],
)
def test_words_that_stay_together_take_their_marks_along(html: str, bound: str) -> None:
    given, asked = (text.replace("[", '<span class="keep">').replace("]", "</span>") for text in (html, bound))
    assert with_marks(given) == asked
