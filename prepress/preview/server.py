"""The server of a preview: one edition, read only, for this machine alone; the only door to Starlette and uvicorn."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from prepress import raster
from prepress.preview.desk import Desk
from prepress.preview.editors import Command
from prepress.preview.guard import Guard
from prepress.preview.leaves import with_contrast
from prepress.preview.page import Page
from prepress.preview.plates import NAMES, png
from prepress.preview.proofs import ProofReader
from prepress.preview.room import Room
from prepress.preview.state import state_of
from prepress.project import Outside

HOST = "127.0.0.1"
PPI = (24, 600)
STREAMS = 16
QUEUE = 64
BODY_BYTES = 4096
HEARTBEAT_S = 10.0
"""Bounds: ppi of a picture, event streams at once, events one may lag behind, size of a request, s between signs."""

_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}


class Board:
    """The events of a preview, handed to every stream that is open; one that lags too far is ended."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._streams: set[asyncio.Queue[tuple[str, str] | None]] = set()

    def begin(self) -> None:
        """Ties the board to the loop that serves its streams."""
        self._loop = asyncio.get_running_loop()

    def post(self, event: str, data: str) -> None:
        """Hands an event to all streams, from any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, (event, data))

    def end(self) -> None:
        """Ends all streams."""
        self._hand_out(None)

    def _hand_out(self, event: tuple[str, str] | None) -> None:
        for stream in list(self._streams):
            if stream.full():
                self._streams.discard(stream)
                stream.get_nowait()
                event = None
            stream.put_nowait(event)

    @contextlib.contextmanager
    def stream(self) -> Any:
        """A queue of events as long as the block runs; None where there are too many."""
        if len(self._streams) >= STREAMS:
            yield None
            return
        queue: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue(QUEUE)
        self._streams.add(queue)
        try:
            yield queue
        finally:
            self._streams.discard(queue)


class Preview:
    """The preview of one edition: what each address answers."""

    def __init__(self, desk: Desk, reader: ProofReader | None, editor: Command | None) -> None:
        self.editor, self.board = editor, Board()
        self.room = Room(desk, reader, self._told)
        self.page = Page(desk.project)

    def app(self, hosts: frozenset[str]) -> Guard:
        """The application, which answers only requests that name one of the hosts."""
        routes = [
            Route("/", self._document),
            Route("/preview/{name}", self._file),
            Route("/grid.css", self._grid),
            Route("/state", self._state),
            Route("/events", self._events),
            Route("/tags", self._tags),
            Route("/pages/{key}.png", self._picture),
            Route("/pages/{key}.json", self._standing),
            Route("/plates/{key}/{name}.png", self._plate),
            Route("/ink/{key}", self._ink),
            Route("/open", self._open, methods=["POST"]),
        ]
        return Guard(Starlette(routes=routes, lifespan=self._lifespan), hosts)

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        self.board.begin()
        self.room.open()
        yield
        self.board.end()
        await run_in_threadpool(self.room.close)

    def _told(self, event: str, data: dict[str, Any]) -> None:
        self.board.post(event, json.dumps(data if event != "state" else self._now()))

    def _now(self) -> dict[str, Any]:
        name = self.editor.name if self.editor else None
        return state_of(self.room.proofs, self.room.proof_read, name)

    async def _document(self, request: Request) -> Response:
        return Response(self.page.document(self._now()), media_type="text/html")

    async def _file(self, request: Request) -> Response:
        found = self.page.file(request.path_params["name"])
        return Response(found[0], media_type=found[1]) if found else _missing()

    async def _grid(self, request: Request) -> Response:
        sources = self.room.desk.sources
        return Response(self.page.grid(sources.tokens if sources else None), media_type="text/css")

    async def _state(self, request: Request) -> Response:
        return JSONResponse(self._now())

    async def _tags(self, request: Request) -> Response:
        build, pages = await run_in_threadpool(self.room.tags)
        return JSONResponse({"build": build, "pages": pages})

    async def _standing(self, request: Request) -> Response:
        leaf = self.room.leaf(request.path_params["key"])
        if leaf is None:
            return _missing()
        return JSONResponse(await run_in_threadpool(with_contrast, leaf), headers=_FOR_EVER)

    async def _picture(self, request: Request) -> Response:
        leaf = self.room.leaf(request.path_params["key"])
        ppi = _ppi(request.query_params)
        if leaf is None or ppi is None:
            return _missing()
        picture = await run_in_threadpool(_drawn, leaf.pdf, ppi)
        return Response(picture, media_type="image/png", headers=_FOR_EVER)

    async def _plate(self, request: Request) -> Response:
        name = request.path_params["name"]
        inks = await run_in_threadpool(self.room.inks, request.path_params["key"])
        if inks is None or name not in NAMES:
            return _missing()
        picture = await run_in_threadpool(inks.picture, name)
        return Response(picture, media_type="image/png", headers=_FOR_EVER)

    async def _ink(self, request: Request) -> Response:
        try:
            x, y = (float(request.query_params[name]) for name in ("x", "y"))
        except (KeyError, ValueError):
            return _missing()
        inks = await run_in_threadpool(self.room.inks, request.path_params["key"])
        if inks is None or not (0 <= x <= 1 and 0 <= y <= 1):
            return _missing()
        return JSONResponse(await run_in_threadpool(inks.at, x, y))

    async def _open(self, request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                return JSONResponse({"message": "the request is too long"}, 413)
        try:
            asked = json.loads(body)
            file, line = str(asked["file"]), int(asked["line"])
            path = await run_in_threadpool(self.room.desk.project.find, file)
        except (ValueError, KeyError, TypeError, FileNotFoundError, Outside):
            return JSONResponse({"message": "there is no such source"}, 404)
        return await run_in_threadpool(self._opened, path, line)

    def _opened(self, path: Path, line: int) -> Response:
        if self.editor is None:
            return JSONResponse({"message": "no editor is named: start with --editor"}, 409)
        try:
            self.editor.open(path, line)
        except OSError as fault:
            return JSONResponse({"message": f"{self.editor.name} does not start: {fault.strerror}"}, 409)
        return Response(status_code=204)

    async def _events(self, request: Request) -> Response:
        with contextlib.ExitStack() as stack:
            queue = stack.enter_context(self.board.stream())
            if queue is None:
                return JSONResponse({"message": "too many windows are open"}, 503)
            kept = stack.pop_all()
        return StreamingResponse(self._stream(queue, kept), media_type="text/event-stream")

    async def _stream(self, queue: Any, kept: contextlib.ExitStack) -> AsyncIterator[str]:
        with kept:
            yield f"retry: 500\nevent: state\ndata: {json.dumps(self._now())}\n\n"
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), HEARTBEAT_S)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"event: {event[0]}\ndata: {event[1]}\n\n"


def _ppi(query: Mapping[str, str]) -> float | None:
    try:
        ppi = float(query["ppi"])
    except (KeyError, ValueError):
        return None
    return ppi if PPI[0] <= ppi <= PPI[1] else None


def _drawn(pdf: bytes, ppi: float) -> bytes:
    with raster.opened(pdf) as rendering:
        return png(rendering.page(1, ppi))


def _missing() -> Response:
    return JSONResponse({"message": "there is nothing here"}, 404)


def bind(port: int | None, first: int, tries: int = 20) -> socket.socket:
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
    return frozenset({f"{HOST}:{port}", f"localhost:{port}"})


def serve(preview: Preview, listening: socket.socket) -> None:
    """Serves the preview until it is interrupted."""
    config = uvicorn.Config(
        preview.app(hosts_of(listening)),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        limit_concurrency=256,
        h11_max_incomplete_event_size=16_384,
        lifespan="on",
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
