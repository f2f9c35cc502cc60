"""The redline: struck and added words in one column, said in words, in a file that asks for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from brochurepress.cli.command_line import main
from tests.support.browser import browser, visit
from tests.support.edited_editions import copied
from tests.support.versioned import committed

NOTES = "source/minimal/1-notes.md"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The minimal edition under version control, changed since."""
    made = copied("minimal", tmp_path_factory.mktemp("redline") / "root")
    committed(made)
    file = made / NOTES
    text = file.read_text().replace("that is all", "that was all of it") + "\nQuite a new paragraph.\n"
    file.write_text(text)
    return made


def page(root: Path, *words: str) -> str:
    result = CliRunner().invoke(main, ["redline", "minimal", "--root", str(root), *words])
    assert result.exit_code == 0, result.output
    return (root / "output/minimal.redline.html").read_text()


def seen(html: str, tag: str) -> list[str]:
    """What a page shows as struck or added, with what is only heard in brackets."""
    body = html.partition("<main")[2].partition("</main>")[0]
    found = re.findall(rf"<{tag}>(.*?)</{tag}>", body)
    return [re.sub(r'<span class="vh">\s?(.*?)\s?</span>', r"[\1]", each) for each in found]


def test_words_are_struck_and_added_where_they_stand_and_said_to_be(root: Path) -> None:
    html = page(root)
    assert seen(html, "del") == ["[Struck:]is all.[(end of what was struck).]"]
    assert seen(html, "ins") == [
        f"[Added:]{words}[(end of what was added).]" for words in ("was all of it.", "Quite a new paragraph.")
    ]
    assert "2 differences" in html and f"{NOTES}:6" in html


def test_what_is_the_same_has_no_marks(root: Path, tmp_path: Path) -> None:
    made = copied("minimal", tmp_path / "root")
    committed(made)
    html = page(made)
    assert "No difference" in html and not (seen(html, "del") or seen(html, "ins"))


def test_the_page_asks_for_nothing_and_axe_is_silent(root: Path) -> None:
    page(root)
    with browser() as chromium, visit(chromium, root / "output/minimal.redline.html", 390) as shown:
        assert (shown.axe(), len(shown.requests), shown.errors) == ((), 1, [])
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_is_no_revision_is_wrong_use(root: Path) -> None:
    result = CliRunner().invoke(main, ["redline", "minimal", "--root", str(root), "--against", "nowhere"])
    assert result.exit_code == 2 and "no revision" in result.output
