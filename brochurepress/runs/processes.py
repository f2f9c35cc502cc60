"""Workers: each in a process of its own, making one copy after the other from what does not change from row to row."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import multiprocessing as mp
import re
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from brochurepress.findings import Finding, Rejected, error, reject
from brochurepress.pipeline import lay_out, paint_artworks
from brochurepress.source import read_lineage, read_sources
from brochurepress.typeset import LayoutCache
from brochurepress.wording import phrase
from brochurepress.workspace import FOLDERS, HOME, PACKAGE, SOURCE, Project, Snapshot

SAMPLE = 100
"""One copy in so many is asked every rule of preflight."""

_KINDS = 10_000
_SHOWN = re.compile(r'<img [^>]*src="/((?!generated/qr)[^"]+)"')


@dataclass(frozen=True)
class Order:
    """What is to be made of every row: root, edition, variant, and the printer that goes before the edition's own.

    `thorough` asks every rule of preflight of every copy.
    """

    root: Path
    edition: str
    variant: str
    printer: str | None = None
    thorough: bool = False


@dataclass(frozen=True)
class CopyResult:
    """One copy: its PDF, its pages, and what was found on the way; findings of severity error leave no PDF."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Task:
    """A row to make a copy of: its number, the copy's name and file, the key of all it is made from, its fields."""

    row: int
    name: str
    file: str
    key: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a task."""

    task: Task
    copy: CopyResult


class Worker:
    """Makes copies of one edition as one variant, one at a time.

    The same fields give the same bytes, whatever was made before. Every copy is checked for what its fields can
    change: what does not fit, what a font lacks, markup, words held against the manuscript. Links, and the rules
    of preflight, which ask of fonts, colours, pictures and structure, are looked at in the first copy with given
    pictures and pages, and in one of SAMPLE.
    """

    def __init__(self, order: Order) -> None:
        self._proved: set[Hashable] = set()
        self._order = order
        self._snapshot, self._shop = Snapshot(Project(order.root)), LayoutCache()

    def copy(self, fields: Mapping[str, str]) -> CopyResult:
        """The copy whose placeholders hold these fields; what is wrong with it is left in its findings."""
        order = self._order
        try:
            inputs = read_sources(self._snapshot, order.edition, order.printer, fields)
            layout = lay_out(inputs, self._shop, in_file=False)
            kind = (layout.page_count, frozenset(_SHOWN.findall(layout.composition.html)))
            asked = order.thorough or kind not in self._proved or _sampled(fields)
            built = paint_artworks(layout, (order.variant,), lambda stage: None, preflight=asked)
        except Rejected as rejected:
            return CopyResult(b"", 0, rejected.findings)
        if asked and built.artworks and len(self._proved) < _KINDS:
            self._proved.add(kind)
        made = next(((each.content, each.pages) for each in built.artworks), (b"", 0))
        return CopyResult(*made, built.findings)


def _sampled(fields: Mapping[str, str]) -> bool:
    """Whether a copy is one of the sample, which its fields alone decide."""
    digest = hashlib.sha256(json.dumps(dict(sorted(fields.items()))).encode()).digest()
    return int.from_bytes(digest[:4]) % SAMPLE == 0


def attempt(worker: Worker, task: Task) -> Outcome:
    """What becomes of a task; a fault of the press itself is a finding too, so that the other rows are made."""
    try:
        return Outcome(task, worker.copy(task.fields))
    except Exception as fault:  # whatever it is, it is the reason of this row and of no other
        return lost(task, error("run/broken", name=type(fault).__name__, fault=fault))


def lost(task: Task, finding: Finding) -> Outcome:
    """What becomes of a task of which no copy can be made."""
    return Outcome(task, CopyResult(b"", 0, (finding,)))


LIBRARIES = "brotli fonttools Jinja2 Markdown numpy pikepdf pillow pydyf pypdf segno weasyprint".split()
"""Packages whose version shapes the bytes of an artwork."""

_SHIPPED = tuple(folder for folder in FOLDERS if folder != SOURCE)


def press_digest() -> str:
    """The digest of the press itself: its code, what it ships, and its libraries."""
    told = hashlib.sha256("".join(f"{name}=={importlib.metadata.version(name)}\n" for name in LIBRARIES).encode())
    for base, folders in ((PACKAGE, (".",)), (HOME, _SHIPPED)):
        for path in _files(base, folders):
            _tell(told, base, path)
    return told.hexdigest()


def origin_of(order: Order, table: Path) -> str:
    """The digest of the press, an order, and all that its root brings for it; the table is not part of it."""
    told = hashlib.sha256(json.dumps([press_digest(), order.edition, order.variant, order.printer]).encode())
    levels = [level.folder for level in read_lineage(Snapshot(Project(order.root)), order.edition).levels]
    for path in _files(order.root, (*levels, *_SHIPPED)):
        if path.resolve() != table.resolve():
            _tell(told, order.root, path)
    return told.hexdigest()


def key_of(origin: str, fields: Mapping[str, str], asked: Iterable[str]) -> str:
    """The key of all that a copy is made from: other columns than those asked for do not count."""
    used = {name: " ".join(fields[name].split()) for name in sorted(asked) if name in fields}
    return hashlib.sha256(f"{origin}\n{json.dumps(used)}".encode()).hexdigest()


def brought(root: Path) -> Iterator[Path]:
    """The files that a root brings besides what the press ships."""
    yield from _files(root, FOLDERS if root.resolve() != HOME else (SOURCE,))


def _files(base: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((base / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _tell(told: hashlib._Hash, base: Path, path: Path) -> None:
    told.update(f"{path.relative_to(base).as_posix()}\n".encode())
    told.update(hashlib.sha256(path.read_bytes()).digest())


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
