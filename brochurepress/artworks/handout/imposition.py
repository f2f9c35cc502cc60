"""Imposition: pages put on sheets of A4 for an office printer, in the order in which they are folded or cut."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

from brochurepress.design import PT_PER_MM
from brochurepress.findings import Finding, Place, info
from brochurepress.pdf import Metadata, write_metadata
from brochurepress.source import UNPRINTED_MM, Edges, Scheme

MARK_MM = 4.0
"""Length of the marks at which a sheet is folded or cut, in mm."""

_DUPLEX = {1: "/Simplex", 2: "/DuplexFlipShortEdge"}
_HAIRLINE_PT = 0.25
_TRIMMED = 0.97
"""A page that is larger than its panel by no more than this stays as it is, and loses a hair of its edge."""


@dataclass(frozen=True)
class ImposedSheets:
    """The sheets as PDF, front and back of each in turn, what was found on the way, and the number of sides."""

    pdf: bytes
    findings: tuple[Finding, ...] = ()
    sides: int = 0


def impose(pdf: bytes, scheme: Scheme, metadata: Metadata, artwork: str = "") -> ImposedSheets:
    """The pages of a PDF on the sheets of a scheme: at their own size where they fit, else made smaller.

    What lies on the unprinted edge of a sheet is left out. Blank pages stand before the last page. Viewers are asked
    for both sides, turned over the short edge, and for no scaling (ISO 32000-1, 12.2). Raises ValueError for more
    pages than the scheme holds.
    """
    place = Place(artwork=artwork)
    with pikepdf.open(io.BytesIO(pdf)) as source, Pdf.new() as sheets:
        pages = len(source.pages)
        order = scheme.order(pages)
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        findings = [*_blank(pages, scheme, place), *_smaller(forms, scheme, place)]
        for leaf in scheme.leaves(len(order)):
            for number, side in enumerate(leaf[: scheme.sided]):
                placed = [order[page - 1] if page else 0 for page in side]
                pages_placed = zip(placed, scheme.panels(number == 1), strict=True)
                pieces = [_piece(forms[page - 1], edges, scheme) if page else None for page, edges in pages_placed]
                add_side(sheets, scheme.sheet_mm, pieces, _marks(scheme, number == 1))
        _finish(sheets, scheme, metadata)
        sides = len(sheets.pages)
        out = io.BytesIO()
        sheets.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return ImposedSheets(out.getvalue(), tuple(findings), sides)


def _blank(pages: int, scheme: Scheme, place: Place) -> Iterator[Finding]:
    blank = scheme.padded(pages) - pages
    if blank:
        yield info("handout/blank-pages", place, count=blank, pages=pages, multiple=scheme.multiple)


def _smaller(forms: Sequence[Object], scheme: Scheme, place: Place) -> Iterator[Finding]:
    scales = {round(_scale(form, scheme), 3) for form in forms}
    if forms and min(scales) < 1:
        yield info("handout/smaller", place, scales=min(scales), scheme_name=scheme.name)


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
) -> None:
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


def printed(edges: Edges, sheet_mm: tuple[float, float]) -> Edges:
    """The part of a box that an office printer prints."""
    width, height = (edge - UNPRINTED_MM for edge in sheet_mm)
    left, bottom, right, top = edges
    return max(left, UNPRINTED_MM), max(bottom, UNPRINTED_MM), min(right, width), min(top, height)


def _piece(form: Object, edges: Edges, scheme: Scheme) -> Piece:
    """A page in the middle of its panel, within the panel and the printed part of the sheet."""
    left, bottom, right, top = edges
    scale = _scale(form, scheme)
    width, height = _size_mm(form)
    x = left + (right - left - width * scale) * _pulled(edges, scheme)
    return Piece(form, x, (bottom + top - height * scale) / 2, printed(edges, scheme.sheet_mm), scale)


def _pulled(edges: Edges, scheme: Scheme) -> float:
    """Where a page stands in its panel: against the only line beside it (0 left, 1 right), else in the middle."""
    first, last = edges[0] <= 0, edges[2] >= scheme.sheet_mm[0]
    if first == last:
        return 0.5
    return 1.0 if first else 0.0


def _marks(scheme: Scheme, back: bool) -> str:
    """Operators for the marks: at both ends of each line between panels, dashed where the sheet is folded."""
    width, height = scheme.sheet_mm
    lines: list[Edges] = []
    across = 0.0
    for panel in scheme.widths(back)[:-1]:
        across += panel
        lines += [
            (across, UNPRINTED_MM, across, UNPRINTED_MM + MARK_MM),
            (across, height - UNPRINTED_MM - MARK_MM, across, height - UNPRINTED_MM),
        ]
    for row in range(1, scheme.rows):
        down = height - row * scheme.height_mm
        lines += [
            (UNPRINTED_MM, down, UNPRINTED_MM + MARK_MM, down),
            (width - UNPRINTED_MM - MARK_MM, down, width - UNPRINTED_MM, down),
        ]
    return draw_lines(lines, "[2 1.5] 0 d" if scheme.folds else "[] 0 d")


def draw_lines(lines: Sequence[Edges], dashes: str = "[] 0 d") -> str:
    """Operators for hairlines from point to point, in mm."""
    drawn = ["{:.3f} {:.3f} m {:.3f} {:.3f} l S".format(*(edge * PT_PER_MM for edge in line)) for line in lines]
    return "\n".join(["q 0 G", f"{_HAIRLINE_PT} w {dashes}", *drawn, "Q"]) if drawn else ""


def _finish(pdf: Pdf, scheme: Scheme, metadata: Metadata) -> None:
    demand_size(pdf, _DUPLEX[scheme.sided])
    pdf.Root.Lang = pikepdf.String(metadata.language)
    write_metadata(pdf, metadata, ())


def demand_size(pdf: Pdf, duplex: str) -> None:
    """Asks viewers not to scale the sheets, and to print them on one side or on both (ISO 32000-1, 12.2)."""
    preferences = Dictionary(PrintScaling=Name("/None"), DisplayDocTitle=True, PickTrayByPDFSize=True)
    preferences.Duplex = Name(duplex)
    pdf.Root.ViewerPreferences = preferences
