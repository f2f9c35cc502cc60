"""Every reader answers what nobody wrote: a few cases of each kind, and all that once broke one.

`python -m tests.fuzz` asks the same for as long as it is told to.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import strategies as st

from prepress.project import HOME
from tests.fuzz import campaign
from tests.fuzz.campaign import NOTHING, Crash, Tally, _Worker, batch
from tests.fuzz.targets import ENDED, TARGETS, Target

FOUND = sorted((HOME / "tests/fuzz/found").glob("*/*"))
CASES = 40

ASK = """
import sys
from pathlib import Path
from tests.fuzz.targets import TARGETS
print(*TARGETS[sys.argv[1]].ask(Path(sys.argv[2]).read_bytes()), sep="\\n")
"""


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A process that no other test has left threads in: a copy of those would wait for ever."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", *arguments], cwd=HOME, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("name", TARGETS)
def test_every_reader_answers_what_nobody_wrote(name: str) -> None:
    asked = python(
        "-m", "tests.fuzz", "--target", name, "--cases", str(CASES), "--processes", "1", "--seed", "1"
    )
    assert asked.returncode == 0, asked.stdout + asked.stderr
    assert f"{CASES} cases" in asked.stdout


@pytest.mark.parametrize("path", FOUND, ids=[f"{path.parent.name}-{path.name}" for path in FOUND])
def test_a_file_that_once_broke_its_reader_is_answered(path: Path) -> None:
    asked = python("-c", ASK, path.parent.name, str(path))
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.split("\n")[0] not in ("", ENDED)


def broken(content: bytes) -> tuple[str, ...]:
    """A reader that breaks on every file with a 7 in it."""
    if b"7" in content:
        raise KeyError("7")
    return ("read",)


@pytest.fixture
def spoilt(monkeypatch: pytest.MonkeyPatch) -> str:
    """A target whose reader breaks now and then."""
    cases = st.integers(0, 99).map(lambda number: str(number).encode())
    monkeypatch.setitem(TARGETS, "spoilt", Target(lambda: cases, broken, 1))
    return "spoilt"


def test_what_breaks_a_reader_is_told_with_the_smallest_case(spoilt: str, tmp_path: Path) -> None:
    tally = batch(spoilt, 99, 1, tmp_path / "mailbox")
    assert [crash.content for crash in tally.crashes.values()] == [b"7"]
    assert "KeyError" in next(iter(tally.crashes))
    assert tally.answers == {"spoilt: read"}
    assert tally.cases[spoilt] == 99


def test_figures_of_batches_are_added() -> None:
    whole = Tally()
    for content, ended in ((b"long", 1), (b"no", 2), (b"more", 0)):
        part = Tally(ended=ended, peak_mb=ended)
        part.crash("a", Crash("pdf", content))
        whole.add(part)
    assert whole.crashes["a"].content == b"no"
    assert (whole.ended, whole.peak_mb) == (3, 2)
    assert whole.crashes["a"].file in "\n".join(whole.told())


def test_a_case_that_is_not_answered_in_time_is_a_crash(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def waits(content: bytes) -> tuple[str, ...]:
        while True:
            pass

    monkeypatch.setattr(campaign, "SECONDS", -4.9)  # and five to spare
    monkeypatch.setitem(TARGETS, "slow", Target(lambda: st.just(b"x"), waits, 1))
    before = signal.signal(signal.SIGALRM, campaign._too_slow)
    tally = batch("slow", 1, 1, tmp_path / "mailbox")
    signal.signal(signal.SIGALRM, before)
    assert any("TooSlow" in mark for mark in tally.crashes)


@pytest.mark.parametrize("content", [NOTHING, b"a case"])
def test_a_worker_that_dies_is_replaced_and_its_case_is_a_crash_if_a_reader_had_it(content: bytes) -> None:
    with _Worker(0) as worker:
        worker.give("tokens", 1, 1)
        worker.process.kill()
        worker.process.join()
        worker.mailbox.write_bytes(content)
        while not (tally := worker.result()):
            pass
        assert worker.idle()
        assert worker.process.is_alive()
    assert tally.unmade == (content == NOTHING)
    assert [crash.content for crash in tally.crashes.values()] == ([] if content == NOTHING else [b"a case"])
