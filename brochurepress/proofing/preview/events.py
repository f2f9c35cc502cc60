"""Server-sent events, handed to every open window."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

STREAMS = 16
QUEUE = 64
"""Bounds: event streams at once, events that one may lag behind."""

EventStream = asyncio.Queue[tuple[str, str] | None]
"""Events with their data, as text; None at the end."""


class EventStreams:
    """The events of a preview, handed to every stream that is open; one that lags too far is ended."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._streams: set[EventStream] = set()

    def begin(self) -> None:
        """Ties the board to the loop that serves its streams."""
        self._loop = asyncio.get_running_loop()

    def post(self, event: str, data: str) -> None:
        """Hands an event to all streams, from any thread."""
        self._call((event, data))

    def end(self) -> None:
        """Ends all streams, from any thread."""
        self._call(None)

    def _call(self, event: tuple[str, str] | None) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, event)

    def _hand_out(self, event: tuple[str, str] | None) -> None:
        for stream in list(self._streams):
            if stream.full():
                self._streams.discard(stream)
                stream.get_nowait()
                stream.put_nowait(None)
            else:
                stream.put_nowait(event)

    @contextlib.contextmanager
    def stream(self) -> Iterator[EventStream | None]:
        """A queue of events as long as the block runs; None where there are too many."""
        if len(self._streams) >= STREAMS:
            yield None
            return
        queue: EventStream = asyncio.Queue(QUEUE)
        self._streams.add(queue)
        try:
            yield queue
        finally:
            self._streams.discard(queue)
