"""Separation: a PDF painted in sRGB becomes one in the inks of a printing condition, object by object."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Matrix, Name, ObjectStreamMode, Pdf, Stream

from brochurepress.artworks.artwork import PaintedArtwork
from brochurepress.artworks.press.separation import images
from brochurepress.artworks.press.separation.colour import (
    BLACK,
    CmykDestination,
    ColourComponents,
    Destination,
    InkPlan,
    LuminosityDestination,
    Unseparable,
    from_device,
)
from brochurepress.artworks.press.separation.images import SOURCES, space_name
from brochurepress.design import Box, OverprintDemands, Point, hull
from brochurepress.findings import Finding, Place, error
from brochurepress.pdf import inspect, saved
from brochurepress.wording import phrase, said

CLIPPING = frozenset(("W", "W*"))

SPLIT = {"B": ("f", "S"), "B*": ("f*", "S"), "b": ("f", "s"), "b*": ("f*", "s")}
"""The operators that fill and then stroke what one operator does at once."""


@dataclass(slots=True)
class CurrentPath:
    """The path under construction: its corners and control points."""

    points: list[Point] = field(default_factory=list)

    def add(self, operator: str, values: Sequence[float]) -> None:
        """The points of one construction operator."""
        if operator == "re":
            x, y, width, height = values
            self.points += [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            return
        if operator == "m" and len(self.points) == 1:
            self.points.clear()  # a move followed by a move draws nothing: SVG paths begin with one
        self.points += zip(values[::2], values[1::2], strict=True)

    def thickness(self, ctm: Matrix) -> float:
        """The smaller extent of the filled shape, in units of the space that the matrix leads to."""
        if not self.points:
            return math.inf
        box = hull(self.points)
        return min(box.width * math.hypot(ctm.a, ctm.b), box.height * math.hypot(ctm.c, ctm.d))

    def cell_placement(self, ctm: Matrix, pattern: Any) -> Matrix | None:
        """The matrix that draws a pattern's cell where its first tile lies, if the path is all within it."""
        matrix = inspect.matrix_entry(pattern)
        back, home = inverse(ctm), inverse(matrix)
        if int(pattern.PatternType) != 1 or not self.points or back is None or home is None:
            return None
        left, bottom, right, top = inspect.numbers(pattern.BBox)
        slack = 1e-3 * max(right - left, top - bottom)
        cell = Box(left, bottom, right, top).grown(slack)
        steps = float(pattern.get("/XStep", 0)), float(pattern.get("/YStep", 0))
        if abs(steps[0]) < right - left - slack or abs(steps[1]) < top - bottom - slack:
            return None  # the cells overlap: a second one shows within the first
        into = ctm @ home
        inside = cell.around(hull(into.transform(point) for point in self.points)) == cell
        return matrix @ back if inside else None


def inverse(matrix: Matrix) -> Matrix | None:
    """The transformation back, or None when the matrix flattens everything."""
    flat = abs(matrix.a * matrix.d - matrix.b * matrix.c) < 1e-12
    return None if flat else matrix.inverse()


DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
"""Names of colour spaces that take the place of the device spaces (ISO 32000-1, 8.6.5.6)."""

KNOWN = (*SOURCES, "Pattern")

FORM = {"/Type": Name.XObject, "/Subtype": Name.Form}

NAMING = {"Do": "/XObject", "sh": "/Shading", "cs": "/ColorSpace", "CS": "/ColorSpace"}
"""Operators that stay with the object that they name when what it should become is refused."""

PARAMETERS = frozenset("/Type /LW /LC /LJ /ML /D /RI /FL /SA /BM /ca /CA /AIS /TK".split())
"""Entries of a graphics state parameter dictionary that mean the same in ink (ISO 32000-1, table 58)."""


@dataclass
class SeparationState(inspect.GraphicsState):
    """The graphics state as separated: a colour is components in the destination, None while it is inherited.

    `overprint` tells whether overprint is switched on in what is written; the source's own is not taken over.
    """

    overprint: bool = False

    def overprinted(self, painted: tuple[bool, bool], small: tuple[bool, bool]) -> tuple[bool, bool]:
        """Whether fill and stroke overprint: what is small and black; one that is not painted follows."""
        fill = small[0] and self.is_black(self.fill)
        stroke = small[1] and self.is_black(self.stroke)
        if not any(painted):
            return self.overprint, self.overprint
        return fill if painted[0] else stroke, stroke if painted[1] else fill

    def is_black(self, paint: inspect.Paint) -> bool:
        """Whether a paint is opaque 100 % K and nothing else, in Normal blending without a soft mask."""
        return self.blend == "Normal" and not self.masked and paint.colour == BLACK and paint.alpha == 1


class ContentRewriter(inspect.Rewriter):
    """One content stream rewritten for a destination; `size` is its scale on the page."""

    OPERATORS = (
        inspect.Rewriter.OPERATORS | dict.fromkeys(("BMC", "EMC", "MP", "DP"), "dropped") | {"BDC": "begin_marked"}
    )
    state: SeparationState

    def __init__(
        self, objects: SeparatedObjects, resources: Any, to: Destination, overprint: OverprintDemands, size: float = 1.0
    ) -> None:
        super().__init__(resources, SeparationState())
        self._objects, self._to, self._size = objects, to, size
        self._limits = overprint
        self._may_overprint = overprint.black and to.space == Name.DeviceCMYK
        self._path = CurrentPath()

    def start(self) -> None:
        """Sets black in ink, where the stream would start in grey."""
        for stroke in (False, True):
            self._ink(self.state.paint(stroke), self._to.process(BLACK), stroke)

    def rewrite(self, stream: Any) -> None:
        """Rewrites a stream; what cannot be separated is refused and stays."""
        spaces = self.resources.get("/ColorSpace", Dictionary())
        for name in DEFAULTS:
            if name in spaces:
                told = phrase("part/page-with", name=name[1:])
                self._objects.refuse(Unseparable(told, phrase("part/write-colours")))
        super().rewrite(stream)

    def step(self, operands: Sequence[Any], name: str) -> None:
        """Takes one instruction; one that cannot be separated is refused and stays."""
        try:
            super().step(operands, name)
        except Unseparable as fault:
            self._objects.refuse(fault)
            if (kind := NAMING.get(name)) and (source := self.named(kind, operands[0])) is not None:
                self.use(kind, str(operands[0]), source)
            self.other()

    def dropped(self, operands: Sequence[Any], name: str) -> None:
        """Marked content: tags, which a press file does not have."""

    def begin_marked(self, operands: Sequence[Any], name: str) -> None:
        """BDC: a tag; or a layer, which cannot be separated."""
        if operands[0] == Name.OC:
            raise Unseparable(phrase("part/content-layer"), phrase("part/paint-without-layers"))

    def _resource(self, kind: str, name: Any) -> Any:
        found = self.named(kind, name)
        if found is None:
            raise Unseparable(phrase("part/name-missing", name=name), phrase("part/paint-file"))
        return found

    # Graphics state and colour

    def parameters(self, operands: Sequence[Any], name: str) -> None:
        """gs: the parameters that mean the same in ink."""
        source = self._resource("/ExtGState", operands[0])
        self.set_parameters(operands[0], source)
        made = self._objects.parameters(source, self._to)
        self.add("gs", self.use("/ExtGState", str(operands[0]), made))

    def _overprint(self, on: bool, at: int | None = None) -> None:
        """Overprint switched where it is not so already: before a path when one is under construction."""
        on = on and self._may_overprint
        if on != self.state.overprint:
            self.state.overprint = on
            name = "/Overprint" if on else "/Knockout"
            self.add("gs", self.use("/ExtGState", name, self._objects.overprint[on]), at=at)

    def _ink(self, paint: inspect.Paint, colour: ColourComponents, stroke: bool) -> None:
        paint.colour, paint.pattern, paint.pending = colour, "", False
        operator = "k" if len(colour) == 4 else "g"
        self.add(operator.upper() if stroke else operator, *colour)

    def colour_space(self, operands: Sequence[Any], name: str) -> None:
        """cs: a device space, that of patterns or CIE L*a*b*; any other is refused and stays."""
        own = space_name(operands[0])
        space = operands[0] if own in KNOWN else self._resource("/ColorSpace", operands[0])
        if (own := space_name(space)) not in (*KNOWN, "Lab"):
            paint = self.state.paint(name.isupper())
            paint.described = replace(paint.described, family=own)
            raise Unseparable(phrase("part/colour-own", own=own), phrase("part/write-colours"))
        super().colour_space(operands, name)

    def set_initial(self, paint: inspect.Paint, stroke: bool) -> None:
        """The initial colour of a space; in CIE L*a*b*, where the engine always sets one, nothing is written for it."""
        if paint.described.family != "Lab":
            super().set_initial(paint, stroke)

    def set_colour(self, paint: inspect.Paint, values: list[float], stroke: bool) -> None:
        """A colour of a device space or CIE L*a*b* becomes ink; one of an unknown space stays."""
        family = paint.described.family
        if family in SOURCES:
            self._ink(paint, from_device(values, self._to), stroke)
        elif family == "Lab":
            white = inspect.numbers(paint.space[1].WhitePoint)
            self._ink(paint, self._to.flat(inspect.lab_to_rgb(values, white)), stroke)
        elif family != "Pattern":
            self.other()

    def set_pattern(self, paint: inspect.Paint, pattern: str, values: list[float], stroke: bool) -> None:
        """A pattern waits until something is painted with it: one of a single cell is never written at all."""
        source = self._resource("/Pattern", pattern)
        if values or int(source.get("/PaintType", 1)) == 2:
            raise Unseparable(phrase("part/uncoloured-tiling"), phrase("part/give-pattern"))
        paint.colour, paint.pattern, paint.pending = None, pattern, True
        if stroke:
            self._settle(paint, stroke=True)

    def _settle(self, paint: inspect.Paint, *, stroke: bool = False, at: int | None = None) -> None:
        """A pattern that waited is written, because something is painted with it."""
        if paint.pending:
            paint.pending = False
            made = self._objects.pattern(self._resource("/Pattern", paint.pattern), self._to, self._size)
            name = self.use("/Pattern", paint.pattern, made)
            at = len(self.out) if at is None else at
            self.add("SCN" if stroke else "scn", name, at=at)
            self.add("CS" if stroke else "cs", Name.Pattern, at=at)

    # Text

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font, as it is; raises Unseparable for one of Type 3, whose glyphs have colours of their own."""
        font = self._resource("/Font", operands[0])
        self.state.size = float(operands[1])
        self.use("/Font", str(operands[0]), font)
        if font.Subtype == Name.Type3:
            raise Unseparable(phrase("part/text-bitmap", operands=operands[0]), phrase("part/use-outline"))
        self.other()

    def show(self, operands: Sequence[Any], name: str) -> None:
        """Tj, TJ, ', ": text, which overprints where it is small and black."""
        state = self.state
        fills, strokes = state.render % 4 in (0, 2), state.render % 4 in (1, 2)
        if fills:
            self._settle(state.fill)
        placed = state.text_matrix @ state.ctm
        small = abs(state.size) * math.hypot(placed.c, placed.d) * self._size < self._limits.text_below_pt
        self._overprint(all(state.overprinted((fills, strokes), (small, small))))
        self.other()

    # Paths

    def construct(self, operands: Sequence[Any], name: str) -> None:
        """m, l, c, v, y, re, h, W: one more instruction of the path; its points where what is painted hangs on them."""
        fill = self.state.fill
        if (fill.pending or fill.colour == BLACK) and name not in ("h", *CLIPPING):
            self._path.add(name, inspect.numbers(operands))
        super().construct(operands, name)

    def paint_path(self, operands: Sequence[Any], name: str) -> None:
        """f, S, B, n and their kin: a path, which overprints where it is thin and black."""
        fills, strokes = inspect.PAINTING[name]
        path, self._path = self._path, CurrentPath()
        state = self.state
        limit = self._limits.line_below_pt / self._size
        small = path.thickness(state.ctm) < limit, state.line_width * inspect.scale(state.ctm) < limit
        fill, stroke = state.overprinted((fills, strokes), small)
        try:
            self._overprint(fill, self.path_start)
            if fills and state.fill.pending:
                if not strokes and self._untiled(path, name):
                    return
                self._settle(state.fill, at=self.path_start)
            if fill != stroke and self._may_overprint:
                # As two: renderers differ on a fill and a stroke of which only one overprints.
                drawn = self.out[self.path_start :]
                self.out[self.path_start :] = [part for part in drawn if str(part.operator) not in CLIPPING]
                self.add(SPLIT[name][0])
                self._overprint(stroke)
                self.out += drawn
                self.add(SPLIT[name][1])
            else:
                self.other()
        finally:
            self.path_length = 0

    def _untiled(self, path: CurrentPath, operator: str) -> bool:
        """A fill within one cell of its tiling pattern, painted as the clipped cell itself.

        A pattern is placed relative to its page and would be lost when pages are imposed as forms; and some
        renderers show seams between cells.
        """
        pattern = self._resource("/Pattern", self.state.fill.pattern)
        placement = path.cell_placement(self.state.ctm, pattern)
        if placement is None:
            return False
        size = self._size * inspect.scale(self.state.ctm) * inspect.scale(placement)
        cell = self._objects.cell(pattern, self._to, size)
        self.add("q", at=self.path_start)
        self.add("W*" if operator == "f*" else "W")
        self.add("n")
        self.add("cm", *(round(part, 6) for part in placement.shorthand))
        self.add("Do", self.use("/XObject", self.state.fill.pattern, cell))
        self.add("Q")
        return True

    # Objects

    def draw(self, operands: Sequence[Any], name: str) -> None:
        """Do: a form or an image in ink."""
        source = self._resource("/XObject", operands[0])
        self._overprint(False)
        self._settle(self.state.fill)
        if "/OC" in source:
            raise Unseparable(phrase("part/object-layer"), phrase("part/paint-without-layers"))
        if source.Subtype == Name.Form:
            size = self._size * inspect.scale(self.state.ctm) * inspect.scale(inspect.matrix_entry(source))
            made = self._objects.form(source, self._to, size, self.resources)
        elif source.Subtype == Name.Image:
            made = self._objects.image(source, self._to)
        else:
            raise Unseparable(phrase("part/object-postscript"), phrase("part/remove"))
        self.add("Do", self.use("/XObject", str(operands[0]), made))

    def shade(self, operands: Sequence[Any], name: str) -> None:
        """sh: a shading in ink."""
        source = self._resource("/Shading", operands[0])
        self._overprint(False)
        self.add("sh", self.use("/Shading", str(operands[0]), self._objects.shading(source, self._to)))

    def inline_image(self, operands: Sequence[Any], name: str) -> None:
        """BI ... EI: raises Unseparable."""
        raise Unseparable(phrase("part/image-inside"), phrase("part/embed-image"))


class SeparatedObjects:
    """The objects of one PDF by the object they came from."""

    def __init__(self, pdf: Pdf, limits: OverprintDemands, artwork: str) -> None:
        self._pdf, self._limits, self._artwork = pdf, limits, artwork
        self._objects = inspect.MadeOnce()
        self.found: dict[str, Finding] = {}
        """One finding for each object that was not known, with the first page that shows it, by its message."""
        self.page = 0
        self.overprint = [
            pdf.make_indirect(Dictionary(Type=Name.ExtGState, OP=on, op=on, OPM=int(on))) for on in (False, True)
        ]
        """Overprint of fills and strokes off and on: an ink of 0 % leaves what is under it (OPM 1; GWG R0009)."""

    def refuse(self, fault: Unseparable) -> None:
        """A finding: the object keeps its colours, and the artwork is withheld."""
        place = Place(page=self.page, artwork=self._artwork)
        found = error("separation/unknown", place, fault=fault, hint=fault.hint)
        self.found.setdefault(found.message, found)

    def form(self, source: Any, to: Destination, size: float, inherited: Any) -> Any:
        """A form XObject drawn at a scale; without resources of its own it has those `inherited`."""
        if "/Ref" in source:
            raise Unseparable(phrase("part/form-reference"), phrase("part/paint-form"))
        entries = FORM | {key: source[key] for key in ("/BBox", "/Matrix") if key in source}
        if "/Group" in source:
            entries["/Group"] = _group(source.Group, to)
        return self._content(source, source.get("/Resources", inherited), to, size, entries)

    def cell(self, source: Any, to: Destination, size: float) -> Any:
        """The cell of a tiling pattern as an isolated group of its own (ISO 32000-1, 11.6.7)."""
        entries = FORM | {"/BBox": source.BBox, "/Group": _group(Dictionary(I=True), to)}
        return self._content(source, source.Resources, to, size, entries, "cell")

    def pattern(self, source: Any, to: Destination, size: float) -> Any:
        """A tiling pattern with its content, or a shading pattern with its functions, in the destination."""
        if int(source.PatternType) == 2:
            return self._once(source, (to.space,), lambda: self._shading_pattern(source, to))
        keys = ("/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix")
        entries = {key: source[key] for key in keys if key in source}
        size *= inspect.scale(inspect.matrix_entry(source))
        return self._content(source, source.Resources, to, size, entries, "pattern")

    def _content(
        self, source: Any, resources: Any, to: Destination, size: float, entries: dict[str, Any], kind: str = ""
    ) -> Any:
        """A stream rewritten: a form starts in the colour that it is drawn in, one of a `kind` of its own in black."""

        def made() -> Any:
            written = ContentRewriter(self, resources, to, self._limits, size)
            if kind:
                written.start()
            written.rewrite(source)
            return self._pdf.make_indirect(Stream(self._pdf, written.data, entries | {"/Resources": written.used}))

        return self._once(source, (kind, to.space, round(size, 3)), made)

    def _shading_pattern(self, source: Any, to: Destination) -> Any:
        if "/ExtGState" in source:
            raise Unseparable(phrase("part/shading-pattern"), phrase("part/use-plain"))
        made = Dictionary(Type=Name.Pattern, PatternType=2, Shading=self.shading(source.Shading, to))
        if "/Matrix" in source:
            made.Matrix = source.Matrix
        return self._pdf.make_indirect(made)

    def image(self, source: Any, to: Destination) -> Any:
        """An image XObject, as `images.image` makes it."""
        return self._once(source, (to.space,), lambda: images.image(self._pdf, source, to))

    def shading(self, source: Any, to: Destination) -> Any:
        """A shading, as `images.shading` makes it."""
        return self._once(source, (to.space,), lambda: self._pdf.make_indirect(images.shading(self._pdf, source, to)))

    def parameters(self, source: Any, to: Destination) -> Any:
        """Graphics state parameters without overprint, which is set anew, and with the soft mask in grey."""
        unknown = set(source.keys()) - PARAMETERS - {"/SMask", "/OP", "/op", "/OPM"}
        if unknown:
            named = ", ".join(sorted(unknown))
            raise Unseparable(phrase("part/graphics-state", named=named), phrase("part/paint-without-halftones"))
        made = Dictionary({key: value for key, value in source.items() if key in PARAMETERS})
        if "/SMask" in source:
            made.SMask = source.SMask if source.SMask == Name("/None") else self._soft_mask(source.SMask, to)
        return made

    def _soft_mask(self, source: Any, to: Destination) -> Dictionary:
        """A soft mask: of luminosity blended in grey, exact whatever the ICC profile; of alpha in ink."""
        if "/TR" in source and Name.Identity != source.TR:
            raise Unseparable(phrase("part/soft-mask"), phrase("part/paint-without"))
        space: Destination = LuminosityDestination() if Name.Luminosity == source.S else to
        group = _group(source.G.Group, space)
        group.CS = space.space
        entries = FORM | {key: source.G[key] for key in ("/BBox", "/Matrix") if key in source.G} | {"/Group": group}
        resources = source.G.get("/Resources", Dictionary())
        made = Dictionary(Type=Name.Mask, S=source.S)
        made.G = self._content(source.G, resources, space, 1.0, entries, "mask")
        if "/BC" in source:
            made.BC = Array(from_device(inspect.numbers(source.BC), space))
        return made

    def _once(self, source: Any, variant: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What was made of an object for this variant before; a direct object is made anew."""
        try:
            return self._objects.of(source, tuple(str(part) for part in variant), make)
        except inspect.EndlessContent as fault:
            raise Unseparable(said(fault), phrase("part/paint-file")) from fault


def _group(group: Any, to: Destination) -> Dictionary:
    """A transparency group that blends in ink, or as the mask does that it stands in (GWG R0030)."""
    made = Dictionary(Type=Name.Group, S=Name.Transparency)
    if to.space == Name.DeviceCMYK:
        made.CS = to.space
    for key in ("/I", "/K"):
        if key in group:
            made[key] = group[key]
    return made


def separate(pdf: bytes, plan: InkPlan, artwork: str = "press") -> PaintedArtwork:
    """The PDF with every colour in DeviceCMYK, soft masks in DeviceGray, black overprinting as the plan says.

    Flat colours become their exact recipe, neutrals K alone, the rest goes through the ICC profile. Each page
    gets resources of its own that hold only what it names. An object that is not known keeps its colour and
    is a finding of severity error (rule separation/unknown) with the page that shows it first.
    """
    source = pikepdf.open(io.BytesIO(pdf))
    objects = SeparatedObjects(source, plan.overprint, artwork)
    inks = CmykDestination(plan)
    for objects.page, page in enumerate(source.pages, 1):
        written = ContentRewriter(objects, page.resources, inks, plan.overprint)
        written.start()
        written.rewrite(page)
        page.obj.Contents = source.make_stream(written.data)
        page.obj.Resources = written.used
        page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK, I=True, K=False)
    made = saved(source, compress_streams=False, object_stream_mode=ObjectStreamMode.disable)
    most = plan.ink_limit_percent
    heavy = (
        error("separation/ink-limit", srgb=srgb, ink=sum(ink), ink_limit_percent=most)
        for srgb, ink in plan.recipes.items()
        if sum(ink) > most
    )
    return PaintedArtwork(made, (*heavy, *objects.found.values()))
