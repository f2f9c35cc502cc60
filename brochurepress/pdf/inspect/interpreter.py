"""Content streams interpreted operator by operator with their graphics state, to read or to rewrite them."""

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self, TypeVar

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Matrix, Name, Operator

from brochurepress.design import Box, hull
from brochurepress.pdf.inspect.colour_spaces import DEVICE_SPACES, initial, resolve, space_of
from brochurepress.pdf.inspect.functions import numbers
from brochurepress.pdf.inspect.model import ColourSpace
from brochurepress.workspace import shipped_table

IDENTITY = Matrix()
EVERYWHERE = Box(-math.inf, -math.inf, math.inf, math.inf)


def matrix_of(values: Iterable[Any]) -> Matrix:
    """The matrix of six operands, or of a PDF array of them."""
    a, b, c, d, e, f = (float(value) for value in values)
    return Matrix(a, b, c, d, e, f)


def matrix_entry(form: Any) -> Matrix:
    """The Matrix entry of a form or pattern; the identity where it has none."""
    return matrix_of(form.Matrix) if "/Matrix" in form else IDENTITY


def scale(matrix: Matrix) -> float:
    """The mean enlargement of a matrix: the root of its determinant."""
    return math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))


def narrowest(matrix: Matrix) -> float:
    """The least enlargement of a matrix in any direction: its smaller singular value."""
    squares = sum(value * value for value in (matrix.a, matrix.b, matrix.c, matrix.d)) / 2
    return math.sqrt(max(0.0, squares - math.sqrt(max(0.0, squares**2 - scale(matrix) ** 4))))


def transformed(matrix: Matrix, box: Box) -> Box:
    """The box around a transformed box."""
    return hull(matrix.transform(corner) for corner in box.corners)


Copied = TypeVar("Copied")


def copied(value: Copied) -> Copied:
    """A copy of a plain object, attribute by attribute; several times faster than `copy.copy`."""
    other = object.__new__(type(value))
    other.__dict__.update(value.__dict__)
    return other


@dataclass
class Paint:
    """The current colour of fills or of strokes: its space, and what an interpreter makes of the colour.

    `pattern` names the pattern in the resources that is painted with instead; a `pending` one is not written yet.
    """

    space: Any = Name.DeviceGray
    described: ColourSpace = DEVICE_SPACES["DeviceGray"]
    colour: Any = None
    pattern: str = ""
    pending: bool = False
    alpha: float = 1.0
    overprint: bool = False


@dataclass
class GraphicsState:
    """Current values of the graphics state; `saved()` is what the operator q keeps."""

    fill: Paint = field(default_factory=Paint)
    stroke: Paint = field(default_factory=Paint)
    ctm: Matrix = IDENTITY
    clip: Box = EVERYWHERE
    blend: str = "Normal"
    masked: bool = False
    masked_away: bool = False
    overprint_mode: int = 0
    line_width: float = 1.0
    face: Any = None
    size: float = 0.0
    character_space: float = 0.0
    word_space: float = 0.0
    stretch: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    render: int = 0
    text_matrix: Matrix = IDENTITY
    line_matrix: Matrix = IDENTITY

    def saved(self) -> Self:
        """A copy that later changes do not reach."""
        other = copied(self)
        other.fill, other.stroke = copied(self.fill), copied(self.stroke)
        return other

    def paint(self, stroke: bool) -> Paint:
        """The colour of strokes or of fills."""
        return self.stroke if stroke else self.fill


def starting(colour: Any, ctm: Matrix = IDENTITY) -> GraphicsState:
    """The state at the start of a page, a pattern or a soft mask, with what an interpreter makes of black."""
    return GraphicsState(Paint(colour=colour), Paint(colour=colour), ctm)


Handler = Callable[[Any, Sequence[Any], str], None]
"""A method of an interpreter, called with the operands and the name of an operator."""

Known = dict[tuple[Hashable, str], Any]
"""What was told of the names in some resources."""

_NO_OPERATOR = (-1, None, False)

DEVICES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}

PAINTING = {
    **dict.fromkeys(("f", "F", "f*"), (True, False)),
    **dict.fromkeys(("S", "s"), (False, True)),
    **dict.fromkeys(("B", "B*", "b", "b*"), (True, True)),
    "n": (False, False),
}
"""Operators that paint a path: whether they fill, whether they stroke (ISO 32000-1, table 60)."""

VALUES: dict[str, tuple[str, Callable[[Any], float]]] = {
    "w": ("line_width", float),
    "Tc": ("character_space", float),
    "Tw": ("word_space", float),
    "Tz": ("stretch", lambda value: float(value) * 0.01),
    "TL": ("leading", float),
    "Ts": ("rise", float),
    "Tr": ("render", int),
}
"""Operators that set one number of the state, and what they make of their operand."""

SETTING = ("q", "Q", "cm", "BT", "Tm", "Td", "TD", "T*", *VALUES)
"""Operators that set the state and paint nothing: every interpreter reads them the same way."""


OPERANDS: dict[str, int | None] = {
    name: int(count) if count else None
    for count, names in shipped_table("pdf")["operands"].items()
    for name in names.split()
} | {"INLINE IMAGE": 1}
"""Every operator there is, with how many operands it takes; None for as many as the colour space has (annex A)."""


class Interpreter:
    """One content stream on its way: its resources, its graphics state and the operators that change it.

    `OPERATORS` names the method for each operator; where a class has no such method, and for any other operator,
    `other` is called, and after the operators of SETTING too.
    """

    OPERATORS: ClassVar[dict[str, str]] = {
        **dict.fromkeys(SETTING, "set_state"),
        **dict.fromkeys("g rg k G RG K".split(), "device_colour"),
        **dict.fromkeys(("cs", "CS"), "colour_space"),
        **dict.fromkeys("sc scn SC SCN".split(), "colour"),
        **dict.fromkeys("m l c v y re h W W*".split(), "construct"),
        **dict.fromkeys(PAINTING, "paint_path"),
        **dict.fromkeys(("Tj", "TJ", "'", '"'), "show"),
        "gs": "parameters",
        "ri": "intent",
        **dict.fromkeys(("BDC", "DP"), "properties"),
        "Tf": "font",
        "Do": "draw",
        "sh": "shade",
        "INLINE IMAGE": "inline_image",
    }
    steps: ClassVar[dict[str, tuple[int | None, Handler | None, bool]]]
    """Of each operator: how many operands it takes, the method for it, and whether `other` is called."""

    def __init_subclass__(cls) -> None:
        cls.steps = {}
        for name, count in OPERANDS.items():
            handler = getattr(cls, cls.OPERATORS.get(name, ""), None)
            stays = handler is None or name in SETTING
            cls.steps[name] = count, handler, stays and cls.other is not Interpreter.other

    def __init__(self, resources: Any, state: GraphicsState, known: Known | None = None) -> None:
        self.resources, self.state = resources, state
        self.stack: list[Any] = []
        self.known = {} if known is None else known
        self.instruction: Any = None
        self.path_length = 0

    def run(self, instructions: Iterable[Any]) -> None:
        """Takes instructions, which begin with operands and operator, in order."""
        for self.instruction in instructions:
            self.step(*self.instruction[:2])

    def step(self, operands: Sequence[Any], name: str) -> None:
        """Takes one instruction; one that PDF does not know, or without its operands, does nothing."""
        count, handler, stays = self.steps.get(name, _NO_OPERATOR)
        if count is not None and count != len(operands):
            self.malformed(name)
            return
        if handler is not None:
            handler(self, operands, name)
        if stays:
            self.other()

    def other(self) -> None:
        """The current instruction paints nothing and sets no colour."""

    def construct(self, operands: Sequence[Any], name: str) -> None:
        """m, l, c, v, y, re, h, W: one more instruction of the path."""
        self.path_length += 1
        self.other()

    def malformed(self, name: str) -> None:
        """The current instruction is none that PDF knows, or has too few or too many operands."""

    def told(self, category: Hashable, name: Any, read: Callable[[], Any]) -> Any:
        """What `read` tells of a name in the resources, asked once: each look into the file takes its time."""
        key = category, str(name)
        if key not in self.known:
            self.known[key] = read()
        return self.known[key]

    def named(self, category: str, name: Any) -> Any:
        """What the resources hold under a name, if anything."""

        def read() -> Any:
            entries = self.resources.get(category)
            return entries.get(str(name)) if entries is not None else None

        return self.told(category, name, read)

    # Graphics state

    def set_state(self, operands: Sequence[Any], name: str) -> None:
        """Takes over what an operator of SETTING sets, keeps or takes up again (ISO 32000-1, tables 57, 105 to 108)."""
        state = self.state
        match name:
            case "q":
                self.stack.append(state.saved())
            case "Q":
                self.state = self.stack.pop() if self.stack else state
            case "cm":
                state.ctm = matrix_of(operands) @ state.ctm
            case "BT":
                state.text_matrix = state.line_matrix = IDENTITY
            case "Tm":
                state.text_matrix = state.line_matrix = matrix_of(operands)
            case "Td" | "TD" | "T*":
                across, up = map(float, operands) if operands else (0.0, -state.leading)
                if name == "TD":
                    state.leading = -up
                state.text_matrix = state.line_matrix = state.line_matrix.translated(across, up)
            case _:
                key, kind = VALUES[name]
                setattr(state, key, kind(operands[0]))

    def set_parameters(self, name: Any, entry: Any) -> None:
        """Takes over what a graphics state parameter dictionary sets (ISO 32000-1, table 58)."""
        state = self.state
        targets = {"fill": state.fill, "stroke": state.stroke, "": state}
        for (target, attribute), value in self.told("parameters", name, lambda: _parameters(entry)).items():
            setattr(targets[target], attribute, value)

    # Colour

    def device_colour(self, operands: Sequence[Any], name: str) -> None:
        """g, rg, k: a colour in a device space."""
        family = DEVICES[name.lower()]
        paint = self.state.paint(name.isupper())
        paint.space, paint.described = Name(f"/{family}"), DEVICE_SPACES[family]
        self.set_colour(paint, numbers(operands), name.isupper())

    def colour_space(self, operands: Sequence[Any], name: str) -> None:
        """cs: a colour space with its initial colour."""
        paint = self.state.paint(name.isupper())
        paint.space, paint.described = self.told(
            "space", operands[0], lambda: (resolve(operands[0], self.resources), space_of(operands[0], self.resources))
        )
        self.set_initial(paint, name.isupper())

    def colour(self, operands: Sequence[Any], name: str) -> None:
        """sc, scn: a colour of the current space, or a pattern."""
        paint = self.state.paint(name.isupper())
        if operands and isinstance(operands[-1], Name):
            self.set_pattern(paint, str(operands[-1]), numbers(operands[:-1]), name.isupper())
        else:
            self.set_colour(paint, numbers(operands), name.isupper())

    def set_initial(self, paint: Paint, stroke: bool) -> None:
        """The initial colour of the space of the paint becomes the current one."""
        self.set_colour(paint, initial(paint.described), stroke)

    def set_colour(self, paint: Paint, values: list[float], stroke: bool) -> None:
        """Components in the space of the paint become the current colour."""

    def set_pattern(self, paint: Paint, pattern: str, values: list[float], stroke: bool) -> None:
        """A pattern of the resources, with the components of its own colour if it has none, becomes the current one."""


class Writing:
    """A content stream under construction, and the resources that it names."""

    def __init__(self) -> None:
        self.out: list[Any] = []
        self._used: dict[str, dict[str, Any]] = {}

    def add(self, operator: str, *operands: Any, at: int | None = None) -> None:
        """Writes an instruction at the end, or before the one that is number `at`."""
        position = len(self.out) if at is None else at
        self.out.insert(position, ContentStreamInstruction(operands, Operator(operator)))

    def use(self, category: str, name: str, made: Any) -> Name:
        """The name of an object in the resources: its own, or a free one when another object has that."""
        names = self._used.setdefault(category, {})
        free, number = name, 0
        while free in names and not _same(names[free], made):
            number += 1
            free = f"{name}-{number}"
        names[free] = made
        return Name(free)

    @property
    def data(self) -> bytes:
        """The content stream as written."""
        return pikepdf.unparse_content_stream(self.out)

    @property
    def used(self) -> Dictionary:
        """The resources that the content names."""
        return Dictionary({category: Dictionary(names) for category, names in self._used.items()})


class Rewriter(Interpreter, Writing):
    """A content stream written anew: what no method handles stays, and its resources hold only what it names."""

    def __init__(self, resources: Any, state: GraphicsState) -> None:
        Interpreter.__init__(self, resources, state)
        Writing.__init__(self)

    def rewrite(self, stream: Any) -> None:
        """Takes every instruction of a page or stream as it was parsed: what stays keeps its bytes."""
        for self.instruction in pikepdf.parse_content_stream(stream):
            self.step(self.instruction.operands, str(self.instruction.operator))

    def other(self) -> None:
        """The current instruction stays as it was read."""
        self.out.append(self.instruction)

    @property
    def path_start(self) -> int:
        """Where the path that was just built begins among the instructions."""
        return len(self.out) - self.path_length


def _parameters(entry: Any) -> dict[tuple[str, str], Any]:
    """What a graphics state parameter dictionary sets: of fills, of strokes or of both, and the value."""
    found: dict[tuple[str, str], Any] = {
        of: kind(entry[key]) for key, (of, kind) in _PARAMETERS.items() if key in entry
    }
    if "/OP" in entry and "/op" not in entry:
        found["fill", "overprint"] = bool(entry.OP)
    if "/BM" in entry:
        mode = entry.BM[0] if isinstance(entry.BM, pikepdf.Array) else entry.BM
        found["", "blend"] = "Normal" if str(mode) == "/Compatible" else str(mode)[1:]
    if "/SMask" in entry:
        found["", "masked"] = isinstance(entry.SMask, Dictionary)
    return found


_PARAMETERS: dict[str, tuple[tuple[str, str], Callable[[Any], Any]]] = {
    "/ca": (("fill", "alpha"), float),
    "/CA": (("stroke", "alpha"), float),
    "/op": (("fill", "overprint"), bool),
    "/OP": (("stroke", "overprint"), bool),
    "/OPM": (("", "overprint_mode"), int),
    "/LW": (("", "line_width"), float),
}


def _same(first: Any, second: Any) -> bool:
    if first.is_indirect or second.is_indirect:
        return bool(first.objgen == second.objgen)
    return bool(first == second)
