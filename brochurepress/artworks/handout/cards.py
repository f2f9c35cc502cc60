"""Cards: different ones side by side on the sheets of an office printer, to be cut apart or torn off."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product

import pikepdf
from pikepdf import Array, ObjectStreamMode, Pdf

from brochurepress.artworks.handout.imposition import MARK_MM, Piece, add_side, demand_size, draw_lines, printed
from brochurepress.design import PT_PER_MM, Box, Geometry
from brochurepress.source import SHEET_MM, UNPRINTED_MM, Edges

_GAP_MM = 0.5
"""Between the bleed and a cut mark."""

_SLACK_MM = 0.01


@dataclass(frozen=True)
class CardGrid:
    """Cards of one size in columns and rows, in the middle of a sheet: their trimmed size, gutter and bleed, in mm.

    `long_edge` tells on which edge of the paper the printer turns it.
    """

    sheet_mm: tuple[float, float]
    columns: int
    rows: int
    card: Geometry
    gutter_mm: float
    long_edge: bool

    @property
    def places(self) -> int:
        """How many cards a sheet has."""
        return self.columns * self.rows

    @property
    def margins_mm(self) -> tuple[float, float]:
        """What is left at the sides of the sheet, and at its head and foot."""
        taken = self.columns * self.card.width_mm, self.rows * self.card.height_mm
        gutters = (self.columns - 1) * self.gutter_mm, (self.rows - 1) * self.gutter_mm
        return (self.sheet_mm[0] - taken[0] - gutters[0]) / 2, (self.sheet_mm[1] - taken[1] - gutters[1]) / 2

    @property
    def turned(self) -> bool:
        """Whether a back lies head down on its side, so that a card is turned over its left or right edge."""
        width, height = self.sheet_mm
        return self.long_edge != (height > width)

    def trim(self, place: int, back: bool = False) -> Edges:
        """Where a card is cut, by its place from the top left in rows, from 0; its back lies behind its front."""
        row, column = divmod(place, self.columns)
        side, foot = self.margins_mm
        left = side + (self.columns - 1 - column if back else column) * (self.card.width_mm + self.gutter_mm)
        bottom = foot + (self.rows - 1 - row) * (self.card.height_mm + self.gutter_mm)
        return left, bottom, left + self.card.width_mm, bottom + self.card.height_mm

    def clip(self, trim: Edges) -> Edges:
        """What is shown of a card: its bleed, of which neighbours have half the gutter each, where paper is printed."""
        side, foot = self.margins_mm
        near = (side, foot, self.sheet_mm[0] - side, self.sheet_mm[1] - foot)
        outer, inner = self.card.bleed_mm, min(self.card.bleed_mm, self.gutter_mm / 2)
        reach = (outer if abs(edge - end) < _SLACK_MM else inner for edge, end in zip(trim, near, strict=True))
        left, bottom, right, top = (edge + way * by for edge, way, by in zip(trim, (-1, -1, 1, 1), reach, strict=True))
        return printed((left, bottom, right, top), self.sheet_mm)

    def marks(self) -> Iterator[Edges]:
        """The cut marks: in line with each edge of the cards, at both ends, beside the bleed where there is room."""
        trims = [self.trim(place) for place in range(self.places)]
        for axis in (0, 1):
            end, most = self.margins_mm[1 - axis], self.sheet_mm[1 - axis]
            start = min(max(end - self.card.bleed_mm - _GAP_MM, UNPRINTED_MM + MARK_MM / 2), UNPRINTED_MM + MARK_MM)
            ends = ((UNPRINTED_MM, start), (most - start, most - UNPRINTED_MM))
            cuts = sorted({round(trim[side], 4) for trim in trims for side in (axis, axis + 2)})
            printed_cuts = (cut for cut in cuts if UNPRINTED_MM < cut < self.sheet_mm[axis] - UNPRINTED_MM)
            for cut, (low, high) in product(printed_cuts, ends):
                yield (low, cut, high, cut) if axis else (cut, low, cut, high)


def card_grid(card: Geometry, gutter_mm: float, long_edge: bool) -> CardGrid | None:
    """As many cards as a sheet of A4 holds, upright or lying; None for cards larger than it."""
    grids = []
    for wide, high in (SHEET_MM[::-1], SHEET_MM):
        columns = int((wide + gutter_mm + _SLACK_MM) / (card.width_mm + gutter_mm))
        rows = int((high + gutter_mm + _SLACK_MM) / (card.height_mm + gutter_mm))
        grids.append(CardGrid((wide, high), columns, rows, card, gutter_mm, long_edge))
    best = max(grids, key=lambda grid: grid.places)
    return best if best.places else None


def impose_cards(cards: Sequence[bytes | None], grid: CardGrid, sided: int, leaves: int = 1) -> bytes:
    """The sheets of as many cards as one has places, as PDF: the cards' first leaves on the first, and so on.

    A place with None stays empty. The sheets are `sided`, 1 or 2; the marks stand on their fronts.
    """
    with ExitStack() as opened, Pdf.new() as sheets:
        sources = [opened.enter_context(pikepdf.open(io.BytesIO(card))) if card else None for card in cards]
        for side in range(leaves * sided):
            back = sided == 2 and side % 2 == 1
            pieces = [_piece(sheets, of, side, grid, grid.trim(place, back)) for place, of in enumerate(sources)]
            width, height = (f"{edge * PT_PER_MM:.3f}" for edge in grid.sheet_mm)
            head = f"-1 0 0 -1 {width} {height} cm" if back and grid.turned else ""
            add_side(sheets, grid.sheet_mm, pieces, "" if back else draw_lines(list(grid.marks())), head)
        demand_size(sheets, "/Simplex" if sided == 1 else f"/DuplexFlip{'Long' if grid.long_edge else 'Short'}Edge")
        out = io.BytesIO()
        sheets.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def _piece(sheets: Pdf, source: Pdf | None, side: int, grid: CardGrid, trim: Edges) -> Piece | None:
    """A page in its place, its box the trim with the bleed around it: files for screens are painted with it too."""
    if source is None or side >= len(source.pages):
        return None
    page = source.pages[side]
    form, bleed = sheets.copy_foreign(page.as_form_xobject()), grid.card.bleed_mm
    grown = Box(*map(float, page.trimbox)).grown(bleed * PT_PER_MM)
    form.BBox = Array([round(edge, 4) for edge in grown])
    return Piece(form, trim[0] - bleed, trim[1] - bleed, grid.clip(trim))
