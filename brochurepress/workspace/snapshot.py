"""Snapshot: the files of a project as something is made from them, each read once, with the digest of its content.

A memo keeps results of slow pure steps, on disk or in memory, by all they depend on.
"""

from __future__ import annotations

import copy
import functools
import hashlib
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from brochurepress.findings import Finding, Place, error, reject
from brochurepress.workspace.limits import LimitExceeded, open_plain, read_at_most, read_file
from brochurepress.workspace.project import FOLDERS, Outside, Project, cache_folder, inner_path, limit_of
from brochurepress.workspace.records import Fields, read_toml, text_of

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


def once(read: Callable[[Any], T]) -> cached_property[T]:
    """A property that is read once: what it gave it gives again, and what it raised it raises again."""

    @functools.wraps(read)
    def reading(instance: object) -> T:
        faults: dict[str, Exception] = instance.__dict__.setdefault(_FAULTS, {})
        if fault := faults.get(read.__name__):
            raise fault
        try:
            return read(instance)
        except Exception as raised:
            faults[read.__name__] = raised
            raise

    return cached_property(reading)


class Memo:
    """Results of steps by all that they depend on, those asked for last; and files by their path, as read last.

    Not for two threads at once.
    """

    def __init__(self, most: int = 512) -> None:
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._most = most
        self.files: dict[Any, Any] = {}
        self.tree: object = None  # the files and folders among which references and patterns lead to what is found
        self.found: dict[Any, Any] = {}

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
    with suppress(Damaged):
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
    with suppress(OSError):
        os.utime(folder / name)  # what was asked for last is let go of last
    return stored[_DIGEST_BYTES:]


def store(name: str, content: bytes, folder: Path = FOLDER) -> None:
    """Keeps something under a name, whole or not at all, where the folder can be written.

    Of what was asked for longest ago as much goes as is needed to keep the folder within MOST_BYTES.
    """
    with suppress(OSError):
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


Stamp = tuple[int, int, int, int]
"""What tells one state of a file from another: its inode, its size in bytes, when it was written and when it was put
there, in ns."""

Asked = Mapping[str, str]
"""SHA-256 of the content of each file that was asked for, by its reference, and of each listing, by its pattern; "" for
what is not there."""

_SETTLED_NS = 2_000_000_000
"""Age from which no file system gives another state of a file the same times (FAT counts in two seconds)."""

LAYOUTS = "layouts"
KITS = f"{LAYOUTS}/kits"
"""The folder of kits, each a folder with tokens, styles, templates and fonts of one look."""

KIT = "puzzle"
"""The kit of an edition that names none."""


@dataclass(frozen=True)
class File:
    """A file as it was read: its path, its stamp before that, and its content; or why there is none of them."""

    path: Path | Exception
    stamp: Stamp | None
    content: bytes | Exception
    digest: str


class _NoPlainFile(FileNotFoundError):
    """A folder, a pipe or a device stands where a file should be."""


class Snapshot:
    """The files of a project, each as it was when it was first asked for; it is never read again.

    What is not there stays so, and folders hold what they held. The `memo` outlives a snapshot: what it holds counts as
    long as the files that it was made from have the same content. Not for two threads at once.
    """

    def __init__(self, project: Project, memo: Memo | None = None) -> None:
        self.project, self.memo, self.kit = project, memo or Memo(), KIT
        self._files: dict[str, File] = {}
        self._listings: dict[str, tuple[tuple[str, ...], str]] = {}
        self._digests: dict[str, str] = {}
        self._traces: list[dict[str, str]] = []
        self._begun, tree = _stamps(project)
        if tree != self.memo.tree:
            self.memo.tree, self.memo.found = tree, {}
        self._known = self.memo.found

    def in_kit(self, kit: str) -> Snapshot:
        """The same snapshot, in which layouts are those of a kit."""
        view = copy.copy(self)
        view.kit = kit
        return view

    def layout(self, file: str) -> str:
        """The reference of a layout as the kit has it: a root's own goes over the kit that the press ships."""
        part = f"{KITS}/{self.kit}/{file.removeprefix(f'{LAYOUTS}/')}"
        return part if self.has(part) and (self._is_own(part) or not self._is_own(file)) else file

    def layouts(self, pattern: str) -> tuple[str, ...]:
        """The layouts that match a pattern with a star, in order, those that only the kit has among them."""
        folder = f"{KITS}/{self.kit}/"
        parts = self.listing(f"{folder}{pattern.removeprefix(f'{LAYOUTS}/')}")
        return tuple(sorted({*self.listing(pattern), *(f"{LAYOUTS}/{part.removeprefix(folder)}" for part in parts)}))

    def _is_own(self, file: str) -> bool:
        return self.has(file) and self.find(file).is_relative_to(self.project.bases()[0])

    @property
    def asked(self) -> Asked:
        """Everything that was asked for until now."""
        return {name: self.digest(name) for name in (*self._files, *self._listings)}

    def has(self, reference: str) -> bool:
        """Whether something stands there; what leads out of the project, or is no file, is refused when it is read."""
        path = self._file(reference).path
        return isinstance(path, _NoPlainFile) or not isinstance(path, FileNotFoundError)

    def find(self, reference: str) -> Path:
        """The file behind a reference; raises as `Project.find`."""
        return _given(self._file(reference).path)

    def read(self, reference: str) -> bytes:
        """Content of the file behind a reference, within the limit of its kind.

        Raises as `Project.find`, OSError when it cannot be read, and LimitExceeded when it is too large.
        """
        return _given(self._file(reference).content)

    def text(self, file: str) -> str:
        """Text of a UTF-8 file; raises Rejected as `read_text`, and for a file outside the project."""
        try:
            return text_of(file, lambda: self.read(file))
        except Outside as fault:
            raise reject("source/outside:reference", Place(file), fault=fault) from fault

    def fields(self, file: str) -> Fields:
        """Fields of a TOML file; raises Rejected as `text` and `read_toml`."""
        return read_toml(self.text(file), file)

    def listing(self, pattern: str) -> tuple[str, ...]:
        """References of the files that match a pattern with a star, in order, as `Project.listing`."""
        return self._listing(pattern)[0]

    def digest(self, name: str) -> str:
        """SHA-256 of the content of a file, or of a listing by its pattern; "" for a file that is not there."""
        return self._listing(name)[1] if "*" in name else self._file(name).digest

    def once(self, key: Hashable, make: Callable[[], T], memo: Memo | None = None) -> T:
        """The result for a key, made anew only where a file that it was made from has changed since.

        The key names all that it depends on besides files. What raises is not kept. It is kept in the memo of the
        snapshot, or in one that snapshots share.
        """
        memo = memo or self.memo
        kept: tuple[Asked, T] | None = memo.get(key)
        if kept is None or not self.holds(kept[0]):
            with self.tracing() as asked:
                kept = asked, make()
            memo.put(key, kept)
        return kept[1]

    @contextmanager
    def tracing(self, known: dict[str, str] | None = None) -> Iterator[Asked]:
        """What is asked for while the block runs, added to what is known."""
        asked = {} if known is None else known
        self._traces.append(asked)
        try:
            yield asked
        finally:
            self._traces.pop()

    def holds(self, asked: Asked) -> bool:
        """Whether everything that was asked for once is as it was then."""
        for name in asked.keys() - self._digests.keys():
            self.digest(name)
        if holds := asked.items() <= self._digests.items():
            for trace in self._traces:
                trace |= asked
        return holds

    def changed(self) -> tuple[Finding, ...]:
        """A finding on each file that was asked for and is another by now, is new, or is gone."""
        stamps, tree = _stamps(self.project)
        settled = all(file.stamp == stamps.get(str(file.path)) for file in self._files.values())
        if settled and tree == self.memo.tree and stamps == self._begun:
            return ()  # all is as it was: no file has to be looked for again
        files = set[str]()
        for name, file in self._files.items():
            path, stamp = _found(self.project, name)
            if not stamp == file.stamp == self._begun.get(str(path), stamp):
                files.add(name)
        for pattern, (listed, _) in self._listings.items():
            files |= {name for name in set(self.project.listing(pattern)) ^ set(listed) if not hidden(name)}
        return tuple(error("source/changed", Place(file)) for file in sorted(files))

    def _listing(self, pattern: str) -> tuple[tuple[str, ...], str]:
        if pattern not in self._listings:
            if (pattern,) not in self._known:
                listed = self.project.listing(pattern)
                self._known[pattern,] = listed, _digest("\n".join(listed).encode())
            self._listings[pattern] = self._known[pattern,]
        self._trace(pattern, self._listings[pattern][1])
        return self._listings[pattern]

    def _file(self, reference: str) -> File:
        if reference not in self._files:
            self._files[reference] = self._read(reference)
        self._trace(reference, self._files[reference].digest)
        return self._files[reference]

    def _read(self, reference: str) -> File:
        """A file as it is now, from the memo where that holds it; it holds none too new to be told by its times."""
        path: Any = self._known.get(reference)
        stamp = self._begun.get(str(path))
        if path is None or not (stamp or isinstance(path, Exception)):
            path, stamp = _found(self.project, reference)
            self._known[reference] = path.with_traceback(None) if isinstance(path, Exception) else path
        known: File | None = self.memo.files.get(path)
        if known and known.stamp == stamp:
            return known
        content: bytes | Exception
        try:
            if isinstance(path, Outside):
                raise path.with_traceback(None)
            # What is no plain file is not found, and says so when it is read.
            where = path if isinstance(path, Path) else self.project.root / inner_path(reference)
            content = read_file(where, limit_of(reference))
        except (OSError, ValueError) as fault:
            content = fault.with_traceback(None)
        if not stamp:
            return File(path, None, content, "")
        read = File(path, stamp, content, _digest(content) if isinstance(content, bytes) else repr(stamp))
        if max(stamp[2:]) < time.time_ns() - _SETTLED_NS:
            self.memo.files[path] = read
        return read

    def _trace(self, name: str, digest: str) -> None:
        self._digests[name] = digest
        for asked in self._traces:
            asked[name] = digest


def _found(project: Project, reference: str) -> tuple[Path | Exception, Stamp | None]:
    """Where a file is and the stamp that it has there, or why there is none."""
    try:
        path = project.find(reference)
        return path, _stamp(path)
    except FileNotFoundError as fault:
        stands = project.root.joinpath(inner_path(reference)).exists()
        return (_NoPlainFile(*fault.args) if stands else fault), None
    except (OSError, ValueError) as fault:
        return fault, None


def _stamps(project: Project) -> tuple[dict[str, Stamp], object]:
    """The state of all files that something of a project may be made from, and a value that tells which there are.

    That equals no other where one is a link: it leads to what is not looked at.
    """
    stamps: dict[str, Stamp] = {}
    folders = [f"{base / name}" for base in project.bases() for name in FOLDERS]
    plain = not any(map(os.path.islink, folders))
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                else:
                    plain = plain and entry.is_file(follow_symlinks=False)
                    with suppress(OSError):
                        stamps[entry.path] = _stamp(entry.path)
    return stamps, (folders, [*stamps]) if plain else object()


def _stamp(path: Path | str) -> Stamp:
    stat = os.stat(path)  # noqa: PTH116 - of hundreds of files for each snapshot
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


def _given(value: T | Exception) -> T:
    if isinstance(value, Exception):
        raise value.with_traceback(None)
    return value


def hidden(name: str) -> bool:
    """Whether a file is one that editors keep beside those they write."""
    return name.endswith("~") or any(part.startswith(".") for part in PurePosixPath(name).parts)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
