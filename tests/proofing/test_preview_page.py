"""The preview's page in a real browser: pictures follow the files, and everything on it can be reached by key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from brochurepress.artworks import Artwork
from brochurepress.findings import Place, error
from brochurepress.proofing.preview.editors import EditorCommand
from brochurepress.proofing.preview.state import key_of
from brochurepress.source import VARIANTS, read_strings
from brochurepress.typeset import RoomLeft
from brochurepress.workspace import Snapshot
from brochurepress.workspace.project import HOME, Project
from tests.support import browser as browsing
from tests.support.preview_server import Served, served, until
from tests.support.shared_builds import shared_artworks

REAL = "alles-over-het-ipo"
COVER = f"source/{REAL}/1-omslag.md"
TEXT = f"source/{REAL}/2-het-interprovinciaal-overleg.md"

OVERLAYS = re.findall(
    r'\{ id: "(\w+)", key: "(\w)"',
    (Path(__file__).parents[2] / "layouts/preview/overlays.js").read_text(encoding="utf-8"),
)
PLATES = ("cyan", "magenta", "yellow", "black", "total")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("preview")
    (folder / "opened").write_text("")
    editor = EditorCommand("pen", ("sh", "-c", f"echo {{file}}:{{line}} >> {folder / 'opened'}"))
    with served(REAL, folder, editor=editor) as running:
        yield running


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """What the pages of these tests share: pictures that were fetched, and nothing that a page keeps for itself."""
    with chromium.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="light", permissions=["clipboard-read", "clipboard-write"]
    ) as context:
        yield context


@pytest.fixture
def page(window: BrowserContext, here: Served) -> Iterator[Page]:
    with opened(window, here) as shown:
        yield shown


@pytest.fixture(scope="module")
def standing(window: BrowserContext, here: Served) -> Iterator[Page]:
    """One page for tests that leave it as they found it."""
    with opened(window, here) as shown:
        yield shown


@contextmanager
def opened(window: BrowserContext, here: Served) -> Iterator[Page]:
    """The preview in a page of its own; complaints of the browser fail the test."""
    faults: list[str] = []
    with window.new_page() as page:
        page.on("pageerror", lambda fault: faults.append(fault.message))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto(here.address)
        page.wait_for_selector("body[data-ready]")
        yield page
    assert faults == []


def keys_shown(page: Page) -> list[str]:
    shown: list[str] = page.eval_on_selector_all(".page img.picture", "all => all.map(one => one.dataset.key)")
    return shown


def test_every_page_is_shown_and_nothing_is_complained_of(page: Page, here: Served) -> None:
    assert keys_shown(page) == [leaf["key"] for leaf in here.state["pages"]]
    assert page.locator("#findings .finding").count() == 0


def test_a_word_changes_the_picture_of_its_page_alone(page: Page, here: Served) -> None:
    before = keys_shown(page)
    with here.changed(TEXT, "Duurzaamheid", "Houdbaarheid"):
        after = until(lambda: keys_shown(page), lambda keys: keys != before)
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True, True]
    assert until(lambda: keys_shown(page), lambda keys: keys == before)


def test_the_window_tells_which_page_it_shows_and_has_it_first(
    page: Page, here: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brochurepress.proofing.preview.worker.GLANCE_S", 10.0)
    page.evaluate("document.getElementById('page-2').scrollIntoView({block: 'center'})")
    room = here.preview.room
    assert until(lambda: room.pages_in_view, lambda pages: pages[:1] == (2,))
    before, build = keys_shown(page), here.state["build"]
    with here.changed(TEXT, "Duurzaamheid", "Bestendigheid"):
        (key,) = until(lambda: {*keys_shown(page)} - {*before}, bool)
        state = until(lambda: here.state, lambda state: state["build"] > build)
        assert state["pages"][1]["key"] == key
        assert room.fetched.is_set()
        asked = page.evaluate("performance.getEntriesByType('resource').map(({name}) => name)")
        assert any("/pages/ahead/" in name for name in asked)
        assert not any(key in name for name in asked), "the picture was asked for twice"
    assert until(lambda: keys_shown(page), lambda keys: keys == before)


def test_a_picture_that_does_not_come_ahead_is_asked_for_by_its_key(page: Page, here: Served) -> None:
    page.route("**/pages/ahead/**", lambda route: route.fulfill(status=204))
    before = keys_shown(page)
    with here.changed(TEXT, "Duurzaamheid", "Standvastigheid"):
        until(lambda: keys_shown(page), lambda keys: keys != before)
        here.until(lambda state: [leaf["key"] for leaf in state["pages"]] == keys_shown(page))
    assert until(lambda: keys_shown(page), lambda keys: keys == before)


def test_a_fault_is_laid_over_the_last_good_pages_and_goes(page: Page, here: Served) -> None:
    before = keys_shown(page)
    with here.changed(COVER, "type: cover", "type: cver"):
        expect(page.locator("#banner")).to_be_visible()
        expect(page.locator("#banner code")).to_have_text(f"{COVER}:2")
        expect(page.locator("#findings .finding")).to_contain_text("er is geen soort onderdeel 'cver'")
        expect(page.locator("#findings .finding")).to_contain_text("bedoel je 'cover'?")
        assert keys_shown(page) == before
    expect(page.locator("#banner")).to_be_hidden()
    expect(page.locator("#findings .finding")).to_have_count(0)


def test_a_finding_leads_to_its_place(page: Page, here: Served) -> None:
    with here.changed(TEXT, "Het gebeurt allemaal", "Het gebeurt " + "en het gebeurt weer " * 200 + "allemaal"):
        finding = page.locator("#findings .finding").first
        expect(finding).to_contain_text("te lang voor bladzijde 2")
        expect(finding.locator(".crop")).to_have_css("background-image", re.compile(r"/pages/\w+\.bmp"))
        finding.click()
        expect(page.locator(".spot.shown")).to_be_in_viewport()
        expect(page.locator("#findings h3").first).to_have_text("Bladzijde 2")
        page.keyboard.press("j")
        expect(page.locator(".finding:focus")).to_have_count(1)
    expect(page.locator(".spot")).to_have_count(0)


@pytest.mark.parametrize(("name", "key"), OVERLAYS)
def test_every_overlay_is_drawn_by_its_key_and_goes_again(standing: Page, name: str, key: str) -> None:
    page = standing
    page.keyboard.press("2")
    page.keyboard.press(key)
    drawn = page.locator(f".plates img.{name}" if name in PLATES else f"[data-overlay={name}] > *")
    until(drawn.count, lambda count: count > 0)
    expect(page.locator(f"#overlay-{name}")).to_have_attribute("aria-pressed", "true")
    if name in PLATES:
        loaded = f"[...document.querySelectorAll('.plates img.{name}')].every(one => one.naturalWidth > 100)"
        until(lambda: page.evaluate(loaded), bool)
    page.keyboard.press("\\")
    until(drawn.count, lambda count: count == 0)


def test_there_is_a_switch_for_every_overlay(standing: Page) -> None:
    assert standing.locator(".overlay").count() == len(OVERLAYS) == 15


def test_total_ink_is_told_under_the_pointer(page: Page) -> None:
    page.keyboard.press("i")
    page.locator("#page-1 .part.picture i").hover()
    expect(page.locator("#point")).to_contain_text(re.compile(r"C \d+ M \d+ Y \d+ K \d+ = \d+ %"))


@pytest.mark.parametrize("view", ["spreads", "sheets"])
def test_position_view_zoom_and_overlays_stay_over_a_reload(page: Page, here: Served, view: str) -> None:
    page.click(f"#view-{view}")
    page.keyboard.press("8")
    page.keyboard.press("g")
    page.locator("#page-3").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('desk').scrollTo(40, 400)")
    page.wait_for_timeout(250)
    seen = "(() => { const d = document.getElementById('desk'); return [d.scrollLeft, d.scrollTop] })()"
    before = page.evaluate(seen)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate(seen) == before
    expect(page.locator(f"#view-{view}")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#zoom")).to_have_text("100 %")
    until(page.locator("[data-overlay=baseline] line").count, lambda count: count > 0)


def test_position_stays_over_a_build(page: Page, here: Served) -> None:
    page.keyboard.press("8")
    page.evaluate("document.getElementById('desk').scrollTo(10, 900)")
    before, position = keys_shown(page), "document.getElementById('desk').scrollTop"
    with here.changed(COVER, "Samenwerkende", "Samengaande"):
        until(lambda: keys_shown(page), lambda keys: keys != before)
        assert page.evaluate(position) == 900
    until(lambda: keys_shown(page), lambda keys: keys == before)


def test_by_keyboard_alone_to_the_source_and_into_the_editor(page: Page, here: Served) -> None:
    page.focus("#parts-2")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')") == "part-2-1"
    line = page.locator("#selection dd").first.inner_text()
    assert line == f"{TEXT}:4"
    page.keyboard.press("p")
    expect(page.locator("#heard")).to_contain_text(line)
    assert page.evaluate("navigator.clipboard.readText()") == line
    page.keyboard.press("o")
    opened = here.root / "opened"
    until(opened.read_text, lambda text: text.strip() == f"{here.root / TEXT}:4")


def test_a_click_tells_source_style_and_ink(page: Page) -> None:
    page.locator("#page-1 .part.text i").first.click()
    told = page.locator("#selection").inner_text()
    assert "h1.title" in told
    assert "Special Gothic 700, 70 pt" in told
    assert re.search(r"inkt \(C 0\s+M 0\s+Y 0\s+K 100\)", told)
    assert re.search(r"1[0-9.]+ : 1", told)


def test_a_text_over_two_columns_covers_no_other(page: Page) -> None:
    for number in range(page.locator("#page-2 .part").count()):
        page.locator(f"#part-2-{number} i").first.click()
        expect(page.locator(f"#part-2-{number}")).to_have_attribute("aria-selected", "true")


def test_the_help_sheet_tells_every_key_and_so_do_the_documents(page: Page) -> None:
    page.keyboard.press("?")
    rows = re.findall(r"^\| ((?:`[^`]+` ?)+)\|", (HOME / "docs/preview.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(page.locator("#keys kbd").all_inner_texts()) == sorted(re.findall(r"`([^`]+)`", " ".join(rows)))
    told = page.locator("#keys tbody").inner_text()
    for _, key in OVERLAYS:
        assert page.locator("#keys kbd", has_text=re.compile(f"^{key}$")).count() == 1
    assert "Leesvolgorde" in told
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_open_to_all(chromium: Browser, here: Served, width: int, scheme: str) -> None:
    size = {"width": width, "height": 800}
    with chromium.new_context(viewport=size, color_scheme=scheme) as window, opened(window, here) as page:  # type: ignore[arg-type]
        page.locator("#page-1 .part.text i").first.click()
        page.keyboard.press("x")
        assert browsing.Visit(page).axe() == ()
        assert browsing.Visit(page).overflow() <= 0


def test_a_page_with_a_fault_is_open_to_all(page: Page, here: Served) -> None:
    with here.changed(COVER, "type: cover", "type: cver"):
        expect(page.locator("#banner")).to_be_visible()
        assert browsing.Visit(page).axe() == ()
    expect(page.locator("#banner")).to_be_hidden()


def test_every_tool_is_reached_by_tab(page: Page) -> None:
    page.evaluate("document.body.focus()")
    missed = {"view-pages", "view-spreads", "view-sheets", "zoom-in", "zoom-fit", "help"}
    for _ in range(14):
        page.keyboard.press("Tab")
        missed.discard(page.evaluate("document.activeElement.id"))
    assert missed == set()


@pytest.fixture
def made(here: Served) -> Iterator[dict[str, Artwork]]:
    """Every artwork of the edition, as the whole build hands them over, each with a fault of its own."""
    artworks = shared_artworks(REAL)
    room, shown = here.preview.room, here.preview.room.proofs.findings
    faults = [
        error("press/text-size", Place(artwork=each.file, page=min(each.pages, 1)), size=4, least=5)
        for each in artworks.values()
    ]
    room._take(tuple(faults), tuple(artworks.values()), whole=True)
    room.rooms = {
        "pages": (RoomLeft("omslag", 70, 7), RoomLeft("volg-ons", 0, 0)),
        "leaflet": (RoomLeft("omslag", 1, 1),),
    }
    room._tell("state", {})
    yield artworks
    room.artworks, room.rooms = {}, {}
    room._take(shown, (), whole=True)


ROOMS = {"": ["meer dan 60 woorden", "vol"], "press": ["meer dan 60 woorden", "vol"]} | {
    "handout-sheet": ["1 regel, 1 woord"],
    "large-print": [],
    "web": [],
}
"""What is said of the room in each tab."""


@pytest.mark.parametrize("tab", ROOMS)
def test_the_room_left_is_that_of_what_is_in_view(page: Page, made: dict[str, Artwork], tab: str) -> None:
    page.locator(f"#tab-{tab or 'pages'}").click()
    expect(page.locator("#room dd")).to_have_text(ROOMS[tab])
    expect(page.locator("#room")).to_be_visible(visible=bool(ROOMS[tab]))


def test_every_artwork_has_a_tab_that_shows_it_with_its_own_finding(page: Page, made: dict[str, Artwork]) -> None:
    expect(page.locator(".tab")).to_have_count(1 + len(made))
    for name, artwork in made.items():
        page.locator(f"#tab-{name}").click()
        shown = page.locator("#artwork img, #artwork iframe")
        expect(shown).to_have_count(3 if name == "web" else max(artwork.pages, 1))
        for picture in shown.all() if name != "web" else ():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", True)
            assert picture.evaluate("image => image.naturalWidth") > 300
        assert page.locator(f"#tab-{name} .dot.error").is_visible()
        marked = page.locator("#list .dot.error")
        expect(marked).to_have_count(1 if artwork.pages > 1 else 0)
    expect(page.locator("#tab-pages .dot")).to_be_hidden()
    expect(page.frame_locator("#artwork iframe >> nth=0").locator("h1")).to_be_visible()


def test_a_finding_leads_to_the_tab_of_its_artwork(page: Page, made: dict[str, Artwork]) -> None:
    page.locator("#worst").click()
    expect(page.locator(".tab[aria-pressed=true]")).to_have_id("tab-press")
    page.locator("#tab-pages").click()
    expect(page.locator("#artwork")).to_be_hidden()
    expect(page.locator("#page-1 img.picture")).to_be_visible()


@pytest.mark.parametrize("width", [640, 683, 800, 1280, 1920])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_worst_finding_is_in_sight_at_every_width(
    chromium: Browser, here: Served, made: dict[str, Artwork], width: int, scheme: str
) -> None:
    size = {"width": width, "height": 800}
    with chromium.new_context(viewport=size, color_scheme=scheme) as window, opened(window, here) as page:  # type: ignore[arg-type]
        expect(page.locator("#worst.error")).to_be_in_viewport()
        light = page.locator("#light").evaluate("light => getComputedStyle(light).backgroundColor")
        worst = page.locator("#worst").evaluate("worst => getComputedStyle(worst).color")
        assert light == worst
        page.locator("#tab-large-print").click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert browsing.Visit(page).axe() == ()


def test_a_web_page_in_its_frame_can_do_nothing(here: Served, made: dict[str, Artwork]) -> None:
    answer = here.ask(f"/artworks/{key_of(made['web'])}.html")
    assert (answer.status, answer.body) == (200, made["web"].content)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script-src" not in policy
    assert here.ask(f"/artworks/{key_of(made['press'])}.html").status == 404
    for address in (f"{key_of(made['web'])}/1", f"{key_of(made['press'])}/5", f"{key_of(made['press'])}/0", "x/1"):
        assert here.ask(f"/artworks/{address}.png?ppi=96").status == 404


def test_every_variant_has_a_name_in_every_language_of_the_preview() -> None:
    for language in ("en", "nl"):
        assert set(read_strings(Snapshot(Project(HOME)), "preview", language).names) == set(VARIANTS)
