"""Runs: one edition set with the fields of every row of a table, each copy an artwork of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.runs.cluster import Cluster
    from prepress.runs.journal import FAILED
    from prepress.runs.processes import ProcessPool, WorkerPool
    from prepress.runs.required_fields import read_issued
    from prepress.runs.run import TOLD, Request, RunResult, make_run, planned
    from prepress.runs.worker import Order

__all__ = [
    "FAILED",
    "TOLD",
    "Cluster",
    "Order",
    "ProcessPool",
    "Request",
    "RunResult",
    "WorkerPool",
    "make_run",
    "planned",
    "read_issued",
]

__getattr__ = door(
    __name__,
    {
        "cluster": "Cluster",
        "journal": "FAILED",
        "processes": "ProcessPool WorkerPool",
        "required_fields": "read_issued",
        "run": "Request RunResult TOLD make_run planned",
        "worker": "Order",
    },
)
