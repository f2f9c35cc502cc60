"""The content walk: every painted object of a page, through forms, patterns, soft masks and Type 3 glyphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from prepress.geometry import Box
from prepress.inspection.colour import UNKNOWN, process_inks, space_of
from prepress.inspection.fonts import Face, read_face
from prepress.inspection.graphics import (
    EVERYWHERE,
    IDENTITY,
    Matrix,
    State,
    applied,
    corners,
    hull,
    scale,
    times,
    transformed,
)
from prepress.inspection.model import Colour, Content, Font, Group, Ink, Kind, Painted, Picture, Within

MAX_DEPTH = 24
MAX_INSTRUCTIONS = 4_000_000

MALFORMED = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    OSError,
)
"""What reading a broken PDF may raise: its objects are not of the types that the standard gives them."""


class Streams:
    """Parsed content streams and fonts of one file, each read once, within a budget of instructions."""

    def __init__(self) -> None:
        self._parsed: dict[Any, list[tuple[list[Any], str]]] = {}
        self._faces: dict[Any, Face] = {}
        self._kept: list[Any] = []

    def instructions(self, stream: Any) -> list[tuple[list[Any], str]]:
        """Operands and operator names of a content stream or page."""
        key = getattr(stream, "obj", stream).objgen
        if key not in self._parsed or key == (0, 0):
            parsed = pikepdf.parse_content_stream(stream)
            self._parsed[key] = [(list(entry.operands), str(entry.operator)) for entry in parsed]
        return self._parsed[key]

    def face(self, font: Any) -> Face:
        """A font made ready for reading strings."""
        key = font.objgen
        if key == (0, 0):
            return read_face(font)
        if key not in self._faces:
            self._faces[key] = read_face(font)
        return self._faces[key]


def read_content(page: Any, number: int, streams: Streams) -> Content:
    """Everything a page paints; where it is malformed, what was read up to there and the fault."""
    walk = _Walk(number, streams)
    fault = ""
    try:
        walk.stream(page, page.obj.get("/Resources", pikepdf.Dictionary()), State(), Within.PAGE)
    except MALFORMED as error:
        fault = str(error) or type(error).__name__
    return Content(
        tuple(walk.painted),
        tuple(dict.fromkeys(walk.fonts)),
        tuple(dict.fromkeys(walk.groups)),
        tuple(dict.fromkeys(walk.transfer)),
        walk.opi,
        fault,
    )


class _Walk:
    def __init__(self, page: int, streams: Streams) -> None:
        self.page, self.streams = page, streams
        self.painted: list[Painted] = []
        self.fonts: list[Font] = []
        self.groups: list[Group] = []
        self.transfer: list[str] = []
        self.opi = 0
        self.budget = MAX_INSTRUCTIONS
        self.open: list[Any] = []
        self.patterns: set[Any] = set()

    def stream(self, stream: Any, resources: Any, state: State, within: Within) -> None:
        key = getattr(stream, "obj", stream).objgen
        if key in self.open:
            raise ValueError(f"the content of object {key[0]} paints itself")
        if len(self.open) >= MAX_DEPTH:
            raise ValueError(f"content is nested more than {MAX_DEPTH} levels deep")
        instructions = self.streams.instructions(stream)
        self.budget -= len(instructions)
        if self.budget < 0:
            raise ValueError(f"more than {MAX_INSTRUCTIONS:,} painting instructions")
        self.open.append(key)
        _Reader(self, resources, state, within).run(instructions)
        self.open.pop()

    def form(self, form: Any, resources: Any, state: State, within: Within) -> None:
        inner = state.saved()
        inner.ctm = times(matrix_of(form), inner.ctm)
        inner.points = []
        if "/BBox" in form:
            inner.clip = inner.clip.within(transformed(inner.ctm, box_of(form.BBox)))
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), resources).family if "/CS" in group else ""
            self.groups.append(Group(within, space, False))
        self.stream(form, form.get("/Resources", resources), inner, within)


def matrix_of(form: Any) -> Matrix:
    """The Matrix entry of a form or pattern; the identity where it has none."""
    a, b, c, d, e, f = (float(value) for value in form.get("/Matrix", IDENTITY))
    return a, b, c, d, e, f


def box_of(array: Any) -> Box:
    """A PDF rectangle with its corners in order."""
    x0, y0, x1, y1 = (float(value) for value in array)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


class _Reader:
    """Operators of one content stream, each a method; what varies by operator stands in the table below."""

    def __init__(self, walk: _Walk, resources: Any, state: State, within: Within) -> None:
        self.walk, self.resources, self.state, self.within = walk, resources, state, within
        self.stack: list[State] = []
        self.clipping = False

    def run(self, instructions: list[tuple[list[Any], str]]) -> None:
        for operands, name in instructions:
            if handler := OPERATORS.get(name):
                handler(self, operands)

    def named(self, category: str, name: Any) -> Any:
        entries = self.resources.get(category)
        return entries.get(str(name)) if entries is not None else None

    def paint(self, kind: Kind, box: Box, **what: Any) -> None:
        visible = box.within(self.state.clip)
        self.walk.painted.append(
            Painted(kind, visible, self.walk.page, self.within, extent=(box.width, box.height), **what)
        )

    # Graphics state

    def save(self, _: list[Any]) -> None:
        self.stack.append(self.state.saved())

    def restore(self, _: list[Any]) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def concatenate(self, operands: list[Any]) -> None:
        self.state.ctm = times(_matrix(operands), self.state.ctm)

    def line_width(self, operands: list[Any]) -> None:
        self.state.line_width = float(operands[0])

    def graphics_state(self, operands: list[Any]) -> None:
        entry = self.named("/ExtGState", operands[0])
        if entry is None:
            return
        state = self.state
        state.fill_alpha = float(entry.get("/ca", state.fill_alpha))
        state.stroke_alpha = float(entry.get("/CA", state.stroke_alpha))
        state.overprint_mode = int(entry.get("/OPM", state.overprint_mode))
        state.line_width = float(entry.get("/LW", state.line_width))
        if "/OP" in entry:
            state.stroke_overprint = bool(entry.OP)
            state.fill_overprint = bool(entry.get("/op", entry.OP))
        elif "/op" in entry:
            state.fill_overprint = bool(entry.op)
        if "/BM" in entry:
            mode = entry.BM[0] if isinstance(entry.BM, pikepdf.Array) else entry.BM
            state.blend = "Normal" if str(mode) == "/Compatible" else str(mode)[1:]
        if "/Font" in entry:
            self.use_font(entry.Font[0], float(entry.Font[1]))
        self.transfer_functions(entry)
        mask = entry.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary):
            self.soft_mask(mask)

    def transfer_functions(self, entry: Any) -> None:
        for key in ("/TR", "/TR2", "/HTP"):
            if key in entry and entry[key] not in (pikepdf.Name("/Identity"), pikepdf.Name("/Default")):
                self.walk.transfer.append(key[1:])

    def soft_mask(self, mask: Any) -> None:
        form = mask.G
        luminosity = mask.get("/S") == pikepdf.Name("/Luminosity")
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), self.resources).family if "/CS" in group else ""
            self.walk.groups.append(Group(Within.MASK, space, luminosity))
        inner = State(ctm=times(matrix_of(form), self.state.ctm))
        self.walk.stream(form, form.get("/Resources", self.resources), inner, Within.MASK)

    # Colour

    def device_colour(self, family: str, operands: list[Any], stroke: bool) -> None:
        self.set_colour(space_of(pikepdf.Name(f"/{family}")), operands, stroke)

    def colour_space(self, operands: list[Any], stroke: bool) -> None:
        space = space_of(operands[0], self.resources)
        start = [1.0] if space.colorants else [0.0] * space.components
        self.set_colour(space, [0, 0, 0, 1] if space.family == "DeviceCMYK" else start, stroke)

    def colour(self, operands: list[Any], stroke: bool) -> None:
        space = (self.state.stroke if stroke else self.state.fill).space
        self.set_colour(space, operands, stroke)

    def set_colour(self, space: Any, operands: list[Any], stroke: bool) -> None:
        pattern = str(operands[-1]) if operands and isinstance(operands[-1], pikepdf.Name) else ""
        values = tuple(float(value) for value in (operands[:-1] if pattern else operands))
        colour = Colour(space, values, process_inks(space, values))
        if stroke:
            self.state.stroke, self.state.stroke_pattern = colour, pattern
        else:
            self.state.fill, self.state.fill_pattern = colour, pattern

    def follow_pattern(self, name: str, box: Box) -> None:
        pattern = self.named("/Pattern", name)
        if pattern is None:
            return
        if int(pattern.get("/PatternType", 0)) == 2:
            ink = self.shading_ink(pattern.Shading)
            self.paint(Kind.SHADING, box, fill=ink)
        elif pattern.objgen not in self.walk.patterns:
            # One visit tells what a tile is painted with; where its copies fall is the area it fills.
            self.walk.patterns.add(pattern.objgen)
            inner = State(ctm=matrix_of(pattern), clip=EVERYWHERE)
            resources = pattern.get("/Resources", self.resources)
            if pattern.get("/PaintType") == 2:
                inner.fill = inner.stroke = self.state.fill
            self.walk.stream(pattern, resources, inner, Within.PATTERN)

    def shading_ink(self, shading: Any) -> Ink:
        state = self.state.fill_ink()
        colour = Colour(space_of(shading.get("/ColorSpace"), self.resources))
        return Ink(colour, state.overprint, state.alpha, state.blend)

    # Paths

    def move(self, operands: list[Any]) -> None:
        numbers = [float(value) for value in operands]
        self.state.points += [
            applied(self.state.ctm, (numbers[at], numbers[at + 1])) for at in range(0, len(numbers) - 1, 2)
        ]

    def rectangle(self, operands: list[Any]) -> None:
        x, y, width, height = (float(value) for value in operands)
        box = Box(x, y, x + width, y + height)
        self.state.points += [applied(self.state.ctm, corner) for corner in corners(box)]

    def clip_path(self, _: list[Any]) -> None:
        self.clipping = True

    def paint_path(self, fill: bool, stroke: bool) -> None:
        state, points = self.state, self.state.points
        state.points = []
        if points:
            box = hull(points)
            if fill or stroke:
                self.path(box, fill, stroke)
            if self.clipping:
                state.clip = state.clip.within(box)
        self.clipping = False

    def path(self, box: Box, fill: bool, stroke: bool) -> None:
        state = self.state
        line = state.line_width * scale(state.ctm) if stroke else 0.0
        reach = box.grown(line / 2)
        for used, pattern in ((fill, state.fill_pattern), (stroke, state.stroke_pattern)):
            if used and pattern:
                self.follow_pattern(pattern, reach)
        flat_fill = state.fill_ink() if fill and not state.fill_pattern else None
        flat_stroke = state.stroke_ink() if stroke and not state.stroke_pattern else None
        if flat_fill or flat_stroke:
            self.paint(Kind.PATH, reach, fill=flat_fill, stroke=flat_stroke, line_pt=line)

    # Text

    def begin_text(self, _: list[Any]) -> None:
        self.state.text_matrix = self.state.line_matrix = IDENTITY

    def font(self, operands: list[Any]) -> None:
        found = self.named("/Font", operands[0])
        if found is None:
            raise ValueError(f"the font {operands[0]} is not in the resources")
        self.use_font(found, float(operands[1]))

    def use_font(self, font: Any, size: float) -> None:
        face = self.walk.streams.face(font)
        self.state.face, self.state.size = face, size

    def text_matrix(self, operands: list[Any]) -> None:
        self.state.text_matrix = self.state.line_matrix = _matrix(operands)

    def next_line(self, operands: list[Any]) -> None:
        across, up = (float(value) for value in operands)
        self.state.line_matrix = times((1, 0, 0, 1, across, up), self.state.line_matrix)
        self.state.text_matrix = self.state.line_matrix

    def next_line_leading(self, operands: list[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.next_line(operands)

    def new_line(self, _: list[Any]) -> None:
        self.next_line([0, -self.state.leading])

    def show(self, operands: list[Any]) -> None:
        self.show_array([[operands[0]]])

    def show_next(self, operands: list[Any]) -> None:
        self.new_line([])
        self.show([operands[-1]])

    def show_spaced(self, operands: list[Any]) -> None:
        self.state.word_space, self.state.character_space = float(operands[0]), float(operands[1])
        self.show_next(operands)

    def show_array(self, operands: list[Any]) -> None:
        state, face = self.state, self.state.face
        if face is None:
            raise ValueError("text is shown before a font is chosen")
        self.walk.fonts.append(face.font)
        advance, codes = self.advance(face, operands[0])
        matrix = times(state.text_matrix, state.ctm)
        low, high = (extent / 1000 * state.size + state.rise for extent in (face.descent, face.ascent))
        state.text_matrix = times((1, 0, 0, 1, advance, 0), state.text_matrix)
        box = transformed(matrix, Box(min(0, advance), min(low, high), max(0, advance), max(low, high)))
        if face.glyphs is not None:
            self.type3(face, codes, matrix)
        if state.render != 3:
            self.text(face, codes, box, matrix)

    def advance(self, face: Face, parts: Any) -> tuple[float, list[int]]:
        state, advance, codes = self.state, 0.0, []
        unit = abs(face.matrix[0])
        for part in parts:
            if not isinstance(part, pikepdf.String | bytes):
                advance -= float(part) / 1000 * state.size * state.stretch
                continue
            for code in face.codes(bytes(part)):
                codes.append(code)
                space = state.word_space if face.code_bytes == 1 and code == 32 else 0.0
                glyph = face.width(code) * unit * state.size
                advance += (glyph + state.character_space + space) * state.stretch
        return advance, codes

    def text(self, face: Face, codes: list[int], box: Box, matrix: Matrix) -> None:
        state = self.state
        mode = state.render % 4
        fills, strokes = mode in (0, 2), mode in (1, 2)
        if fills and state.fill_pattern:
            self.follow_pattern(state.fill_pattern, box)
        self.paint(
            Kind.TEXT,
            box,
            fill=state.fill_ink() if fills and not state.fill_pattern else None,
            stroke=state.stroke_ink() if strokes and not state.stroke_pattern else None,
            size_pt=abs(state.size) * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5,
            line_pt=state.line_width * scale(state.ctm) if strokes else 0.0,
            font=face.font.name,
            text=face.text(codes),
        )

    def type3(self, face: Face, codes: list[int], matrix: Matrix) -> None:
        procedures, names = face.glyphs.CharProcs, dict(_differences(face.glyphs))
        for code in dict.fromkeys(codes):
            glyph = procedures.get(names[code]) if code in names else None
            if glyph is None or ("glyph", glyph.objgen) in self.walk.patterns:
                continue
            self.walk.patterns.add(("glyph", glyph.objgen))
            a, b, c, d, e, f = face.matrix
            inner = self.state.saved()
            inner.ctm = times(
                (a, b, c, d, e, f), times((self.state.size, 0, 0, self.state.size, 0, 0), matrix)
            )
            resources = face.glyphs.get("/Resources", self.resources)
            self.walk.stream(glyph, resources, inner, Within.GLYPH)

    def text_value(self, name: str, operands: list[Any], unit: float = 1.0) -> None:
        setattr(self.state, name, float(operands[0]) * unit)

    def render_mode(self, operands: list[Any]) -> None:
        self.state.render = int(operands[0])

    # Images, forms and shadings

    def draw(self, operands: list[Any]) -> None:
        drawn = self.named("/XObject", operands[0])
        if drawn is None:
            return
        self.walk.opi += "/OPI" in drawn
        if drawn.get("/Subtype") == pikepdf.Name.Form:
            within = Within.FORM if self.within is Within.PAGE else self.within
            self.walk.form(drawn, self.resources, self.state, within)
        elif drawn.get("/Subtype") == pikepdf.Name.Image:
            self.image(drawn, drawn.objgen[0])
        else:
            raise ValueError(f"an XObject of subtype {drawn.get('/Subtype')}")

    def inline_image(self, operands: list[Any]) -> None:
        self.image(operands[0].obj, 0, inline=True)

    def image(self, image: Any, object_id: int, inline: bool = False) -> None:
        matrix = self.state.ctm
        picture = read_picture(image, matrix, self.resources, object_id, inline)
        box = transformed(matrix, Box(0, 0, 1, 1))
        if picture.stencil:
            if self.state.fill_pattern:
                self.follow_pattern(self.state.fill_pattern, box)
            ink = self.state.fill_ink()
        else:
            state = self.state.fill_ink()
            colour = Colour(picture.space or UNKNOWN)
            ink = Ink(colour, state.overprint, state.alpha, state.blend)
        self.paint(Kind.IMAGE, box, fill=ink, picture=picture)

    def shading(self, operands: list[Any]) -> None:
        shading = self.named("/Shading", operands[0])
        if shading is not None:
            self.paint(Kind.SHADING, self.state.clip, fill=self.shading_ink(shading))


def read_picture(image: Any, matrix: Matrix, resources: Any, object_id: int, inline: bool) -> Picture:
    """An image as placed by a matrix: effective ppi is that of the side where its pixels are largest."""

    def entry(name: str, short: str, missing: Any) -> Any:
        return image.get(f"/{name}", image.get(f"/{short}", missing) if inline else missing)

    width, height = int(entry("Width", "W", 0)), int(entry("Height", "H", 0))
    across = (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5
    up = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
    sides = [72 * pixels / length for pixels, length in ((width, across), (height, up)) if length > 0]
    stencil = bool(entry("ImageMask", "IM", False))
    filters = entry("Filter", "F", [])
    listed = [filters] if isinstance(filters, pikepdf.Name) else list(filters)
    space = entry("ColorSpace", "CS", None)
    return Picture(
        width,
        height,
        1 if stencil else int(entry("BitsPerComponent", "BPC", 8)),
        None if stencil or space is None else space_of(space, resources),
        min(sides) if sides else 0.0,
        stencil,
        tuple(str(name)[1:] for name in listed),
        "/Alternates" in image,
        inline,
        object_id,
    )


def _matrix(operands: list[Any]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _differences(font: Any) -> Iterator[tuple[int, str]]:
    code = 0
    for entry in font.Encoding.get("/Differences", []):
        if isinstance(entry, pikepdf.Name):
            yield code, str(entry)
            code += 1
        else:
            code = int(entry)


Handler = Callable[[_Reader, list[Any]], None]


def _colours() -> dict[str, Handler]:
    def handler(method: Callable[..., None], *given: Any, stroke: bool) -> Handler:
        return lambda reader, operands: method(reader, *given, operands, stroke)

    table: dict[str, Handler] = {}
    for name, family in (("g", "DeviceGray"), ("rg", "DeviceRGB"), ("k", "DeviceCMYK")):
        table[name] = handler(_Reader.device_colour, family, stroke=False)
        table[name.upper()] = handler(_Reader.device_colour, family, stroke=True)
    for name, method in (("cs", _Reader.colour_space), ("sc", _Reader.colour), ("scn", _Reader.colour)):
        table[name] = handler(method, stroke=False)
        table[name.upper()] = handler(method, stroke=True)
    return table


def _paths() -> dict[str, Handler]:
    def handler(fill: bool, stroke: bool) -> Handler:
        return lambda reader, _: reader.paint_path(fill, stroke)

    filled, stroked, both = ("f", "F", "f*"), ("S", "s"), ("B", "B*", "b", "b*")
    return (
        dict.fromkeys(filled, handler(True, False))
        | dict.fromkeys(stroked, handler(False, True))
        | dict.fromkeys(both, handler(True, True))
        | {"n": handler(False, False)}
    )


def _text_values() -> dict[str, Handler]:
    def handler(name: str, unit: float) -> Handler:
        return lambda reader, operands: reader.text_value(name, operands, unit)

    rows = {
        "Tc": ("character_space", 1.0),
        "Tw": ("word_space", 1.0),
        "Tz": ("stretch", 0.01),
        "TL": ("leading", 1.0),
        "Ts": ("rise", 1.0),
    }
    return {operator: handler(name, unit) for operator, (name, unit) in rows.items()}


OPERATORS: dict[str, Handler] = {
    "q": _Reader.save,
    "Q": _Reader.restore,
    "cm": _Reader.concatenate,
    "w": _Reader.line_width,
    "gs": _Reader.graphics_state,
    "m": _Reader.move,
    "l": _Reader.move,
    "c": _Reader.move,
    "v": _Reader.move,
    "y": _Reader.move,
    "re": _Reader.rectangle,
    "W": _Reader.clip_path,
    "W*": _Reader.clip_path,
    "BT": _Reader.begin_text,
    "Tf": _Reader.font,
    "Tm": _Reader.text_matrix,
    "Td": _Reader.next_line,
    "TD": _Reader.next_line_leading,
    "T*": _Reader.new_line,
    "Tj": _Reader.show,
    "TJ": _Reader.show_array,
    "'": _Reader.show_next,
    '"': _Reader.show_spaced,
    "Tr": _Reader.render_mode,
    "Do": _Reader.draw,
    "sh": _Reader.shading,
    "INLINE IMAGE": _Reader.inline_image,
    **_colours(),
    **_paths(),
    **_text_values(),
}
"""Every operator that changes what is painted or measured (ISO 32000-1, annex A)."""
