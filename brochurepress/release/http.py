"""Fetching over HTTP: one request and what came of it, every redirect told, within limits; the only door to the web.

What a page links to, and where a server leads on to, is not trusted: neither may lead a request into the network that
this machine stands in, unless the address that was asked for lies there itself.
"""

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from brochurepress.wording import phrase, said
from brochurepress.workspace import LimitName

REDIRECTS = 10
_MOVED = (301, 302, 303, 307, 308)
_AGENT = "Mozilla/5.0 (compatible; brochure link check)"
_PIECE = 65_536
NO_NAME = "the name of the host is not known"


@dataclass(frozen=True)
class HttpResponse:
    """What a server said: status (0 when it said nothing), headers by lower-case name, body, and the way there.

    `body` is what a browser shows: compression by gzip is undone; `sent` counts the bytes on the way. `fault` says in
    words why there is no status: no answer in time, no connection, a certificate that does not hold.
    """

    address: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    fault: str = ""
    sent: int = 0


class RequestRefused(OSError):
    """A request that is not made, or an answer that is not read to its end; says why."""


class _Plain(urllib.request.HTTPErrorProcessor):
    """Hands every answer back as it is, redirects among them, so that each step is seen."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response

    https_response = http_response


class _Connection(http.client.HTTPConnection):
    """A connection that is given up when the head of the answer drips in for longer than a fetch may take.

    One that is not `trusted` is given up, before anything is sent, when its other end lies in a private network. What
    counts is who answers, not what a name service said before: a name may change between two questions.
    """

    trusted = False
    _watch: threading.Timer | None = None

    def connect(self) -> None:
        super().connect()
        self._watch = threading.Timer(LimitName.FETCH.most, self._give_up)
        self._watch.daemon = True
        self._watch.start()
        if not self.trusted and not _is_public(self.sock.getpeername()[0]):
            self.close()
            raise RequestRefused(phrase("part/address-lies"))

    def _give_up(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._watch:
            self._watch.cancel()
        super().close()


class _TlsConnection(http.client.HTTPSConnection, _Connection):
    """The same, of which the other end is asked for before a secure connection is made."""


class _Handler(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    def __init__(self, trusted: bool) -> None:
        super().__init__()
        self._trusted = trusted

    def _connection(self, host: str, **options: Any) -> http.client.HTTPConnection:
        made = _TlsConnection(host, **options) if "context" in options else _Connection(host, **options)
        made.trusted = self._trusted
        return made

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, request)

    def https_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._connection, request, context=ssl.create_default_context())


_OPENERS = {trusted: urllib.request.build_opener(_Plain, _Handler(trusted)) for trusted in (True, False)}
"""What opens an address, by whether it may lie in a private network."""


def fetch(address: str, method: str = "GET", timeout: float = 10.0, asked_by: str = "") -> HttpResponse:
    """The answer to one request; redirects are followed, up to REDIRECTS of them, and told.

    `timeout` is in seconds, for each step; `asked_by` is the page that links to the address, "" where a person named
    it. Raises nothing for whatever the network does: the answer says it.
    """
    steps: list[str] = []
    here, until = address, time.monotonic() + LimitName.FETCH.most
    while True:
        trusted = False
        with contextlib.suppress(ValueError):
            trusted = urlsplit(here).netloc.lower() == urlsplit(asked_by or address).netloc.lower()
        answer = _ask(here, method, timeout, until, trusted)
        target = answer.headers.get("location", "")
        if answer.status not in _MOVED or not target:
            break
        try:
            here = urljoin(here, target)
        except ValueError:
            answer = HttpResponse(here, fault=phrase("part/redirect-nowhere", target=target[:200]))
            break
        steps.append(here)
        out = not here.startswith(("https://", "http://"))
        if out or len(steps) > REDIRECTS:
            far = phrase("part/redirect-out", target=here[:200]) if out else phrase("part/redirects", most=REDIRECTS)
            answer = HttpResponse(here, fault=far)
            break
    return replace(answer, address=address, redirects=tuple(steps))


def _ask(address: str, method: str, timeout: float, until: float, trusted: bool) -> HttpResponse:
    headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "gzip"}
    try:
        _check(address, trusted)
        request = urllib.request.Request(address, method=method, headers=headers)  # noqa: S310 - http(s) only
        with _OPENERS[trusted].open(request, timeout=timeout) as response:
            return _answer(address, response.status, dict(response.headers.items()), response, until)
    except urllib.error.URLError as fault:
        return HttpResponse(address, fault=_reason(fault.reason))
    except (OSError, http.client.HTTPException, ValueError) as fault:
        slow = phrase("part/answer-takes", most=LimitName.FETCH.most) if time.monotonic() > until else ""
        return HttpResponse(address, fault=slow or _reason(fault))


def _check(address: str, trusted: bool) -> None:
    """Raises Refused for an address with a name and password in it, and for one that names a private network."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http"):
        raise RequestRefused(phrase("part/address-not-web"))
    if "@" in parts.netloc:
        raise RequestRefused(phrase("part/address-holds"))
    host = (parts.hostname or "").rstrip(".").lower()
    # Behind a proxy the other end is the proxy: then what the address itself says is all there is to see.
    if not trusted and (host == "localhost" or host.endswith(".localhost") or not _is_public(host)):
        raise RequestRefused(phrase("part/address-lies"))


def _is_public(host: str) -> bool:
    """Whether an IP address is one of the public Internet; a name, of which that is not known, counts as one."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return True
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner.is_global and not inner.is_multicast


def _answer(address: str, status: int, headers: Mapping[str, str], body: IO[Any], until: float) -> HttpResponse:
    named = {name.lower(): value for name, value in headers.items()}
    pieces, size, most = [], 0, LimitName.ANSWER.most
    # One read takes what has come, and no longer than the time of a step.
    while time.monotonic() <= until and (piece := getattr(body, "read1", body.read)(_PIECE)):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise RequestRefused(phrase("part/answer-longer-bytes", most=most))
    if time.monotonic() > until:
        raise TimeoutError
    whole = b"".join(pieces)
    told = named.get("content-length", "")
    if told.isdigit() and int(told) > size and status == 200 and size:
        raise RequestRefused(phrase("part/answer-breaks", size=size, told=int(told)))
    return HttpResponse(address, status, named, _opened(whole, named.get("content-encoding", "")), sent=size)


def _opened(content: bytes, encoding: str) -> bytes:
    """A body without its compression (RFC 9110, 8.4.1); what has none, and an answer without body, as it is."""
    if not content or encoding.strip().lower() not in ("gzip", "x-gzip"):
        return content
    most = LimitName.ANSWER.most
    opened = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = opened.decompress(content, most + 1)
    except zlib.error as fault:
        raise RequestRefused(phrase("part/answer-says")) from fault
    if len(plain) > most:
        raise RequestRefused(phrase("part/answer-longer", most=most))
    if not opened.eof:
        raise RequestRefused(phrase("part/compressed-answer"))
    return plain


def _reason(fault: object) -> str:
    if isinstance(fault, RequestRefused):
        return said(fault)
    if isinstance(fault, TimeoutError):
        return phrase("part/no-answer-time")
    if isinstance(fault, ssl.SSLError):
        return phrase("part/no-secure", reason=fault.reason or fault)
    if isinstance(fault, socket.gaierror):
        return NO_NAME
    if isinstance(fault, OSError):
        return phrase("part/no-connection", strerror=fault)
    return phrase("part/no-answer", fault=fault)
