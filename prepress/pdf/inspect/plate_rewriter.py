"""One content stream rewritten for the stand-in of its plates: colours, overprint, resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator

from prepress.pdf.inspect.colour_spaces import device_inks, resolve, space_of
from prepress.pdf.inspect.graphics_state import scale, times
from prepress.pdf.inspect.plate_state import PlateGraphicsState, PlatePaint, PlatePair
from prepress.pdf.inspect.streams import MALFORMED, reason

if TYPE_CHECKING:
    from prepress.pdf.inspect.plate_resources import PlateResourceWriter
    from prepress.pdf.inspect.streams import Instructions

_OPERATORS: dict[str, Operator] = {}
_FAMILIES = {"g": Name.DeviceGray, "rg": Name.DeviceRGB, "k": Name.DeviceCMYK}
_BUILD = frozenset(("m", "l", "c", "v", "y", "re", "h", "W", "W*"))
_FILLS = {"f": "n", "F": "n", "f*": "n", "B": "S", "B*": "S", "b": "s", "b*": "s"}
_STROKES = {"S": "n", "s": "n", "B": "f", "B*": "f*", "b": "f", "b*": "f*"}
_SHOWS = frozenset(("Tj", "TJ", "'", '"'))


def _operator(name: str) -> Operator:
    if name not in _OPERATORS:
        _OPERATORS[name] = Operator(name)
    return _OPERATORS[name]


class PlateContentRewriter:
    """One content stream rewritten: colours to what they leave of the paper, resources to those used."""

    def __init__(
        self, writer: PlateResourceWriter, resources: Any, pair: PlatePair, state: PlateGraphicsState
    ) -> None:
        self.writer, self.source, self.pair, self.state = writer, resources, pair, state
        self.out: list[tuple[list[Any], Operator]] = []
        self.stack: list[PlateGraphicsState] = []
        self.resources = Dictionary()
        self.path_at: int | None = None
        self.count = 0

    def emit(self, operands: list[Any], name: str) -> None:
        """Adds one instruction."""
        self.out.append((operands, _operator(name)))

    def run(self, instructions: list[tuple[list[Any], str]]) -> None:
        """Rewrites instructions in order."""
        for operands, name in instructions:
            if name in _BUILD:
                if self.path_at is None:
                    self.path_at = len(self.out)
                self.emit(operands, name)
            elif name in _FILLS or name in _STROKES or name == "n":
                self.path(name)
            elif name in _SHOWS:
                self.show(operands, name)
            elif handler := getattr(self, f"on_{_WORDS[name]}" if name in _WORDS else "", None):
                handler(operands, name)
            else:
                self.emit(operands, name)

    def named(self, category: str, name: Any) -> Any:
        """What the resources of the source hold under a name, if anything."""
        entries = self.source.get(category)
        return entries.get(str(name)) if entries is not None else None

    def added(self, category: str, value: Any) -> Name:
        """The name of an object that is added to the resources."""
        if category not in self.resources:
            self.resources[category] = Dictionary()
        self.count += 1
        name = Name(f"/P{self.count}")
        self.resources[category][str(name)] = value
        return name

    # Colour

    def emit_paint(self, paint: PlatePaint, stroke: bool) -> None:
        """Sets what a paint leaves of the paper."""
        name = "rg" if self.pair is PlatePair.CHROMATIC else "g"
        self.emit(self.pair.paper(paint.inks), name.upper() if stroke else name)

    def set_paint(self, space: Any, values: list[float], stroke: bool) -> None:
        """A colour in a space becomes the current one."""
        paint = self.state.stroke if stroke else self.state.fill
        paint.space = space
        try:
            paint.inks = device_inks(space, values, self.source)
        except MALFORMED as fault:
            self.writer.unknown.append(reason(fault))
        described = space_of(space, self.source)
        paint.direct = described.family == "DeviceCMYK" or bool(described.colorants)
        self.emit_paint(paint, stroke)

    def on_device(self, operands: list[Any], name: str) -> None:
        """g, rg, k: a colour in a device space."""
        self.set_paint(_FAMILIES[name.lower()], [float(value) for value in operands], name.isupper())

    def on_space(self, operands: list[Any], name: str) -> None:
        """cs: a colour space with its initial colour."""
        stroke, described = name.isupper(), space_of(operands[0], self.source)
        if described.family == "Pattern":
            (self.state.stroke if stroke else self.state.fill).space = operands[0]
            return
        start = [1.0] if described.colorants else [0.0] * described.components
        self.set_paint(operands[0], [0, 0, 0, 1.0] if described.family == "DeviceCMYK" else start, stroke)

    def on_colour(self, operands: list[Any], name: str) -> None:
        """sc, scn: a colour of the current space, or a pattern."""
        stroke = name.isupper()
        paint = self.state.stroke if stroke else self.state.fill
        if not operands or not isinstance(operands[-1], Name):
            self.set_paint(paint.space, [float(value) for value in operands], stroke)
            return
        pattern = self.named("/Pattern", operands[-1])
        if pattern is None:
            return
        values: list[Any] = []
        space: Any = Name.Pattern
        if operands[:-1]:
            under = resolve(paint.space, self.source)[1]
            values = self.pair.paper(device_inks(under, [float(v) for v in operands[:-1]], self.source))
            space = self.added("/ColorSpace", Array([Name.Pattern, self.pair.space]))
        made = self.attempt(lambda: self.writer.pattern(pattern, self.source, self.pair))
        if made is not None:
            self.emit([space], "CS" if stroke else "cs")
            self.emit([*values, self.added("/Pattern", made)], "SCN" if stroke else "scn")

    def attempt(self, make: Any) -> Any:
        """What `make` gives; None, with the reason kept, where the inks cannot be told."""
        depth = self.writer.depth
        try:
            return make()
        except MALFORMED as fault:
            self.writer.depth = depth
            self.writer.unknown.append(reason(fault))
            return None

    # Graphics state

    def on_save(self, operands: list[Any], name: str) -> None:
        """q: keeps the state."""
        self.stack.append(self.state.copy())
        self.emit(operands, name)

    def on_restore(self, operands: list[Any], name: str) -> None:
        """Q: takes up the state kept last."""
        if self.stack:
            self.state = self.stack.pop()
        self.emit(operands, name)

    def on_matrix(self, operands: list[Any], name: str) -> None:
        """cm: moves the current matrix."""
        a, b, c, d, e, f = (float(value) for value in operands)
        self.state.ctm = times((a, b, c, d, e, f), self.state.ctm)
        self.emit(operands, name)

    def on_state(self, operands: list[Any], name: str) -> None:
        """gs: overprint is read here and left out; the rest is kept."""
        entry = self.named("/ExtGState", operands[0])
        if entry is None:
            return
        state = self.state
        state.mode = int(entry.get("/OPM", state.mode))
        if "/OP" in entry:
            state.stroke.overprint = bool(entry.OP)
            state.fill.overprint = bool(entry.get("/op", entry.OP))
        elif "/op" in entry:
            state.fill.overprint = bool(entry.op)
        state.blend = entry.get("/BM", state.blend)
        dropped = ("/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/BG", "/BG2", "/UCR", "/UCR2")
        kept = Dictionary(
            {key: self.writer.copied(value) for key, value in entry.items() if key not in dropped}
        )
        self.emit([self.added("/ExtGState", kept)], name)

    def on_render(self, operands: list[Any], name: str) -> None:
        """Tr: the text rendering mode."""
        self.state.render = int(operands[0])
        self.emit(operands, name)

    def on_font(self, operands: list[Any], name: str) -> None:
        """Tf: a font, as it is."""
        font = self.named("/Font", operands[0])
        if font is None:
            raise ValueError(f"the font {operands[0]} is not in the resources")
        self.emit([self.added("/Font", self.writer.copied(font)), operands[1]], name)

    # Painting

    def kept(self, paint: PlatePaint) -> bool | None:
        """Whether a paint replaces what lies on these plates: yes, no, or (None) by darkening.

        In a group what overprints still brings paper: where the group is empty, it covers what is below.
        """
        if not (paint.overprint and paint.direct and self.state.mode == 1):
            return True
        inked = [paint.inks[plate] > 0 for plate in self.pair.value]
        if all(inked):
            return True
        return None if any(inked) or self.state.grouped else False

    def path(self, name: str) -> None:
        """A painting operator, without the part that leaves these plates as they are."""
        shown = name
        fill = self.kept(self.state.fill) if name in _FILLS else True
        stroke = self.kept(self.state.stroke) if name in _STROKES else True
        if fill is False:
            shown = _FILLS[shown]
        if stroke is False:
            shown = _STROKES.get(shown, "n")
        start = self.path_at if self.path_at is not None else len(self.out)
        self.path_at = None
        self.emit([], shown)
        if fill is None or stroke is None:
            self.darkened(start)

    def darkened(self, start: int) -> None:
        """What is painted since `start` darkens the plates."""
        # More ink on the plates it has, the others as they were: never less than the press prints.
        self.out.insert(start, ([self.added("/ExtGState", Dictionary(BM=Name.Darken))], _operator("gs")))
        self.emit([self.added("/ExtGState", Dictionary(BM=self.state.blend))], "gs")

    def show(self, operands: list[Any], name: str) -> None:
        """Tj, TJ: text, made invisible where it leaves these plates as they are."""
        kept = self.kept(self.state.fill)
        if kept is False:
            self.emit([3], "Tr")
            self.emit(operands, name)
            self.emit([self.state.render], "Tr")
            return
        start = len(self.out)
        self.emit(operands, name)
        if kept is None:
            self.darkened(start)

    def on_draw(self, operands: list[Any], name: str) -> None:
        """Do: a form or an image for these plates."""
        drawn = self.named("/XObject", operands[0])
        if drawn is None:
            return
        made = self.attempt(lambda: self.drawn(drawn))
        if made is not None:
            self.emit([self.added("/XObject", made)], name)

    def drawn(self, drawn: Any) -> Any:
        """The form or image rewritten."""
        writer, state = self.writer, self.state
        if drawn.get("/Subtype") == Name.Form:
            # A form takes over colours and overprint from its caller: they are part of its identity.
            inherited = tuple(
                (paint.inks, paint.overprint and state.mode == 1 and paint.direct)
                for paint in (state.fill, state.stroke)
            )
            key = (drawn.objgen, self.pair, inherited, state.grouped)
            return writer.once(key, lambda: writer.form(drawn, self.source, self.pair, state))
        placed = (drawn.objgen, self.pair, round(scale(state.ctm)))
        return writer.once(placed, lambda: writer.image(drawn, self.source, self.pair, state.ctm))

    def on_inline(self, operands: list[Any], name: str) -> None:
        """BI ... EI: an inline image becomes one of the resources."""
        image = operands[0]
        made = self.attempt(lambda: self.writer.inline(image, self.source, self.pair, self.state.ctm))
        if made is not None:
            self.emit([self.added("/XObject", made)], "Do")

    def on_shading(self, operands: list[Any], name: str) -> None:
        """sh: a shading for these plates."""
        shading = self.named("/Shading", operands[0])
        if shading is None:
            return
        made = self.attempt(lambda: self.writer.shading(shading, self.source, self.pair))
        if made is not None:
            self.emit([self.added("/Shading", made)], name)

    def on_dropped(self, operands: list[Any], name: str) -> None:
        """Marked content and compatibility operators say nothing about ink."""


_WORDS = {
    **dict.fromkeys(("g", "rg", "k", "G", "RG", "K"), "device"),
    **dict.fromkeys(("cs", "CS"), "space"),
    **dict.fromkeys(("sc", "scn", "SC", "SCN"), "colour"),
    **dict.fromkeys(("BMC", "BDC", "EMC", "MP", "DP", "BX", "EX", "ri", "i"), "dropped"),
    "q": "save",
    "Q": "restore",
    "cm": "matrix",
    "gs": "state",
    "Tr": "render",
    "Tf": "font",
    "Do": "draw",
    "sh": "shading",
    "INLINE IMAGE": "inline",
}
"""The method, `on_` and this word, that rewrites an operator; every other operator is kept as it is."""


def edited(
    writer: PlateResourceWriter,
    resources: Any,
    pair: PlatePair,
    state: PlateGraphicsState,
    initial: bool,
    instructions: Instructions,
) -> tuple[bytes, Any]:
    """A content stream rewritten for these plates, and the resources it uses; `initial` sets its colours first."""
    editor = PlateContentRewriter(writer, resources, pair, state)
    if initial:
        editor.emit_paint(state.fill, stroke=False)
        editor.emit_paint(state.stroke, stroke=True)
    editor.run(instructions)
    return pikepdf.unparse_content_stream(editor.out), editor.resources
