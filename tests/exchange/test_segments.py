"""A section file in segments: what is put back unchanged keeps its bytes, a changed segment changes its slice only."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from brochurepress.exchange.segments import Code, codes, inline, plain, replaced, segments, words_of
from brochurepress.source.section_schema import read_section_types
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot

ROOT = Path(__file__).parents[2]
MODELS = {name: each for name, each in read_section_types(Snapshot(Project(ROOT))).models.items() if each}
FILES = sorted((*ROOT.glob("source/*/*.md"), *ROOT.glob("tests/editions/*/source/*/*.md")))

HARD = """\
---
type: article
ground: zee
title: "What: a title"
lead: >-
  A long
  lead.
---
# Heading with *stress* {: #anchor }

Words with **bold**, *chic*{: lang=fr }, `code *none*` and [a link](https://www.example.org/a_(b)){: title="x" }.
Hard line\x20\x20
and \\{{ one }} and {{ name }}; star 2 * 3 and a_b_c.

    code

- Point
    - Deeper *point
      goes* on

    A second paragraph of the point.

> A quotation
> on two lines.
: Its source

| a | *b* |
| --- | :--: |
| c \\| d | [e](https://www.example.org/) |

*[ICC]: International Color Consortium

[x]: https://www.example.org/
Not closed **bold and [bracket.
"""
ARTICLE = MODELS["article"]

FOUND = [
    ("field", "What: a title"),
    ("field", "A long lead."),
    ("heading", "Heading with *stress*"),
    ("paragraph", HARD[HARD.index("Words with") : HARD.index("\n\n    code")]),
    ("item", "Point"),
    ("item", "Deeper *point\n      goes* on"),
    ("paragraph", "A second paragraph of the point."),
    ("quote", "A quotation\n> on two lines."),
    ("definition", "Its source"),
    ("cell", "a"),
    ("cell", "*b*"),
    ("cell", "c \\| d"),
    ("cell", "[e](https://www.example.org/)"),
    ("abbreviation", "International Color Consortium"),
    ("paragraph", "Not closed **bold and [bracket."),
]


def test_each_text_is_one_segment() -> None:
    found = segments(HARD, ARTICLE)
    assert [(one.kind, one.text) for one in found] == FOUND
    assert [HARD[: one.start].count("\n") + 1 for one in found][:4] == [4, 5, 9, 11]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_changed_segment_changes_its_slice_only(ends: str) -> None:
    text = HARD.replace("\n", ends)
    found = segments(text, ARTICLE)
    assert [one.kind for one in found] == [kind for kind, _ in FOUND]
    assert replaced(text, found, {one.start: one.text for one in found}) == text
    for one in found[2:]:
        assert replaced(text, found, {one.start: "new"}) == f"{text[: one.start]}new{text[one.end :]}"


@pytest.mark.parametrize(
    "value", ["plain", "a: b # c", "12", "true", 'say "so" \\ twice', "- dash", "*star*", "two  spaces"]
)
def test_a_field_reads_as_the_words_that_were_put_in(value: str) -> None:
    found = segments(HARD, ARTICLE)
    again = segments(replaced(HARD, found, {one.start: value for one in found[:2]}), ARTICLE)
    assert [one.text for one in again[:2]] == [" ".join(value.split())] * 2
    assert [one.text for one in again[2:]] == [one.text for one in found[2:]]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_edition_comes_back_byte_for_byte(file: Path) -> None:
    text = file.read_bytes().decode()
    for model in MODELS.values():
        found = segments(text, model)
        assert replaced(text, found, {one.start: one.text for one in found}) == text
        assert all(plain(inline(one.text)) == one.text for one in found)


@pytest.mark.parametrize(
    ("text", "marks", "words"),
    [
        ("*chic*{: lang=fr } x", ["*…*{: lang=fr }"], "chic x"),
        ('[**b**](https://x.nl "T")', ['[…](https://x.nl "T")', "**…**"], "b"),
        ("[mot]{: lang=fr }", ["[…]{: lang=fr }"], "mot"),
        ("{{ name }} and \\{{ a }}", ["{{ name }}…", "\\{{ a }}…"], "{{ name }} and {{ a }}"),
        ("2 * 3 a_b_c **open [x", [], "2 * 3 a_b_c **open [x"),
        ("one  \ntwo `c*` <a@b.nl>", ["  \n…", "`c*`…", "<a@b.nl>…"], "one\ntwo c* a@b.nl"),
    ],
)
def test_marks_are_exact_signs_and_the_rest_is_words(text: str, marks: list[str], words: str) -> None:
    tokens = inline(text)
    assert plain(tokens) == text
    assert [f"{code.opening}…{code.closing}" for code in codes(tokens)] == marks
    assert words_of(tokens) == words
    assert all(isinstance(token, Code | str) for token in tokens)


def test_a_point_ends_a_table_and_no_two_segments_share_a_character() -> None:
    text = "---\ntype: article\n---\n| a | b |\n| - | - |\n| c | d |\n- point\n| e | f |\n"
    found = segments(text, ARTICLE)
    assert [(one.kind, one.text) for one in found][4:] == [("item", "point\n| e | f |")]
    assert all(one.end <= other.start for one, other in pairwise(found))
