"""The brochure itself: every word of the manuscript on its page, every address a link, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.design.geometry import PT_PER_MM
from tests.support.artwork_text import WebPage, page_links, page_words, reader, words
from tests.support.shared_builds import shared_artworks

EDITION = "alles-over-het-ipo"
TEXT = (Path(__file__).parents[1] / "brochure/pages.txt").read_text(encoding="utf-8")
PAPER_ONLY = "--- on paper only\n"
PAGES = [words(page.replace(PAPER_ONLY, "")) for page in TEXT.split("--- page\n")]
SCREEN = words(TEXT.split(PAPER_ONLY)[0].replace("--- page\n", ""))
LINKS = [
    (int(page), address)
    for page, address in (
        line.split() for line in (Path(__file__).parents[1] / "brochure/links.txt").read_text().splitlines()
    )
]
PROVINCES = (
    *("Groningen", "Fryslân", "Drenthe", "Overijssel", "Gelderland", "Flevoland"),
    *("Utrecht", "Noord-Holland", "Zuid-Holland", "Zeeland", "Noord-Brabant", "Limburg"),
)
BLEED = 3 * PT_PER_MM


@pytest.fixture(scope="module")
def artworks() -> dict[str, Artwork]:
    return shared_artworks(EDITION)


def in_order(wanted: list[str], found: list[str]) -> bool:
    """Whether all wanted words are found in their order, whatever stands between them."""
    rest = iter(found)
    return all(word in rest for word in wanted)


@pytest.mark.parametrize("variant", ["press", "digital", "digital-2"])
@pytest.mark.parametrize("page", [2, 3, 4])
def test_every_page_holds_its_words_in_order_and_no_other(
    variant: str, page: int, artworks: dict[str, Artwork]
) -> None:
    assert page_words(artworks[variant].content)[page - 1] == PAGES[page - 1]


@pytest.mark.parametrize("variant", ["press", "digital", "digital-2"])
def test_the_cover_holds_title_address_line_and_the_names_on_its_picture(
    variant: str, artworks: dict[str, Artwork]
) -> None:
    cover = "".join(page_words(artworks[variant].content)[0])
    title, foot = "".join(PAGES[0][:4]), "".join(PAGES[0][4:])
    assert cover.startswith(title) and cover.endswith(foot)
    assert sorted(cover.removeprefix(title).removesuffix(foot)) == sorted("".join(PROVINCES))


def test_the_web_page_holds_every_word_in_order(artworks: dict[str, Artwork]) -> None:
    assert in_order(SCREEN, WebPage(artworks["web"].content).words)


@pytest.mark.parametrize("variant", ["digital", "digital-2"])
def test_every_address_is_a_link_on_its_page_and_nothing_else_is(variant: str, artworks: dict[str, Artwork]) -> None:
    assert page_links(artworks[variant].content) == LINKS


def test_every_address_is_a_link_of_the_web_page(artworks: dict[str, Artwork]) -> None:
    links = WebPage(artworks["web"].content).links
    assert in_order([address for _, address in LINKS[:-1]], links)
    cards = {link for link in links if link.startswith("data:text/vcard")}
    offered = {artworks[name].file for name in ("digital", "digital-2", "large-print")}
    assert len(cards) == 3
    assert set(links) - {address for _, address in LINKS} - cards == {"#content", *offered}


def test_the_press_file_has_no_links(artworks: dict[str, Artwork]) -> None:
    assert page_links(artworks["press"].content) == []


def test_the_press_file_has_a_bleed_of_3_mm_round_trimmed_a5(artworks: dict[str, Artwork]) -> None:
    for page in reader(artworks["press"].content).pages:
        trim = [0, 0, 148 * PT_PER_MM, 210 * PT_PER_MM]
        bleed = [-BLEED, -BLEED, trim[2] + BLEED, trim[3] + BLEED]
        assert [float(v) for v in page.trimbox] == pytest.approx(trim, abs=0.01)
        assert [float(v) for v in page.bleedbox] == pytest.approx(bleed, abs=0.01)
        assert [float(v) for v in page.mediabox] == pytest.approx(bleed, abs=0.01)


@pytest.mark.parametrize("variant", ["digital", "digital-2"])
def test_the_download_is_trimmed_and_tells_title_language_and_outline(
    variant: str, artworks: dict[str, Artwork]
) -> None:
    pdf = reader(artworks[variant].content)
    assert [float(v) for v in pdf.pages[0].mediabox] == pytest.approx(
        [0, 0, 148 * PT_PER_MM, 210 * PT_PER_MM], abs=0.01
    )
    assert str(pdf.root_object["/Lang"]) == "nl-NL"
    assert pdf.xmp_metadata is not None
    assert pdf.xmp_metadata.dc_title == {"x-default": "Alles over het IPO"}
    first = pdf.outline[0]
    assert not isinstance(first, list)
    assert first.title == "Alles over het IPO"
