"""The stream that is being written: its instructions, and resources that hold only what they name."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator

from prepress.artworks.press.separation.colour import Unseparable

if TYPE_CHECKING:
    from collections.abc import Iterator


class StreamWriter:
    """Instructions of a content stream in order, and the objects that they name."""

    def __init__(self) -> None:
        self._instructions: list[Any] = []
        self._names: dict[str, dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._instructions)

    def keep(self, instruction: Any) -> None:
        """An instruction as it was read."""
        self._instructions.append(instruction)

    def add(self, operator: str, *operands: Any, at: int | None = None) -> None:
        """An instruction at the end, or before the one that is number `at`."""
        position = len(self._instructions) if at is None else at
        self._instructions.insert(position, ContentStreamInstruction(operands, Operator(operator)))

    def taken(self, start: int) -> list[Any]:
        """The instructions from number `start` on, which are taken off the end."""
        tail = self._instructions[start:]
        del self._instructions[start:]
        return tail

    def name(self, kind: str, name: str, made: Any) -> Name:
        """The name of an object in the resources: its own, or a free one when another object has that."""
        names = self._names.setdefault(kind, {})
        free, number = name, 0
        while free in names and not _same(names[free], made):
            number += 1
            free = f"{name}-{number}"
        names[free] = made
        return Name(free)

    @contextmanager
    def named_if_refused(self, kind: str, name: Any, source: Any) -> Iterator[None]:
        """Keeps an object's source in the resources when what it should become is refused."""
        try:
            yield
        except Unseparable:
            self.name(kind, str(name), source)
            raise

    @property
    def data(self) -> bytes:
        """The content stream."""
        return pikepdf.unparse_content_stream(self._instructions)

    @property
    def resources(self) -> Dictionary:
        """The resource dictionary, kinds and names in alphabetical order."""
        kinds = sorted(self._names.items())
        return Dictionary({kind: Dictionary(dict(sorted(names.items()))) for kind, names in kinds})


def _same(first: Any, second: Any) -> bool:
    if first.is_indirect or second.is_indirect:
        return bool(first.objgen == second.objgen)
    return bool(first == second)
