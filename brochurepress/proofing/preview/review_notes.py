"""Review notes in the preview: shown where they stand on the pages, answered, settled and added by whoever reads on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from brochurepress.findings import Rejected
from brochurepress.proofing.preview.page_model import PageRectangle
from brochurepress.proofing.preview.session import SessionState
from brochurepress.wording import in_language

BODY_BYTES = 4096
REQUEST_S = 10.0
"""What the body of a request may have, and how long it may take to come, in seconds."""


class ReviewNotes(Protocol):
    """The notes of an edition, which another package keeps."""

    def listed(self) -> list[dict[str, Any]]:
        """All of them, each with the file and line that it stands at."""

    def change(self, asked: object) -> None:
        """Answers, settles or adds one; raises ValueError for what makes no sense, Rejected where it cannot be kept."""


def review_routes(notes: ReviewNotes | None, proofs: Callable[[], SessionState]) -> list[Route]:
    """The addresses of the notes: one to read them and one to write, the only thing that the preview writes."""

    def listed() -> Response:
        told = notes.listed() if notes else []
        return JSONResponse([{**each, "spots": [*_spots(each["file"], each["line"], proofs())]} for each in told])

    async def read(request: Request) -> Response:
        return await run_in_threadpool(listed) if notes else JSONResponse({"message": "no notes are kept here"}, 404)

    async def write(request: Request) -> Response:
        body = await body_of(request)
        if notes is None or isinstance(body, Response):
            return body if isinstance(body, Response) else await read(request)
        try:
            await run_in_threadpool(lambda: notes.change(json.loads(body)))
        except (ValueError, RecursionError):
            return JSONResponse({"message": "a note, and what becomes of it, are asked for"}, 400)
        except Rejected as rejected:
            told = [in_language(each.message, proofs().reader) for each in rejected.findings]
            return JSONResponse({"message": "; ".join(told)}, 409)
        return await read(request)

    return [Route("/reviews", read), Route("/reviews", write, methods=["POST"])]


async def body_of(request: Request) -> bytes | Response:
    """The body of a request, or the refusal of one that is too long or takes too long."""
    body = b""
    try:
        async with asyncio.timeout(REQUEST_S):
            async for part in request.stream():
                body += part
                if len(body) > BODY_BYTES:
                    return JSONResponse({"message": "the request is too long"}, 413)
    except TimeoutError:
        return JSONResponse({"message": "the request takes too long"}, 408)
    return body


def _spots(file: str, line: int, proofs: SessionState) -> Iterator[tuple[int, PageRectangle]]:
    """Page and frame of what stands at a line of the source, or of what begins on the last line before it."""
    items = [(leaf.number, each) for leaf in proofs.pages for each in leaf.standing["items"] if each["file"] == file]
    at = max((each["line"] for _, each in items if each["line"] <= line), default=0)
    yield from ((number, each["box"]) for number, each in items if each["line"] == at)
