"""Transaction: files of a folder replaced together; of what is there only the press's own is touched.

Drafts are written first, then a journal of what is to be done, then file by file is renamed, the list of what the press
made last. A writer that is killed before its journal stands has changed nothing; one that is killed later is carried on
by the next. What the list does not name, or has another checksum than listed, is somebody else's: it stays, or is moved
aside where its name is wanted.

One writer is in a folder at a time, and it says who it is: this is the only door to filelock. Temporary files of a
process and its children stand in one folder, gone with it however it ends.
"""

import errno
import hashlib
import json
import os
import platform
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path, PurePosixPath
from types import FrameType
from typing import Annotated, NoReturn

from filelock import FileLock as FileLock
from filelock import Timeout as Timeout
from pydantic import AfterValidator, Field, TypeAdapter, ValidationError

from brochurepress.findings import Finding, Place, Rejected, error, reject, warning
from brochurepress.wording import phrase
from brochurepress.workspace.limits import LimitExceeded, LimitName, open_plain, read_file

PREFIX, LOCK = "press-", ".lock"

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Has all temporary files of the block, and of the processes it begins, in one folder that goes afterwards.

    It goes when the process is stopped by a signal too; what was left by one that was killed outright is removed now:
    a folder whose lock nobody holds. Raises Rejected when no folder can be made.
    """
    try:
        above = tempfile.gettempdir()
        _clear_forgotten(Path(above))
        folder, lock = _made()
    except OSError as fault:
        raise reject("temporary/unwritable", strerror=fault) from fault
    known, owner = os.environ.get("TMPDIR"), os.getpid()
    tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
    numbers = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _ended)
    try:
        yield folder
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
            lock.release()
            tempfile.tempdir = above
            os.environ.pop("TMPDIR")
            os.environ.update({"TMPDIR": known} if known else {})
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def full(fault: BaseException) -> Finding | None:
    """The finding for a fault that means that there is no room for temporary files; None for any other."""
    full_disk = isinstance(fault, OSError) and fault.errno in _FULL
    return error("temporary/full", Place(tempfile.gettempdir())) if full_disk else None


def _ended(number: int, frame: FrameType | None) -> NoReturn:
    """Ends the process as the signal would, after what it has to put away."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


def _made() -> tuple[Path, FileLock]:
    """A folder of our own and its lock; another is made where one was cleared before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        lock = FileLock(folder / LOCK, timeout=0)
        with suppress(Timeout, FileNotFoundError):
            lock.acquire()
            if (folder / LOCK).exists():
                return folder, lock
            lock.release()


def _clear_forgotten(above: Path) -> None:
    """Removes the folders of processes of this user that are gone."""
    for path in above.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError, Timeout):
            own = not hasattr(os, "getuid") or path.parent.lstat().st_uid == path.lstat().st_uid == os.getuid()
            if own and path.parent.is_dir() and not path.parent.is_symlink() and not path.is_symlink():
                with FileLock(path, timeout=0):
                    shutil.rmtree(path.parent, ignore_errors=True)


PATIENCE_S = 20.0
"""How long a writer waits for another one; writing an output takes a fraction of that."""

STATE = ".press"
"""Folder in each folder that the press writes into: its lock, the list of what it made there, and its drafts."""

_LONGEST = 80


@contextmanager
def output_lock(folder: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Holds a folder while the block writes into it; its lock names its owner.

    The system lets the lock of a process go when that ends, however it ends. Raises Rejected when another process
    still holds the folder after `patience_s` seconds, or something else stands where the lock belongs, and OSError when
    no lock can be written.
    """
    path = folder / STATE / "lock"
    demand_plain(path)
    try:
        with FileLock(path, timeout=patience_s):
            path.write_text(json.dumps({"process": os.getpid(), "machine": platform.node()}) + "\n", encoding="utf-8")
            yield
    except Timeout as fault:
        raise Rejected([_taken(folder, path)]) from fault


def demand_plain(path: Path) -> None:
    """Raises Rejected where something else than a plain file stands: a folder, a link, a pipe, a device."""
    if os.path.lexists(path) and not _is_plain(path):
        raise reject("output/state:no-plain", Place(str(path)))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _taken(folder: Path, path: Path) -> Finding:
    try:
        owner = json.loads(read_file(path, LimitName.TEXT))
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        name = "".join(filter(str.isprintable, str(owner["machine"])))[:_LONGEST]
        who = {"process": int(owner["process"]), "machine": name}
    except (OSError, LimitExceeded, ValueError, KeyError, TypeError, RecursionError):
        return error("output/held:unknown", Place(str(folder)))
    return error("output/held", Place(str(folder)), since=f"{since:%Y-%m-%d %H:%M:%S}", **who)


def demand_inside(folder: Path, file: str) -> None:
    """Raises Rejected for a file whose folder is a link that leads out of the folder it belongs in."""
    real = Path(os.path.realpath((folder / file).parent))
    if not real.is_relative_to(os.path.realpath(folder)):
        raise reject("output/target:link", Place(str(folder / file)), real=real)


def move_aside(folder: Path, file: str) -> Iterator[Finding]:
    """Moves what stands at a path, if anything does, to a name of its own in the folder, and tells so.

    Raises OSError when it cannot be moved.
    """
    path = folder / file
    if not os.path.lexists(path):
        return
    names = (folder / f"{path.name}.kept-{number}" for number in count(1))
    kept = next(name for name in names if not os.path.lexists(name))
    path.rename(kept)
    yield warning("output/kept", Place(str(path)), kept_name=kept.name)


def unwritable(path: Path, fault: OSError, key: str = "output/unwritable") -> Finding:
    """The finding for a folder or a file that cannot be written; it names what stands in the way within it."""
    other = fault.filename and Path(os.fsdecode(fault.filename)) != path
    where = f" ({Path(os.fsdecode(fault.filename)).name})" if other else ""
    return error(key, Place(str(path)), strerror=fault, where=where)


def make_folder(path: Path) -> None:
    """Makes a folder, and those above it, that all may read whatever the umask. Raises OSError."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(0o755)


def digest(path: Path) -> str:
    """SHA-256 of a plain file; "" for anything else, and for what cannot be read."""
    try:
        with open_plain(path, getattr(os, "O_NOFOLLOW", 0)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, LimitExceeded):
        return ""


LEDGER, JOURNAL = f"{STATE}/made.json", f"{STATE}/journal.json"
_DRAFT, _IGNORE = f"{STATE}/draft-", f"{STATE}/.gitignore"
_DRAFTS = rf"^{re.escape(_DRAFT)}\d+$"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _inner(file: str) -> str:
    path = PurePosixPath(file)
    if not path.parts or path.is_absolute() or ".." in path.parts:
        raise ValueError(phrase("part/names-not-folder"))
    return file


Inner = Annotated[str, AfterValidator(_inner)]
"""The path of a file below a folder."""

Made = dict[Inner, Sha256]
"""SHA-256 of each file that the press wrote, by its path below the folder."""

Ledger = dict[str, Made]
"""What each command made in a folder, by the name of the command."""

_LEDGER: TypeAdapter[Ledger] = TypeAdapter(Ledger)


@dataclass(frozen=True)
class _Plan:
    """What a transaction does: files to put (path, draft, SHA-256), files that go, and checksums of the press's own."""

    put: tuple[tuple[Inner, Annotated[str, Field(pattern=_DRAFTS)], Sha256], ...]
    gone: tuple[Inner, ...]
    known: dict[Inner, tuple[Sha256, ...]]


_PLAN: TypeAdapter[_Plan] = TypeAdapter(_Plan)


@dataclass
class Folder:
    """A folder that is held: what the press made in it, and what was found while it was written."""

    path: Path
    ledger: Ledger
    findings: list[Finding] = field(default_factory=list)

    def intact(self, file: str) -> bool:
        """Whether a file is as the press wrote it."""
        return self._holds(file, _known(self.ledger, file))

    def _holds(self, file: str, known: Collection[str]) -> bool:
        return digest(self.path / file) in known

    def replace(
        self,
        owner: str,
        files: Mapping[str, bytes],
        stays: Callable[[str], bool] = lambda file: False,
        adopts: Callable[[str], object] = lambda file: False,
    ) -> None:
        """Makes these the files of a command: the others that it made go, unless they are to stay.

        A file that somebody edited, or put where one of these belongs, is moved aside with a warning. Files right in
        the folder whose names the command adopts count as its own whoever wrote them. Raises OSError when the folder
        cannot be written, Rejected for a link that leads out of it.
        """
        there = {path.name: digest(path) for path in self.path.iterdir() if adopts(path.name)}
        adopted = {file: sha for file, sha in there.items() if sha}
        last = self.ledger.get(owner, {}) | adopted
        sums = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
        kept = {file: sha for file, sha in last.items() if file not in files and stays(file)}
        known = {file: _known({**self.ledger, "": adopted}, file) for file in (*last, *files)}
        for file in known:
            demand_inside(self.path, file)
        edited = {file for file in kept if os.path.lexists(self.path / file) and not self._holds(file, known[file])}
        made = {**{file: sha for file, sha in kept.items() if file not in edited}, **sums}
        ledger = {**self.ledger, owner: dict(sorted(made.items()))}
        content = json.dumps(ledger, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"
        wanted = {**files, LEDGER: content}
        wanted = {file: data for file, data in wanted.items() if not _is_same(self.path / file, data)}
        gone = tuple(file for file in last if (file not in made) and os.path.lexists(self.path / file))
        if wanted or gone:
            self._write(wanted, gone, known)
        self.ledger = ledger

    def _write(self, files: Mapping[str, bytes], gone: tuple[str, ...], known: Mapping[str, tuple[str, ...]]) -> None:
        try:
            put = tuple(
                (file, f"{_DRAFT}{number}", _written(self.path / f"{_DRAFT}{number}", content))
                for number, (file, content) in enumerate(files.items())
            )
            plan = _Plan(put, gone, dict(known))
            _written(self.path / f"{_DRAFT}journal", _PLAN.dump_json(plan))
            _sync(self.path / STATE)
        except BaseException:
            _clear(self.path)
            raise
        (self.path / f"{_DRAFT}journal").replace(self.path / JOURNAL)
        _sync(self.path / STATE)
        self.carry_out(plan)

    def carry_out(self, plan: _Plan) -> None:
        """Does what a plan says and is not done yet, then forgets the plan."""
        touched = {self.path, self.path / STATE}
        for file in plan.gone:
            path = self.path / file
            if self._holds(file, plan.known.get(file, ())):
                path.unlink()
            self.findings += move_aside(self.path, file)
            touched.add(path.parent)
            with suppress(OSError):  # a folder that is not empty stays
                for above in _above(file):
                    (self.path / above).rmdir()
        for file, draft, sha in plan.put:
            if not os.path.lexists(self.path / draft):
                continue  # it was put in its place before the writer was stopped
            for above in reversed(_above(file)):
                if not (self.path / above).is_dir():
                    self.findings += move_aside(self.path, above)
                    make_folder(self.path / above)
            path = self.path / file
            if not (_is_plain(path) if file == LEDGER else self._holds(file, (*plan.known.get(file, ()), sha))):
                self.findings += move_aside(self.path, file)
            (self.path / draft).replace(path)
            touched.add(path.parent)
        for folder in touched:
            _sync(folder)
        (self.path / JOURNAL).unlink()
        _clear(self.path)


@contextmanager
def opened(path: Path, fallback: Callable[[Path], Ledger] = lambda path: {}) -> Iterator[Folder]:
    """Holds a folder, which is made where there is none, and carries on or undoes what a killed writer left.

    Where the list of what the press made is missing or broken, `fallback` says what it is. Raises Rejected when the
    folder is held by another process or cannot be written.
    """
    path = Path(os.path.realpath(path))
    try:
        make_folder(path)
        state = path / STATE
        if os.path.lexists(state) and (state.is_symlink() or not state.is_dir()):
            raise reject("output/state:no-folder", Place(str(state)))
        demand_plain(path / JOURNAL)
        make_folder(path / STATE)
        with output_lock(path):
            if not os.path.lexists(path / _IGNORE):
                _written(path / _IGNORE, b"*\n")
            folder = Folder(path, {})
            recover(folder)
            try:
                folder.ledger = _LEDGER.validate_json(read_file(path / LEDGER, LimitName.TEXT), strict=True)
            except (OSError, LimitExceeded, ValidationError):
                folder.ledger = fallback(path)
            yield folder
    except OSError as fault:
        raise Rejected([unwritable(path, fault)]) from fault


def recover(folder: Folder) -> None:
    """Carries on a transaction whose journal stands; what was drafted without one is removed.

    Raises Rejected for a journal that cannot be read.
    """
    journal = folder.path / JOURNAL
    if not os.path.lexists(journal):
        _clear(folder.path)
        return
    try:
        plan = _PLAN.validate_json(read_file(journal, LimitName.TEXT), strict=True)
        for draft, sha in ((folder.path / draft, sha) for _, draft, sha in plan.put):
            if os.path.lexists(draft) and digest(draft) != sha:
                raise LimitExceeded(phrase("part/names-draft", draft_name=draft.name))
    except (OSError, LimitExceeded, ValidationError) as fault:
        why = getattr(fault, "strerror", None) or str(fault).splitlines()[0]
        raise reject("output/state:journal", Place(str(journal)), why=why, state=STATE) from fault
    for file in (*plan.gone, *(file for file, _, _ in plan.put)):
        demand_inside(folder.path, file)
    folder.carry_out(plan)


def unfinished(path: Path) -> bool:
    """Whether a writer was stopped in a folder before it had done its work."""
    state = Path(os.path.realpath(path)) / STATE
    try:
        return any(path.name.startswith(("draft-", "journal")) for path in state.iterdir())
    except OSError:
        return False


def _known(ledger: Ledger, file: str) -> tuple[str, ...]:
    return tuple(made[file] for made in ledger.values() if file in made)


def _is_same(path: Path, content: bytes) -> bool:
    """Whether a file holds this already, for all to read."""
    with suppress(OSError):
        state = path.lstat()
        if state.st_size == len(content) and state.st_mode & 0o444 == 0o444:
            return digest(path) == hashlib.sha256(content).hexdigest()
    return False


def _above(file: str) -> list[str]:
    """The folders above a file, below the folder of all, innermost first."""
    return [above.as_posix() for above in PurePosixPath(file).parents][:-1]


def _written(path: Path, content: bytes) -> str:
    """Writes a draft to the disk itself, for all to read whatever the umask; gives its SHA-256."""
    with open(path, "wb") as file:  # noqa: PTH123 - one door for a disk that is full
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)
    return hashlib.sha256(content).hexdigest()


def _sync(folder: Path) -> None:
    """Has the names in a folder written to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear(path: Path) -> None:
    for draft in path.glob(f"{_DRAFT}*"):
        with suppress(OSError):
            draft.unlink()
