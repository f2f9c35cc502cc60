"""Setting: the operators of a content stream that set its graphics state and colours, rewritten in ink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Dictionary, Name

from prepress.artworks.press.separation.colour import (
    BLACK,
    ColourComponents,
    Destination,
    Unseparable,
    from_device,
    lab_to_rgb,
)
from prepress.artworks.press.separation.graphics_state import CurrentPaint, SeparationState
from prepress.artworks.press.separation.paths import CurrentPath, matrix_of_operands
from prepress.artworks.press.separation.shadings import space_name
from prepress.artworks.press.separation.stream_writer import StreamWriter
from prepress.pdf.inspect import IDENTITY, numbers, times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prepress.artworks.press.separation.objects import Objects
    from prepress.design import OverprintDemands

DEVICE: dict[str, ColourComponents] = {
    "DeviceGray": (0.0,),
    "DeviceRGB": (0.0, 0.0, 0.0),
    "DeviceCMYK": BLACK,
}
"""Initial colour of the device spaces (ISO 32000-1, 8.6.3)."""

PATTERN = "Pattern"
LAB = "Lab"
NONE = Name("/None")


class ColourRewriter:
    """A content stream on its way into a destination, and what it has set; `size`: its scale on the page."""

    def __init__(
        self,
        objects: Objects,
        resources: Any,
        to: Destination,
        overprint: OverprintDemands,
        size: float = 1.0,
    ) -> None:
        self._objects, self._resources, self._to, self._size = objects, resources, to, size
        self._limits = overprint
        self._may_overprint = overprint.black and to.space == Name.DeviceCMYK
        self._state = SeparationState()
        self._stack: list[SeparationState] = []
        self._text = IDENTITY
        self._path: CurrentPath | None = None
        self._out = StreamWriter()

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
        self._state.ctm = times(matrix_of_operands(instruction.operands), self._state.ctm)
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
        self._out.add(
            "gs", self._out.name("/ExtGState", str(name), self._objects.parameters(source, self._to))
        )

    def _overprint(self, on: bool, at: int | None = None) -> None:
        """Overprint switched where it is not so already: before a path when one is under construction."""
        on = on and self._may_overprint
        if on != self._state.overprint:
            self._state.overprint = on
            name = "/Overprint" if on else "/Knockout"
            self._out.add("gs", self._out.name("/ExtGState", name, self._objects.overprint(on)), at=at)

    # Colour

    def _set(self, colour: ColourComponents, *, stroke: bool) -> None:
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

    def _pattern(self, paint: CurrentPaint, operands: Sequence[Any], stroke: bool) -> None:
        name = str(operands[-1])
        source = self._resource("/Pattern", name)
        if len(operands) > 1 or int(source.get("/PaintType", 1)) == 2:
            raise Unseparable("an uncoloured tiling pattern", "give the pattern its own colours")
        paint.colour, paint.pattern, paint.pending = None, name, True
        if stroke:
            self._settle(paint, stroke=True)

    def _settle(self, paint: CurrentPaint, *, stroke: bool = False, at: int | None = None) -> None:
        """A pattern that waited is written, because something is painted with it."""
        if paint.pending:
            paint.pending = False
            made = self._objects.pattern(self._resource("/Pattern", paint.pattern), self._to, self._size)
            name = self._out.name("/Pattern", paint.pattern, made)
            at = len(self._out) if at is None else at
            self._out.add("SCN" if stroke else "scn", name, at=at)
            self._out.add("CS" if stroke else "cs", Name.Pattern, at=at)
