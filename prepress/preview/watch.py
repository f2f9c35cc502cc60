"""Watching: tells when a file of the project changes; the only door to watchfiles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import watchfiles

from prepress.project import FOLDERS, Project

STEP_MS = 10
"""How long no further change may come before one is told: the writes of one save belong together."""

LONGEST_MS = 100
"""After how long a change is told even when others keep coming."""

LOOK_MS = 1000
"""How often it is looked whether one of the folders was taken away, put back or made."""


async def changes(project: Project, stop: asyncio.Event) -> AsyncIterator[None]:
    """Gives a sign for every group of changes in the folders of all roots, until `stop` is set.

    The first sign comes as soon as the folders are watched.
    """
    while not stop.is_set():
        watched = _folders(project)
        groups = watchfiles.awatch(
            *(path for path, _ in watched),
            step=STEP_MS,
            debounce=LONGEST_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            stop_event=stop,
            ignore_permission_denied=True,
        )
        asking = asyncio.ensure_future(anext(groups, None))
        await asyncio.sleep(0)
        yield
        while (group := await asking) is not None:
            asking = asyncio.ensure_future(anext(groups, None))
            if group:
                yield
            if _folders(project) != watched:
                break
        asking.cancel()


def _folders(project: Project) -> tuple[tuple[str, int], ...]:
    """The folders that are there, each with its inode: one that was taken away and put back is another."""
    paths = (base / name for base in project.bases() for name in FOLDERS)
    return tuple((str(path), path.stat().st_ino) for path in paths if path.is_dir())
