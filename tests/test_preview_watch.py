"""The watch: where the system cannot tell of changes, it looks again and again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from prepress.preview.watch import watch
from tests.sample import POINTS, Sample, sample


@pytest.fixture
def good(tmp_path: Path) -> Sample:
    return sample(tmp_path)


def test_polling_takes_over_where_the_system_cannot_tell(
    good: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, stop = threading.Event(), threading.Event()
    asked: list[bool | None] = []

    def limited(*folders: Path, force_polling: bool | None, **options: object) -> Iterator[set[object]]:
        asked.append(force_polling)
        if not force_polling:
            raise OSError("No space left on device")
        yield {("modified", POINTS)}
        stop.set()

    monkeypatch.setattr("prepress.preview.watch.watchfiles.watch", limited)
    monkeypatch.setattr("prepress.preview.watch.LOOK_AGAIN_MS", 1)
    watch(good.project, changed.set, stop)
    assert asked == [None, True]
    assert changed.is_set()
