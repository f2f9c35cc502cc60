"""Typesetting: silent on good work; whatever does not fit, is missing or is complained of has its place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from brochurepress.compose.templates import QR
from brochurepress.compose.treated import picture_file
from brochurepress.findings import Finding, Rejected, Severity
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.source.variants import FORMS
from brochurepress.typeset.box_geometry import pictures, text_runs
from brochurepress.typeset.incremental import LayoutCache
from brochurepress.typeset.tagging import paint_tagged
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found, assert_only_found
from tests.support.edited_editions import EDITIONS, ROOTS, edited
from tests.support.sample_project import ARTICLE, COVER, EDITION, Sample, png

REAL = "alles-over-het-ipo"
TEXT = "source/alles-over-het-ipo/2-het-interprovinciaal-overleg.md"
POINTS = "source/alles-over-het-ipo/3-drie-manieren.md"
CONTACTS = "source/alles-over-het-ipo/4-contactgegevens.md"
CSS = "layouts/css"


def found(project: Project, edition: str) -> tuple[Finding, ...]:
    try:
        return lay_out(read_sources(Snapshot(project), edition)).findings
    except Rejected as rejected:
        return rejected.findings


@pytest.mark.parametrize("edition", EDITIONS)
def test_good_work_is_set_without_a_word(edition: str) -> None:
    assert found(Project(ROOTS[edition]), edition) == ()


@dataclass(frozen=True)
class Spoilt:
    """One change, and the finding it makes: rule, file, line, page and words of the message."""

    file: str
    old: str
    new: str
    rule: str
    place: tuple[str, int, int]
    message: str


FAULTS = {
    "a text too long for its page": Spoilt(
        POINTS,
        "eenheid in verscheidenheid.",
        "eenheid in verscheidenheid." + " En nog een zin die er niet meer bij past." * 25,
        "layout/overfull",
        (POINTS, 13, 3),
        "section drie-manieren is ",
    ),
    "a line too long for its page": Spoilt(
        POINTS,
        "  Hoe bewerkstelligt\n  het IPO dat?",
        "  Hoe bewerkstelligt het IPO dat allemaal toch?\n  Ja?",
        "layout/outside",
        (POINTS, 4, 3),
        "mm outside the safety margin of 5 mm",
    ),
    "two sections over each other": Spoilt(
        "layouts/sections/channels/paper.css",
        ".channels { padding-top: calc(3 * var(--baseline)); }",
        ".channels { margin-top: calc(-1 * var(--baseline)); }",
        "layout/overlap",
        ("source/alles-over-het-ipo/5-volg-ons.md", 4, 4),
        "'hmenninga@ipo.nl' and 'Volg ons!' are set over each other",
    ),
    "a text over the picture of another section": Spoilt(
        "layouts/sections/channels/paper.css",
        ".channels { padding-top: calc(3 * var(--baseline)); }",
        ".channels { padding-top: calc(9 * var(--baseline)); }",
        "layout/overlap",
        ("source/alles-over-het-ipo/5-volg-ons.md", 33, 4),
        "is set over a picture",
    ),
    "a character the font lacks": Spoilt(
        TEXT,
        "Het gebeurt allemaal",
        "Het gebeurt ☃ allemaal ☄",
        "layout/glyph",
        (TEXT, 13, 2),
        "the font Newsreader has no '☃' (snowman), '☄' (comet)",
    ),
    "a picture the style sheet misses": Spoilt(
        f"{CSS}/components/marker.css",
        "background: var(--text);",
        'background: url("/assets/pictures/none.svg");',
        "layout/missing",
        (f"{CSS}/components/marker.css", 11, 0),
        "'assets/pictures/none.svg' cannot be used: it does not exist",
    ),
    "a file from elsewhere": Spoilt(
        f"{CSS}/components/marker.css",
        "background: var(--text);",
        'background: url("file:///etc/hostname");',
        "layout/missing",
        (f"{CSS}/components/marker.css", 11, 0),
        "is in none of source, layouts, fonts, assets",
    ),
    "an address on another host": Spoilt(
        f"{CSS}/components/marker.css",
        "background: var(--text);",
        'background: url("https://www.example.org/dot.png");',
        "layout/missing",
        (f"{CSS}/components/marker.css", 11, 0),
        "leads out of the project",
    ),
    "a property that does not exist": Spoilt(
        f"{CSS}/components/marker.css",
        "left: 0;",
        "lefft: 0;",
        "layout/engine",
        (f"{CSS}/components/marker.css", 7, 0),
        "Ignored `lefft: 0`, unknown property",
    ),
    "a font that does not exist": Spoilt(
        "layouts/kits/puzzle/tokens.toml",
        "fonts/newsreader-latin-400-italic.woff2",
        "fonts/newsreader-latin-400-italics.woff2",
        "layout/missing",
        ("layouts/kits/puzzle/tokens.toml", 0, 0),
        "'fonts/newsreader-latin-400-italics.woff2' cannot be used: it does not exist",
    ),
    "a family that no rule declares": Spoilt(
        "layouts/kits/puzzle/tokens.toml",
        'serif = "var(--text-family)"',
        "serif = \"'Newsraeder'\"",
        "layout/family",
        ("source/alles-over-het-ipo/2-het-interprovinciaal-overleg.md", 13, 2),
        "no font is declared for the family 'Newsraeder'",
    ),
    "a token in a picture that is not declared": Spoilt(
        "assets/pictures/kaart.svg",
        "var(--geel)",
        "var(--gele)",
        "layout/drawing",
        ("source/alles-over-het-ipo/1-omslag.md", 11, 0),
        "there is no colour token 'gele': did you mean 'geel'?",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_change_is_found_at_its_place(name: str, tmp_path: Path) -> None:
    fault = FAULTS[name]
    project = edited(REAL, tmp_path, fault.file, fault.old, fault.new)
    findings = [finding for finding in found(project, REAL) if finding.rule == fault.rule]
    assert findings, "nothing was found"
    finding = findings[0]
    assert fault.message in finding.message
    assert (finding.place.file, finding.place.line, finding.place.page) == fault.place
    assert finding.severity is Severity.ERROR
    assert finding.hint


def test_a_font_that_is_none_is_named(tmp_path: Path) -> None:
    project = edited(REAL, tmp_path, POINTS, "level: 3", "level: 3")
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/newsreader-latin-400-normal.woff2").write_bytes(b"no font at all")
    rules = {finding.rule: finding for finding in found(project, REAL)}
    assert rules["fonts/broken"].message == "the font 'fonts/newsreader-latin-400-normal.woff2' cannot be read"
    assert rules["fonts/broken"].place.file == "fonts/newsreader-latin-400-normal.woff2"


@pytest.mark.parametrize("name", ["bold", ""])
def test_a_cut_that_a_family_lacks_is_told_once_unless_the_font_varies(name: str, tmp_path: Path) -> None:
    cut = '  { file = "fonts/special-gothic-latin-700-normal.woff2", weight = "700" },\n'
    bold = '  { file = "fonts/special-gothic-latin-500-normal.woff2", weight = "500" },\n'
    project = edited(REAL, tmp_path, "layouts/kits/puzzle/tokens.toml", bold + cut, "")
    if not name:
        varying = (HOME / "layouts/kits/quiet/fonts/source-serif-4-normal.woff2").read_bytes()
        (tmp_path / "fonts").mkdir()
        (tmp_path / "fonts/special-gothic-latin-400-normal.woff2").write_bytes(varying)
    told = [finding.message for finding in found(project, REAL) if finding.rule == "layout/cut"]
    assert len(told) == (1 if name else 0)
    assert all(f"has no {name}, in which " in message and " texts more" in message for message in told)


def test_the_number_of_words_too_many_is_told(tmp_path: Path) -> None:
    one = edited(REAL, tmp_path / "one", CONTACTS, "name: Hester Menninga", "name: Hester Menninga")
    assert found(one, REAL) == ()
    words = "woord " * 400
    project = edited(REAL, tmp_path / "two", TEXT, "leefbaarheid in hun provincies.\n", words + "\n")
    finding = next(f for f in found(project, REAL) if f.rule == "layout/overfull")
    told = int(finding.message.split(" is ")[1].split()[0])
    assert 340 < told < 400
    lines, mm = (int(each) for each in re.findall(r"about (\d+) lines or (\d+) mm", finding.message)[0])
    assert 3 < told / lines < 12
    assert 3 < mm / lines < 6
    assert finding.hint.startswith("shorten the text by as much; or move a part to another section; or")


@pytest.mark.parametrize(
    ("form", "variant", "text"),
    [("leaflet", "handout-sheet", "woord " * 900), ("large", "large-print", "☃ provincies")],
)
def test_a_finding_of_another_form_names_its_file_and_a_page_of_that(
    tmp_path: Path, form: str, variant: str, text: str
) -> None:
    project = edited(REAL, tmp_path, TEXT, "leefbaarheid in hun provincies.\n", text + "\n")
    inputs = read_sources(Snapshot(project), REAL)
    layout = lay_out(inputs, form=FORMS[form])
    findings = [finding for finding in layout.findings if finding.rule.startswith("layout/")]
    assert findings
    for finding in findings:
        assert finding.place.artwork == inputs.manuscript.edition.files[variant]
        assert 1 <= finding.place.page <= layout.page_count
        assert "page 0" not in finding.message


def test_the_pages_of_the_sections_are_known() -> None:
    layout = lay_out(read_sources(Snapshot(Project(ROOTS[REAL])), REAL))
    assert layout.page_count == 4
    assert layout.pages_of() == {
        "omslag": 1,
        "het-interprovinciaal-overleg": 2,
        "drie-manieren": 3,
        "contactgegevens": 4,
        "volg-ons": 4,
        "download": 4,
    }


def article(good: Sample, picture: bytes) -> Sample:
    """The sample with an article that shows a picture, on a page before the others."""
    return good.write("source/sample/dot.png", picture).write(
        "source/sample/2-story.md", "---\ntype: article\ntitle: A story\n---\nIt begins.\n\n![A dot](dot.png)\n"
    )


def test_a_picture_that_is_higher_than_a_page_is_made_to_fit(good: Sample) -> None:
    article(good, png(10, 200))
    layout = lay_out(read_sources(Snapshot(good.project), "sample"))
    assert layout.findings == ()
    drawn = list(pictures(layout.pages))[1]
    assert drawn.area.bottom < layout.composition.geometry.height_mm - 15


def plate(good: Sample, width: int, fit: str) -> tuple[Finding, ...]:
    """What is said of a drawing 100 units high on a page of its own."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 100" width="{width}" height="100"/>'
    good.write("source/sample/bars.svg", svg).write(
        ARTICLE, f"---\ntype: plate\npicture:\n  file: bars.svg\n  alt: Bars\n{fit}---\n"
    )
    good.change(COVER, "ground: zee\n", "")
    return tuple(finding for finding in found(good.project, "sample") if finding.rule == "layout/cropped")


@pytest.mark.parametrize(
    ("width", "fit"), [(75, ""), (160, "  fit: contain\n"), (160, "  fit: cover\n  focus: [0, 50]\n")]
)
def test_a_drawing_may_be_cut_by_little_or_where_that_is_wished(width: int, fit: str, good: Sample) -> None:
    assert plate(good, width, fit) == ()


def test_a_drawing_that_is_cut_to_fill_its_place_is_told(good: Sample) -> None:
    assert_only_found(
        plate(good, 160, ""),
        "layout/cropped",
        file=ARTICLE,
        line=3,
        message="55% of the drawing is cut",
        hint="fit: contain",
    )


def test_a_title_that_is_shrunk_is_told_with_its_file_and_page(good: Sample) -> None:
    good.change(ARTICLE, "title: A story", "title: A title a bit too long by now\nfit: shrink 85%")
    (found_one,) = (each for each in found(good.project, "sample") if each.rule == "layout/shrunk")
    assert (found_one.place.file, found_one.place.line, found_one.place.page) == (ARTICLE, 3, 2)
    assert (found_one.place.artwork, found_one.place.section) == ("sample-press.pdf", "story")
    assert "90 %" in found_one.message


def test_a_section_fills_its_page_down_to_the_foot(good: Sample) -> None:
    plain, filled = (good.project, "title: Points"), "page: fill\ntitle: Points"
    heights = []
    for text in (plain[1], filled):
        good.change("source/sample/3-points.md", plain[1], text)
        layout = lay_out(read_sources(Snapshot(plain[0]), "sample"))
        assert not layout.findings
        heights.append(max(run.area.bottom for run in text_runs(layout.pages) if run.text == "Two"))
    assert heights[0] < 120 < 190 < heights[1] < 200


ACROSS = "source/sample/2-across.md"
FIELDS = "picture:\n  file: wide.svg\n  alt: A wide one\n  caption: What it is\n---\n"
WIDE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 150" width="300mm" height="150mm">'
    '<rect width="300" height="150" fill="var(--accent)"/></svg>'
)


def across(good: Sample, fields: str) -> Sample:
    good.remove(ARTICLE).write("source/sample/wide.svg", WIDE)
    return good.write(ACROSS, f"---\n{fields}{FIELDS}")


@pytest.mark.parametrize("kit", ["puzzle", "quiet", "loud"])
@pytest.mark.parametrize("name", ["figure", "plate"])
def test_a_picture_across_the_fold_is_set_on_both_pages_and_heard_once(good: Sample, name: str, kit: str) -> None:
    across(good.change(EDITION, "printer =", f'kit = "{kit}"\nprinter ='), f"type: {name}\npage: spread\n")
    good.change(ACROSS, "  caption", "  fit: cover\n  caption")
    good.change(COVER, "ground: zee\n", "")
    layout = lay_out(read_sources(Snapshot(good.project), "sample"))
    assert [finding.rule for finding in layout.findings if "across" in str(finding.place.file)] == []
    left, right = (each.area for each in pictures(layout.pages) if each.page in (2, 3))
    width = layout.composition.geometry.width_mm
    assert (left.right, right.right) == pytest.approx((2 * width + 3, width + 3))
    assert layout.pages_of()["across"] == 2
    tagged = paint_tagged(layout.pages)
    assert [mark.page for node, mark in tagged.laid.marks() if node.element.tag == "img" and mark.page in (1, 2)] == [1]
    assert "What it is" in "".join(mark.text for _, mark in tagged.laid.marks())
    assert not any("What it is" in piece.text for piece in tagged.furniture)


SPREADS = {
    "a right page": ("type: figure\npage: spread\n", "page 3"),
    "no picture over the fold": ("type: plate\npage: spread\n", "no picture"),
}


@pytest.mark.parametrize("name", SPREADS)
def test_two_facing_pages_begin_on_a_left_one_and_have_a_picture_over_the_fold(good: Sample, name: str) -> None:
    fields, message = SPREADS[name]
    across(good, fields)
    if "right" in name:
        good.write("source/sample/1b-more.md", "---\ntype: points\ntitle: More\n---\n- One\n")
    else:
        good.change(ACROSS, "  caption", "  fit: contain\n  caption")
    assert_only_found(found(good.project, "sample"), "layout/spread", file=ACROSS, line=3, message=message)


@pytest.mark.parametrize("size", [(10, 30), (30, 30), (30, 10)])
@pytest.mark.parametrize("fit", ["", "  fit: cover\n  focus: [50, 0]\n"])
def test_the_picture_of_a_cover_stands_below_its_title(size: tuple[int, int], fit: str, good: Sample) -> None:
    good.write("source/sample/dot.png", png(*size)).change(COVER, "  alt: A dot\n", f"  alt: A dot\n{fit}")
    layout = lay_out(read_sources(Snapshot(good.project), "sample"))
    assert layout.findings == ()
    title = max(run.area.bottom for run in text_runs(layout.pages) if run.text == "sample")
    line = min(run.area.top for run in text_runs(layout.pages) if run.text == "One line")
    area = next(pictures(layout.pages)).area
    assert title < area.top < area.bottom < line


def test_a_picture_over_what_stands_in_the_margin_is_told_at_its_line(good: Sample) -> None:
    article(good, png(10, 200)).change(
        "layouts/sections/article/paper.css", " max-height:", " min-height: 200mm; max-height:"
    )
    assert_only_found(
        found(good.project, "sample"),
        "layout/overlap",
        file="source/sample/2-story.md",
        line=7,
        message="mm, down over '3' in the margin of the page",
        hint="crop it",
    )


def test_what_stands_in_the_margin_has_the_place_of_the_section_on_its_page(good: Sample) -> None:
    good.change(f"{CSS}/base/page.css", "padding-top: var(--baseline);", "padding-top: calc(3 * var(--baseline));")
    faults = found(good.project, "sample")
    assert_found(faults, "layout/outside", file="source/sample/2-story.md", line=1, page=2, message="'2' stands")
    assert all(fault.place.file and fault.place.line for fault in faults)


def test_a_sheet_that_needs_a_second_side_is_told_with_each_section(good: Sample) -> None:
    good.write("source/sample/6-view.md", "---\ntype: plate\npicture:\n  file: dot.png\n  alt: A dot\n---\n")
    findings = lay_out(read_sources(Snapshot(good.project), "sample"), form=FORMS["leaflet"]).findings
    assert_found(
        findings, "layout/overfull", file="source/sample/6-view.md", message="mm too high for page 1, with its pictures"
    )
    assert all("page 0" not in str(finding) for finding in findings)


def test_a_sheet_that_the_engine_cannot_set_names_the_longest_section(
    good: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gives_up(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(LayoutCache, "lay_out", gives_up)
    with pytest.raises(Rejected) as rejected:
        lay_out(read_sources(Snapshot(good.project), "sample"), form=FORMS["leaflet"])
    found = rejected.value.findings
    assert_only_found(found, "layout/engine", file=ARTICLE, message="section is story", hint="shorten section story")


@pytest.mark.parametrize("kit", ["loud", "quiet"])
def test_a_text_that_stands_out_and_is_longer_than_the_sheet_is_told_and_soon(kit: str, good: Sample) -> None:
    good.change("source/sample/1-cover.md", "ground: zee", "ground: soft").change(
        EDITION, "printer =", f'kit = "{kit}"\nprinter ='
    )
    good.change(
        ARTICLE,
        "The first paragraph",
        "> " + "The water came in the night. " * 300 + "\n{: .callout }\n\nThe first paragraph",
    )
    findings = lay_out(read_sources(Snapshot(good.project), "sample"), form=FORMS["leaflet"]).findings
    assert_found(findings, "layout/overfull", message="section story is")


@pytest.mark.parametrize("form", ["pages", "large"])
def test_a_draft_that_begins_with_a_text_says_so_once_on_each_page(form: str, good: Sample) -> None:
    good.remove("source/sample/1-cover.md").change(EDITION, "[files]", 'status = "draft"\n\n[files]')
    good.change(ARTICLE, "type: article", "type: article\nlevel: 1").change(
        ARTICLE, "The first", "The first paragraph. " * 200 + "The first"
    )
    sources = read_sources(Snapshot(good.project), "sample")
    layout = lay_out(sources, form=FORMS[form])
    assert layout.findings == ()
    said = Counter(run.page for run in text_runs(layout.pages) if run.text == sources.manuscript.language.strings.draft)
    assert layout.page_count > 3
    assert said == Counter(range(1, layout.page_count + 1))


@pytest.mark.parametrize("code", ["0007", "200b", "200d", "200e", "202e", "2060", "feff"])
@pytest.mark.parametrize(
    ("old", "new", "line"), [("title: A story", 'title: "A\\u{} story"', 3), ("The first", "The&#x{}; first", 6)]
)
def test_a_character_that_no_page_shows_is_found_however_it_is_written(
    old: str, new: str, line: int, code: str, good: Sample
) -> None:
    good.change(ARTICLE, old, new.format(code))
    said = f"U+{code.upper()} cannot be printed"
    assert_only_found(found(good.project, "sample"), "source/character", file=ARTICLE, line=line, message=said)


def test_the_leaflet_of_a_draft_keeps_to_one_side() -> None:
    project = Project(HOME)
    layout = lay_out(read_sources(Snapshot(project), "all-about-the-ipo"), form=FORMS["leaflet"])
    assert (layout.page_count, layout.findings) == (1, ())


def test_a_drawing_with_a_part_brought_out_is_named_by_its_file() -> None:
    assert picture_file("/generated/sun/assets/pictures/sun.svg") == "assets/pictures/sun.svg"
    assert picture_file("/assets/pictures/sun.svg") == "assets/pictures/sun.svg"
    assert picture_file(QR) == "generated/qr.svg"


def test_a_draft_says_so_over_a_picture_that_fills_the_page(good: Sample) -> None:
    good.change(EDITION, "[files]", 'status = "draft"\n\n[files]')
    good.write("source/sample/6-view.md", "---\ntype: plate\npicture:\n  file: dot.png\n  alt: A dot\n---\n")
    assert found(good.project, "sample") == ()
