<<<<<<< HEAD
"""Serving: events for every open window, ports, and the command from its start to its end."""
=======
"""Serving: a port of this machine, two previews side by side, wrong use told, a quiet end."""
>>>>>>> preview

from __future__ import annotations

import http.client
<<<<<<< HEAD
import json
=======
>>>>>>> preview
import os
import signal
import subprocess
import sys
<<<<<<< HEAD
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
=======
from contextlib import closing
>>>>>>> preview
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import publish
<<<<<<< HEAD
from prepress.preview.board import STREAMS, Board
from prepress.preview.editors import Command
from prepress.preview.plates import NAMES
from prepress.preview.serving import HOST, bind
from prepress.project import HOME
from tests.previewing import PATIENCE_S, Served, served, until

PAGE = "source/minimal/1-notes.md"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The smallest edition, served, with an editor that writes down what it is told to open."""
    folder = tmp_path_factory.mktemp("served")
    editor = Command("pen", ("sh", "-c", f"echo {{file}}:{{line}} >> {folder / 'opened'}"))
    with served("minimal", folder, editor=editor) as running:
        yield running


@contextmanager
def listening(here: Served) -> Iterator[Iterator[tuple[str, Any]]]:
    """The events of a preview, as an open window has them."""
    connection = http.client.HTTPConnection(HOST, here.port, timeout=PATIENCE_S)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    assert answer.status == 200

    def events() -> Iterator[tuple[str, Any]]:
        event = ""
        for line in answer:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                yield event, json.loads(value)

    try:
        yield events()
    finally:
        answer.close()
        connection.close()


def test_events_begin_with_the_state_and_follow_the_files(here: Served) -> None:
    with listening(here) as events:
        event, state = next(events)
        assert (event, state["build"]) == ("state", here.state["build"])
        with here.changed(PAGE, "type: ", "type:  "):
            stages = [next(events) for _ in range(3)]
            assert [event for event, _ in stages] == ["building"] * 3
            assert [data["stage"] for _, data in stages] == ["manuscript", "layout", "paint"]
            event, after = next(events)
            assert (event, after["build"]) == ("state", state["build"] + 1)
    here.settled()


def test_a_silent_stream_gives_signs_of_life(here: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prepress.preview.server.HEARTBEAT_S", 0.05)
    connection = http.client.HTTPConnection(HOST, here.port, timeout=PATIENCE_S)
    connection.request("GET", "/events")
    answer = connection.getresponse()
    lines = (answer.readline() for _ in range(20))
    assert b": still here\n" in lines
    answer.close()
    connection.close()


def test_only_so_many_windows_may_look_on(here: Served) -> None:
    connections = []
    try:
        for _ in range(STREAMS):
            connection = http.client.HTTPConnection(HOST, here.port, timeout=PATIENCE_S)
            connection.request("GET", "/events")
            assert connection.getresponse().status == 200
            connections.append(connection)
        assert here.ask("/events").status == 503
    finally:
        for connection in connections:
            connection.close()
    until(lambda: here.ask("/events", "HEAD").status, lambda status: status == 200)


def test_a_window_that_lags_behind_is_let_go_and_no_other() -> None:
    import asyncio

    async def run() -> None:
        board = Board()
        board.begin()
        with board.stream() as slow, board.stream() as quick:
            assert slow is not None
            assert quick is not None
            for number in range(slow.maxsize + 1):
                board.post("state", str(number))
                await asyncio.sleep(0)
                assert await quick.get() == ("state", str(number))
            waiting = [slow.get_nowait() for _ in range(slow.qsize())]
        assert waiting[-1] is None

    asyncio.run(run())


def test_many_requests_at_once_are_answered(here: Served) -> None:
    paths = [f"/plates/{here.key}/{name}.png" for name in NAMES] * 4 + ["/tags"] * 4
    with ThreadPoolExecutor(12) as pool:
        assert {answer.status for answer in pool.map(here.ask, paths)} == {200}


def test_two_previews_run_side_by_side(here: Served, tmp_path: Path) -> None:
    with served("minimal", tmp_path) as other:
        assert other.port != here.port
        before = here.key
        with other.changed(PAGE, "title: ", "title: Another "):
            other.until(lambda state: state["pages"][0]["key"] != before)
        assert here.key == before
=======
from prepress.preview.serving import HOST, bind
from prepress.project import HOME
from tests.previewing import PAGE, PATIENCE_S, Served, served


def test_two_previews_run_side_by_side(smallest: Served, tmp_path: Path) -> None:
    with served("minimal", tmp_path) as other:
        assert other.port != smallest.port
        before = smallest.key
        with other.changed(PAGE, "title: ", "title: Another "):
            other.until(lambda state: state["pages"][0]["key"] != before)
        assert smallest.key == before
>>>>>>> preview


def test_a_port_that_was_asked_for_is_used_or_refused() -> None:
    with bind(None, 8700) as first:
        port = first.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            bind(port, 8700)
        with bind(None, port) as second:
            assert port < second.getsockname()[1] < port + 20


def test_the_server_listens_on_the_loopback_address_alone() -> None:
    with bind(None, 8700) as bound:
        assert bound.getsockname()[0] == "127.0.0.1"


def run(*arguments: str) -> Any:
    return CliRunner().invoke(publish.main, ["preview", *arguments])


def test_a_port_in_use_is_told_with_the_cure() -> None:
    with bind(None, 8700) as bound:
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
    with subprocess.Popen(
        command, cwd=HOME, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        try:
            line = process.stderr.readline()
            assert line.startswith("preview of minimal: http://127.0.0.1:")
            port = int(line.split(":")[3].split("/")[0])
            with closing(http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)) as connection:
                connection.request("GET", "/events")
                with connection.getresponse() as answer:
                    assert answer.status == 200
                    os.killpg(process.pid, signal.SIGINT)
                    assert process.wait(timeout=10) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()
