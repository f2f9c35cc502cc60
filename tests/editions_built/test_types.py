"""Every section type in every kind of artwork, and charts measured in the finished PDF."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from brochurepress.design.geometry import PT_PER_MM
from brochurepress.findings import Finding, Severity
from brochurepress.pdf.inspect import PaintedObject, PaintKind, inspect
from brochurepress.pipeline.stages import Build, build_edition, lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import weasyprint_door
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.browser import browser, visit
from tests.support.sample_project import Sample
from tests.support.types_of_sections import TYPES
from tests.support.verapdf import assert_conforms

ROOT = HOME / "tests/editions/types"
ACCENT, SOFT, TEXT = (27, 61, 138), (198, 230, 250), (29, 29, 27)
ROOD, GEEL = (236, 99, 58), (255, 208, 26)
BARS, STACKS = 8, 9
"""Pages of the bars, and of the stacks and lines."""
WITHIN_MM = 0.1
CLAIMED = {"digital": ("ua1", "2a"), "digital-2": ("ua2", "4"), "large-print": ("ua1", "2a")}


@cache
def build() -> Build:
    return build_edition(Project(ROOT), "types", ("digital", "web"))


def wrong(findings: tuple[Finding, ...]) -> list[str]:
    return [str(each) for each in findings if each.severity is not Severity.INFO]


def test_every_type_is_in_the_accessible_file_and_on_the_web_without_a_fault() -> None:
    assert wrong(build().findings) == []
    page = next(artwork.content for artwork in build().artworks if artwork.variant == "web").decode()
    of_paper = {name for name, model in TYPES.items() if model.traits.paper_only}
    kept = {section.type for section in read_sources(Snapshot(Project(ROOT)), "types").manuscript.sections}
    assert kept - of_paper <= set(re.findall(r'class="section ([\w-]+)', page))


@pytest.mark.stress
@pytest.mark.parametrize("edition", ["types", "peil"])
def test_every_artwork_of_every_type_is_without_a_fault_in_its_kit(edition: str, tmp_path: Path) -> None:
    whole = build_edition(Project(ROOT), edition)
    assert wrong(whole.findings) == []
    made = {artwork.variant: artwork for artwork in whole.artworks}
    for variant, flavours in CLAIMED.items():
        assert_conforms(made[variant].content, *flavours)
    (tmp_path / "index.html").write_bytes(made["web"].content)
    with browser() as started:
        for width in (320, 768, 1280):
            with visit(started, tmp_path / "index.html", width) as visited:
                assert (visited.axe(), visited.errors) == ((), [])
                assert visited.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize(
    ("edition", "without"), [("types", {"contacts", "channels", "plate", "points", "statement"}), ("peil", set[str]())]
)
def test_each_edition_holds_the_types(edition: str, without: set[str]) -> None:
    held = {section.type for section in read_sources(Snapshot(Project(ROOT)), edition).manuscript.sections}
    assert set(TYPES) - held == without


Shape = tuple[float, float, float, float]
"""Left, bottom, width and height in mm."""


@cache
def painted() -> tuple[PaintedObject, ...]:
    pages = weasyprint_door.write_pdf(lay_out(read_sources(Snapshot(Project(ROOT)), "types")).pages)
    return tuple(one for content in inspect(pages).contents for one in content.painted if one.kind is PaintKind.PATH)


def boxes(page: int, colour: tuple[int, int, int], stroked: bool = False) -> list[Shape]:
    """The paths of a colour, from the top of the page on and from the left."""
    found = [(one.stroke if stroked else one.fill, one) for one in painted() if one.page == page]
    of = [one.box for paint, one in found if paint and tuple(round(255 * v) for v in paint.colour.values) == colour]
    of.sort(key=lambda box: (-round(box.top), box.left))
    return [(box.left / PT_PER_MM, box.bottom / PT_PER_MM, box.width / PT_PER_MM, box.height / PT_PER_MM) for box in of]


def column(file: str, number: int = 1) -> list[float]:
    lines = (ROOT / "source/types" / file).read_text(encoding="utf-8").split("\n")[1:]
    cells = (line.split(";")[number] for line in lines if line)
    return [float(cell.replace(".", "").replace(",", ".")) for cell in cells]


def test_bars_are_as_long_as_their_figures() -> None:
    widths = [width for _, _, width, _ in boxes(BARS, ACCENT)]
    figures = column("woningen.csv")
    assert len(widths) == len(figures)
    scale = widths[0] / figures[0]
    for width, figure in zip(widths, figures, strict=True):
        assert abs(width - scale * figure) < WITHIN_MM
    assert len({round(left, 2) for left, *_ in boxes(BARS, ACCENT)}) == 1


def test_stacks_are_as_long_as_their_figures_and_join() -> None:
    rows = [(52, 30, 18), (46, 31, 23), (41, 33, 26), (38, 34, 28)]
    parts = [
        [(left, width) for left, _, width, height in boxes(STACKS, colour) if 9 < height < 12]
        for colour in (ACCENT, ROOD, GEEL)
    ]
    scale = sum(part[0][1] for part in parts) / 100
    start = parts[0][0][0]
    for number, row in enumerate(rows):
        for at, figure in enumerate(row):
            left, width = parts[at][number]
            assert abs(width - scale * figure) < WITHIN_MM
            assert abs(left - start - scale * sum(row[:at])) < WITHIN_MM


def test_lines_reach_as_high_as_their_figures() -> None:
    field = next(box for box in boxes(STACKS, SOFT) if box[2] > 60 and box[3] > 30)
    unit = field[3] / 40  # from 70 to 110
    for number, colour in ((1, TEXT), (2, ACCENT)):
        figures = column("groei.csv", number)
        line = min((box for box in boxes(STACKS, colour, stroked=True) if box[2] > 50), key=lambda box: box[3])
        low, high, thick = min(figures), max(figures), 0.0075 * field[2]
        assert abs(line[3] - thick - unit * (high - low)) < WITHIN_MM
        assert abs(line[1] + thick / 2 - field[1] - unit * (low - 70)) < WITHIN_MM
        assert abs(line[2] - field[2]) < WITHIN_MM


LONG = "Meervoudigepersoonlijkheidsstoornisonderzoek"
"""A word that no line breaks of itself."""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition without what a page of each type holds, to be filled by a test."""
    root = tmp_path_factory.mktemp("types")
    shutil.copytree(ROOT, root, dirs_exist_ok=True)
    return root


def sections(*, words: str, records: int) -> dict[str, str]:
    """A section of each type that holds records, with these words and as many records as said."""
    many = {
        "facts": "facts:\n" + f'  - number: "1.234.567"\n    label: {words}\n' * min(records, 8),
        "timeline": "events:\n" + f'  - when: "2026"\n    what: {words}\n' * records,
        "steps": "steps:\n" + f"  - what: {words}\n" * max(2, min(records, 6)),
        "programme": "items:\n" + f"  - times: 9.30-17.00\n    what: {words}\n    where: {words[:60]}\n" * records,
        "people": "people:\n" + f"  - name: {words[:60]}\n" * min(records, 6),
        "questions": "questions:\n" + f"  - question: {words}\n    answer: {words}\n" * records,
        "hours": "hours:\n" + f"  - day: {words[:40]}\n    times: 9.00-17.00\n" * records,
        "colophon": "lines:\n" + f"  - name: {words[:60]}\n    text: {words}\n" * records,
        "gallery": "pictures:\n" + f"  - file: pictures/p1.png\n    alt: {words}\n" * max(2, min(records, 6)),
        "quote": f"quote: {words[:12].strip()}\n",
        "map": "picture:\n  file: pictures/p1.png\n  alt: A, B, C\nlegend:\n"
        + f"  - mark: A\n    label: {words}\n" * records,
        "chart": f'table:\n  rows:\n    - ["", {words[:20]}]\n' + f"    - ['{words[:40]}', -1.5]\n" * records,
        "table": f"table:\n  rows:\n    - ['{words[:20]}', A, B]\n" + f"    - ['{words[:40]}', 1, –]\n" * records,
    }
    title = f"title: {words[:12].strip()}\n"
    return {name: f"---\ntype: {name}\n{'' if name == 'quote' else title}{text}---\n" for name, text in many.items()}


EXTREMES = {
    # language: the words of each record, and how many records there are
    "nl-NL": (LONG, 3),
    "de-DE": ("Landesvermessungsverwaltungsvorschrift im Überblick", 5),
    "fr-FR": ("Aménagement du territoire, où et quand ? Qui fait quoi ?", 4),
    "en-GB": ("I", 1),
}


@pytest.mark.parametrize("kit", ["puzzle", pytest.param("quiet", marks=pytest.mark.stress)])
@pytest.mark.parametrize("language", EXTREMES)
def test_shortest_and_longest_texts_hold_their_grid_in_each_language(plain: Path, language: str, kit: str) -> None:
    words, records = EXTREMES[language]
    root = Sample(plain)
    for file in (plain / "source/types").glob("*.md"):
        file.unlink()
    root.write("source/types/01-a.md", "---\ntype: cover\ntitle: A\n---\n")
    for number, (name, text) in enumerate(sections(words=words, records=records).items(), 10):
        root.write(f"source/types/{number}-{name}.md", text)
    text = (ROOT / "source/types/edition.toml").read_text(encoding="utf-8")
    root.write("source/types/edition.toml", text.replace("nl-NL", f'{language}"\nkit = "{kit}'))
    assert "\n".join(wrong(lay_out(read_sources(Snapshot(root.project), "types")).findings)) == ""
