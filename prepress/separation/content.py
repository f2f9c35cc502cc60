"""Content streams: every colour operator rewritten in ink, black overprinted, one-cell patterns painted as forms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator

from prepress.separation.colour import Colour, Destination, Unseparable, lab_to_rgb
from prepress.separation.functions import numbers
from prepress.separation.shadings import space_name
from prepress.separation.state import (
    IDENTITY,
    Matrix,
    Paint,
    State,
    inverse,
    placed,
    product,
    scale,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prepress.printers import Overprint

PAINTING = {
    "f": (True, False),
    "F": (True, False),
    "f*": (True, False),
    "S": (False, True),
    "s": (False, True),
    "B": (True, True),
    "B*": (True, True),
    "b": (True, True),
    "b*": (True, True),
    "n": (False, False),
}
"""Path-painting operators: whether they fill, whether they stroke (ISO 32000-1, table 60)."""

CONSTRUCTION = frozenset(("m", "l", "c", "v", "y", "re", "h", "W", "W*"))
MARKED = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))
DEVICE = {
    "DeviceGray": (0.0,),
    "DeviceRGB": (0.0, 0.0, 0.0),
    "DeviceCMYK": (0.0, 0.0, 0.0, 1.0),
}
"""Initial colour of the device spaces (ISO 32000-1, 8.6.3)."""


class Objects(Protocol):
    """The objects that a content stream names, brought into ink (each once for a destination and a scale)."""

    overprinting: Any
    knocking_out: Any

    def form(self, source: Any, to: Destination, size: float, inherited: Any) -> Any:
        """A form XObject drawn at a scale."""

    def cell(self, source: Any, to: Destination, size: float) -> Any:
        """The cell of a tiling pattern as a form XObject."""

    def pattern(self, source: Any, to: Destination, size: float) -> Any:
        """A tiling or shading pattern."""

    def image(self, source: Any, to: Destination) -> Any:
        """An image XObject."""

    def shading(self, source: Any, to: Destination) -> Any:
        """A shading dictionary."""

    def parameters(self, source: Any) -> Any:
        """A graphics state parameter dictionary."""

    def refuse(self, fault: Unseparable, name: str) -> None:
        """A finding about an object of the page."""


class Rewriting:
    """One content stream on its way into ink: `data` and `resources` are what it becomes."""

    def __init__(
        self, objects: Objects, resources: Any, to: Destination, overprint: Overprint, size: float = 1.0
    ) -> None:
        self._objects, self._source, self._to, self._size = objects, resources, to, size
        self._overprint = overprint
        self._may_overprint = overprint.black and to.space == Name.DeviceCMYK
        self._state, self._stack, self._text = State(), [State()][:0], IDENTITY
        self._out: list[Any] = []
        self._start = -1
        self._points: list[tuple[float, float]] = []
        self._made: dict[str, dict[str, Any]] = {}

    @property
    def resources(self) -> Dictionary:
        """Only what the rewritten stream names, in the order of its names."""
        return Dictionary({kind: Dictionary(dict(sorted(names.items()))) for kind, names in sorted(self._made.items())})

    def run(self, stream: Any, *, initial: bool) -> bytes:
        """The rewritten stream; `initial` sets black in ink first, where a stream starts in the default grey."""
        if initial:
            self._colour(self._to.process((0.0, 0.0, 0.0, 1.0)), stroke=False)
            self._colour(self._to.process((0.0, 0.0, 0.0, 1.0)), stroke=True)
        for instruction in pikepdf.parse_content_stream(stream):
            operator = str(instruction.operator)
            if operator in CONSTRUCTION:
                self._construct(operator, instruction)
            elif operator in PAINTING:
                self._paint(operator, instruction)
            elif operator in HANDLERS:
                try:
                    HANDLERS[operator](self, instruction, operator)
                except Unseparable as fault:
                    self._objects.refuse(fault, "")
                    self._out.append(instruction)
            elif operator not in MARKED:
                self._out.append(instruction)
        return pikepdf.unparse_content_stream(self._out)

    def _emit(self, operator: str, *operands: Any) -> None:
        self._out.append(ContentStreamInstruction(operands, Operator(operator)))

    def _insert(self, at: int, operator: str, *operands: Any) -> None:
        self._out.insert(at, ContentStreamInstruction(operands, Operator(operator)))

    def _named(self, kind: str, name: str, made: Any) -> Name:
        """The name of an object in the resources to be: its own, or a free one when that is taken."""
        names = self._made.setdefault(kind, {})
        free, number = name, 0
        while free in names and not _same(names[free], made):
            number += 1
            free = f"{name}-{number}"
        names[free] = made
        return Name(free)

    def _resource(self, kind: str, name: Any) -> Any:
        names = self._source.get(kind, Dictionary())
        if name not in names:
            raise Unseparable(f"the name {name} that is missing from the resources", "paint the file anew")
        return names[name]

    # Graphics state

    def _save(self, instruction: Any, operator: str) -> None:
        self._stack.append(self._state.saved())
        self._out.append(instruction)

    def _restore(self, instruction: Any, operator: str) -> None:
        if self._stack:
            self._state = self._stack.pop()
        self._out.append(instruction)

    def _concatenate(self, instruction: Any, operator: str) -> None:
        self._state.ctm = product(_matrix(instruction.operands), self._state.ctm)
        self._out.append(instruction)

    def _width(self, instruction: Any, operator: str) -> None:
        self._state.line_width = float(instruction.operands[0])
        self._out.append(instruction)

    def _parameters(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        source = self._resource("/ExtGState", name)
        state = self._state
        state.fill.alpha = float(source.get("/ca", state.fill.alpha))
        state.stroke.alpha = float(source.get("/CA", state.stroke.alpha))
        state.line_width = float(source.get("/LW", state.line_width))
        if "/BM" in source or "/SMask" in source:
            normal = source.get("/BM", Name.Normal) == Name.Normal
            state.plain = normal and source.get("/SMask", Name("/None")) == Name("/None")
        self._emit("gs", self._named("/ExtGState", str(name), self._objects.parameters(source)))

    def _overprints(self, on: bool, at: int | None = None) -> None:
        """Overprint switched, where it is not so already: before a path when one is under construction."""
        on = on and self._may_overprint
        if on != self._state.overprint:
            self._state.overprint = on
            made = self._objects.overprinting if on else self._objects.knocking_out
            name = self._named("/ExtGState", "/Overprint" if on else "/Knockout", made)
            self._insert(len(self._out) if at is None else at, "gs", name)

    # Colour

    def _colour(self, colour: Colour, *, stroke: bool) -> None:
        paint = self._state.stroke if stroke else self._state.fill
        paint.colour, paint.pattern, paint.pending = colour, "", False
        operator = "k" if len(colour) == 4 else "g"
        self._emit(operator.upper() if stroke else operator, *colour)

    def _device(self, instruction: Any, operator: str) -> None:
        values = numbers(instruction.operands)
        self._colour(self._from_device(values), stroke=operator.isupper())

    def _from_device(self, values: Sequence[float]) -> Colour:
        if len(values) == 1:
            return self._to.grey(values[0])
        if len(values) == 3:
            return self._to.flat((values[0], values[1], values[2]))
        return self._to.process(tuple(values))

    def _space(self, instruction: Any, operator: str) -> None:
        paint = self._state.stroke if operator == "CS" else self._state.fill
        name = instruction.operands[0]
        own = space_name(name)
        space = name if own in DEVICE or own == "Pattern" else self._resource("/ColorSpace", name)
        paint.space, paint.white = space_name(space), ()
        if paint.space in DEVICE:
            self._colour(self._from_device(DEVICE[paint.space]), stroke=operator == "CS")
        elif paint.space == "Lab":
            paint.white = numbers(space[1].WhitePoint)
        elif paint.space != "Pattern":
            self._named("/ColorSpace", str(name), space)
            raise Unseparable(f"colour in {paint.space}", "write colours in sRGB")

    def _components(self, instruction: Any, operator: str) -> None:
        stroke = operator.isupper()
        paint = self._state.stroke if stroke else self._state.fill
        if paint.space in DEVICE:
            self._colour(self._from_device(numbers(instruction.operands)), stroke=stroke)
        elif paint.space == "Pattern":
            self._pattern(paint, instruction.operands, stroke)
        elif paint.space == "Lab":
            rgb = lab_to_rgb(numbers(instruction.operands), paint.white)
            self._colour(self._to.flat(rgb), stroke=stroke)
        else:
            self._out.append(instruction)

    def _pattern(self, paint: Paint, operands: Sequence[Any], stroke: bool) -> None:
        name = str(operands[-1])
        source = self._resource("/Pattern", name)
        if len(operands) > 1 or int(source.get("/PaintType", 1)) == 2:
            raise Unseparable("an uncoloured tiling pattern", "give the pattern its own colours")
        paint.colour, paint.pattern, paint.pending = None, name, True
        if stroke:
            self._settle(paint, stroke=True)

    def _settle(self, paint: Paint, *, stroke: bool = False, at: int | None = None) -> None:
        """A pattern that waited is written, because something is painted with it."""
        if paint.pending:
            paint.pending = False
            made = self._objects.pattern(self._resource("/Pattern", paint.pattern), self._to, self._size)
            name = self._named("/Pattern", paint.pattern, made)
            at = len(self._out) if at is None else at
            self._insert(at, "SCN" if stroke else "scn", name)
            self._insert(at, "CS" if stroke else "cs", Name.Pattern)

    # Text

    def _begin_text(self, instruction: Any, operator: str) -> None:
        self._text = IDENTITY
        self._out.append(instruction)

    def _text_matrix(self, instruction: Any, operator: str) -> None:
        self._text = _matrix(instruction.operands)
        self._out.append(instruction)

    def _text_mode(self, instruction: Any, operator: str) -> None:
        self._state.text_mode = int(instruction.operands[0])
        self._out.append(instruction)

    def _font(self, instruction: Any, operator: str) -> None:
        name, size = instruction.operands
        font = self._resource("/Font", name)
        self._state.font_size = float(size)
        self._out.append(instruction)
        self._named("/Font", str(name), font)
        if font.Subtype == Name.Type3:
            raise Unseparable(f"text in the bitmap font {name}", "use an outline font")

    def _show(self, instruction: Any, operator: str) -> None:
        mode = self._state.text_mode % 4
        fills, strokes = mode in (0, 2), mode in (1, 2)
        if fills:
            self._settle(self._state.fill)
        combined = product(self._text, self._state.ctm)
        height = abs(self._state.font_size) * math.hypot(combined[2], combined[3]) * self._size
        small = height < self._overprint.text_below_pt
        self._overprints(small and self._state.black(fills=fills, strokes=strokes))
        self._out.append(instruction)

    # Paths

    def _construct(self, operator: str, instruction: Any) -> None:
        if self._start < 0:
            self._start = len(self._out)
        fill = self._state.fill
        if (fill.pattern or fill.colour) and operator not in ("h", "W", "W*"):
            values = [float(value) for value in instruction.operands]
            if operator == "re":
                x, y, width, height = values
                self._points += [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            else:
                if operator == "m" and len(self._points) == 1:
                    self._points.clear()  # a move followed by a move draws nothing: SVG paths begin with one
                self._points += zip(values[::2], values[1::2], strict=True)
        self._out.append(instruction)

    def _paint(self, operator: str, instruction: Any) -> None:
        fills, strokes = PAINTING[operator]
        start = self._start if self._start >= 0 else len(self._out)
        state = self._state
        if fills or strokes:
            self._overprints(self._thin(fills, strokes) and state.black(fills=fills, strokes=strokes), start)
        untiled = fills and not strokes and state.fill.pending and self._untiled(operator, start)
        if not untiled:
            if fills:
                self._settle(state.fill, at=start)
            self._out.append(instruction)
        self._start, self._points = -1, []

    def _thin(self, fills: bool, strokes: bool) -> bool:
        """Whether lines, and filled shapes that look like lines, are below the width that overprints."""
        limit, ctm = self._overprint.line_below_pt, self._state.ctm
        if strokes and self._state.line_width * scale(ctm) * self._size >= limit:
            return False
        if fills and self._points:
            wide = max(x for x, _ in self._points) - min(x for x, _ in self._points)
            high = max(y for _, y in self._points) - min(y for _, y in self._points)
            size = min(wide * math.hypot(ctm[0], ctm[1]), high * math.hypot(ctm[2], ctm[3]))
            return size * self._size < limit
        return strokes

    def _untiled(self, operator: str, start: int) -> bool:
        """A fill that lies within one cell of its tiling pattern, painted as the clipped cell itself.

        Patterns are placed relative to the page and not to the form that holds them when pages are imposed, and
        some renderers show seams between cells.
        """
        pattern = self._resource("/Pattern", self._state.fill.pattern)
        if int(pattern.PatternType) != 1 or not self._points:
            return False
        matrix = _matrix(pattern.get("/Matrix", IDENTITY))
        back, home = inverse(self._state.ctm), inverse(matrix)
        if back is None or home is None:
            return False
        left, bottom, right, top = numbers(pattern.BBox)
        points = placed(product(self._state.ctm, home), self._points)
        slack = 1e-3 * max(right - left, top - bottom)
        inside = all(
            left - slack <= x <= right + slack and bottom - slack <= y <= top + slack for x, y in points
        )
        if not inside:
            return False
        cell = self._objects.cell(pattern, self._to, self._size * scale(matrix))
        self._insert(start, "q")
        self._emit("W*" if operator == "f*" else "W")
        self._emit("n")
        self._emit("cm", *(round(part, 6) for part in product(matrix, back)))
        self._emit("Do", self._named("/XObject", self._state.fill.pattern, cell))
        self._emit("Q")
        return True

    # Objects

    def _external(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        source = self._resource("/XObject", name)
        self._overprints(False)
        self._settle(self._state.fill)
        if source.Subtype == Name.Form:
            size = self._size * scale(self._state.ctm) * scale(_matrix(source.get("/Matrix", IDENTITY)))
            made = self._objects.form(source, self._to, size, self._source)
        elif source.Subtype == Name.Image:
            made = self._objects.image(source, self._to)
        else:
            raise Unseparable(f"the object {name} in PostScript", "remove it")
        self._emit("Do", self._named("/XObject", str(name), made))

    def _shade(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        made = self._objects.shading(self._resource("/Shading", name), self._to)
        self._overprints(False)
        self._emit("sh", self._named("/Shading", str(name), made))

    def _inline(self, instruction: Any, operator: str) -> None:
        raise Unseparable("an image inside the content stream", "embed the image as a file of its own")


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _same(first: Any, second: Any) -> bool:
    return bool(first.objgen == second.objgen != (0, 0) or first == second)


HANDLERS: dict[str, Callable[[Rewriting, Any, str], None]] = {
    "q": Rewriting._save,
    "Q": Rewriting._restore,
    "cm": Rewriting._concatenate,
    "w": Rewriting._width,
    "gs": Rewriting._parameters,
    "g": Rewriting._device,
    "G": Rewriting._device,
    "rg": Rewriting._device,
    "RG": Rewriting._device,
    "k": Rewriting._device,
    "K": Rewriting._device,
    "cs": Rewriting._space,
    "CS": Rewriting._space,
    "sc": Rewriting._components,
    "SC": Rewriting._components,
    "scn": Rewriting._components,
    "SCN": Rewriting._components,
    "BT": Rewriting._begin_text,
    "Tm": Rewriting._text_matrix,
    "Tr": Rewriting._text_mode,
    "Tf": Rewriting._font,
    "Tj": Rewriting._show,
    "TJ": Rewriting._show,
    "'": Rewriting._show,
    '"': Rewriting._show,
    "Do": Rewriting._external,
    "sh": Rewriting._shade,
    "INLINE IMAGE": Rewriting._inline,
}
