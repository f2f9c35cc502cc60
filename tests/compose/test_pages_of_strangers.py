"""Every page that the press writes, of a stranger's words and of a stranger's layouts: it runs and requests nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from brochurepress.cli import command_line as publish
from brochurepress.compose.page_safety import acting
from brochurepress.workspace.project import HOME
from tests.support import browser as browsing
from tests.support.edited_editions import copied
from tests.support.hostile_pages import RUN
from tests.support.sample_project import Sample

WORDS = f"</title></style></script><img src=x: onerror={RUN}>&\\\"'"

PAGES: dict[str, tuple[str, ...]] = {
    "report.html": ("build", "minimal", "--report", "--output", "{root}/output"),
    "compare.html": ("compare", "minimal", "--against", "{root}/output/minimal", "--report", "{root}/compare.html"),
    "swatches.html": ("swatches", "minimal"),
    "evidence.html": ("evidence", "minimal"),
    "snippet.html": ("release", "minimal", "--draft"),
    "run-index.html": ("run", "{root}/table.csv", "--edition", "minimal", "--one-file", "--jobs", "1"),
}
"""Each template of a page besides that of the web, with the command that fills it, in an order that can be kept."""


EDITION = "source/minimal/edition.toml"
NOTES = "source/minimal/1-notes.md"


def small(root: Path) -> Sample:
    """The smallest edition in a root of its own, as a press file, an accessible one and a web page."""
    good = Sample(copied("minimal", root)).write("table.csv", "name\nAda\n")
    named = good.text(EDITION).partition("[files]")[0].partition("variants")[0]
    files = 'press = "notes-press.pdf"\ndigital = "notes.pdf"\nweb = "index.html"\n'
    good.write(EDITION, f'{named}variants = ["press", "digital", "web"]\n\n[files]\n{files}')
    return good


def run(good: Sample, name: str) -> tuple[int, str]:
    """Exit code and output of the command that fills a template."""
    arguments = [each.format(root=good.root) for each in PAGES[name]]
    result = CliRunner().invoke(publish.main, [*arguments, "--root", str(good.root)])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages that the press makes of a project whose words are markup, in one folder."""
    good, kept = small(tmp_path_factory.mktemp("spoken")), tmp_path_factory.mktemp("kept")
    good.change(EDITION, 'title = "Notes"', f'title = "Notes {WORDS}"')
    good.change(EDITION, 'author = "A reader"', f'author = "{WORDS}"')
    for name in PAGES:
        code, output = run(good, name)
        assert code < 2, output
        for file in good.root.rglob("*.html"):
            shutil.copy(file, kept / f"{file.parent.name}-{file.name}")
        if name == "report.html":  # and then there is something to compare
            good.change(NOTES, "One paragraph", "Another paragraph")
    return kept


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


def test_words_stay_words_on_every_page(spoken: Path, chromium: Browser) -> None:
    script = (HOME / "layouts/compare/slider.js").read_text(encoding="utf-8").strip()
    files = sorted(spoken.iterdir())
    assert len(files) >= len(PAGES) + 1  # and that of the web
    for file in files:
        page = file.read_text(encoding="utf-8")
        assert "onerror" in page, file
        assert list(acting(page, script)) == []
        with browsing.visit(chromium, file, 800) as visit:
            assert [each for each in visit.requests if not each.startswith("data:")] == [file.as_uri()]
            assert not visit.page.evaluate("document.documentElement.dataset.ran")


@pytest.mark.parametrize("name", PAGES)
def test_a_layout_of_a_stranger_writes_no_page_that_acts(tmp_path: Path, name: str) -> None:
    good = small(tmp_path)
    if name == "compare.html":
        assert run(good, "report.html")[0] == 0
    layout = (HOME / "layouts" / name).read_text(encoding="utf-8")
    mark = "</ul>" if name == "snippet.html" else "</body>"
    assert mark in layout
    good.write(
        f"layouts/{name}", layout.replace(mark, f"<svg><style><img src=x: onerror={RUN}></style></svg>{mark}", 1)
    )
    code, output = run(good, name)
    assert code == 3, output
    assert f"layouts/{name}: error: " in output
    assert "[web/active]" in output
    written = [file for file in good.root.rglob("*.html") if "layouts" not in file.parts]
    assert not [file for file in written if "<svg><style><img" in file.read_text(encoding="utf-8")]


def test_the_script_of_a_comparison_is_the_press_s_own(tmp_path: Path) -> None:
    good = small(tmp_path)
    assert run(good, "report.html")[0] == 0
    good.write("layouts/compare/slider.js", RUN)
    run(good, "compare.html")
    assert RUN not in (good.root / "compare.html").read_text(encoding="utf-8")
