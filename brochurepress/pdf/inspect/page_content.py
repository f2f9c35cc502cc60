"""Everything a page paints, through forms, patterns, soft masks and Type 3 glyphs (ISO 32000-1, 8 and 9)."""

import math
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pikepdf
from pikepdf import Matrix

from brochurepress.design import Box, Point, hull
from brochurepress.pdf.inspect import prohibited
from brochurepress.pdf.inspect.colour_spaces import INITIAL, UNKNOWN, image_space, is_masked_away, named_inks, space_of
from brochurepress.pdf.inspect.fonts import TextFont, differences
from brochurepress.pdf.inspect.functions import numbers
from brochurepress.pdf.inspect.interpreter import (
    OPERANDS,
    PAINTING,
    GraphicsState,
    Interpreter,
    Known,
    Paint,
    matrix_entry,
    matrix_of,
    narrowest,
    scale,
    starting,
    transformed,
)
from brochurepress.pdf.inspect.model import (
    ColourSpace,
    ContainingStream,
    Flaw,
    FlawKind,
    FontUse,
    ImageUse,
    OverprintState,
    PageContent,
    PaintedColour,
    PaintedObject,
    PaintKind,
    PaintSettings,
    TransparencyGroup,
)
from brochurepress.pdf.inspect.streams import (
    MALFORMED,
    ContentLimitExceeded,
    EndlessContent,
    Streams,
    WalkLimits,
    box_of,
    demand,
    object_of,
    reason,
)
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName

DEFAULT_SPACES = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
"""Colour spaces of the resources that stand in for the device's own (ISO 32000-1, 8.6.5.6)."""

_STRINGS = (bytes, pikepdf.String)


def read_content(page: Any, number: int, streams: Streams) -> PageContent:
    """Everything a page paints; where it is malformed, what was read up to there and the fault."""
    walk = _Walk(number, streams)
    resources = page.obj.get("/Resources", pikepdf.Dictionary())
    fault, drawable, limited = "", True, False
    try:
        walk.read(page, resources, starting(INITIAL), ContainingStream.PAGE)
    except MALFORMED as error:
        fault, drawable = reason(error), not isinstance(error, EndlessContent)
        limited = isinstance(error, ContentLimitExceeded)
        if drawable and not _ends(page, resources, streams):
            fault, drawable = f"{fault}; and it paints without end", False
    return PageContent(
        tuple(walk.painted),
        tuple(dict.fromkeys(walk.fonts)),
        tuple(dict.fromkeys(walk.groups)),
        tuple(dict.fromkeys(walk.flaws)),
        walk.opi,
        fault,
        drawable,
        limited,
    )


class _Walk:
    """One page being read: what it painted so far, and the streams that are open."""

    def __init__(self, page: int, streams: Streams) -> None:
        self.page, self.streams, self.guard = page, streams, WalkLimits(streams)
        self.painted: list[PaintedObject] = []
        self.fonts: list[FontUse] = []
        self.groups: list[TransparencyGroup] = []
        self.flaws: list[Flaw] = []
        self.opi = 0
        self.shown: dict[int, set[int]] = {}
        streams.shown = page, self.shown
        self.visited: set[Any] = set()
        self._colours: dict[Any, PaintedColour] = {}
        self._settings: dict[Any, PaintSettings] = {}

    def read(
        self, stream: Any, resources: Any, state: GraphicsState, within: ContainingStream, known: Known | None = None
    ) -> None:
        """Reads a content stream, with its own resources if it has any, from a state."""
        named = resources.get("/ColorSpace")
        for space in DEFAULT_SPACES if isinstance(named, pikepdf.Dictionary) else ():
            if named.get(space) is not None:
                self.flaws.append(Flaw(FlawKind.DEFAULT_SPACE, space[1:]))
        reader = _ContentReader(self, resources, state, within, known)
        with self.guard.entered(stream) as instructions:
            if (key := ("order", object_of(stream).objgen)) not in self.visited:
                self.visited.add(key)
                self.flaws += prohibited.disorder(instructions)
            reader.run(instructions)
        if reader.stack:
            self.flaws.append(Flaw(FlawKind.NESTING, "q"))

    def colour(self, space: ColourSpace, values: tuple[float, ...] | None = None) -> PaintedColour:
        """A colour of a space; the same object for the same colour."""
        key = id(space), values
        if (colour := self._colours.get(key)) is None:
            known = None if values is None else named_inks(space, values)
            if values is not None and not prohibited.is_colour(space, values):
                self.flaws.append(Flaw(FlawKind.ENTRY, str(space)))
            colour = self._colours[key] = PaintedColour(space, values or (), known)
        return colour

    def settings(self, paint: Paint, state: GraphicsState, colour: PaintedColour) -> PaintSettings:
        """How a colour prints as a paint; the same object for what prints the same way."""
        key = id(colour), paint.overprint, state.overprint_mode, paint.alpha, state.blend
        if (settings := self._settings.get(key)) is None:
            overprint = OverprintState(paint.overprint, state.overprint_mode)
            settings = self._settings[key] = PaintSettings(colour, overprint, paint.alpha, state.blend)
        return settings


class _ContentReader(Interpreter):
    """Everything one content stream paints, operator by operator."""

    def __init__(
        self, walk: _Walk, resources: Any, state: GraphicsState, within: ContainingStream, known: Known | None
    ) -> None:
        super().__init__(resources, state, known)
        self.walk, self.within = walk, within
        self.clipping, self.stretch = False, 1.0
        self.points: list[Point] = []

    def malformed(self, name: str) -> None:
        """An instruction that cannot be carried out is a flaw."""
        self.walk.flaws.append(Flaw(FlawKind.OPERANDS if name in OPERANDS else FlawKind.OPERATOR, name))

    def named(self, category: str, name: Any) -> Any:
        """What the resources hold under a name; what they do not hold is a flaw."""
        found = super().named(category, name)
        if found is None:
            self.walk.flaws.append(Flaw(FlawKind.MISSING, f"{category[1:]} {str(name).lstrip('/')}"))
        return found

    def paint(self, kind: PaintKind, box: Box, **what: Any) -> None:
        """An object is painted: its box is cut by that of the clipping path."""
        if not scale(self.state.ctm):
            self.walk.flaws.append(Flaw(FlawKind.ENTRY, "Matrix, cm"))
        visible = box.within(self.state.clip)
        self.walk.painted.append(
            PaintedObject(kind, visible, self.walk.page, self.within, extent=(box.width, box.height), **what)
        )

    def settings(self, paint: Paint, colour: PaintedColour | None = None) -> PaintSettings:
        """How a paint, or another colour in its place, prints just now."""
        return self.walk.settings(paint, self.state, colour or paint.colour)

    def flat(self, used: bool, paint: Paint) -> PaintSettings | None:
        """How a paint prints if it is used and no pattern."""
        return self.settings(paint) if used and not paint.pattern else None

    def properties(self, operands: Sequence[Any], name: str) -> None:
        """BDC, DP: properties of the resources, or in the content itself."""
        if operands[0] == pikepdf.Name.OC:
            self.walk.flaws.append(Flaw(FlawKind.LAYER, str(operands[1])[1:]))
        if isinstance(operands[1], pikepdf.Name):
            self.named("/Properties", operands[1])

    # Graphics state and colour

    def set_state(self, operands: Sequence[Any], name: str) -> None:
        """See Interpreter; Q where no state is kept is a flaw."""
        if name == "Q" and not self.stack:
            self.walk.flaws.append(Flaw(FlawKind.NESTING, "Q"))
        super().set_state(operands, name)

    def parameters(self, operands: Sequence[Any], name: str) -> None:
        """gs: what an entry of ExtGState sets."""
        entry = self.named("/ExtGState", operands[0])
        if entry is None:
            return
        self.set_parameters(operands[0], entry)
        if self.told("font of", operands[0], lambda: "/Font" in entry):
            self.use_font(entry.Font[0], float(entry.Font[1]))
        self.told("flaws", operands[0], lambda: self.find_flaws(entry))
        mask = self.told("mask", operands[0], lambda: entry.get("/SMask"))
        if mask is not None:
            self.state.masked_away = isinstance(mask, pikepdf.Dictionary) and self.soft_mask(mask)

    def find_flaws(self, entry: Any) -> None:
        """Notes what no graphics state may ask for."""
        for key in ("/TR", "/TR2", "/HTP"):
            if key in entry and (key, entry[key]) != ("/TR2", pikepdf.Name.Default):
                self.walk.flaws.append(Flaw(FlawKind.TRANSFER, key[1:]))
        halftone = entry.get("/HT")
        for part in (halftone, *halftone.values()) if isinstance(halftone, pikepdf.Dictionary) else (halftone,):
            if isinstance(part, pikepdf.Dictionary | pikepdf.Stream) and (
                "/HalftoneName" in part or int(part.get("/HalftoneType", 1)) not in (1, 5)
            ):
                self.walk.flaws.append(Flaw(FlawKind.HALFTONE, "HT"))
        self.walk.flaws += prohibited.odd_parameters(entry)
        modes = {str(mode)[1:] for mode in prohibited.listed(entry.get("/BM", pikepdf.Name.Normal))}
        if not modes & prohibited.BLEND_MODES:
            self.walk.flaws.append(Flaw(FlawKind.BLEND_MODE, " ".join(sorted(modes))))
        if "/RI" in entry:
            self.intent([entry.RI], "ri")

    def soft_mask(self, mask: Any) -> bool:
        """Reads the group of a soft mask; whether it hides everything, by its flat colours or because it is empty."""
        form, before = mask.G, len(self.walk.painted)
        self.group(form, ContainingStream.MASK, mask.get("/S") == pikepdf.Name("/Luminosity"))
        inner = starting(INITIAL, matrix_entry(form) @ self.state.ctm)
        self.walk.read(form, form.get("/Resources", self.resources), inner, ContainingStream.MASK)
        dark = mask.get("/S") == pikepdf.Name.Luminosity
        inks = (ink for painted in self.walk.painted[before:] for ink in painted.inks)
        unseen = all(ink.alpha == 0 or (dark and ink.colour.is_black) for ink in inks)
        return unseen and "/TR" not in mask and not any(numbers(mask.get("/BC", [])))

    def group(self, form: Any, within: ContainingStream, luminosity: bool) -> None:
        """Notes the transparency group of a form, if it is one."""
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), self.resources).family if "/CS" in group else ""
            self.walk.groups.append(TransparencyGroup(within, space, luminosity))

    def set_colour(self, paint: Paint, values: list[float], stroke: bool, pattern: str = "") -> None:
        """A colour becomes the current one of fills or strokes."""
        paint.colour, paint.pattern = self.walk.colour(paint.described, tuple(values)), pattern

    def set_pattern(self, paint: Paint, pattern: str, values: list[float], stroke: bool) -> None:
        """A pattern becomes the current one of fills or strokes."""
        self.set_colour(paint, values, stroke, pattern)

    def follow(self, used: bool, paint: Paint, box: Box) -> None:
        """Reads the pattern, if it is one, that paints an area."""
        pattern = self.named("/Pattern", paint.pattern) if used and paint.pattern else None
        if pattern is None:
            return
        if int(pattern.get("/PatternType", 0)) == 2:
            fill = self.settings(self.state.fill, self.shading(pattern.Shading))
            self.paint(PaintKind.SHADING, box, fill=fill)
        elif pattern.objgen in self.walk.guard.open or pattern.objgen not in self.walk.visited:
            box = box_of(pattern.BBox)
            if not box.width * box.height * float(pattern.XStep) * float(pattern.YStep):
                self.walk.flaws.append(Flaw(FlawKind.ENTRY, "BBox, XStep, YStep"))
            # One visit tells what a tile is painted with; where its copies fall is the area it fills. One that is open
            # paints itself, which the guard refuses.
            self.walk.visited.add(pattern.objgen)
            inner = starting(INITIAL, matrix_entry(pattern))
            if pattern.get("/PaintType") == 2:
                under = space_of(paint.space[1], self.resources)
                colour = self.walk.colour(under, paint.colour.values)
                inner.fill.colour = inner.stroke.colour = colour
                inner.fill.described = inner.stroke.described = under
            resources = pattern.get("/Resources", self.resources)
            self.walk.read(pattern, resources, inner, ContainingStream.PATTERN)

    def shading(self, shading: Any) -> PaintedColour:
        """What a shading says of its colours: their space."""
        return self.walk.colour(space_of(shading.get("/ColorSpace"), self.resources))

    def intent(self, operands: Sequence[Any], name: str) -> None:
        """ri: the rendering intent."""
        if str(operands[0]) not in prohibited.RENDERING_INTENTS:
            self.walk.flaws.append(Flaw(FlawKind.INTENT, str(operands[0])[1:]))

    # Text

    def font(self, operands: Sequence[Any], name: str) -> None:
        """Tf: a font of the resources, in a size."""
        found = self.named("/Font", operands[0])
        if found is None:
            raise ValueError(phrase("part/font-not-resources", operands=operands[0]))
        self.use_font(found, float(operands[1]))

    def use_font(self, font: Any, size: float) -> None:
        """A font becomes the current one."""
        face = self.walk.streams.face(font)
        self.state.face, self.state.size = face, size

    def show(self, operands: Sequence[Any], name: str) -> None:
        """Tj, TJ, ', ": shows strings, on the next line and with other spacing where the operator says so."""
        state = self.state
        if name == '"':
            state.word_space, state.character_space = float(operands[0]), float(operands[1])
        if name in ("'", '"'):
            self.set_state([], "T*")
        parts = operands[0] if name == "TJ" else [operands[-1 if name in ("'", '"') else 0]]
        face = state.face
        if face is None:
            raise ValueError(phrase("part/text-shown"))
        advance, codes = self.advance(face, parts)
        self.walk.shown.setdefault(id(face), set()).update(codes)
        if state.render != 3:
            self.walk.fonts.append(face.font)
            self.walk.flaws += [Flaw(kind, face.font.name) for kind in {*map(face.flaw, codes)} if kind]
        placed = state.text_matrix @ state.ctm
        low, high = (extent / 1000 * state.size + state.rise for extent in (face.descent, face.ascent))
        state.text_matrix = state.text_matrix.translated(advance, 0)
        box = transformed(placed, Box(min(0, advance), min(low, high), max(0, advance), max(low, high)))
        if face.glyphs is not None:
            self.type3(face, codes, placed)
        if state.render != 3:
            self.text(face, codes, box, placed)

    def advance(self, face: TextFont, parts: Any) -> tuple[float, list[int]]:
        """How far strings and kerning lead, in text space, and their character codes."""
        state, each = self.state, face.code_bytes
        strings, kerning = list[bytes](), list[float]()
        for part in parts:  # a number is told at once, an object of pikepdf only by a call
            if isinstance(part, float) or not isinstance(part, _STRINGS):
                kerning.append(float(part) / 1000)
            else:
                strings.append(bytes(part))
        shown = b"".join([string[: len(string) // each * each] for string in strings])
        codes, width, missing = face.codes(shown), face.widths.get, face.default_width
        glyphs = sum([width(code, missing) for code in codes]) * abs(face.matrix[0])
        spaces = codes.count(32) if face.code_bytes == 1 else 0
        spread = len(codes) * state.character_space + spaces * state.word_space
        # Letters set close are narrow ones; a move to elsewhere takes no more from a line than one letter.
        letter = glyphs / (len(codes) or 1)
        close = sum([kern if kern < letter else letter for kern in kerning]) - spread / (state.size or 1)
        self.stretch = state.stretch * (min(1.0, 1 - close / glyphs) if glyphs and len(codes) > 2 else 1.0)
        return ((glyphs - sum(kerning)) * state.size + spread) * state.stretch, codes

    def text(self, face: TextFont, codes: list[int], box: Box, placed: Matrix) -> None:
        """Text in this box is painted."""
        state = self.state
        mode, turn = state.render % 4, placed.a * placed.d - placed.b * placed.c
        fills, strokes = mode in (0, 2), mode in (1, 2)
        self.follow(fills, state.fill, box)
        self.paint(
            PaintKind.TEXT,
            box,
            fill=self.flat(fills, state.fill),
            stroke=self.flat(strokes, state.stroke),
            size_pt=abs(state.size) * (placed.c**2 + placed.d**2) ** 0.5,
            line_pt=state.line_width * narrowest(state.ctm) if strokes else 0.0,
            font=face.font.name,
            text=face.text(codes),
            stretch=self.stretch * turn / (placed.c**2 + placed.d**2 or 1) if face.glyphs is None else 1.0,
        )

    def type3(self, face: TextFont, codes: list[int], placed: Matrix) -> None:
        """Reads the glyphs of a Type 3 font, each once a page."""
        procedures, names = face.glyphs.CharProcs, dict(differences(face.glyphs))
        for code in dict.fromkeys(codes):
            glyph = procedures.get(f"/{names[code]}") if code in names else None
            if glyph is None or ("glyph", glyph.objgen) in self.walk.visited:
                continue
            self.walk.visited.add(("glyph", glyph.objgen))
            inner = self.state.saved()
            size = self.state.size
            inner.ctm = matrix_of(face.matrix) @ (Matrix(size, 0, 0, size, 0, 0) @ placed)
            resources = face.glyphs.get("/Resources", self.resources)
            self.walk.read(glyph, resources, inner, ContainingStream.GLYPH)

    # Paths, images, forms and shadings

    def construct(self, operands: Sequence[Any], name: str) -> None:
        """m, l, c, v, y, re: points of the path, of a curve its control points; W, W*: it clips once it is painted."""
        ctm = self.state.ctm
        if name[0] == "W":
            self.clipping = True
        elif name == "re":
            x, y, width, height = (float(value) for value in operands)
            box = Box(x, y, x + width, y + height)
            self.points += [ctm.transform(corner) for corner in box.corners]
        elif name != "h":
            values = [float(value) for value in operands]
            self.points += [ctm.transform((values[at], values[at + 1])) for at in range(0, len(values) - 1, 2)]

    def paint_path(self, operands: Sequence[Any], name: str) -> None:
        """f, S, B, n and their kin: paints the path, clips by it, and ends it."""
        fill, stroke = PAINTING[name]
        state, points = self.state, self.points
        self.points = []
        if points:
            box = hull(points)
            if fill or stroke:
                self.path(box, fill, stroke)
            if self.clipping:
                state.clip = state.clip.within(box)
        self.clipping = False

    def path(self, box: Box, fill: bool, stroke: bool) -> None:
        """A path with this box, filled, stroked or both."""
        state = self.state
        line = state.line_width * narrowest(state.ctm) if stroke else 0.0
        reach = box.grown(line / 2)
        self.follow(fill, state.fill, reach)
        self.follow(stroke, state.stroke, reach)
        flat_fill, flat_stroke = self.flat(fill, state.fill), self.flat(stroke, state.stroke)
        if flat_fill or flat_stroke:
            self.paint(PaintKind.PATH, reach, fill=flat_fill, stroke=flat_stroke, line_pt=line)

    def draw(self, operands: Sequence[Any], name: str) -> None:
        """Do: a form or an image of the resources."""
        drawn = self.named("/XObject", operands[0])
        if drawn is None:
            return
        replaced, subtype = self.told("drawn", operands[0], lambda: ("/OPI" in drawn, str(drawn.get("/Subtype"))))
        self.walk.opi += replaced
        if subtype == "/Form":
            self.form(operands[0], drawn)
        elif subtype == "/Image":
            self.image(self.told("picture", operands[0], lambda: self.picture(drawn, drawn.objgen[0])))
        else:
            raise ValueError(phrase("part/xobject-subtype", drawn=subtype))

    def form(self, name: Any, form: Any) -> None:
        """Reads a form XObject as the current state places it."""
        within = ContainingStream.FORM if self.within is ContainingStream.PAGE else self.within

        def read() -> tuple[Matrix, Box | None, Any, Known]:
            self.group(form, within, within is ContainingStream.MASK)
            box = box_of(form.BBox) if "/BBox" in form else None
            return matrix_entry(form), box, form.get("/Resources", self.resources), {}

        matrix, box, resources, known = self.told("form", name, read)
        inner = self.state.saved()
        inner.ctm = matrix @ inner.ctm
        if box:
            inner.clip = inner.clip.within(transformed(inner.ctm, box))
        painted = len(self.walk.painted)
        self.walk.read(form, resources, inner, within, known)
        if box and not box.width * box.height and len(self.walk.painted) > painted:
            self.walk.flaws.append(Flaw(FlawKind.ENTRY, "BBox"))

    def inline_image(self, operands: Sequence[Any], name: str) -> None:
        """BI ... EI: an image that stands in the content itself."""
        self.image(self.picture(operands[0].obj, 0, inline=True))

    def picture(self, image: Any, object_id: int, inline: bool = False) -> ImageUse:
        """An image in the unit square; raises ContentLimitExceeded where it, or a mask of it, is beyond all bounds."""
        parts = image, *(image.get(name) for name in ("/SMask", "/Mask"))
        self.walk.flaws += prohibited.odd_entries(image, self.resources)
        pictures = [
            read_picture(part, self.resources, object_id, inline)
            for part in parts
            if part is image or isinstance(part, pikepdf.Stream)
        ]
        for picture in reversed(pictures):
            # Raises ContentLimitExceeded for an image that says it has more pixels than any program unpacks.
            components = picture.space.components if picture.space else 1
            unpacked = picture.width * picture.height * components * picture.bits / 8
            demand(LimitName.IMAGE_SIDE, max(picture.width, picture.height), image=True)
            demand(LimitName.IMAGE, unpacked, image=True)
        hidden = False
        with suppress(*MALFORMED):
            hidden = not inline and is_masked_away(image, self.resources)
        return pictures[0]._replace(masked_away=hidden)

    def image(self, picture: ImageUse) -> None:
        """An image in the unit square of the current matrix."""
        hidden = picture.masked_away or self.state.masked_away or not self.state.fill.alpha
        if hidden and self.within in (ContainingStream.PAGE, ContainingStream.FORM):
            self.walk.flaws.append(Flaw(FlawKind.HIDDEN, f"{picture.width} x {picture.height} px"))
        matrix = self.state.ctm
        picture = picture._replace(ppi=effective_ppi(picture, matrix))
        box = transformed(matrix, Box(0, 0, 1, 1))
        self.follow(picture.stencil, self.state.fill, box)
        colour = None if picture.stencil else self.walk.colour(picture.space or UNKNOWN)
        self.paint(PaintKind.IMAGE, box, fill=self.settings(self.state.fill, colour), picture=picture)

    def shade(self, operands: Sequence[Any], name: str) -> None:
        """sh: a shading over the clipping path."""
        shading = self.named("/Shading", operands[0])
        if shading is not None:
            fill = self.settings(self.state.fill, self.told("ramp", operands[0], lambda: self.shading(shading)))
            self.paint(PaintKind.SHADING, self.state.clip, fill=fill)


def effective_ppi(picture: ImageUse, matrix: Matrix) -> float:
    """The resolution of an image as placed by a matrix: that of the side where its pixels are largest.

    A side of one pixel has no resolution to lose, and counts only where the other has none either: 0 ppi is a tint.
    """
    across = (matrix.a**2 + matrix.b**2) ** 0.5
    up = (matrix.c**2 + matrix.d**2) ** 0.5
    sides = [
        72 * pixels / length
        for pixels, length in ((picture.width, across), (picture.height, up))
        if length > 0 and pixels != 1
    ]
    return min(sides, default=0.0)


def read_picture(image: Any, resources: Any, object_id: int, inline: bool) -> ImageUse:
    """An image as its dictionary describes it, placed nowhere yet."""
    stencil, filters = bool(image.get("/ImageMask", False)), image.get("/Filter", [])
    space = None if stencil else image_space(image)
    return ImageUse(
        int(image.get("/Width", 0)),
        int(image.get("/Height", 0)),
        1 if stencil else int(image.get("/BitsPerComponent", 8)),
        None if space is None else space_of(space, resources),
        0.0,
        stencil,
        tuple(str(name)[1:] for name in prohibited.listed(filters)),
        "/Alternates" in image,
        inline,
        object_id,
    )


def _ends(page: Any, resources: Any, streams: Streams) -> bool:
    """Whether a page that could not be read to its end has one, counted without painting."""
    try:
        return _runs(page, resources, streams, {}) <= LimitName.FORMS.most
    except MALFORMED:
        return False


def _runs(stream: Any, resources: Any, streams: Streams, known: dict[Any, float]) -> float:
    """How many streams one runs, each as often as it is painted; infinite when one paints itself.

    What is broken counts as nothing: others may read on where this press stops.
    """
    key = object_of(stream).objgen
    if key not in known:
        known[key] = math.inf  # as long as it is open: what comes back to it has no end
        painted = []
        with suppress(*MALFORMED):
            for operands, operator, _ in streams.instructions(stream):
                if operator in _NAMED:
                    with suppress(*MALFORMED):
                        inner = resources[_NAMED[operator]][operands[-1]]
                        runs = inner.get("/Subtype") == pikepdf.Name.Form or inner.get("/PatternType") == 1
                        if runs and isinstance(inner, pikepdf.Stream):
                            painted.append((inner, inner.get("/Resources", resources)))
        known[key] = 1 + sum(_runs(form, own, streams, known) for form, own in painted)
    return known[key]


_NAMED = {"Do": "/XObject", "scn": "/Pattern", "SCN": "/Pattern"}
"""Where the resources have what an operator names."""
