"""The secret of a preview: others of the same machine see nothing, and no list of processes tells it."""

from __future__ import annotations

import os
import re
import secrets
import signal
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from brochurepress.proofing.preview.opening import opened
from brochurepress.workspace.project import HOME
from tests.support import browser as browsing
from tests.support.preview_server import ADDRESSES, PAGE, Served, until


def entry(smallest: Served) -> str:
    return smallest.address.partition(str(smallest.port))[2]


@pytest.mark.parametrize("cookie", ["", "preview-{port}=", "preview-{port}=guess", "preview-1={secret}", "{secret}"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/events", "/?token=", "/?token=guess", "/?token=%C3%A9", "/gone"])
def test_whoever_has_no_secret_sees_nothing(smallest: Served, address: str, cookie: str) -> None:
    given = cookie.format(port=smallest.port, secret=smallest.server.secret)
    path = address.format(key=smallest.key)
    answer = smallest.ask(path, headers={"Cookie": given})
    assert (answer.status, answer.body) == (403, b"open the whole address that the preview told when it began")
    assert "set-cookie" not in answer.headers


def test_whoever_has_no_secret_opens_nothing(smallest: Served) -> None:
    assert smallest.open({"file": PAGE, "line": 1}, {**smallest.own, "Cookie": ""}).status == 403


@pytest.mark.parametrize("site", ["none", "cross-site"])
def test_the_address_lets_in_and_leads_to_one_without_the_secret(smallest: Served, site: str) -> None:
    answer = smallest.ask(entry(smallest), headers={"Cookie": "", "Sec-Fetch-Site": site})
    assert (answer.status, answer.headers["refresh"]) == (200, "0; url=/")
    cookie, *rest = answer.headers["set-cookie"].split("; ")
    assert cookie == smallest.cookie
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(rest)
    assert smallest.ask("/state", headers={"Cookie": f"other=1; {cookie}"}).status == 200


@pytest.mark.parametrize(
    ("path", "method", "host"),
    [("/state", "GET", ""), ("/", "POST", ""), ("/", "HEAD", ""), ("/", "GET", "example.org")],
)
def test_the_secret_in_any_other_address_lets_nobody_in(smallest: Served, path: str, method: str, host: str) -> None:
    headers = {"Cookie": "", **({"Host": host} if host else {})}
    answer = smallest.ask(entry(smallest).replace("/?", f"{path}?"), method, headers)
    assert answer.status == (421 if host else 403)
    assert "set-cookie" not in answer.headers


def test_the_secret_is_compared_in_constant_time(smallest: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def compared(given: bytes, expected: bytes) -> bool:
        asked.append(given)
        return False

    monkeypatch.setattr(secrets, "compare_digest", compared)
    assert smallest.ask("/state").status == 403
    assert smallest.server.secret.encode() in asked


def test_the_page_is_shown_from_the_file_that_the_browser_is_started_with(
    smallest: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr("webbrowser.open", started.append)
    with opened(smallest.address), browsing.browser() as chromium:
        page = chromium.new_page()
        page.goto(started[0])
        page.wait_for_selector("body[data-ready]")
        assert page.url == f"http://127.0.0.1:{smallest.port}/"
        page.reload()
        page.wait_for_selector("body[data-ready]")


def test_no_list_of_processes_tells_the_secret(tmp_path: Path) -> None:
    browser, started = tmp_path / "browser", tmp_path / "started"
    browser.write_text(f'#!/bin/sh\necho "$@" > {started}.part\nmv {started}.part {started}\n')
    browser.chmod(0o755)
    command = [sys.executable, "publish.py", "preview", "--root", "tests/editions/minimal"]
    environment = {**os.environ, "BROWSER": f"{browser} %s"}
    with subprocess.Popen(
        command, cwd=HOME, stderr=subprocess.PIPE, text=True, start_new_session=True, env=environment
    ) as process:
        try:
            assert process.stderr
            told = re.search(r"http://\S+\?token=(\S+)", process.stderr.readline())
            assert told
            until(started.exists, bool)
            given = started.read_text().strip()
            way = Path(unquote(urlsplit(given).path))
            assert given.startswith("file:///")
            assert stat.S_IMODE(way.stat().st_mode) == 0o600
            assert stat.S_IMODE(way.parent.stat().st_mode) == 0o700
            assert told[0] in way.read_text()
            listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
            assert told[1] not in given + listed
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(timeout=20) == 0
            assert not way.parent.exists()
        finally:
            process.kill()
