"""The typed tree of the HTML: language, place, what is hidden, and the text as it is read."""

from __future__ import annotations

import pytest
import tinyhtml5

from brochurepress.compose.html_tree import HtmlElement, collapsed, read_elements
from brochurepress.findings import Place


def read(body: str) -> HtmlElement:
    root = tinyhtml5.parse(f'<!doctype html><html lang="nl"><body>{body}</body></html>', namespace_html_elements=False)
    document, _ = read_elements(root)
    return document


def body_of(body: str) -> HtmlElement:
    found = read(body).one("body")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>een  woord\n hier</p>", "een woord hier"),
        ("een<br>twee", "een twee"),
        ("<p aria-hidden='true'>sier</p>tekst", "tekst"),
        ("<p hidden>weg</p>tekst", "tekst"),
        ("<img src='x' alt='een brug'> hier", "een brug hier"),
        ("<img src='x' alt=''>hier", "hier"),
        ("<svg><title>een ruit</title></svg>", "een ruit"),
        ("<svg aria-label='een ster'><text>x</text></svg>", "een ster"),
        ("<div role='img' aria-label='schema'>A B</div>", "schema"),
        ("<script>x()</script><style>p{}</style>tekst", "tekst"),
        ("een\u00a0woord", "een\u00a0woord"),
    ],
)
def test_text_is_what_a_reader_gets(body: str, text: str) -> None:
    assert body_of(body).text() == text


def test_language_is_inherited_until_it_changes() -> None:
    languages = {element.tag: element.lang for element in read("<p lang='en'><em>x</em></p><h1>y</h1>").walk()}
    assert (languages["em"], languages["h1"]) == ("en", "nl")


def test_the_place_is_that_of_the_nearest_element_that_has_one() -> None:
    document = read("<div data-source='source/a.md:3'><p>x</p><p data-source='source/a.md:8'>y</p></div><p>z</p>")
    places = [element.place for element in document.walk() if element.tag == "p"]
    assert places == [Place("source/a.md", 3), Place("source/a.md", 8), Place()]


def test_paths_name_every_element_once() -> None:
    paths = [element.path for element in read("<p><b>x</b><i>y</i></p><p>z</p>").walk()]
    assert len(set(paths)) == len(paths)


def test_comments_are_no_elements_and_keep_the_text_after_them() -> None:
    assert body_of("een<!-- niet dit --> woord").text() == "een woord"


def test_white_space_is_collapsed_and_no_break_spaces_are_kept() -> None:
    assert collapsed(" a\u00a0b \n c ") == "a\u00a0b c"
