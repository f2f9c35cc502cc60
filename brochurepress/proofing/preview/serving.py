"""Serving: a preview behind a port of this machine's own address, until it is interrupted; the only door to uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from brochurepress.proofing.preview.review_notes import REQUEST_S
from brochurepress.proofing.preview.security import TOKEN
from brochurepress.proofing.preview.server import Preview

HOST = "127.0.0.1"
HEAD_BYTES = 16_384
"""What the first line and the headers of a request may have together."""

_HTTP = 80


def bind_socket(port: int | None, first: int, tries: int = 20) -> socket.socket:
    """A socket on this machine's own address: at the port asked for, else at the first free one from `first` on.

    Raises OSError when it is taken, or none is free.
    """
    for number in [port] if port is not None else range(first, first + tries):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            listening.listen()
        except OSError as fault:
            listening.close()
            last = fault
            continue
        return listening
    raise last


def hosts_of(listening: socket.socket) -> frozenset[str]:
    """The names by which a browser on this machine may ask for the preview."""
    port = listening.getsockname()[1]
    names = (HOST, "localhost")
    return frozenset({f"{name}:{port}" for name in names} | (set(names) if port == _HTTP else set()))


class TimedProtocol(H11Protocol):
    """A connection that is closed when the head of a request is not whole in REQUEST_S seconds."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Waits for the first request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Reads on, and no longer waits once a request is under way."""
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Waits for nothing more."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _unsupported_upgrade_warning(self) -> None:
        """Says nothing where a WebSocket is asked for: uvicorn would tell to install packages by their names."""

    def _watch(self) -> None:
        if self.cycle and not self.cycle.response_complete:
            self._wait_no_longer()
        elif self._end is None:
            self._end = self.loop.call_later(REQUEST_S, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._end:
            self._end.cancel()
        self._end = None


class Server(uvicorn.Server):
    """A preview behind a socket; its streams end when it is interrupted, so that nothing has to be waited for."""

    def __init__(self, preview: Preview, listening: socket.socket) -> None:
        self._preview, self._listening = preview, listening
        self.secret = secrets.token_urlsafe(32)
        config = uvicorn.Config(
            preview.app(hosts_of(listening), self.secret),
            http=TimedProtocol,
            log_level="warning",
            log_config=None,  # as other libraries log: uvicorn's own set-up would print what a request holds
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
            limit_concurrency=256,
            h11_max_incomplete_event_size=HEAD_BYTES,
            lifespan="on",
        )
        super().__init__(config)

    @property
    def address(self) -> str:
        """Where the preview is, with its secret: for the terminal, and for no list of processes."""
        return f"http://{HOST}:{self._listening.getsockname()[1]}/?{TOKEN}={self.secret}"

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends the server at a signal."""
        self._preview.board.end()
        super().handle_exit(sig, frame)

    def leave(self) -> None:
        """Ends the server, from any thread."""
        self._preview.board.end()
        self.should_exit = True

    def serve_all(self) -> None:
        """Serves until it is interrupted."""
        with contextlib.suppress(KeyboardInterrupt):
            self.run(sockets=[self._listening])
