"""A campaign: targets asked with new cases in processes of their own, within limits of time and memory."""

from __future__ import annotations

import contextlib
import hashlib
import json
import multiprocessing
import os
import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from brochurepress.workspace.project import HOME
from tests.fuzz.targets import ENDED, TARGETS, Target

MEMORY = 3 * 1024**3
"""Address space, in bytes, that a process may take."""


HANG = 20
"""A worker that says nothing for so many times the processor time of a case hangs: others use the processors too."""
NOTHING = b""
"""In the mailbox while a case is being made: what breaks then is the making of it, not a reader."""


class TooSlow(BaseException):
    """A case took more time of the processor than its target allows, and nothing ended it."""


@dataclass(frozen=True)
class Crash:
    """A case that broke a target."""

    target: str
    content: bytes

    @property
    def file(self) -> str:
        """Where it is kept, by its first twelve digits of SHA-256."""
        return f"tests/fuzz/found/{self.target}/{hashlib.sha256(self.content).hexdigest()[:12]}"


@dataclass
class Tally:
    """Figures of a campaign: cases, seconds and slowest case by target, answers, peak memory in MB, crashes by mark.

    `ended` counts the cases that a limit of the press ended, `unmade` the batches in which a case could not be made.
    Of the crashes of each mark the smallest case is held, and kept in a file.
    """

    cases: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    slowest: dict[str, float] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    ended: int = 0
    unmade: int = 0
    peak_mb: int = 0
    crashes: dict[str, Crash] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Adds the figures of one batch."""
        self.cases += other.cases
        self.seconds += other.seconds
        for name, took in other.slowest.items():
            self.slowest[name] = max(took, self.slowest.get(name, 0.0))
        self.answers |= other.answers
        self.ended += other.ended
        self.unmade += other.unmade
        self.peak_mb = max(self.peak_mb, other.peak_mb)
        for mark, crash in other.crashes.items():
            self.crash(mark, crash)

    def crash(self, mark: str, crash: Crash) -> None:
        """Adds a case that broke something, if there is no smaller one."""
        known = self.crashes.get(mark)
        if known is None or len(crash.content) < len(known.content):
            self.crashes[mark] = crash

    def told(self) -> Iterator[str]:
        """The figures in lines for a person."""
        total, took = sum(self.cases.values()), sum(self.seconds.values())
        yield f"{total:,} cases, {total / max(took, 0.001):.0f} a second of work, peak memory {self.peak_mb:,} MB"
        for name, count in sorted(self.cases.items()):
            rate = count / max(self.seconds[name], 0.001)
            yield f"  {name:9} {count:9,} cases {rate:8.0f}/s   slowest {self.slowest.get(name, 0):6.2f} s"
        yield f"{len(self.answers):,} different answers, {self.ended} ended by a limit, {len(self.crashes)} crashes"
        if self.unmade:
            yield f"  broken off while a case was made, before any reader was asked: {self.unmade}"
        yield from (f"  {mark}: {crash.file}" for mark, crash in self.crashes.items())


def run(minutes: float, cases: int, processes: int, first_seed: int, names: tuple[str, ...]) -> Iterator[Tally]:
    """Figures so far, after each batch, until time or cases are used up."""
    until = time.monotonic() + minutes * 60
    tally, number = Tally(), first_seed
    batches = _batches(names)
    kept: dict[str, Path] = {}
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(_Worker(index)) for index in range(processes)]
        while time.monotonic() < until and sum(tally.cases.values()) < cases:
            for worker in workers:
                if worker.idle():
                    name, size = next(batches)
                    worker.give(name, min(size, cases), number)
                    number += 1
                elif done := worker.result():
                    tally.add(done)
                    _keep(tally, kept)
                    yield tally
            time.sleep(0.02)


def _batches(names: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    while True:
        for name in names or tuple(TARGETS):
            yield name, TARGETS[name].share * 20


class _Worker:
    """A process that works on batches; one that hangs or dies is replaced, and its last case kept."""

    def __init__(self, index: int) -> None:
        handle, name = tempfile.mkstemp(prefix=f"fuzz-{index}-")
        os.close(handle)
        self.mailbox = Path(name)
        self.task: tuple[str, int, int] | None = None
        self.fresh = True
        self._start()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(self, *unused: object) -> None:
        self._end()
        self.mailbox.unlink(missing_ok=True)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, self.mailbox))
        self.process.start()
        theirs.close()

    def _end(self) -> None:
        self.process.kill()
        self.process.join()

    def idle(self) -> bool:
        return self.task is None

    def give(self, name: str, size: int, number: int) -> None:
        if TARGETS[name].first and not self.fresh:
            self._end()
            self._start()
        self.fresh = TARGETS[name].first
        self.task = (name, size, number)
        self.mailbox.touch()
        self.pipe.send(self.task)

    def result(self) -> Tally | None:
        """The figures of the batch when it is done, or what it broke when its process died or hangs."""
        assert self.task is not None
        name = self.task[0]
        try:
            if self.pipe.poll():
                done: Tally = self.pipe.recv()
                self.task = None
                return done
        except (EOFError, ConnectionResetError):
            pass
        hangs = time.time() - self.mailbox.stat().st_mtime > HANG * TARGETS[name].seconds
        if self.process.is_alive() and not hangs:
            return None
        self._end()
        how = "hang" if hangs else f"killed by {-(self.process.exitcode or 0)}"
        tally, content = Tally(), self.mailbox.read_bytes()
        if content == NOTHING:
            tally.unmade = 1
        else:
            tally.cases[name] = 1
            tally.crash(f"{name}: {how}", Crash(name, content))
        self.task = None
        self._start()
        return tally


def _keep(tally: Tally, kept: dict[str, Path]) -> None:
    """Writes the smallest case of each mark to its file; those that are mended stay there, as tests."""
    for mark, crash in tally.crashes.items():
        file = HOME / crash.file
        if kept.get(mark) == file:
            continue
        if mark in kept:
            kept[mark].unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(crash.content)
        kept[mark] = file


def _work(pipe: Connection, mailbox: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _too_slow)
    while True:
        name, size, number = pipe.recv()
        pipe.send(batch(name, size, number, mailbox))


def _too_slow(*unused: object) -> None:
    raise TooSlow


def batch(name: str, size: int, number: int, mailbox: Path) -> Tally:
    """Asks a target with so many cases of one seed; what breaks is kept."""
    target, tally = TARGETS[name], Tally()

    @seed(number)
    @settings(
        max_examples=size,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(target.cases())
    def ask(content: bytes) -> None:
        mailbox.write_bytes(content)
        _asked(name, target, content, tally)
        mailbox.write_bytes(NOTHING)

    ask()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    tally.peak_mb = max(resource.getrusage(each).ru_maxrss for each in who) // 1024
    return tally


def _asked(name: str, target: Target, content: bytes, tally: Tally) -> None:
    began = _spent()
    answer: tuple[str, ...] = ()
    signal.setitimer(signal.ITIMER_PROF, target.seconds + 5)
    try:
        answer = target.ask(content)
        tally.answers.add(f"{name}: {' '.join(answer)}")
        tally.ended += ENDED in answer
    except (TooSlow, Exception) as fault:
        signal.setitimer(signal.ITIMER_PROF, 0)
        tally.crash(f"{name}: {mark_of(fault)}", Crash(name, content))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = _spent() - began
    if took > target.seconds + 1 and ENDED not in answer:  # a reader that catches everything caught the alarm
        tally.crash(f"{name}: slow, and says {' '.join(answer)}", Crash(name, content))
    tally.cases[name] += 1
    tally.seconds[name] += took  # type: ignore[assignment]  # a counter adds any numbers
    tally.slowest[name] = max(took, tally.slowest.get(name, 0.0))


def _spent() -> float:
    """Seconds of the processor that this process and its children took: on a busy machine a case waits for others."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def mark_of(fault: BaseException) -> str:
    """What tells one crash from another: its kind, and the last places of the press and of all code on its way."""
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if "/brochurepress/" in frame.filename]
    places = [f"{Path(frame.filename).name}:{frame.name}" for frame in (*own[-1:], *frames[-1:])]
    return json.dumps([type(fault).__name__, *places])
