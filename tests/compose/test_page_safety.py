"""A finished page runs and requests nothing: what is refused acts in a browser, and good pages are let through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from brochurepress.compose.embedding import content_policy
from brochurepress.compose.lint import ACTIVE
from brochurepress.compose.page_safety import CONTROLS, ELEMENTS, acting, harmless, parsed
from brochurepress.findings import Rejected
from tests.fuzz.pages import pages, unsafe
from tests.support import browser as browsing
from tests.support.hostile_pages import BAD, CSS, UNHELD, Written
from tests.support.stress import stressed

GOOD = {
    "as it is": Written(),
    "links": Written(
        '<p><a href="#a">a</a> <a href="https://example.org/">b</a> <a href="mailto:a@example.org">c</a> '
        '<a href="tel:+31">d</a> <a href="notes.pdf" download>e</a> <a href="data:text/vcard;charset=utf-8,x">f</a></p>'
    ),
    "a drawing": Written(
        '<svg viewBox="0 0 9 9" role="img" aria-label="x"><defs><linearGradient id="g"><stop offset="0"/>'
        '</linearGradient></defs><rect width="9" height="9" fill="url(#g)" transform="scale(2)"/>'
        '<use href="#g"/><image href="data:image/png;base64,AAAA"/><a href="https://example.org"><path d="M0 0h9"/></a>'
        "<title>x</title><metadata><rdf:RDF></rdf:RDF></metadata></svg>"
    ),
    "a head that says much": Written(
        head='<meta property="og:image" content="https://example.org/x.png"><link rel="canonical" href="https://e.org">'
        '<link rel="alternate" hreflang="nl" href="https://e.org/nl"><link rel="icon" href="data:,">'
        '<script type="application/ld+json">{"a": "\\u003cb>"}</script>'
    ),
    "a style sheet that brings all it needs": Written(
        css='@font-face { font-family: x; src: url("data:font/woff2;base64,AAAA") } p::before { content: "http://x(" }'
        "a { background: image-set(url(data:image/png;base64,AA) 1x, 'data:image/png;base64,AA' 2x) }"
        "b { filter: url(#a) } @media (width > 9px) { i { color: red } }"
    ),
    "a table": Written(
        '<table><caption>x</caption><tr><th scope="col" colspan="2">a</th></tr><tr><td>b</td></tr></table>'
    ),
    "a comment": Written("<!-- <b>x</b> -->"),
}


def faults(page: str, script: str = "") -> tuple[str, ...]:
    """The rules of what is found in a page."""
    try:
        assert harmless(page, "layouts/web.html", script) == page
    except Rejected as rejected:
        return tuple(finding.rule for finding in rejected.findings)
    return ()


RAN = "document.documentElement.dataset.ran"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize("name", GOOD)
def test_silent_on_a_good_page(name: str) -> None:
    assert faults(GOOD[name].page()) == ()


@pytest.mark.parametrize("name", GOOD)
def test_a_good_page_requests_nothing(chromium: Browser, tmp_path: Path, name: str) -> None:
    file = tmp_path / "page.html"
    file.write_text(GOOD[name].page(), encoding="utf-8")
    with browsing.visit(chromium, file, 800) as visit:
        assert [each for each in visit.requests if not each.startswith("data:")] == [file.as_uri()]
        assert not [each for each in visit.errors if "Content Security Policy" in each]


@pytest.mark.parametrize("name", BAD)
def test_what_acts_in_a_page_is_refused(name: str) -> None:
    assert set(faults(BAD[name].page())) == {"web/active"}


SHOWING = {name: written.shows for name, written in BAD.items() if written.shows}
FIRST = {shows: name for name, shows in reversed(SHOWING.items())}.values()
"""One of each kind of what a browser does."""


@pytest.mark.parametrize("name", [name if name in FIRST else stressed(name) for name in SHOWING])
def test_what_is_refused_acts_in_a_browser(chromium: Browser, tmp_path: Path, name: str) -> None:
    """Without the policy of the press: so nothing in the table is refused for a danger that is none."""
    file = tmp_path / "page.html"
    file.write_text(BAD[name].page(policy=False), encoding="utf-8")
    with browsing.visit(chromium, file, 800) as visit:
        if BAD[name].shows == "runs at a click":
            visit.page.locator("a").first.click()
        if BAD[name].shows == "requests":
            _await(visit, lambda: any(re.search("out.invalid|beside", each) for each in visit.requests))
        else:
            _await(visit, lambda: bool(visit.page.evaluate(RAN)))


def _await(visit: browsing.Visit, seen: Callable[[], bool]) -> None:
    """Waits for what a page does after it is loaded; it fails where that never comes."""
    for _ in range(200):
        if seen():
            return
        visit.page.wait_for_timeout(20)
    raise AssertionError(f"nothing came of it: {visit.requests}")


TREES = """pages => pages.map(page => [...new DOMParser().parseFromString(page, 'text/html').querySelectorAll('*')]
    .map(e => `{${e.namespaceURI}}${e.localName} ${[...e.attributes].map(a => a.localName).sort()}`))"""


@pytest.mark.stress
@seed(1)
@settings(max_examples=40, database=None, deadline=None, phases=[Phase.generate])
@given(st.lists(pages(), min_size=25, max_size=25))
def test_the_tree_of_a_page_that_passes_is_that_of_a_browser(chromium: Browser, made: list[str]) -> None:
    passed = [page for page in made if not list(acting(page))]
    tab = chromium.new_page()
    try:
        trees = tab.evaluate(TREES, passed)
    finally:
        tab.close()
    for page, tree in zip(passed, trees, strict=True):
        elements = [element for element in parsed(page).iter() if isinstance(element.tag, str)]
        assert tree == [f"{e.tag} {','.join(sorted(key.rpartition('}')[2] for key in e.attrib))}" for e in elements]


@pytest.mark.parametrize("name", ["a table that gives up what is in it", "a style in a drawing"])
def test_the_readings_that_the_campaign_compares_tell_what_acts(name: str) -> None:
    assert unsafe(BAD[name].page())
    assert not unsafe(Written().page())


@pytest.mark.parametrize("name", UNHELD)
def test_a_page_under_another_policy_is_refused(name: str) -> None:
    old, new = UNHELD[name]
    page = Written().page()
    assert old in page
    assert set(faults(page.replace(old, new, 1))) == {"web/active"}


def test_a_script_is_the_one_of_the_page_and_no_other() -> None:
    page = Written().page().replace("</body>", "<script>1</script></body>")
    own = page.replace(content_policy(CSS), content_policy(CSS, "1"))
    assert faults(own, "1") == ()
    for spoilt in (page, own.replace(">1<", ">2<"), own.replace("</body>", "<script>1</script></body>")):
        assert faults(spoilt, "1")
    assert faults(own)


def test_a_page_is_never_taken_for_the_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page").write_text("<script>1</script>")
    monkeypatch.chdir(tmp_path)
    assert list(acting("page")) == []


def test_the_lists_of_what_shows_and_of_what_acts_have_nothing_in_common() -> None:
    assert ACTIVE & set(ELEMENTS) == {"script"}  # which may hold data
    assert not set(CONTROLS) & set(ELEMENTS)
