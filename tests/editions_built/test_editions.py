"""The editions that are shipped on top of the brochure: each builds clean and differs in what it says, nowhere else."""

from __future__ import annotations

import io
import re
from functools import cache

import pikepdf
import pypdfium2
import pytest

from brochurepress.pdf.inspect.structure_tree import read_tagged
from brochurepress.preflight.transcript import stops
from brochurepress.proofing.compare.comparison import compare_states
from brochurepress.proofing.compare.states import EditionState, built
from brochurepress.runs.processes import Order, Worker
from brochurepress.runs.run import Request, planned
from brochurepress.runs.table import read_table
from brochurepress.source.inheritance import editions_of, known_editions, read_lineage, standing_editions
from brochurepress.source.variants import VARIANTS, PaintMethod
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.shared_builds import shared_artworks as issued
from tests.support.stress import stressed
from tests.support.verapdf import assert_conforms

PROJECT = Project(HOME)
BASE, PROVINCES, ENGLISH = "alles-over-het-ipo", "provincie", "all-about-the-ipo"
OF_A_PROVINCE = editions_of(Snapshot(PROJECT), PROVINCES)
EACH_PROVINCE = [OF_A_PROVINCE[0], *map(stressed, OF_A_PROVINCE[1:])]
OF_A_RUN = ("badge", "uitnodiging")
MARK = "Working translation, to be approved"


@cache
def was() -> EditionState:
    return built(PROJECT, BASE, ("press", "digital"), BASE)


def test_there_is_one_for_each_piece_of_the_figure() -> None:
    drawn = (HOME / "assets/pictures/kaart.svg").read_text()
    pieces = {read_lineage(Snapshot(PROJECT), name).filling.values["stuk"] for name in OF_A_PROVINCE}
    assert len(pieces) == len(OF_A_PROVINCE) == drawn.count(' id="')
    assert set(known_editions(Snapshot(PROJECT))) == {BASE, ENGLISH, *OF_A_PROVINCE, *OF_A_RUN}
    assert standing_editions(Snapshot(PROJECT)) == (ENGLISH, BASE)


@pytest.mark.parametrize("edition", OF_A_RUN)
def test_an_edition_for_a_run_is_a_draft_of_samples_and_takes_every_guest_of_its_list(edition: str) -> None:
    (artwork,) = issued(edition).values()
    for page in pypdfium2.PdfDocument(artwork.content):
        assert "Concept" in page.get_textpage().get_text_bounded()
    table = read_table(HOME / "source" / edition / "gasten.csv")
    plan = planned(Request(Order(HOME, edition, "digital"), HOME / "source" / edition / "gasten.csv", HOME / "none"))
    assert (plan.total, plan.warnings) == (12, ())
    longest = max(table.rows(), key=lambda row: len(row.cells["naam"]))
    copy = Worker(plan.request.order).copy(longest.cells)
    assert [str(finding) for finding in copy.findings] == []
    assert "Concept" not in pypdfium2.PdfDocument(copy.pdf)[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize("edition", EACH_PROVINCE)
def test_an_edition_of_a_province_differs_in_its_name_and_its_piece(edition: str) -> None:
    name = read_lineage(Snapshot(PROJECT), edition).filling.values["naam"]
    found = compare_states(edition, was(), built(PROJECT, edition, ("press", "digital"), edition)).findings
    words, picture, spoken = sorted(found, key=lambda finding: "words picture spoken".index(finding.rule[8:]))
    assert {finding.place.page for finding in found} == {1}
    assert re.search(rf"“{name.replace('-', ' - ')}” after “[^”]+” is new", words.message)
    assert f"generated/{edition}/assets/pictures/kaart.svg is another" in picture.message
    assert f"Zwart omrand is {name}." in spoken.message


@pytest.mark.parametrize("edition", [ENGLISH, *map(stressed, OF_A_PROVINCE)])
def test_every_variant_is_clean_and_has_its_own_name(edition: str) -> None:
    artworks = issued(edition)
    assert list(artworks) == list(issued(BASE))
    for variant, artwork in artworks.items():
        if VARIANTS[variant].paint is not PaintMethod.SCREEN:
            assert artwork.file != issued(BASE)[variant].file


@pytest.mark.parametrize("edition", [ENGLISH, stressed(OF_A_PROVINCE[0])])
def test_verapdf_finds_nothing(edition: str) -> None:
    assert_conforms(issued(edition)["digital"].content, "ua1", "2a")


def test_every_page_of_the_translation_says_that_it_waits_for_approval() -> None:
    for variant in ("press", "digital"):
        document = pypdfium2.PdfDocument(issued(ENGLISH)[variant].content)
        for page in document:
            assert page.get_textpage().get_text_bounded().count(MARK) == 1
    page = issued(ENGLISH)["web"].content.decode()
    assert f'<body><aside class="draft">{MARK}</aside>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert MARK not in issued(BASE)["web"].content.decode()


def test_the_mark_is_read_once() -> None:
    with pikepdf.open(io.BytesIO(issued(ENGLISH)["digital"].content)) as pdf:
        assert "".join(map(str, stops(read_tagged(pdf)))).count(MARK) == 1
