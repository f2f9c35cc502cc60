"""Rules on a web page: silent on a good one, and one fault makes exactly its rule speak."""

from __future__ import annotations

import pytest

from brochurepress.preflight.html import OF_MARKUP, PAGE_RULES, check_page
from brochurepress.workspace.project import HOME
from tests.support.shared_builds import shared_artworks

GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Notes</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>p { color: black }</style></head>
<body><a href="#content">Skip to the content</a><main id="content"><h1>Notes</h1><h2>More</h2>
<p>Read <a href="https://example.org/" aria-label="the sequel, on example.org">the sequel</a>.</p>
<img src="data:," alt="A circle"></main></body></html>
"""

SPOILT = {
    "a script": ("web/active", "<p>", "<script>1</script><p>"),
    "a field": ("web/active", "<p>", "<input><p>"),
    "a reload": ("web/active", "<title>", '<meta http-equiv="refresh" content="9"><title>'),
    "a handler": ("web/active", "<p>", '<p onclick="1">'),
    "a tabindex": ("web/active", "<p>", '<p tabindex="3">'),
    "an animation": ("web/motion", "color: black", "animation: turn 1s"),
    "a transition": ("web/motion", "color: black", "transition: color 1s"),
    "held upright": ("web/orientation", "p { color: black }", "@media (orientation: portrait) { p { color: black } }"),
    "a fixed part": ("web/overlay", "color: black", "position: fixed"),
    "an empty title": ("web/title", "<title>Notes", "<title>"),
    "two titles": ("web/headings", "<h2>More</h2>", "<h1>More</h1>"),
    "a level skipped": ("web/headings", "<h2>More</h2>", "<h3>More</h3>"),
    "a skip link astray": ("web/skip", 'href="#content"', 'href="#top"'),
    "no main part": ("web/skip", "main", "div"),
    "a limit on zoom": ("web/zoom", "initial-scale=1", "maximum-scale=1"),
    "no width": ("web/zoom", "width=device-width", "width=800"),
    "another name": ("web/name", 'aria-label="the sequel, on', 'aria-label="on'),
    "a description that repeats": ("web/name", 'aria-label="the sequel, on example.org"', 'title="The sequel, again"'),
    "a size in px": ("web/text-size", "color: black", "font: 700 18px/1.2 serif"),
    "spacing that is fixed": ("web/spacing", "color: black", "letter-spacing: 0 !important"),
    "no ring": ("web/focus", "p { color: black", "a:focus { outline: none"),
    "colours that are kept": ("web/forced", "color: black", "forced-color-adjust: none"),
    "no language": ("markup/language", ' lang="en"', ""),
    "no alternative": ("markup/alternative", ' alt="A circle"', ""),
    "an empty link": ("markup/link-without-text", ' aria-label="the sequel, on example.org">the sequel<', "><"),
    "another order": ("markup/order", "color: black", "order: 2"),
    "a reversed row": ("markup/reverse", "color: black", "flex-direction: row-reverse"),
}


def rules(html: str) -> list[str]:
    return [finding.rule for finding in check_page(html.encode(), "index.html")]


def test_silent_on_a_good_page() -> None:
    assert rules(GOOD) == []


@pytest.mark.parametrize("name", SPOILT)
def test_one_fault_makes_exactly_its_rule_speak(name: str) -> None:
    rule, old, new = SPOILT[name]
    assert old in GOOD
    assert rules(GOOD.replace(old, new)) == [rule]


def test_pictures_keep_their_colours_and_the_place_of_their_letters() -> None:
    style = "svg text { letter-spacing: 0 !important } :is(svg, img):not(.a) { forced-color-adjust: none }"
    assert rules(GOOD.replace("p { color: black }", f"{style} main:focus {{ outline: none }}")) == []


def test_a_thin_outline_is_no_ring_taken_away() -> None:
    assert rules(GOOD.replace("color: black", "outline: 0.35pt solid")) == []
    assert rules(GOOD.replace("p { color: black", "a:focus { outline: 0")) == ["web/focus"]


def test_every_rule_is_tried() -> None:
    assert {rule for rule, *_ in SPOILT.values()} == {*PAGE_RULES, *OF_MARKUP}


def test_every_rule_is_documented() -> None:
    told = (HOME / "docs/how-to-evidence.md").read_text(encoding="utf-8")
    for name in PAGE_RULES:
        assert f"| `{name}` |" in told


def test_no_error_on_the_page_of_an_edition() -> None:
    page = shared_artworks("minimal")["web"]
    assert check_page(page.content, page.file) == ()
