"""Serving: a port of this machine, two previews side by side, wrong use told, a quiet end."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from brochurepress.cli import command_line as publish
from brochurepress.proofing.preview.serving import HOST, bind_socket
from brochurepress.workspace.project import HOME
from tests.support.preview_server import PAGE, PATIENCE_S, Served, served


def test_two_previews_run_side_by_side(smallest: Served, tmp_path: Path) -> None:
    with served("minimal", tmp_path) as other:
        assert other.port != smallest.port
        before = smallest.key
        with other.changed(PAGE, "title: ", "title: Another "):
            other.until(lambda state: state["pages"][0]["key"] != before)
        assert smallest.key == before


def test_a_port_that_was_asked_for_is_used_or_refused() -> None:
    with bind_socket(None, 8700) as first:
        port = first.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            bind_socket(port, 8700)
        with bind_socket(None, port) as second:
            assert port < second.getsockname()[1] < port + 20


def test_the_server_listens_on_the_loopback_address_alone() -> None:
    with bind_socket(None, 8700) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(publish.main, ["preview", *arguments])


def test_a_port_in_use_is_told_with_the_cure() -> None:
    with bind_socket(None, 8700) as bound:
        port = bound.getsockname()[1]
        result = run("--no-open", "--port", str(port))
    assert result.exit_code == 2
    assert f"port {port} is in use" in result.output
    assert "--port" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone",), "there is no edition 'gone'"),
        (("--port", "0"), "0 is not in the range"),
        (("--port", "70000"), "70000 is not in the range"),
        (("--editor", "surely-no-such-editor"), "there is no command 'surely-no-such-editor'"),
        (("one", "two"), "there is no edition"),
    ],
)
def test_wrong_use_is_told(arguments: tuple[str, ...], said: str) -> None:
    result = run("--no-open", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_ctrl_c_ends_it_quietly_while_a_window_looks_on() -> None:
    command = [sys.executable, "publish.py", "preview", "--no-open", "--root", "tests/editions/minimal"]
    with subprocess.Popen(command, cwd=HOME, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            assert line.startswith("preview of minimal: http://127.0.0.1:")
            told = re.search(r":(\d+)/\?token=(\S+) ", line)
            assert told
            port, cookie = int(told[1]), f"preview-{told[1]}={told[2]}"
            with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)) as connection:
                connection.request("GET", "/events", headers={"Cookie": cookie})
                with connection.getresponse() as answer:
                    assert answer.status == 200
                    os.killpg(process.pid, signal.SIGINT)
                    assert process.wait(timeout=10) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
