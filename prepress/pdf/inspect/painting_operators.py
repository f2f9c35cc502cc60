"""Operators that paint paths, images, forms and shadings; the table of all operators of the walk."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pikepdf

from prepress.design import Box
from prepress.pdf.inspect.colour_spaces import UNKNOWN, space_of
from prepress.pdf.inspect.graphics_state import Matrix, applied, corners, hull, scale, transformed
from prepress.pdf.inspect.model import ContainingStream, ImageUse, PaintedColour, PaintKind, PaintSettings
from prepress.pdf.inspect.streams import EndlessContent
from prepress.pdf.inspect.text_operators import TextReader
from prepress.workspace import LimitName, exceeded

if TYPE_CHECKING:
    from prepress.pdf.inspect.graphics_state import GraphicsState
    from prepress.pdf.inspect.interpreter import PageInterpreter
    from prepress.pdf.inspect.streams import Instructions


class ContentReader(TextReader):
    """Everything one content stream paints, operator by operator."""

    def move(self, operands: list[Any]) -> None:
        """m, l, c, v, y: points of the path; of a curve its control points."""
        numbers = [float(value) for value in operands]
        self.points += [
            applied(self.state.ctm, (numbers[at], numbers[at + 1])) for at in range(0, len(numbers) - 1, 2)
        ]

    def rectangle(self, operands: list[Any]) -> None:
        """re: the corners of a rectangle."""
        x, y, width, height = (float(value) for value in operands)
        box = Box(x, y, x + width, y + height)
        self.points += [applied(self.state.ctm, corner) for corner in corners(box)]

    def clip_path(self, _: list[Any]) -> None:
        """W, W*: the path clips once it is painted."""
        self.clipping = True

    def paint_path(self, fill: bool, stroke: bool) -> None:
        """f, S, B, n and their kin: paints the path, clips by it, and ends it."""
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
        line = state.line_width * scale(state.ctm) if stroke else 0.0
        reach = box.grown(line / 2)
        for used, pattern in ((fill, state.fill_pattern), (stroke, state.stroke_pattern)):
            if used and pattern:
                self.follow_pattern(pattern, reach)
        flat_fill = state.fill_ink() if fill and not state.fill_pattern else None
        flat_stroke = state.stroke_ink() if stroke and not state.stroke_pattern else None
        if flat_fill or flat_stroke:
            self.paint(PaintKind.PATH, reach, fill=flat_fill, stroke=flat_stroke, line_pt=line)

    def draw(self, operands: list[Any]) -> None:
        """Do: a form or an image of the resources."""
        drawn = self.named("/XObject", operands[0])
        if drawn is None:
            return
        self.walk.opi += "/OPI" in drawn
        if drawn.get("/Subtype") == pikepdf.Name.Form:
            within = ContainingStream.FORM if self.within is ContainingStream.PAGE else self.within
            self.walk.form(drawn, self.resources, self.state, within)
        elif drawn.get("/Subtype") == pikepdf.Name.Image:
            self.image(drawn, drawn.objgen[0])
        else:
            raise ValueError(f"an XObject of subtype {drawn.get('/Subtype')}")

    def inline_image(self, operands: list[Any]) -> None:
        """BI ... EI: an image that stands in the content itself."""
        self.image(operands[0].obj, 0, inline=True)

    def image(self, image: Any, object_id: int, inline: bool = False) -> None:
        """An image in the unit square of the current matrix."""
        matrix = self.state.ctm
        picture = read_picture(image, matrix, self.resources, object_id, inline)
        for name in ("/SMask", "/Mask"):
            if isinstance(mask := image.get(name), pikepdf.Stream):
                _demand_bounds(read_picture(mask, matrix, self.resources, object_id, inline))
        _demand_bounds(picture)
        box = transformed(matrix, Box(0, 0, 1, 1))
        if picture.stencil:
            if self.state.fill_pattern:
                self.follow_pattern(self.state.fill_pattern, box)
            ink = self.state.fill_ink()
        else:
            state = self.state.fill_ink()
            colour = PaintedColour(picture.space or UNKNOWN)
            ink = PaintSettings(colour, state.overprint, state.alpha, state.blend)
        self.paint(PaintKind.IMAGE, box, fill=ink, picture=picture)

    def shading(self, operands: list[Any]) -> None:
        """sh: a shading over the clipping path."""
        shading = self.named("/Shading", operands[0])
        if shading is not None:
            self.paint(PaintKind.SHADING, self.state.clip, fill=self.shading_ink(shading))


def read_picture(image: Any, matrix: Matrix, resources: Any, object_id: int, inline: bool) -> ImageUse:
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
    return ImageUse(
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


def _demand_bounds(picture: ImageUse) -> None:
    """Raises Endless for an image that says it has more pixels than any program unpacks."""
    components = picture.space.components if picture.space else 1
    unpacked = picture.width * picture.height * components * picture.bits / 8
    sides = exceeded(LimitName.IMAGE_SIDE, max(picture.width, picture.height))
    if fault := sides or exceeded(LimitName.IMAGE, unpacked):
        raise EndlessContent(f"an image {fault}")


Handler = Callable[[ContentReader, list[Any]], None]


def _colours() -> dict[str, Handler]:
    def handler(method: Callable[..., None], *given: Any, stroke: bool) -> Handler:
        return lambda reader, operands: method(reader, *given, operands, stroke)

    table: dict[str, Handler] = {}
    for name, family in (("g", "DeviceGray"), ("rg", "DeviceRGB"), ("k", "DeviceCMYK")):
        table[name] = handler(ContentReader.device_colour, family, stroke=False)
        table[name.upper()] = handler(ContentReader.device_colour, family, stroke=True)
    for name, method in (
        ("cs", ContentReader.colour_space),
        ("sc", ContentReader.colour),
        ("scn", ContentReader.colour),
    ):
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
    "q": ContentReader.save,
    "Q": ContentReader.restore,
    "cm": ContentReader.concatenate,
    "w": ContentReader.line_width,
    "gs": ContentReader.graphics_state,
    "m": ContentReader.move,
    "l": ContentReader.move,
    "c": ContentReader.move,
    "v": ContentReader.move,
    "y": ContentReader.move,
    "re": ContentReader.rectangle,
    "W": ContentReader.clip_path,
    "W*": ContentReader.clip_path,
    "BT": ContentReader.begin_text,
    "Tf": ContentReader.font,
    "Tm": ContentReader.text_matrix,
    "Td": ContentReader.next_line,
    "TD": ContentReader.next_line_leading,
    "T*": ContentReader.new_line,
    "Tj": ContentReader.show,
    "TJ": ContentReader.show_array,
    "'": ContentReader.show_next,
    '"': ContentReader.show_spaced,
    "Tr": ContentReader.render_mode,
    "Do": ContentReader.draw,
    "sh": ContentReader.shading,
    "INLINE IMAGE": ContentReader.inline_image,
    **_colours(),
    **_paths(),
    **_text_values(),
}
"""Every operator that changes what is painted or measured (ISO 32000-1, annex A)."""


def read_stream(
    walk: PageInterpreter,
    resources: Any,
    state: GraphicsState,
    within: ContainingStream,
    instructions: Instructions,
) -> None:
    """Reads the instructions of one content stream: what they paint goes to the walk."""
    reader = ContentReader(walk, resources, state, within)
    for operands, name in instructions:
        if handler := OPERATORS.get(name):
            handler(reader, operands)
