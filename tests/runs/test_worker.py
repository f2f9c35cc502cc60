"""A worker: its copies are those of a build that remembers nothing, whatever it made before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from brochurepress.design.geometry import Box
from brochurepress.pdf.pdfium import open_pdf
from brochurepress.pipeline.stages import lay_out, paint_artworks
from brochurepress.runs.processes import CopyResult, Order, Worker
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import LayoutCache
from brochurepress.typeset.box_geometry import pictures
from brochurepress.typeset.layout_checks import Layout
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.artwork_text import page_words
from tests.support.edited_editions import copied
from tests.support.qr_reader import decoded, sampled
from tests.support.run_command import LONG, ROOT

PEOPLE = [
    {"name": "Ada & Åse", "code": "x1"},
    {"name": "Zoë Quirk", "code": "a-longer-code"},
    {"name": "Bo", "code": "no address"},
    {"name": LONG, "code": "y"},
    {"name": "*Cy* <b>{{ code }}</b>", "code": "y"},
    {"name": "Bo", "code": "x1"},
]


@cache
def laid_out(root: Path, edition: str, *fields: tuple[str, str]) -> Layout:
    """The layout that every variant of a copy is painted from."""
    return lay_out(read_sources(Snapshot(Project(root)), edition, None, dict(fields)), LayoutCache(), in_file=False)


def built(order: Order, fields: Mapping[str, str]) -> CopyResult:
    """A copy as a build makes it, which remembers nothing."""
    made = paint_artworks(laid_out(order.root, order.edition, *fields.items()), (order.variant,), lambda stage: None)
    for artwork in made.artworks:
        return CopyResult(artwork.content, artwork.pages, made.findings)
    return CopyResult(b"", 0, made.findings)


def same(worker: Worker, order: Order, people: list[dict[str, str]]) -> None:
    """Holds the copies of a worker, one after the other, against builds."""
    for fields in people:
        copy = worker.copy(fields)
        if fields["code"] == "no address":
            assert [finding.rule for finding in copy.findings] == ["edition/value"]
        else:
            assert copy == built(order, fields)


@pytest.mark.parametrize("variant", ["press", "digital"])
def test_copies_are_those_of_a_build(variant: str) -> None:
    order = Order(ROOT, "run", variant)
    same(Worker(order), order, [*PEOPLE, PEOPLE[0]])


@pytest.fixture(scope="module")
def of_many_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The complete edition, with fields on two of its pages."""
    root = copied("complete", tmp_path_factory.mktemp("pages"))
    for file, old, new in (
        ("01-cover.md", r"^(line: .*)$", r"\1 {{ name }}"),
        ("04-article.md", r"^(lead: .*)$", r"\1 {{ code }}"),
    ):
        path = root / "source/complete" / file
        text, changed = re.subn(old, new, path.read_text(), count=1, flags=re.MULTILINE)
        assert changed
        path.write_text(text)
    return root


@pytest.mark.parametrize("variant", ["press", "digital", "digital-2"])
def test_copies_of_many_pages_are_those_of_a_build(variant: str, of_many_pages: Path) -> None:
    order = Order(of_many_pages, "complete", variant)
    people = [{"name": name, "code": code} for name, code in (("Ada", "1"), ("Bo", "2"), ("Ada", "2"))]
    worker = Worker(order)
    same(worker, order, people)
    assert worker.copy(people[0]).pages > 4


def test_a_value_is_shown_as_it_is_written() -> None:
    copy = Worker(Order(ROOT, "run", "press")).copy(PEOPLE[4])
    (words,) = page_words(copy.pdf)
    assert " ".join(words).startswith("Dear *Cy* <b>{{ code }}</b> This card")


def test_the_qr_code_of_a_copy_leads_to_the_address_of_its_row() -> None:
    worker, project = Worker(Order(ROOT, "run", "digital")), Project(ROOT)
    for code in ("c1", "an-other-code-that-is-longer"):
        fields = {"name": "Ada", "code": code}
        pages = lay_out(read_sources(Snapshot(project), "run", None, fields)).pages
        (symbol,) = pictures(pages)
        with open_pdf(worker.copy(fields).pdf) as rendering:
            height = rendering.page(1, 72).shape[0]
            left_, top, right, bottom = (
                72 / 25.4 * side for side in (symbol.area.left, symbol.area.top, symbol.area.right, symbol.area.bottom)
            )
            drawn = rendering.page(1, 600, Box(left_, height - bottom, right, height - top), grey=True)
        assert decoded(sampled(drawn)) == f"https://www.example.org/{code}"
