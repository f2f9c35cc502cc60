"""Forms, patterns, shadings and images rewritten for the stand-ins of the plates, each made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name

from prepress.pdf.inspect.colour_spaces import device_inks, ramp_inks
from prepress.pdf.inspect.functions import evaluate, numbers
from prepress.pdf.inspect.graphics_state import Matrix, scale, times
from prepress.pdf.inspect.image_inks import image_inks
from prepress.pdf.inspect.plate_state import PlateGraphicsState, PlatePair
from prepress.pdf.inspect.streams import MAX_DEPTH, MAX_INSTRUCTIONS, Instructions, Streams, matrix_entry

RAMP = 512
"""Samples that stand for the colour function of a shading: twice as many as a plate shows."""

StreamRewriter = Callable[
    ["PlateResourceWriter", Any, PlatePair, PlateGraphicsState, bool, Instructions], tuple[bytes, Any]
]
"""What rewrites the instructions of one content stream and gives the resources that they use then."""

INLINE_KEYS = {
    "/W": "/Width",
    "/H": "/Height",
    "/BPC": "/BitsPerComponent",
    "/CS": "/ColorSpace",
    "/IM": "/ImageMask",
    "/D": "/Decode",
    "/F": "/Filter",
    "/DP": "/DecodeParms",
    "/I": "/Interpolate",
}
"""Full names of the keys of an inline image (ISO 32000-1, table 93)."""


class PlateResourceWriter:
    """The stand-ins under construction: rewritten forms, shadings and images, each made once."""

    def __init__(self, target: pikepdf.Pdf, streams: Streams, ppi: float, editor: StreamRewriter) -> None:
        self.target, self.streams, self.ppi, self.editor = target, streams, ppi, editor
        self.made: dict[Any, Any] = {}
        self.unknown: list[str] = []
        self.budget = MAX_INSTRUCTIONS
        self.depth = 0

    def rewrite(
        self, stream: Any, resources: Any, pair: PlatePair, state: PlateGraphicsState, initial: bool = False
    ) -> tuple[bytes, Any]:
        """A content stream for these plates, and the resources it uses."""
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        self.depth += 1
        if self.budget < 0 or self.depth > MAX_DEPTH:
            raise ValueError("content is nested without end")
        content, used = self.editor(self, resources, pair, state, initial, instructions)
        self.depth -= 1
        return content, used

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

    def form(
        self, form: Any, resources: Any, pair: PlatePair, state: PlateGraphicsState, initial: bool = False
    ) -> Any:
        """A form XObject or tiling pattern for these plates."""
        inner = state.copy()
        inner.ctm = times(matrix_entry(form), inner.ctm)
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

    def pattern(self, pattern: Any, resources: Any, pair: PlatePair) -> Any:
        """A tiling or shading pattern for these plates."""
        if int(pattern.PatternType) == 1:
            start = PlateGraphicsState(grouped=True)
            return self.once(
                (pattern.objgen, pair), lambda: self.form(pattern, resources, pair, start, initial=True)
            )
        made = Dictionary(Type=Name.Pattern, PatternType=2)
        made.Shading = self.shading(pattern.Shading, resources, pair)
        if "/Matrix" in pattern:
            made.Matrix = self.copied(pattern.Matrix)
        return made

    def shading(self, shading: Any, resources: Any, pair: PlatePair) -> Any:
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

    def image(self, image: Any, resources: Any, pair: PlatePair, matrix: Matrix) -> Any:
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

    def inline(self, image: Any, resources: Any, pair: PlatePair, matrix: Matrix) -> Any:
        """An inline image as an image XObject for these plates."""
        drawn = self.target.make_stream(image.read_bytes())
        for key, value in image.obj.items():
            full = INLINE_KEYS.get(str(key), str(key))
            if full not in ("/Filter", "/DecodeParms"):
                drawn[full] = value
        return self.image(drawn, resources, pair, matrix)
