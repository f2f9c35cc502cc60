"""Processes: workers on this machine, each in a process of its own, handed one row after the other."""

from __future__ import annotations

import multiprocessing as mp
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Protocol

from brochurepress.findings import error, reject
from brochurepress.runs.worker import Order, Outcome, Task, Worker, attempt, lost
from brochurepress.wording import phrase

AHEAD = 2
"""How many rows a worker is handed at once, so that it never waits for the next one."""

RENEWED_AFTER = 2_000
"""How many copies a process makes before another takes its place: what its libraries never give back goes with it."""

_LIGHT = 10_000
"""Characters of a row that fit between two processes however busy both are; a longer one is not handed ahead."""

_ATTEMPTS = 2
_STILLBORN = 3
_FAREWELL_S = 5


class WorkerPool(Protocol):
    """Those who make copies, wherever they are."""

    def room(self) -> bool:
        """Whether another row can be given."""

    def busy(self) -> bool:
        """Whether rows were given that are not done."""

    def give(self, task: Task) -> None:
        """Gives a row, if there is room."""

    def done(self, seconds: float) -> Iterator[Outcome]:
        """What was done since; waits so long for the first of it. Raises Rejected when nobody can work at all."""

    def close(self) -> None:
        """Sends all of them home; what is not done is not done."""


@dataclass
class _WorkerProcess:
    """One process, the line to it, and the rows it has not done of those it was `given`; `ready` once it can begin."""

    process: BaseProcess
    line: Connection
    tasks: deque[Task] = field(default_factory=deque)
    given: int = 0
    ready: bool = False


class ProcessPool:
    """Workers in processes. One that dies is replaced; the row it was at is tried once more, then it has failed.

    `make` makes a worker of an order, in its process.
    """

    def __init__(self, order: Order, jobs: int, make: Callable[[Order], Worker] = Worker) -> None:
        self._order = order
        self._make = make
        self._waiting: deque[Task] = deque()
        self._deaths: Counter[int] = Counter()
        self._stillborn = 0
        self._jobs = jobs
        self._hands: list[_WorkerProcess] = []

    def room(self) -> bool:
        """Whether another row can be given."""
        return self._open() < AHEAD * self._jobs

    def busy(self) -> bool:
        """Whether rows were given that are not done."""
        return self._open() > 0

    def give(self, task: Task) -> None:
        """Gives a row."""
        self._waiting.append(task)
        self._hand_out()

    def done(self, seconds: float) -> Iterator[Outcome]:
        """What was done since; waits so long for the first of it. Raises Rejected when no worker can begin."""
        lines = {hand.line: hand for hand in self._hands}
        for line in wait(list(lines), seconds):
            hand = lines[line]  # type: ignore[index]
            try:
                outcome = hand.line.recv()
            except (EOFError, OSError):
                yield from self._replaced(hand)
                continue
            hand.ready, self._stillborn = True, 0
            if outcome is not None:
                hand.tasks.popleft()
                yield outcome
            if hand.given >= RENEWED_AFTER and not hand.tasks:
                self._hands.remove(hand)
                _sent_home([hand])
        self._hand_out()

    def close(self) -> None:
        """Sends all of them home."""
        _sent_home(self._hands)

    def _open(self) -> int:
        return len(self._waiting) + sum(len(hand.tasks) for hand in self._hands)

    def _hired(self) -> _WorkerProcess:
        context = mp.get_context("spawn")  # a process that shares nothing with the threads of this one
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._order, self._make), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        return _WorkerProcess(process, ours)

    def _hand_out(self) -> None:
        """Hands waiting rows to those with the fewest, hiring more while all have some and there is room.

        A line that is broken is met when it is read.
        """
        while self._waiting:
            if len(self._hands) < self._jobs and all(hand.tasks for hand in self._hands):
                self._hands.append(self._hired())
            light = sum(map(len, self._waiting[0].fields.values())) < _LIGHT
            room = [
                hand for hand in self._hands if len(hand.tasks) < (AHEAD if light else 1) and hand.given < RENEWED_AFTER
            ]
            if not room:
                return
            hand = min(room, key=lambda hand: len(hand.tasks))
            hand.tasks.append(self._waiting.popleft())
            hand.given += 1
            with suppress(OSError):
                hand.line.send(hand.tasks[-1])

    def _replaced(self, dead: _WorkerProcess) -> Iterator[Outcome]:
        """A new process for a dead one; its rows wait again, but one that has cost two processes has failed."""
        dead.line.close()
        dead.process.join()
        code = dead.process.exitcode
        dead.process.close()
        self._stillborn += not dead.ready
        self._hands.remove(dead)
        if self._stillborn >= _STILLBORN:
            raise reject("run/worker:unstartable", ending=_ending(code))
        if dead.ready and dead.tasks:
            task = dead.tasks[0]
            self._deaths[task.row] += 1
            if self._deaths[task.row] >= _ATTEMPTS:
                dead.tasks.popleft()
                told = error("run/worker:died", attempts=_ATTEMPTS, ending=_ending(code))
                yield lost(task, told)
        self._waiting.extendleft(reversed(dead.tasks))
        self._hands.append(self._hired())


@contextmanager
def _deaf() -> Iterator[None]:
    """What is started here does not hear Ctrl-C, from its first moment: that stops the run, not its workers."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say so; there a worker is deaf as soon as it serves
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _sent_home(hands: list[_WorkerProcess]) -> None:
    """Ends processes, by force those that do not go."""
    for hand in hands:
        hand.line.close()
    for hand in hands:
        hand.process.join(_FAREWELL_S)
        if hand.process.is_alive():
            hand.process.kill()
            hand.process.join()
        hand.process.close()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return phrase("part/exit-code", code=code)


def _serve(line: Connection, order: Order, make: Callable[[Order], Worker]) -> None:
    """The work of one process: a word that it is ready, then an outcome for each task, until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(EOFError, OSError):
        worker = make(order)
        line.send(None)
        while True:
            line.send(attempt(worker, line.recv()))
