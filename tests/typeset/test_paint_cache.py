"""What was drawn before is written again byte for byte, plain and tagged, and in the company of other pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import drawing_image, paint_cache, weasyprint_door
from brochurepress.typeset.tagging import paint_tagged
from brochurepress.typeset.weasyprint_door import Pages
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import EDITIONS, ROOTS
from tests.support.laid_out import layout_html


def tagged(pages: Pages) -> bytes:
    return paint_tagged(pages).pdf


PAINTS: dict[str, Callable[[Pages], bytes]] = {"plain": weasyprint_door.write_pdf, "tagged": tagged}


def laid_out(edition: str) -> Pages:
    project = Project(ROOTS[edition])
    return lay_out(read_sources(Snapshot(project), edition)).pages


@pytest.fixture
def as_the_engine_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint_door, "_hooks", lambda: (*drawing_image.HOOKS, paint_cache.HOOKS[1]))


@pytest.mark.parametrize("paint", PAINTS)
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_bytes_are_those_of_the_engine(
    edition: str, paint: str, as_the_engine_draws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = laid_out(edition)
    wanted = PAINTS[paint](pages)
    monkeypatch.undo()
    assert PAINTS[paint](pages) == wanted
    assert all(kept_ways(pages))
    assert PAINTS[paint](pages) == wanted


def kept_ways(pages: Pages) -> list[bool]:
    """For each page, whether what it drew is kept in every way in which it was drawn."""
    return [None not in paint_cache._memory[page].values() for page in pages.document.pages]


def test_a_page_drawn_beside_others_is_the_same_alone() -> None:
    pages = laid_out("complete")
    weasyprint_door.write_pdf(pages)
    again = [
        weasyprint_door.write_pdf(weasyprint_door.page_of(pages, number))
        for number in range(1, len(pages.document.pages) + 1)
    ]
    fresh = laid_out("complete")
    assert again == [
        weasyprint_door.write_pdf(weasyprint_door.page_of(fresh, number)) for number in range(1, len(again) + 1)
    ]


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ('<p style="opacity: .5">half</p>', True),
        ('<p style="background: linear-gradient(red, blue)">shaded</p>', False),
        ('<p style="font-family: none">\U000e0100</p>', True),
    ],
)
def test_numbered_resources_are_drawn_each_time(body: str, kept: bool) -> None:
    def fetch(url: str) -> tuple[bytes, str]:
        raise ValueError(url)

    pages = layout_html(f"<!doctype html><html lang=en><title>x</title><body>{body}", fetch)
    first = weasyprint_door.write_pdf(pages)
    assert kept_ways(pages) == [kept]
    assert weasyprint_door.write_pdf(pages) == first
