"""Footnotes: numbered as the text refers to them, through the whole book; links lead there and back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from brochurepress.source.markdown import Converter, numbered
from brochurepress.source.markdown_checks import Context
from tests.support.assertions import assert_only_found, assert_silent
from tests.support.sample_project import ARTICLE, Sample

TEXT = "One[^b] and two[^a], one again[^b].\n\n[^a]: The *second*\n    goes on.\n[^b]: The first.\n\nMore.\n"


def block(text: str) -> tuple[str, Context]:
    of = Context("a.md", 10, section="part")
    return Converter(None).block(text, of), of


def test_notes_have_the_order_of_their_references_and_stand_at_the_end() -> None:
    html, of = block(TEXT)
    assert_silent(of.faults)
    first = '<sup class="noteref"><a href="#part-note-1" id="part-noteref-1" role="doc-noteref">1</a></sup>'
    assert f"One{first}" in html
    assert 'again<sup class="noteref"><a href="#part-note-1" role="doc-noteref">1</a></sup>.' in html
    notes = re.findall(
        r'<aside[^>]*id="part-note-(\d)"[^>]*>\s*<p data-source="a.md:(\d+)"><a[^>]*>(\d)</a> (.*?)</p>', html
    )
    assert notes == [("1", "14", "1", "The first."), ("2", "12", "2", "The <em>second</em> goes on.")]
    assert html.index("More.") < html.index("<aside")


def test_links_lead_there_and_back_and_each_has_its_place() -> None:
    _, of = block(TEXT)
    ids = [name for name, _ in of.ids]
    assert sorted(ids) == ["part-note-1", "part-note-2", "part-noteref-1", "part-noteref-2"]
    assert {link.removeprefix("#") for link, _ in of.links} == set(ids)


FAULTS = {
    "no words": ("a\nb[^1]", 1, "[^1]"),
    "no reference": ("a\n\n[^1]: b", 2, "1"),
    "words twice": ("a[^1]\n\n[^1]: b\n[^1]: c", 3, "1"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_told_at_its_line(name: str) -> None:
    text, below, said = FAULTS[name]
    _, of = block(text)
    assert_only_found(of.faults, "manuscript/footnote", file="a.md", line=10 + below, message=said)


def test_a_short_text_has_no_notes() -> None:
    of = Context("a.md", 10)
    Converter(None).inline("a[^1]", of)
    assert_only_found(of.faults, "manuscript/footnote", line=10)


def test_numbers_go_on_through_the_book(good: Sample) -> None:
    good.change(ARTICLE, "The first paragraph", "The first[^x] paragraph")
    good.write(ARTICLE, f"{good.text(ARTICLE)}\n[^x]: Words.\n")
    sections = good.read().sections
    story = sections[1]
    one, two = numbered([story, replace(story, id="again")])
    assert [re.findall(r'role="doc-\w+"[^>]*>(\d)<', each.html) for each in (one, two)] == [["1", "1"], ["2", "2"]]
    assert 'href="#story-note-1"' in two.html
