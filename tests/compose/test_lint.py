"""Markup rules: silent on good HTML and CSS; each speaks of one fault, with its file and line."""

from __future__ import annotations

import pytest

from brochurepress.compose.lint import STYLE_RULES, check_markup
from brochurepress.findings import Place
from tests.support.tagged_pdf import LONG, RICH, STYLE, html

PAGE = '<!doctype html><html lang="nl"><body><p class="a" data-source="source/a.md:4">Tekst.</p>{}</body></html>'

FAULTS = {
    "markup/opacity": ("", ".a { opacity: .5 }"),
    "markup/order": ("", ".a { order: 2 }"),
    "markup/reverse": ("", "body { flex-direction: row-reverse }"),
    "markup/fixed": ("", ".a { position: fixed }"),
    "markup/text-transform": ("", ".a { text-transform: uppercase }"),
    "markup/small-caps": ("", ".a { font-variant-caps: small-caps }"),
    "markup/hidden-text": ("", ".a { visibility: hidden }"),
    "markup/contents": ("", ".a { display: contents }"),
    "markup/flex-link": ("<div class='b'><a href='#x'>x</a></div>", ".b { display: flex }"),
    "markup/footnote": ("", ".a { float: footnote }"),
    "markup/marker-content": ("<ul><li>x</li></ul>", "li::marker { content: '*' }"),
    "markup/link-content": ("<p><a href='#x'>x</a></p>", "a::before { content: '> ' }"),
    "markup/leader": ("", ".a::after { content: leader('.') }"),
    "markup/hyphenate-character": ("", ".a { hyphenate-character: '--' }"),
}

ELEMENTS = {
    "markup/active": "<input>",
    "markup/alternative": "<img src='x.png'>",
    "markup/link-with-blocks": "<a href='#x'><h2>Kop</h2></a>",
    "markup/link-without-text": "<p><a href='#x'></a></p>",
}


@pytest.mark.parametrize("body", [RICH, LONG], ids=["rich", "long"])
def test_good_work_trips_nothing(body: str) -> None:
    assert check_markup(html(body), {"layouts/css/print.css": STYLE}) == ()


def test_every_rule_on_declarations_has_its_fault() -> None:
    assert set(FAULTS) == set(STYLE_RULES)


@pytest.mark.parametrize("rule", FAULTS)
def test_one_declaration_makes_one_rule_speak_at_its_line(rule: str) -> None:
    markup, style = FAULTS[rule]
    assert check_markup(PAGE.format(markup), {"print.css": ""}) == ()
    (finding,) = check_markup(PAGE.format(markup), {"print.css": f"p {{ margin: 0 }}\n\n{style}"})
    assert (finding.rule, finding.place) == (rule, Place("print.css", 3))


@pytest.mark.parametrize("rule", ELEMENTS)
def test_one_element_makes_one_rule_speak_at_its_line(rule: str) -> None:
    markup = f'<div data-source="source/b.md:9">{ELEMENTS[rule]}</div>'
    (finding,) = check_markup(PAGE.format(markup), {})
    assert (finding.rule, finding.place) == (rule, Place("source/b.md", 9))


def test_a_document_without_language_is_named() -> None:
    (finding,) = check_markup("<!doctype html><html><body><p>x</p></body></html>", {})
    assert finding.rule == "markup/language"


@pytest.mark.parametrize(
    "style",
    [
        ".b { opacity: .5 }",
        "@media screen { .a { opacity: .5 } }",
        ".a { opacity: 1 }",
        ".a { display: flex }",
        ".a { text-transform: none }",
    ],
)
def test_what_does_no_harm_is_passed(style: str) -> None:
    assert check_markup(PAGE.format(""), {"print.css": style}) == ()


@pytest.mark.parametrize(
    "style",
    [
        "@layer base { .a { opacity: .5 } }",
        "body { .a { opacity: .5 } }",
        "body { & > .a { opacity: .5 } }",
        "@media print { .a { opacity: 50% } }",
        ".z, .a { opacity: .5 }",
    ],
)
def test_declarations_are_found_wherever_they_are_nested(style: str) -> None:
    (finding,) = check_markup(PAGE.format(""), {"print.css": style})
    assert finding.rule == "markup/opacity"


def test_a_style_attribute_is_placed_at_its_element() -> None:
    markup = '<p data-source="source/b.md:5" style="opacity: .5">x</p>'
    (finding,) = check_markup(PAGE.format(markup), {})
    assert finding.place == Place("source/b.md", 5)


def test_decoration_is_left_alone() -> None:
    markup = "<p aria-hidden='true' style='opacity:.2'>*</p><img src='x.png' alt=''>"
    assert check_markup(PAGE.format(markup), {}) == ()
