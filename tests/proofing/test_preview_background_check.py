"""Proof-reading in a process of its own, and watching: both go on when the system gets in their way."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from brochurepress.proofing.preview.background_check import BackgroundCheck, proof_read, rooms_of
from brochurepress.proofing.preview.watch import follow
from brochurepress.workspace.project import HOME, Project
from tests.support.preview_server import until
from tests.support.sample_project import POINTS, Sample


def test_proofs_are_read_in_a_process_that_is_replaced_when_it_dies(good: Sample) -> None:
    reader = BackgroundCheck(good.root, "sample", None)
    try:
        first = reader.read().result(timeout=60)
        assert first == proof_read(good.root, "sample", None)
        for process in list(reader._pool._processes):
            os.kill(process, signal.SIGKILL)
        until(lambda: reader._pool._broken, bool)
        assert reader.read().result(timeout=60) == first
    finally:
        reader.close()


def test_what_is_read_ends_when_the_files_are_saved_again_and_the_next_reading_follows(good: Sample) -> None:
    reader = BackgroundCheck(good.root, "sample", None)
    try:
        readings: list[Future[Any]] = [reader.read(), reader.measure()]
        reader.drop()
        after = reader.read(("digital",))
        for reading in readings:
            with pytest.raises(CancelledError):
                reading.result(timeout=60)
        assert after.result(timeout=60) == proof_read(good.root, "sample", None, only=("digital",))
    finally:
        reader.close()


@pytest.mark.stress
def test_a_process_is_replaced_after_so_many_tasks_however_many_wait_for_it(
    good: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("brochurepress.proofing.preview.background_check.BUILDS_OF_A_PROCESS", 4)
    reader = BackgroundCheck(good.root, "sample", None)
    try:
        processes = [[reader._begin(os.getpid) for _ in range(3)][-1].result(timeout=60) for _ in range(3)]
        assert len(set(processes)) == 3
    finally:
        reader.close()


@pytest.mark.parametrize("work", [proof_read, rooms_of])
def test_each_step_may_end_the_work(work: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brochurepress.proofing.preview.background_check._SAVES", [(SimpleNamespace(value=1), 0)])
    with pytest.raises(CancelledError):
        work(HOME, "alles-over-het-ipo", None)


def test_proofs_of_a_broken_edition_are_its_findings(good: Sample) -> None:
    good.change(POINTS, "type: points", "type: pints")
    findings, artworks = proof_read(good.root, "sample", None)
    assert ([finding.rule for finding in findings], artworks) == (["manuscript/section-type"], ())
    assert Project(good.root).listing("source/*/edition.toml") == ("source/sample/edition.toml",)


def test_the_room_left_is_measured_in_every_form_that_has_an_end(good: Sample) -> None:
    rooms = rooms_of(HOME, "alles-over-het-ipo", None)
    assert {form: [room.section for room in left] for form, left in rooms.items()} == {
        "pages": ["het-interprovinciaal-overleg", "drie-manieren"],
        "leaflet": ["het-interprovinciaal-overleg", "drie-manieren"],
    }
    good.change(POINTS, "type: points", "type: pints")
    assert rooms_of(good.root, "sample", None) == {}


def test_polling_takes_over_where_the_system_cannot_tell(good: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    changed, stop = threading.Event(), threading.Event()
    asked: list[bool | None] = []

    def limited(*folders: Path, force_polling: bool | None, **options: object) -> Iterator[set[object]]:
        asked.append(force_polling)
        if not force_polling:
            raise OSError("No space left on device")
        yield {("modified", POINTS)}
        stop.set()

    monkeypatch.setattr("brochurepress.proofing.preview.watch.watchfiles.watch", limited)
    monkeypatch.setattr("brochurepress.proofing.preview.watch.LOOK_AGAIN_MS", 1)
    follow(good.project, changed.set, stop)
    assert asked == [None, True]
    assert changed.is_set()
