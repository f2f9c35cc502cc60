"""Links of a published page: where each leads from the address of the page, and whether it still answers."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from brochurepress.findings import Finding, Place, error, info
from brochurepress.release.http import NO_NAME, HttpResponse, fetch

AT_ONCE = 8
MOST = 2_000
"""Links of one page that are tried: a page that was changed by others must not make this machine ask without end."""

GUARDED = (401, 403, 405, 406, 407, 418, 429, 451, 503, 999)
"""Answers by which servers keep programs out (RFC 9110, 15.5; 999 is of one network): they say nothing of the link."""


class LinkState(StrEnum):
    """What is known of a link: it answers, it answers from elsewhere, nobody can tell, or it does not answer."""

    ANSWERS = "answers"
    MOVED = "moved"
    UNKNOWN = "unknown"
    BROKEN = "broken"


@dataclass(frozen=True)
class CheckedLink:
    """A link of a page as it was met: its address, its state, what the server said, and where it led in the end."""

    address: str
    state: LinkState
    said: str
    leads_to: str = ""

    def __str__(self) -> str:
        way = f" -> {self.leads_to}" if self.leads_to else ""
        return f"{self.state}: {self.address}{way} ({self.said})"


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        reference = (dict(attrs).get("href") or "").strip()
        if tag in ("a", "area") and reference and not reference.startswith("#"):
            self.references.append(reference)


def references_of(html: str) -> tuple[str, ...]:
    """What the links of a page hold, each once, in reading order; links within the page are left out."""
    anchors = _Anchors()
    anchors.feed(html)
    return tuple(dict.fromkeys(anchors.references))


def links_of(html: str, address: str) -> tuple[str, ...]:
    """Web addresses to which a page at an address links, each once, in reading order.

    A reference without a host of its own is resolved against the address of the page (RFC 3986, 5.2).
    """
    found = (_resolved(address, reference) for reference in references_of(html))
    return tuple(dict.fromkeys(each for each in found if each.startswith(("https://", "http://"))))[:MOST]


def _resolved(address: str, reference: str) -> str:
    try:
        return urldefrag(urljoin(address, reference)).url
    except ValueError:  # what is no address is asked for as it stands, and does not answer
        return reference


def page_addresses(address: str) -> tuple[str, ...]:
    """The address of a page, first as it is given, then with or without a slash at its end.

    A page that is named as a file, or stands at the root of its host, has one address only.
    """
    parts = urlsplit(address)
    folder = parts.path.rstrip("/")
    if not folder or (folder == parts.path and folder.lower().endswith((".html", ".htm"))):
        return (address,)
    other = folder if parts.path.endswith("/") else f"{folder}/"
    return (address, parts._replace(path=other).geturl())


def check_links(
    addresses: Iterable[str],
    timeout: float = 10.0,
    on_link: Callable[[CheckedLink], None] = lambda link: None,
    page: str = "",
) -> tuple[CheckedLink, ...]:
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


def _check(address: str, timeout: float, page: str) -> CheckedLink:
    answer = fetch(address, "HEAD", timeout, page)
    if not 200 <= answer.status < 300:
        answer = fetch(address, "GET", timeout, page)
    return CheckedLink(address, _state(answer), _said(answer), answer.redirects[-1] if answer.redirects else "")


def _state(answer: HttpResponse) -> LinkState:
    if 200 <= answer.status < 300:
        return LinkState.MOVED if answer.redirects else LinkState.ANSWERS
    if answer.status in GUARDED or "cf-mitigated" in answer.headers:
        return LinkState.UNKNOWN
    return LinkState.BROKEN


def _said(answer: HttpResponse) -> str:
    steps = f" after {len(answer.redirects)} redirects" if answer.redirects else ""
    return (answer.fault or f"status {answer.status}") + steps


def link_findings(links: Iterable[CheckedLink], own: Iterable[str] = ()) -> Iterator[Finding]:
    """A finding for each link that does not simply answer; only a broken one is an error.

    `own` are the addresses on the server of the release itself. Where no host of several is known by its name, that is
    told once: it is this machine then, and not the links.
    """
    listed, own = tuple(links), frozenset(own)
    nameless = tuple(link for link in listed if link.said.startswith(NO_NAME))
    hosts = {urlsplit(link.address).hostname for link in nameless}
    named = {urlsplit(link.address).hostname for link in listed if link.address not in own} - hosts
    if len(hosts) > 1 and not named:
        yield error("live/offline", Place(", ".join(sorted(str(host) for host in hosts))), count=len(nameless))
        listed = tuple(link for link in listed if link not in nameless)
    for link in listed:
        place = Place(link.address)
        if link.state is LinkState.BROKEN:
            yield error("live/link:in-site" if link.address in own else "live/link:address", place, said=link.said)
        elif link.state is LinkState.MOVED:
            yield info("live/link-moved", place, leads_to=link.leads_to)
        elif link.state is LinkState.UNKNOWN:
            yield info("live/link-unknown", place, said=link.said)
