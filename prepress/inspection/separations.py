"""Stand-ins of the plates in RGB and grey: a PDF that shows its ink coverage when it is drawn.

Each page becomes two. On the first the red, green and blue of every object are what its cyan, magenta and
yellow leave of the paper; on the second its grey is what its black leaves. Transparency and separable blend
modes work on each component by itself (ISO 32000-1, 11.3.5), so the result is that of the four plates. An
object that overprints is left out where it has no ink, as overprint mode 1 demands (11.7.4.3).
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name

from prepress.geometry import Box
from prepress.inspection._editor import Editor
from prepress.inspection._inkstate import Graphics, Pair
from prepress.inspection.colour import device_inks, ramp_inks
from prepress.inspection.functions import evaluate, numbers
from prepress.inspection.graphics import Matrix, scale, times
from prepress.inspection.pictures import image_inks
from prepress.inspection.streams import MALFORMED, MAX_DEPTH, MAX_INSTRUCTIONS, Streams, matrix_of

if TYPE_CHECKING:
    from collections.abc import Sequence

RAMP = 512
"""Samples that stand for the colour function of a shading: twice as many as a plate shows."""


UNREAD = Box(0, 0, 1, 1)
"""The area that stands for a page whose content is not read."""


def write_separations(
    pdf: pikepdf.Pdf, streams: Streams, areas: Sequence[Box | None], ppi: float
) -> tuple[bytes, tuple[tuple[str, ...], ...]]:
    """A PDF with two pages for each page of `pdf`, cropped to its area in pt.

    With it comes what could not be separated on each page.
    """
    target = pikepdf.new()
    unknown = []
    writer = Writer(target, streams, ppi)
    for page, area in zip(pdf.pages, areas, strict=True):
        writer.unknown = []
        for pair in Pair:
            writer.budget = MAX_INSTRUCTIONS
            _add_page(target, writer, page, pair, area)
        unknown.append(tuple(dict.fromkeys(writer.unknown)))
    buffer = io.BytesIO()
    target.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return buffer.getvalue(), tuple(unknown)


def _add_page(target: pikepdf.Pdf, writer: Writer, page: pikepdf.Page, pair: Pair, area: Box | None) -> None:
    resources = page.obj.get("/Resources", Dictionary())
    try:
        content, used = b"", Dictionary()
        if area is not None:
            content, used = writer.rewrite(page, resources, pair, Graphics(), initial=True)
    except MALFORMED as fault:
        writer.unknown.append(str(fault) or type(fault).__name__)
        content, used = b"", Dictionary()
    added = Dictionary(
        Type=Name.Page,
        MediaBox=Array([*(area or UNREAD)]),
        Resources=used,
        Contents=target.make_stream(content),
    )
    target.pages.append(pikepdf.Page(target.make_indirect(added)))


class Writer:
    """The stand-ins under construction: rewritten forms, shadings and images, each made once."""

    def __init__(self, target: pikepdf.Pdf, streams: Streams, ppi: float) -> None:
        self.target, self.streams, self.ppi = target, streams, ppi
        self.made: dict[Any, Any] = {}
        self.unknown: list[str] = []
        self.budget = MAX_INSTRUCTIONS
        self.depth = 0

    def rewrite(
        self, stream: Any, resources: Any, pair: Pair, state: Graphics, initial: bool = False
    ) -> tuple[bytes, Any]:
        """A content stream for these plates, and the resources it uses."""
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        self.depth += 1
        if self.budget < 0 or self.depth > MAX_DEPTH:
            raise ValueError("content is nested without end")
        editor = Editor(self, resources, pair, state)
        if initial:
            editor.emit_paint(state.fill, stroke=False)
            editor.emit_paint(state.stroke, stroke=True)
        editor.run(instructions)
        self.depth -= 1
        return pikepdf.unparse_content_stream(editor.out), editor.resources

    def copied(self, value: Any) -> Any:
        """An object of the source as it is: fonts, masks and stencils need no inks."""
        if not isinstance(value, pikepdf.Object):
            return value
        if value.is_indirect:
            return self.target.copy_foreign(value)
        if isinstance(value, Dictionary):
            return Dictionary({key: self.copied(item) for key, item in value.items()})
        return Array([self.copied(item) for item in value]) if isinstance(value, Array) else value

    def once(self, key: Any, make: Any) -> Any:
        """What `make` gives, made once for objects that have a number in the file."""
        if key[0] == (0, 0):
            return make()
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def form(self, form: Any, resources: Any, pair: Pair, state: Graphics, initial: bool = False) -> Any:
        """A form XObject or tiling pattern for these plates."""
        inner = state.copy()
        inner.ctm = times(matrix_of(form), inner.ctm)
        inner.grouped = inner.grouped or "/Group" in form
        content, used = self.rewrite(form, form.get("/Resources", resources), pair, inner, initial)
        made = self.target.make_stream(content)
        for key in (
            "/Type",
            "/Subtype",
            "/BBox",
            "/Matrix",
            "/PatternType",
            "/PaintType",
            "/TilingType",
            "/XStep",
            "/YStep",
        ):
            if key in form:
                made[key] = self.copied(form[key])
        if group := form.get("/Group"):
            kept = {key: self.copied(value) for key, value in group.items() if key != "/CS"}
            made.Group = Dictionary(kept)
        made.Resources = used
        return made

    def shading(self, shading: Any, resources: Any, pair: Pair) -> Any:
        """An axial or radial shading for these plates; raises ValueError for any other."""
        if int(shading.ShadingType) not in (2, 3):
            raise ValueError(f"a shading of type {shading.ShadingType}")
        domain = numbers(shading.get("/Domain", [0, 1]))
        colours = evaluate(shading.Function, np.linspace(domain[0], domain[1], RAMP))
        inks = ramp_inks(shading.ColorSpace, colours, resources)
        paper = (1 - inks[:, list(pair.value)] / 100).clip(0, 1)
        table = self.target.make_stream((paper * 255).round().astype(np.uint8).tobytes())
        count = len(pair.value)
        table.FunctionType, table.Domain, table.Range = 0, Array(domain), Array([0, 1] * count)
        table.Size, table.BitsPerSample = Array([RAMP]), 8
        kept = ("/ShadingType", "/Coords", "/Extend", "/BBox", "/Domain", "/AntiAlias")
        made = Dictionary({key: self.copied(shading[key]) for key in kept if key in shading})
        made.ColorSpace, made.Function = pair.space, table
        if "/Background" in shading:
            ground = device_inks(shading.ColorSpace, numbers(shading.Background), resources)
            made.Background = Array(pair.paper(ground))
        return made

    def image(self, image: Any, resources: Any, pair: Pair, matrix: Matrix) -> Any:
        """An image for these plates, no larger than they show it."""
        if image.get("/ImageMask", False):
            return self.copied(image)
        pixels = float(image.Width) * float(image.Height)
        placed = max(1e-6, scale(matrix) / 72 * self.ppi)
        shrink = 1
        while shrink < 8 and pixels**0.5 / placed >= 3 * shrink:
            shrink *= 2
        inks = self.once((image.objgen, "inks", shrink), lambda: image_inks(image, resources, shrink))
        paper = 255 - inks[:, :, list(pair.value)]
        made = self.target.make_stream(paper.tobytes())
        made.Type, made.Subtype = Name.XObject, Name.Image
        made.Width, made.Height = paper.shape[1], paper.shape[0]
        made.BitsPerComponent, made.ColorSpace = 8, pair.space
        for key in ("/SMask", "/Mask"):
            if isinstance(image.get(key), pikepdf.Stream):
                made[key] = self.copied(image[key])
        return made
