"""Watching: tells when a file of a project's sources, layouts, fonts or assets changes; the only door to watchfiles."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

from prepress.project import FOLDERS, Project

STEP_MS, SETTLE_MS, LOOK_AGAIN_MS = 10, 60, 1000
"""A change is told when nothing more came for a step, at the latest when it had time to settle.

Folders that were made in the meantime are looked for again and again.
"""


def watch(project: Project, changed: Callable[[], None], stop: threading.Event) -> None:
    """Calls `changed` after every change, until `stop` is set; folders may come and go meanwhile."""
    watched = _folders(project)
    while not stop.is_set():
        for changes in watchfiles.watch(
            *watched,
            watch_filter=_matters,
            step=STEP_MS,
            debounce=SETTLE_MS,
            rust_timeout=LOOK_AGAIN_MS,
            stop_event=stop,
            yield_on_timeout=True,
        ):
            if changes:
                changed()
            if _folders(project) != watched:
                break
        if (now := _folders(project)) != watched:
            watched = now
            changed()


def _folders(project: Project) -> tuple[Path, ...]:
    places = (base / folder for base in project.bases() for folder in FOLDERS)
    return tuple(place for place in places if place.is_dir())


def _matters(change: watchfiles.Change, path: str) -> bool:
    """Whether a file is one of the project's own, and none that an editor keeps beside it while writing."""
    name = Path(path).name
    return not (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp")))
