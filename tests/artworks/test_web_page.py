"""The web page of every edition in a real browser: accessible, narrow, enlarged, by keyboard, on paper, light."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from brochurepress.artworks.web.page import compose_web, spreads_of
from brochurepress.pipeline.stages import Build, build_edition
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support import browser as browsing
from tests.support import html_validity
from tests.support.edited_editions import EDITIONS, ROOTS, edited
from tests.support.sample_project import Sample
from tests.support.seen import unseen
from tests.support.shared_builds import shared_build as built

LIGHT = 150_000
"""Bytes that a page may weigh with its fonts and vector art."""


def page_of(build: Build) -> str:
    return next(a.content.decode() for a in build.artworks if a.variant == "web")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.fixture(params=EDITIONS)
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The web page of each edition, with its files beside it."""
    for artwork in built(request.param).artworks:
        (tmp_path / artwork.file).write_bytes(artwork.content)
    return tmp_path / "index.html"


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_page(chromium: Browser, page: Path, width: int) -> None:
    with browsing.visit(chromium, page, width) as visit:
        assert visit.axe() == ()
        assert visit.errors == []
        assert visit.overflow() == 0
        assert visit.requests == [page.as_uri()]


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_every_text_is_seen(chromium: Browser, page: Path, width: int) -> None:
    with browsing.visit(chromium, page, width) as visit:
        assert list(unseen(visit)) == []


def test_sizes_of_the_tokens_reach_the_page(chromium: Browser, good: Sample) -> None:
    found = []
    for size in ("70pt", "35pt"):
        good.write("source/sample/tokens.toml", f'[custom]\ntitle-size = "{size}"\n')
        page = good.root / "index.html"
        inputs = read_sources(Snapshot(good.project), "sample")
        page.write_text(compose_web(inputs, ()), encoding="utf-8")
        with browsing.visit(chromium, page, 390) as visit:
            found += visit.page.evaluate(SIZES, ".title")
    assert found[1] == pytest.approx(found[0] / 2, abs=0.1)


SIZES = "query => [...document.querySelectorAll(query)].map(e => parseFloat(getComputedStyle(e).fontSize))"


@pytest.mark.parametrize("width", [640, 1280])
def test_text_at_200_percent_stays_in_the_window(chromium: Browser, page: Path, width: int) -> None:
    """WCAG 2.2, 1.4.4, by the size of text alone."""
    with browsing.visit(chromium, page, width) as visit:
        before = visit.page.evaluate(SIZES, "p:not(.display), li")
        visit.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert visit.overflow() == 0
        assert visit.page.evaluate(SIZES, "p:not(.display), li") == [2 * size for size in before]


def test_zoom_enlarges_every_text(chromium: Browser, page: Path) -> None:
    """WCAG 2.2, 1.4.4, by the zoom of the browser: the window is half as wide, every pixel twice as large."""
    with browsing.visit(chromium, page, 1280) as visit:
        before = visit.page.evaluate(SIZES, "h1, h2, h3, p, li")
        visit.page.set_viewport_size({"width": 640, "height": 400})
        after = [2 * size for size in visit.page.evaluate(SIZES, "h1, h2, h3, p, li")]
    assert min(large / small for large, small in zip(after, before, strict=True)) > 1.7


def test_spaced_text_stays_in_the_window(chromium: Browser, page: Path) -> None:
    """WCAG 2.2, 1.4.12: line height 1.5, paragraphs 2, letters 0.12 and words 0.16 times the size."""
    spaced = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    with browsing.visit(chromium, page, 320) as visit:
        visit.page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s] }", spaced
        )
        assert visit.overflow() == 0


FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect()
    return [element === document.body ? '' : element.getAttribute('href') ?? element.className,
            style.outlineStyle, parseFloat(style.outlineWidth),
            box.height > innerHeight ? box.top < innerHeight && box.bottom > 0
                                     : box.top >= 0 && box.bottom <= innerHeight]
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_the_keyboard_walks_through_every_link_in_reading_order_and_shows_where_it_is(
    chromium: Browser, page: Path, width: int
) -> None:
    with browsing.visit(chromium, page, width) as visit:
        visit.page.emulate_media(reduced_motion="reduce")  # else the page is still moving when it is measured
        links = visit.page.evaluate(
            "[...document.querySelectorAll('a[href], [tabindex=\"0\"]')]"
            ".map(e => e.getAttribute('href') ?? e.className)"
        )
        walked = []
        for _ in links:
            visit.page.keyboard.press("Tab")
            target, outline, thickness, in_view = visit.page.evaluate(FOCUSED)
            walked.append(target)
            assert outline == "solid" and thickness >= 2, f"the focus on {target} is not seen"
            assert in_view, f"the focus on {target} is outside the window"
        assert walked == links
        assert links[0] == "#content"


def test_the_skip_link_leads_to_the_content(chromium: Browser, page: Path) -> None:
    with browsing.visit(chromium, page, 1280) as visit:
        visit.page.keyboard.press("Tab")
        visit.page.keyboard.press("Enter")
        assert visit.page.evaluate("document.activeElement.tagName") == "MAIN"


def test_the_fonts_of_the_page_are_accepted_and_set_all_its_text(chromium: Browser, page: Path) -> None:
    with browsing.visit(chromium, page, 1280) as visit:
        faces = visit.page.evaluate("document.fonts.ready.then(all => [...all].map(face => face.status))")
        fallen_back = visit.page.evaluate(FALLEN_BACK)
    assert "loaded" in faces
    assert "error" not in faces
    assert fallen_back == []


FALLEN_BACK = """() => [...document.querySelectorAll('p, h1, h2, h3, li')].filter(element => {
    const style = getComputedStyle(element)
    const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    return ![...document.fonts].some(face => face.status === 'loaded' && style.fontFamily.includes(face.family))
        || !document.fonts.check(font, element.textContent)
}).map(element => element.textContent)"""


@pytest.mark.parametrize(("motion", "behaviour"), [("no-preference", "smooth"), ("reduce", "auto")])
def test_nothing_moves_for_who_asks_for_that(chromium: Browser, page: Path, motion: Any, behaviour: str) -> None:
    with browsing.visit(chromium, page, 1280) as visit:
        visit.page.emulate_media(reduced_motion=motion)
        assert visit.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour


def test_on_paper_there_is_no_ground_and_nothing_to_click(chromium: Browser, page: Path) -> None:
    with browsing.visit(chromium, page, 1280) as visit:
        visit.page.emulate_media(media="print")
        grounds = visit.page.evaluate(
            "[...document.querySelectorAll('header, main, footer, .spread')]"
            ".map(e => getComputedStyle(e).backgroundColor)"
        )
        shown = visit.page.evaluate(
            "[...document.querySelectorAll('.button, .downloads, .skip, .card')]"
            ".filter(e => e.checkVisibility()).length"
        )
        assert set(grounds) == {"rgba(0, 0, 0, 0)"}
        assert shown == 0


UNREAD = "violates Content Security Policy (meta tag)"
"""The checker neither takes the hash of a style nor reads data: addresses; the browser judges the policy instead."""


def test_the_html_of_every_edition_is_valid(tmp_path: Path) -> None:
    pages = [tmp_path / f"{edition}.html" for edition in EDITIONS]
    for page in pages:
        page.write_text(page_of(built(page.stem)), encoding="utf-8")
    for page, found in html_validity.faults(*pages).items():
        assert [fault for fault in found if UNREAD not in fault.message] == [], page.name


@pytest.mark.parametrize(
    ("old", "new", "directive"),
    [
        ("<style>", "<style>p { color: red }", "style-src"),
        ("</body>", "<script>alert(1)</script></body>", "default-src"),
        ("</body>", '<img alt="" src="https://example.org/p.png"></body>', "img-src"),
    ],
)
def test_the_policy_bites(chromium: Browser, tmp_path: Path, old: str, new: str, directive: str) -> None:
    file = tmp_path / "index.html"
    file.write_text(page_of(built("minimal")).replace(old, new, 1))
    with browsing.visit(chromium, file, 1280) as visit:
        assert any(directive in error for error in visit.errors)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_page_with_its_fonts_is_light(edition: str) -> None:
    assert len(page_of(built(edition)).encode()) < LIGHT


def test_landmarks_are_named_by_their_headings(chromium: Browser, page: Path) -> None:
    with browsing.visit(chromium, page, 1280) as visit:
        names = visit.page.evaluate(
            "[...document.querySelectorAll('section[aria-labelledby]')].map("
            "e => document.getElementById(e.getAttribute('aria-labelledby'))?.textContent.trim() ?? '')"
        )
        assert names and all(names) and len(set(names)) == len(names)
        assert visit.page.locator("main").count() == 1


def test_each_download_says_what_it_is_for_its_format_pages_size_language_and_standards() -> None:
    build = built("complete")
    links = re.findall(r'<li><a href="([^"]+)" download>(.*?)</a>', page_of(build), re.DOTALL)
    texts = {file: " ".join(re.sub(r"<[^>]+>", "", text).split()) for file, text in links}
    offered = {a.file: a for a in build.artworks if a.variant in build.edition.downloads}
    assert list(texts) == [f"complete{end}.pdf" for end in ("", "-large", "-2", "-press")]
    assert next(iter(texts)) == "complete.pdf", "the file to read stands first"
    main = offered["complete.pdf"]
    size = f"{main.pages} pages, {round(len(main.content) / 1000)} kB"
    assert texts["complete.pdf"] == (
        f"For reading on a screen: The complete brochure (PDF, {size}), English, PDF/UA-1, PDF/A-2a"
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_metadata_holds_for_search_engines_and_networks(edition: str) -> None:
    build = built(edition)
    html, address = page_of(build), build.edition.address
    document = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])  # type: ignore[index]
    assert (document["@type"], document["name"], document["inLanguage"]) == (
        "DigitalDocument",
        build.edition.title,
        build.edition.language,
    )
    files = {entry["contentUrl"] for entry in document["encoding"]}
    assert files == {f"{address}/{a.file}" for a in build.artworks if a.variant in build.edition.downloads}
    cover = next(a.file for a in build.artworks if a.variant == "cover")
    assert f'<meta property="og:image" content="{address}/{cover}">' in html
    assert f'<link rel="canonical" href="{address}">' in html
    assert "hreflang" not in html


def test_translations_name_each_other(tmp_path: Path) -> None:
    project = edited(
        "minimal", tmp_path, "source/minimal/edition.toml", "[files]", 'translations = ["klein"]\n\n[files]'
    )
    other = tmp_path / "source/klein"
    other.mkdir()
    text = (tmp_path / "source/minimal/edition.toml").read_text().replace("klein", "minimal")
    (other / "edition.toml").write_text(text.replace("en-GB", "nl-NL").replace("org/notes", "org/klein"))
    (other / "1-notes.md").write_text((tmp_path / "source/minimal/1-notes.md").read_text())
    html = page_of(build_edition(project, "minimal", ("web",)))
    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', html) == [
        ("en-GB", "https://www.example.org/notes"),
        ("nl-NL", "https://www.example.org/klein"),
    ]


def test_a_title_cannot_end_the_data_block(tmp_path: Path) -> None:
    project = edited("minimal", tmp_path, "source/minimal/edition.toml", '"Notes"', '"</script><b>"')
    html = page_of(build_edition(project, "minimal", ("web",)))
    assert html.count("</script>") == 1


def test_a_brochure_of_cover_and_back_has_a_main_part() -> None:
    sheets = spreads_of_complete()
    assert [spread.landmark for spread in spreads_of((sheets[0], sheets[-1]))] == ["header", "main"]
    assert [spread.landmark for spread in spreads_of(sheets)][-1] == "footer"


def spreads_of_complete() -> Any:
    from brochurepress.compose.sheets import sheets_of
    from brochurepress.source.inputs import read_sources

    return sheets_of(read_sources(Snapshot(Project(ROOTS["complete"])), "complete").manuscript.sections)


def test_a_contact_card_is_downloaded_and_says_who(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "index.html"
    file.write_text(page_of(built("complete")))
    with browsing.visit(chromium, file, 1280) as visit:
        with visit.page.expect_download() as download:
            visit.page.get_by_role("link", name="Contact card of Ada Lovelace (VCF)").click()
        card = download.value.path().read_bytes().decode()
    assert download.value.suggested_filename == "Ada Lovelace.vcf"
    assert card.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Ada Lovelace;;;;",
        "FN:Ada Lovelace",
        "ORG:The press",
        "TITLE:Editor",
        "EMAIL;TYPE=INTERNET:ada@example.org",
        "END:VCARD",
        "",
    ]


def test_only_the_web_page_offers_the_same_files() -> None:
    (alone,) = build_edition(Project(ROOTS["complete"]), "complete", ("web",)).artworks
    assert alone.content.decode() == page_of(built("complete"))


def test_two_sheets_lie_side_by_side_when_they_go_together() -> None:
    """In the complete edition a statement and points; an article, a plate between articles and the back stand alone."""
    spreads = spreads_of(spreads_of_complete())
    assert [[section.type for section in spread.sections] for spread in spreads] == [
        ["cover"],
        ["statement", "points"],
        ["article"],
        ["plate"],
        ["article"],
        ["contacts", "channels"],
    ]
