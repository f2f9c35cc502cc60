"""Drawings within a page: their styles are attributes, their names their own, and what cannot be kept is told."""

from __future__ import annotations

import re

import pytest

from prepress.compose.inline_svg import WITHOUT_EFFECT, inline_svg


def drawing(body: str, root: str = 'viewBox="0 0 1 2"') -> str:
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<?xml version="1.0"?>\n<svg {names} {root}>\n{body}\n</svg>'


def inlined(body: str, root: str = 'viewBox="0 0 1 2"') -> str:
    html, faults = inline_svg(drawing(body, root), "A", "x.svg")
    assert faults == ()
    return str(html)


def test_vector_art_is_named_and_its_identifiers_are_its_own() -> None:
    body = "<a id='x'/><rect fill=\"url(#x)\" stroke=\"url('#x')\" mask='url(\"#x\")'/>"
    body += "<use href='#x' xlink:href='#x'/>"
    html = str(inline_svg(drawing(body), "A & B")[0])
    found = re.search(r'id="(art-[0-9a-f]{6}-x)"', html)
    assert found
    assert re.match('<svg [^>]*role="img" aria-label="A &amp; B"', html)
    assert html.count(f"url(#{found[1]})") == 3
    assert html.count(f'href="#{found[1]}"') == 2
    assert inline_svg(drawing(body + "<g/>"), "A")[0] != inline_svg(drawing(body), "A")[0]


CASCADE = {
    "a class": ("<style>.a{fill:red}</style><rect class='a'/>", 'fill="red"'),
    "an element": ("<style>rect{fill:red}</style><rect/>", 'fill="red"'),
    "an identifier over a class": (
        "<style>#b{fill:red}.a{fill:blue}</style><rect class='a' id='b'/>",
        'fill="red"',
    ),
    "a descendant": ("<style>g rect{fill:red}</style><g><rect/></g>", 'fill="red"'),
    "a group of selectors": ("<style>.b,.a{fill:red}</style><rect class='a'/>", 'fill="red"'),
    "the later of two": ("<style>.a{fill:blue}.b{fill:red}</style><rect class='b a'/>", 'fill="red"'),
    "a rule over an attribute": ("<style>.a{fill:red}</style><rect class='a' fill='blue'/>", 'fill="red"'),
    "a style over a rule": ("<style>.a{fill:blue}</style><rect class='a' style='fill:red'/>", 'fill="red"'),
    "what is important": (
        "<style>.a{fill:red!important}</style><rect class='a' style='fill:blue'/>",
        'fill="red"',
    ),
    "a token": ("<rect style='fill:var(--rood)'/>", 'fill="var(--rood)"'),
    "character data": ("<style><![CDATA[.a{fill:red}]]></style><rect class='a'/>", 'fill="red"'),
    "all markers": ("<path style='marker:none'/>", 'marker-mid="none"'),
    "a transformation": ("<g style='transform:scale(2)'/>", 'transform="scale(2)"'),
}


@pytest.mark.parametrize("case", CASCADE)
def test_a_style_becomes_an_attribute(case: str) -> None:
    body, attribute = CASCADE[case]
    html = inlined(body)
    assert attribute in html
    assert "blue" not in html
    assert "style" not in html
    assert "class" not in html


def test_a_class_that_no_rule_of_the_drawing_speaks_of_is_there_for_the_page() -> None:
    html = inlined("<style>.a{fill:red}</style><g class='names a'/>")
    assert re.search(r'<g [^>]*class="names"', html)


@pytest.mark.parametrize("name", WITHOUT_EFFECT)
def test_what_changes_nothing_is_left_out(name: str) -> None:
    assert name not in inlined(f"<g style='{name}:{WITHOUT_EFFECT[name] or 'x'};-inkscape-stroke:none'/>")


REFUSED = {
    "a query": ("<style>\n@media print{.a{fill:red}}</style>", 4, "the rule '@media'"),
    "an unknown rule": ("<style>\n\n@x{}</style>", 5, "the rule '@x'"),
    "a medium": ("<style media='print'>.a{fill:red}</style>", 3, "media='print'"),
    "a selector": ("<style>a::::b{fill:red}</style>", 3, "the selector 'a::::b'"),
    "a mode": ("<g>\n<g style='mix-blend-mode:multiply'/></g>", 4, "'mix-blend-mode: multiply'"),
    "units": ("<g style='transform:translate(3px)'/>", 3, "'transform: translate(3px)'"),
    "no declaration": ("<g style='fill'/>", 3, "the style"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_no_attribute_says_is_told_with_its_line(case: str) -> None:
    body, line, words = REFUSED[case]
    _, faults = inline_svg(drawing(body), "A", "x.svg")
    assert [(fault.rule, fault.place.file, fault.place.line) for fault in faults] == [
        ("web/drawing", "x.svg", line)
    ]
    assert words in faults[0].message


@pytest.mark.parametrize(
    ("root", "box"), [('width="9" height="8"', "0 0 9 8"), ('width="1in" height="72pt"', "0 0 96 96")]
)
def test_a_drawing_without_viewbox_keeps_its_proportions(root: str, box: str) -> None:
    assert f'viewBox="{box}"' in inlined("<rect/>", root)
