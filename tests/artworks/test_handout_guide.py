"""Handouts: what an edition issues for an office printer, in colour, in black, in large type, and how to print it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pikepdf
import pytest

from brochurepress.artworks.handout.guide import (
    COPIES,
    check_pages,
    compose_guide,
    read_words,
    scheme_of,
    scheme_picture,
)
from brochurepress.design.monochrome import INK, PAPER, TEXTURES, Textures, appearance, same_without_colour
from brochurepress.design.tokens import Tokens
from brochurepress.findings import Finding, Rejected
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.structure_tree import read_tagged
from brochurepress.pipeline.stages import build_edition, lay_out
from brochurepress.preflight.transcript import stops
from brochurepress.source.edition import Edition
from brochurepress.source.inputs import read_sources
from brochurepress.source.languages import known_languages
from brochurepress.source.schemes import SCHEMES
from brochurepress.source.variants import FORMS, VARIANTS, PaintMethod, RuleGroup
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found, assert_only_found, assert_silent, rejection
from tests.support.drawings import look
from tests.support.edited_editions import ROOTS
from tests.support.sample_project import CHANNELS, EDITION, Sample
from tests.support.shared_builds import shared_artworks
from tests.support.verapdf import assert_conforms

BROCHURE = "alles-over-het-ipo"
PROJECT = Project(HOME)
HANDOUTS = [name for name, variant in VARIANTS.items() if variant.group is RuleGroup.HANDOUT]


@cache
def tokens() -> Tokens:
    return read_sources(Snapshot(PROJECT), BROCHURE).tokens


@pytest.mark.parametrize("variant", HANDOUTS)
def test_every_handout_is_a_file_for_an_office_printer(variant: str) -> None:
    with pikepdf.open(io.BytesIO(shared_artworks(BROCHURE)[variant].content)) as pdf:
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert len(pdf.pages) == shared_artworks(BROCHURE)[variant].pages
        assert pdf.docinfo.Title == "Alles over het IPO"
        assert pdf.Root.Lang == "nl-NL"


@pytest.mark.parametrize("name", sorted(FORMS.keys() - {"dummy"}))
def test_every_form_sets_the_brochure_without_a_fault(name: str) -> None:
    layout = lay_out(read_sources(Snapshot(PROJECT), BROCHURE), form=FORMS[name])
    assert_silent(layout.findings)
    assert layout.page_count == {"pages": 4, "mono": 4, "leaflet": 1, "large": 7, "instructions": 1}[name]


@pytest.mark.parametrize("edition", ROOTS)
def test_large_print_is_as_large_as_it_says(edition: str) -> None:
    with pdfium.open_pdf(shared_artworks(edition)["large-print"].content) as rendering:
        for page in range(1, len(rendering) + 1):
            texts, _, _ = rendering.texts_and_ground(page, 36)
            small = [text for text in texts if text.text.strip() and text.size_pt < 17.5]
            assert all(text.size_pt > 8 for text in small)
            assert len(small) <= len(texts) / 4 or page == 2  # the names on a map


def test_in_large_print_the_words_of_a_drawing_stand_beside_it_as_large_as_the_text() -> None:
    with pdfium.open_pdf(shared_artworks(BROCHURE)["large-print"].content) as rendering:
        texts, _, _ = rendering.texts_and_ground(2, 36)
    large = "".join(text.text for text in texts if text.size_pt >= 17.5)
    assert "Groningen, Fryslân, Drenthe" in large


@pytest.mark.parametrize("edition", ROOTS)
def test_large_print_conforms(edition: str) -> None:
    assert_conforms(shared_artworks(edition)["large-print"].content, "ua1", "2a")


def test_the_leaflet_holds_all_on_one_side() -> None:
    with pdfium.open_pdf(shared_artworks(BROCHURE)["handout-sheet"].content) as rendering:
        assert len(rendering) == 1
        text = rendering.words(1)
    for word in ("Alles", "Ruimtelijke", "eenheid", "cvduren@ipo.nl", "www.nl-prov.eu"):
        assert word in text
    assert text.count("www.ipo.nl/overdracht") == 1


@pytest.mark.parametrize("variant", ["handout-booklet-mono", "handout-sheet", "instructions"])
def test_what_is_in_black_has_no_colour(variant: str) -> None:
    with pdfium.open_pdf(shared_artworks(BROCHURE)[variant].content) as rendering:
        for page in range(1, len(rendering) + 1):
            drawn = rendering.page(page, 50).astype(int)
            assert (drawn.max(axis=2) - drawn.min(axis=2)).max() <= 2


def test_a_booklet_in_black_saves_toner() -> None:
    inked = {}
    for variant in ("handout-booklet", "handout-booklet-mono"):
        with pdfium.open_pdf(shared_artworks(BROCHURE)[variant].content) as rendering:
            inked[variant] = sum(255 - rendering.page(page, 36, grey=True).mean() for page in (1, 2))
    assert inked["handout-booklet-mono"] < inked["handout-booklet"]


def test_the_instructions_name_every_handout_with_its_settings_and_sheets() -> None:
    with pdfium.open_pdf(shared_artworks(BROCHURE)["instructions"].content) as rendering:
        text = rendering.words(1)
    for variant in ("handout-booklet", "handout-booklet-mono", "handout-sheet"):
        assert shared_artworks(BROCHURE)[variant].file in text.replace("\r\n", "")
    assert text.count("Dubbelzijdig, omslaan langs de korte zijde.") == 2
    assert text.count("Enkelzijdig.") == 1
    assert all(str(copies) in text for copies in COPIES)


@pytest.mark.parametrize("edition", [BROCHURE, "minimal"])
def test_the_instructions_conform_and_say_what_their_pictures_show(edition: str) -> None:
    content = shared_artworks(edition)["instructions"].content
    assert_conforms(content, "ua1", "2a")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        said = "\n".join(map(str, stops(read_tagged(pdf))))
        assert pdf.docinfo.Title in {"Zo print je Alles over het IPO", "How to print Notes"}
        assert f"heading 1: {pdf.docinfo.Title}" in said
    assert ("figure: voorkant: 4, 1; achterkant: 2, 3" in said) == (edition == BROCHURE)
    assert "cell under 250, " in said


@pytest.mark.parametrize("language", known_languages(Snapshot(Project(HOME))))
def test_every_language_of_the_layouts_has_instructions(language: str, good: Sample) -> None:
    good.change(EDITION, "en-GB", language)
    words, found = read_words(Snapshot(good.project), edition_of(good))
    assert found == f"layouts/languages/{language}/guide.toml"
    assert "{title}" in words.title


def edition_of(good: Sample) -> Edition:
    return good.read().edition


def test_a_language_without_instructions_is_told_with_the_cure(good: Sample) -> None:
    text = good.text("layouts/languages/en/language.toml")
    good.write("layouts/languages/qaa/language.toml", text)
    good.change(EDITION, "en-GB", "qaa")
    found = rejection(lambda: read_words(Snapshot(good.project), edition_of(good)))
    assert_only_found(found, "handout/language", file="layouts/languages/qaa/guide.toml", hint="leave instructions out")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_can_be_chosen_and_explained(scheme: str, good: Sample) -> None:
    manuscript = folded(good, scheme).read()
    assert scheme_of(manuscript.edition, "handout-booklet") is SCHEMES[scheme]
    composition = compose_guide(good.inputs(), lambda form: 1)
    words, _ = read_words(Snapshot(good.project), manuscript.edition)
    assert (words.fold in composition.html) == bool(SCHEMES[scheme].folds)
    assert (words.cut in composition.html) == (SCHEMES[scheme].copies > 1)
    assert (words.both in composition.html) == (SCHEMES[scheme].sided == 2)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ('handout-booklet = "bookled"', "no scheme of imposition 'bookled'", "booklet-2up"),
        ('press = "cut-2up"', "'press' has no scheme of imposition", "handout"),
    ],
)
def test_a_scheme_that_cannot_be_is_found(good: Sample, line: str, message: str, hint: str) -> None:
    good.change(EDITION, "[files]", f"[schemes]\n{line}\n\n[files]")
    place = good.line(EDITION, line)
    assert_only_found(good.findings(), "edition/scheme", file=EDITION, line=place, message=message, hint=hint)


def folded(good: Sample, scheme: str) -> Sample:
    """The sample with a booklet that is put on sheets by a scheme."""
    good.change(EDITION, '"press", "digital", "web"', '"handout-booklet"')
    return good.change(
        EDITION, "[files]", f'[schemes]\nhandout-booklet = "{scheme}"\n\n[files]\nhandout-booklet = "b.pdf"'
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_more_pages_than_a_scheme_holds_are_told_with_the_line_that_names_it(scheme: str, good: Sample) -> None:
    manuscript, most = folded(good, scheme).read(), SCHEMES[scheme].most
    assert_silent(check_pages(manuscript, "handout-booklet", most or 99))
    if most:
        found = list(check_pages(manuscript, "handout-booklet", most + 1))
        said = f"{most + 1} pages, {scheme} holds {most}"
        line = good.line(EDITION, scheme)
        assert_only_found(found, "handout/too-many-pages", file=EDITION, line=line, message=said, hint="choose")
        assert found[0].place.artwork == "b.pdf"


def test_instructions_for_more_pages_than_a_scheme_holds_are_refused(good: Sample) -> None:
    inputs = folded(good, "tweeluik").inputs()
    found = rejection(lambda: compose_guide(inputs, lambda form: 5))
    assert_only_found(found, "handout/too-many-pages", message="5 pages, tweeluik holds 4")


def test_a_build_with_a_page_too_many_says_so_and_nothing_of_the_file_it_did_not_make(good: Sample) -> None:
    folded(good, "tweeluik").change(CHANNELS, "page: same\n", "")
    build = build_edition(good.project, "sample")
    assert_only_found(build.findings, "handout/too-many-pages", message="pages, tweeluik holds 4")
    assert not build.artworks


@pytest.mark.parametrize("name", tokens().colours)
def test_every_colour_has_an_appearance_in_black(name: str) -> None:
    textures = Textures(Snapshot(PROJECT), tokens())
    colour = tokens().colours[name]
    assert appearance(colour) in (PAPER, INK, *textures.patterns)
    shown = textures.in_black().colours[name].srgb
    assert shown == ("#000000" if appearance(colour) == INK else "#FFFFFF")


def in_black(textures: Textures, svg: str) -> str:
    return replace(look(), values=tuple(textures.tokens.properties()), textures=textures).drawing(svg).svg


LINES = {
    "in a texture": ('stroke="var(--rood)"', ["#000000"]),
    "light": ('stroke="var(--papier)"', ["#FFFFFF"]),
    "light and wide": ('stroke="var(--geel)" stroke-width="1"', ["#000000", "#FFFFFF"]),
    "dark and wide": ('stroke="var(--inkt)" stroke-width="1"', ["#000000"]),
    "in a texture and wide": ('stroke="var(--rood)" stroke-width="1"', ["#000000"]),
    "about a shape": ('style="fill: var(--inkt)" stroke="var(--papier)" stroke-width="1"', ["#FFFFFF"]),
    "of no token": ('stroke="#ff0000"', ["#4c4c4c"]),
}


@pytest.mark.parametrize("case", LINES)
def test_a_line_is_ink_paper_or_grey_and_does_not_vanish(case: str) -> None:
    line, strokes = LINES[case]
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><path fill="none" {line} d="M0 0h9"/></svg>'
    drawn = in_black(Textures(Snapshot(PROJECT), tokens()), svg)
    assert re.findall(r'stroke="([^"]+)"', drawn) == strokes


ROWS = [name for name, scheme in SCHEMES.items() if scheme.folds and scheme.rows == 1]


@pytest.mark.parametrize("scheme", ROWS)
def test_in_the_drawing_of_a_fold_no_panel_goes_through_another(scheme: str) -> None:
    picture = scheme_picture(Snapshot(PROJECT), SCHEMES[scheme], ()).decode()
    path = re.search(r'viewBox="[^"]* ([\d.]+)".*d="M([^"]+)" fill="none" stroke="black" stroke-width="0.8"', picture)
    assert path
    points = [complex(*map(float, point.split())) for point in path[2].split("L")]
    assert max(point.imag for point in points) < float(path[1]) - 1

    def side(start: complex, end: complex, point: complex) -> float:
        return ((end - start).conjugate() * (point - start)).imag

    panels = list(pairwise(points))
    for (a, b), (c, d) in combinations(panels, 2):
        assert b == c or side(a, b, c) * side(a, b, d) > 0 or side(c, d, a) * side(c, d, b) > 0


@pytest.mark.parametrize("texture", Textures(Snapshot(PROJECT), tokens()).patterns)
def test_every_texture_is_drawn(texture: str, good: Sample, tmp_path: Path) -> None:
    good.write(
        "layouts/kits/puzzle/tokens.toml",
        good.text("layouts/kits/puzzle/tokens.toml").replace('mono = "dots"', f'mono = "{texture}"'),
    )
    shape = '<path fill="var(--roze)" d="M0 0h9v9z"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9mm">{shape}</svg>'
    drawn = in_black(Textures(Snapshot(good.project), good.tokens()), svg)
    assert f'id="texture-{texture}"' in drawn
    assert "<use" in drawn
    assert 'stroke="#000000"' in drawn


def test_words_on_a_texture_stand_on_a_box_and_white_ones_do_not() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g font-size="2">'
        '<text x="1" y="2" fill="var(--inkt)">dark</text><text x="1" y="4" fill="var(--papier)">light</text></g></svg>'
    )
    drawn = in_black(Textures(Snapshot(PROJECT), tokens()), svg)
    assert drawn.count("<rect") == 1
    assert drawn.index("<rect") < drawn.index("dark") < drawn.index("light")


def alike(*names: str, edit: tuple[str, str] = ("", "")) -> tuple[Finding, ...]:
    paths = "".join(f'<path fill="var(--{name})" d="M0 0h1"/>' for name in names)
    shown = replace(look(), values=tuple(tokens().properties()))
    drawing = shown.drawing(f'<svg xmlns="http://www.w3.org/2000/svg">{paths}</svg>')
    return tuple(same_without_colour("x.svg", drawing.root, tokens()))


def test_colours_that_differ_in_hue_only_are_found() -> None:
    assert_silent(alike("geel", "roze", "groen", "rood", "blauw", "papier"))
    assert_only_found(alike("geel", "zee"), "handout/hue", file="x.svg", message="'geel' and 'zee' look the same")


def test_a_texture_that_there_is_none_of_is_found(good: Sample) -> None:
    text = good.text("layouts/kits/puzzle/tokens.toml").replace('mono = "dots"', 'mono = "spots"')
    good.write("layouts/kits/puzzle/tokens.toml", text)
    assert_only_found(
        Textures(Snapshot(good.project), good.tokens()).unknown(), "handout/texture", file=TEXTURES, hint="dots"
    )


def test_textures_that_do_not_say_their_ink_are_told(good: Sample) -> None:
    good.write(TEXTURES, good.text(TEXTURES).replace(' data-ink="#000000"', ""))
    assert_only_found(
        rejection(lambda: Textures(Snapshot(good.project), good.tokens()).in_black()), "handout/textures", file=TEXTURES
    )


def test_a_leaflet_with_too_much_on_it_is_refused(tmp_path: Path) -> None:
    sources = read_sources(Snapshot(Project(ROOTS["complete"])), "complete")
    try:
        findings = lay_out(sources, form=FORMS["leaflet"]).findings
    except Rejected as rejected:
        findings = rejected.findings
    assert_found(findings, "layout/overfull")


def test_every_variant_with_sheets_has_a_scheme() -> None:
    for variant in VARIANTS.values():
        assert (variant.scheme in SCHEMES) == (variant.paint is PaintMethod.SHEETS)
        assert variant.form in FORMS
