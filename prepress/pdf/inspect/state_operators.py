"""Operators that set the graphics state and colours, for the content walk (ISO 32000-1, 8.4 and 8.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

from prepress.pdf.inspect.colour_spaces import process_inks, space_of
from prepress.pdf.inspect.graphics_state import EVERYWHERE, GraphicsState, Matrix, Point, times
from prepress.pdf.inspect.model import (
    ContainingStream,
    PaintedColour,
    PaintedObject,
    PaintKind,
    PaintSettings,
    TransparencyGroup,
)
from prepress.pdf.inspect.streams import matrix_entry

if TYPE_CHECKING:
    from prepress.design import Box
    from prepress.pdf.inspect.interpreter import PageInterpreter


class StateReader:
    """The graphics state of one content stream, and what is painted with it."""

    def __init__(
        self, walk: PageInterpreter, resources: Any, state: GraphicsState, within: ContainingStream
    ) -> None:
        self.walk, self.resources, self.state, self.within = walk, resources, state, within
        self.stack: list[GraphicsState] = []
        self.clipping = False
        self.points: list[Point] = []

    def named(self, category: str, name: Any) -> Any:
        """What the resources hold under a name, if anything."""
        entries = self.resources.get(category)
        return entries.get(str(name)) if entries is not None else None

    def paint(self, kind: PaintKind, box: Box, **what: Any) -> None:
        """An object is painted: its box is cut by that of the clipping path."""
        visible = box.within(self.state.clip)
        self.walk.painted.append(
            PaintedObject(kind, visible, self.walk.page, self.within, extent=(box.width, box.height), **what)
        )

    # Graphics state

    def save(self, _: list[Any]) -> None:
        """q: keeps the state."""
        self.stack.append(self.state.saved())

    def restore(self, _: list[Any]) -> None:
        """Q: takes up the state kept last."""
        if self.stack:
            self.state = self.stack.pop()

    def concatenate(self, operands: list[Any]) -> None:
        """cm: moves the current matrix."""
        self.state.ctm = times(matrix(operands), self.state.ctm)

    def line_width(self, operands: list[Any]) -> None:
        """w: the line width."""
        self.state.line_width = float(operands[0])

    def graphics_state(self, operands: list[Any]) -> None:
        """gs: what an entry of ExtGState sets."""
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
        """Notes transfer functions and halftone phases."""
        for key in ("/TR", "/TR2", "/HTP"):
            if key in entry and entry[key] not in (pikepdf.Name("/Identity"), pikepdf.Name("/Default")):
                self.walk.transfer.append(key[1:])

    def soft_mask(self, mask: Any) -> None:
        """Walks the group of a soft mask."""
        form = mask.G
        luminosity = mask.get("/S") == pikepdf.Name("/Luminosity")
        if group := form.get("/Group"):
            space = space_of(group.get("/CS"), self.resources).family if "/CS" in group else ""
            self.walk.groups.append(TransparencyGroup(ContainingStream.MASK, space, luminosity))
        inner = GraphicsState(ctm=times(matrix_entry(form), self.state.ctm))
        self.walk.stream(form, form.get("/Resources", self.resources), inner, ContainingStream.MASK)

    def use_font(self, font: Any, size: float) -> None:
        """A font becomes the current one."""
        face = self.walk.streams.face(font)
        self.state.face, self.state.size = face, size

    # Colour

    def device_colour(self, family: str, operands: list[Any], stroke: bool) -> None:
        """g, rg, k: a colour in a device space."""
        self.set_colour(space_of(pikepdf.Name(f"/{family}")), operands, stroke)

    def colour_space(self, operands: list[Any], stroke: bool) -> None:
        """cs: a colour space with its initial colour."""
        space = space_of(operands[0], self.resources)
        start = [1.0] if space.colorants else [0.0] * space.components
        self.set_colour(space, [0, 0, 0, 1] if space.family == "DeviceCMYK" else start, stroke)

    def colour(self, operands: list[Any], stroke: bool) -> None:
        """sc, scn: a colour of the current space, or a pattern."""
        space = (self.state.stroke if stroke else self.state.fill).space
        self.set_colour(space, operands, stroke)

    def set_colour(self, space: Any, operands: list[Any], stroke: bool) -> None:
        """A colour becomes the current one of fills or strokes."""
        pattern = str(operands[-1]) if operands and isinstance(operands[-1], pikepdf.Name) else ""
        values = tuple(float(value) for value in (operands[:-1] if pattern else operands))
        colour = PaintedColour(space, values, process_inks(space, values))
        if stroke:
            self.state.stroke, self.state.stroke_pattern = colour, pattern
        else:
            self.state.fill, self.state.fill_pattern = colour, pattern

    def follow_pattern(self, name: str, box: Box) -> None:
        """Walks a pattern that paints an area."""
        pattern = self.named("/Pattern", name)
        if pattern is None:
            return
        if int(pattern.get("/PatternType", 0)) == 2:
            ink = self.shading_ink(pattern.Shading)
            self.paint(PaintKind.SHADING, box, fill=ink)
        elif pattern.objgen in self.walk.open or pattern.objgen not in self.walk.patterns:
            # One visit tells what a tile is painted with; where its copies fall is the area it fills. One that is open
            # paints itself, which the walk refuses.
            self.walk.patterns.add(pattern.objgen)
            inner = GraphicsState(ctm=matrix_entry(pattern), clip=EVERYWHERE)
            resources = pattern.get("/Resources", self.resources)
            if pattern.get("/PaintType") == 2:
                inner.fill = inner.stroke = self.state.fill
            self.walk.stream(pattern, resources, inner, ContainingStream.PATTERN)

    def shading_ink(self, shading: Any) -> PaintSettings:
        """How a shading prints just now."""
        state = self.state.fill_ink()
        colour = PaintedColour(space_of(shading.get("/ColorSpace"), self.resources))
        return PaintSettings(colour, state.overprint, state.alpha, state.blend)


def matrix(operands: list[Any]) -> Matrix:
    """Six operands as a matrix."""
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f
