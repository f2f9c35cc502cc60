"""What readers get from the brochure: three extractors find its words, and its words are Dutch."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from brochurepress.pdf import pdfium as raster
from tests.editions_built.test_brochure import EDITION, PAGES
from tests.support.artwork_text import page_words, words
from tests.support.shared_builds import shared_artworks

FOLDER = Path(__file__).parents[1] / "brochure"
GLOSSARY = frozenset((FOLDER / "glossary.txt").read_text(encoding="utf-8").split())
VARIANTS = ("digital", "digital-2")


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {variant: shared_artworks(EDITION)[variant].content for variant in VARIANTS}


def pypdf(content: bytes) -> list[list[str]]:
    return page_words(content)


def pdfium(content: bytes) -> list[list[str]]:
    # pdfium writes U+FFFE for a hyphen at which it joined a word.
    with raster.open_pdf(content) as rendering:
        return [words(rendering.words(page).replace("\ufffe", "")) for page in range(1, len(PAGES) + 1)]


def poppler(content: bytes) -> list[list[str]]:
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return [words(page) for page in text.split("\f")[:-1]]


@pytest.mark.parametrize("extractor", [pypdf, pdfium], ids=["pypdf", "pdfium"])
@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("page", [2, 3, 4])
def test_the_words_of_a_page_are_found_in_order(
    extractor: Callable[[bytes], list[list[str]]], variant: str, page: int, files: dict[str, bytes]
) -> None:
    assert extractor(files[variant])[page - 1] == PAGES[page - 1]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("page", [2, 3, 4])
def test_poppler_finds_the_same_words_in_the_order_of_their_places(
    variant: str, page: int, files: dict[str, bytes]
) -> None:
    assert Counter(poppler(files[variant])[page - 1]) == Counter(PAGES[page - 1])


def unknown(text: str) -> set[str]:
    """Words that the Dutch dictionary does not have."""
    result = subprocess.run(["hunspell", "-d", "nl_NL", "-l"], input=text, capture_output=True, text=True, check=True)
    return {word.strip(".,:;!?") for word in result.stdout.split()}


def test_every_word_is_dutch_or_in_the_glossary() -> None:
    text = (FOLDER / "pages.txt").read_text(encoding="utf-8").replace("’", "'")
    running = re.sub(r"^---.*$|\S*[@./]\S*\.\w+\S*|@\S+", "", text, flags=re.MULTILINE)
    assert unknown(running) - GLOSSARY == set()


def test_a_foreign_word_would_be_found() -> None:
    assert unknown("De provincies zijn affluent.") == {"affluent"}
