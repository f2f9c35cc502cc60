"""The guard: a browser on this machine may look on, and nobody else may do anything."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from brochurepress.proofing.preview.security import HEADERS
from brochurepress.proofing.preview.serving import HOST, hosts_of
from tests.support.preview_server import ADDRESSES, JSON, PAGE, Served


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("address", [*ADDRESSES, "/gone", "/pages/gone.bmp"])
def test_every_answer_bears_the_headers_of_safety(smallest: Served, address: str, header: str) -> None:
    assert smallest.ask(address.format(key=smallest.key)).headers[header.lower()] == HEADERS[header]


def test_a_refusal_bears_the_headers_of_safety(smallest: Served) -> None:
    refused = smallest.ask("/", headers={"Host": "example.org"})
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= refused.headers.items()


def test_the_policy_lets_no_script_or_style_be_written_into_the_page(smallest: Served) -> None:
    policy = smallest.ask("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}"])
def test_the_names_of_this_machine_are_answered(smallest: Served, host: str) -> None:
    assert smallest.ask("/state", headers={"Host": host.format(port=smallest.port)}).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "[::1]:{port}",
        "127.0.0.1.evil.org:{port}",
        "0.0.0.0:{port}",
        "",
    ],
)
@pytest.mark.parametrize("address", ["/", "/state", "/events", "/preview/preview.js"])
def test_any_other_name_is_refused(smallest: Served, host: str, address: str) -> None:
    assert smallest.ask(address, headers={"Host": host.format(port=smallest.port)}).status == 421


def test_port_80_is_named_without_its_number() -> None:
    class Socket(socket.socket):
        def getsockname(self) -> Any:
            return HOST, 80

    with Socket() as bound:
        assert {"127.0.0.1", "localhost", "localhost:80"} <= hosts_of(bound)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("address", ["/state", "/pages/{key}.bmp?ppi=96", "/events"])
def test_another_site_may_not_look_on(smallest: Served, site: str, address: str) -> None:
    assert smallest.ask(address.format(key=smallest.key), headers={"Sec-Fetch-Site": site}).status == 403


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_another_origin_may_open_nothing(smallest: Served, origin: str) -> None:
    headers = {**smallest.own, "Origin": origin.format(port=smallest.port)}
    assert smallest.open({"file": PAGE, "line": 1}, headers).status == 403


def test_a_request_without_an_origin_may_open_nothing(smallest: Served) -> None:
    assert smallest.open({"file": PAGE, "line": 1}, JSON).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
@pytest.mark.parametrize("address", ["/", "/state", "/preview/preview.js"])
def test_nothing_but_reviews_can_be_written(smallest: Served, method: str, address: str) -> None:
    assert smallest.ask(address, method, smallest.own).status == 405
