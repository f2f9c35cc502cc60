"""What is coloured on paper is coloured so on a screen, section by section: plates, pages, large print and web page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser

from brochurepress.pipeline.stages import build_edition
from brochurepress.workspace.project import Project
from tests.support import browser as browsing
from tests.support.edited_editions import EDITIONS, ROOTS, copied
from tests.support.shades import DELTA_E, SEEN, THERE, WIDTHS, Shades, differences, on_paper, on_screen, shades
from tests.support.shared_builds import shared_build

STYLED = "an edition of grounds and styles"
"""The complete edition with further sections on grounds, and with drawings that keep their colours in styles."""

TILES = """\
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 120 90">
<style type="text/css">
  .st0{fill:var(--blauw);} g .st1, .st2 { fill: url('#ramp') } #st3 { fill: var(--roze) !important }
</style>
<defs><linearGradient id='ramp'><stop offset='0' style='stop-color:var(--rood)'/>
<stop offset='1' style="stop-color: var(--rood)"/></linearGradient></defs>
<g class="highlight" stroke="var(--inkt)" stroke-width="2"/>
<g><rect class="st0" width="60" height="40"/><rect class="st1" x="60" width="60" height="40"/></g>
<rect id="st3" y="45" width="40" height="40" style="fill:var(--geel)"/>
<rect id="top" x="45" y="45" width="40" height="40" style="fill:var(--groen);stroke:none"/>
<use xlink:href="#top" x="45" style="opacity:1"/>
</svg>
"""
WORDMARK = """\
<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">
<style>.st0{fill:var(--roze)} .st1{fill:url(#ramp)}</style>
<linearGradient id="ramp"><stop stop-color="var(--blauw)"/></linearGradient>
<rect class="st0" width="60" height="20"/><rect class="st1" width="30" height="20"/>
</svg>
"""


def styled(to: Path) -> Project:
    root = copied("complete", to)
    source = root / "source/complete"
    for name in ("02-statement.md",):
        text = (source / name).read_text(encoding="utf-8")
        (source / name).write_text(text.replace("title:", "ground: zee\ntitle:", 1), encoding="utf-8")
    (source / "pictures/tiles.svg").write_text(TILES, encoding="utf-8")
    (source / "pictures/wordmark.svg").write_text(WORDMARK, encoding="utf-8")
    return Project(root)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shades")


@cache
def shaded(edition: str, folder: Path) -> tuple[Mapping[str, Mapping[str, Shades]], Path]:
    """The shades on paper of an edition, and its web page."""
    at = folder / edition
    at.mkdir()
    if edition == STYLED:
        project = styled(at / "root")
        build = build_edition(project, "complete", ("press", "digital", "large-print", "web"))
    else:
        project, build = Project(ROOTS[edition]), shared_build(edition)
    assert build.artworks, build.findings
    page = next(artwork for artwork in build.artworks if artwork.variant == "web")
    (at / page.file).write_bytes(page.content)
    return dict(on_paper(project, build)), at / page.file


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize("edition", [*EDITIONS, STYLED])
def test_every_section_has_the_same_colours_in_print_on_pages_and_on_a_screen(
    edition: str, folder: Path, chromium: Browser
) -> None:
    paper, page = shaded(edition, folder)
    screens = {f"web at {width}": on_screen(chromium, page, width) for width in WIDTHS}
    everywhere = {**paper, **screens}
    assert len(everywhere) == 5
    assert len({frozenset(of) - apart(of) for of in everywhere.values()}) == 1
    told = [
        f"{one}, {other}: {difference}"
        for one, other in itertools.combinations(everywhere, 2)
        for difference in differences(everywhere[one], everywhere[other])
    ]
    assert told == []


def apart(of: Mapping[str, Shades]) -> frozenset[str]:
    """What only some forms of a brochure have: the code of its address, and the decoration along the foot."""
    return frozenset(name for name in of if name.startswith(("band-", "QR", "download")))


FAULTS = {
    "the ground of a section colours those after it": (
        r'<main (.*?)<div class="spread on-zee',
        r'<main class="on-zee" \1<div class="spread on-zee',
        {"points", "article", "plate", "more"},
    ),
    "a section loses its ground": (r'class="spread on-zee', 'class="spread', {"statement"}),
    "drawings lose their colours": (r' (?:fill|stop-color)="[^"]*"', "", {"cover"}),
    "a gradient is not found": (r'id="art-\w+-ramp"', "", {"cover"}),
}


@pytest.fixture(scope="module")
def good(folder: Path) -> tuple[dict[str, Shades], str]:
    """The shades on the plates of an edition, and its web page."""
    project = styled(folder / "good")
    build = build_edition(project, "complete", ("press", "web"))
    return dict(on_paper(project, build))["press"], build.artworks[-1].content.decode()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("width", WIDTHS)
def test_each_fault_of_colour_speaks(
    fault: str, width: int, good: tuple[dict[str, Shades], str], tmp_path: Path, chromium: Browser
) -> None:
    old, new, sections = FAULTS[fault]
    paper, page = good
    spoilt = tmp_path / "spoilt.html"
    spoilt.write_text(re.sub(old, new, page, flags=re.DOTALL), encoding="utf-8")
    told = list(differences(paper, on_screen(chromium, spoilt, width)))
    assert {each.partition(":")[0] for each in told} == sections


def flat(*parts: tuple[tuple[int, int, int], int]) -> Mapping[str, Shades]:
    pixels = np.array([colour for colour, count in parts for _ in range(count)], np.uint8)
    return {"section": shades(pixels)}


BLUE, NEAR, FAR, RED = (200, 230, 250), (192, 226, 250), (255, 255, 255), (230, 100, 60)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (flat((BLUE, 1000)), 0),
        (flat((NEAR, 1000)), 0),
        (flat((FAR, 1000)), 3),
        (flat((BLUE, 1000 - round(1000 * SEEN)), (RED, round(1000 * SEEN))), 1),
        (flat((BLUE, 995), (RED, 5)), 0),
    ],
)
def test_a_colour_is_told_from_its_tolerance_and_share_on(other: Mapping[str, Shades], told: int) -> None:
    found = list(differences(flat((BLUE, 1000)), other))
    assert len(found) == told, (found, DELTA_E, THERE)
