"""Imposition: pages put on the sheets of an office printer or a press, in the order in which they are folded or cut."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf

from brochurepress.design import PT_PER_MM, Geometry
from brochurepress.findings import Finding, Place, info
from brochurepress.pdf import Metadata, write_metadata
from brochurepress.source import UNPRINTED_MM, Edges, Scheme

MARK_MM = 4.0
"""Length of the marks at which a sheet is folded or cut, in mm."""

_DUPLEX = {1: "/Simplex", 2: "/DuplexFlipShortEdge"}
_HAIRLINE_PT = 0.25
_NEAR_MM = 0.001
_TRIMMED = 0.965
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
                panels = zip(side, [forms[page - 1] if page else None for page in placed], strict=True)
                drawn, used = _drawn(panels, scheme, number == 1, UNPRINTED_MM)
                _add_side(sheets, [*drawn, _marks(scheme, number == 1)], used, scheme)
        _finish(sheets, scheme, metadata)
        sides = len(sheets.pages)
        out = io.BytesIO()
        sheets.save(out, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return ImposedSheets(out.getvalue(), tuple(findings), sides)


def lay_flat(pdf: bytes, scheme: Scheme, geometry: Geometry) -> tuple[bytes, Geometry]:
    """The pages of a folded leaflet as the panels of its flat sheet, one page for each side, and what that measures.

    `geometry` is that of a page. The bleed of a panel is cut at each fold, so that neighbours meet there, and goes on
    outside the sheet, whose trim is in the origin. Pages stand at their size, in the middle of a narrower panel.
    """
    flat = Geometry(*scheme.sheet_mm, geometry.bleed_mm, geometry.safety_mm)
    with pikepdf.open(io.BytesIO(pdf)) as source, Pdf.new() as sheets:
        forms = [sheets.copy_foreign(page.as_form_xobject()) for page in source.pages]
        for number, side in enumerate(next(scheme.leaves(len(forms)))[: scheme.sided]):
            panels = [(page, forms[page - 1]) for page in side]
            drawn, used = _drawn(panels, scheme, number == 1, -flat.bleed_mm)
            page = _add_side(sheets, drawn, used, scheme)
            page.TrimBox, page.MediaBox = page.MediaBox, Array([round(edge, 4) for edge in flat.bleed])
        for form, own in zip(forms, source.pages, strict=True):
            form.BBox = Array([float(edge) for edge in own.mediabox])
        out = io.BytesIO()
        sheets.save(out, deterministic_id=True)
    return out.getvalue(), flat


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


def _drawn(
    panels: Iterable[tuple[int, Object | None]], scheme: Scheme, back: bool, edge_mm: float
) -> tuple[list[str], Dictionary]:
    """Operators that draw pages, with their numbers in the scheme, in the panels of one side, and the forms by name.

    `edge_mm` is what stays free at the edges of the sheet; below 0 the pages go on beyond these.
    """
    content, objects = [], Dictionary()
    for number, ((page, form), edges) in enumerate(zip(panels, scheme.panels(back), strict=True)):
        if form is not None:
            objects[f"/P{number}"] = form
            content.append(_placed(form, f"/P{number}", edges, scheme, edge_mm, page in scheme.turned))
    return content, objects


def _add_side(pdf: Pdf, content: Sequence[str], objects: Dictionary, scheme: Scheme) -> Object:
    """Adds one side of a sheet."""
    width, height = (edge * PT_PER_MM for edge in scheme.sheet_mm)
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, round(width, 3), round(height, 3)]),
        Resources=Dictionary(XObject=objects),
        Contents=pdf.make_stream("\n".join(content).encode()),
    )
    added = pdf.make_indirect(page)
    pdf.pages.append(pikepdf.Page(added))
    return pdf.pages[-1].obj


def _placed(form: Object, name: str, edges: Edges, scheme: Scheme, edge_mm: float, turned: bool) -> str:
    """Operators that draw a page in the middle of its panel, within the panel and the printed part of the sheet."""
    sheet_width, sheet_height = scheme.sheet_mm
    left, bottom, right, top = edges
    inner = (
        left if left > 0 else edge_mm,
        bottom if bottom > _NEAR_MM else edge_mm,
        right if right < sheet_width - _NEAR_MM else sheet_width - edge_mm,
        top if top < sheet_height else sheet_height - edge_mm,
    )
    clip = (inner[0], inner[1], inner[2] - inner[0], inner[3] - inner[1])
    scale = _scale(form, scheme)
    width, height = _size_mm(form)
    room = right - left - width * scale
    x = (left + room * _pulled(edges, scheme, room)) * PT_PER_MM - float(form.BBox[0]) * scale
    y = (bottom + top - height * scale) / 2 * PT_PER_MM - float(form.BBox[1]) * scale
    if turned:
        x += (float(form.BBox[0]) + float(form.BBox[2])) * scale
        y += (float(form.BBox[1]) + float(form.BBox[3])) * scale
        scale = -scale
    box = " ".join(f"{edge * PT_PER_MM:.3f}" for edge in clip)
    return f"q {box} re W n {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm {name} Do Q"


def _pulled(edges: Edges, scheme: Scheme, room: float) -> float:
    """Where a page stands in its panel: against the only line beside it (0 left, 1 right), else in the middle."""
    first, last = edges[0] <= 0, edges[2] >= scheme.sheet_mm[0] - _NEAR_MM
    if first == last or room < 0:
        return 0.5
    return 1.0 if first else 0.0


def _marks(scheme: Scheme, back: bool) -> str:
    """Operators for the marks: at both ends of each line between panels, dashed where the sheet is folded."""
    drawn = [
        "{:.3f} {:.3f} m {:.3f} {:.3f} l S".format(*(edge * PT_PER_MM for edge in line))
        for line in mark_lines_mm(scheme, back, UNPRINTED_MM, UNPRINTED_MM + MARK_MM)
    ]
    dashes = "[2 1.5] 0 d" if scheme.folds else "[] 0 d"
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


def _finish(pdf: Pdf, scheme: Scheme, metadata: Metadata) -> None:
    preferences = Dictionary(PrintScaling=Name("/None"), DisplayDocTitle=True, PickTrayByPDFSize=True)
    preferences.Duplex = Name(_DUPLEX[scheme.sided])
    pdf.Root.ViewerPreferences = preferences
    pdf.Root.Lang = pikepdf.String(metadata.language)
    write_metadata(pdf, metadata, ())
