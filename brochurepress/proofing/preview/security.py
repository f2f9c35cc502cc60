"""Access to the preview: whoever has its secret, on this machine (DNS rebinding, CSRF), and what its page may do."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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
FRAMED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
"""Those of a brochure's own web page, which the preview shows in a frame: no script, no way out, no other host."""

METHODS = ("GET", "HEAD", "POST")


TOKEN = "token"  # noqa: S105 - a name
"""The parameter of the address that holds the secret once; a cookie does from then on."""


_ENTRY = '<!doctype html><title>…</title><link rel="icon" href="/preview/icon.svg">'
"""What is shown on the way to the page; without an icon of its own a browser asks for one that is not there."""


class LoopbackOnly:
    """An application that answers only requests which have its secret, name one of its hosts and come from its pages.

    Everybody on a machine can ask at its ports; whoever has no secret is refused with 403. A name that another site
    points at this machine (DNS rebinding) is refused with 421, a request that another site makes with 403.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], secret: str) -> None:
        self._app, self._hosts, self._secret = app, hosts, secret
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
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        answer = self._entry(scope) or self._refusal(Headers(scope=scope), scope["method"], cookie_name(scope))
        await (answer or self._app)(scope, receive, sent)

    def _entry(self, scope: Scope) -> Response | None:
        """The answer to the address with the secret in it: a cookie, and the way on without it.

        It may be asked for from anywhere, such as the file that a browser is started with. The page is then asked for
        by this answer, and so by the preview's own site: the cookie can be of the strict kind.
        """
        given = QueryParams(scope["query_string"]).get(TOKEN, "")
        known = Headers(scope=scope).get("host") in self._hosts and self._is_secret(given)
        if not (known and scope["path"] == "/" and scope["method"] == "GET"):
            return None
        answer = HTMLResponse(_ENTRY, headers={"Refresh": "0; url=/"})
        answer.set_cookie(cookie_name(scope), self._secret, httponly=True, samesite="strict")
        return answer

    def _is_secret(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._secret.encode())

    def _refusal(self, headers: Headers, method: str, cookie: str) -> PlainTextResponse | None:
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("this preview is not served under that name", 421)
        if not self._is_secret(cookie_parser(headers.get("cookie", "")).get(cookie, "")):
            return PlainTextResponse("open the whole address that the preview told when it began", 403)
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


def cookie_name(scope: Scope) -> str:
    """The name of the cookie: a browser keeps those of all ports of a machine together."""
    return f"preview-{scope['server'][1]}"
