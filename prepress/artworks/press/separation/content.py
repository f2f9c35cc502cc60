"""Content streams: colour operators rewritten in ink, black overprinted, one-cell patterns made forms."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Dictionary, Name

from prepress.artworks.press.separation.colour import BLACK, Unseparable
from prepress.artworks.press.separation.colour_operators import ColourRewriter
from prepress.artworks.press.separation.paths import (
    CLIPPING,
    CONSTRUCTION,
    PAINTING,
    SPLIT,
    CurrentPath,
    matrix_of_operands,
)
from prepress.pdf.inspect import IDENTITY, numbers, scale, times

if TYPE_CHECKING:
    from collections.abc import Callable

    from prepress.artworks.press.separation.stream_writer import StreamWriter

MARKED = frozenset(("BMC", "EMC", "MP", "DP"))
"""Marked-content operators: tags, which a press file does not have; BDC may also begin a layer."""

DEFAULTS = ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK")
"""Names of colour spaces that take the place of the device spaces (ISO 32000-1, 8.6.5.6)."""


class ContentRewriter(ColourRewriter):
    """One content stream rewritten for a destination, instruction by instruction."""

    def run(self, stream: Any, *, initial: bool) -> StreamWriter:
        """The rewritten stream; `initial` sets black in ink first, where it would start in grey."""
        spaces = self._resources.get("/ColorSpace", Dictionary())
        for name in DEFAULTS:
            if name in spaces:
                self._objects.refuse(Unseparable(f"a page with {name[1:]}", "write colours in plain sRGB"))
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

    # Text

    def _begin_text(self, instruction: Any, operator: str) -> None:
        self._text = IDENTITY
        self._out.keep(instruction)

    def _text_matrix(self, instruction: Any, operator: str) -> None:
        self._text = matrix_of_operands(instruction.operands)
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
        self._overprint(all(self._state.overprinted((fills, strokes), (small, small))))
        self._out.keep(instruction)

    # Paths

    def _construct(self, operator: str, instruction: Any) -> None:
        if self._path is None:
            self._path = CurrentPath()
        self._path.length += 1
        fill = self._state.fill
        if (fill.pending or fill.colour == BLACK) and operator not in ("h", "W", "W*"):
            self._path.add(operator, numbers(instruction.operands))
        self._out.keep(instruction)

    def _paint(self, operator: str, instruction: Any) -> None:
        fills, strokes = PAINTING[operator]
        path, self._path = self._path or CurrentPath(), None
        state = self._state
        limit = self._limits.line_below_pt / self._size
        small = path.thickness(state.ctm) < limit, state.line_width * scale(state.ctm) < limit
        fill, stroke = state.overprinted((fills, strokes), small)
        self._overprint(fill, self._before(path))
        if fills and state.fill.pending:
            if not strokes and self._untiled(path, operator):
                return
            self._settle(state.fill, at=self._before(path))
        if fill != stroke and self._may_overprint:
            self._fill_then_stroke(path, operator, stroke)
        else:
            self._out.keep(instruction)

    def _before(self, path: CurrentPath) -> int:
        """Where the path that was just built begins among the instructions."""
        return len(self._out) - path.length

    def _fill_then_stroke(self, path: CurrentPath, operator: str, overprint: bool) -> None:
        """One painting as two: renderers differ on a fill and a stroke of which only one overprints."""
        fill, stroke = SPLIT[operator]
        drawn = self._out.taken(self._before(path))
        for part in drawn:
            if str(part.operator) not in CLIPPING:
                self._out.keep(part)
        self._out.add(fill)
        self._overprint(overprint)
        for part in drawn:
            self._out.keep(part)
        self._out.add(stroke)

    def _untiled(self, path: CurrentPath, operator: str) -> bool:
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
        self._out.add("q", at=self._before(path))
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
        with self._out.named_if_refused("/XObject", name, source):
            if "/OC" in source:
                raise Unseparable("an object on a layer", "paint it without layers")
            if source.Subtype == Name.Form:
                size = (
                    self._size
                    * scale(self._state.ctm)
                    * scale(matrix_of_operands(source.get("/Matrix", IDENTITY)))
                )
                made = self._objects.form(source, self._to, size, self._resources)
            elif source.Subtype == Name.Image:
                made = self._objects.image(source, self._to)
            else:
                raise Unseparable("an object in PostScript", "remove it")
        self._out.add("Do", self._out.name("/XObject", str(name), made))

    def _shade(self, instruction: Any, operator: str) -> None:
        name = instruction.operands[0]
        source = self._resource("/Shading", name)
        self._overprint(False)
        with self._out.named_if_refused("/Shading", name, source):
            made = self._objects.shading(source, self._to)
        self._out.add("sh", self._out.name("/Shading", str(name), made))

    def _marked(self, instruction: Any, operator: str) -> None:
        if instruction.operands[0] == Name.OC:
            raise Unseparable("content on a layer", "paint it without layers")

    def _inline(self, instruction: Any, operator: str) -> None:
        raise Unseparable("an image inside the content stream", "embed the image as a file of its own")


HANDLERS: dict[str, Callable[[ContentRewriter, Any, str], None]] = {
    "q": ContentRewriter._save,
    "Q": ContentRewriter._restore,
    "cm": ContentRewriter._concatenate,
    "w": ContentRewriter._width,
    "gs": ContentRewriter._parameters,
    **dict.fromkeys(("g", "G", "rg", "RG", "k", "K"), ContentRewriter._device),
    **dict.fromkeys(("cs", "CS"), ContentRewriter._space),
    **dict.fromkeys(("sc", "SC", "scn", "SCN"), ContentRewriter._components),
    "BT": ContentRewriter._begin_text,
    "Tm": ContentRewriter._text_matrix,
    "Tr": ContentRewriter._text_mode,
    "Tf": ContentRewriter._font,
    **dict.fromkeys(("Tj", "TJ", "'", '"'), ContentRewriter._show),
    "Do": ContentRewriter._external,
    "sh": ContentRewriter._shade,
    "BDC": ContentRewriter._marked,
    "INLINE IMAGE": ContentRewriter._inline,
}
