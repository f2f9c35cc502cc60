"""A report in the kit quiet stands where its design has it: margins, baselines, level, capitals, within 0.2 mm."""

from __future__ import annotations

import itertools
from functools import cache

import pytest

from brochurepress.pdf.inspect import PaintedObject, PaintKind, inspect
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import Layout, TextRun, text_runs, weasyprint_door
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot

WITHIN_MM, MM, HEIGHT = 0.2, 25.4 / 72, 240.0
LEVEL, HEAD, INNER, OUTER, MARGIN, BASELINE = 160.0, 20.0, 20.0, 15.0, 94.0, 5.0
WIDTH = 170.0
ROEST, INKT, GRIJS = (182, 61, 43), (29, 29, 27), (200, 200, 200)


@cache
def report() -> Layout:
    layout = lay_out(read_sources(Snapshot(Project(HOME / "tests/editions/types")), "peil"))
    assert [str(each) for each in layout.findings] == []
    return layout


@cache
def painted() -> tuple[PaintedObject, ...]:
    contents = inspect(weasyprint_door.write_pdf(report().pages)).contents
    return tuple(one for content in contents for one in content.painted if one.kind is PaintKind.PATH and one.fill)


@cache
def begins() -> dict[str, int]:
    return report().pages_of()


@cache
def set_text() -> tuple[TextRun, ...]:
    return tuple(text_runs(report().pages))


def page_of(section: str) -> int:
    return begins()[section]


def runs(section: str) -> list[TextRun]:
    return [run for run in set_text() if run.page == page_of(section)]


def run_of(section: str, text: str) -> TextRun:
    return next(run for run in runs(section) if text in run.text)


def boxes(page: int, colour: tuple[int, int, int]) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height in mm of what is filled with a colour, from the head of the trimmed page."""
    of = [one for one in painted() if one.page == page and one.fill]
    shown = [one.box for one in of if one.fill and tuple(round(255 * v) for v in one.fill.colour.values) == colour]
    return [(MM * b.left, HEIGHT - MM * b.top, MM * b.width, MM * b.height) for b in shown]


def close(found: float, asked: float) -> bool:
    return abs(found - asked) <= WITHIN_MM


def test_the_level_runs_off_the_fore_edge_of_every_page_at_one_height() -> None:
    bare = {1, page_of("beeld"), page_of("beeld") + 1}  # a picture across the fold
    for page in range(1, report().page_count + 1):
        left_page = page % 2 == 0
        edge = [box for box in boxes(page, ROEST) if close(box[0], -3 if left_page else WIDTH - 8)]
        marks = [top + high / 2 for _, top, wide, high in edge if close(wide, 11)]
        assert page in bare or (len(marks) == 1 and close(marks[0], LEVEL)), page


# section, words, where its line begins from the left margin of its page, and its baseline from the head
PLACES = {
    "title": ("rood", "Waarom", 0, 28 + 7.5 + 0.3505 * 37 * MM),
    "lead": ("rood", "IJzer uit de diepte", 0, 50 + 3.75 + 0.3505 * 14.5 * MM),
    "text": ("rood", "Langs de Kwelloop", 0, 80 + 2.5 + 0.3505 * 9.5 * MM),
    "text of a left page": ("droog", "Half februari", 0, 80 + 2.5 + 0.3505 * 9.5 * MM),
    "a note beside it": ("rood", "Kwel", MARGIN, 80 + 2.5 + 0.3505 * 9.5 * MM),
    "a caption in the margin": ("meten", "Meetpunt", MARGIN, 81.1 + 1.667 + 0.3505 * 8 * MM),
    "a first question": ("vragen", "Mag ik zelf", 0, 80 + 2.5 + 0.3505 * 9.5 * MM),
    "the folio of a left page": ("droog", "6", 0, 15),
    "the head of a left page": ("droog", "Op peil", 47, 15),
}


def margin_left(page: int) -> float:
    return INNER if page % 2 else OUTER


def test_folios_stand_at_the_fore_edge_and_right_pages_of_a_text_say_its_title() -> None:
    folio = next(run for run in runs("geld") if run.generated and run.text.strip() == str(page_of("geld")))
    assert close(folio.area.right, WIDTH - OUTER) and close(folio.area.bottom, 15)
    titles = [run.area for run in runs("geld") if run.text.strip() == "Waar uw geld bleef" and run.size_pt == 8]
    assert [close(area.bottom, 15) and area.right < folio.area.left for area in titles] == [True]


@pytest.mark.parametrize("name", PLACES)
def test_lines_stand_where_the_design_has_them(name: str) -> None:
    section, words, left, baseline = PLACES[name]
    area = run_of(section, words).area
    assert close(area.bottom, baseline), area
    assert abs(area.left - margin_left(page_of(section)) - left) < 0.8, (
        area
    )  # the side bearing of a large first letter is undone


def test_every_line_of_text_keeps_the_baseline() -> None:
    for section in ("rood", "droog", "geld"):
        lines = [
            run.area.bottom
            for run in runs(section)
            if run.size_pt == 9.5 and run.area.top > HEAD and run.area.left < 100
        ]
        rest = 2.5 + 0.3505 * 9.5 * MM
        assert lines and all(close((line - rest + 2.5) % BASELINE, 2.5) for line in lines), section


def test_rows_of_a_table_keep_the_baseline_and_the_last_stands_on_the_level() -> None:
    rows = sorted(run.area.bottom for run in runs("rekening") if run.size_pt == 9.0 and run.area.left < 22)
    steps = {round((later - row) / BASELINE, 2) for row, later in itertools.pairwise(rows)}
    assert steps <= {1.0, 2.0}
    assert any(
        close(top + high, LEVEL) and close(wide, 135) for _, top, wide, high in boxes(page_of("rekening"), ROEST)
    )


def test_facts_stand_on_rules_of_which_the_last_is_the_level() -> None:
    page = page_of("getallen")
    assert any(close(top + high / 2, 80) and close(wide, 135) for _, top, wide, high in boxes(page, ROEST))
    rules = [(left, top) for left, top, wide, _ in boxes(page, INKT) if close(wide, 41)]
    assert [round(left) for left, _ in sorted(rules)] == [20, 20, 67, 67, 114, 114]
    assert all(close(top, 120) or close(top, LEVEL) for _, top in rules)
    assert close(run_of("getallen", "47").size_pt, 176)  # capitals 41.6 mm high


def test_upright_bars_are_to_scale_and_stand_on_the_level() -> None:
    page, figures = page_of("herstel"), (2.1, 3.4, 2.8, 4.6, 3.9, 5.2, 4.4, 6.1, 5.6)
    bars = sorted(box for box in boxes(page, GRIJS) if box[3] > 1)
    assert len(bars) == len(figures)
    for (_, top, _, high), figure in zip(bars, figures, strict=True):
        assert close(top + high, LEVEL) and abs(high - 5 * figure) < 0.1


def test_the_feet_of_the_second_row_of_portraits_are_on_the_level() -> None:
    names = [run for run in runs("bestuur") if run.text.startswith(("Henk", "Amira"))]
    first, second = sorted(run.area.bottom for run in names)
    assert close(second - first, 78.75) and close(second, 160 + 1.75 + 1.667 + 0.3505 * 8 * MM)
