"""The settings of readers are tried themselves: silent on a good page, and one fault is told by exactly its check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import browser as browsing
from tests.support.readers import SETTINGS, faults, put

CHECKS = (
    *("wide:", "faint:", "mark:", "broken:", "plate:", "covered:", "focus:"),
    *("is cut", "set over each other", "hidden by a picture", "pale over a picture"),
)
GOOD = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>x</title>
<style>body { margin: 1rem; font: 1rem/1.5 sans-serif; overflow-wrap: anywhere }
h1 { font-size: 2rem; line-height: 0.9; margin: 1rem 0 } h1 span { display: block; position: relative }
@media (forced-colors: active) { h1 { line-height: normal } }
.text { width: 11ch; font-family: monospace } .keep { display: inline-block } .out { display: none }
.over { position: absolute; left: 0; top: 6.6rem; width: 100%; height: 2rem }
a:focus-visible { outline: 3px solid black }
</style><h1><span>All jolly</span><span>bridges</span></h1>
<p class="lead">Words that are read by many, and some more of them.</p>
<p class="text">They are by <span class="keep">New Yorkers<i class="in">,</i></span><i class="out">,</i> and more.</p>
<p class="link"><a href="#more">More about them</a></p>
<svg width="100" height="60" role="img"><rect width="100" height="60" fill="#CCE"/></svg>
<div class="over"></div></html>"""

FIXED = ".lead { margin: 0 } h1 { height: 58px; margin-bottom: 0 }"
TIGHT = "h1 { line-height: 0.9 !important }"
ON_TOP = ".over { background: white }"
PALE = ".lead { color: #999; background: white }"
BEHIND = "svg { position: absolute; z-index: -1; left: 0; top: 5rem } .lead { color: #757575 }"

PLANTED = {
    # what is planted: by what, under which setting, in how wide a window, and which check tells it
    "nothing": ("", "plain", 320, None),
    "a wide part": ("p + svg, svg { width: 400px }", "plain", 320, "wide:"),
    "a picture of a fixed width at a large size": ("svg { width: 40rem }", "default size doubled", 768, "wide:"),
    "a fixed height": ("h1 { height: 64px; overflow: hidden }", "spaced text", 320, "is cut"),
    "a title that cannot grow": (FIXED, "spaced text", 320, "set over each other"),
    "a title that cannot grow at a large size": (FIXED, "text at 200 %", 640, "set over each other"),
    "a title that need not grow": (FIXED, "plain", 320, None),
    "tight lines, light": (TIGHT, "forced colours, light", 320, "plate:"),
    "tight lines, dark": (TIGHT, "forced colours, dark", 1280, "plate:"),
    "tight lines where nothing is forced": (TIGHT, "plain", 320, None),
    "a column in px": (".text { width: 60px; hyphens: manual }", "default size doubled", 640, "broken:"),
    "a part on top": (ON_TOP, "plain", 320, "covered:"),
    "a part on top of a phone": (f"@media (width < 600px) {{ {ON_TOP} }}", "more contrast", 390, "covered:"),
    "pale words": (".lead { color: #999 }", "plain", 320, "faint:"),
    "pale in the dark": (f"@media (prefers-color-scheme: dark) {{ {PALE} }}", "dark", 320, "faint:"),
    "pale for who asks for contrast": (f"@media (prefers-contrast: more) {{ {PALE} }}", "more contrast", 320, "faint:"),
    "pale on paper": (f"@media print {{ {PALE} }}", "print", 794, "faint:"),
    "pale on paper only": (f"@media print {{ {PALE} }}", "dark", 794, None),
    "a picture over words": ("svg { position: absolute; left: 0; top: 6rem }", "plain", 320, "hidden by a picture"),
    "pale over a picture": (BEHIND, "plain", 320, "pale over a picture"),
    "a mark behind a box": (".in { display: none } .out { display: inline }", "plain", 320, "mark:"),
    "no ring": ("a:focus-visible { outline: none }", "plain", 320, "focus:"),
    "a ring that is not seen": ("a:focus-visible { outline-color: #EEE }", "plain", 320, "focus:"),
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize(("style", "setting", "width", "check"), PLANTED.values(), ids=PLANTED)
def test_one_fault_is_told_by_exactly_its_check(
    style: str, setting: str, width: int, check: str | None, chromium: Browser, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text(GOOD.replace("</style>", f"{style}</style>"), encoding="utf-8")
    with browsing.visit(chromium, page, width) as visit:
        put(visit, width, SETTINGS[setting])
        said = list(faults(visit, SETTINGS[setting]))
    assert {one for one in CHECKS if any(one in message for message in said)} == {check} - {None}, said
    assert bool(said) == bool(check)


def test_every_check_is_tried_and_every_setting() -> None:
    assert {check for *_, check in PLANTED.values()} - {None} == set(CHECKS)
    assert {setting for _, setting, *_ in PLANTED.values()} == set(SETTINGS)
