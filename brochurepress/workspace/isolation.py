"""Run work on untrusted files in a child process with limits of time and memory."""

import ctypes
import gc
import math
import multiprocessing as mp
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

from brochurepress.wording import phrase
from brochurepress.workspace.limits import LimitExceeded, LimitName

if sys.platform != "win32":
    import resource

ReturnType = TypeVar("ReturnType")


def isolated(work: Callable[[], ReturnType], seconds: float | None = None, mb: int | None = None) -> ReturnType:
    """The result of some work, done in a process of its own and within limits of time (s) and of new memory (MB).

    The time is that of the processor, in whole seconds (POSIX, RLIMIT_CPU): a busy machine refuses nothing. By the
    clock it may take PATIENCE times as long. Without limits of its own it has those of LimitName. Where processes are
    begun anew instead of copied, the work must be one that can be pickled: a function of a module with its arguments.
    Raises LimitExceeded for work that takes more than it may, or that ends its process; what the work itself raises is
    raised here.
    """
    seconds = seconds or LimitName.CHECK.most
    with _copied(work, mb or LimitName.MEMORY.most, math.ceil(seconds)) as (process, line):
        if not line.poll(PATIENCE * seconds):
            raise LimitExceeded(phrase("part/takes-longer", seconds=PATIENCE * seconds))
        try:
            done, result = line.recv()
        except EOFError as fault:
            process.join()
            spent = process.exitcode == -getattr(signal, "SIGXCPU", 24)
            told = phrase("part/takes-longer-seconds", seconds=math.ceil(seconds))
            raise LimitExceeded(told if spent else phrase("part/ends-process")) from fault
    if not done:
        raise result
    return result  # type: ignore[no-any-return]


PATIENCE = 5
"""How often longer by the clock than on the processor isolated work may take."""


@contextmanager
def _copied(work: Callable[[], object], mb: int = 0, seconds: int = 0) -> Iterator[tuple[Any, Connection]]:
    """Work in another process, which ends with the block; gives that process and its line.

    It has so much new memory and time of the processor, 0 for any.
    """
    context: Any = mp.get_context("fork" if sys.platform.startswith("linux") else "spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, work, mb, seconds, os.getpid()))
    process.start()
    theirs.close()
    try:
        yield process, ours
    finally:
        process.kill()
        process.join()
        ours.close()


def threads() -> int:
    """How many threads this process has, those of libraries included; 0 where it may not be copied (Linux alone)."""
    return len(list(Path("/proc/self/task").iterdir())) if sys.platform == "linux" else 0


def may_share(known: int) -> bool:
    """Whether a copy of this process may work beside it: on a core of its own, and with no more than `known` threads.

    A copy has none of them, and would wait for ever for a library that works with its own: Typst, when it was used.
    """
    return 0 < threads() <= known and len(os.sched_getaffinity(0)) > 1


@contextmanager
def beside(work: Callable[[], ReturnType]) -> Iterator[Callable[[], ReturnType]]:
    """Work done in a copy of this process meanwhile; gives what waits for its result, or raises what it raised.

    The copy never outlives the block, nor this process, however that ends (Linux, prctl). Where it ends before its
    work, the work is done here.
    """
    with _copied(work) as (_, line):

        def result() -> ReturnType:
            try:
                done, value = line.recv()
            except EOFError:
                return work()
            if not done:
                raise value
            return value  # type: ignore[no-any-return]

        yield result


class _OutOfTime(BaseException):
    """Raised in work that takes longer than it may: no Exception, for what handles faults must not stop it."""


@contextmanager
def in_time(of: LimitName) -> Iterator[None]:
    """Ends a block that takes more time of the processor than it may: the last net, for what no count foresees.

    Raises LimitExceeded then. It holds in the main thread of a process, where a system has the signal (POSIX,
    setitimer), and for the outermost block; a call into a library in C is ended when that returns.
    """
    free = threading.current_thread() is threading.main_thread() and hasattr(signal, "SIGPROF")
    if not free or signal.getsignal(signal.SIGPROF) is not signal.SIG_DFL:
        yield
        return
    seconds = of.most
    signal.signal(signal.SIGPROF, _end)
    # Said again every second: what is raised within a callback of a library in C is lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1)
    try:
        yield
    except _OutOfTime as fault:
        raise LimitExceeded(phrase("part/takes-longer-seconds", seconds=seconds)) from fault
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)


def _end(*_: object) -> None:
    raise _OutOfTime


def _work(line: Connection, work: Callable[[], object], mb: int, seconds: int, owner: int) -> None:
    """The work as the other process does it: nothing is sent where there is no room, or nobody to send it to."""
    gc.freeze()  # circles are looked for in what is made here alone: memory that is not written to stays shared
    try:
        with suppress(ValueError, OSError):  # a machine that gives less is asked for nothing
            most = resource.getrlimit(resource.RLIMIT_AS)[1]
            # Its copy begins with the address space of this process: a virtual machine takes gigabytes.
            used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
            resource.setrlimit(resource.RLIMIT_AS, (used + mb * 1_000_000 if mb else most, most))
        if seconds and sys.platform != "win32":
            most = resource.getrlimit(resource.RLIMIT_CPU)[1]
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        if sys.platform == "linux":
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
            if os.getppid() != owner:
                return
        line.send((True, work()))
    except MemoryError:
        pass
    except Exception as fault:  # the parent raises it
        line.send((False, fault))
    finally:
        os._exit(0)


_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
