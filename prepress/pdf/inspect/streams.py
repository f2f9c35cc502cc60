"""Content streams of one file parsed once, their limits, and what a broken one may raise."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pikepdf

from prepress.design import Box
from prepress.pdf.inspect.fonts import TextFont, read_face
from prepress.wording import phrase, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    import numpy.typing as npt

MAX_DEPTH = 24
MAX_INSTRUCTIONS = 2_000_000
MAX_STREAMS = 5_000
MAX_BYTES = 40_000_000
"""Two million instructions of an ordinary length."""

KEPT_INSTRUCTIONS, KEPT_BYTES = 50_000, 64_000_000
"""What is kept of parsed streams and of decoded images, besides the last of each."""

MAX_MARKS = 1_000
_MARKS = {"BMC": 1, "BDC": 1, "EMC": -1}


class EndlessContent(ValueError):
    """Content that no program draws to its end: it paints itself, repeats without bound, or holds a vast image."""


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
    """Why something of a PDF cannot be read, in words for whoever has the file."""
    key = next((key for kind, key in _IN_WORDS.items() if isinstance(fault, kind)), "")
    own = said(fault)
    if not key:
        return own or type(fault).__name__
    return phrase("part/with", told=phrase(key), own=own) if own else phrase(key)


Instructions = list[tuple[list[Any], str]]
"""Operands and operator names of a content stream, in order."""


class Streams:
    """Parsed content streams, fonts and images of one file; what pages share is mostly read once.

    Streams and images are kept up to a size, so that what is held does not grow with the pages.
    """

    def __init__(self) -> None:
        self._parsed: dict[Any, Instructions] = {}
        self._faces: dict[Any, TextFont] = {}
        self._inks: dict[Any, npt.NDArray[np.uint8]] = {}
        self._held = 0

    def instructions(self, stream: Any) -> Instructions:
        """Operands and operator names of a content stream or page."""
        key = object_of(stream).objgen
        if key not in self._parsed or key == (0, 0):
            if (size := _unpacked_bytes(stream)) > MAX_BYTES:
                raise EndlessContent(phrase("part/content-stream", size=size, max_bytes=MAX_BYTES))
            parsed = pikepdf.parse_content_stream(stream)
            instructions = [(list(entry.operands), str(entry.operator)) for entry in parsed]
            if (depth := _nested(instructions)) > MAX_MARKS:
                raise EndlessContent(phrase("part/marked-content", depth=depth, max_marks=MAX_MARKS))
            self._held += len(instructions)
            if self._held > KEPT_INSTRUCTIONS:
                self._parsed, self._held = {}, len(instructions)
            self._parsed[key] = instructions
        return self._parsed[key]

    def inks(
        self, image: Any, shrink: int, decode: Callable[[], npt.NDArray[np.uint8]]
    ) -> npt.NDArray[np.uint8]:
        """The inks of an image, reduced `shrink` times, as `decode` gives them."""
        key = (image.objgen, shrink)
        if not image.is_indirect or key not in self._inks:
            decoded = decode()
            if sum(kept.nbytes for kept in self._inks.values()) + decoded.nbytes > KEPT_BYTES:
                self._inks.clear()
            self._inks[key] = decoded
        return self._inks[key]

    def face(self, font: Any) -> TextFont:
        """A font made ready for reading strings."""
        key = font.objgen
        if key == (0, 0):
            return read_face(font)
        if key not in self._faces:
            self._faces[key] = read_face(font)
        return self._faces[key]


class Guard:
    """The limits of one walk through content streams: what is open, and how much was run so far."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self.open: list[Any] = []
        self._budget, self._runs = MAX_INSTRUCTIONS, 0

    @contextmanager
    def entered(self, stream: Any) -> Iterator[Instructions]:
        """The instructions of a stream while it is run.

        Raises EndlessContent when it paints itself or goes past a limit.
        """
        key = object_of(stream).objgen
        if key in self.open:
            raise EndlessContent(phrase("part/content-object", key=key[0]))
        if len(self.open) >= MAX_DEPTH:
            raise EndlessContent(phrase("part/content-nested", max_depth=MAX_DEPTH))
        instructions = self.streams.instructions(stream)
        self._budget -= len(instructions)
        self._runs += 1
        if self._budget < 0 or self._runs > MAX_STREAMS:
            raise EndlessContent(
                phrase("part/instructions-forms", max_instructions=MAX_INSTRUCTIONS, max_streams=MAX_STREAMS)
            )
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


def object_of(stream: Any) -> Any:
    """The object of the file behind a page; a form or a pattern is one itself."""
    return getattr(stream, "obj", stream)


def _unpacked_bytes(stream: Any) -> int:
    """Length of a form's or a page's content."""
    content = object_of(stream)
    content = content.get("/Contents", content) if not isinstance(content, pikepdf.Stream) else content
    parts = content if isinstance(content, pikepdf.Array) else [content]
    return sum(len(part.read_bytes()) for part in parts if isinstance(part, pikepdf.Stream))


def _nested(instructions: Instructions) -> int:
    """How deep marked-content sequences stand in one another; programs take time and memory by the square of it."""
    steps = (_MARKS[name] for _, name in instructions if name in _MARKS)
    return max(accumulate(steps), default=0)


def box_of(array: Any) -> Box:
    """A PDF rectangle with its corners in order."""
    if len(array) != 4:
        raise ValueError(phrase("part/rectangle-numbers", count=len(array)))
    x0, y0, x1, y1 = (float(value) for value in array)
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
