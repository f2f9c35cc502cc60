"""The guard before the preview: only this machine's own browser gets in, and every answer is bound to its page."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = ("127.0.0.1", "localhost")
"""The names under which the preview answers; any other would be one that points here from outside (DNS rebinding)."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Sent with every answer."""

READING = frozenset({"GET", "HEAD"})
OWN = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site of what the page itself, or the user by the address bar, asks for."""


class Guard:
    """Middleware that refuses what does not come from the preview's own page at `port` (ASGI)."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or hands it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if refused := self._refused(scope["method"], Headers(scope=scope)):
            await PlainTextResponse(refused[1] + "\n", refused[0])(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)

    def _refused(self, method: str, headers: Headers) -> tuple[int, str] | None:
        """Status and reason, where a request is refused."""
        host = headers.get("host", "").lower()
        if host not in self.hosts or len(headers.getlist("host")) != 1:
            return 421, "the preview answers on 127.0.0.1 and localhost only, under its own port"
        site = headers.get("sec-fetch-site")
        top = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        if site and site not in OWN and not (method in READING and top):
            return 403, "another site may not use the preview"
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return 403, "a page from elsewhere may not use the preview"
        if method not in READING and origin is None:
            return 403, "only the preview's own page may ask for this"
        return None
