"""Proof-reading: the findings of a whole build, in a process of its own, so that the desk never waits for preflight."""

from __future__ import annotations

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from prepress.findings import Finding, Rejected, error
from prepress.project import Project

BUILDS_OF_A_PROCESS = 50
"""The layout engine keeps a little memory of every document: after so many a process is replaced."""


def proof_read(root: Path, edition: str, printer: str | None) -> tuple[Finding, ...]:
    """The findings of a build: manuscript, layout, preflight of every artwork, sameness."""
    from prepress.build import build_edition

    try:
        return build_edition(Project(root), edition, printer=printer).findings
    except Rejected as rejected:
        return rejected.findings
    except Exception as fault:  # a broken file must not end the preview
        return (error("preview/stopped", f"the build stops: {type(fault).__name__}: {fault}"),)


class ProofReader:
    """A process that reads proofs one at a time."""

    def __init__(self, root: Path, edition: str, printer: str | None) -> None:
        self._job = (root, edition, printer)
        self._pool = ProcessPoolExecutor(
            1, get_context("spawn"), os.nice, (10,), max_tasks_per_child=BUILDS_OF_A_PROCESS
        )

    def read(self) -> Future[tuple[Finding, ...]]:
        """Begins to read what is on disk now."""
        return self._pool.submit(proof_read, *self._job)

    def close(self) -> None:
        """Ends the process; what it is reading is dropped."""
        processes = list(getattr(self._pool, "_processes", None) or {})
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            os.kill(process, 15)
