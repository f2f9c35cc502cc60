"""A whole build, its findings and artworks, made in a process of its own: the preview never waits for preflight."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Future, ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from brochurepress.artworks import Artwork
from brochurepress.findings import Finding, Rejected, error, warning
from brochurepress.typeset import RoomGauge, RoomLeft
from brochurepress.workspace import Memo, Project, Snapshot

BUILDS_OF_A_PROCESS = 50
"""The layout engine keeps a little memory of every document: after so many a process is replaced."""

NICENESS = 5
"""How far the process stands back for the desk and the browser (nice, POSIX)."""

LOOK_S = 2.0
"""How often the process looks whether the preview is still there."""

Checked = tuple[tuple[Finding, ...], tuple[Artwork, ...]]
"""What was found in a build, and the artworks that were made, also where they are refused."""

FutureCheck = Future[Checked]
"""What will have been found."""


def proof_read(
    root: Path, edition: str, printer: str | None, fields: Mapping[str, str] | None = None, only: tuple[str, ...] = ()
) -> Checked:
    """A build of all variants, or of those of `only`: manuscript, layout, preflight of every artwork, sameness."""
    from brochurepress.pipeline import build_edition

    try:
        build = build_edition(Project(root), edition, only, printer, _look, fields=fields, memo=_MEMOS[root])
        return build.findings, build.painted
    except Rejected as rejected:
        return rejected.findings, ()
    except CancelledError:
        raise
    except Exception as fault:  # a broken file must not end the preview
        return (error("preview/stopped:build", name=type(fault).__name__, fault=fault),), ()


Rooms = dict[str, tuple[RoomLeft, ...]]
"""The room left in the sections of each form that has an end."""

Made = TypeVar("Made")

_SPAWNED = get_context("spawn")
_SAVES: list[tuple[Any, int]] = []
"""In the process: how often the files are saved by now, as the preview counts, and were when its work was begun."""


def _look(step: str) -> None:
    """Ends the work of the process before a step of it, where the files were saved again."""
    if _SAVES and _SAVES[0][0].value != _SAVES[0][1]:
        raise CancelledError


_MEMOS: dict[Path, Memo] = defaultdict(Memo)
_GAUGES: dict[str, RoomGauge] = defaultdict(lambda: RoomGauge(_look))
"""What the process keeps from one build to the next."""


def rooms_of(root: Path, edition: str, printer: str | None, fields: Mapping[str, str] | None = None) -> Rooms:
    """The room left in each form that an edition issues, but those that are as long as their text; empty after faults.

    What differs in nothing but its inks has the room of the pages.
    """
    from brochurepress.compose import compose
    from brochurepress.source import FORMS, PAGES, VARIANTS, read_sources

    try:
        inputs = read_sources(Snapshot(Project(root), _MEMOS[root]), edition, printer, fields)
        forms = dict.fromkeys(FORMS[VARIANTS[name].form] for name in inputs.manuscript.edition.issued())
        measured = [PAGES, *(form for form in forms if form.whole)]
        return {form.name: _GAUGES[form.name].measure(compose(inputs, form)) for form in measured}
    except Rejected:
        return {}


def found_by(reading: FutureCheck) -> Checked:
    """What a reading that is done has found; that it was not brought to its end is a finding itself."""
    try:
        return reading.result()
    except (BrokenExecutor, CancelledError):
        return (warning("preview/unread"),), ()


class BackgroundCheck:
    """A process that reads proofs one at a time."""

    def __init__(self, root: Path, edition: str, printer: str | None, fields: Mapping[str, str] | None = None) -> None:
        self._job = (root, edition, printer, fields and dict(fields))
        self._saves = _SPAWNED.RawValue("L", 0)
        self._pool, self._tasks = _pool(self._saves), count(1)

    def drop(self) -> None:
        """Ends what is being read at its next step: the files were saved again."""
        self._saves.value += 1

    def read(self, only: tuple[str, ...] = ()) -> FutureCheck:
        """Begins to read what is on disk now."""
        return self._begin(proof_read, *self._job, only)

    def measure(self) -> Future[Rooms]:
        """Begins to measure the room left, of what is on disk now."""
        return self._begin(rooms_of, *self._job)

    def _begin(self, work: Callable[..., Made], *given: object) -> Future[Made]:
        task = partial(_worked, self._saves.value, work, *given)
        # A pool that replaces its process itself may be left without one, where two tasks waited for it.
        if next(self._tasks) % BUILDS_OF_A_PROCESS == 0:
            self.close()
            self._pool = _pool(self._saves)
        try:
            return self._pool.submit(task)
        except BrokenExecutor:
            self._pool = _pool(self._saves)
            return self._pool.submit(task)

    def close(self) -> None:
        """Ends the process; what it is reading is dropped."""
        processes = list(getattr(self._pool, "_processes", None) or {})
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            os.kill(process, signal.SIGTERM)


def _pool(saves: Any) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, _SPAWNED, _stand_back, (os.getpid(), saves))


def _worked(begun: int, work: Callable[..., Made], *given: object) -> Made:
    _SAVES[0] = _SAVES[0][0], begun
    _look("")
    return work(*given)


def _stand_back(parent: int, saves: Any) -> None:
    """Leaves Ctrl-C to the preview, lets others go first, and ends when the preview is gone."""
    _SAVES.append((saves, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_S)
        os._exit(0)

    threading.Thread(target=follow, daemon=True).start()
