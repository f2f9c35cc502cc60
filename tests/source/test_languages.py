"""Languages: every file is whole; each fault of one is found in its file and line."""

from __future__ import annotations

import pytest

from brochurepress.proofing.compare.comparison import RULES
from brochurepress.source.languages import (
    FORMER,
    decimal_sign,
    known_languages,
    left_behind,
    primary,
    read_language,
    read_strings,
)
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, rejection
from tests.support.sample_project import EDITION, Sample

FILE = "layouts/languages/en/language.toml"


@pytest.mark.parametrize("tag", known_languages(Snapshot(Project(HOME))))
def test_every_language_is_whole(tag: str) -> None:
    language = read_language(Snapshot(Project(HOME)), tag)
    assert len(set(language.quotes)) == 4
    assert all(mark in "«»;:!?" for mark in language.spaced)
    assert all(word == word.lower() for word in language.elisions)
    assert language.strings.pages.format(count=2).startswith("2")


PAGES = ("report", "compare", "swatches", "preview")
"""The pages that have labels only."""


@pytest.mark.parametrize("page", PAGES)
def test_every_language_of_a_page_says_the_same(page: str) -> None:
    project = Project(HOME)
    english = read_strings(Snapshot(project), page, "en")
    for file in project.listing(f"layouts/languages/*/{page}.toml"):
        language = file.split("/")[2]
        own = read_strings(Snapshot(project), page, language)
        assert own.language == language
        for part in ("text", "rules", "keys"):
            assert getattr(own, part).keys() == getattr(english, part).keys()
    assert read_strings(Snapshot(project), page, "fr-FR") == english
    assert english.rules.keys() == (RULES.keys() if page == "compare" else set())


def test_the_decimal_sign_is_that_of_the_page() -> None:
    project = Project(HOME)
    signs = [
        decimal_sign(Snapshot(project), read_strings(Snapshot(project), "report", tag))
        for tag in ("nl-NL", "en-GB", "fr-FR")
    ]
    assert signs == [",", ".", "."]


def test_the_languages_of_the_press() -> None:
    assert {"nl", "en", "de", "fr"} <= set(known_languages(Snapshot(Project(HOME))))


@pytest.mark.parametrize(("tag", "expected"), [("nl", "nl"), ("nl-NL", "nl"), ("sr-Latn-RS", "sr")])
def test_the_first_part_of_a_tag_is_the_language(tag: str, expected: str) -> None:
    assert primary(tag) == expected


def test_a_root_brings_a_language_of_its_own(good: Sample) -> None:
    good.write("layouts/languages/fy/language.toml", good.text(FILE)).change(EDITION, "en-GB", "fy")
    assert good.read().language.quotes == "“”‘’"


FAULTS: dict[str, tuple[str, str, str, str]] = {
    "three marks": ('quotes = "“”‘’"', 'quotes = "“”‘"', "language/value", "four marks"),
    "a string is missing": ('skip = "Skip to the content"\n', "", "language/missing-key", "strings.skip"),
    "a string is misspelt": ("skip =", "skp =", "language/unknown-key", "'skip'"),
    "a place to fill in is missing": ("QR code to {address}", "QR code", "language/value", "{address}"),
    "a place to fill in is unknown": ("{count}\u00a0pages", "{cuont} pages", "language/value", "{count}"),
    "a brace is left open": ("{count}\u00a0pages", "{count pages", "language/value", "strings.pages"),
    "broken TOML": ('dash = "–"', 'dash = "–', "source/syntax", "quotes"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_found(good: Sample, name: str) -> None:
    old, new, rule, said = FAULTS[name]
    good.write(FILE, good.text(FILE)).change(FILE, old, new)
    line = good.line(FILE, new or "[strings]")
    (finding,) = rejection(lambda: read_language(Snapshot(good.project), "en"))
    assert_only_found([finding], rule, file=FILE, line=line)
    assert said in f"{finding.message} {finding.hint}"


def test_an_unknown_language_is_found_where_the_edition_names_it(good: Sample) -> None:
    good.change(EDITION, "en-GB", "qaa")
    assert_only_found(
        good.findings(), "edition/language", file=EDITION, line=4, hint="layouts/languages/qaa/language.toml"
    )


@pytest.mark.parametrize("folder", FORMER)
def test_a_file_that_a_former_version_read_is_told_with_its_new_place(good: Sample, folder: str) -> None:
    assert list(left_behind(Snapshot(good.project))) == []
    file = f"layouts/{folder}/fy.{'json' if folder == 'preview' else 'toml'}"
    good.write(file, "a").write(f"layouts/{folder}/fy.css", "b")
    (found,) = left_behind(Snapshot(good.project))
    assert (found.rule, found.place.file) == ("layout/left-behind", file)
    assert f"layouts/languages/fy/{FORMER[folder]}.toml" in found.message


def test_the_press_itself_leaves_none_behind() -> None:
    assert list(left_behind(Snapshot(Project(HOME)))) == []
