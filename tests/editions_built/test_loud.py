"""The kit for events: every type in every artwork, and its pages held to the measures of its design."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from brochurepress.artworks.artwork import Artwork
from brochurepress.design.contrast import contrast_ratio, rgb_of
from brochurepress.findings import Severity
from brochurepress.pipeline.stages import build_edition, lay_out
from brochurepress.runs.processes import Order, Worker
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import TextRun, text_runs
from brochurepress.typeset.box_geometry import MM_PER_PX, _descendants
from brochurepress.typeset.layout_checks import Layout
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support import browser as browsing
from tests.support.verapdf import assert_conforms

ROOT = HOME / "tests/editions/loud"
WITHIN_MM = 0.2
CAP = 0.675


@cache
def laid() -> Layout:
    return lay_out(read_sources(Snapshot(Project(ROOT)), "loud"))


def test_every_page_is_set_without_a_fault() -> None:
    assert [str(each) for each in laid().findings] == []
    assert laid().page_count == 20


@cache
def lines() -> dict[tuple[int, str], tuple[float, float, float]]:
    """Left, baseline and height of capitals in mm of each display line, by its page and text."""
    found = {}
    for number, page in enumerate(laid().pages.document.pages, 1):
        for box in _descendants(page._page_box):
            element = getattr(box, "element", None)
            if element is not None and "cut-" in str(element.get("class")) and type(box).__name__ == "TextBox":
                size = box.style["font_size"] * MM_PER_PX
                baseline = (box.position_y + box.baseline) * MM_PER_PX
                found[number, box.text.strip()] = (box.position_x * MM_PER_PX, baseline, size * CAP)
    return found


DESIGN = {
    # page and line: its baseline from the head of the page, and the height of its capitals, in mm
    (1, "Hoe groot is"): (20, 10),
    (1, "groot"): (65, 40),
    (2, "Meet mee"): (30, 20),
    (5, "Half"): (50, 40),
    (5, "is half"): (75, 20),
    (6, "Nacht van"): (30, 20),
    (7, "De Maat"): (30, 20),
    (8, "Onze maten"): (30, 20),
    (8, "‘Een meter is"): (160, 10),
    (8, "een afspraak."): (175, 10),
    (8, "Een voet is"): (190, 10),
    (9, "Elf minuten lopen"): (145, 10),
    (10, "Kijk"): (30, 20),
    (10, "maar"): (55, 20),
    (11, "Wat weet"): (30, 20),
    (11, "een wijzer?"): (55, 20),
    (12, "Twee keer per dag"): (20, 10),
    (14, "Drie regels"): (30, 20),
    (20, "Open"): (50, 40),
}


@pytest.mark.parametrize("line", DESIGN)
def test_display_lines_stand_where_the_design_has_them(line: tuple[int, str]) -> None:
    _, baseline, cap = lines()[line]
    assert abs(baseline - DESIGN[line][0]) < WITHIN_MM
    assert abs(cap - DESIGN[line][1]) < WITHIN_MM


PLACES = {
    # page and words: the edge of its line that stands on the grid, where that is, and its baseline, in mm
    (2, "Een voet was"): ("left", 10, 43.75),
    (2, "Niets staat"): ("left", 76, 43.75),
    (2, "640"): ("left", 54, 187),
    (2, "0,001"): ("left", 98, 187),
    (2, "2"): ("right", 138, 203.6),
    (8, "Wim Terpstra"): ("left", 115.5, 120.4),
    (8, "Noor Achterberg"): ("left", 38.5, 120.4),
    (11, "Een manometer"): ("left", 10, 66.5),
    (11, "worden en duwt"): ("left", 76, 87.5),
    (16, "1612"): ("left", 18, 67),
    (16, "een elmaat"): ("left", 34, 67),
    (20, "dinsdag t/m"): ("left", 10, 65),
    (20, "10.00–17.00"): ("right", 72, 65),
    (20, "volwassenen"): ("left", 76, 65),
    (20, "€ 14,50"): ("right", 138, 65),
}


@cache
def runs() -> tuple[TextRun, ...]:
    return tuple(text_runs(laid().pages))


@pytest.mark.parametrize("place", PLACES)
def test_text_stands_on_margins_columns_and_baselines(place: tuple[int, str]) -> None:
    page, words = place
    edge, at, baseline = PLACES[place]
    of_page = [run for run in runs() if run.page == page and run.text.strip().replace("\u00a0", " ").startswith(words)]
    area = of_page[-1].area
    assert abs(getattr(area, edge) - at) < WITHIN_MM, area
    assert abs(area.bottom - baseline) < WITHIN_MM, area


@pytest.mark.parametrize("line", [line for line in DESIGN if line[0] not in (5, 10)])
def test_the_ink_of_display_lines_begins_at_the_margin(line: tuple[int, str]) -> None:
    found = next(run for run in runs() if run.page == line[0] and run.text.strip() == line[1])
    edge = int(re.findall(r"edge-(\d+)", found.element.get("class", ""))[0]) / 1000
    assert abs(found.area.left + edge * found.size_pt * 25.4 / 72 - 10) < WITHIN_MM


GROUNDS = {
    # what is read, and on what: the least contrast that the design asks for
    ("inkt", "papier"): 15,
    ("inkt", "citroen"): 11,
    ("inkt", "vermiljoen"): 5,
    ("inkt", "lila"): 8,
    ("papier", "nacht"): 18,
    ("citroen", "nacht"): 12,
    ("vermiljoen", "nacht"): 5.5,
    ("lila", "nacht"): 9,
}


@pytest.mark.parametrize("pair", GROUNDS)
def test_text_stands_out_from_every_ground(pair: tuple[str, str]) -> None:
    colours = laid().composition.tokens.colours
    assert contrast_ratio(*(rgb_of(colours[name].srgb) for name in pair)) > GROUNDS[pair]


def test_a_badge_sets_the_shortest_and_the_longest_name_in_its_width() -> None:
    worker = Worker(Order(ROOT, "badge", "digital"))
    for first, name in (("Li", "Li"), ("Annemarijn", "Annemarijn de Ruijter-Van Zanten"), ("Zoë", "Zoë Öztürk")):
        copy = worker.copy({"voornaam": first, "naam": name, "rol": "bezoeker"})
        assert [str(each) for each in copy.findings if each.severity is Severity.ERROR] == []


@cache
def artworks(edition: str) -> dict[str, Artwork]:
    build = build_edition(Project(ROOT), edition)
    assert [str(each) for each in build.findings if each.severity is not Severity.INFO] == []
    return {artwork.variant: artwork for artwork in build.artworks}


@pytest.mark.stress
@pytest.mark.parametrize("edition", ["loud", "affiche", "folder", "badge", "uitnodiging"])
def test_every_artwork_is_without_a_fault(edition: str) -> None:
    assert artworks(edition)


@pytest.mark.stress
@pytest.mark.parametrize(("variant", "flavour"), [("digital", "ua1"), ("digital-2", "ua2"), ("large-print", "ua1")])
def test_the_accessible_files_are_pdf_ua(variant: str, flavour: str) -> None:
    assert_conforms(artworks("loud")[variant].content, flavour)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.stress
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_axe_finds_nothing_and_nothing_leaves_the_page(chromium: Browser, tmp_path: Path, width: int) -> None:
    file = tmp_path / "index.html"
    file.write_bytes(artworks("loud")["web"].content)
    with browsing.visit(chromium, file, width) as visit:
        assert (visit.axe(), visit.errors, visit.overflow()) == ((), [], 0)
        edges = "line => { const r = line.getBoundingClientRect(), p = line.parentElement.getBoundingClientRect();"
        script = f"lines => lines.filter({edges} return r.right > p.right + 1 }}).length"
        assert visit.page.locator('.line[class*="cut-"]').evaluate_all(script) == 0
