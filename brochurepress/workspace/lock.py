"""Locks: one writer in a folder at a time, and who it is; the only door to filelock."""

import json
import os
import platform
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from brochurepress.findings import Finding, Place, Rejected, error, reject
from brochurepress.workspace.limits import LimitExceeded, LimitName, read_file

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
    path = lock_of(folder)
    demand_plain(path)
    try:
        with FileLock(path, timeout=patience_s):
            path.write_text(json.dumps({"process": os.getpid(), "machine": platform.node()}) + "\n", encoding="utf-8")
            yield
    except Timeout as fault:
        raise Rejected([_taken(folder, path)]) from fault


def lock_of(folder: Path) -> Path:
    """Where the lock of a folder lies."""
    return folder / STATE / "lock"


def demand_plain(path: Path) -> None:
    """Raises Rejected where something else than a plain file stands: a folder, a link, a pipe, a device."""
    try:
        state = path.lstat()
    except OSError:
        return
    if not stat.S_ISREG(state.st_mode):
        raise reject("output/state:no-plain", Place(str(path)))


def _taken(folder: Path, path: Path) -> Finding:
    try:
        owner = json.loads(read_file(path, LimitName.TEXT))
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        who = {"process": int(owner["process"]), "machine": _printed(owner["machine"])}
    except (OSError, LimitExceeded, ValueError, KeyError, TypeError, RecursionError):
        return error("output/held:unknown", Place(str(folder)))
    return error("output/held", Place(str(folder)), since=f"{since:%Y-%m-%d %H:%M:%S}", **who)


def _printed(name: object) -> str:
    return "".join(letter for letter in str(name) if letter.isprintable())[:_LONGEST]


__all__ = ["STATE", "FileLock", "Timeout", "demand_plain", "lock_of", "output_lock"]
