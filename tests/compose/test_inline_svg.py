"""Drawings within a page: their names are their own, and what no attribute says stands in the sheet of the page."""

from __future__ import annotations

import re

import pytest

from brochurepress.compose.inline_svg import drawing_rules, inline_svg
from tests.support.drawings import look, svg


def inlined(body: str, root: str = 'viewBox="0 0 1 2"') -> str:
    return str(inline_svg(look().drawing(svg(body, root)), "A & B"))


def test_vector_art_is_named_and_its_identifiers_are_its_own() -> None:
    body = "<a id='x'/><rect fill=\"url(#x)\" stroke=\"url('#x')\" mask='url(\"#x\")'/>"
    body += "<use href='#x'/><use xlink:href='#x'/>"
    html = inlined(body)
    found = re.search(r'id="(art-[0-9a-f]{6}-x)"', html)
    assert found
    assert re.match('<svg [^>]*role="img" aria-label="A &amp; B"', html)
    assert html.count(f"url(#{found[1]})") == 3
    assert html.count(f'href="#{found[1]}"') == 2
    assert inlined(body + "<g/>") != html


def test_a_drawing_without_a_name_is_decoration() -> None:
    html = str(inline_svg(look().drawing(svg("<rect/>", 'viewBox="0 0 1 2"')), ""))
    assert re.match('<svg [^>]*aria-hidden="true"', html)
    assert not re.search("role=|aria-label", html)


def test_a_class_that_no_rule_of_the_drawing_speaks_of_is_there_for_the_page() -> None:
    html = inlined("<style>.a{fill:red}</style><g class='names a'/>")
    assert re.search(r'<g [^>]*class="names"', html)
    assert "<style" not in html


def test_what_no_attribute_says_is_a_class_of_the_page() -> None:
    html = inlined("<g class='k' style='mix-blend-mode:multiply;isolation:isolate'/>")
    assert 'class="k art-isolation--isolate art-mix-blend-mode--multiply"' in html
    assert list(drawing_rules(html)) == [
        ".art-isolation--isolate { isolation: isolate; }",
        ".art-mix-blend-mode--multiply { mix-blend-mode: multiply; }",
    ]


@pytest.mark.parametrize(
    ("root", "box"), [('width="9" height="8"', "0 0 9 8"), ('width="1in" height="72pt"', "0 0 96 96")]
)
def test_the_page_gives_the_size_and_the_drawing_its_proportions(root: str, box: str) -> None:
    html = inlined("<rect/>", root)
    assert f'viewBox="{box}"' in html
    assert not re.search(r"<svg[^>]* (?:width|height)=", html)
