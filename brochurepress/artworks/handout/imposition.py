"""Imposition: pages put on the sheets of an office printer or a press, in the order in which they are folded or cut."""

import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

from brochurepress.artworks.artwork import PaintedArtwork
from brochurepress.design import PT_PER_MM, Box, Geometry
from brochurepress.findings import Finding, Place, info
from brochurepress.pdf import Metadata, saved, write_metadata
from brochurepress.source import SHEET_MM, UNPRINTED_MM, Edges, Scheme

MARK_MM = 4.0
"""Length of the marks at which a sheet is folded or cut, in mm."""

_DUPLEX = {1: "/Simplex", 2: "/DuplexFlipShortEdge"}
_HAIRLINE_PT = 0.25
_NEAR_MM = 0.001
_TRIMMED = 0.965
"""A page that is larger than its panel by no more than this stays as it is, and loses a hair of its edge."""


def impose(pdf: bytes, scheme: Scheme, metadata: Metadata, artwork: str = "") -> PaintedArtwork:
    """The pages of a PDF on the sheets of a scheme, front and back in turn, made smaller where they do not fit.

    What lies on the unprinted edge of a sheet is left out. Blank pages stand before the last page. Viewers are asked
    for both sides, turned over the short edge, and for no scaling (ISO 32000-1, 12.2). Raises ValueError for more
    pages than the scheme holds.
    """
    place = Place(artwork=artwork)
    with pikepdf.open(io.BytesIO(pdf)) as source, Pdf.new() as sheets:
        pages = len(source.pages)
        order = scheme.order(pages)
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        blank, scale = scheme.padded(pages) - pages, min((round(_scale(form, scheme), 3) for form in forms), default=1)
        findings = list[Finding]()
        if blank:
            findings.append(info("handout/blank-pages", place, count=blank, pages=pages, multiple=scheme.multiple))
        if scale < 1:
            findings.append(info("handout/smaller", place, scales=scale, scheme_name=scheme.name))
        for leaf in scheme.leaves(len(order)):
            for back, side in zip((False, True)[: scheme.sided], leaf, strict=False):
                pieces = [
                    _piece(forms[order[page - 1] - 1], edges, scheme, page in scheme.turned)
                    if page and order[page - 1]
                    else None
                    for page, edges in zip(side, scheme.panels(back), strict=True)
                ]
                # At both ends of each line between panels, dashed where the sheet is folded.
                lines = mark_lines_mm(scheme, back, UNPRINTED_MM, UNPRINTED_MM + MARK_MM)
                marks = draw_lines(lines, "[2 1.5] 0 d" if scheme.folds else "[] 0 d")
                add_side(sheets, scheme.sheet_mm, pieces, marks)
        demand_size(sheets, _DUPLEX[scheme.sided])
        sheets.Root.Lang = pikepdf.String(metadata.language)
        write_metadata(sheets, metadata, ())
        made = saved(sheets, object_stream_mode=ObjectStreamMode.generate)
        return PaintedArtwork(made, tuple(findings), sides=len(sheets.pages))


def lay_flat(pdf: bytes, scheme: Scheme, geometry: Geometry) -> tuple[bytes, Geometry]:
    """The pages of a folded leaflet as the panels of its flat sheet, one page for each side, and what that measures.

    `geometry` is that of a page. The bleed of a panel is cut at each fold, so that neighbours meet there, and goes on
    outside the sheet, whose trim is in the origin. Pages stand at their size, in the middle of a narrower panel.
    """
    flat = Geometry(*scheme.sheet_mm, geometry.bleed_mm, geometry.safety_mm)
    with pikepdf.open(io.BytesIO(pdf)) as source, Pdf.new() as sheets:
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        for back, side in zip((False, True)[: scheme.sided], next(scheme.leaves(len(forms))), strict=False):
            panels = zip(side, scheme.panels(back), strict=True)
            pieces = [_piece(forms[at - 1], edges, scheme, at in scheme.turned, -flat.bleed_mm) for at, edges in panels]
            page = add_side(sheets, scheme.sheet_mm, pieces, "")
            page.TrimBox, page.MediaBox = page.MediaBox, Array([round(edge, 4) for edge in flat.bleed])
        for form, own in zip(forms, source.pages, strict=True):
            form.BBox = Array([float(edge) for edge in own.mediabox])
        return saved(sheets), flat


def _size_mm(form: Object) -> tuple[float, float]:
    left, bottom, right, top = (float(edge) for edge in form.BBox)
    return (right - left) / PT_PER_MM, (top - bottom) / PT_PER_MM


def _scale(form: Object, scheme: Scheme) -> float:
    width, height = _size_mm(form)
    most = min(scheme.widths_mm) / width, scheme.height_mm / height
    return 1.0 if min(most) > _TRIMMED else min(most)


@dataclass(frozen=True)
class Piece:
    """A page on a side of a sheet: its form, where its lower left corner lies, what is shown (mm), its scale."""

    form: Object
    x: float
    y: float
    clip: Edges
    scale: float = 1.0

    def drawn(self, name: str) -> str:
        """Operators that draw it, as the form of that name."""
        left, bottom, right, top = (edge * PT_PER_MM for edge in self.clip)
        x = self.x * PT_PER_MM - float(self.form.BBox[0]) * self.scale
        y = self.y * PT_PER_MM - float(self.form.BBox[1]) * self.scale
        box = f"{left:.3f} {bottom:.3f} {right - left:.3f} {top - bottom:.3f}"
        return f"q {box} re W n {self.scale:.5f} 0 0 {self.scale:.5f} {x:.3f} {y:.3f} cm {name} Do Q"


def add_side(
    pdf: Pdf, sheet_mm: tuple[float, float], pieces: Sequence[Piece | None], marks: str, head: str = ""
) -> Object:
    """Adds one side of a sheet with its pages and marks; `head` are operators that turn all of it."""
    objects = Dictionary({f"/P{number}": piece.form for number, piece in enumerate(pieces) if piece})
    drawn = (piece.drawn(f"/P{number}") for number, piece in enumerate(pieces) if piece)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, *(round(edge * PT_PER_MM, 3) for edge in sheet_mm)]),
        Resources=Dictionary(XObject=objects),
        Contents=pdf.make_stream("\n".join((*filter(None, [head]), *drawn, marks)).encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return pdf.pages[-1].obj


def printed(edges: Edges, sheet_mm: tuple[float, float], edge_mm: float = UNPRINTED_MM) -> Edges:
    """The part of a box that an office printer prints; with an edge below 0 a box goes on beyond those of the sheet."""
    near = edge_mm if edge_mm > 0 else _NEAR_MM
    left, bottom = (edge if edge > near else edge_mm for edge in edges[:2])
    right, top = (
        edge if edge < side - near else side - edge_mm for edge, side in zip(edges[2:], sheet_mm, strict=True)
    )
    return left, bottom, right, top


def _piece(form: Object, edges: Edges, scheme: Scheme, turned: bool, edge_mm: float = UNPRINTED_MM) -> Piece:
    """A page in the middle of its panel, within the panel and the printed part of the sheet."""
    left, bottom, right, top = edges
    scale = _scale(form, scheme)
    width, height = (edge * scale for edge in _size_mm(form))
    room = right - left - width
    # It stands against the only line beside it, else in the middle.
    first, last = left <= 0, right >= scheme.sheet_mm[0] - _NEAR_MM
    x = left + room * (0.5 if first == last or room < 0 else float(first))
    y, clip = (bottom + top - height) / 2, printed(edges, scheme.sheet_mm, edge_mm)
    return Piece(form, x + width, y + height, clip, -scale) if turned else Piece(form, x, y, clip, scale)


def draw_lines(lines: Iterable[Edges], dashes: str = "[] 0 d") -> str:
    """Operators for hairlines from point to point, in mm."""
    drawn = ["{:.3f} {:.3f} m {:.3f} {:.3f} l S".format(*(edge * PT_PER_MM for edge in line)) for line in lines]
    return "\n".join(["q 0 G", f"{_HAIRLINE_PT} w {dashes}", *drawn, "Q"]) if drawn else ""


def mark_lines_mm(scheme: Scheme, back: bool, near: float, far: float) -> Iterator[Edges]:
    """Both ends (mm) of the marks of each line between panels, from `near` to `far` from the edge of the sheet."""
    width, height = scheme.sheet_mm
    across, up = scheme.lines_mm(back)
    for x in across:
        yield x, near, x, far
        yield x, height - far, x, height - near
    for y in up:
        yield near, y, far, y
        yield width - far, y, width - near, y


def demand_size(pdf: Pdf, duplex: str) -> None:
    """Asks viewers not to scale the sheets, and to print them on one side or on both (ISO 32000-1, 12.2)."""
    pdf.Root.ViewerPreferences = Dictionary(
        PrintScaling=Name("/None"), DisplayDocTitle=True, PickTrayByPDFSize=True, Duplex=Name(duplex)
    )


_GAP_MM = 0.5  # between the bleed and a cut mark
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
        wide, high, (width, height) = self.card.width_mm, self.card.height_mm, self.sheet_mm
        side = width - self.columns * wide - (self.columns - 1) * self.gutter_mm
        return side / 2, (height - self.rows * high - (self.rows - 1) * self.gutter_mm) / 2

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
            pieces = [_card(sheets, of, side, grid, grid.trim(place, back)) for place, of in enumerate(sources)]
            width, height = (f"{edge * PT_PER_MM:.3f}" for edge in grid.sheet_mm)
            head = f"-1 0 0 -1 {width} {height} cm" if back and grid.turned else ""
            add_side(sheets, grid.sheet_mm, pieces, "" if back else draw_lines(list(grid.marks())), head)
        demand_size(sheets, "/Simplex" if sided == 1 else f"/DuplexFlip{'Long' if grid.long_edge else 'Short'}Edge")
        return saved(sheets, object_stream_mode=ObjectStreamMode.generate)


def _card(sheets: Pdf, source: Pdf | None, side: int, grid: CardGrid, trim: Edges) -> Piece | None:
    """A page in its place, its box the trim with the bleed around it: files for screens are painted with it too."""
    if source is None or side >= len(source.pages):
        return None
    page = source.pages[side]
    form, bleed = sheets.copy_foreign(page.as_form_xobject()), grid.card.bleed_mm
    grown = Box(*map(float, page.trimbox)).grown(bleed * PT_PER_MM)
    form.BBox = Array([round(edge, 4) for edge in grown])
    return Piece(form, trim[0] - bleed, trim[1] - bleed, grid.clip(trim))
