"""The graphics state of a content stream, and the boxes that its matrices lead to (ISO 32000-1, 8.3 and 8.4)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from pikepdf import Matrix, Name

from brochurepress.design import Box, hull
from brochurepress.pdf.inspect.colour_spaces import DEVICE_SPACES
from brochurepress.pdf.inspect.model import ColourSpace

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
