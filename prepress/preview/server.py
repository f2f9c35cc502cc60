"""The server: what the browser asks of a session, answered for this machine only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from prepress.findings import Rejected
from prepress.preview.editor import open_in
from prepress.preview.guard import Guard
from prepress.preview.page import front_page, grid_sheet, static_file
from prepress.preview.picture import page_picture
from prepress.preview.proofs import PageProof
from prepress.preview.session import Full, Session
from prepress.preview.state import Data

LEAST_PPI, MOST_PPI = 36.0, 384.0
"""Resolutions that a picture may be asked in."""

BODY_BYTES = 4096
"""The longest body of a request."""

HEARTBEAT_S = 15.0
"""How often a silent stream of events gives a sign of life."""

FOREVER = {"Cache-Control": "private, max-age=31536000, immutable"}
"""For what is named by the hash of all that is in it."""


def application(session: Session, port: int) -> Starlette:
    """The pages of a session as an ASGI application that answers under a port of this machine."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        running = asyncio.create_task(session.run())
        yield
        session.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    def get(path: str, answer: Callable[[Session, Request], Awaitable[Response]]) -> Route:
        return _route(path, answer, session, "GET")

    return Starlette(
        routes=[
            get("/", _front),
            get("/preview/{file}", _static),
            get("/grid.css", _grid),
            get("/state", _state),
            get("/events", _events),
            get("/pages/{key}.png", _picture),
            get("/pages/{key}.json", _standing),
            _route("/open", _open, session, "POST"),
        ],
        middleware=[
            Middleware(Guard, port=port),
            Middleware(RequestBodyLimitMiddleware, max_body_size=BODY_BYTES),
        ],
        lifespan=lifespan,
    )


def _route(
    path: str, answer: Callable[[Session, Request], Awaitable[Response]], session: Session, method: str
) -> Route:
    async def endpoint(request: Request) -> Response:
        return await answer(session, request)

    return Route(path, endpoint, methods=[method])


async def _front(session: Session, request: Request) -> Response:
    try:
        return HTMLResponse(await run_in_threadpool(front_page, session.desk.project, session.state))
    except Rejected as rejected:
        return PlainTextResponse("\n".join(map(str, rejected.findings)) + "\n", 500)


async def _static(session: Session, request: Request) -> Response:
    found = static_file(session.desk.project, request.path_params["file"])
    if found is None:
        raise HTTPException(404)
    content, media_type = found
    return Response(content, media_type=media_type, headers={"Cache-Control": "no-cache"})


async def _grid(session: Session, request: Request) -> Response:
    return Response(grid_sheet(session.desk.setting), media_type="text/css")


async def _state(session: Session, request: Request) -> Response:
    return JSONResponse(session.state)


async def _events(session: Session, request: Request) -> Response:
    try:
        events = session.listen()
    except Full:
        return PlainTextResponse("too many windows look on: close one\n", 503, {"Retry-After": "5"})
    if request.method == "HEAD":
        return Response(media_type="text/event-stream")
    return StreamingResponse(_stream(events), media_type="text/event-stream")


async def _stream(events: AsyncIterator[tuple[str, Data]]) -> AsyncIterator[str]:
    """Server-sent events (HTML Standard, 9.2), with a comment now and then to keep the connection."""
    yield "retry: 500\n\n"
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=HEARTBEAT_S)
            if not done:
                yield ": still here\n\n"
                continue
            if (event := coming.result()) is None:
                return
            coming = asyncio.ensure_future(anext(events, None))
            yield f"event: {event[0]}\ndata: {json.dumps(event[1], ensure_ascii=False)}\n\n"
    finally:
        coming.cancel()


async def _picture(session: Session, request: Request) -> Response:
    proof = _proof(session, request)
    ppi = _number(request, "ppi", LEAST_PPI, MOST_PPI)
    content = await run_in_threadpool(page_picture, proof.pdf, ppi)
    return Response(content, media_type="image/png", headers=FOREVER)


async def _standing(session: Session, request: Request) -> Response:
    raise HTTPException(404)


async def _open(session: Session, request: Request) -> Response:
    if session.editor is None:
        return JSONResponse({"message": "no editor was named: use --editor or $VISUAL"}, 409)
    try:
        asked = json.loads(await request.body())
        file, line = str(asked["file"]), int(asked["line"])
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"message": "a file and a line were expected"}, 400)
    try:
        await run_in_threadpool(open_in, session.editor, session.desk.project, file, line)
    except Rejected as rejected:
        return JSONResponse({"message": "; ".join(map(str, rejected.findings))}, 409)
    return Response(status_code=204)


def _proof(session: Session, request: Request) -> PageProof:
    proof = session.desk.find(request.path_params["key"])
    if proof is None:
        raise HTTPException(404, "no such page: it has changed since")
    return proof


def _number(request: Request, name: str, least: float, most: float) -> float:
    """A number of the query, between two limits."""
    text = request.query_params.get(name, "")
    try:
        value = float(text)
    except ValueError:
        raise HTTPException(400, f"{name} is to be a number") from None
    if not least <= value <= most:
        raise HTTPException(400, f"{name} is to be from {least:g} to {most:g}")
    return value
