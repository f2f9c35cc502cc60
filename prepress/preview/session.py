"""A session: the desk at work for as long as a preview runs, and everyone who looks on told of each build."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from prepress.findings import Finding
from prepress.preview.desk import Desk
from prepress.preview.editor import Editor
from prepress.preview.proofs import Proofs
from prepress.preview.state import Data, state_of
from prepress.preview.watch import changes

Result = TypeVar("Result")

SETTLING_S = 0.08
"""How long a fault is held back: a file that is just being saved is whole again by then."""

WAITING = 64
"""Events that may wait for one listener; one that is further behind is let go, and comes back for the whole state."""


class Full(Exception):
    """As many listen already as may."""


class Session:
    """One preview: rebuilds when a file changes, never two builds at once, and tells its listeners."""

    def __init__(self, desk: Desk, editor: Editor | None = None, listeners: int = 16) -> None:
        self.desk, self.editor = desk, editor
        self.most = listeners
        self.state: Data = {}
        self._listeners: set[asyncio.Queue[tuple[str, Data] | None]] = set()
        self._work = ThreadPoolExecutor(1, "desk")
        self._stop = asyncio.Event()
        self._dirty = asyncio.Event()

    async def run(self) -> None:
        """Builds at once and after every change, until it is cancelled."""
        watching = asyncio.create_task(self._watch())
        try:
            while not watching.done():
                await self._dirty.wait()
                self._dirty.clear()
                await self._build()
            watching.result()
        finally:
            self.close()
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching
            self._work.shutdown(wait=True, cancel_futures=True)

    def close(self) -> None:
        """Lets all listeners go."""
        self._stop.set()
        for queue in self._listeners:
            _put(queue, None)

    async def at_desk(self, work: Callable[[], Result]) -> Result:
        """The result of work that needs the desk, done between two builds."""
        return await asyncio.get_running_loop().run_in_executor(self._work, work)

    def listen(self) -> AsyncIterator[tuple[str, Data]]:
        """The state now, then every event; raises Full when too many listen."""
        if len(self._listeners) >= self.most:
            raise Full
        return self._events()

    async def _events(self) -> AsyncIterator[tuple[str, Data]]:
        queue: asyncio.Queue[tuple[str, Data] | None] = asyncio.Queue(WAITING)
        self._listeners.add(queue)
        try:
            if self.state:
                yield "state", self.state
            while (event := await queue.get()) is not None:
                yield event
        finally:
            self._listeners.discard(queue)

    async def _watch(self) -> None:
        async for _ in changes(self.desk.project, self._stop):
            self._dirty.set()

    async def _build(self) -> None:
        loop = asyncio.get_running_loop()
        number = self.desk.build + 1

        def on_stage(stage: str) -> None:
            event = {"build": number, "stage": stage}
            loop.call_soon_threadsafe(self._tell, "building", event)

        proofs = await self.at_desk(lambda: self.desk.refresh(on_stage))
        if proofs.fault and await self._changes_within(SETTLING_S):
            return
        self._announce(proofs, proofs.findings, checked=False)

    async def _changes_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._dirty.wait()
        return self._dirty.is_set()

    def _announce(self, proofs: Proofs, findings: tuple[Finding, ...], checked: bool) -> None:
        name = self.editor.name if self.editor else None
        self.state = state_of(proofs, findings, checked, name)
        self._tell("state", self.state)

    def _tell(self, event: str, data: Data) -> None:
        for queue in list(self._listeners):
            _put(queue, (event, data))


def _put(queue: asyncio.Queue[tuple[str, Data] | None], event: tuple[str, Data] | None) -> None:
    """Hands on an event; a listener that does not take them is let go."""
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        event = None
    queue.put_nowait(event)
