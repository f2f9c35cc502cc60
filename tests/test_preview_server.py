"""The server: what each address answers, bounded in all that may be asked."""

from __future__ import annotations

import io
<<<<<<< HEAD
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
=======
from concurrent.futures import ThreadPoolExecutor
>>>>>>> preview

import pytest
from PIL import Image

<<<<<<< HEAD
from prepress.preview.editors import Command
from prepress.preview.guard import HEADERS
from prepress.preview.plates import NAMES
from prepress.preview.server import BODY_BYTES, PPI
from prepress.preview.serving import HOST, hosts_of
from tests.previewing import Answer, Served, served, until

PAGE = "source/minimal/1-notes.md"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The smallest edition, served, with an editor that writes down what it is told to open."""
    folder = tmp_path_factory.mktemp("served")
    editor = Command("pen", ("sh", "-c", f"echo {{file}}:{{line}} >> {folder / 'opened'}"))
    with served("minimal", folder, editor=editor) as running:
        yield running


def own(here: Served) -> dict[str, str]:
    """The headers of a request that the page itself makes."""
    return {"Origin": f"http://{HOST}:{here.port}", "Sec-Fetch-Site": "same-origin", **JSON}


def open_source(here: Served, asked: object, headers: dict[str, str] | None = None) -> Answer:
    body = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    return here.ask("/open", "POST", own(here) if headers is None else headers, body)


ADDRESSES = [
    "/",
    "/preview/preview.css",
    "/preview/preview.js",
    "/grid.css",
    "/state",
    "/tags",
    "/pages/{key}.png?ppi=96",
    "/pages/{key}.json",
    "/plates/{key}/total.png",
    "/ink/{key}?x=0.5&y=0.5",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_to_get_and_head(here: Served, address: str) -> None:
    path = address.format(key=here.key)
    got, headed = here.ask(path), here.ask(path, "HEAD")
=======
from prepress.preview.plates import NAMES
from prepress.preview.server import PPI
from tests.previewing import ADDRESSES, Served


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_to_get_and_head(smallest: Served, address: str) -> None:
    path = address.format(key=smallest.key)
    got, headed = smallest.ask(path), smallest.ask(path, "HEAD")
>>>>>>> preview
    assert (got.status, headed.status) == (200, 200)
    assert got.body
    assert headed.body == b""
    assert got.headers["content-type"] == headed.headers["content-type"]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/preview/preview.css", "text/css; charset=utf-8"),
        ("/preview/preview.js", "text/javascript; charset=utf-8"),
        ("/grid.css", "text/css; charset=utf-8"),
        ("/state", "application/json"),
        ("/pages/{key}.png?ppi=96", "image/png"),
    ],
)
<<<<<<< HEAD
def test_every_answer_says_what_it_is(here: Served, address: str, kind: str) -> None:
    assert here.ask(address.format(key=here.key)).headers["content-type"] == kind


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("address", [*ADDRESSES, "/gone", "/pages/gone.png"])
def test_every_answer_bears_the_headers_of_safety(here: Served, address: str, header: str) -> None:
    assert here.ask(address.format(key=here.key)).headers[header.lower()] == HEADERS[header]


def test_a_refusal_bears_the_headers_of_safety(here: Served) -> None:
    refused = here.ask("/", headers={"Host": "example.org"})
    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= refused.headers.items()


def test_the_policy_lets_no_script_or_style_be_written_into_the_page(here: Served) -> None:
    policy = here.ask("/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}"])
def test_the_names_of_this_machine_are_answered(here: Served, host: str) -> None:
    assert here.ask("/state", headers={"Host": host.format(port=here.port)}).status == 200


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
def test_any_other_name_is_refused(here: Served, host: str, address: str) -> None:
    assert here.ask(address, headers={"Host": host.format(port=here.port)}).status == 421


def test_port_80_is_named_without_its_number() -> None:
    class Socket(socket.socket):
        def getsockname(self) -> Any:
            return HOST, 80

    with Socket() as bound:
        assert {"127.0.0.1", "localhost", "localhost:80"} <= hosts_of(bound)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("address", ["/state", "/pages/{key}.png?ppi=96", "/events"])
def test_another_site_may_not_look_on(here: Served, site: str, address: str) -> None:
    assert here.ask(address.format(key=here.key), headers={"Sec-Fetch-Site": site}).status == 403


@pytest.mark.parametrize(
    "origin", ["https://example.org", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"]
)
def test_another_origin_may_open_nothing(here: Served, origin: str) -> None:
    headers = {**own(here), "Origin": origin.format(port=here.port)}
    assert open_source(here, {"file": PAGE, "line": 1}, headers).status == 403


def test_a_request_without_an_origin_may_open_nothing(here: Served) -> None:
    assert open_source(here, {"file": PAGE, "line": 1}, JSON).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "POST"])
@pytest.mark.parametrize("address", ["/", "/state", "/preview/preview.js"])
def test_nothing_can_be_written(here: Served, method: str, address: str) -> None:
    assert here.ask(address, method, own(here)).status == 405


def test_a_source_is_opened_only_on_request(here: Served) -> None:
    assert here.ask("/open").status == 405


def test_a_source_is_opened_at_its_line(here: Served) -> None:
    assert open_source(here, {"file": PAGE, "line": 7}).status == 204
    opened = here.root / "opened"
    said = until(lambda: opened.read_text() if opened.exists() else "", bool)
    assert said.endswith(f"{here.root / PAGE}:7\n")


@pytest.mark.parametrize(
    "file",
    [
        "../secret",
        "source/../../secret",
        "/etc/passwd",
        "publish.py",
        "source/minimal",
        "source/minimal/gone.md",
        "source/%2e%2e/%2e%2e/etc/passwd",
        "C:\\secret",
        "source/minimal/1-notes.md\0",
        "",
    ],
)
def test_nothing_outside_the_project_is_opened(here: Served, file: str) -> None:
    assert open_source(here, {"file": file, "line": 1}).status == 404


def test_a_link_out_of_the_project_is_not_followed(here: Served, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    link = here.root / "source/minimal/link.md"
    link.symlink_to(secret)
    try:
        assert open_source(here, {"file": "source/minimal/link.md", "line": 1}).status == 404
    finally:
        link.unlink()
    here.settled()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"file": "x"}',
        b'{"file": "x", "line": "y"}',
        b'{"file": "x", "line": 1e999}',
        b'{"file": "x", "line": null}',
        b"\xff",
        b"[" * 4000,
    ],
)
def test_a_request_that_makes_no_sense_is_refused(here: Served, body: bytes) -> None:
    assert open_source(here, body).status == 400


def test_a_request_that_is_too_long_is_refused(here: Served) -> None:
    assert open_source(here, b" " * (BODY_BYTES + 1)).status == 413


def test_without_an_editor_it_is_said_how_to_name_one(here: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here.preview, "editor", None)
    answer = open_source(here, {"file": PAGE, "line": 1})
    assert answer.status == 409
    assert "--editor" in answer.data["message"]


def test_an_editor_that_does_not_start_is_told(here: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here.preview, "editor", Command("gone", ("gone", "{file}")))
    answer = open_source(here, {"file": PAGE, "line": 1})
    assert answer.status == 409
    assert answer.data["message"].startswith("gone does not start")
=======
def test_every_answer_says_what_it_is(smallest: Served, address: str, kind: str) -> None:
    assert smallest.ask(address.format(key=smallest.key)).headers["content-type"] == kind
>>>>>>> preview


@pytest.mark.parametrize(
    "address",
    [
        "/preview/",
        "/preview",
        "/preview/preview.html",
        "/preview/nl.json",
        "/preview/../preview.html",
        "/preview/..%2f..%2fpublish.py",
        "/preview/%2e%2e/%2e%2e/publish.py",
        "/preview/..\\..\\publish.py",
        "/../publish.py",
        "//etc/passwd",
        "/publish.py",
        "/source/minimal/1-notes.md",
        "/pages/",
        "/pages/..png?ppi=96",
        "/plates/x/total.png",
    ],
)
def test_only_what_the_page_needs_is_given(smallest: Served, address: str) -> None:
    assert smallest.ask(address).status == 404


@pytest.mark.parametrize("ppi", PPI)
<<<<<<< HEAD
def test_a_picture_is_as_fine_as_asked_for(here: Served, ppi: int) -> None:
    answer = here.ask(f"/pages/{here.key}.png?ppi={ppi}")
    geometry = here.state["geometry"]
=======
def test_a_picture_is_as_fine_as_asked_for(smallest: Served, ppi: int) -> None:
    answer = smallest.ask(f"/pages/{smallest.key}.png?ppi={ppi}")
    geometry = smallest.state["geometry"]
>>>>>>> preview
    width = (geometry["width"] + 2 * geometry["bleed"]) * ppi / 72
    assert Image.open(io.BytesIO(answer.body)).width == pytest.approx(width, abs=1)


@pytest.mark.parametrize("ppi", ["35.9", "600.1", "1e9", "-96", "0", "nan", "inf", "", "x"])
<<<<<<< HEAD
def test_a_resolution_out_of_bounds_is_refused(here: Served, ppi: str) -> None:
    assert here.ask(f"/pages/{here.key}.png?ppi={ppi}").status == 404
=======
def test_a_resolution_out_of_bounds_is_refused(smallest: Served, ppi: str) -> None:
    assert smallest.ask(f"/pages/{smallest.key}.png?ppi={ppi}").status == 404
>>>>>>> preview


def test_a_picture_has_no_more_pixels_than_may_be(smallest: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prepress.preview.server.PIXELS", 10_000)
<<<<<<< HEAD
    picture = Image.open(io.BytesIO(here.ask(f"/pages/{here.key}.png?ppi=144").body))
=======
    picture = Image.open(io.BytesIO(smallest.ask(f"/pages/{smallest.key}.png?ppi=144").body))
>>>>>>> preview
    assert picture.width * picture.height == pytest.approx(10_000, rel=0.03)


@pytest.mark.parametrize(
    "address", ["/pages/{key}.png?ppi=96", "/pages/{key}.json", "/plates/{key}/black.png"]
)
<<<<<<< HEAD
def test_what_a_key_names_is_kept_for_ever(here: Served, address: str) -> None:
    assert "immutable" in here.ask(address.format(key=here.key)).headers["cache-control"]
=======
def test_what_a_key_names_is_kept_for_ever(smallest: Served, address: str) -> None:
    assert "immutable" in smallest.ask(address.format(key=smallest.key)).headers["cache-control"]
>>>>>>> preview


@pytest.mark.parametrize("address", ["/", "/state", "/tags", "/grid.css", "/preview/preview.js"])
def test_what_may_change_is_not_kept(smallest: Served, address: str) -> None:
    assert smallest.ask(address).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", NAMES)
<<<<<<< HEAD
def test_every_plate_has_the_shape_of_the_page(here: Served, name: str) -> None:
    plate = Image.open(io.BytesIO(here.ask(f"/plates/{here.key}/{name}.png").body))
    picture = Image.open(io.BytesIO(here.ask(f"/pages/{here.key}.png?ppi=150").body))
    assert plate.size == pytest.approx(picture.size, abs=1)


def test_the_ink_at_a_point_is_told(here: Served) -> None:
    answer = here.ask(f"/ink/{here.key}?x=0.01&y=0.99").data
=======
def test_every_plate_has_the_shape_of_the_page(smallest: Served, name: str) -> None:
    plate = Image.open(io.BytesIO(smallest.ask(f"/plates/{smallest.key}/{name}.png").body))
    picture = Image.open(io.BytesIO(smallest.ask(f"/pages/{smallest.key}.png?ppi=150").body))
    assert plate.size == pytest.approx(picture.size, abs=1)


def test_the_ink_at_a_point_is_told(smallest: Served) -> None:
    answer = smallest.ask(f"/ink/{smallest.key}?x=0.01&y=0.99").data
>>>>>>> preview
    assert answer == {"cmyk": [0, 0, 0, 0], "total": 0}


@pytest.mark.parametrize("query", ["", "?x=0.5", "?x=2&y=0", "?x=-0.1&y=0", "?x=nan&y=0", "?x=a&y=b"])
<<<<<<< HEAD
def test_ink_beside_the_page_is_not_told(here: Served, query: str) -> None:
    assert here.ask(f"/ink/{here.key}{query}").status == 404
=======
def test_ink_beside_the_page_is_not_told(smallest: Served, query: str) -> None:
    assert smallest.ask(f"/ink/{smallest.key}{query}").status == 404
>>>>>>> preview


def test_the_grid_is_that_of_the_tokens(smallest: Served) -> None:
    css = smallest.ask("/grid.css").body.decode()
    for name in ("--column", "--baseline", "--page-width", "--bleed", "--first-baseline"):
        assert f"{name}:" in css
    assert "@page" not in css
<<<<<<< HEAD
=======


def test_many_requests_at_once_are_answered(smallest: Served) -> None:
    paths = [f"/plates/{smallest.key}/{name}.png" for name in NAMES] * 4 + ["/tags"] * 4
    with ThreadPoolExecutor(12) as pool:
        assert {answer.status for answer in pool.map(smallest.ask, paths)} == {200}
>>>>>>> preview
