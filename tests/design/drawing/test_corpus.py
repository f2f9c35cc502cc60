"""Features of SVG, drawn in PDF and within a web page as Chromium draws what the author wrote."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from brochurepress.compose.inline_svg import drawing_rules, inline_svg
from brochurepress.design.svg import drawing_fault
from tests.support.browser import browser
from tests.support.drawings import CORPUS, DAILY, PX, REFUSED, alike, as_written, inline, look, on_paper, shot

NAMES = [
    pytest.param(name, marks=[] if name in DAILY else [pytest.mark.stress]) for name in CORPUS if name not in REFUSED
]


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser() as chromium:
        shown = chromium.new_page(viewport={"width": 200, "height": 200}, device_scale_factor=PX / 200)
        yield shown


@pytest.mark.parametrize("name", NAMES)
def test_a_feature_is_drawn_as_a_browser_draws_it(name: str, page: Page) -> None:
    wanted = shot(page, as_written(CORPUS[name]))
    assert drawing_fault(CORPUS[name].encode()) == ""
    assert alike(name, on_paper(CORPUS[name]), wanted)
    markup = inline_svg(look().drawing(CORPUS[name]), "A drawing")
    assert " style=" not in markup
    assert alike(name, shot(page, inline(markup, "".join(drawing_rules(markup)))), wanted)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_drawn_is_refused(name: str) -> None:
    assert "save it with its labels as text of SVG" in drawing_fault(CORPUS[name].encode())
