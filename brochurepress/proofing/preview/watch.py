"""Watching: tells when a file of a project's sources, layouts, fonts or assets changes; the only door to watchfiles."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

from brochurepress.workspace import FOLDERS, Project

STEP_MS, SETTLE_MS, LOOK_AGAIN_MS = 2, 60, 1000
"""A change is told when nothing more came for a step, at the latest when it had time to settle.

Folders that were made, or taken away and put back, in the meantime are looked for again and again.
"""


def follow(
    project: Project, changed: Callable[[], None], stop: threading.Event, begun: Callable[[], None] | None = None
) -> None:
    """Calls `changed` after every change, until `stop` is set; folders may come and go meanwhile.

    `begun` is called once, from when on no change is missed: what came before is for the caller to look at there.
    Where the system cannot tell of changes, because it watches too many files already, say, it looks for them itself.
    """
    polling = False
    while not stop.is_set():
        watched = _folders(project)
        try:
            for changes in watchfiles.watch(
                *watched,
                watch_filter=_matters,
                step=STEP_MS,
                debounce=SETTLE_MS,
                rust_timeout=LOOK_AGAIN_MS,
                stop_event=stop,
                yield_on_timeout=True,
                ignore_permission_denied=True,
                force_polling=polling or None,
            ):
                if begun is not None:
                    begun()
                    begun = None
                if changes:
                    changed()
                if _folders(project) != watched:
                    break
        except FileNotFoundError:  # a folder went while it was looked up
            stop.wait(LOOK_AGAIN_MS / 1000)
        except (OSError, RuntimeError):  # WatchfilesRustInternalError is a RuntimeError
            polling = True
            stop.wait(LOOK_AGAIN_MS / 1000)
        if _folders(project) != watched:
            changed()


def _folders(project: Project) -> dict[Path, int]:
    """The folders that are there, each with its inode: one that was taken away and put back is another."""
    found = {}
    for place in (base / folder for base in project.bases() for folder in FOLDERS):
        with contextlib.suppress(OSError):
            if place.is_dir():
                found[place] = place.stat().st_ino
    return found


def _matters(change: watchfiles.Change, path: str) -> bool:
    """Whether a file is one of the project's own, and none that an editor keeps beside it while writing."""
    name = Path(path).name
    return not (name.startswith((".", "#")) or name.endswith(("~", ".swp", ".swx", ".tmp")))
