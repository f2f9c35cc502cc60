"""Content streams: colour operators rewritten in ink, black overprinted, one-cell patterns made forms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Dictionary, Name

from prepress.inspection.functions import numbers
from prepress.inspection.graphics import IDENTITY, scale, times
from prepress.separation.colour import BLACK, Colour, Destination, Unseparable, from_device, lab_to_rgb
from prepress.separation.paths import CONSTRUCTION, PAINTING, Path, matrix_of
from prepress.separation.shadings import space_name
from prepress.separation.state import Paint, State
from prepress.separation.written import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prepress.printers import Overprint
    from prepress.separation.objects import Objects

MARKED = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))
"""Marked-content operators: tags, which a press file does not have."""

DEVICE: dict[str, Colour] = {"DeviceGray": (0.0,), "DeviceRGB": (0.0, 0.0, 0.0), "DeviceCMYK": BLACK}
"""Initial colour of the device spaces (ISO 32000-1, 8.6.3)."""

PATTERN = "Pattern"
LAB = "Lab"
NONE = Name("/None")


class Rewriting:
    """One content stream on its way into a destination; `size` is its scale on the page."""

    def __init__(
        self, objects: Objects, resources: Any, to: Destination, overprint: Overprint, size: float = 1.0
    ) -> None:
        self._objects, self._resources, self._to, self._size = objects, resources, to, size
        self._limits = overprint
        self._may_overprint = overprint.black and to.space == Name.DeviceCMYK
        self._state = State()
        self._stack: list[State] = []
        self._text = IDENTITY
        self._path: Path | None = None
        self._out = Written()

    def run(self, stream: Any, *, initial: bool) -> Written:
        """The rewritten stream; `initial` sets black in ink first, where it would start in grey."""
        if initial:
            self._set(self._to.process(BLACK), stroke=False)
            self._set(self._to.process(BLACK), stroke=True)
        for instruction in pikepdf.parse_content_stream(stream):
            operator = str(instruction.operator)
            try:
                if operator in CONSTRUCTION:
                    self._construct(operator, instruction)
                elif operator in PAINTING:
                    self._paint(operator, instruction)
                elif operator in HANDLERS:
                    HANDLERS[operator](self, instruction, operator)
                elif operator not in MARKED:
                    self._out.keep(instruction)
            except Unseparable as fault:
                self._objects.refuse(fault)
                self._out.keep(instruction)
        return self._out

    def _resource(self, kind: str, name: Any) -> Any:
        names = self._resources.get(kind, Dictionary())
        if name not in names:
            raise Unseparable(f"the name {name}, which is missing from the resources,", "paint the file anew")
        return names[name]

    # Graphics state

    def _save(self, instruction: Any, operator: str) -> None:
        self._stack.append(self._state.saved())
        self._out.keep(instruction)

    def _restore(self, instruction: Any, operator: str) -> None:
        if self._stack:
            self._state = self._stack.pop()
        self._out.keep(instruction)

    def _concatenate(self, instruction: Any, operator: str) -> None:
        self._state.ctm = times(matrix_of(instruction.operands), self._state.ctm)
        self._out.keep(instruction)

    def _width(self, instruction: Any, operator: str) -> None:
        self._state.line_width = float(instruction.operands[0])
        self._out.keep(instruction)

    def _parameters(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        source = self._resource("/ExtGState", name)
        state = self._state
        state.fill.alpha = float(source.get("/ca", state.fill.alpha))
        state.stroke.alpha = float(source.get("/CA", state.stroke.alpha))
        state.line_width = float(source.get("/LW", state.line_width))
        if "/BM" in source or "/SMask" in source:
            normal = source.get("/BM", Name.Normal) == Name.Normal
            state.plain = normal and source.get("/SMask", NONE) == NONE
        self._out.add("gs", self._out.name("/ExtGState", str(name), self._objects.parameters(source)))

    def _overprint(self, on: bool, at: int | None = None) -> None:
        """Overprint switched where it is not so already: before a path when one is under construction."""
        on = on and self._may_overprint
        if on != self._state.overprint:
            self._state.overprint = on
            made = self._objects.overprinting if on else self._objects.knocking_out
            name = self._out.name("/ExtGState", "/Overprint" if on else "/Knockout", made)
            self._out.add("gs", name, at=at)

    # Colour

    def _set(self, colour: Colour, *, stroke: bool) -> None:
        paint = self._state.stroke if stroke else self._state.fill
        paint.colour, paint.pattern, paint.pending = colour, "", False
        operator = "k" if len(colour) == 4 else "g"
        self._out.add(operator.upper() if stroke else operator, *colour)

    def _device(self, instruction: Any, operator: str) -> None:
        self._set(from_device(numbers(instruction.operands), self._to), stroke=operator.isupper())

    def _space(self, instruction: Any, operator: str) -> None:
        paint = self._state.stroke if operator == "CS" else self._state.fill
        name = instruction.operands[0]
        own = space_name(name)
        space = name if own in DEVICE or own == PATTERN else self._resource("/ColorSpace", name)
        paint.space = space_name(space)
        if paint.space in DEVICE:
            self._set(from_device(DEVICE[paint.space], self._to), stroke=operator == "CS")
        elif paint.space == LAB:
            paint.white = numbers(space[1].WhitePoint)
        elif paint.space != PATTERN:
            self._out.name("/ColorSpace", str(name), space)
            raise Unseparable(f"colour in {paint.space}", "write colours in sRGB")

    def _components(self, instruction: Any, operator: str) -> None:
        stroke = operator.isupper()
        paint = self._state.stroke if stroke else self._state.fill
        if paint.space in DEVICE:
            self._set(from_device(numbers(instruction.operands), self._to), stroke=stroke)
        elif paint.space == PATTERN:
            self._pattern(paint, instruction.operands, stroke)
        elif paint.space == LAB:
            self._set(self._to.flat(lab_to_rgb(numbers(instruction.operands), paint.white)), stroke=stroke)
        else:
            self._out.keep(instruction)

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
            name = self._out.name("/Pattern", paint.pattern, made)
            at = len(self._out) if at is None else at
            self._out.add("SCN" if stroke else "scn", name, at=at)
            self._out.add("CS" if stroke else "cs", Name.Pattern, at=at)

    # Text

    def _begin_text(self, instruction: Any, operator: str) -> None:
        self._text = IDENTITY
        self._out.keep(instruction)

    def _text_matrix(self, instruction: Any, operator: str) -> None:
        self._text = matrix_of(instruction.operands)
        self._out.keep(instruction)

    def _text_mode(self, instruction: Any, operator: str) -> None:
        self._state.text_mode = int(instruction.operands[0])
        self._out.keep(instruction)

    def _font(self, instruction: Any, operator: str) -> None:
        name, size = instruction.operands
        font = self._resource("/Font", name)
        self._state.font_size = float(size)
        self._out.name("/Font", str(name), font)
        if font.Subtype == Name.Type3:
            raise Unseparable(f"text in the bitmap font {name}", "use an outline font")
        self._out.keep(instruction)

    def _show(self, instruction: Any, operator: str) -> None:
        mode = self._state.text_mode % 4
        fills, strokes = mode in (0, 2), mode in (1, 2)
        if fills:
            self._settle(self._state.fill)
        combined = times(self._text, self._state.ctm)
        height = abs(self._state.font_size) * math.hypot(combined[2], combined[3]) * self._size
        small = height < self._limits.text_below_pt
        self._overprint(small and self._state.black(fills=fills, strokes=strokes))
        self._out.keep(instruction)

    # Paths

    def _construct(self, operator: str, instruction: Any) -> None:
        if self._path is None:
            self._path = Path(len(self._out))
        fill = self._state.fill
        if (fill.pending or fill.colour == BLACK) and operator not in ("h", "W", "W*"):
            self._path.add(operator, numbers(instruction.operands))
        self._out.keep(instruction)

    def _paint(self, operator: str, instruction: Any) -> None:
        fills, strokes = PAINTING[operator]
        path, self._path = self._path or Path(len(self._out)), None
        state = self._state
        if fills or strokes:
            black = state.black(fills=fills, strokes=strokes)
            self._overprint(black and self._thin(path, fills, strokes), path.start)
        if fills and state.fill.pending:
            if not strokes and self._untiled(path, operator):
                return
            self._settle(state.fill, at=path.start)
        self._out.keep(instruction)

    def _thin(self, path: Path, fills: bool, strokes: bool) -> bool:
        """Whether lines, and filled shapes that look like lines, are below the width that overprints."""
        ctm, limit = self._state.ctm, self._limits.line_below_pt / self._size
        line = not strokes or self._state.line_width * scale(ctm) < limit
        return line and (not fills or path.thickness(ctm) < limit)

    def _untiled(self, path: Path, operator: str) -> bool:
        """A fill within one cell of its tiling pattern, painted as the clipped cell itself.

        A pattern is placed relative to its page and would be lost when pages are imposed as forms; and some
        renderers show seams between cells.
        """
        pattern = self._resource("/Pattern", self._state.fill.pattern)
        placement = path.cell_placement(self._state.ctm, pattern)
        if placement is None:
            return False
        size = self._size * scale(self._state.ctm) * scale(placement)
        cell = self._objects.cell(pattern, self._to, size)
        self._out.add("q", at=path.start)
        self._out.add("W*" if operator == "f*" else "W")
        self._out.add("n")
        self._out.add("cm", *(round(part, 6) for part in placement))
        self._out.add("Do", self._out.name("/XObject", self._state.fill.pattern, cell))
        self._out.add("Q")
        return True

    # Objects

    def _external(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        source = self._resource("/XObject", name)
        self._overprint(False)
        self._settle(self._state.fill)
        try:
            if source.Subtype == Name.Form:
                size = self._size * scale(self._state.ctm) * scale(matrix_of(source.get("/Matrix", IDENTITY)))
                made = self._objects.form(source, self._to, size, self._resources)
            elif source.Subtype == Name.Image:
                made = self._objects.image(source, self._to)
            else:
                raise Unseparable("an object in PostScript", "remove it")
        except Unseparable:
            self._out.name("/XObject", str(name), source)
            raise
        self._out.add("Do", self._out.name("/XObject", str(name), made))

    def _shade(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        source = self._resource("/Shading", name)
        self._overprint(False)
        try:
            made = self._objects.shading(source, self._to)
        except Unseparable:
            self._out.name("/Shading", str(name), source)
            raise
        self._out.add("sh", self._out.name("/Shading", str(name), made))

    def _inline(self, instruction: Any, operator: str) -> None:
        raise Unseparable("an image inside the content stream", "embed the image as a file of its own")


HANDLERS: dict[str, Callable[[Rewriting, Any, str], None]] = {
    "q": Rewriting._save,
    "Q": Rewriting._restore,
    "cm": Rewriting._concatenate,
    "w": Rewriting._width,
    "gs": Rewriting._parameters,
    **dict.fromkeys(("g", "G", "rg", "RG", "k", "K"), Rewriting._device),
    **dict.fromkeys(("cs", "CS"), Rewriting._space),
    **dict.fromkeys(("sc", "SC", "scn", "SCN"), Rewriting._components),
    "BT": Rewriting._begin_text,
    "Tm": Rewriting._text_matrix,
    "Tr": Rewriting._text_mode,
    "Tf": Rewriting._font,
    **dict.fromkeys(("Tj", "TJ", "'", '"'), Rewriting._show),
    "Do": Rewriting._external,
    "sh": Rewriting._shade,
    "INLINE IMAGE": Rewriting._inline,
}
