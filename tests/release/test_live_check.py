"""The live check against a server on this machine that gives every kind of answer."""

from __future__ import annotations

import datetime as dt
import gzip
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from brochurepress.findings import Severity
from brochurepress.release.http import NO_NAME
from brochurepress.release.manifest import Manifest, ReleasedFile, checksum
from brochurepress.release.site import (
    CheckedLink,
    LinkState,
    Verification,
    check_links,
    link_findings,
    links_of,
    page_addresses,
    verify_address,
    verify_folder,
)
from tests.support.link_server import Answer, Handler, Server, answering, says

PDF = b"%PDF-1.7 brochure"
PAGE = b'<!doctype html><html lang="nl"><a href="mailto:a@example.org">mail</a></html>'
FILES = {"index.html": ("text/html", PAGE), "brochure.pdf": ("application/pdf", PDF)}


def only_get(handler: Handler) -> None:
    says(405 if handler.command == "HEAD" else 200)(handler)


def silent(handler: Handler) -> None:
    time.sleep(1.5)


@pytest.fixture
def server() -> Iterator[Server]:
    answers = {
        "/": says(200, PAGE, Content_Type="text/html; charset=utf-8", Content_Language="nl"),
        "/brochure.pdf": says(200, PDF, Content_Type="application/pdf"),
    }
    with answering(answers) as started:
        yield started


def released() -> Manifest:
    files = tuple(
        ReleasedFile(file=name, variant=name, media_type=kind, bytes=len(body), sha256=checksum(body))
        for name, (kind, body) in FILES.items()
    )
    return Manifest(
        format=1,
        edition="brochure",
        title="Brochure",
        version="1",
        date=dt.date(2026, 1, 1),
        language="nl-NL",
        address="https://www.example.org/brochure",
        draft=False,
        source=checksum(b""),
        files=files,
    )


def verified(server: Server) -> Verification:
    return verify_address(server.address, released(), timeout=0.5)


def rules(verification: Verification) -> list[tuple[str, Severity]]:
    return [(finding.rule, finding.severity) for finding in verification.findings]


def test_silent_on_the_released_files(server: Server) -> None:
    found = verified(server)
    assert (found.files, found.findings) == (2, ())


@pytest.mark.parametrize(
    ("path", "answer", "rule"),
    [
        ("/brochure.pdf", says(200, PDF[:-1] + b"!", Content_Type="application/pdf"), "live/bytes"),
        ("/brochure.pdf", says(200, PDF + b"\n", Content_Type="application/pdf"), "live/bytes"),
        ("/brochure.pdf", says(200, PDF, Content_Type="application/octet-stream"), "live/type"),
        ("/brochure.pdf", says(200, PDF), "live/type"),
        ("/", says(200, PAGE, Content_Type="text/html; charset=iso-8859-1"), "live/charset"),
        ("/brochure.pdf", says(200, PDF, Content_Type="application/pdf", Content_Encoding="br"), "live/encoding"),
        ("/brochure.pdf", says(200, PDF, Content_Type="application/pdf", Content_Encoding="gzip"), "live/unreached"),
        ("/", says(200, PAGE, Content_Type="text/html", Content_Language="en"), "live/language"),
        ("/brochure.pdf", says(404), "live/missing"),
        ("/brochure.pdf", says(500), "live/missing"),
        ("/brochure.pdf", silent, "live/unreached"),
    ],
)
def test_one_wrong_answer_is_found(server: Server, path: str, answer: Answer, rule: str) -> None:
    server.answers[path] = answer
    assert rules(verified(server)) == [(rule, Severity.ERROR)]


@pytest.mark.parametrize(
    "headers",
    [
        {"content_TYPE": 'Text/HTML; CharSet="UTF-8"'},
        {"Content_Type": "text/html;charset=utf8", "CONTENT_language": "NL-nl, en"},
        {"content_type": "text/html", "Content_Encoding": "gzip"},
    ],
)
def test_headers_are_read_in_any_way_they_may_be_written(server: Server, headers: dict[str, str]) -> None:
    body = gzip.compress(PAGE) if "Content_Encoding" in headers else PAGE
    server.answers["/"] = says(200, body, **headers)
    assert rules(verified(server)) == []


def test_a_length_that_is_not_kept_is_found(server: Server) -> None:
    server.answers["/brochure.pdf"] = says(200, PDF, Content_Type="application/pdf", Content_Length="90")
    (finding,) = verified(server).findings
    assert finding.rule in ("live/length", "live/unreached")


def test_a_file_that_has_moved_is_a_warning(server: Server) -> None:
    server.answers["/brochure.pdf"] = says(301, Location="/files/brochure.pdf")
    server.answers["/files/brochure.pdf"] = says(200, PDF, Content_Type="application/pdf")
    assert rules(verified(server)) == [("live/redirect", Severity.WARNING)]


def met(server: Server, answer: Answer) -> CheckedLink:
    server.answers["/link"] = answer
    (link,) = check_links([f"{server.address}/link"], timeout=0.5)
    return link


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        (says(200), "answers", "status 200"),
        (only_get, "answers", "status 200"),
        (says(404), "broken", "status 404"),
        (says(410), "broken", "status 410"),
        (says(500), "broken", "status 500"),
        (says(302, Location="/nowhere/"), "broken", "status 404 after 1 redirects"),
        (says(302, Location="/link"), "broken", "more than 10 redirects after 11 redirects"),
        (says(302, Location="file:///secret"), "broken", "a redirect leads out of the web"),
        (says(403), "unknown", "status 403"),
        (says(429), "unknown", "status 429"),
        (says(503), "unknown", "status 503"),
        (says(999), "unknown", "status 999"),
        (says(500, cf_mitigated="challenge"), "unknown", "status 500"),
        (silent, "broken", "no answer in time"),
    ],
)
def test_each_answer_of_a_link_has_its_state(server: Server, answer: Answer, state: LinkState, said: str) -> None:
    server.answers["/nowhere/"] = says(404)
    link = met(server, answer)
    assert link.state is state
    assert link.said.startswith(said)


def test_a_chain_of_redirects_is_followed_and_told(server: Server) -> None:
    server.answers["/second"] = says(308, Location="third")
    server.answers["/third"] = says(200)
    link = met(server, says(301, Location="/second"))
    assert (link.state, link.leads_to) == ("moved", f"{server.address}/third")
    assert str(link).endswith("/third (status 200 after 2 redirects)")


def test_no_secure_connection_is_broken_and_said(server: Server) -> None:
    (link,) = check_links([server.address.replace("http:", "https:")], timeout=1)
    assert link.state == "broken"
    assert link.said.startswith("no secure connection: ")


def test_no_server_is_broken_and_said(server: Server) -> None:
    with Server(("127.0.0.1", 0), Handler) as closed:
        address = closed.address
    (link,) = check_links([address], timeout=1)
    assert (link.state, link.said) == ("broken", "no connection: Connection refused")


def test_links_are_reported_in_the_order_of_the_page(server: Server) -> None:
    server.answers |= {"/a": says(200), "/b": says(404), "/c": says(403), "/d": says(301, Location="/a")}
    anchors = "".join(f'<a href="{server.address}/{name}">x</a>' for name in "dcbab")
    page = f"<html>{anchors}<a href='#top'>x</a><a href='data:,x'>x</a></html>".encode()
    server.answers["/"] = says(200, page, Content_Type="text/html")
    told: list[CheckedLink] = []
    found = verify_address(server.address, released(), 0.5, told.append)
    assert [link.address[-2:] for link in found.links] == ["/d", "/c", "/b", "/a"]
    assert told == list(found.links)
    assert [finding.rule for finding in found.findings] == [
        "live/bytes",
        "live/link-moved",
        "live/link-unknown",
        "live/link",
    ]
    blocked = [finding.rule for finding in found.findings if finding.severity is Severity.ERROR]
    assert blocked == ["live/bytes", "live/link"]


def test_a_page_links_once_to_each_address() -> None:
    assert links_of(
        '<a href="https://a.nl/">1</a><p><a href="https://a.nl/#x">2</a><a href="x.pdf">3</a>'
        '<a href="#top">4</a><a href="mailto:a@a.nl">5</a>',
        "https://b.nl/c",
    ) == ("https://a.nl/", "https://b.nl/x.pdf")


def test_a_folder_is_compared_byte_for_byte(tmp_path: Path) -> None:
    for name, (_, body) in FILES.items():
        (tmp_path / name).write_bytes(body)
    assert verify_folder(tmp_path, released()).findings == ()
    (tmp_path / "brochure.pdf").write_bytes(PDF.replace(b"1.7", b"1.6"))
    (tmp_path / "index.html").unlink()
    assert [f.rule for f in verify_folder(tmp_path, released()).findings] == ["live/missing", "live/bytes"]


@pytest.mark.parametrize(
    ("address", "others"),
    [
        ("https://a.nl/b/c", ["https://a.nl/b/c/"]),
        ("https://a.nl/b/c/", ["https://a.nl/b/c"]),
        ("https://a.nl/b/c?d=e", ["https://a.nl/b/c/?d=e"]),
        ("https://a.nl/", []),
        ("https://a.nl", []),
        ("https://a.nl/b/index.html", []),
    ],
)
def test_a_page_has_its_address_with_and_without_a_slash(address: str, others: list[str]) -> None:
    assert page_addresses(address) == (address, *others)


def unknown(*addresses: str) -> list[CheckedLink]:
    return [CheckedLink(address, "broken", NO_NAME) for address in addresses]


def test_a_machine_without_the_internet_is_told_once() -> None:
    links = [*unknown("https://a.nl/", "https://b.nl/x", "https://b.nl/y"), CheckedLink("http://own/", "answers", "")]
    (finding,) = link_findings(links, ["http://own/"])
    assert (finding.rule, finding.severity) == ("live/offline", Severity.ERROR)
    assert "3 links" in finding.message
    assert "reaches the Internet" in finding.hint


def test_a_name_that_is_not_known_is_a_broken_link_where_another_is() -> None:
    links = [*unknown("https://a.nl/", "https://b.nl/"), CheckedLink("https://c.nl/", "unknown", "status 403")]
    assert [finding.rule for finding in link_findings(links)] == ["live/link", "live/link", "live/link-unknown"]
