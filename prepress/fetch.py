"""Fetching over HTTP: one request and what came of it, every redirect told; the only door to the network."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import urljoin

REDIRECTS = 10
_MOVED = (301, 302, 303, 307, 308)
_AGENT = "Mozilla/5.0 (compatible; brochure link check)"
_LARGEST = 200_000_000


@dataclass(frozen=True)
class Answer:
    """What a server said: status (0 when it said nothing), headers by lower-case name, body, and the way there.

    `fault` says in words why there is no status: no answer in time, no connection, a certificate that does not hold.
    """

    address: str
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    fault: str = ""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Hands a redirect back as an answer, so that each step is seen."""

    def redirect_request(self, *request: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


def fetch(address: str, method: str = "GET", timeout: float = 10.0) -> Answer:
    """The answer to one request; redirects are followed, up to REDIRECTS of them, and told.

    `timeout` is in seconds, for each step. Raises nothing for whatever the network does: the answer says it.
    """
    steps: list[str] = []
    here = address
    while True:
        answer = _ask(here, method, timeout)
        target = answer.headers.get("location", "")
        if answer.status not in _MOVED or not target:
            break
        here = urljoin(here, target)
        steps.append(here)
        if not here.startswith(("https://", "http://")):
            answer = Answer(here, fault=f"a redirect leads out of the web: {here}")
            break
        if len(steps) > REDIRECTS:
            answer = Answer(here, fault=f"more than {REDIRECTS} redirects")
            break
    return Answer(address, answer.status, answer.headers, answer.body, tuple(steps), answer.fault)


def _ask(address: str, method: str, timeout: float) -> Answer:
    headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    try:
        request = urllib.request.Request(address, method=method, headers=headers)  # noqa: S310 - http(s) only
        with _OPENER.open(request, timeout=timeout) as response:
            return _answer(address, response.status, dict(response.headers.items()), response)
    except urllib.error.HTTPError as response:
        with response:
            return _answer(address, response.code, dict(response.headers.items()), response)
    except urllib.error.URLError as fault:
        return Answer(address, fault=_reason(fault.reason))
    except (OSError, http.client.HTTPException, ValueError) as fault:
        return Answer(address, fault=_reason(fault))


def _answer(address: str, status: int, headers: Mapping[str, str], body: IO[bytes]) -> Answer:
    named = {name.lower(): value for name, value in headers.items()}
    return Answer(address, status, named, body.read(_LARGEST))


def _reason(fault: object) -> str:
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    if isinstance(fault, ssl.SSLError):
        return f"no secure connection: {fault.reason or fault}"
    if isinstance(fault, socket.gaierror):
        return "the name of the host is not known"
    if isinstance(fault, OSError):
        return f"no connection: {fault.strerror or fault}"
    return f"no answer that can be read: {fault}"
