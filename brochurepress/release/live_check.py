"""Live check: what is served, or stands in a folder, held against the release."""

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from brochurepress.findings import Finding, Place, error, warning
from brochurepress.release.http import HttpResponse, fetch
from brochurepress.release.manifest import Released, SiteFile, checksum
from brochurepress.release.site import PAGE_TYPE, CheckedLink, check_links, link_findings, links_of, page_addresses
from brochurepress.wording import phrase
from brochurepress.workspace import LimitExceeded, LimitName, read_file


@dataclass(frozen=True)
class Verification:
    """What a live check found: how many files were compared, what came of each link, and the findings."""

    files: int
    links: tuple[CheckedLink, ...]
    findings: tuple[Finding, ...]


def verify_folder(folder: Path, released: Released) -> Verification:
    """A copy of the site on disk: each file of the release is there, byte for byte."""
    findings: list[Finding] = []
    for entry in released.files:
        path = folder / entry.file
        try:
            content = read_file(path, LimitName.ANSWER)
        except (OSError, LimitExceeded):
            findings.append(error("live/missing:file", Place(str(path))))
        else:
            findings += _bytes(content, entry, Place(str(path)))
    return Verification(len(released.files), (), tuple(findings))


def verify_address(
    address: str, released: Released, timeout: float = 10.0, on_link: Callable[[CheckedLink], None] = lambda link: None
) -> Verification:
    """The site as served at an address: bytes and headers of each file of the release, and every link of the page.

    The page is asked for with and without a slash at the end of its address, and its links are those that a browser
    follows from where the answer came. `timeout` is in seconds, for each request.
    """
    pages = page_addresses(address)
    base = next((each for each in pages if each.endswith("/")), address)
    findings: list[Finding] = []
    wanted: dict[str, None] = {}
    names = {entry.file for entry in released.manifest.files if entry.media_type == PAGE_TYPE}
    own = {urljoin(base, quote(entry.file)): entry for entry in released.files if entry.file not in names}
    for entry in (entry for entry in released.files if entry.file in names):
        for page in pages:
            answer = fetch(page, timeout=timeout)
            findings += _served(answer, entry, released.manifest.language, pages)
            if answer.status == 200:
                here = answer.redirects[-1] if answer.redirects else page
                wanted |= dict.fromkeys(links_of(answer.body.decode(errors="replace"), here))
    for place, entry in own.items():
        findings += _served(fetch(place, timeout=timeout), entry, released.manifest.language, ())
    links = check_links((each for each in wanted if each not in own), timeout, on_link, address)
    host = urlsplit(address).netloc
    findings += link_findings(links, (each.address for each in links if urlsplit(each.address).netloc == host))
    return Verification(len(released.files), links, tuple(findings))


def _served(answer: HttpResponse, entry: SiteFile, language: str, pages: tuple[str, ...]) -> Iterator[Finding]:
    """`pages` are the addresses of the page itself, any of which may lead on to another of them."""
    place = Place(answer.address)
    if answer.fault:
        yield error("live/unreached", place, fault=answer.fault)
    elif answer.status != 200:
        key = "live/missing:slash" if pages[1:] else "live/missing:address"
        yield error(key, place, status=answer.status)
    else:
        if answer.redirects and answer.redirects[-1] not in pages:
            yield warning("live/redirect", place, redirects=answer.redirects[-1])
        yield from _headers(answer, entry, language)


def _bytes(content: bytes, entry: SiteFile, place: Place) -> Iterator[Finding]:
    if checksum(content) == entry.sha256:
        return
    key = "live/bytes:same-length" if len(content) == entry.bytes else "live/bytes"
    yield error(key, place, found=len(content), wanted=entry.bytes)


def _headers(answer: HttpResponse, entry: SiteFile, language: str) -> Iterator[Finding]:
    """Content-Encoding, -Type, -Length and -Language (RFC 9110, 8.4, 8.3, 8.6, 8.5), and the bytes."""
    place = Place(answer.address)
    packed = answer.headers.get("content-encoding", "").strip().lower()
    if packed in ("", "identity", "gzip", "x-gzip"):
        yield from _bytes(answer.body, entry, place)
    else:
        yield error("live/encoding", place, packed=packed)
    served = Message()
    served["content-type"] = answer.headers.get("content-type", "")
    told, kind = str(served["content-type"]), served.get_content_type() if served["content-type"] else ""
    if entry.media_type and kind != entry.media_type:
        yield error("live/type", place, told=told or phrase("part/missing"), media_type=entry.media_type)
    charset = served.get_content_charset("utf-8")
    if not _is_utf8(charset) and entry.media_type == PAGE_TYPE:
        yield error("live/charset", place, charset=charset)
    length = answer.headers.get("content-length")
    if length is not None and length.strip() != str(answer.sent):
        yield error("live/length", place, length=length, sent=answer.sent)
    spoken = answer.headers.get("content-language")
    if spoken is not None and not _same_language(spoken, language):
        yield error("live/language", place, spoken=spoken, language=language)


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == "utf-8"
    except LookupError:
        return False


def _same_language(served: str, language: str) -> bool:
    tags = [tag.strip().lower() for tag in served.split(",")]
    return any(tag in (language.lower(), language.lower().split("-")[0]) for tag in tags)
