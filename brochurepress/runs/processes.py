"""Workers: each in a process of its own, making one copy after the other from what does not change from row to row."""

import hashlib
import importlib.metadata
import json
import multiprocessing as mp
import re
import signal
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import Empty, LifoQueue, SimpleQueue
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


def _tell(told: "hashlib._Hash", base: Path, path: Path) -> None:
    told.update(f"{path.relative_to(base).as_posix()}\n".encode())
    told.update(hashlib.sha256(path.read_bytes()).digest())


AHEAD = 2
"""How many rows there are at once for each worker, so that it never waits for the next one."""

RENEWED_AFTER = 2_000
"""How many copies a process makes before another takes its place: what its libraries never give back goes with it."""

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


class _WorkerProcess:
    """A process that makes copies, one at a time; another takes its place where it dies or has made many."""

    def __init__(self, order: Order, make: Callable[[Order], Worker]) -> None:
        self._given = order, make
        self._process: BaseProcess | None = None
        self._made, self._closed = 0, False

    def outcome(self, task: Task) -> Outcome:
        """What becomes of a row; one that costs two processes has failed. Raises Rejected when none can begin."""
        code = None
        for _ in range(_ATTEMPTS):
            if not self._process or self._made >= RENEWED_AFTER:
                self._renew()
            with suppress(EOFError, OSError):
                self._line.send(task)
                outcome: Outcome = self._line.recv()
                self._made += 1
                return outcome
            code = self.ended()
        return lost(task, error("run/worker:died", attempts=_ATTEMPTS, ending=_ending(code)))

    def kill(self) -> None:
        """Ends it, whatever it is at; no other takes its place."""
        self._closed = True
        if process := self._process:
            process.kill()

    def _renew(self) -> None:
        context, code = mp.get_context("spawn"), None  # a process that shares nothing with the threads of this one
        for _ in range(0 if self._closed else _STILLBORN):
            self.ended()
            self._line, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, *self._given), daemon=True)
            process.start()
            theirs.close()
            self._process, self._made = process, 0
            if self._closed:
                process.kill()
            with suppress(EOFError, OSError):
                self._line.recv()
                return
            code = self.ended()
        raise reject("run/worker:unstartable", ending=_ending(code))

    def ended(self) -> int | None:
        """The exit code of the process, which goes when nobody is at the other end of its line, or else by force."""
        process, self._process = self._process, None
        if process is None:
            return None
        self._line.close()
        process.join(_FAREWELL_S)
        process.kill()
        process.join()
        return process.exitcode


class ProcessPool:
    """Workers in processes, each fed by a thread. One that dies is replaced; the row it was at is tried once more.

    `make` makes a worker of an order, in its process.
    """

    def __init__(self, order: Order, jobs: int, make: Callable[[Order], Worker] = Worker) -> None:
        # What a thread starts inherits what it does not hear: Ctrl-C stops the run, not its workers. Whoever starts the
        # tracker, as the first process would, hears it again.
        resource_tracker.ensure_running()
        self._threads = ThreadPoolExecutor(jobs, "", signal.pthread_sigmask, (signal.SIG_BLOCK, [signal.SIGINT]))
        self._ready: SimpleQueue[Future[Outcome]] = SimpleQueue()
        self._processes = [_WorkerProcess(order, make) for _ in range(jobs)]
        self._free = LifoQueue[_WorkerProcess]()
        for process in self._processes:
            self._free.put(process)
        self._open = 0

    def room(self) -> bool:
        """Whether another row can be given."""
        return self._open < AHEAD * len(self._processes)

    def busy(self) -> bool:
        """Whether rows were given that are not done."""
        return self._open > 0

    def give(self, task: Task) -> None:
        """Gives a row."""
        self._open += 1
        self._threads.submit(self._made, task).add_done_callback(self._ready.put)

    def done(self, seconds: float) -> Iterator[Outcome]:
        """What was done since; waits so long for the first of it. Raises Rejected when no worker can begin."""
        with suppress(Empty):
            while future := self._ready.get(timeout=seconds):
                self._open, seconds = self._open - 1, 0
                yield future.result()

    def close(self) -> None:
        """Sends all of them home."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for process in self._processes:
            process.kill()
        self._threads.shutdown()
        for process in self._processes:
            process.ended()

    def _made(self, task: Task) -> Outcome:
        process = self._free.get()
        try:
            return process.outcome(task)
        finally:
            self._free.put(process)


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
