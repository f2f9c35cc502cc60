"""Temporary files: one folder for all that a process and its children write, gone with it however it ends."""

import errno
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from brochurepress.findings import Finding, Place, error, reject
from brochurepress.workspace.lock import FileLock, Timeout

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
        _clear(Path(above))
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
    folder = tempfile.gettempdir()
    if not isinstance(fault, OSError) or fault.errno not in _FULL:
        return None
    return error("temporary/full", Place(folder))


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


def _clear(above: Path) -> None:
    """Removes the folders of processes of this user that are gone."""
    for path in above.glob(f"{PREFIX}*/{LOCK}"):
        with suppress(OSError, Timeout):
            own = not hasattr(os, "getuid") or path.parent.lstat().st_uid == path.lstat().st_uid == os.getuid()
            if own and path.parent.is_dir() and not path.parent.is_symlink() and not path.is_symlink():
                with FileLock(path, timeout=0):
                    shutil.rmtree(path.parent, ignore_errors=True)
