"""The server: what each address answers, bounded in all that may be asked."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
from PIL import Image

from brochurepress.proofing.preview.plates import NAMES
from brochurepress.proofing.preview.server import PPI
from tests.support.preview_server import ADDRESSES, Served


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_to_get_and_head(smallest: Served, address: str) -> None:
    path = address.format(key=smallest.key)
    got, headed = smallest.ask(path), smallest.ask(path, "HEAD")
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
        ("/pages/{key}.bmp?ppi=96", "image/bmp"),
    ],
)
def test_every_answer_says_what_it_is(smallest: Served, address: str, kind: str) -> None:
    assert smallest.ask(address.format(key=smallest.key)).headers["content-type"] == kind


@pytest.mark.parametrize(
    "address",
    [
        "/preview/",
        "/preview",
        "/preview/preview.html",
        "/preview/preview.toml",
        "/preview/../preview.html",
        "/preview/..%2f..%2fpublish.py",
        "/preview/%2e%2e/%2e%2e/publish.py",
        "/preview/..\\..\\publish.py",
        "/../publish.py",
        "//etc/passwd",
        "/publish.py",
        "/source/minimal/1-notes.md",
        "/pages/",
        "/pages/..bmp?ppi=96",
        "/plates/x/total.png",
    ],
)
def test_only_what_the_page_needs_is_given(smallest: Served, address: str) -> None:
    assert smallest.ask(address).status == 404


@pytest.mark.parametrize("ppi", PPI)
def test_a_picture_is_as_fine_as_asked_for(smallest: Served, ppi: int) -> None:
    answer = smallest.ask(f"/pages/{smallest.key}.bmp?ppi={ppi}")
    geometry = smallest.state["geometry"]
    width = (geometry["width"] + 2 * geometry["bleed"]) * ppi / 72
    assert Image.open(io.BytesIO(answer.body)).width == pytest.approx(width, abs=1)


@pytest.mark.parametrize("ppi", ["35.9", "600.1", "1e9", "-96", "0", "nan", "inf", "", "x"])
def test_a_resolution_out_of_bounds_is_refused(smallest: Served, ppi: str) -> None:
    assert smallest.ask(f"/pages/{smallest.key}.bmp?ppi={ppi}").status == 404


def test_a_picture_has_no_more_pixels_than_may_be(smallest: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brochurepress.proofing.preview.server.PIXELS", 10_000)
    picture = Image.open(io.BytesIO(smallest.ask(f"/pages/{smallest.key}.bmp?ppi=144").body))
    assert picture.width * picture.height == pytest.approx(10_000, rel=0.03)


@pytest.mark.parametrize("build", [0, 10**9])
def test_a_build_that_does_not_run_sets_no_page_ahead(smallest: Served, build: int) -> None:
    answer = smallest.ask(f"/pages/ahead/{build}.bmp?ppi=96")
    assert (answer.status, answer.body) == (204, b"")


@pytest.mark.parametrize("pages", ["1,2", "", "x", "-1", "1." + "9" * 5000, "\u0661"])
def test_pages_in_view_are_numbers_or_none(smallest: Served, pages: str) -> None:
    assert smallest.ask(f"/view/pages?pages={quote(pages)}").data == {"first": ""}


@pytest.mark.parametrize("address", ["/pages/{key}.bmp?ppi=96", "/pages/{key}.json", "/plates/{key}/black.png"])
def test_what_a_key_names_is_kept_for_ever(smallest: Served, address: str) -> None:
    assert "immutable" in smallest.ask(address.format(key=smallest.key)).headers["cache-control"]


@pytest.mark.parametrize("address", ["/", "/state", "/tags", "/grid.css", "/preview/preview.js"])
def test_what_may_change_is_not_kept(smallest: Served, address: str) -> None:
    assert smallest.ask(address).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", NAMES)
def test_every_plate_has_the_shape_of_the_page(smallest: Served, name: str) -> None:
    plate = Image.open(io.BytesIO(smallest.ask(f"/plates/{smallest.key}/{name}.png").body))
    picture = Image.open(io.BytesIO(smallest.ask(f"/pages/{smallest.key}.bmp?ppi=150").body))
    assert plate.size == pytest.approx(picture.size, abs=1)


def test_the_ink_at_a_point_is_told(smallest: Served) -> None:
    answer = smallest.ask(f"/ink/{smallest.key}?x=0.01&y=0.99").data
    assert answer == {"cmyk": [0, 0, 0, 0], "total": 0}


@pytest.mark.parametrize("query", ["", "?x=0.5", "?x=2&y=0", "?x=-0.1&y=0", "?x=nan&y=0", "?x=a&y=b"])
def test_ink_beside_the_page_is_not_told(smallest: Served, query: str) -> None:
    assert smallest.ask(f"/ink/{smallest.key}{query}").status == 404


def test_the_grid_is_that_of_the_tokens(smallest: Served) -> None:
    css = smallest.ask("/grid.css").body.decode()
    for name in ("--column", "--baseline", "--page-width", "--bleed", "--first-baseline"):
        assert f"{name}:" in css
    assert "@page" not in css


def test_many_requests_at_once_are_answered(smallest: Served) -> None:
    paths = [f"/plates/{smallest.key}/{name}.png" for name in NAMES] * 4 + ["/tags"] * 4
    with ThreadPoolExecutor(12) as pool:
        assert {answer.status for answer in pool.map(smallest.ask, paths)} == {200}
