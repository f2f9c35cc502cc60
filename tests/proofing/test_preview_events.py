"""Events: every window that looks on is told, and one that does not take them is let go."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from brochurepress.proofing.preview.events import STREAMS, EventStreams
from brochurepress.proofing.preview.serving import HOST
from tests.support.preview_server import PAGE, PATIENCE_S, Served, until


@contextmanager
def listening(smallest: Served) -> Iterator[Iterator[tuple[str, Any]]]:
    """The events of a preview, as an open window has them."""
    connection = http.client.HTTPConnection(HOST, smallest.port, timeout=PATIENCE_S)
    connection.request("GET", "/events", headers={"Cookie": smallest.cookie})
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


def test_events_begin_with_the_state_and_follow_the_files(smallest: Served) -> None:
    with listening(smallest) as events:
        event, state = next(events)
        assert (event, state["build"]) == ("state", smallest.state["build"])
        with smallest.changed(PAGE, "type: ", "type:  "):
            stages = [next(events) for _ in range(3)]
            assert [event for event, _ in stages] == ["building"] * 3
            assert [data["stage"] for _, data in stages] == ["manuscript", "pages", "paint"]
            event, after = next(events)
            assert (event, after["build"]) == ("state", state["build"] + 1)
    smallest.settled()


def test_a_silent_stream_gives_signs_of_life(smallest: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brochurepress.proofing.preview.server.HEARTBEAT_S", 0.05)
    connection = http.client.HTTPConnection(HOST, smallest.port, timeout=PATIENCE_S)
    connection.request("GET", "/events", headers={"Cookie": smallest.cookie})
    answer = connection.getresponse()
    lines = (answer.readline() for _ in range(20))
    assert b": still here\n" in lines
    answer.close()
    connection.close()


def test_only_so_many_windows_may_look_on(smallest: Served) -> None:
    connections = []
    try:
        for _ in range(STREAMS):
            connection = http.client.HTTPConnection(HOST, smallest.port, timeout=PATIENCE_S)
            connection.request("GET", "/events", headers={"Cookie": smallest.cookie})
            assert connection.getresponse().status == 200
            connections.append(connection)
        assert smallest.ask("/events").status == 503
    finally:
        for connection in connections:
            connection.close()
    until(lambda: smallest.ask("/events", "HEAD").status, lambda status: status == 200)


def test_a_window_that_lags_behind_is_let_go_and_no_other() -> None:
    import asyncio

    async def run() -> None:
        board = EventStreams()
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
