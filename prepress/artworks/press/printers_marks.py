"""Crop marks: hairlines in registration colour that show the cutter the trim, outside the bleed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name

from prepress.design import PT_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pikepdf import Page, Pdf

    from prepress.design import Geometry

WIDTH_PT = 0.25
LENGTH_MM = 5.0
GAP_MM = 1.0
"""Between the bleed and a mark, where the slug has room for it."""

MarkLine = tuple[float, float, float, float]


def draw_marks(pdf: Pdf, page: Page, geometry: Geometry, slug_mm: float) -> None:
    """Eight crop marks of 0.25 pt in Separation All; the page itself is clipped to its bleed (GWG R0024).

    The page's resources must be its own and hold no colour space named RegistrationMarks.
    """
    bleed = geometry.bleed
    clip = f"q {bleed.left:.4f} {bleed.bottom:.4f} {bleed.width:.4f} {bleed.height:.4f} re W n\n"
    strokes = "\n".join(
        "{:.4f} {:.4f} m {:.4f} {:.4f} l S".format(*line) for line in mark_lines(geometry, slug_mm)
    )
    marks = f"\nQ q /RegistrationMarks CS 1 SCN {WIDTH_PT} w\n{strokes} Q"
    contents = page.obj.Contents
    streams = list(contents) if contents._type_name == "array" else [contents]
    page.obj.Contents = Array([pdf.make_stream(clip.encode()), *streams, pdf.make_stream(marks.encode())])
    if "/ColorSpace" not in page.obj.Resources:
        page.obj.Resources.ColorSpace = Dictionary()
    page.obj.Resources.ColorSpace.RegistrationMarks = _registration(pdf)


def mark_lines(geometry: Geometry, slug_mm: float) -> Iterator[MarkLine]:
    """Both ends (pt) of the eight marks, in line with the trim, from the bleed towards the slug's edge."""
    room = slug_mm - geometry.bleed_mm
    start = geometry.bleed_mm + min(GAP_MM, room / 4)
    near, far = start * PT_PER_MM, min(start + LENGTH_MM, slug_mm) * PT_PER_MM
    left, bottom, right, top = geometry.trim
    for x in (left, right):
        yield x, bottom - near, x, bottom - far
        yield x, top + near, x, top + far
    for y in (bottom, top):
        yield left - near, y, left - far, y
        yield right + near, y, right + far, y


def _registration(pdf: Pdf) -> Array:
    """The colour space that prints on every plate (ISO 32000-1, 8.6.6.4)."""
    inks = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    return Array([Name.Separation, Name.All, Name.DeviceCMYK, pdf.make_indirect(inks)])
