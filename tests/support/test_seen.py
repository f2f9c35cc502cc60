"""The reader of web pages as they are drawn: silent on good work, and for each fault one change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import browser as browsing
from tests.support.seen import unseen

GOOD = """<!doctype html><html lang="en"><title>x</title><style>body {{ margin: 20px; font: 20px/1.2 sans-serif }}
.place {{ position: relative; width: 300px; height: 100px }} .place > * {{ position: absolute;
 left: 0; top: 0; margin: 0 }}
{}</style><div class="place"><svg width="200" height="100"><rect width="200" height="100" fill="#CCE"/></svg>
<p class="a">Words on it</p><p class="b" style="top: 130px">Words below it</p></div></html>"""

FAULTS = {
    "": "",
    "svg { z-index: 1 }": "'Words on it' is hidden by a picture",
    ".a { color: #AAC }": "'Words on it' is pale over a picture",
    ".place { overflow: hidden }": "'Words below it' is cut",
    ".b { left: -40px !important }": "'Words below it' is cut",
    ".a { top: 125px !important }": "'Words on it' and 'Words below it' are set over each other",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize(("style", "said"), FAULTS.items())
def test_one_change_is_seen(style: str, said: str, chromium: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(GOOD.format(style), encoding="utf-8")
    with browsing.visit(chromium, page, 390) as visit:
        assert list(unseen(visit)) == ([said] if said else [])
