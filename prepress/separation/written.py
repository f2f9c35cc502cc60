"""The stream that is being written: its instructions, and resources that hold only what they name."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import ContentStreamInstruction, Dictionary, Name, Operator


class Written:
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

    def name(self, kind: str, name: str, made: Any) -> Name:
        """The name of an object in the resources: its own, or a free one when another object has that."""
        names = self._names.setdefault(kind, {})
        free, number = name, 0
        while free in names and not _same(names[free], made):
            number += 1
            free = f"{name}-{number}"
        names[free] = made
        return Name(free)

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
