"""Cache: results of slow pure steps, kept on disk or in memory by all they depend on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from prepress.project import HOME

FOLDER = HOME / ".cache/press"
"""Where results are kept; it may be emptied at any time."""

_DIGEST_BYTES = 32

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Same:
    """A value as part of a key: equal to itself alone, however alike another one is."""

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


class Memory:
    """Results of steps that depend on nothing but their key, and on files that do not change while it is kept.

    It holds the results that were asked for last, `most` of them. Not for two threads at once.
    """

    def __init__(self, most: int = 256) -> None:
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._most = most

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result for a key: as it was made before, else made and kept; what raises is not kept."""
        if key in self._results:
            self._results.move_to_end(key)
            kept: T = self._results[key]
            return kept
        result = make()
        self._results[key] = result
        if len(self._results) > self._most:
            self._results.popitem(last=False)
        return result


def kept(depends_on: tuple[bytes, ...], make: Callable[[], bytes], folder: Path = FOLDER) -> bytes:
    """The result for these inputs: from the cache when it is whole there, else made and kept.

    A folder that cannot be written, or a result that was damaged on disk, costs time and nothing else.
    """
    name = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in depends_on)).hexdigest()
    with contextlib.suppress(OSError):
        stored = (folder / name).read_bytes()
        if hashlib.sha256(stored[_DIGEST_BYTES:]).digest() == stored[:_DIGEST_BYTES]:
            return stored[_DIGEST_BYTES:]
    result = make()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(result).digest() + result)
        Path(draft).replace(folder / name)
    return result
