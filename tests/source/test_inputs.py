"""Inputs: what a memo keeps from one reading to the next never shows in what is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

import pytest

from brochurepress.compose.sheets import Composition, compose
from brochurepress.findings import Finding, Rejected
from brochurepress.source.inputs import read_sources, token_place
from brochurepress.source.variants import FORMS
from brochurepress.workspace.project import HOME
from brochurepress.workspace.snapshot import Memo, Snapshot
from tests.support.sample_project import ARTICLE, COVER, EDITION, POINTS, TOKENS, Sample, png, sample

OWN = "source/sample/tokens.toml"
RED = '[colours]\nzee = { srgb = "#FF0000", ink = [0, 100, 100, 0] }\n'
BASE = "source/base/edition.toml"


def shipped(good: Sample, file: str, old: str, new: str) -> Sample:
    """A file that the press ships, of its own and changed in one thing."""
    return good.write(file, (HOME / file).read_text(encoding="utf-8")).change(file, old, new)


def based(good: Sample) -> None:
    """The edition builds on another, that brings a section and a picture."""
    good.write(BASE, good.text(EDITION)).write("source/base/9-more.md", good.text(POINTS))
    good.write(EDITION, f'extends = "base"\n{good.text(EDITION)}')


CHANGES: dict[str, Callable[[Sample], object]] = {
    "nothing": lambda good: None,
    "a word": lambda good: good.change(ARTICLE, "first paragraph", "leading paragraph"),
    "a section more": lambda good: good.write("source/sample/6-more.md", good.text(POINTS)),
    "a section less": lambda good: good.remove(POINTS),
    "a section in another place": lambda good: good.write("source/sample/1-points.md", good.text(POINTS)).remove(
        POINTS
    ),
    "a picture that is another one": lambda good: good.write("source/sample/dot.png", png(3, 3)),
    "a picture from a nearer folder": lambda good: good.write("assets/dot.png", png()).remove("source/sample/dot.png"),
    "a picture that is gone": lambda good: good.remove("source/sample/dot.png"),
    "the title of the edition": lambda good: good.change(EDITION, "A sample", "Another"),
    "the address of the edition": lambda good: good.change(EDITION, "example.org/sample", "example.org/other"),
    "the status of the edition": lambda good: good.change(EDITION, "date =", 'status = "draft"\ndate ='),
    "a word that is never broken": lambda good: good.change(EDITION, '"Amsterdam"', '"paragraph"'),
    "another language": lambda good: good.change(EDITION, '"en-GB"', '"nl-NL"'),
    "a string of the edition": lambda good: good.change(
        EDITION, "[files]", '[strings]\nemail = "To {name}: {address}"\n\n[files]'
    ),
    "a string of the language": lambda good: shipped(
        good, "layouts/languages/en/language.toml", "email =", "email = 'To {name}: {address}' #"
    ),
    "an edition to build on": based,
    "a field that a text asks for": lambda good: good.change(POINTS, "- One", "- {{ edition }}"),
    "a token": lambda good: shipped(good, TOKENS, 'zee = { srgb = "#C6E6FA"', 'zee = { srgb = "#C6E6FB"'),
    "a token of its own": lambda good: good.write(OWN, RED),
    "a template": lambda good: shipped(good, "layouts/sections/points/section.html", "<", "<!-- --><"),
    "the frame of all": lambda good: shipped(good, "layouts/base.html", "<body", '<body title="x"'),
    "a style sheet": lambda good: good.write("layouts/css/print.css", ":root { --all: 1 }"),
    "another printer": lambda good: good.change(EDITION, "standaard-nl", "loose-sheet"),
    "a fault": lambda good: good.change(COVER, "type: cover", "type: cver"),
}


def made(snapshot: Snapshot) -> tuple[Finding, ...] | tuple[object, ...]:
    """All that is laid out of the sample, in two forms, or what keeps it from that."""
    try:
        inputs = read_sources(snapshot, "sample")
        whole: list[Composition] = [compose(inputs, FORMS[name]) for name in ("pages", "large")]
    except Rejected as rejected:
        return rejected.findings
    told = [(each.html, each.documents, each.stylesheet, each.resources, each.geometry) for each in whole]
    return (*told, whole[1].tokens, inputs.printer, inputs.manuscript.source, inputs.manuscript.edition)


@pytest.mark.parametrize("name", CHANGES)
def test_with_a_memo_is_made_what_is_made_without(tmp_path: Path, name: str) -> None:
    good, memo = sample(tmp_path), Memo()
    first = made(Snapshot(good.project, memo))
    CHANGES[name](good)
    again = made(Snapshot(good.project, memo))
    assert again == made(Snapshot(good.project))
    seen = name not in ("nothing", "a picture that is another one")  # its bytes are read by the layout
    assert (again != first) == seen
    assert made(Snapshot(good.project, memo)) == again


def test_the_place_of_a_token_is_that_of_the_nearest_file(tmp_path: Path) -> None:
    good = sample(tmp_path)
    assert token_place(good.inputs(), "zee").file == TOKENS
    good.write(OWN, RED)
    assert astuple(token_place(good.inputs(), "zee"))[:2] == (OWN, 2)
    assert (token_place(good.inputs(), "groen").file, token_place(good.inputs(), "none").line) == (TOKENS, 0)


def test_an_edition_asks_for_no_file_of_another(tmp_path: Path) -> None:
    good = sample(tmp_path)
    good.write("source/other/edition.toml", good.text(EDITION))
    inputs = good.inputs()
    compose(inputs)
    asked = [name for name in inputs.snapshot.asked if name.startswith("source/") and "*" not in name]
    assert EDITION in asked
    assert not [name for name in asked if not name.startswith("source/sample/")]


def test_an_edition_names_the_size_of_its_pages_for_all_but_forms_of_their_own(good: Sample) -> None:
    good.change(EDITION, 'version = "1"', 'version = "1"\npage = { width = "210mm", height = "148mm" }')
    inputs = good.inputs()
    assert astuple(inputs.tokens.page) == ("210mm", "148mm")
    assert astuple(inputs.in_form(FORMS["mono"]).tokens.page) == ("210mm", "148mm")
    assert astuple(inputs.in_form(FORMS["large"]).tokens.page) == ("210mm", "297mm")
    assert compose(inputs).geometry.width_mm == 210
