"""The preview's server: one edition, answered from what the worker has to show; only its review notes are written."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from brochurepress.artworks import Artwork
from brochurepress.findings import Rejected
from brochurepress.pdf import pdfium
from brochurepress.proofing.preview.background_check import BackgroundCheck
from brochurepress.proofing.preview.editors import EditorCommand
from brochurepress.proofing.preview.events import EventStreams
from brochurepress.proofing.preview.page import grid_of, page_document, page_file
from brochurepress.proofing.preview.page_model import ProofPage, looked_at
from brochurepress.proofing.preview.plates import NAMES, png
from brochurepress.proofing.preview.review_notes import ReviewNotes, body_of, review_routes
from brochurepress.proofing.preview.security import FRAMED, LoopbackOnly
from brochurepress.proofing.preview.session import Session
from brochurepress.proofing.preview.state import key_of, state_of
from brochurepress.proofing.preview.worker import PreviewWorker
from brochurepress.workspace import Outside

PPI = (36, 600)
PIXELS = 40_000_000
HEARTBEAT_S = 10.0
"""Bounds: ppi and size of a picture; s between signs of life on a stream of events."""

_EVENTS = "text/event-stream"
_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}


class Preview:
    """The preview of one edition: what each address answers."""

    def __init__(
        self,
        desk: Session,
        reader: BackgroundCheck | None,
        editor: EditorCommand | None,
        notes: ReviewNotes | None = None,
    ) -> None:
        self.editor, self.board, self.notes = editor, EventStreams(), notes
        self.room = PreviewWorker(desk, reader, self._told)

    def app(self, hosts: frozenset[str], secret: str) -> LoopbackOnly:
        """The application, which answers only requests that name one of the hosts and have the secret."""
        routes = [
            Route("/", self._document),
            Route("/preview/{name}", self._file),
            Route("/grid.css", self._grid),
            Route("/state", self._state),
            Route("/events", self._events),
            Route("/tags", self._tags),
            Route("/pages/{key}.bmp", self._picture),
            Route("/pages/ahead/{build:int}.bmp", self._ahead),
            Route("/pages/{key}.json", self._standing),
            Route("/plates/{key}/{name}.png", self._plate),
            Route("/ink/{key}", self._ink),
            Route("/artworks/{key}/{page:int}.png", self._sheet),
            Route("/artworks/{key}.html", self._web),
            Route("/view/{name}", self._view),
            Route("/open", self._open, methods=["POST"]),
            *review_routes(self.notes, lambda: self.room.proofs),
        ]
        unmade = {Rejected: _unmade, ValueError: _unmade}
        served = Starlette(routes=routes, lifespan=self._lifespan, exception_handlers=unmade)
        return LoopbackOnly(served, hosts, secret)

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
        return state_of(self.room.proofs, self.room.proof_read, name, self.room.artworks.values(), self.room.rooms)

    async def _document(self, request: Request) -> Response:
        return Response(page_document(self._now()), media_type="text/html")

    async def _file(self, request: Request) -> Response:
        found = page_file(request.path_params["name"])
        return Response(found[0], media_type=found[1]) if found else _missing()

    async def _grid(self, request: Request) -> Response:
        layout = self.room.desk.layout
        css = layout.composition.stylesheet.text if layout else ""
        return Response(grid_of(css), media_type="text/css")

    async def _state(self, request: Request) -> Response:
        return JSONResponse(self._now())

    async def _tags(self, request: Request) -> Response:
        build, pages = await run_in_threadpool(self.room.tags)
        return JSONResponse({"build": build, "pages": pages})

    async def _standing(self, request: Request) -> Response:
        leaf = self.room.leaf(request.path_params["key"])
        if leaf is None:
            return _missing()
        return JSONResponse(await run_in_threadpool(looked_at, leaf), headers=_FOR_EVER)

    async def _picture(self, request: Request) -> Response:
        return await self._shown(self.room.leaf(request.path_params["key"]), request)

    async def _ahead(self, request: Request) -> Response:
        """The picture of the page that a build sets first, asked for when it begins; no content where there is none."""
        build, ahead = self.room.ahead
        leaf = await asyncio.wrap_future(ahead) if build == request.path_params["build"] else None
        return await self._shown(leaf, request) if leaf else Response(status_code=204)

    async def _shown(self, leaf: ProofPage | None, request: Request) -> Response:
        ppi = _ppi(request.query_params)
        if leaf is None or ppi is None:
            return _missing()
        picture = await run_in_threadpool(_drawn, leaf.pdf, 1, ppi, "BMP")
        sent = BackgroundTask(self.room.fetched.set)
        return Response(picture, media_type="image/bmp", headers=_FOR_EVER, background=sent)

    async def _view(self, request: Request) -> Response:
        """Which artwork is looked at, and so read first from now on; any other name is the pages, of which some are."""
        name = request.path_params["name"]
        pages = re.findall(r"(?<!\d)[0-9]{1,5}(?!\d)", request.query_params.get("pages", ""))
        self.room.in_view = name if name in self.room.artworks else ""
        self.room.pages_in_view = () if self.room.in_view else tuple(map(int, pages))
        return JSONResponse({"first": self.room.in_view})

    def _artwork(self, request: Request) -> Artwork | None:
        key = request.path_params["key"]
        return next((made for made in self.room.artworks.values() if key_of(made) == key), None)

    async def _sheet(self, request: Request) -> Response:
        artwork, number, ppi = self._artwork(request), request.path_params["page"], _ppi(request.query_params)
        if artwork is None or ppi is None or not 1 <= number <= max(artwork.pages, 1):
            return _missing()
        if artwork.file.endswith(".png"):
            return Response(artwork.content, media_type="image/png", headers=_FOR_EVER)
        if not artwork.pages:
            return _missing()
        picture = await run_in_threadpool(_drawn, artwork.content, number, ppi)
        return Response(picture, media_type="image/png", headers=_FOR_EVER)

    async def _web(self, request: Request) -> Response:
        """The web page as it is, in a frame that can do nothing to the preview."""
        artwork = self._artwork(request)
        if artwork is None or not artwork.file.endswith(".html"):
            return _missing()
        return Response(artwork.content, media_type="text/html; charset=utf-8", headers=FRAMED)

    async def _plate(self, request: Request) -> Response:
        name = request.path_params["name"]
        inks = self.room.inks.get(request.path_params["key"])
        if inks is None or name not in NAMES:
            return _missing()
        picture = await run_in_threadpool(inks.picture, name)
        return Response(picture, media_type="image/png", headers=_FOR_EVER)

    async def _ink(self, request: Request) -> Response:
        try:
            x, y = (float(request.query_params[name]) for name in ("x", "y"))
        except (KeyError, ValueError):
            return _missing()
        inks = self.room.inks.get(request.path_params["key"])
        if inks is None or not (0 <= x <= 1 and 0 <= y <= 1):
            return _missing()
        return JSONResponse(await run_in_threadpool(inks.at, x, y))

    async def _open(self, request: Request) -> Response:
        body = await body_of(request)
        if isinstance(body, Response):
            return body
        try:
            asked = json.loads(body)
            file, line = str(asked["file"]), int(asked["line"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return JSONResponse({"message": "a file and a line are asked for"}, 400)
        return await run_in_threadpool(self._opened, file, line)

    def _opened(self, file: str, line: int) -> Response:
        if self.editor is None:
            return JSONResponse({"message": "no editor is named: start with --editor"}, 409)
        try:
            path = self.room.desk.project.find(file)
        except (FileNotFoundError, Outside):
            return JSONResponse({"message": "there is no such source"}, 404)
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
            if request.method == "HEAD":
                return Response(media_type=_EVENTS)
            kept = stack.pop_all()
        return StreamingResponse(self._stream(queue, kept), media_type=_EVENTS)

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


def _drawn(pdf: bytes, number: int, ppi: float, kind: str = "PNG") -> bytes:
    with pdfium.open_pdf(pdf) as rendering:
        return png(rendering.page(number, ppi, most=PIXELS), kind)


def _missing() -> Response:
    return JSONResponse({"message": "there is nothing here"}, 404)


def _unmade(request: Request, fault: Exception) -> Response:
    """What is asked for cannot be made of this page, and why."""
    return JSONResponse({"message": str(fault)}, 409)
