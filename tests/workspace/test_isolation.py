"""Work on what a stranger sent ends in time, within its memory, and without taking this process along."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from brochurepress.findings import Rejected
from brochurepress.preflight.artwork_check import check_file
from brochurepress.source.variants import RuleGroup
from brochurepress.workspace.isolation import beside, isolated
from brochurepress.workspace.limits import LimitExceeded
from brochurepress.workspace.project import HOME
from tests.support.findings import error


def test_the_result_comes_back() -> None:
    assert isolated(lambda: (1, "two")) == (1, "two")


def test_what_the_work_raises_is_raised() -> None:
    def work() -> None:
        raise Rejected([error("a/b", "c")])

    with pytest.raises(Rejected, match="c"):
        isolated(work)


def test_work_that_waits_too_long_is_ended() -> None:
    since = time.monotonic()
    with pytest.raises(LimitExceeded, match="longer than 1 seconds to be read"):
        isolated(lambda: time.sleep(60), seconds=0.2)
    assert time.monotonic() - since < 20


def test_work_that_waits_for_a_busy_machine_is_done() -> None:
    def waits() -> int:
        time.sleep(0.3)
        return 7

    assert isolated(waits, seconds=0.1) == 7


def test_work_that_takes_too_much_of_the_processor_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("brochurepress.workspace.isolation.PATIENCE", 1000)
    with pytest.raises(LimitExceeded, match="longer than 1 seconds of the processor"):
        isolated(lambda: sum(iter(int, 1)), seconds=1)


def test_work_that_takes_too_much_memory_is_ended() -> None:
    with pytest.raises(LimitExceeded, match="memory"):
        isolated(lambda: len(bytearray(3_000_000_000)), mb=2_000)


def test_the_memory_that_a_process_has_already_is_none_of_its_own() -> None:
    import mmap

    with mmap.mmap(-1, 6_000_000_000):
        assert isolated(lambda: len(bytearray(500_000_000)), mb=2_000) == 500_000_000


def test_a_check_is_bounded_where_processes_are_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.fuzz.targets import _printer

    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(Rejected) as rejected:
        isolated(partial(check_file, b"%PDF-1.7", "x.pdf", RuleGroup.PRESS, _printer()))
    assert rejected.value.findings[0].rule == "check/unreadable"


def test_work_that_ends_its_process_ends_no_other() -> None:
    with pytest.raises(LimitExceeded, match="ends the process"):
        isolated(lambda: os._exit(11))


def test_both_groups_answer_a_file_whose_pages_cannot_be_loaded() -> None:
    content = (Path(__file__).parents[1] / "fuzz/found/pdf/20ec8ceead75").read_bytes()
    from tests.fuzz.targets import _printer

    for group in (RuleGroup.PRESS, RuleGroup.ACCESSIBILITY):
        assert check_file(content, "x.pdf", group, _printer())[0]


def test_work_beside_gives_its_result_or_raises_its_fault() -> None:
    with beside(os.getpid) as copy:
        assert copy() != os.getpid()
    with beside(lambda: 1 // 0) as copy, pytest.raises(ZeroDivisionError):
        copy()


def test_what_a_copy_that_ends_has_not_done_is_done_here() -> None:
    owner = os.getpid()

    def dies_elsewhere() -> int:
        if os.getpid() != owner:
            os._exit(1)
        return 7

    with beside(dies_elsewhere) as copy:
        assert copy() == 7


def test_a_copy_goes_with_the_block_that_does_not_wait_for_it() -> None:
    with beside(partial(time.sleep, 600)):
        assert multiprocessing.active_children()
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_copy_goes_with_its_process_however_that_ends(number: signal.Signals) -> None:
    script = (
        "import os, time; from brochurepress.workspace.isolation import beside\n"
        "def work():\n    print(os.getpid(), flush=True); time.sleep(600)\n"
        "with beside(work) as copy:\n    copy()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as owner:
        assert owner.stdout
        copy = int(owner.stdout.readline())
        owner.send_signal(number)
        owner.wait()
        assert owner.stdout.read() == ""  # the copy holds the pipe as long as it lives
    assert copy
