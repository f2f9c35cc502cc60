"""Cards on sheets: how many fit, and where they, their backs and their marks lie on paper, measured in the picture."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pikepdf
import pytest

from brochurepress.artworks.handout.imposition import CardGrid, card_grid, impose_cards
from brochurepress.design.geometry import PT_PER_MM, Geometry
from brochurepress.pdf import pdfium

PPI = 508
MM = PPI / 25.4
NEAR_MM = 0.1

PAPER, BLEED, CARD, CORNER = 255, 204, 128, 64
"""What the parts of the cards of these tests are painted in; marks are black."""


def card(width: float, height: float, pages: int = 2) -> bytes:
    """A card of 3 mm bleed that paints its trim, and a square of 5 mm in the upper left corner of it."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            w, h, b, c = width * PT_PER_MM, height * PT_PER_MM, 3 * PT_PER_MM, 5 * PT_PER_MM
            painted = ((BLEED, -b, -b, w + 2 * b, h + 2 * b), (CARD, 0, 0, w, h), (CORNER, 0, h - c, c, c))
            content = "\n".join(f"{grey / 255:.4f} g {x} {y} {wide} {high} re f" for grey, x, y, wide, high in painted)
            pdf.add_blank_page(page_size=(w, h))
            pdf.pages[-1].Contents = pdf.make_stream(content.encode())
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def grid(width: float, height: float, gutter: float = 0.0, long_edge: bool = True) -> CardGrid:
    found = card_grid(Geometry(width, height, 3), gutter, long_edge)
    assert found
    return found


def sides(pdf: bytes) -> list[Any]:
    """Each side as grey levels, the first row at its foot."""
    with pdfium.open_pdf(pdf) as opened:
        return [opened.page(number + 1, PPI)[::-1, :, 1].astype(int) for number in range(len(opened))]


def extent(side: Any, trim: tuple[float, ...], grey: int) -> tuple[float, ...]:
    """From where to where a grey level reaches in and around a trim, on lines a third from its left and foot; mm."""
    left, bottom, right, top = trim
    room, x, y = 3.5, left + (right - left) / 3, bottom + (top - bottom) / 3
    found = []
    for line, start, end in ((side[round(y * MM)], left, right), (side[:, round(x * MM)], bottom, top)):
        first = max(round((start - room) * MM), 0)
        at = np.nonzero(abs(line[first : round((end + room) * MM)] - grey) < 12)[0] + first
        found.append((float(at[0]) / MM, float(at[-1] + 1) / MM))
    return found[0][0], found[1][0], found[0][1], found[1][1]


def corner(side: Any, trim: tuple[float, ...]) -> tuple[float, ...]:
    """The box of the dark square within a trim, in mm."""
    left, bottom, right, top = (round(edge * MM) for edge in trim)
    rows, columns = np.nonzero(abs(side[bottom:top, left:right] - CORNER) < 12)
    found = (columns.min() + left, rows.min() + bottom, columns.max() + 1 + left, rows.max() + 1 + bottom)
    return tuple(float(edge) / MM for edge in found)


@pytest.mark.parametrize(
    ("width", "height", "gutter", "columns", "rows", "upright"),
    [
        (105, 148, 0, 2, 2, True),
        (90, 54, 0, 2, 5, True),
        (90, 54, 4, 2, 5, True),
        (90, 54, 8, 3, 3, False),
        (148, 210, 0, 2, 1, False),
        (99, 210, 0, 3, 1, False),
        (210, 297, 0, 1, 1, True),
    ],
)
def test_as_many_cards_as_fit_stand_on_a_sheet(
    width: float, height: float, gutter: float, columns: int, rows: int, upright: bool
) -> None:
    found = grid(width, height, gutter)
    assert (found.columns, found.rows, found.sheet_mm[0] < found.sheet_mm[1]) == (columns, rows, upright)


def test_a_card_larger_than_a_sheet_has_no_grid() -> None:
    assert card_grid(Geometry(211, 298, 3), 0, True) is None


@pytest.mark.parametrize(
    ("width", "height", "gutter", "long_edge"),
    [(90, 54, 4, True), (90, 54, 0, False), (105, 148, 0, True), (148, 210, 0, True)],
)
def test_cards_backs_and_marks_lie_upon_each_other(width: float, height: float, gutter: float, long_edge: bool) -> None:
    of = grid(width, height, gutter, long_edge)
    taken = [sum(divmod(place, of.columns)) % 2 == 0 for place in range(of.places)]  # no neighbours beside each other
    cards = [card(width, height) if here else None for here in taken]
    front, back = sides(impose_cards(cards, of, 2))
    upright = of.sheet_mm[0] < of.sheet_mm[1]
    # Turned on the edge that the printer turns on, the back is seen as it lies behind the front.
    behind = back[:, ::-1] if upright == long_edge else back[::-1]
    for place in (place for place in range(of.places) if taken[place]):
        trim = of.trim(place)
        wanted = tuple(np.clip(trim, 5, [of.sheet_mm[0] - 5, of.sheet_mm[1] - 5] * 2))
        for side in (front, behind):
            assert extent(side, trim, CARD) == pytest.approx(wanted, abs=NEAR_MM)
        if min(trim) > 5:
            left, _, _, top = corner(front, trim)
            assert (left, top) == pytest.approx((trim[0], trim[3]), abs=NEAR_MM)
            _, _, right, top = corner(behind, trim)
            assert (right, top) == pytest.approx((trim[2], trim[3]), abs=NEAR_MM)
    left, bottom, right, top = (round(edge * MM) for edge in of.trim(1))
    assert (front[bottom + 80 : top - 80, left + 80 : right - 80] == PAPER).all()


def test_marks_stand_where_the_cards_are_cut() -> None:
    of = grid(90, 54, 2)
    (front,) = sides(impose_cards([card(90, 54, 1)] * 10, of, 1))
    for axis, strip in ((0, front[round(5.8 * MM)]), (1, front[:, round(5.8 * MM)])):
        dark = np.nonzero(strip < 160)[0] / MM
        found = [float(at) for number, at in enumerate(dark) if not number or at - dark[number - 1] > 1]
        wanted = sorted({round(of.trim(place)[side], 3) for place in range(10) for side in (axis, axis + 2)})
        assert found == pytest.approx(wanted, abs=NEAR_MM)


def test_the_bleed_is_shared_in_the_gutter_and_whole_at_the_outside() -> None:
    of = grid(90, 54, 4)
    (front,) = sides(impose_cards([card(90, 54, 1), *[None] * 9], of, 1))
    left, bottom, right, top = of.trim(0)
    wanted = (left - 3, bottom - 2, right + 2, 297 - 5)
    assert extent(front, (left, bottom, right, top), BLEED) == pytest.approx(wanted, abs=NEAR_MM)


@pytest.mark.parametrize(
    ("sided", "long_edge", "duplex"),
    [(1, True, "/Simplex"), (2, True, "/DuplexFlipLongEdge"), (2, False, "/DuplexFlipShortEdge")],
)
def test_viewers_are_told_how_to_print(sided: int, long_edge: bool, duplex: str) -> None:
    sheets = impose_cards([card(90, 54, sided)], grid(90, 54, 0, long_edge), sided)
    with pikepdf.open(io.BytesIO(sheets)) as pdf:
        assert pdf.Root.ViewerPreferences.Duplex == duplex
        assert pdf.Root.ViewerPreferences.PrintScaling == "/None"
        assert len(pdf.pages) == sided
