"""Tables of CSV files and of front matter: set as those of Markdown, what is wrong told at its own line."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter, ValidationError

from brochurepress.findings import Finding, Rejected
from brochurepress.source.section_reader import set_table, tables_in
from brochurepress.source.section_types import KINDS
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found
from tests.support.sample_project import Sample

SECTION, FILE = "source/sample/6-table.md", "source/sample/rows.csv"
FRONT = "---\ntype: table\ntitle: Rows\ntable:\n  file: rows.csv\n  caption: A *caption*\n---\n"
GOOD = "Town;People;Share\nUtrecht;1.300;5,2%\nZeist;650;\n"


def placed_html_of(good: Sample, front: str = FRONT, rows: str = GOOD) -> str:
    good.write(SECTION, front)
    good.write(FILE, rows)
    manuscript = good.read()
    section = next(each for each in manuscript.sections if each.type == "table")
    ((key, _),) = tables_in(section)
    html, _ = set_table(Snapshot(good.project), manuscript.folders, manuscript.converter, section, key)
    return html


def html_of(good: Sample, front: str = FRONT, rows: str = GOOD) -> str:
    return re.sub(r' data-source="[^"]*"|\n', "", placed_html_of(good, front, rows))


def found(good: Sample, front: str = FRONT, rows: str = GOOD) -> tuple[Finding, ...]:
    try:
        html_of(good, front, rows)
    except Rejected as rejected:
        return rejected.findings
    return ()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_csv_file_is_a_table_with_heads(good: Sample, delimiter: str) -> None:
    html = html_of(good, rows=f'\ufeffTown{delimiter}People\r\n"A | B"{delimiter}12\r\nC{delimiter}\r\n')
    assert '<th scope="row">A | B</th><td class="align-right">12</td>' in html
    assert '<th scope="row">C</th><td class="align-right">–</td>' in html
    assert html.startswith('<table class=""><caption><span>A <em>caption</em></span></caption><thead>')


@pytest.mark.parametrize("total", ["", "  total: last\n"])
def test_a_caption_leads_to_its_line_in_the_section_and_a_row_to_its_line_in_the_file(good: Sample, total: str) -> None:
    html = placed_html_of(good, FRONT.replace("  caption", f"{total}  caption"))
    line = 7 if total else 6
    assert re.search(rf'<caption[^>]*data-source="{SECTION}:{line}"', html)
    assert len(re.findall(rf'data-source="{FILE}:3"', html)) == 3  # its cells
    assert FILE not in html.partition("</caption>")[0].partition("<caption")[2]


def test_rows_of_a_front_matter_are_the_same_table(good: Sample) -> None:
    rows = "  rows:\n    - [Town, People]\n    - [Utrecht, 12]\n    - [Together, 12]\n  total: last\n  heads: columns\n"
    html = html_of(good, FRONT.replace("  file: rows.csv\n", rows))
    assert "<tbody><tr><td>Utrecht</td>" in html
    assert "<tfoot><tr><td>Together</td>" in html


FAULTS = {
    # what: front matter, rows, rule, file, line, part of the message
    "a row too short": (FRONT, "A;B\n1;2\n3\n", "manuscript/table", FILE, 3, "1 cells"),
    "the first row too long": (FRONT, "A;B\n1;2;3\n4;5\n", "manuscript/table", FILE, 2, "3 cells"),
    "an empty row": (FRONT, "A;B\n1;2\n;\n4;5\n", "manuscript/table", FILE, 3, "empty"),
    "heads alone": (FRONT, "A;B\n", "manuscript/table", FILE, 1, "no rows"),
    "a head without words": (FRONT, "A;\n1;2\n", "manuscript/table", FILE, 1, "column 2"),
    "a quotation mark left open": (FRONT, 'A;B\n"1;2\n', "manuscript/table", FILE, 2, "cannot be told apart"),
    "HTML in a cell": (FRONT, "A;B\n1;<b>2\n", "manuscript/raw-html", FILE, 2, "<b>"),
    "no such file": (FRONT.replace("rows.csv", "none.csv"), GOOD, "manuscript/table", SECTION, 5, "none.csv"),
    "no CSV": (FRONT.replace("rows.csv", "rows.txt"), GOOD, "manuscript/value", SECTION, 5, "CSV file"),
    "a file elsewhere": (FRONT.replace("rows.csv", "../rows.csv"), GOOD, "manuscript/value", SECTION, 5, "CSV file"),
    "neither file nor rows": (FRONT.replace("  file: rows.csv\n", ""), GOOD, "manuscript/table", SECTION, 4, "one of"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_told_at_its_line(good: Sample, name: str) -> None:
    front, rows, rule, file, line, said = FAULTS[name]
    assert found(good) == ()
    assert_only_found(found(good, front, rows), rule, file=file, line=line, message=said)


WRITTEN = {
    "times": {"9.30-17.00": 1, "14:00": 1, "0.00–24.00": 1, "9-17": 0, "25.00": 0, "12.00-11.00": 0, "9.00-9.00": 0},
    "money": {"€ 9,50": 1, "12 EUR": 1, "1 200 kr": 1, "12 zł": 1, "USD 3": 1, "€ 60,-": 1, "9,50": 0, "gratis": 0},
    "amount": {"12": 1, "12,5 km": 1, "52%": 1, "-3": 1, "12 500 km": 1, "CHF 3 mln": 1, "many": 0, "km 12": 0},
}


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in WRITTEN.items() for value in values])
def test_a_kind_takes_what_is_written_so_and_nothing_else(kind: str, value: str) -> None:
    try:
        taken = TypeAdapter(KINDS[kind]).validate_python(value) == value
    except ValidationError:
        taken = False
    assert taken is bool(WRITTEN[kind][value])
