"""`build --watch`, as a command: what is saved is built, faults leave the last good file, and Ctrl-C ends it clean."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from brochurepress.workspace.project import HOME
from tests.support.edited_editions import copied

PATIENCE_S = 120


def until(holds: Callable[[], object]) -> None:
    """Waits for something; fails when it does not come."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


class Watch:
    """The command while it runs, and the lines that it writes."""

    def __init__(self, root: Path) -> None:
        command = [sys.executable, "publish.py", "build", "--root", str(root), "--watch", "--only", "web"]
        self.process = subprocess.Popen(command, cwd=HOME, stderr=subprocess.PIPE, text=True, start_new_session=True)
        assert self.process.stderr
        self.errors = self.process.stderr
        self._lines: queue.Queue[str] = queue.Queue()
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        for line in self.errors:
            self._lines.put(line)

    def says(self, text: str) -> None:
        """Waits for a line."""
        while text not in self._lines.get(timeout=PATIENCE_S):
            pass


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    running = Watch(copied("minimal", tmp_path))
    yield running
    running.process.kill()
    running.process.wait()
    running.reader.join()
    running.errors.close()


def test_what_is_saved_is_built_whole_until_ctrl_c(watch: Watch, tmp_path: Path) -> None:
    source, page = tmp_path / "source/minimal/1-notes.md", tmp_path / "output/minimal/index.html"
    good = source.read_text()
    watch.says("every change is built")
    assert "paragraph" in page.read_text()

    seen = set[str]()
    source.write_text(good.replace("paragraph", "novelty"))

    def shown() -> bool:
        seen.add(page.read_text())
        return any("novelty" in text for text in seen)

    until(shown)
    assert all(text.rstrip().endswith("</html>") for text in seen)

    made = page.read_bytes()
    source.write_text(good.replace("type: article", "type: nonsense"))
    watch.says("nonsense")
    assert page.read_bytes() == made

    source.write_text(good.replace("paragraph", "last one"))
    until(lambda: "last one" in page.read_text())
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(PATIENCE_S) == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(watch.process.pid, 0)
