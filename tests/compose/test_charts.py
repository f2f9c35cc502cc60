"""Charts: what is drawn of a table is to its scale, whatever its figures are; the table stays what is read."""

from __future__ import annotations

import re

import pytest
from markupsafe import Markup

from brochurepress.compose.charts import CHART, Chart, step_of, ticks_of
from brochurepress.compose.jinja_sandbox import environment, render
from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import Context
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, assert_silent

SPAN = re.compile(r'class="(?:bar|part) span-(\d+)-(\d+)"')
drawings: list[tuple[str, str]] = []


def drawing(text: str, alternative: str) -> Markup:
    drawings[:] = [(text, alternative)]
    return Markup("<img>")


def chart(kind: str, rows: str, with_table: bool = False) -> str:
    of = Context("a.md", 1, section="part")
    html = Converter(None).block(f"{rows}\n{{: .{kind} }}", of)
    assert_silent(of.faults)
    found = CHART.search(html)
    assert found
    templates = environment(Snapshot(Project(HOME)))
    templates.offer(drawing=drawing)
    table = Chart(Markup(found[0]), Markup(found[1]), found[2], ".")  # noqa: S704 - made by the converter
    return render(templates, "charts.html", chart=table, screen=with_table)


def stretches(html: str) -> list[tuple[float, float]]:
    """From where to where each bar or part reaches, as parts of the whole."""
    return [(int(start) / 1e5, (int(start) + int(size)) / 1e5) for start, size in SPAN.findall(html)]


def table(*figures: str) -> str:
    return "| | A |\n|---|---:|\n" + "\n".join(f"| row {number} | {figure} |" for number, figure in enumerate(figures))


BARS: dict[str, tuple[tuple[str, ...], list[tuple[float, float]]]] = {
    "growing": (("1", "2", "4"), [(0, 0.25), (0, 0.5), (0, 1)]),
    "equal": (("3", "3"), [(0, 1), (0, 1)]),
    "below nothing": (("-1", "3"), [(0, 0.25), (0.25, 1)]),
    "all below nothing": (("−2", "-1"), [(0, 1), (0.5, 1)]),
    "missing": (("2", "–", "1"), [(0, 1), (0, 0.5)]),
    "nothing": (("0", "0"), []),
    "with units and thousands": (("€ 2,000", "50%", "1,000 km"), [(0, 1), (0, 0.025), (0, 0.5)]),
    "far apart": (("0.001", "1,000,000"), [(0, 0), (0, 1)]),
}


@pytest.mark.parametrize("name", BARS)
def test_bars_begin_at_nought_and_have_one_scale(name: str) -> None:
    figures, reaches = BARS[name]
    html = chart("bars", table(*figures))
    assert stretches(html) == [pytest.approx(reach, abs=1e-5) for reach in reaches]
    assert Markup(html).striptags().split()[-1] == figures[-1].split()[-1]  # noqa: S704 - made by the converter


def test_bars_are_decoration_and_figures_are_cells() -> None:
    html = chart("bars", table("5", "10"))
    assert re.findall(r'<td[^>]*>.*?<span class="value">(.*?)</span>', html) == ["5", "10"]
    assert re.findall(r'<th[^>]*scope="row"[^>]*>(.*?)</th>', html) == ["row 0", "row 1"]
    assert html.count('class="bar ') == html.count('aria-hidden="true"') == 2


def test_squares_meet_at_round_numbers_and_leave_no_sliver() -> None:
    html = chart("bars", table("8", "2.1", "1"))
    first, second, third = re.findall(r'aria-hidden="true">(.*?)</span><span class="value"', html)
    assert re.findall(r"span-(\d+)-0", first) == [str(round(1e5 * at / 8)) for at in range(1, 8)]
    assert re.findall(r"span-(\d+)-0", second) == [str(round(1e5 / 2.1))]
    assert third == ""


def test_the_parts_of_a_stack_join_and_the_longest_fills_it() -> None:
    html = chart("stacked", "| | A | B | C |\n|---|---|---|---|\n| x | 5 | 3 | 2 |\n| y | 2 | – | 3 |")
    assert stretches(html)[3:] == [
        pytest.approx(reach, abs=1e-5) for reach in [(0, 0.5), (0.5, 0.8), (0.8, 1), (0, 0.2), (0.2, 0.2), (0.2, 0.5)]
    ]
    assert stretches(html)[:3] == stretches(html)[3:6]  # the heads stand where the parts of the first row do


ROWS = "| | A | B |\n|---|---:|---:|\n| 2015 | 100 | 100 |\n| 2016 | 104 | – |\n| 2017 | 108 | 71 |\n: People & goods"


def test_lines_go_through_their_figures_and_break_where_one_is_missing() -> None:
    chart("lines", ROWS)
    paths = re.findall(r'stroke-width="0.75"[^>]* d="(.*?)"', drawings[0][0])
    runs = [
        [[tuple(map(float, point.split())) for point in run.split("L")] for run in path.split("M")[1:]]
        for path in paths
    ]
    assert ticks_of([100, 104, 108, 71]) == [70, 80, 90, 100, 110]
    down = {figure: 50 * (110 - figure) / 40 for figure in (100, 104, 108, 71)}
    assert runs == [[[(0, down[100]), (50, down[104]), (100, down[108])]], [[(0, down[100])], [(100, down[71])]]]
    assert "stroke-dasharray" in drawings[0][0].partition("var(--accent)")[2]


def test_a_line_chart_says_its_figures_and_brings_its_table_on_a_screen() -> None:
    paper, screen = chart("lines", ROWS), chart("lines", ROWS, with_table=True)
    assert drawings[0][1] == "People & goods. A: 2015 100, 2016 104, 2017 108. B: 2015 100, 2016 –, 2017 71"
    assert "<table" not in paper
    assert screen.startswith(paper.rstrip()[:40])
    assert '<div class="charted"><table' in screen
    assert re.search(r'class="labels" aria-hidden="true">.*B 71', paper)


def test_many_figures_are_said_by_the_first_the_middle_and_the_last() -> None:
    rows = "".join(f"| {year} | {year} |\n" for year in range(1990, 2031))
    chart("lines", f"| | A |\n|---|---|\n{rows}".rstrip())
    assert drawings[0][1] == "A: 1990 1990, 2010 2010, 2030 2030"


def test_names_at_the_ends_of_lines_are_kept_apart() -> None:
    html = chart("lines", "| | A | B |\n|---|---|---|\n| 1 | 1 | 1 |\n| 2 | 5 | 5 |")
    first, second = (int(down) for down in re.findall(r'class="end span-0-(\d+)"', html))
    assert second - first >= 7_000


TICKS: dict[tuple[float, ...], list[float]] = {
    (71, 108): [70, 80, 90, 100, 110],
    (1, 9): [0, 2, 4, 6, 8, 10],
    (-3, 4): [-4, -2, 0, 2, 4],
    (5, 5): [0, 1, 2, 3, 4, 5],
    (0, 0): [0, 0.2],
    (): [0, 0.2],
}


@pytest.mark.parametrize("figures", TICKS)
def test_an_axis_has_round_numbers_and_holds_all_figures(figures: tuple[float, ...]) -> None:
    assert ticks_of(figures) == pytest.approx(TICKS[figures])


@pytest.mark.parametrize(("reach", "step"), [(8, 1), (8.1, 2), (14_200, 2_000), (0.05, 0.01), (41, 10)])
def test_a_step_is_the_least_round_number_of_which_eight_do(reach: float, step: float) -> None:
    assert step_of(reach, 8) == pytest.approx(step)


@pytest.mark.parametrize(
    ("kind", "cell", "rule"),
    [("bars", "many", "no-figure"), ("stacked", "-2", "below-nothing"), ("lines", "12 or 13", "no-figure")],
)
def test_what_cannot_be_drawn_is_told_with_its_line(kind: str, cell: str, rule: str) -> None:
    of = Context("a.md", 10, section="part")
    Converter(None).block(f"{table('1', cell)}\n{{: .{kind} }}", of)
    assert_only_found(of.faults, "manuscript/chart", file="a.md", line=13, message=cell)
    assert rule.split("-")[-1] in ("figure", "nothing")


STACKS = {
    "all have room": ("50", "50", [], False),
    "one is slim": ("98", "2", ["above"], True),
    "none is anything": ("0", "0", ["above", "below"], True),
}


@pytest.mark.parametrize("name", STACKS)
def test_the_figure_of_a_slim_part_stands_outside_and_heads_without_room_by_themselves(name: str) -> None:
    first, second, outside, keyed = STACKS[name]
    html = chart("stacked", f"| | A | B |\n|---|---|---|\n| x | {first} | {second} |")
    assert re.findall(r'class="out (\w+)"', html) == outside
    assert ('<thead class="keyed">' in html) == keyed


def test_in_large_print_a_part_that_is_narrow_for_its_letters_has_its_figure_outside() -> None:
    rows = "<tr><td></td><th>A</th><th>B</th></tr><tr><th>x</th><td>95</td><td>5</td></tr>"
    small, large = (Chart(Markup(rows), Markup(""), "stacked", ".", points / 595) for points in (8.25, 18))  # noqa: S704
    assert (small.outside(1), large.outside(1)) == (["", ""], ["", "above"])


def test_upright_bars_are_those_that_lie() -> None:
    lying, upright = (chart(kind, table("2.1", "-3.4", "–")) for kind in ("bars", "upright"))
    assert upright.replace("upright", "bars") == lying
    assert "cells-550" in upright
