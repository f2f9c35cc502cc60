"""The desk: only what changed is set and painted, the last pages that could be set stay, faults come and go."""

from __future__ import annotations

import shutil

import pytest

from brochurepress.design.geometry import PT_PER_MM
from brochurepress.pdf import pdfium
from brochurepress.proofing.preview.page_model import ProofPage
from brochurepress.proofing.preview.plates import NAMES, ProofPlates
from brochurepress.proofing.preview.session import Session, SessionState
from brochurepress.proofing.preview.state import state_of
from brochurepress.typeset import weasyprint_door
from brochurepress.workspace.project import Project
from tests.support.sample_project import ARTICLE, CONTACTS, COVER, EDITION, POINTS, TOKENS, Sample, sample

OVERFULL = "- One" + " and one more word" * 300


def changed(before: SessionState, after: SessionState) -> list[int]:
    """Numbers of the pages that were not there before."""
    known = {leaf.key for leaf in before.pages}
    return [leaf.number for leaf in after.pages if leaf.key not in known]


def rules(proofs: SessionState) -> set[str]:
    return {finding.rule for finding in proofs.findings}


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """A desk that has what it needs at hand, for all tests."""
    return Session(Project(tmp_path_factory.mktemp("desk")), "sample")


@pytest.fixture
def good(warm: Session) -> Sample:
    """The good project in the folder of the desk, whatever became of it in the test before."""
    root = warm.project.root
    shutil.rmtree(root)
    root.mkdir()
    return sample(root)


@pytest.fixture
def desk(warm: Session, good: Sample) -> Session:
    """The desk on which the good project was set last."""
    assert not warm.refresh().fault
    return warm


def test_a_good_edition_is_shown_page_by_page(desk: Session) -> None:
    proofs = desk.proofs
    assert (proofs.fault, proofs.findings) == (False, ())
    assert [leaf.number for leaf in proofs.pages] == [1, 2, 3, 4, 5]
    assert [leaf.sections for leaf in proofs.pages] == [
        ["cover"],
        ["story"],
        ["story"],
        ["points"],
        ["contacts", "channels"],
    ]
    assert [name for name, _ in proofs.stages] == ["manuscript", "pages", "paint"]
    assert proofs.seconds == pytest.approx(sum(seconds for _, seconds in proofs.stages))


def test_each_page_is_painted_with_its_bleed(desk: Session) -> None:
    geometry = desk.proofs.geometry
    assert geometry
    for leaf in desk.proofs.pages:
        with pdfium.open_pdf(leaf.pdf) as rendering:
            assert len(rendering) == 1
            height, width, _ = rendering.page(1, 72).shape
        expected = [(mm + 2 * geometry.bleed_mm) * PT_PER_MM for mm in (geometry.width_mm, geometry.height_mm)]
        assert [width, height] == pytest.approx(expected, abs=1)


def test_the_ground_reaches_into_the_bleed(desk: Session, good: Sample) -> None:
    with pdfium.open_pdf(desk.proofs.pages[0].pdf) as rendering:
        corner = tuple(int(part) for part in rendering.page(1, 72)[1, 1])
    assert good.tokens().colours["zee"].srgb == "#{:02X}{:02X}{:02X}".format(*corner)


@pytest.mark.parametrize(
    ("file", "old", "new", "page"),
    [
        (COVER, "One line", "Another line", 1),
        (ARTICLE, "The first paragraph", "The leading paragraph", 2),
        (POINTS, "- Two", "- Three", 4),
        (CONTACTS, "Ada Lovelace", "Ada Byron", 5),
    ],
)
def test_a_word_changes_the_key_of_its_page_and_of_no_other(
    desk: Session, good: Sample, file: str, old: str, new: str, page: int
) -> None:
    before = desk.proofs
    good.change(file, old, new)
    assert changed(before, desk.refresh()) == [page]


def test_only_the_page_that_changed_is_painted(desk: Session, good: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[weasyprint_door.Pages] = []
    paint = weasyprint_door.write_pdf

    def counted(pages: weasyprint_door.Pages) -> bytes:
        painted.append(pages)
        return paint(pages)

    monkeypatch.setattr(weasyprint_door, "write_pdf", counted)
    good.change(POINTS, "- Two", "- Three")
    desk.refresh()
    assert len(painted) == 1


def ahead(desk: Session, *in_view: int) -> list[ProofPage]:
    """The pages in view that are seen before the others."""
    seen: list[ProofPage] = []
    desk.refresh(in_view=in_view, seen=seen.append)
    return seen


@pytest.mark.parametrize(
    ("file", "old", "new", "page"),
    [
        (COVER, "One line", "Another line", 1),
        (ARTICLE, "The first paragraph", "The leading paragraph", 2),
        (CONTACTS, "Ada Lovelace", "Ada Byron", 5),
        (TOKENS, "#C6E6FA", "#C6E6F0", 1),
        (TOKENS, 'text-size = "10', 'text-size = "9', 4),
    ],
)
def test_a_page_in_view_is_that_of_a_whole_build_before_the_others_are_set(
    desk: Session, good: Sample, file: str, old: str, new: str, page: int
) -> None:
    good.change(file, old, new)
    (seen,) = ahead(desk, page)
    whole = Session(good.project, "sample").refresh()
    assert (seen, desk.proofs.pages) == (whole.pages[page - 1], whole.pages)


def test_a_page_in_view_that_did_not_change_is_not_seen_again(desk: Session, good: Sample) -> None:
    good.change(POINTS, "- Two", "- Three")
    assert ahead(desk, 1, 5) == []


def test_a_page_that_pages_before_it_move_is_seen_where_it_was_and_put_right(desk: Session, good: Sample) -> None:
    good.change(ARTICLE, "The first paragraph", "The first paragraph. " * 400)
    good.change(POINTS, "- Two", "- Three")
    (seen,) = ahead(desk, 4)
    pages = Session(good.project, "sample").refresh().pages
    assert (seen.sections, pages[3].sections) == (["points"], ["story"])
    assert desk.proofs.pages == pages


def test_pages_of_another_size_are_seen_all_at_once(desk: Session, good: Sample) -> None:
    good.change(POINTS, "- Two", "- Three")
    good.change(TOKENS, 'width = "148mm"', 'width = "147mm"')
    assert ahead(desk, 4) == []
    assert len(desk.proofs.pages) == 5


def test_nothing_changes_when_nothing_changed(desk: Session) -> None:
    before = desk.proofs
    after = desk.refresh()
    assert after.build == before.build + 1
    assert [leaf.key for leaf in after.pages] == [leaf.key for leaf in before.pages]


def test_the_title_of_the_edition_changes_no_page(desk: Session, good: Sample) -> None:
    before = desk.proofs
    after_change = good.change(EDITION, "A sample", "Another sample")
    after = desk.refresh()
    assert (after.title, changed(before, after)) == ("Another sample", [])
    assert after_change.read().edition.title == after.title


def test_a_change_taken_back_gives_the_first_keys_again(desk: Session, good: Sample) -> None:
    first = [leaf.key for leaf in desk.proofs.pages]
    good.change(POINTS, "- Two", "- Three")
    desk.refresh()
    good.change(POINTS, "- Three", "- Two")
    assert [leaf.key for leaf in desk.refresh().pages] == first


def test_a_page_more_and_a_page_less(desk: Session, good: Sample) -> None:
    good.write("source/sample/6-more.md", "---\ntype: points\ntitle: More\n---\n- And more\n")
    assert len(desk.refresh().pages) == 6
    good.remove("source/sample/6-more.md")
    assert len(desk.refresh().pages) == 5


def test_another_ink_recipe_changes_the_keys_though_the_picture_stays(desk: Session, good: Sample) -> None:
    before = desk.proofs
    recipe = next(line for line in good.text(TOKENS).splitlines() if line.startswith("zee = "))
    good.write(TOKENS, good.text(TOKENS).replace(recipe, 'zee = { srgb = "#C6E6FA", ink = [30, 0, 0, 0] }'))
    after = desk.refresh()
    assert not after.fault
    assert changed(before, after) == [1, 2, 3, 4, 5]
    assert [leaf.pdf for leaf in after.pages] == [leaf.pdf for leaf in before.pages]
    assert ProofPlates(before.pages[0]).at(0.9, 0.1)["cmyk"] != ProofPlates(after.pages[0]).at(0.9, 0.1)["cmyk"]
    assert ProofPlates(after.pages[0]).at(0.9, 0.1) == {"cmyk": [30, 0, 0, 0], "total": 30}


def test_a_token_changes_the_picture_of_the_pages_that_wear_it(desk: Session, good: Sample) -> None:
    before = desk.proofs
    good.write(TOKENS, good.text(TOKENS).replace("#C6E6FA", "#C6E6F0"))
    pairs = zip(before.pages, desk.refresh().pages, strict=True)
    assert [new.number for old, new in pairs if old.pdf != new.pdf] == [1]


def test_a_fault_keeps_the_last_good_pages_until_the_next_good_build(desk: Session, good: Sample) -> None:
    before = desk.proofs
    good.change(POINTS, "type: points", "type: pints")
    faulty = desk.refresh()
    assert faulty.fault
    assert faulty.pages == before.pages
    assert rules(faulty) == {"manuscript/section-type"}
    assert faulty.findings[0].place.file == POINTS
    good.change(POINTS, "type: pints", "type: points")
    mended = desk.refresh()
    assert (mended.fault, mended.findings) == (False, ())
    assert [leaf.key for leaf in mended.pages] == [leaf.key for leaf in before.pages]


def test_a_fault_before_the_first_good_build_is_shown_without_pages(good: Sample) -> None:
    good.change(POINTS, "type: points", "type: pints")
    desk = Session(good.project, "sample")
    proofs = desk.refresh()
    assert (proofs.fault, proofs.pages, proofs.geometry) == (True, (), None)
    state = state_of(proofs, True, None)
    assert (state["geometry"], state["pages"], state["sheets"]) == (None, [], [])
    good.change(POINTS, "type: pints", "type: points")
    assert len(desk.refresh().pages) == 5


def test_what_does_not_fit_is_shown_on_the_page_where_it_does_not_fit(desk: Session, good: Sample) -> None:
    good.change(POINTS, "- One", OVERFULL)
    proofs = desk.refresh()
    assert not proofs.fault
    assert "layout/overfull" in rules(proofs)
    found = next(f for f in state_of(proofs, False, None)["findings"] if f["rule"] == "layout/overfull")
    assert (found["page"], found["file"], found["section"]) == (4, POINTS, "points")
    assert found["box"]


@pytest.mark.parametrize("content", [b"", b"---\ntype: poi", b"\xff\xfe\x00", b"---\ntype: points\ntitle: P\n"])
def test_a_half_saved_file_is_survived(desk: Session, good: Sample, content: bytes) -> None:
    before, whole = desk.proofs, good.text(POINTS)
    good.write(POINTS, content)
    faulty = desk.refresh()
    assert faulty.fault
    assert faulty.pages == before.pages
    assert {finding.place.file for finding in faulty.findings} == {POINTS}
    good.write(POINTS, whole)
    assert not desk.refresh().fault


@pytest.mark.parametrize("file", [EDITION, COVER, TOKENS, "source/sample/dot.png"])
def test_a_file_that_is_taken_away_and_put_back_is_survived(desk: Session, good: Sample, file: str) -> None:
    first = [leaf.key for leaf in desk.proofs.pages]
    good.write(TOKENS, good.text(TOKENS))
    path = good.root / file
    content = path.read_bytes()
    path.unlink()
    desk.refresh()
    path.write_bytes(content)
    mended = desk.refresh()
    assert (mended.fault, mended.findings) == (False, ())
    assert [leaf.key for leaf in mended.pages] == first


@pytest.mark.parametrize(
    ("file", "content", "told_at"),
    [
        ("layouts/sections/points/section.html", "{% if %}", "layouts/sections/points/section.html"),
        ("layouts/css/print.css", '@import "gone.css";', "layouts/css/print.css"),
        ("layouts/languages/en/language.toml", "quotes = ", "layouts/languages/en/language.toml"),
        ("layouts/kits/puzzle/tokens.toml", "[colours", "layouts/kits/puzzle/tokens.toml"),
        ("assets/printers/standaard-nl.toml", "", "assets/printers/standaard-nl.toml"),
        ("source/sample/dot.png", b"no picture", COVER),
    ],
)
def test_a_broken_file_keeps_the_pages_and_is_told(
    desk: Session, good: Sample, file: str, content: str | bytes, told_at: str
) -> None:
    good.write(file, content)
    proofs = desk.refresh()
    assert len(proofs.pages) == 5
    assert told_at in {finding.place.file for finding in proofs.findings}


def test_whatever_stops_the_engine_leaves_the_desk_open(
    desk: Session, good: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.proofs

    def stop(*arguments: object) -> None:
        raise ZeroDivisionError("no width")

    with monkeypatch.context() as broken:
        broken.setattr("brochurepress.proofing.preview.session.lay_out", stop)
        proofs = desk.refresh()
    assert proofs.pages == before.pages
    assert rules(proofs) == {"preview/stopped"}
    assert not desk.refresh().fault


def test_the_stages_are_told_as_they_begin(desk: Session) -> None:
    told: list[str] = []
    desk.refresh(told.append)
    assert told == ["manuscript", "pages", "paint"]


def test_the_tags_are_those_of_the_accessible_file(desk: Session) -> None:
    roles = [[tag["role"] for tag in page] for page in desk.tags()]
    assert roles[0] == ["H1", "Figure", "P", "P"]
    assert {"H2", "P", "H3", "Lbl", "LBody", "TH", "TD"} <= set(roles[1])
    assert "Figure" in roles[2]
    orders = [tag["order"] for page in desk.tags() for tag in page]
    assert orders == sorted(orders)


@pytest.mark.parametrize("name", NAMES)
def test_every_plate_is_a_picture_of_the_page(desk: Session, name: str) -> None:
    inks = ProofPlates(desk.proofs.pages[0])
    assert inks.picture(name).startswith(b"\x89PNG")


def test_the_ink_at_a_point_is_the_recipe_of_its_colour(desk: Session, good: Sample) -> None:
    recipe = [round(part) for part in good.tokens().colours["zee"].ink]
    assert ProofPlates(desk.proofs.pages[0]).at(0.95, 0.05) == {"cmyk": recipe, "total": sum(recipe)}


def test_another_printer_gives_another_bleed(good: Sample) -> None:
    own = good.text("assets/printers/standaard-nl.toml").replace("bleed_mm = 3", "bleed_mm = 5")
    good.write("assets/printers/wide.toml", own)
    geometry = Session(good.project, "sample", "wide").refresh().geometry
    assert geometry
    assert geometry.bleed_mm == 5
