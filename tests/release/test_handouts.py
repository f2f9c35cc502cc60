"""The folder of handouts: what is in it, and a page that anyone can use, in each language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from brochurepress.artworks.artwork import Artwork
from brochurepress.release.site import make_handouts
from brochurepress.source.inputs import read_sources
from brochurepress.source.languages import known_languages, read_language
from brochurepress.source.variants import VARIANTS
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support import browser as browsing
from tests.support.assertions import assert_found, rejection
from tests.support.edited_editions import ROOTS, edited

EDITION = "source/minimal/edition.toml"
READ = {"notes.pdf", "notes-large.pdf"}
PRINTED = {"notes-sheet.pdf", "notes-how-to-print.pdf"}


def folder_of(project: Project, without: str = "") -> dict[str, bytes]:
    """The folder of the smallest edition, with artworks that hold nothing."""
    inputs = read_sources(Snapshot(project), "minimal")
    named = inputs.manuscript.edition.files
    made = [name for name in VARIANTS if name in named and name != without]
    return make_handouts(inputs, [Artwork(name, named[name], b"%PDF", 1) for name in made])


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return folder_of(Project(ROOTS["minimal"]))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


def test_it_holds_what_people_print_or_read(files: dict[str, bytes]) -> None:
    assert files.keys() == {*READ, *PRINTED, "index.html"}


@pytest.mark.parametrize("tag", known_languages(Snapshot(Project(HOME))))
def test_each_language_has_the_words_of_the_page(tag: str) -> None:
    language = read_language(Snapshot(Project(HOME)), tag)
    assert all((language.strings.printed, language.strings.read, language.strings.accessible))
    assert language.purposes.keys() >= {row.name for row in VARIANTS.values() if row.ending == ".pdf"}


def test_the_page_is_in_the_edition_s_language_and_takes_the_first_file_of_a_form(tmp_path: Path) -> None:
    found = folder_of(edited("minimal", tmp_path, EDITION, "en-GB", "nl-NL"), without="digital")
    page = found["index.html"].decode()
    assert '<html lang="nl-NL"' in page
    assert all(words in page for words in ("Om zelf te printen", "Om te lezen", "Alles op één vel", "Zo print, vouw"))
    assert "notes-2.pdf" in found


def test_a_language_without_these_words_names_the_edition(tmp_path: Path) -> None:
    file = "layouts/languages/en/language.toml"
    project = edited("minimal", tmp_path, file, 'instructions = "How to print, fold and cut them"\n', "")
    page = folder_of(project)["index.html"].decode()
    assert '<a href="notes-how-to-print.pdf" download>\n<span class="name">Notes<' in page


@pytest.mark.parametrize("width", [320, 1280])
def test_its_page_can_be_used_by_anyone(width: int, files: dict[str, bytes], tmp_path: Path, chromium: Browser) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    index = tmp_path / "index.html"
    with browsing.visit(chromium, index, width) as visit:
        assert visit.axe() == ()
        assert (visit.overflow(), visit.errors) == (0, [])
        assert [each for each in visit.requests if not each.startswith("data:")] == [index.as_uri()]
        row = visit.page.locator("li", has=visit.page.locator("a[href='notes-sheet.pdf']"))
        beside = row.locator(".beside a")
        assert [beside.nth(at).get_attribute("href") for at in range(beside.count())] == sorted(READ, key=len)
        linked = {link.get_attribute("href") for link in visit.page.locator("a").all()}
        assert linked == {*READ, *PRINTED}
        visit.page.emulate_media(media="print")
        assert row.is_visible()


def test_a_layout_of_a_stranger_writes_no_page_that_acts(tmp_path: Path) -> None:
    project = edited("minimal", tmp_path, "layouts/handouts.html", "</main>", "<img src=x onerror=run()></main>")
    found = rejection(lambda: folder_of(project))
    assert_found(found, "web/active", file="layouts/handouts.html")
