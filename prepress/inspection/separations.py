"""Grey and RGB stand-ins of the plates: a PDF rewritten so that drawing it without ink knowledge gives its ink coverage.

Each page becomes two. On the first the red, green and blue of every object are what its cyan, magenta and yellow
leave of the paper; on the second its grey is what its black leaves. Transparency and separable blend modes work
on each component by itself (ISO 32000-1, 11.3.5), so the result is that of the four plates. An object that
overprints is left out where it has no ink, as overprint mode 1 demands (11.7.4.3).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from enum import Enum
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from prepress.geometry import Box
from prepress.inspection.colour import device_inks, ramp_inks, resolve, space_of
from prepress.inspection.content import MALFORMED, MAX_DEPTH, MAX_INSTRUCTIONS, Streams, matrix_of
from prepress.inspection.functions import evaluate, numbers
from prepress.inspection.graphics import IDENTITY, Matrix, scale, times
from prepress.inspection.pictures import image_inks

RAMP = 512
"""Samples that stand for the colour function of a shading: twice as many as a plate shows."""


class Pair(Enum):
    """Which plates a page stands for: cyan, magenta and yellow as RGB, or black as grey."""

    CHROMATIC = (0, 1, 2)
    BLACK = (3,)

    @property
    def space(self) -> Name:
        """The colour space that carries these plates."""
        return Name.DeviceRGB if self is Pair.CHROMATIC else Name.DeviceGray

    def paper(self, inks: Sequence[float]) -> list[float]:
        """What the inks (in %) of these plates leave of the paper, 0 to 1."""
        return [round(1 - min(100.0, max(0.0, inks[plate])) / 100, 4) for plate in self.value]


Inks = tuple[float, float, float, float]


class Paint:
    """The current colour of fills or strokes: its space as written, its inks, and whether it overprints."""

    def __init__(self) -> None:
        self.space: Any = Name.DeviceGray
        self.inks: Inks = (0, 0, 0, 100)
        self.direct = True
        self.overprint = False

    def copy(self) -> Paint:
        """A copy that later changes do not reach."""
        other = Paint()
        other.__dict__.update(self.__dict__)
        return other


class Graphics:
    """The part of the graphics state that decides on inks."""

    def __init__(self) -> None:
        self.fill, self.stroke = Paint(), Paint()
        self.mode = 0
        self.blend: Any = Name.Normal
        self.render = 0
        self.ctm: Matrix = IDENTITY

    def copy(self) -> Graphics:
        """A copy that later changes do not reach."""
        other = Graphics()
        other.__dict__.update(self.__dict__, fill=self.fill.copy(), stroke=self.stroke.copy())
        return other


def write_separations(
    pdf: pikepdf.Pdf, streams: Streams, areas: Sequence[Box], ppi: float
) -> tuple[bytes, tuple[tuple[str, ...], ...]]:
    """A PDF with two pages for each page of `pdf`, cropped to its area in pt; and what could not be separated on each page."""
    target = pikepdf.new()
    unknown = []
    writer = _Writer(target, streams, ppi)
    for page, area in zip(pdf.pages, areas, strict=True):
        writer.unknown = []
        for pair in Pair:
            writer.budget = MAX_INSTRUCTIONS
            _add_page(target, writer, page, pair, area)
        unknown.append(tuple(dict.fromkeys(writer.unknown)))
    buffer = io.BytesIO()
    target.save(buffer, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return buffer.getvalue(), tuple(unknown)


def _add_page(target: pikepdf.Pdf, writer: _Writer, page: pikepdf.Page, pair: Pair, area: Box) -> None:
    resources = page.obj.get("/Resources", Dictionary())
    try:
        content, used = writer.rewrite(page, resources, pair, Graphics(), initial=True)
    except MALFORMED as fault:
        writer.unknown.append(str(fault) or type(fault).__name__)
        content, used = b"", Dictionary()
    added = Dictionary(
        Type=Name.Page, MediaBox=Array([*area]), Resources=used, Contents=target.make_stream(content)
    )
    target.pages.append(pikepdf.Page(target.make_indirect(added)))


class _Writer:
    def __init__(self, target: pikepdf.Pdf, streams: Streams, ppi: float) -> None:
        self.target, self.streams, self.ppi = target, streams, ppi
        self.made: dict[Any, Any] = {}
        self.unknown: list[str] = []
        self.budget = MAX_INSTRUCTIONS
        self.depth = 0

    def rewrite(
        self, stream: Any, resources: Any, pair: Pair, state: Graphics, initial: bool = False
    ) -> tuple[bytes, Any]:
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        self.depth += 1
        if self.budget < 0 or self.depth > MAX_DEPTH:
            raise ValueError("content is nested without end")
        editor = _Editor(self, resources, pair, state)
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
        inner = state.copy()
        inner.ctm = times(matrix_of(form), inner.ctm)
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


_OPERATORS: dict[str, Operator] = {}
_FAMILIES = {"g": Name.DeviceGray, "rg": Name.DeviceRGB, "k": Name.DeviceCMYK}
_BUILD = frozenset(("m", "l", "c", "v", "y", "re", "h", "W", "W*"))
_FILLS = {"f": "n", "F": "n", "f*": "n", "B": "S", "B*": "S", "b": "s", "b*": "s"}
_STROKES = {"S": "n", "s": "n", "B": "f", "B*": "f*", "b": "f", "b*": "f*"}
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))


def _operator(name: str) -> Operator:
    if name not in _OPERATORS:
        _OPERATORS[name] = Operator(name)
    return _OPERATORS[name]


class _Editor:
    """One content stream rewritten: colours to what they leave of the paper, resources to what is used of them."""

    def __init__(self, writer: _Writer, resources: Any, pair: Pair, state: Graphics) -> None:
        self.writer, self.source, self.pair, self.state = writer, resources, pair, state
        self.out: list[tuple[list[Any], Operator]] = []
        self.stack: list[Graphics] = []
        self.resources = Dictionary()
        self.path_at: int | None = None
        self.count = 0

    def emit(self, operands: list[Any], name: str) -> None:
        self.out.append((operands, _operator(name)))

    def run(self, instructions: list[tuple[list[Any], str]]) -> None:
        for operands, name in instructions:
            if name in _BUILD:
                if self.path_at is None:
                    self.path_at = len(self.out)
                self.emit(operands, name)
            elif name in _FILLS or name in _STROKES or name == "n":
                self.path(name)
            elif name in _SHOWS:
                self.show(operands, name)
            elif handler := getattr(self, f"on_{_WORDS[name]}" if name in _WORDS else "", None):
                handler(operands, name)
            else:
                self.emit(operands, name)

    def named(self, category: str, name: Any) -> Any:
        entries = self.source.get(category)
        return entries.get(str(name)) if entries is not None else None

    def added(self, category: str, value: Any) -> Name:
        if category not in self.resources:
            self.resources[category] = Dictionary()
        self.count += 1
        name = Name(f"/P{self.count}")
        self.resources[category][str(name)] = value
        return name

    # Colour

    def emit_paint(self, paint: Paint, stroke: bool) -> None:
        name = "rg" if self.pair is Pair.CHROMATIC else "g"
        self.emit(self.pair.paper(paint.inks), name.upper() if stroke else name)

    def set_paint(self, space: Any, values: list[float], stroke: bool) -> None:
        paint = self.state.stroke if stroke else self.state.fill
        paint.space = space
        try:
            paint.inks = device_inks(space, values, self.source)
        except MALFORMED as fault:
            self.writer.unknown.append(str(fault))
        described = space_of(space, self.source)
        paint.direct = described.family == "DeviceCMYK" or bool(described.colorants)
        self.emit_paint(paint, stroke)

    def on_device(self, operands: list[Any], name: str) -> None:
        self.set_paint(_FAMILIES[name.lower()], [float(value) for value in operands], name.isupper())

    def on_space(self, operands: list[Any], name: str) -> None:
        stroke, described = name.isupper(), space_of(operands[0], self.source)
        if described.family == "Pattern":
            (self.state.stroke if stroke else self.state.fill).space = operands[0]
            return
        start = [1.0] if described.colorants else [0.0] * described.components
        self.set_paint(operands[0], [0, 0, 0, 1.0] if described.family == "DeviceCMYK" else start, stroke)

    def on_colour(self, operands: list[Any], name: str) -> None:
        stroke = name.isupper()
        paint = self.state.stroke if stroke else self.state.fill
        if not operands or not isinstance(operands[-1], Name):
            self.set_paint(paint.space, [float(value) for value in operands], stroke)
            return
        pattern = self.named("/Pattern", operands[-1])
        if pattern is None:
            return
        values: list[Any] = []
        space: Any = Name.Pattern
        if operands[:-1]:
            under = resolve(paint.space, self.source)[1]
            values = self.pair.paper(device_inks(under, [float(v) for v in operands[:-1]], self.source))
            space = self.added("/ColorSpace", Array([Name.Pattern, self.pair.space]))
        made = self.attempt(lambda: self.pattern(pattern))
        if made is not None:
            self.emit([space], "CS" if stroke else "cs")
            self.emit([*values, self.added("/Pattern", made)], "SCN" if stroke else "scn")

    def attempt(self, make: Any) -> Any:
        """What `make` gives; None, with the reason kept, where the inks cannot be told."""
        depth = self.writer.depth
        try:
            return make()
        except MALFORMED as fault:
            self.writer.depth = depth
            self.writer.unknown.append(str(fault) or type(fault).__name__)
            return None

    def pattern(self, pattern: Any) -> Any:
        key = (pattern.objgen, self.pair)
        if int(pattern.PatternType) == 1:
            return self.writer.once(
                key, lambda: self.writer.form(pattern, self.source, self.pair, Graphics(), initial=True)
            )
        made = Dictionary(Type=Name.Pattern, PatternType=2)
        made.Shading = self.writer.shading(pattern.Shading, self.source, self.pair)
        if "/Matrix" in pattern:
            made.Matrix = self.writer.copied(pattern.Matrix)
        return made

    # Graphics state

    def on_save(self, operands: list[Any], name: str) -> None:
        self.stack.append(self.state.copy())
        self.emit(operands, name)

    def on_restore(self, operands: list[Any], name: str) -> None:
        if self.stack:
            self.state = self.stack.pop()
        self.emit(operands, name)

    def on_matrix(self, operands: list[Any], name: str) -> None:
        a, b, c, d, e, f = (float(value) for value in operands)
        self.state.ctm = times((a, b, c, d, e, f), self.state.ctm)
        self.emit(operands, name)

    def on_state(self, operands: list[Any], name: str) -> None:
        entry = self.named("/ExtGState", operands[0])
        if entry is None:
            return
        state = self.state
        state.mode = int(entry.get("/OPM", state.mode))
        if "/OP" in entry:
            state.stroke.overprint = bool(entry.OP)
            state.fill.overprint = bool(entry.get("/op", entry.OP))
        elif "/op" in entry:
            state.fill.overprint = bool(entry.op)
        state.blend = entry.get("/BM", state.blend)
        dropped = ("/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/BG", "/BG2", "/UCR", "/UCR2")
        kept = Dictionary(
            {key: self.writer.copied(value) for key, value in entry.items() if key not in dropped}
        )
        self.emit([self.added("/ExtGState", kept)], name)

    def on_render(self, operands: list[Any], name: str) -> None:
        self.state.render = int(operands[0])
        self.emit(operands, name)

    def on_font(self, operands: list[Any], name: str) -> None:
        font = self.named("/Font", operands[0])
        if font is None:
            raise ValueError(f"the font {operands[0]} is not in the resources")
        self.emit([self.added("/Font", self.writer.copied(font)), operands[1]], name)

    # Painting

    def kept(self, paint: Paint) -> bool | None:
        """Whether a paint leaves ink on these plates: yes, no, or (None) on some of them only, where it overprints."""
        if not (paint.overprint and paint.direct and self.state.mode == 1):
            return True
        inked = [paint.inks[plate] > 0 for plate in self.pair.value]
        return True if all(inked) else None if any(inked) else False

    def path(self, name: str) -> None:
        shown = name
        fill = self.kept(self.state.fill) if name in _FILLS else True
        stroke = self.kept(self.state.stroke) if name in _STROKES else True
        if fill is False:
            shown = _FILLS[shown]
        if stroke is False:
            shown = _STROKES[shown] if shown in _STROKES else "n"
        start = self.path_at if self.path_at is not None else len(self.out)
        self.path_at = None
        self.emit([], shown)
        if fill is None or stroke is None:
            self.darkened(start)

    def darkened(self, start: int) -> None:
        # More ink than before on the plates it has, the others as they were: never less than the press prints.
        self.out.insert(start, ([self.added("/ExtGState", Dictionary(BM=Name.Darken))], _operator("gs")))
        self.emit([self.added("/ExtGState", Dictionary(BM=self.state.blend))], "gs")

    def show(self, operands: list[Any], name: str) -> None:
        kept = self.kept(self.state.fill)
        if kept is False:
            self.emit([3], "Tr")
            self.emit(operands, name)
            self.emit([self.state.render], "Tr")
            return
        start = len(self.out)
        self.emit(operands, name)
        if kept is None:
            self.darkened(start)

    def on_draw(self, operands: list[Any], name: str) -> None:
        drawn = self.named("/XObject", operands[0])
        if drawn is None:
            return
        made = self.attempt(lambda: self.drawn(drawn))
        if made is not None:
            self.emit([self.added("/XObject", made)], name)

    def drawn(self, drawn: Any) -> Any:
        writer, state = self.writer, self.state
        if drawn.get("/Subtype") == Name.Form:
            # A form takes over the colours and overprint it is called with, so these are part of its identity.
            inherited = tuple(
                (paint.inks, paint.overprint and state.mode == 1 and paint.direct)
                for paint in (state.fill, state.stroke)
            )
            key = (drawn.objgen, self.pair, inherited)
            return writer.once(key, lambda: writer.form(drawn, self.source, self.pair, state))
        key = (drawn.objgen, self.pair, round(scale(state.ctm)))
        return writer.once(key, lambda: writer.image(drawn, self.source, self.pair, state.ctm))

    def on_inline(self, operands: list[Any], name: str) -> None:
        image = operands[0]
        made = self.attempt(lambda: self.inline(image))
        if made is not None:
            self.emit([self.added("/XObject", made)], "Do")

    def inline(self, image: Any) -> Any:
        drawn = self.writer.target.make_stream(image.read_bytes())
        for key, value in image.obj.items():
            full = _INLINE[str(key)] if str(key) in _INLINE else str(key)
            if full != "/Filter" and full != "/DecodeParms":
                drawn[full] = value
        return self.writer.image(drawn, self.source, self.pair, self.state.ctm)

    def on_shading(self, operands: list[Any], name: str) -> None:
        shading = self.named("/Shading", operands[0])
        if shading is None:
            return
        made = self.attempt(lambda: self.writer.shading(shading, self.source, self.pair))
        if made is not None:
            self.emit([self.added("/Shading", made)], name)

    def on_dropped(self, operands: list[Any], name: str) -> None:
        """Marked content and compatibility operators say nothing about ink."""


_INLINE = {
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

_WORDS = {
    **dict.fromkeys(("g", "rg", "k", "G", "RG", "K"), "device"),
    **dict.fromkeys(("cs", "CS"), "space"),
    **dict.fromkeys(("sc", "scn", "SC", "SCN"), "colour"),
    **dict.fromkeys(("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX", "ri", "i"), "dropped"),
    "q": "save",
    "Q": "restore",
    "cm": "matrix",
    "gs": "state",
    "Tr": "render",
    "Tf": "font",
    "Do": "draw",
    "sh": "shading",
    "INLINE IMAGE": "inline",
}
"""The method, `on_` and this word, that rewrites an operator; every other operator is kept as it is."""
