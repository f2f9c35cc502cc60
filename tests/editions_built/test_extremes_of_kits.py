"""What records hold from the shortest to the longest: rows that once broke a kit's grid without a finding."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from brochurepress.pdf.inspect import PaintKind, inspect
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import Layout, TextRun, text_runs, weasyprint_door
from brochurepress.workspace.project import HOME
from brochurepress.workspace.snapshot import Snapshot
from tests.support.sample_project import Sample

ROOT = HOME / "tests/editions/types"
KITS = ("puzzle", "quiet", "loud")
MM = 25.4 / 72
LONGEST = "kubieke meter water per seconde die door de stuw bij Veldwijk naar beneden valt."
"""As many characters as the label of a fact may have."""


def facts(count: int, number: str, more: str = "") -> str:
    return f"type: facts\ntitle: Feiten\n{more}facts:\n" + f'  - number: "{number}"\n    label: {LONGEST}\n' * count


def chart(shape: str, *rows: str) -> str:
    caption = "  caption: Een bijschrift\n" if shape == "bars" else ""
    written = "".join(f"    - [{row}]\n" for row in rows)
    return f"type: chart\ntitle: Grafiek\nshape: {shape}\ntable:\n{caption}  rows:\n{written}"


SECTIONS = {
    "stacked": chart("stacked", '"", A, B', '"2020", "0", "0"', '"2021", "4", "4"'),
    "upright": chart("upright", '"", A', '"2020", "2"', '"2021", "4"', '"2022", "4"'),
    "bars": chart("bars", '"", A', '"2020", "5"', '"2021", "5"'),
    "unit": facts(4, "1.234.567 kg", "level: 3\n"),
    "packed3": facts(3, "2.339", "class: packed\n"),
    "packed4": facts(4, "2.339", "class: packed\n"),
    "packed5": facts(5, "2.339", "class: packed\n"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with a cover and these sections, each on a page of its own, in every kit."""
    root = tmp_path_factory.mktemp("extremes")
    shutil.copytree(ROOT / "source/types", root / "source/puzzle")
    for file in (root / "source/puzzle").glob("*.md"):
        file.unlink()
    sample = Sample(root)
    sample.write("source/puzzle/1-a.md", "---\ntype: cover\ntitle: A\n---\n")
    for number, (name, text) in enumerate(SECTIONS.items(), 2):
        sample.write(f"source/puzzle/{number}-{name}.md", f"---\n{text}---\n")
    text = (ROOT / "source/types/edition.toml").read_text(encoding="utf-8")
    for kit in KITS[::-1]:
        if kit != KITS[0]:
            shutil.copytree(root / "source/puzzle", root / "source" / kit)
        sample.write(f"source/{kit}/edition.toml", text.replace("printer =", f'kit = "{kit}"\nprinter ='))
    return root


@cache
def laid(root: Path, kit: str) -> Layout:
    return lay_out(read_sources(Snapshot(Sample(root).project), kit))


def of(root: Path, kit: str, section: str) -> list[TextRun]:
    layout = laid(root, kit)
    page = layout.pages_of()[section]
    return [run for run in text_runs(layout.pages) if run.page == page]


@pytest.mark.parametrize("count", [3, 4, 5])
def test_the_longest_labels_of_packed_facts_stay_in_their_pieces(root: Path, count: int) -> None:
    cell = 148 / 5
    runs = of(root, "puzzle", f"packed{count}")
    numbers = [run.area.top for run in runs if run.text.strip() == "2.339"]
    ends = [run.area.bottom for run in runs if run.text.rstrip().endswith("valt.")]
    assert len(numbers) == len(ends) == count
    for number in numbers:
        row = int((number - 210 + count * cell) // cell)  # as many rows of cells as there are facts
        assert min(end for end in ends if end > number) < 210 - (count - row - 1) * cell


@pytest.mark.parametrize(("kit", "edge"), [("puzzle", 74), ("quiet", 70)])
def test_a_long_number_with_its_unit_stays_beside_what_it_counts(root: Path, kit: str, edge: float) -> None:
    runs = of(root, kit, "unit")
    _, right = min((run.area.top, run.area.right) for run in runs if run.text.strip() == "kg")
    assert right < edge


@pytest.mark.parametrize("kit", KITS)
def test_figures_of_parts_too_small_for_them_stand_above_and_below_their_row(root: Path, kit: str) -> None:
    runs = of(root, kit, "stacked")
    year = next(run.area for run in runs if run.text.strip() == "2020")
    zeros = [run.area for run in runs if run.text.strip() == "0"]
    assert len(zeros) == 2
    assert all(abs(zero.bottom - year.bottom) < 15 for zero in zeros)


@pytest.mark.parametrize("kit", KITS)
def test_upright_bars_are_as_high_as_their_figures(root: Path, kit: str) -> None:
    layout = laid(root, kit)
    page = layout.pages_of()["upright"]
    contents = inspect(weasyprint_door.write_pdf(layout.pages)).contents
    painted = [one for content in contents for one in content.painted if one.page == page]
    boxes = [one.box for one in painted if one.kind is PaintKind.PATH and one.fill]
    bars = sorted((box.left, MM * box.height) for box in boxes if 15 < MM * box.width < 60 and MM * box.height > 5)
    (_, low), (_, high), (_, same) = bars
    assert abs(2 * low - high) < 0.1
    assert abs(high - same) < 0.1


@pytest.mark.parametrize("kit", KITS)
def test_a_caption_of_bars_is_set_in_words(root: Path, kit: str) -> None:
    assert any("Een bijschrift" in run.text for run in of(root, kit, "bars"))
