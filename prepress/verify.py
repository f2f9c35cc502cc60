"""Live check: what is served, or stands in a folder, held against the manifest of the release."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from prepress.fetch import Answer, fetch
from prepress.findings import Finding, Place, error, warning
from prepress.limits import Beyond, Of, read_file
from prepress.links import Link, check_links, link_findings, links_of
from prepress.manifest import Manifest, ReleasedFile
from prepress.site import PAGE_TYPE


@dataclass(frozen=True)
class Verification:
    """What a live check found: how many files were compared, what came of each link, and the findings."""

    files: int
    links: tuple[Link, ...]
    findings: tuple[Finding, ...]


def verify_folder(folder: Path, manifest: Manifest) -> Verification:
    """A copy of the site on disk: each released file is there, byte for byte."""
    findings: list[Finding] = []
    for entry in manifest.files:
        path = folder / entry.file
        try:
            content = read_file(path, Of.ANSWER)
        except (OSError, Beyond):
            hint = "copy the whole folder site/ anew"
            findings.append(error("live/missing", "the file is not there", Place(str(path)), hint))
        else:
            findings += _bytes(content, entry, Place(str(path)))
    return Verification(len(manifest.files), (), tuple(findings))


def verify_address(
    address: str,
    manifest: Manifest,
    timeout: float = 10.0,
    on_link: Callable[[Link], None] = lambda link: None,
) -> Verification:
    """The site as served at an address: bytes and headers of each released file, and every link of the page.

    `timeout` is in seconds, for each request.
    """
    base = address if address.endswith(("/", ".html")) else f"{address}/"
    findings: list[Finding] = []
    links: tuple[Link, ...] = ()
    for entry in manifest.files:
        page = entry.media_type == PAGE_TYPE
        answer = fetch(address if page else urljoin(base, entry.file), timeout=timeout)
        findings += _served(answer, entry, manifest.language)
        if page and answer.status == 200:
            addresses = links_of(answer.body.decode(errors="replace"))
            links = check_links(addresses, timeout, on_link, address)
            findings += link_findings(links)
    return Verification(len(manifest.files), links, tuple(findings))


def _served(answer: Answer, entry: ReleasedFile, language: str) -> Iterator[Finding]:
    place = Place(answer.address)
    if answer.fault:
        hint = "mend the server, or look whether this machine reaches it"
        yield error("live/unreached", f"the file cannot be fetched: {answer.fault}", place, hint)
    elif answer.status != 200:
        hint = "copy the whole folder site/ to that address"
        yield error("live/missing", f"the server answers with status {answer.status}", place, hint)
    else:
        if answer.redirects:
            message = f"the address leads on to {answer.redirects[-1]}"
            hint = "publish the file at the address itself: it is printed"
            yield warning("live/redirect", message, place, hint)
        yield from _bytes(answer.body, entry, place)
        yield from _headers(answer, entry, language)


def _bytes(content: bytes, entry: ReleasedFile, place: Place) -> Iterator[Finding]:
    if hashlib.sha256(content).hexdigest() == entry.sha256:
        return
    if len(content) != entry.bytes:
        message = f"it has {len(content)} bytes, the released file {entry.bytes}"
    else:
        message = "it has as many bytes as the released file, but not the same"
    hint = "copy the file anew, and let nothing on the server change it"
    yield error("live/bytes", message, place, hint)


def _headers(answer: Answer, entry: ReleasedFile, language: str) -> Iterator[Finding]:
    """Content-Type, Content-Length and Content-Language (RFC 9110, 8.3, 8.6, 8.5)."""
    place = Place(answer.address)
    served = answer.headers.get("content-type", "")
    kind, _, parameters = served.partition(";")
    if kind.strip().lower() != entry.media_type:
        message = f"its Content-Type is '{served or 'missing'}', not {entry.media_type}"
        yield error("live/type", message, place, f"have the server send {entry.media_type}")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if charset not in ("", "utf-8") and entry.media_type == PAGE_TYPE:
        message = f"its Content-Type names the character set {charset}, not utf-8"
        yield error("live/charset", message, place, "have the server send charset=utf-8, or none")
    length = answer.headers.get("content-length")
    if length is not None and length.strip() != str(len(answer.body)):
        message = f"its Content-Length is {length}, and {len(answer.body)} bytes came"
        yield error("live/length", message, place, "have the server send the length of the file")
    spoken = answer.headers.get("content-language")
    if spoken is not None and not _same_language(spoken, language):
        message = f"its Content-Language is '{spoken}', and it is written in {language}"
        yield error("live/language", message, place, f"have the server send {language}, or none")


def _same_language(served: str, language: str) -> bool:
    tags = [tag.strip().lower() for tag in served.split(",")]
    return any(tag in (language.lower(), language.lower().split("-")[0]) for tag in tags)
