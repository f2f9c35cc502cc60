"""Memo: results of slow pure steps, kept on disk or in memory by all they depend on."""

import contextlib
import hashlib
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self, TypeVar, overload

from brochurepress.workspace.limits import LimitExceeded, open_plain, read_at_most
from brochurepress.workspace.project import cache_folder

FOLDER = cache_folder() / "press"
"""Where results are kept; it may be emptied at any time."""

MOST_BYTES = 200_000_000
"""How much one folder of results may hold."""

_FAULTS = "_faults_of_once"
_DIGEST_BYTES = 32
_DRAFT, _STALE_S = "draft-", 3600

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Identity:
    """A value as part of a key: equal to itself alone, however alike another one is."""

    value: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


class once(cached_property[T]):  # noqa: N801 - it is used as cached_property is
    """A property that is read once: what it gave it gives again, and what it raised it raises again."""

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...

    def __get__(self, instance: object, owner: type[Any] | None = None) -> Self | T:
        """The value, or the fault, of the first time."""
        if instance is None:
            return self
        faults: dict[str | None, Exception] = instance.__dict__.setdefault(_FAULTS, {})
        if fault := faults.get(self.attrname):
            raise fault
        try:
            return super().__get__(instance, owner)
        except Exception as raised:
            faults[self.attrname] = raised
            raise


class Memo:
    """Results of steps by all that they depend on, those asked for last; and files by their path, as read last.

    Not for two threads at once.
    """

    def __init__(self, most: int = 512) -> None:
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._most = most
        self.files: dict[Any, Any] = {}

    def get(self, key: Hashable) -> Any:
        """The result for a key; None for one that is not kept."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def put(self, key: Hashable, result: Any) -> None:
        """Keeps the result for a key, and lets go of the one that was asked for longest ago."""
        self._results[key] = result
        self._results.move_to_end(key)
        if len(self._results) > self._most:
            self._results.popitem(last=False)

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result for a key that is all it depends on: as it was made before, else made and kept."""
        kept: tuple[T] | None = self.get(key)
        if kept is None:
            kept = (make(),)
            self.put(key, kept)
        return kept[0]


class Damaged(ValueError):
    """A result that is no longer as it was written, or that somebody else wrote."""


def kept(depends_on: tuple[bytes, ...], make: Callable[[], bytes], folder: Path = FOLDER) -> bytes:
    """The result for these inputs: from the cache when it is whole there, else made and kept.

    A folder that cannot be written, or a result that was damaged on disk, costs time and nothing else.
    """
    name = name_of(depends_on)
    with contextlib.suppress(Damaged):
        if (stored := fetch(name, folder)) is not None:
            return stored
    result = make()
    store(name, result, folder)
    return result


def fetch(name: str, folder: Path = FOLDER) -> bytes | None:
    """What is kept under a name; None where nothing is. Raises Damaged for what nobody can vouch for."""
    try:
        with open_plain(folder / name, getattr(os, "O_NOFOLLOW", 0)) as file:
            own = not hasattr(os, "getuid") or os.fstat(file.fileno()).st_uid == os.getuid()
            stored = read_at_most(file, MOST_BYTES)
    except FileNotFoundError:
        return None
    except (OSError, LimitExceeded) as fault:
        raise Damaged(name) from fault
    if not own or hashlib.sha256(stored[_DIGEST_BYTES:]).digest() != stored[:_DIGEST_BYTES]:
        raise Damaged(name)
    with contextlib.suppress(OSError):
        os.utime(folder / name)  # what was asked for last is let go of last
    return stored[_DIGEST_BYTES:]


def store(name: str, content: bytes, folder: Path = FOLDER) -> None:
    """Keeps something under a name, whole or not at all, where the folder can be written.

    Of what was asked for longest ago as much goes as is needed to keep the folder within MOST_BYTES.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=_DRAFT, dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(content).digest() + content)
        Path(draft).replace(folder / name)
        _clean(folder)


def _clean(folder: Path) -> None:
    """Removes what is too much, and drafts whose writer was killed."""
    held, now = 0, time.time()
    states = [(path, path.stat()) for path in folder.iterdir() if path.is_file()]
    for path, state in sorted(states, key=lambda each: each[1].st_mtime, reverse=True):
        held += state.st_size
        if held > MOST_BYTES or (path.name.startswith(_DRAFT) and now - state.st_mtime > _STALE_S):
            path.unlink(missing_ok=True)


def name_of(depends_on: tuple[bytes, ...]) -> str:
    """The name of the file that holds the result for these inputs."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in depends_on)).hexdigest()
