"""The guard: lets in only what a browser on this machine asks of its own accord, and says what the page may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""What the page may load and do (CSP level 3): its own files, and no script or style written into it."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
METHODS = ("GET", "HEAD", "POST")


class Guard:
    """An application that answers only requests which name one of its hosts and come from its own pages.

    A name that another site points at this machine (DNS rebinding) is refused with 421, a request that another site
    makes with 403.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self._app, self._hosts = app, hosts
        self._origins = frozenset(f"http://{host}" for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request (ASGI 3)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._refusal(Headers(scope=scope), scope["method"])
        await (refused or self._app)(scope, receive, sent)

    def _refusal(self, headers: Headers, method: str) -> PlainTextResponse | None:
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("this preview is not served under that name", 421)
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return PlainTextResponse("another site asks", 403)
        if origin is None and method == "POST":
            return PlainTextResponse("only the page of the preview may ask for this", 403)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("another site asks", 403)
        if method not in METHODS:
            return PlainTextResponse("not allowed", 405)
        return None
