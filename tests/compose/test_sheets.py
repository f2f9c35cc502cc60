"""Composition: semantic HTML whose lines are those of the source, the same at every run."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from functools import cache
from html.parser import HTMLParser

import pytest

from brochurepress.compose.sheets import Composition, compose, sheets_of
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found
from tests.support.edited_editions import EDITIONS, ROOTS
from tests.support.sample_project import ARTICLE, CHANNELS, CONTACTS, COVER, POINTS, Sample

VOID = {"br", "col", "hr", "img", "link", "meta"}
SHOWN = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "figcaption", "address")
"""Elements that hold words of the manuscript."""


class Tree(HTMLParser):
    """The elements of a document, whose nesting must be right."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.open: list[str] = []
        self.feed(html)
        assert not self.open, f"not closed: {self.open}"
        self.root = self.builder.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {attrs}"
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.builder.data(data)


@cache
def composed(edition: str) -> Composition:
    return compose(read_sources(Snapshot(Project(ROOTS[edition])), edition))


@cache
def tree(edition: str) -> ET.Element:
    return Tree(composed(edition).html).root


EVERY = pytest.mark.parametrize("edition", EDITIONS)


@EVERY
def test_headings_begin_with_one_title_and_skip_no_level(edition: str) -> None:
    levels = [int(element.tag[1]) for element in tree(edition).iter() if re.fullmatch(r"h[1-6]", element.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level <= above + 1 for above, level in itertools.pairwise(levels))


@EVERY
def test_the_document_tells_language_title_and_author(edition: str) -> None:
    root, of = tree(edition), composed(edition).inputs.manuscript.edition
    assert root.get("lang") == of.language
    assert "".join(next(root.iter("title")).itertext()) == of.title
    assert [meta.get("content") for meta in root.iter("meta") if meta.get("name") == "author"] == [of.author]


@EVERY
def test_every_picture_has_a_text_alternative(edition: str) -> None:
    assert all(image.get("alt", "").strip() for image in tree(edition).iter("img"))


@EVERY
def test_decoration_is_kept_out_of_the_reading_order(edition: str) -> None:
    bands = [element for element in tree(edition).iter("div") if "band" in element.get("class", "").split()]
    assert all(band.get("aria-hidden") == "true" and not "".join(band.itertext()).strip() for band in bands)
    assert len(bands) == len({sheet.band for sheet in composed(edition).sheets} - {""})


@EVERY
def test_identifiers_are_unique_and_links_within_lead_to_them(edition: str) -> None:
    ids = [element.get("id") for element in tree(edition).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    links = [link.get("href", "") for link in tree(edition).iter("a")]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


def bare(text: str) -> str:
    """A text without markup, marks and spaces, to compare source and page."""
    return re.sub(r"[^\w@]", "", text.replace("\u00ad", ""))


@EVERY
def test_the_source_lines_are_true(edition: str) -> None:
    """The first words of every element that names its line stand on that line or, of a text below its key, after it."""
    checked = 0
    for element in tree(edition).iter():
        source = element.get("data-source")
        words = bare("".join(element.itertext()))
        if not source or element.tag in ("section", "div", "figure") or not words:
            continue
        file, line = source.rsplit(":", 1)
        text = (ROOTS[edition] / file).read_text(encoding="utf-8").split("\n")[int(line) - 1 :]
        key = re.match(r"(?:[a-z-]+: *(?:[|>]-?)? *)?", text[0])
        found = bare("".join([text[0][key.end() if key else 0 :], *text[1:8]]))
        assert words[:8] in found[: max(40, len(words))], f"{source}: {words[:20]}"
        checked += 1
    assert checked


@EVERY
def test_every_text_knows_its_source(edition: str) -> None:
    parents = {child: parent for parent in tree(edition).iter() for child in parent}
    for element in tree(edition).iter():
        if element.tag in SHOWN and "".join(element.itertext()).strip():
            above: ET.Element | None = element
            while above is not None and not above.get("data-source"):
                above = parents.get(above)
            assert above is not None, f"<{element.tag}> {''.join(element.itertext())[:30]}"


@EVERY
def test_two_runs_give_the_same(edition: str) -> None:
    once, again = composed(edition), composed.__wrapped__(edition)
    assert (once.html, once.stylesheet, once.resources) == (again.html, again.stylesheet, again.resources)


def test_every_section_stands_on_its_sheet(good: Sample) -> None:
    sheets = sheets_of(good.read().sections)
    assert [[section.id for section in sheet.sections] for sheet in sheets] == [
        ["cover"],
        ["story"],
        ["points"],
        ["contacts", "channels"],
    ]
    assert [sheet.kind for sheet in sheets] == ["front", "flowing", "plain", "plain"]
    assert [sheet.ground for sheet in sheets] == ["zee", "", "", ""]


def test_a_band_and_a_plate_make_their_own_kinds_of_page(good: Sample) -> None:
    good.change(POINTS, "title:", "band:\n  page: dot.png\ntitle:")
    good.write("source/sample/9-plate.md", "---\ntype: plate\npicture:\n  file: dot.png\n  alt: A dot\n---\n")
    of = good.compose()
    assert [sheet.kind for sheet in of.sheets] == ["front", "flowing", "banded", "plain", "bare"]
    assert '.band-points { background-image: url("/source/sample/dot.png"); }' in of.stylesheet.text


def test_a_ground_colours_its_page(good: Sample) -> None:
    of = good.compose()
    assert "@page front-on-zee { background: var(--zee); }" in of.stylesheet.text
    assert 'class="sheet front on-zee"' in of.html


def test_a_ground_that_is_no_colour_is_found(good: Sample) -> None:
    good.change(COVER, "ground: zee", "ground: zeee")
    assert_only_found(good.composed_findings(), "manuscript/ground", file=COVER, line=3, hint="'zee'")


def test_a_token_that_is_not_declared_is_found(good: Sample) -> None:
    file = "layouts/sections/points/paper.css"
    good.write(file, good.text(file) + ".points { color: var(--inktt); }\n")
    line = good.line(file, "--inktt")
    assert_only_found(good.composed_findings(), "css/token", file=file, line=line, hint="'inkt'")


def test_a_font_that_is_broken_is_found(good: Sample) -> None:
    file = good.tokens().display_faces["bold"]
    good.write(file, "a text")
    assert_only_found(good.composed_findings(), "fonts/broken", file=file)


def test_the_bleed_is_that_of_the_geometry(good: Sample) -> None:
    assert "--bleed: 3mm;" in good.compose().stylesheet.text


def test_a_brochure_without_a_cover_is_composed(good: Sample) -> None:
    good.remove(COVER).change(ARTICLE, "title: A story", "level: 1\ntitle: A story")
    html = good.change(ARTICLE, "# A part", "# A part {#story-a-part}").compose().html
    assert '<h1 class="display first ' in html


def test_many_sections_are_composed(good: Sample) -> None:
    for number in range(6, 106):
        good.write(f"source/sample/{number}-more-{number}.md", good.text(POINTS))
    ids = re.findall(r'<section class="section points" id="([^"]+)"', good.compose().html)
    assert ids == ["points", *(f"more-{number}" for number in range(6, 106))]


def test_signs_of_html_in_fields_are_text(good: Sample) -> None:
    good.change(CONTACTS, "Ada Lovelace", "Ada & Sons <").change(CHANNELS, '"@press"', '"<b>&press"')
    html = good.compose().html
    assert "Ada &amp; Sons &lt;" in html
    assert "&lt;b&gt;&amp;press" in html
    Tree(html)


def test_a_kind_of_page_keeps_its_rules_on_a_ground(good: Sample) -> None:
    good.write(
        "source/sample/9-plate.md", "---\ntype: plate\nground: geel\npicture:\n  file: dot.png\n  alt: A dot\n---\n"
    )
    of = good.compose()
    assert "@page bare, bare-on-geel {" in of.stylesheet.text
    assert ".sheet.bare.on-geel { page: bare-on-geel; }" in of.stylesheet.text
    assert "@page flowing {" in of.stylesheet.text


@pytest.mark.parametrize("rule", ["@page :first", "@page:first", "@PAGE :FIRST"])
def test_a_rule_of_the_first_page_holds_for_the_whole_and_not_for_each_sheet(good: Sample, rule: str) -> None:
    good.write("layouts/style.css", f"{rule} {{ margin-left: 60mm; }}\n")
    assert len(compose(good.inputs()).documents) == 1
