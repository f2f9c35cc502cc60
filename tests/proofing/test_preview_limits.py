"""The bounds of the preview: however large, slow or many requests are, the window that looks on is served."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from brochurepress.proofing.preview import review_notes, serving
from brochurepress.proofing.preview.serving import HEAD_BYTES, HOST
from tests.support.preview_server import Served

SLOW_S = 0.4


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> float:
    """Less than half a second instead of ten."""
    monkeypatch.setattr(review_notes, "REQUEST_S", SLOW_S)
    monkeypatch.setattr(serving, "REQUEST_S", SLOW_S)
    return SLOW_S


@pytest.fixture
def line(smallest: Served) -> Iterator[socket.socket]:
    """A bare connection, on which anything may be sent."""
    with socket.create_connection((HOST, smallest.port), timeout=10) as opened:
        yield opened


def heard(line: socket.socket) -> bytes:
    """Everything that comes until the other side closes."""
    said = b""
    while piece := line.recv(65_536):
        said += piece
    return said


def head(smallest: Served, first: str, more: str = "") -> bytes:
    return f"{first} HTTP/1.1\r\nHost: {HOST}:{smallest.port}\r\nCookie: {smallest.cookie}\r\n{more}".encode()


def test_a_first_line_without_end_is_refused(line: socket.socket) -> None:
    line.sendall(b"GET /" + b"x" * (2 * HEAD_BYTES))
    assert heard(line).startswith(b"HTTP/1.1 400 ")


def test_headers_without_end_are_refused(smallest: Served, line: socket.socket) -> None:
    line.sendall(head(smallest, "GET /state", f"X: {'x' * 2 * HEAD_BYTES}"))
    assert heard(line).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize("sent", [b"", b"GET /sta", b"GET /state HTTP/1.1\r\nX: y\r\n"])
def test_a_head_that_does_not_come_is_not_waited_for(hurried: float, smallest: Served, sent: bytes) -> None:
    with socket.create_connection((HOST, smallest.port), timeout=10) as line:
        line.sendall(sent)
        assert heard(line) == b""


def test_a_head_that_drips_is_not_waited_for(hurried: float, smallest: Served) -> None:
    with socket.create_connection((HOST, smallest.port), timeout=10) as line:
        since = time.monotonic()
        with pytest.raises(OSError):
            for _ in range(200):
                line.sendall(b"x")
                time.sleep(0.05)
        assert time.monotonic() - since < 5


def test_a_second_head_that_drips_is_not_waited_for(hurried: float, smallest: Served) -> None:
    with socket.create_connection((HOST, smallest.port), timeout=10) as line:
        line.sendall(head(smallest, "GET /state", "\r\n") + b"GET")
        assert heard(line).startswith(b"HTTP/1.1 200 ")


def test_a_body_that_does_not_come_is_not_waited_for(hurried: float, smallest: Served) -> None:
    own = "".join(f"{name}: {value}\r\n" for name, value in smallest.own.items())
    with socket.create_connection((HOST, smallest.port), timeout=10) as line:
        line.sendall(head(smallest, "POST /open", f"{own}Content-Length: 100\r\n\r\n") + b"{")
        assert heard(line).startswith(b"HTTP/1.1 408 ")


def test_a_window_that_looks_on_is_not_closed(hurried: float, smallest: Served) -> None:
    with socket.create_connection((HOST, smallest.port), timeout=10) as line:
        line.sendall(head(smallest, "GET /events", "\r\n"))
        time.sleep(3 * SLOW_S)
        line.settimeout(0.2)
        assert b"event: state" in line.recv(65_536)
        with pytest.raises(TimeoutError):
            while line.recv(65_536):
                pass


def test_many_who_say_nothing_keep_nobody_out(hurried: float, smallest: Served) -> None:
    idle = [socket.create_connection((HOST, smallest.port), timeout=10) for _ in range(60)]
    assert smallest.ask("/state").status == 200
    for line in idle:
        assert heard(line) == b""
        line.close()


NOTHING = (
    *("/preview", "/preview/", "/preview/.", "/preview/..", "/preview/%2e%2e/server.py", "/pages", "/pages/"),
    *("/plates/", "/source/", "/layouts/", "/%2e%2e/", "//", "/.git/config"),
)


@pytest.mark.parametrize("path", NOTHING)
def test_no_folder_is_listed_and_no_file_is_served(smallest: Served, path: str) -> None:
    answer = smallest.ask(path)
    assert answer.status == 404
    assert len(answer.body) < 100
