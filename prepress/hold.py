"""Hold: who writes an output, so that two writers never meet in one folder; the only door to filelock."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from prepress.findings import Finding, Place, Rejected, error

PATIENCE_S = 20.0
"""How long a writer waits for another one; writing an output takes a fraction of that."""


@contextmanager
def held(target: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Holds an output folder while the block writes it; its lock lies beside it and names its owner.

    The system lets the lock of a process go when that ends, however it ends. Raises Rejected when another process
    still holds the folder after `patience_s` seconds, and OSError when no lock can be written.
    """
    path = lock_of(target)
    try:
        with FileLock(path, timeout=patience_s):
            path.write_text(
                json.dumps({"process": os.getpid(), "machine": platform.node()}) + "\n", encoding="utf-8"
            )
            yield
    except Timeout as fault:
        raise Rejected([_taken(target, path)]) from fault


def lock_of(target: Path) -> Path:
    """Where the lock of a folder lies."""
    return target.with_name(f".{target.name}.lock")


def _taken(target: Path, path: Path) -> Finding:
    try:
        owner = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        who = f"process {owner['process']} on {owner['machine']} since {since:%Y-%m-%d %H:%M:%S} UTC"
    except (OSError, ValueError, KeyError, TypeError):
        who = "another process"
    hint = "wait until it is done, or end it; its lock goes with it"
    return error("output/held", f"the output is being written by {who}", Place(str(target)), hint)


__all__ = ["FileLock", "Timeout", "held", "lock_of"]
