"""The press PDF: a separated PDF becomes PDF/X-4 with exact boxes, printer's marks, output intent and metadata."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Page, Pdf

from brochurepress.design import PT_PER_MM, Box, Geometry, Printer
from brochurepress.findings import Finding, Place, error, refuse
from brochurepress.pdf import STANDARDS, Metadata, press_intent, saved, write_intents, write_metadata
from brochurepress.source import Edges

TOLERANCE_PT = 0.01


def write_boxes(page: Page, geometry: Geometry, slug_mm: float = 0.0) -> None:
    """The three boxes of a page (ISO 32000-1, 14.11.2), its trim in the origin.

    Without a slug the MediaBox is the BleedBox: what was laid out beyond the bleed is cropped. No CropBox and
    no ArtBox remain (ISO 15930-7, 6.10; GWG R0003).
    """
    media = geometry.slug(slug_mm) if slug_mm else geometry.bleed
    for name, box in (("/MediaBox", media), ("/BleedBox", geometry.bleed), ("/TrimBox", geometry.trim)):
        page.obj[name] = Array([round(edge, 4) for edge in box])
    for name in ("/CropBox", "/ArtBox"):
        if name in page.obj:
            del page.obj[name]


def misfits(page: Page, number: int, geometry: Geometry, artwork: str) -> Iterator[Finding]:
    """Findings on a page (counted from 1) laid out at another trim size, or with less bleed than wanted."""
    place = Place(page=number, artwork=artwork)
    trim, media = (Box(*map(float, box)) for box in (page.trimbox, page.mediabox))
    if any(abs(a - b) > TOLERANCE_PT for a, b in zip(trim, geometry.trim, strict=True)):
        yield error("finish/trim", place, trim=_mm(trim), geometry_trim=_mm(geometry.trim))
    bleed = geometry.bleed
    spare = (bleed.left - media.left, bleed.bottom - media.bottom, media.right - bleed.right, media.top - bleed.top)
    if min(spare) < -TOLERANCE_PT:
        laid = geometry.bleed_mm + min(spare) / PT_PER_MM
        yield error("finish/bleed", place, laid=max(0.0, laid), bleed_mm=geometry.bleed_mm)


def _mm(box: Box) -> str:
    return f"{box.width / PT_PER_MM:.4g} x {box.height / PT_PER_MM:.4g} mm"


WIDTH_PT = 0.25
LENGTH_MM = 5.0
GAP_MM = 1.0
"""Between the bleed and a mark, where the slug has room for it."""


class SlugSide(NamedTuple):
    """What one side of a folded sheet has in its slug: both ends of its fold marks in pt, and words as outlines."""

    folds: tuple[Edges, ...]
    outlines: str


def draw_marks(pdf: Pdf, page: Page, geometry: Geometry, slug_mm: float, side: SlugSide | None = None) -> None:
    """Eight crop marks of 0.25 pt in Separation All; the page itself is clipped to its bleed (GWG R0024).

    Those of its folds are dashed; what the slug says is drawn as outlines. The page's resources must be its own and
    hold no colour space named RegistrationMarks.
    """
    bleed = geometry.bleed
    clip = f"q {bleed.left:.4f} {bleed.bottom:.4f} {bleed.width:.4f} {bleed.height:.4f} re W n\n"
    strokes = _strokes(mark_lines(geometry, slug_mm))
    marks = f"\nQ q /RegistrationMarks CS 1 SCN {WIDTH_PT} w\n{strokes} Q"
    if side:
        x, y = geometry.trim.left + LENGTH_MM * PT_PER_MM, -(geometry.bleed_mm + slug_mm) / 2 * PT_PER_MM
        marks += f"\nq /RegistrationMarks CS 1 SCN {WIDTH_PT} w [2 1.5] 0 d\n{_strokes(side.folds)} Q"
        marks += f"\nq /RegistrationMarks cs 1 scn 1 0 0 1 {x:.4f} {y:.4f} cm\n{side.outlines} Q"
    page.contents_add(clip.encode(), prepend=True)
    page.contents_add(marks.encode())
    # The colour space that prints on every plate (ISO 32000-1, 8.6.6.4).
    inks = pdf.make_indirect(Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1))
    if "/ColorSpace" not in page.obj.Resources:
        page.obj.Resources.ColorSpace = Dictionary()
    page.obj.Resources.ColorSpace.RegistrationMarks = Array([Name.Separation, Name.All, Name.DeviceCMYK, inks])


def _strokes(lines: Iterable[Edges]) -> str:
    return "\n".join("{:.4f} {:.4f} m {:.4f} {:.4f} l S".format(*line) for line in lines)


def mark_ends_mm(bleed_mm: float, slug_mm: float) -> tuple[float, float]:
    """How far from the trim a mark begins and ends, in mm."""
    start = bleed_mm + min(GAP_MM, (slug_mm - bleed_mm) / 4)
    return start, min(start + LENGTH_MM, slug_mm)


def mark_lines(geometry: Geometry, slug_mm: float) -> Iterator[Edges]:
    """Both ends (pt) of the eight marks, in line with the trim, from the bleed towards the slug's edge."""
    near, far = (edge * PT_PER_MM for edge in mark_ends_mm(geometry.bleed_mm, slug_mm))
    left, bottom, right, top = geometry.trim
    for x in (left, right):
        yield x, bottom - near, x, bottom - far
        yield x, top + near, x, top + far
    for y in (bottom, top):
        yield left - near, y, left - far, y
        yield right + near, y, right + far, y


CATALOGUE = frozenset("/Type /Pages /Metadata /OutputIntents".split())
PAGE = frozenset("/Type /Parent /Contents /Resources /Group /MediaBox /BleedBox /TrimBox /Rotate".split())
"""What a press file may hold beside its content: actions, forms, files, outlines, tags and annotations go."""


def finish_press(
    pdf: bytes,
    geometry: Geometry,
    printer: Printer,
    profile: bytes,
    metadata: Metadata,
    artwork: str = "press",
    sides: Sequence[SlugSide] = (),
) -> bytes:
    """The PDF/X-4 file (ISO 15930-7) of a separated PDF for one printer.

    `geometry` is the trimmed page with the printer's bleed; pages laid out with more bleed are cropped to it.
    `profile` holds the bytes of the ICC profile that the colours were separated with; `sides` are told of in
    the slugs of a folded sheet. Same values in, same bytes out.

    Raises Rejected: a page of another trim size or with too little bleed, a profile not of four inks.
    """
    opened = pikepdf.open(io.BytesIO(pdf))
    refuse(fault for at, page in enumerate(opened.pages, 1) for fault in misfits(page, at, geometry, artwork))
    marks = printer.page.marks
    for number, page in enumerate(opened.pages):
        for key in set(page.obj.keys()) - PAGE:
            del page.obj[key]
        write_boxes(page, geometry, printer.page.slug_mm if marks else 0.0)
        if marks:
            draw_marks(opened, page, geometry, printer.page.slug_mm, sides[number] if sides else None)
    for key in set(opened.Root.keys()) - CATALOGUE:
        del opened.Root[key]
    write_intents(opened, press_intent(printer.condition, profile))
    write_metadata(opened, metadata, (printer.pdfx,))
    return saved(opened, STANDARDS[printer.pdfx].pdf_version, object_stream_mode=ObjectStreamMode.generate)
