"""Comparison of the real brochure and of made-up ones: one change is found, exactly, at its page and line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pikepdf
import pytest

from brochurepress.artworks.artwork import Artwork
from brochurepress.findings import Finding
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pipeline.output import write_output
from brochurepress.proofing.compare.comparison import RULES, compare_states
from brochurepress.proofing.compare.model import PageStatus
from brochurepress.proofing.compare.rendered import LARGEST_PX, RenderedFile, resolution
from brochurepress.proofing.compare.states import EditionState, built, delivered, in_folder
from brochurepress.workspace.project import HOME, Project
from tests.support.assertions import assert_found, assert_only_found, assert_silent, rejection
from tests.support.comparison import Edit, changed, since
from tests.support.edited_editions import ROOTS
from tests.support.press_sample import press_sample
from tests.support.sample_project import Sample

BROCHURE = "alles-over-het-ipo"
COVER = "source/alles-over-het-ipo/1-omslag.md"
POINTS = "source/alles-over-het-ipo/3-drie-manieren.md"
CONTACTS = "source/alles-over-het-ipo/4-contactgegevens.md"
TOKENS = "layouts/kits/puzzle/tokens.toml"
MAP = "assets/pictures/kaart.svg"

WORD: Edit = (POINTS, "agenderen", "bespreken")
PICTURE: Edit = (MAP, "var(--roze)", "var(--geel)")
INK: Edit = (TOKENS, "[80, 10, 66, 0]", "[80, 10, 90, 0]")
SCREEN: Edit = (TOKENS, "#0D9F75", "#0D9F85")
ALTERNATIVE: Edit = (COVER, "stukken, elk van", "stukken, ieder van")
BEGINNING: Edit = (COVER, "Kaart van", "Eén Kaart van")
LINK: Edit = (CONTACTS, "cvduren@ipo.nl", "cvanduren@ipo.nl")
SPACE: Edit = (TOKENS, 'text-size = "10.25pt"', 'text-size = "10.2pt"')


@cache
def was(edition: str = BROCHURE, *variants: str) -> EditionState:
    """An edition as it is: in both files that are compared, or in the one that is enough to show a change."""
    return built(Project(ROOTS[edition]), edition, variants, "before")


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def test_the_same_sources_are_the_same_brochure(tmp_path: Path) -> None:
    found = since(was(), BROCHURE, tmp_path)
    assert_silent(found.findings)
    assert [file.variant for file in found.files] == ["press", "digital"]
    assert {page.status for file in found.files for page in file.pages} == {PageStatus.SAME}


def test_one_word_one_picture_and_one_colour_are_found_and_nothing_else(tmp_path: Path) -> None:
    found = since(was(), BROCHURE, tmp_path, WORD, PICTURE, INK).findings
    assert sorted(rules(found)) == ["compare/ink", "compare/picture", "compare/words"]
    assert_found(found, "compare/words", file=POINTS, line=12, page=3, message="“bespreken”")
    assert_found(found, "compare/words", message="was “agenderen”")
    assert_found(found, "compare/picture", file=COVER, line=11, page=1, message=MAP)
    assert_found(found, "compare/ink", file=TOKENS, message="the colour 'groen' is C80 M10 Y90 K0")
    assert_found(found, "compare/ink", message="it was C80 M10 Y66 K0 (path, pages 1–3)")


@pytest.mark.parametrize(
    ("variant", "edit", "rule", "place", "message"),
    [
        ("press", WORD, "compare/words", (POINTS, 3), "“bespreken” after “provincies, die we” was “agenderen”"),
        ("press", PICTURE, "compare/picture", (COVER, 1), f"the picture {MAP} is another"),
        ("press", INK, "compare/ink", (TOKENS, 1), "the colour 'groen'"),
        ("digital", SCREEN, "compare/ink", (TOKENS, 1), "the colour 'groen' is #0D9F85, it was #0D9F75"),
        (
            "digital",
            ALTERNATIVE,
            "compare/spoken",
            (COVER, 1),
            "a screen reader says “ieder” after “puzzel van twaalf stukken,”, it said “elk”",
        ),
        ("digital", BEGINNING, "compare/spoken", (COVER, 1), "says “Eén” after “afbeelding [nl-NL]:”, it said “”"),
    ],
    ids=["word", "picture", "ink", "screen", "alternative", "the beginning of an alternative"],
)
def test_one_change_is_one_finding(
    variant: str, edit: Edit, rule: str, place: tuple[str, int], message: str, tmp_path: Path
) -> None:
    found = since(was(BROCHURE, variant), BROCHURE, tmp_path, edit).findings
    assert_only_found(found, rule, file=place[0], page=place[1], message=message)


def test_an_address_is_a_word_and_a_link(tmp_path: Path) -> None:
    found = since(was(BROCHURE, "digital"), BROCHURE, tmp_path, LINK).findings
    assert sorted(rules(found)) == ["compare/links", "compare/words"]
    assert_found(found, "compare/links", page=4, message="mailto:cvanduren@ipo.nl, it led to mailto:cvduren@")


def test_words_set_smaller_have_moved_and_are_the_same(tmp_path: Path) -> None:
    found = since(was(BROCHURE, "press"), BROCHURE, tmp_path, SPACE)
    assert set(rules(found.findings)) == {"compare/moved"}
    assert found.files[0].pages[0].status is PageStatus.SAME


def test_another_band_at_the_foot_is_another_picture(tmp_path: Path) -> None:
    found = since(was(BROCHURE, "press"), BROCHURE, tmp_path, (POINTS, "strook-rechts", "strook-links")).findings
    assert_only_found(found, "compare/picture", page=3, message="strook-links.svg is another, it was assets/")


def test_another_size_of_page_is_told_once(tmp_path: Path) -> None:
    found = since(was("minimal"), "minimal", tmp_path, (TOKENS, 'width = "148mm"', 'width = "150mm"')).findings
    assert_found(found, "compare/page-size", message="the page is 150 × 210 mm with 3 mm bleed, it was 148 × 210")
    assert rules(found).count("compare/page-size") == 1


def test_a_rule_that_is_drawn_elsewhere_is_another_look(tmp_path: Path) -> None:
    css = "layouts/css/base/prose.css"
    drawn = Project(HOME).find(css).read_text(encoding="utf-8").splitlines()[0]
    edit = (css, drawn, f"{drawn}\n.article {{ border-top: 2mm solid var(--inkt); margin-top: -2mm; }}")
    found = since(was("minimal"), "minimal", tmp_path, edit).findings
    assert_only_found(found, "compare/look", page=1, message="of the page looks otherwise")


def test_a_page_put_in_is_new_and_the_others_are_the_same(good: Sample, tmp_path: Path) -> None:
    before = built(good.project, "sample", ("press",), "before")
    good.write("source/sample/35-more.md", "---\ntype: article\ntitle: More of it\n---\nAnother page.\n")
    found = compare_states("sample", before, built(good.project, "sample", ("press",), "now"))
    assert_only_found(found.findings, "compare/pages", message="the page is new")
    statuses = [page.status for page in found.files[0].pages]
    assert statuses.count(PageStatus.ADDED) == 1 and statuses.count(PageStatus.SAME) == len(statuses) - 1
    back = compare_states("sample", built(good.project, "sample", ("press",), "x"), before)
    assert_only_found(back.findings, "compare/pages", message="was taken out")


def test_files_from_elsewhere_are_compared_without_their_source(tmp_path: Path) -> None:
    now = built(changed(BROCHURE, tmp_path, WORD), BROCHURE, ("press",), "now")
    path = tmp_path / "was.pdf"
    path.write_bytes(was(BROCHURE, "press").files["press"].data)
    before = delivered(path, "")
    assert list(before.files) == ["press"]
    assert_only_found(compare_states(BROCHURE, before, now).findings, "compare/words", file=POINTS, page=3)
    after = EditionState("now", {"press": now.files["press"]})
    assert_only_found(compare_states(BROCHURE, before, after).findings, "compare/words", page=3)


def test_a_digital_file_is_known_by_what_it_is_not(tmp_path: Path) -> None:
    path = tmp_path / "was.pdf"
    path.write_bytes(was(BROCHURE, "digital").files["digital"].data)
    assert list(delivered(path, "").files) == ["digital"]
    assert list(delivered(path, "digital-2").files) == ["digital-2"]


def test_an_output_folder_is_a_state(tmp_path: Path) -> None:
    before = was("minimal")
    assert before.origin
    own = before.origin.layout.inputs.manuscript.edition
    artworks = tuple(Artwork(name, own.files[name], file.data, 1) for name, file in before.files.items())
    write_output(tmp_path, own, artworks)
    for folder in (tmp_path, tmp_path / "minimal"):
        found = compare_states("minimal", in_folder(folder, "minimal", ()), before)
        assert len(found.files) == 2
        assert_silent(found.findings)


@pytest.mark.parametrize("manifest", ["", "[]", '{"files": [{"variant": "press"}]}', '{"files": [3]}'])
def test_a_folder_without_a_manifest_is_told(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    found = rejection(lambda: in_folder(tmp_path, "minimal", ()))
    assert_only_found(found, "compare/folder", hint="name the root of a brochure")


def test_a_manifest_leads_to_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(was("minimal").files["press"].data)
    folder = tmp_path / "output"
    folder.mkdir()
    text = '{"artworks": [{"variant": "press", "file": "../secret.pdf"}]}'
    (folder / "manifest.json").write_text(text)
    assert_only_found(rejection(lambda: in_folder(folder, "minimal", ())), "compare/file")


def test_a_file_that_is_no_pdf_is_told(tmp_path: Path) -> None:
    path = tmp_path / "was.pdf"
    path.write_bytes(b"%PDF-1.7 but no more")
    assert_only_found(rejection(lambda: delivered(path, "")), "check/unreadable")


def test_the_same_change_twice_is_two_differences(good: Sample) -> None:
    story = "source/sample/2-story.md"
    good.change(story, "- one point\n- another point", "- a point\n- a b\n- a point\n- a b")
    before = built(good.project, "sample", (), "before")
    good.change(story, "- a point\n- a b\n- a point\n- a b", "- a point\n- a c\n- a point\n- a c")
    found = compare_states("sample", before, built(good.project, "sample", (), "now")).findings
    assert [finding.message.split()[0] for finding in found] == ["“c”", "“c”"]
    assert rules(found) == ["compare/words"] * 2


def test_a_page_that_cannot_be_read_is_refused() -> None:
    sample = press_sample()
    before = EditionState("before", {"press": inspect(sample.data, "was.pdf")})
    sample.page.Contents.write(b"BT (a) Tj ET")
    after = EditionState("now", {"press": inspect(sample.data, "now.pdf")})
    found = rejection(lambda: compare_states("x", before, after))
    assert_only_found(found, "check/unreadable", page=1, message="the content of the page is broken")


def test_a_poster_is_compared_at_a_size_that_fits_in_memory() -> None:
    sample = press_sample(pages=1)
    sample.page.MediaBox = sample.page.BleedBox = sample.page.TrimBox = pikepdf.Array([0, 0, 9000, 3000])
    files = inspect(sample.data, "was.pdf"), inspect(sample.data, "now.pdf")
    drawn = RenderedFile(files[0], trims=False, ppi=resolution(files)).picture(1)
    assert max(drawn.shape) == pytest.approx(LARGEST_PX, abs=2)


def test_errors_of_the_new_state_are_told_beside_what_changed(tmp_path: Path) -> None:
    found = since(was(BROCHURE, "digital"), BROCHURE, tmp_path, (TOKENS, "#EC633A", "#D8432A"))
    assert_found(found.faults, "accessibility/token-contrast")
    assert_only_found(found.findings, "compare/ink", message="'rood'")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_in_the_documents(rule: str) -> None:
    assert f"| `{rule}` |" in (HOME / "docs/compare.md").read_text(encoding="utf-8")
