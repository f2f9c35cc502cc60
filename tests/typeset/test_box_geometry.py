"""The door to the layout engine: it reads only what is handed to it, and what it says is kept."""

from __future__ import annotations

import logging

import pytest

from brochurepress.typeset import weasyprint_door
from brochurepress.typeset.box_geometry import Area, blocks, pictures, text_runs
from tests.support.laid_out import layout_html

PAGE = (
    "<style>@page { size: 100mm 60mm; margin: 10mm; @bottom-left { content: 'folio' } }"
    "body, p { margin: 0; font: 10mm/1 serif }"
)


def nothing(url: str) -> tuple[bytes, str]:
    raise ValueError(f"there is no {url}")


def test_good_work_is_set_without_a_word() -> None:
    pages = layout_html("<p>Text", nothing)
    assert pages.messages == ()
    assert weasyprint_door.write_pdf(pages).startswith(b"%PDF-")


def test_everything_is_read_through_the_fetcher() -> None:
    asked: list[str] = []

    def fetch(url: str) -> tuple[bytes, str]:
        asked.append(url)
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "image/svg+xml"

    layout_html('<link rel=stylesheet href="/a.css"><img src="/b.svg"><img src="https://example.org/c.svg">', fetch)
    assert asked == ["file:///a.css", "file:///b.svg", "https://example.org/c.svg"]


def test_what_cannot_be_fetched_is_said() -> None:
    (message,) = layout_html('<img src="/none.png">', nothing).messages
    assert message.level == logging.ERROR
    assert "file:///none.png" in message.text


def test_an_unknown_property_is_said_with_its_line() -> None:
    (message,) = layout_html("<style>p {\n colour: red; }</style><p>Text", nothing).messages
    assert message == weasyprint_door.Message(logging.WARNING, "Ignored `colour: red` at 2:2, unknown property.")


def test_one_layout_painted_twice_gives_the_same_bytes() -> None:
    pages = layout_html("<p>Text", nothing)
    assert weasyprint_door.write_pdf(pages) == weasyprint_door.write_pdf(pages)


def test_the_run_reaches_from_the_capitals_to_the_baseline_in_mm() -> None:
    pages = layout_html(f"{PAGE}</style><p>Text", nothing)
    text, folio = text_runs(pages)
    assert (text.page, text.text, text.generated, round(text.size_pt, 1)) == (1, "Text", False, 28.3)
    assert text.families == ("serif",)
    assert text.area.left == pytest.approx(10)
    assert 10 < text.area.top < text.area.bottom < 20
    assert round(text.area.bottom - text.area.top, 2) == 7
    assert (folio.text, folio.generated) == ("folio", True)


def test_blocks_are_found_by_class_on_every_page_they_reach() -> None:
    tall = '<div class="a box">' + "<p>Line" * 6 + "</div><div class=boxed></div>"
    pages = layout_html(f"{PAGE}</style>{tall}", nothing)
    assert [block.page for block in blocks(pages, "box")] == [1, 2]
    assert next(blocks(pages, "box")).area.left == pytest.approx(10)


def test_pictures_are_found() -> None:
    def fetch(url: str) -> tuple[bytes, str]:
        return (
            b'<svg xmlns="http://www.w3.org/2000/svg" width="75.59" height="37.795" viewBox="0 0 2 1"/>',
            "image/svg+xml",
        )

    (picture,) = pictures(layout_html(f'{PAGE}</style><img src="/a.svg" style="display: block">', fetch))
    area = picture.area
    assert [round(v, 2) for v in (area.left, area.top, area.right, area.bottom)] == [10, 10, 30, 20]


def test_areas_share_what_both_cover() -> None:
    assert Area(0, 0, 4, 4).overlap(Area(3, 2, 9, 9)) == 2
    assert Area(0, 0, 4, 4).overlap(Area(5, 0, 9, 9)) == 0
    assert Area(0, 0, 4, 4).size == 16
