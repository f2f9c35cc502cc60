"""What a server on the web may do to a fetch: nothing beyond its limits, and nothing to the network it is made in."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator

import pytest

from brochurepress.release.http import fetch
from brochurepress.workspace.limits import LimitName
from tests.support.link_server import Handler, Server, answering, says


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 10_000)


def dripping(handler: Handler) -> None:
    while True:
        handler.wfile.write(b"x")
        time.sleep(0.05)


def dripping_body(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    dripping(handler)


def dripping_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    dripping(handler)


@pytest.fixture
def server() -> Iterator[Server]:
    answers = {
        "/good": says(200, b"good"),
        "/endless": endless,
        "/body": dripping_body,
        "/head": dripping_head,
        "/file": says(302, Location="file:///etc/passwd"),
    }
    with answering(answers) as started:
        yield started


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A million bytes and one second instead of what a fetch may take."""
    monkeypatch.setattr(LimitName.ANSWER, "most", 1_000_000)
    monkeypatch.setattr(LimitName.FETCH, "most", 1)


@pytest.mark.usefixtures("strict")
def test_a_good_answer_is_read(server: Server) -> None:
    answer = fetch(f"{server.address}/good")
    assert (answer.status, answer.body, answer.fault) == (200, b"good", "")


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    ("path", "said"), [("/endless", "longer than 1,000,000 bytes"), ("/body", "1 seconds"), ("/head", "1 seconds")]
)
def test_an_answer_without_end_is_not_read_to_it(server: Server, path: str, said: str) -> None:
    since = time.monotonic()
    assert said in fetch(f"{server.address}{path}").fault
    assert time.monotonic() - since < 15


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b"x" * 1_000_001, mtime=0), "longer than 1,000,000 bytes when it is unpacked"),
        (gzip.compress(b"x" * 1_000, mtime=0)[:-9], "breaks off"),
        (b"not packed", "is not"),
    ],
)
def test_an_answer_that_swells_is_not_unpacked_to_its_end(server: Server, body: bytes, said: str) -> None:
    server.answers["/packed"] = says(200, body, Content_Encoding="gzip")
    assert said in fetch(f"{server.address}/packed").fault
    whole = gzip.compress(b"x" * 1_000, mtime=0)
    server.answers["/packed"] = says(200, whole, Content_Encoding="GZip")
    answer = fetch(f"{server.address}/packed")
    assert (answer.body, answer.sent, answer.fault) == (b"x" * 1_000, len(whole), "")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "192.168.1.1"])
def test_a_page_of_the_web_leads_no_request_into_this_network(server: Server, host: str) -> None:
    address = f"http://{host}:{server.server_port}/good"
    assert "private network" in fetch(address, asked_by="https://www.example.org/").fault


def test_a_redirect_leads_to_no_file(server: Server) -> None:
    assert "out of the web" in fetch(f"{server.address}/file").fault
