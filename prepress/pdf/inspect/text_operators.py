"""Operators that set and show text, for the content walk (ISO 32000-1, 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

from prepress.design import Box
from prepress.pdf.inspect.graphics_state import IDENTITY, Matrix, scale, times, transformed
from prepress.pdf.inspect.model import ContainingStream, PaintKind
from prepress.pdf.inspect.state_operators import StateReader, matrix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prepress.pdf.inspect.fonts import TextFont


class TextReader(StateReader):
    """Text objects of one content stream."""

    def begin_text(self, _: list[Any]) -> None:
        """BT: the text matrix starts anew."""
        self.state.text_matrix = self.state.line_matrix = IDENTITY

    def font(self, operands: list[Any]) -> None:
        """Tf: a font of the resources, in a size."""
        found = self.named("/Font", operands[0])
        if found is None:
            raise ValueError(f"the font {operands[0]} is not in the resources")
        self.use_font(found, float(operands[1]))

    def text_matrix(self, operands: list[Any]) -> None:
        """Tm: where the next text stands."""
        self.state.text_matrix = self.state.line_matrix = matrix(operands)

    def next_line(self, operands: list[Any]) -> None:
        """Td: the next line, moved by an offset."""
        across, up = (float(value) for value in operands)
        self.state.line_matrix = times((1, 0, 0, 1, across, up), self.state.line_matrix)
        self.state.text_matrix = self.state.line_matrix

    def next_line_leading(self, operands: list[Any]) -> None:
        """TD: the same, and the offset becomes the leading."""
        self.state.leading = -float(operands[1])
        self.next_line(operands)

    def new_line(self, _: list[Any]) -> None:
        """T*: the next line, by the leading."""
        self.next_line([0, -self.state.leading])

    def show(self, operands: list[Any]) -> None:
        """Tj: shows a string."""
        self.show_array([[operands[0]]])

    def show_next(self, operands: list[Any]) -> None:
        """': shows a string on the next line."""
        self.new_line([])
        self.show([operands[-1]])

    def show_spaced(self, operands: list[Any]) -> None:
        """The operator \" is the same, with word and character spacing."""
        self.state.word_space, self.state.character_space = float(operands[0]), float(operands[1])
        self.show_next(operands)

    def show_array(self, operands: list[Any]) -> None:
        """TJ: shows strings with kerning between them."""
        state, face = self.state, self.state.face
        if face is None:
            raise ValueError("text is shown before a font is chosen")
        self.walk.fonts.append(face.font)
        advance, codes = self.advance(face, operands[0])
        placed = times(state.text_matrix, state.ctm)
        low, high = (extent / 1000 * state.size + state.rise for extent in (face.descent, face.ascent))
        state.text_matrix = times((1, 0, 0, 1, advance, 0), state.text_matrix)
        box = transformed(placed, Box(min(0, advance), min(low, high), max(0, advance), max(low, high)))
        if face.glyphs is not None:
            self.type3(face, codes, placed)
        if state.render != 3:
            self.text(face, codes, box, placed)

    def advance(self, face: TextFont, parts: Any) -> tuple[float, list[int]]:
        """How far strings and kerning lead, in text space, and their character codes."""
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

    def text(self, face: TextFont, codes: list[int], box: Box, placed: Matrix) -> None:
        """Text in this box is painted."""
        state = self.state
        mode = state.render % 4
        fills, strokes = mode in (0, 2), mode in (1, 2)
        if fills and state.fill_pattern:
            self.follow_pattern(state.fill_pattern, box)
        self.paint(
            PaintKind.TEXT,
            box,
            fill=state.fill_ink() if fills and not state.fill_pattern else None,
            stroke=state.stroke_ink() if strokes and not state.stroke_pattern else None,
            size_pt=abs(state.size) * (placed[2] ** 2 + placed[3] ** 2) ** 0.5,
            line_pt=state.line_width * scale(state.ctm) if strokes else 0.0,
            font=face.font.name,
            text=face.text(codes),
        )

    def type3(self, face: TextFont, codes: list[int], placed: Matrix) -> None:
        """Walks the glyphs of a Type 3 font, each once a page."""
        procedures, names = face.glyphs.CharProcs, dict(_differences(face.glyphs))
        for code in dict.fromkeys(codes):
            glyph = procedures.get(names[code]) if code in names else None
            if glyph is None or ("glyph", glyph.objgen) in self.walk.patterns:
                continue
            self.walk.patterns.add(("glyph", glyph.objgen))
            a, b, c, d, e, f = face.matrix
            inner = self.state.saved()
            inner.ctm = times(
                (a, b, c, d, e, f), times((self.state.size, 0, 0, self.state.size, 0, 0), placed)
            )
            resources = face.glyphs.get("/Resources", self.resources)
            self.walk.stream(glyph, resources, inner, ContainingStream.GLYPH)

    def text_value(self, name: str, operands: list[Any], unit: float = 1.0) -> None:
        """Tc, Tw, Tz, TL, Ts: one number of the text state."""
        setattr(self.state, name, float(operands[0]) * unit)

    def render_mode(self, operands: list[Any]) -> None:
        """Tr: the text rendering mode."""
        self.state.render = int(operands[0])


def _differences(font: Any) -> Iterator[tuple[int, str]]:
    code = 0
    for entry in font.Encoding.get("/Differences", []):
        if isinstance(entry, pikepdf.Name):
            yield code, str(entry)
            code += 1
        else:
            code = int(entry)
