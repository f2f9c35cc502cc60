"""Content streams of one file parsed once, their limits, and what a broken one may raise."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import pikepdf

from brochurepress.design import Box
from brochurepress.pdf.inspect.fonts import TextFont, read_face, told_by_glyphs
from brochurepress.pdf.inspect.instructions import Instructions, taken_apart
from brochurepress.wording import Phrase, phrase, said
from brochurepress.workspace import LimitName, exceeded

KEPT_INSTRUCTIONS, KEPT_BYTES, KEPT_OBJECTS = 50_000, 64_000_000, 300_000
"""What is kept of parsed streams, of decoded images and of what pages paint, besides the last of each."""

MARKS = {"BMC": 1, "BDC": 1, "EMC": -1}


class EndlessContent(ValueError):
    """Content that no program draws to its end: it paints itself, or what it paints goes past a limit."""


class ContentLimitExceeded(EndlessContent):
    """Content that may be sound, and goes past a limit of this press: it is not judged."""


def demand(of: LimitName, size: float, image: bool = False) -> None:
    """Raises ContentLimitExceeded where a page, or an image of it, is larger than its limit."""
    if fault := exceeded(of, size):
        told = phrase("part/image-fault", fault=fault) if image else phrase("part/page-fault", fault=fault)
        raise ContentLimitExceeded(told)


MALFORMED = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    ArithmeticError,
    RuntimeError,
    OSError,
)
"""What reading a broken PDF may raise: its objects are not of the types that the standard gives them."""


_IN_WORDS: dict[type[Exception], str] = {
    RecursionError: "broken/nested",
    IndexError: "broken/values",
    KeyError: "broken/name",
    TypeError: "broken/value",
    AttributeError: "broken/object",
    ArithmeticError: "broken/number",
}
"""What a fault of MALFORMED that speaks of the reader's own code says of the file."""


def reason(fault: Exception) -> str:
    """Why something of a PDF cannot be read, in words for whoever has the file: never those of a library."""
    if isinstance(next(iter(fault.args), None), Phrase) or (isinstance(fault, OSError) and fault.strerror):
        return said(fault)
    return phrase(next((key for kind, key in _IN_WORDS.items() if isinstance(fault, kind)), "broken/structure"))


Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by key, each made when it is asked for; up to `most` in all by their size, besides the last."""

    def __init__(self, most: int, size: Callable[[Value], int]) -> None:
        self._most, self._size, self._held = most, size, 0
        self._values: dict[Hashable, Value] = {}

    def of(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, as `make` gives it."""
        if key not in self._values:
            made = make()
            self._held += (size := self._size(made))
            if self._held > self._most:
                self._values, self._held = {}, size
            self._values[key] = made
        return self._values[key]


class Streams:
    """Parsed content streams, fonts and images of one file; what pages share is mostly read once.

    Streams and images are kept up to a size, so that what is held does not grow with the pages.
    """

    def __init__(self) -> None:
        self._forms: Kept[Instructions] = Kept(KEPT_INSTRUCTIONS, len)
        self._page: Kept[Instructions] = Kept(0, len)
        self._faces: dict[Any, TextFont] = {}
        self._inks: Kept[npt.NDArray[np.uint8]] = Kept(KEPT_BYTES, lambda inks: inks.nbytes)
        self.shown: tuple[int, dict[int, set[int]]] = 0, {}  # the page read last, and the codes it shows of each face

    def instructions(self, stream: Any) -> Instructions:
        """Operands and operator names of a content stream or page."""
        kept = self._page if isinstance(stream, pikepdf.Page) else self._forms
        return kept.of(object_of(stream).objgen, lambda: _parsed(stream))

    def inks(self, image: Any, variant: Hashable, decode: Callable[[], npt.NDArray[np.uint8]]) -> npt.NDArray[np.uint8]:
        """The inks of an image in one variant, as `decode` gives them."""
        return self._inks.of((image.objgen, variant), decode) if image.is_indirect else decode()

    def face(self, font: Any) -> TextFont:
        """A font made ready for reading strings."""
        key = font.objgen
        if key == (0, 0):
            return read_face(font)
        if key not in self._faces:
            self._faces[key] = read_face(font)
        return self._faces[key]

    def fonts_shown(self, pdf: pikepdf.Pdf) -> dict[tuple[int, int], bytes]:
        """What tells each font of the page that was read last, by the glyphs that are shown of it."""
        keys = {id(face): key for key, face in self._faces.items()}
        shown = [(keys[face], codes) for face, codes in self.shown[1].items() if face in keys]
        return {key: told_by_glyphs(pdf.get_object(key), self._faces[key], codes) for key, codes in shown}


class WalkLimits:
    """The limits of one walk through content streams: what is open, and how much was run so far."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self.open: list[Any] = []
        self._taken, self._runs = 0, 0

    @contextmanager
    def entered(self, stream: Any) -> Iterator[Instructions]:
        """The instructions of a stream while it is run.

        Raises EndlessContent when it paints itself or goes past a limit.
        """
        key = object_of(stream).objgen
        if key in self.open:
            raise EndlessContent(phrase("part/content-object", key=key[0]))
        demand(LimitName.FORM_DEPTH, len(self.open))
        demand(LimitName.FORMS, self._runs)
        instructions = self.streams.instructions(stream)
        self._taken += len(instructions)
        self._runs += 1
        demand(LimitName.INSTRUCTIONS, self._taken)
        self.open.append(key)
        try:
            yield instructions
        finally:
            self.open.pop()


class MadeOnce:
    """What was made of the objects of one file, once for each object and variant."""

    def __init__(self) -> None:
        self._made: dict[Any, Any] = {}
        self._open: set[Any] = set()

    def of(self, source: Any, variant: Any, make: Callable[[], Any]) -> Any:
        """What `make` gives; of a direct object, which has no number, it is made anew.

        Raises EndlessContent for an object that is asked for while it is made.
        """
        if not source.is_indirect:
            return make()
        key = (source.objgen, variant)
        if key in self._open:
            raise EndlessContent(phrase("part/object-contains"))
        if key not in self._made:
            self._open.add(key)
            try:
                self._made[key] = make()
            finally:
                self._open.discard(key)
        return self._made[key]


def _parsed(stream: Any) -> Instructions:
    content = object_of(stream)
    content = content.get("/Contents", content) if not isinstance(content, pikepdf.Stream) else content
    parts = list(content) if isinstance(content, pikepdf.Array) else [content]
    data = [part.read_bytes() for part in parts if isinstance(part, pikepdf.Stream)]
    demand(LimitName.CONTENT, sum(map(len, data)))
    instructions = taken_apart(stream, b"\n".join(data) if len(data) == len(parts) else None)
    # How deep marked-content sequences stand in one another; programs take time and memory by the square of it.
    steps = (MARKS[name] for _, name, _ in instructions if name in MARKS)
    demand(LimitName.MARKS, max(accumulate(steps), default=0))
    return instructions


def object_of(stream: Any) -> Any:
    """The object of the file behind a page; a form or a pattern is one itself."""
    return getattr(stream, "obj", stream)


def box_of(array: Any) -> Box:
    """A PDF rectangle with its corners in order."""
    if len(array) != 4:
        raise ValueError(phrase("part/rectangle-numbers", count=len(array)))
    x0, y0, x1, y1 = (float(value) for value in array)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
