"""Links of a published page: whether each of them still answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser

from prepress.fetch import Answer, fetch
from prepress.findings import Finding, Place, Severity

AT_ONCE = 8
MOST = 2_000
"""Links of one page that are tried: a page that was changed by others must not make this machine ask without end."""

GUARDED = (401, 403, 405, 406, 407, 418, 429, 451, 503, 999)
"""Answers by which servers keep programs out (RFC 9110, 15.5; 999 is of one network): they say nothing of the link."""


class State(StrEnum):
    """What is known of a link: it answers, it answers from elsewhere, nobody can tell, or it does not answer."""

    ANSWERS = "answers"
    MOVED = "moved"
    UNKNOWN = "unknown"
    BROKEN = "broken"


@dataclass(frozen=True)
class Link:
    """A link of a page as it was met: its address, its state, what the server said, and where it led in the end."""

    address: str
    state: State
    said: str
    leads_to: str = ""

    def __str__(self) -> str:
        way = f" -> {self.leads_to}" if self.leads_to else ""
        return f"{self.state}: {self.address}{way} ({self.said})"


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("https://", "http://")):
            self.addresses.append(address)


def links_of(html: str) -> tuple[str, ...]:
    """Web addresses that a page links to, each once, in reading order."""
    anchors = _Anchors()
    anchors.feed(html)
    return tuple(dict.fromkeys(anchors.addresses))[:MOST]


def check_links(
    addresses: Iterable[str],
    timeout: float = 10.0,
    on_link: Callable[[Link], None] = lambda link: None,
    page: str = "",
) -> tuple[Link, ...]:
    """Every address asked for by HEAD and, where that is no answer, by GET; told and returned in the order given.

    `timeout` is in seconds, for each request; `page` is the address of the page that holds the links, whose network
    they may lead into and no other private one.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        checked = []
        for link in pool.map(lambda address: _check(address, timeout, page), addresses):
            on_link(link)
            checked.append(link)
    return tuple(checked)


def _check(address: str, timeout: float, page: str) -> Link:
    answer = fetch(address, "HEAD", timeout, page)
    if not 200 <= answer.status < 300:
        answer = fetch(address, "GET", timeout, page)
    return Link(address, _state(answer), _said(answer), answer.redirects[-1] if answer.redirects else "")


def _state(answer: Answer) -> State:
    if 200 <= answer.status < 300:
        return State.MOVED if answer.redirects else State.ANSWERS
    if answer.status in GUARDED or "cf-mitigated" in answer.headers:
        return State.UNKNOWN
    return State.BROKEN


def _said(answer: Answer) -> str:
    steps = f" after {len(answer.redirects)} redirects" if answer.redirects else ""
    return (answer.fault or f"status {answer.status}") + steps


def link_findings(links: Iterable[Link]) -> Iterator[Finding]:
    """A finding for each link that does not simply answer; only a broken one is an error."""
    for link in links:
        place = Place(link.address)
        if link.state is State.BROKEN:
            hint = "mend the address in the manuscript, or have the page put back"
            yield Finding("live/link", Severity.ERROR, f"the link is broken: {link.said}", place, hint)
        elif link.state is State.MOVED:
            message = f"the link leads on to {link.leads_to}"
            yield Finding(
                "live/link-moved", Severity.INFO, message, place, "name that address if it is to stay"
            )
        elif link.state is State.UNKNOWN:
            message = f"the server lets no program in ({link.said})"
            yield Finding("live/link-unknown", Severity.INFO, message, place, "look at it in a browser")
