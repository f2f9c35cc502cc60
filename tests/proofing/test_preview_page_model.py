"""Leaves: everything on a page knows its line in the source, its style, and the ink that it is printed in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from brochurepress.compose.templates import QR
from brochurepress.proofing.preview.page_model import looked_at
from brochurepress.proofing.preview.session import Session, SessionState
from brochurepress.workspace.project import HOME, Project
from tests.support.edited_editions import ROOTS
from tests.support.sample_project import ARTICLE, COVER, TOKENS, Sample
from tests.support.types_of_sections import TYPES

REACH = 4
"""Lines from that of a field's key to the end of what it holds, where it runs over several."""

Item = dict[str, Any]


def built(edition: str) -> SessionState:
    return Session(Project(ROOTS[edition]), edition).refresh()


@pytest.fixture(scope="module")
def complete() -> SessionState:
    return built("complete")


@pytest.fixture(scope="module")
def brochure() -> SessionState:
    return built("alles-over-het-ipo")


def items(proofs: SessionState, section_type: str = "") -> list[Item]:
    """All that stands on the pages, of one type of section or of all."""
    return [
        item
        for leaf in proofs.pages
        for item in leaf.standing["items"]
        if not section_type or _type_of(leaf.standing, item) == section_type
    ]


def _type_of(standing: dict[str, Any], item: Item) -> str:
    types = {section["id"]: str(section["type"]) for section in standing["sections"]}
    return types[item["section"]]


def source(root: Path, item: Item) -> str:
    """The line of the source that an item names, and the few after it."""
    lines = (root / item["file"]).read_text(encoding="utf-8").split("\n")
    return "\n".join(lines[item["line"] - 1 : item["line"] - 1 + REACH])


def first_line(root: Path, item: Item) -> str:
    return source(root, item).split("\n")[0]


def assert_leads_to_its_source(root: Path, item: Item) -> None:
    found = source(root, item)
    if item["kind"] == "text":
        (word,) = re.findall(r"\w+", item["text"])[:1]
        assert word in found, f"{item['text']!r} is not at {item['file']}:{item['line']}"
    elif f"/{item['picture']}" == QR:
        assert first_line(root, item).startswith("address")
    else:  # a picture that is made is the colour of a legend, or one of which a part is brought out
        made = item["picture"].startswith("generated/") and re.search("colour:|highlight:", found)
        assert made or item["picture"].rpartition("/")[2] in found


TYPES_ROOT = HOME / "tests/editions/types"


@pytest.fixture(scope="module")
def types() -> SessionState:
    return Session(Project(TYPES_ROOT), "types").refresh()


@pytest.mark.parametrize("section_type", TYPES)
def test_a_click_leads_to_the_line_of_what_is_clicked(
    complete: SessionState, types: SessionState, section_type: str
) -> None:
    places = ((complete, ROOTS["complete"]), (types, TYPES_ROOT))
    (found, root), *_ = [(found, root) for proofs, root in places if (found := items(proofs, section_type))]
    # What is made of a whole section leads to its first line, what is made of a table's file into that.
    of_lines = [item for item in found if item["line"] > 1 and not item["file"].endswith(".csv")]
    assert of_lines
    for item in of_lines:
        assert_leads_to_its_source(root, item)


def test_every_click_on_the_real_brochure_leads_to_its_line(brochure: SessionState) -> None:
    for item in items(brochure):
        assert_leads_to_its_source(HOME, item)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Ada Lovelace", "    name: Ada Lovelace"),
        ("ada@example.org", "    email: ada@example.org"),
        ("Printer", "  - role: Printer"),
        ("Offset", "    scope: Offset"),
        ("@press@example.org", '        handle: "@press@example.org"'),
        ("www.example.org", "    site: https://www.example.org"),
        ("since this year", "    line: since this year"),
        ("1,250", "| 2012 | 1,250 | 8 | Reprint |"),
        ("a nested item;", "    - a nested item;"),
        ("How the figures were found", "## How the figures were found"),
        ("A sky at dusk", "  caption: A sky at *dusk*"),
        ("The strip outside the trim that is cut off.", ":   The strip outside the trim that is cut off."),
        ("www.example.org/complete", 'address = "https://www.example.org/complete"'),
    ],
)
def test_each_kind_of_text_has_its_own_line(complete: SessionState, text: str, line: str) -> None:
    found = [item for item in items(complete) if item["text"] == text]
    assert found
    for item in found:
        assert first_line(ROOTS["complete"], item) == line


def test_the_code_on_the_page_leads_to_the_address_it_holds(complete: SessionState) -> None:
    (code,) = [item for item in items(complete) if item.get("picture") == "generated/qr.svg"]
    assert first_line(ROOTS["complete"], code) == 'address = "https://www.example.org/complete"'


def test_a_text_over_two_pages_stands_on_both_with_one_source(good: Sample) -> None:
    good.change(ARTICLE, "The second paragraph", "The second paragraph" + " goes on" * 900)
    proofs = Session(good.project, "sample").refresh()
    found = [item for item in items(proofs) if item["text"].startswith("The second")]
    assert len(found) > 1
    assert len({(item["file"], item["line"]) for item in found}) == 1


def test_generated_text_belongs_to_no_source(complete: SessionState) -> None:
    texts = [item["text"] for item in items(complete) if item["kind"] == "text"]
    assert not [text for text in texts if text.startswith(("•", "1.", "2."))]
    assert "a nested item;" in texts


def test_a_broken_word_is_told_whole(brochure: SessionState) -> None:
    texts = " ".join(item["text"] for item in items(brochure) if item["kind"] == "text")
    assert "het provinciaal bestuur" in texts


def test_a_text_tells_its_style(brochure: SessionState) -> None:
    (title, *_) = [item for item in items(brochure, "cover") if item["kind"] == "text"]
    tokens = (HOME / TOKENS).read_text(encoding="utf-8")
    assert title["tag"] == "h1.title"
    assert (title["size"], title["weight"]) == (70, 700)
    assert f'family = "{title["font"]}"' in tokens
    assert re.search(rf"^{title['token']} = .*{title['colour']}", tokens, re.MULTILINE)
    assert len(title["lines"]) == 4


def test_a_text_tells_ink_ground_and_contrast(brochure: SessionState) -> None:
    title = looked_at(brochure.pages[0])["items"][0]
    assert title["ink"] == [0, 0, 0, 100]
    assert re.fullmatch("#[0-9A-F]{6}", title["ground"])
    assert title["contrast"] == pytest.approx(12.94, abs=0.01)


def test_a_colour_that_is_no_token_tells_the_ink_that_the_profile_gives(good: Sample) -> None:
    css = "layouts/sections/cover/paper.css"
    good.write(css, good.text(css) + "\n.cover .title { color: #3366CC }\n")
    title = looked_at(Session(good.project, "sample").refresh().pages[0])["items"][0]
    assert (title["colour"], title["token"]) == ("#3366CC", "")
    cyan, magenta, _, _ = title["ink"]
    assert cyan > 50
    assert magenta > 30


def test_boxes_lie_within_the_bleed_and_hold_their_lines(complete: SessionState) -> None:
    for leaf in complete.pages:
        width, height = leaf.standing["size"]
        for item in leaf.standing["items"]:
            left, top, across, down = item["box"]
            assert 0 <= left <= left + across <= width + 0.02
            assert 0 <= top <= top + down <= height + 0.02
            for x, y, w, h in item["lines"]:
                assert left - 0.02 <= x <= x + w <= left + across + 0.02
                assert top - 0.02 <= y <= y + h <= top + down + 0.02


def test_links_and_sections_are_told(complete: SessionState) -> None:
    targets = {link["target"] for leaf in complete.pages for link in leaf.standing["links"]}
    assert {"#article-a-table", "mailto:ada@example.org", "https://www.example.org/complete"} <= targets
    last = complete.pages[-1]
    assert last.sections == ["contacts", "channels", "download"]
    assert {section["type"] for section in last.standing["sections"]} == {"contacts", "channels", "download"}


def test_a_line_put_above_moves_the_lines_and_changes_the_key_of_that_page_only(good: Sample) -> None:
    desk = Session(good.project, "sample")
    before = desk.refresh()
    good.change(COVER, "type: cover\n", "type: cover\n# a remark\n")
    after = desk.refresh()
    differing = [new.number for old, new in zip(before.pages, after.pages, strict=True) if old.key != new.key]
    assert differing == [1]
    assert items(after)[0]["line"] == items(before)[0]["line"] + 1
