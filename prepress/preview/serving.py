"""Serving: a session behind a port of this machine until it is interrupted; the only door to uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from prepress.preview.server import application
from prepress.preview.session import Session

HOST = "127.0.0.1"
FIRST_PORT = 4470
"""The port that is tried first when none is asked for, and as many after it as PORTS says."""

PORTS = 20
CONNECTIONS = 64


class Taken(Exception):
    """Something else listens at the port."""


def reserve(port: int | None) -> socket.socket:
    """A socket bound to a port of the loopback interface: the one asked for, or the first that is free.

    Raises Taken when it is not free, or none of those tried is.
    """
    for candidate in (port,) if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((HOST, candidate))
            bound.listen()
        except OSError as fault:
            bound.close()
            reason = fault.strerror
        else:
            return bound
    raise Taken(reason)


class Server(uvicorn.Server):
    """A session behind a socket; `on_ready` is told the address when it answers."""

    def __init__(
        self, session: Session, bound: socket.socket, on_ready: Callable[[str], None] = lambda url: None
    ) -> None:
        port = bound.getsockname()[1]
        self.address = f"http://{HOST}:{port}/"
        self._session, self._bound, self._on_ready = session, bound, on_ready
        super().__init__(
            uvicorn.Config(
                application(session, port),
                access_log=False,
                log_config=None,
                limit_concurrency=CONNECTIONS,
                timeout_graceful_shutdown=2,
                server_header=False,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to answer."""
        await super().startup(sockets)
        if self.started:
            self._on_ready(self.address)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Lets the streams of events end, so that nothing is waited for."""
        self._session.close()
        super().handle_exit(sig, frame)

    def serve_until_interrupted(self) -> None:
        """Answers until the process is interrupted or `should_exit` is set."""
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(self.serve(sockets=[self._bound]))
