"""Folded leaflets: flat sheets for the press, each fold checked from its own geometry, and the leaflet of the tests."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from brochurepress.artworks.handout.guide import compose_dummy
from brochurepress.artworks.handout.imposition import lay_flat, mark_lines_mm
from brochurepress.artworks.press.press_pdf import SlugSide, finish_press
from brochurepress.design.geometry import PT_PER_MM, Box, Geometry
from brochurepress.design.printers import read_printer
from brochurepress.findings import Rejected
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pdf.inspect.structure_tree import read_tagged
from brochurepress.pipeline.stages import build_edition, lay_out
from brochurepress.preflight.artwork_check import preflight
from brochurepress.preflight.press.page import safety
from brochurepress.preflight.rules import PressContext
from brochurepress.preflight.transcript import stops
from brochurepress.source.inputs import read_sources
from brochurepress.source.schemes import FOLDS, Scheme
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.artworks.test_imposition import PPI, numbered, panel_of, shade
from tests.support.assertions import assert_silent
from tests.support.edited_editions import copied, edited
from tests.support.separated_pdf import PRINTER, PROFILE
from tests.support.shared_builds import shared_artworks, shared_build
from tests.support.tagged_pdf import METADATA
from tests.support.verapdf import assert_conforms

BLEED_MM = 3.0
SHEETS = {name: fold.on((420.0, 297.0)) for name, fold in FOLDS.items()}
LEAFLET = "leaflet"


def with_bleed(scheme: Scheme) -> bytes:
    """The numbered pages of a fold, each grey all over and into its bleed."""
    width, height = (edge * PT_PER_MM for edge in scheme.page_mm)
    bleed = BLEED_MM * PT_PER_MM
    with pikepdf.open(io.BytesIO(numbered(scheme.most, scheme.page_mm))) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            page.MediaBox = [-bleed, -bleed, width + bleed, height + bleed]
            ground = f"{shade(number)} g {-bleed} {-bleed} {width + 2 * bleed} {height + 2 * bleed} re f"
            page.contents_add(ground.encode(), prepend=True)
        written = io.BytesIO()
        pdf.save(written)
        return written.getvalue()


def flat(name: str) -> tuple[bytes, Geometry]:
    scheme = SHEETS[name]
    return lay_flat(with_bleed(scheme), scheme, Geometry(*scheme.page_mm, BLEED_MM))


@pytest.mark.parametrize("name", FOLDS)
def test_each_panel_holds_its_page_upright_or_turned(name: str) -> None:
    scheme, (pdf, _) = SHEETS[name], flat(name)
    for number, (side, (left, bottom, right, top)) in scheme.places(scheme.most).items():
        assert panel_of(pdf, side, (left, bottom, right, top))[0] == f"p{number}"
        with pdfium.open_pdf(pdf) as rendering:
            boxes = [
                (glyph.text, glyph.box.left)
                for glyph in rendering.characters(side)
                if left < glyph.box.left / PT_PER_MM < right and bottom < glyph.box.bottom / PT_PER_MM < top
            ]
        starts = dict(boxes)
        assert (starts["p"] > starts[str(number)]) == (number in scheme.turned)


@pytest.mark.parametrize("name", FOLDS)
def test_grounds_meet_at_each_fold_and_run_into_the_bleed_outside(name: str) -> None:
    scheme, (pdf, geometry) = SHEETS[name], flat(name)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == scheme.sided
        for page in opened.pages:
            assert [float(edge) for edge in page.TrimBox] == pytest.approx(geometry.trim, abs=0.01)
            assert [float(edge) for edge in page.MediaBox] == pytest.approx(geometry.bleed, abs=0.01)
    assert (geometry.width_mm, geometry.height_mm) == (420.0, 297.0)
    with pdfium.open_pdf(pdf) as rendering:
        for side in range(1, scheme.sided + 1):
            drawn = rendering.page(side, PPI, grey=True)[2:-2, 2:-2]
            greys = {round(shade(number) * 255) for number in range(1, scheme.most + 1)}
            light = drawn.astype(int) > max(greys) + 2
            assert not np.any(light), "paper shows between two panels, or in the bleed"
            for panel, (left, bottom, right, top) in zip(
                next(scheme.leaves(scheme.most))[side - 1], scheme.panels(side == 2), strict=True
            ):
                unit = PPI / 25.4
                rows = slice(round((297 - top + BLEED_MM) * unit) + 2, round((297 - bottom + BLEED_MM) * unit) - 5)
                columns = slice(round((left + BLEED_MM) * unit) + 1, round((right + BLEED_MM) * unit) - 5)
                edge = np.concatenate((drawn[rows, columns][:, 0], drawn[rows, columns][:, -1]))
                assert set(np.unique(edge)) <= {round(shade(panel) * 255) + by for by in (-1, 0, 1)}


@pytest.mark.parametrize("name", FOLDS)
def test_widths_fill_the_sheet_and_what_is_tucked_in_is_narrower(name: str) -> None:
    scheme, fold = SHEETS[name], FOLDS[name]
    assert sum(scheme.widths_mm) == pytest.approx(420)
    tucked = {scheme.widths_mm[column - 1] for column in fold.tucked}
    others = {width for column, width in enumerate(scheme.widths_mm, 1) if column not in fold.tucked}
    assert len(others) == 1
    assert all(min(others) - width == pytest.approx(fold.allowance_mm) for width in tucked)
    assert sorted({*fold.front, *fold.back} - {0}) == list(range(1, scheme.most + 1))


@pytest.mark.parametrize("name", FOLDS)
def test_fold_marks_stand_outside_the_trim_at_each_fold(name: str) -> None:
    scheme, (pdf, geometry) = SHEETS[name], flat(name)
    slug = 12.0
    sides = [
        SlugSide(tuple(Box(*(e * PT_PER_MM for e in line)) for line in mark_lines_mm(scheme, back, -4.0, -9.0)), "")
        for back in (False, True)[: scheme.sided]
    ]
    printer = replace(PRINTER, page=replace(PRINTER.page, bleed_mm=BLEED_MM, marks=True, slug_mm=slug))
    made = finish_press(pdf, geometry, printer, PROFILE, METADATA, sides=sides)
    inspection = inspect(made, "flat.pdf")
    for number, inspected in enumerate(inspection.pages(), 1):
        sheet = inspected.sheet
        assert (sheet.trim.width, sheet.trim.height) == pytest.approx((420 * PT_PER_MM, 297 * PT_PER_MM), abs=0.01)
        assert sheet.bleed == pytest.approx(sheet.trim.grown(BLEED_MM * PT_PER_MM), abs=0.01)
        assert sheet.boxes.media == pytest.approx(sheet.trim.grown(slug * PT_PER_MM), abs=0.01)
        across, up = scheme.lines_mm(number == 2)
        drawn = rendered_marks(made, number)
        for at in across:
            assert (
                drawn[round((slug - 6) * 4), round((at + slug) * 4)]
                or drawn[round((slug - 6) * 4) + 3, round((at + slug) * 4)]
            )
        for at in up:
            row = drawn.shape[0] - round((at + slug) * 4)
            assert drawn[row - 1 : row + 2, : (8 * 4)].any()


def rendered_marks(pdf: bytes, number: int) -> np.ndarray:
    """Where a side is dark, four pixels to the millimetre, thickened by one."""
    with pdfium.open_pdf(pdf) as rendering:
        dark = rendering.page(number, 25.4 * 4, grey=True) < 200
    return dark | np.roll(dark, 1, 1) | np.roll(dark, -1, 1)


Face = tuple[int, bool]
"""The page of a face, and whether it stands on its head when the sheet is turned over its left or right edge."""


def seen(scheme: Scheme) -> list[list[Face]]:
    """The faces that look at the reader as the sheet lies, then after each fold, then the back of the folded piece."""
    front, back = next(scheme.leaves(scheme.most))
    columns = len(scheme.widths_mm)
    grid = [
        [
            [
                (
                    (front[row * columns + column], front[row * columns + column] in scheme.turned),
                    (back[(row + 1) * columns - 1 - column], back[(row + 1) * columns - 1 - column] in scheme.turned),
                )
            ]
            for column in range(columns)
        ]
        for row in range(scheme.rows)
    ]
    views, kept = [[stack[0][0] for row in grid for stack in row]], list(range(1, columns))
    for crease in scheme.creases:
        turned = crease.is_row

        def flipped(stack: list[tuple[Face, Face]], turned: bool = turned) -> list[tuple[Face, Face]]:
            return [((b[0], b[1] ^ turned), (a[0], a[1] ^ turned)) for a, b in reversed(stack)]

        if crease.is_row:
            top, rest = grid[: crease.after], grid[crease.after :]
            moved = [[flipped(stack) for stack in row] for row in reversed(top)]
            grid = [
                [over + under if crease.towards > 0 else under + over for over, under in zip(*rows, strict=True)]
                for rows in zip(moved, rest, strict=True)
            ]
        else:
            at = kept.index(crease.after) + 1
            left_moves = at < len(grid[0]) - at
            folded = []
            for row in grid:
                left, right = row[:at], row[at:]
                moves, stays = (left, right) if left_moves else (right, left)
                over = [flipped(stack) for stack in reversed(moves)]
                under, beside = (
                    (stays[: len(over)], stays[len(over) :])
                    if left_moves
                    else (stays[-len(over) :], stays[: -len(over)])
                )
                joined = [a + b if crease.towards > 0 else b + a for a, b in zip(over, under, strict=True)]
                folded.append(joined + beside if left_moves else beside + joined)
            kept = [line for line in kept if (line > crease.after if left_moves else line < crease.after)]
            grid = folded
        views.append([stack[0][0] for row in grid for stack in row])
    views.append([stack[-1][1] for row in grid for stack in row])
    return views


READ = {"half-4": {2, 3}, "roll-6": {5, 2}, "gate-8": {2, 3}, "cross-8": {2, 3}}
"""What shows when the cover of a folded leaflet is opened."""


@pytest.mark.parametrize("name", READ)
def test_folded_its_cover_lies_outside_and_what_shows_is_upright(name: str) -> None:
    scheme = SHEETS[name]
    views = seen(scheme)
    outside = {page for view in views[-2:] for page, _ in view}
    assert outside == {1, scheme.most}
    assert {page for page, _ in views[-3]} == READ[name]
    assert not any(turned for view in views for _, turned in view)


def test_the_leaves_of_a_zine_follow_each_other() -> None:
    top, bottom = np.array(FOLDS["mini-zine"].front).reshape(2, 4)
    leaves = {
        tuple(sorted(map(int, leaf))) for leaf in ((top[0], bottom[0]), (top[3], bottom[3]), top[1:3], bottom[1:3])
    }
    assert leaves == {(1, 2), (3, 4), (5, 6), (7, 8)}
    assert set(map(int, top)) == set(FOLDS["mini-zine"].turned)


@pytest.mark.parametrize("name", FOLDS)
def test_the_dummy_numbers_each_panel_and_names_each_fold(name: str) -> None:
    inputs = read_sources(Snapshot(Project(HOME / "tests/editions" / LEAFLET)), LEAFLET)
    composition = compose_dummy(inputs, SHEETS[name])
    drawn = b"".join(composition.resources.values()).decode()
    for page in range(1, SHEETS[name].most + 1):
        assert f">{page}</text>" in drawn
    front = next(iter(composition.resources.values())).decode()
    for number, crease in enumerate(SHEETS[name].creases, 1 + bool(SHEETS[name].slit)):
        assert f">{number}. fold {'towards' if crease.towards > 0 else 'away from'} you</text>" in front
    assert ("cut here" in drawn) == bool(SHEETS[name].slit)


def test_the_leaflet_is_one_sheet_for_the_press_and_panels_on_screen() -> None:
    artworks = shared_artworks(LEAFLET)
    assert {name: artwork.pages for name, artwork in artworks.items()} == {
        "press": 2,
        "dummy": 2,
        "large-print": 6,
        "digital": 6,
        "handout-booklet": 2,
        "web": 0,
    }
    page = inspect(artworks["digital"].content, "x.pdf").sheets[0]
    assert (page.trim.width, page.trim.height) == pytest.approx((100 * PT_PER_MM, 210 * PT_PER_MM), abs=0.1)
    scheme = FOLDS["roll-6"].on()
    printer = read_printer(Snapshot(Project(HOME)), "leaflet-nl")
    assert_silent(preflight(inspect(artworks["press"].content, "x.pdf"), printer, flat=scheme))
    assert_silent(preflight(inspect(artworks["press"].content, "x.pdf"), printer))


@pytest.mark.parametrize("variant", ["digital", "dummy"])
def test_the_leaflet_and_its_dummy_conform(variant: str) -> None:
    assert_conforms(shared_artworks(LEAFLET)[variant].content, "ua1", "2a")


def test_the_panels_are_read_in_their_order() -> None:
    spoken = shared_build(LEAFLET).artworks
    digital = next(artwork for artwork in spoken if artwork.variant == "digital")
    with pikepdf.open(io.BytesIO(digital.content)) as pdf:
        heard = " ".join(map(str, stops(read_tagged(pdf))))
    heads = ("The River House", "Welcome", "Programme", "Hours and prices", "Become a friend", "QR")
    at = [heard.index(head) for head in heads]
    assert at == sorted(at)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('fold = "roll-6"', 'fold = "rol-6"', "there is no fold 'rol-6'"),
        ('fold = "roll-6"', 'fold = "gate-8"', "6 pages for the 8 panels of the fold gate-8"),
        ('fold = "roll-6"\n', "", "there is a 'sheet' but no 'fold'"),
        (
            'width = "297mm", height = "210mm", allowance = "3mm"',
            'width = "9mm", height = "9mm", allowance = "30mm"',
            "too small",
        ),
        ('sheet = { width = "297mm"', 'sheet = { width = "290mm", wide = "1mm"', ""),
    ],
)
def test_a_fold_that_does_not_fit_is_told_at_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    project = edited(LEAFLET, tmp_path, f"source/{LEAFLET}/edition.toml", old, new)
    try:
        findings = lay_out(read_sources(Snapshot(project), LEAFLET)).findings
    except Rejected as rejected:
        findings = rejected.findings
    found = [finding for finding in findings if finding.rule.startswith("edition")]
    assert message in " ".join(finding.message for finding in found)
    assert all(finding.place.line and finding.hint for finding in found)
    assert found


def test_text_near_a_fold_is_told(tmp_path: Path) -> None:
    project = edited(LEAFLET, tmp_path, f"source/{LEAFLET}/tokens.toml", 'column = "9mm"', 'column = "6mm"')
    findings = lay_out(read_sources(Snapshot(project), LEAFLET)).findings
    outside = [finding for finding in findings if finding.rule == "layout/outside"]
    assert {finding.place.page for finding in outside} >= {4}
    assert 2 not in {finding.place.page for finding in outside}


def test_the_press_check_knows_the_folds() -> None:
    press = shared_artworks(LEAFLET)["press"]
    inspection = inspect(press.content, "x.pdf")
    printer = read_printer(Snapshot(Project(HOME)), "leaflet-nl")
    shifted = FOLDS["roll-6"].on((297.0, 210.0), 30.0)
    faults = [
        fault for page in inspection.pages() for fault in safety(PressContext(inspection, page, printer, flat=shifted))
    ]
    assert faults
    assert {fault.case for fault in faults} == {"fold"}


@pytest.mark.parametrize("fold", ["cross-8", "mini-zine"])
def test_a_fold_with_turned_panels_is_clean_for_the_press(tmp_path: Path, fold: str) -> None:
    root = copied(LEAFLET, tmp_path)
    folder = root / "source" / LEAFLET
    file = folder / "edition.toml"
    text = file.read_text().replace('"roll-6"', f'"{fold}"')
    text = text.replace('width = "297mm", height = "210mm"', 'width = "420mm", height = "420mm"')
    file.write_text(re.sub("variants = .*", 'variants = ["press"]', text))
    for number in (7, 8):
        (folder / f"{number}-more-{number}.md").write_text(f"---\ntype: article\ntitle: More {number}\n---\nText.\n")
    build = build_edition(Project(root), LEAFLET)
    assert_silent(build.findings)
    assert [artwork.pages for artwork in build.artworks] == [FOLDS[fold].on().sided]
