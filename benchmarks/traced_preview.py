"""The preview, with the time of each stage written to a file: python benchmarks/traced_preview.py FILE [ARGUMENT...].

A line holds a stage, when it began (s since 1970), how long it took, and the CPU of its thread, in s.
"""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

sys.path[0] = str(Path.cwd())  # the checkout that is measured, not the one that this file is of

from brochurepress.cli import run_main  # noqa: E402
from brochurepress.pipeline import stages  # noqa: E402
from brochurepress.proofing.preview import server, session, worker  # noqa: E402
from brochurepress.typeset import incremental  # noqa: E402

STAGES: tuple[tuple[Any, str, str], ...] = (
    (session.Session, "refresh", "build"),
    (session, "read_sources", "read"),
    (stages, "compose", "compose"),
    (incremental, "_set", "layout"),
    (incremental.LayoutCache, "_prepare", "layout"),
    (session, "paint_leaf", "paint"),
    (server, "state_of", "tell"),
    (server, "_drawn", "draw"),
    (worker, "ProofPlates", "plates"),
)
"""What is timed: its owner, its name there, and the name of the stage."""


def traced(run: Callable[..., Any], stage: str, into: TextIO) -> Callable[..., Any]:
    """A function that writes a line each time it is done."""

    @functools.wraps(run)
    def wrapped(*values: Any, **named: Any) -> Any:
        begun, since, cpu = time.time(), time.perf_counter(), time.thread_time()
        try:
            return run(*values, **named)
        finally:
            took, spent = time.perf_counter() - since, time.thread_time() - cpu
            into.write(f"{stage} {begun:.6f} {took:.6f} {spent:.6f}\n")
            into.flush()

    return wrapped


if __name__ == "__main__":
    file = Path(sys.argv.pop(1)).open("a", encoding="utf-8")  # noqa: SIM115 - open until the preview ends
    for owner, name, stage in STAGES:
        setattr(owner, name, traced(getattr(owner, name), stage, file))
    run_main()
