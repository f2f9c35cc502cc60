"""Runs: one edition set with the fields of every row of a table, each copy an artwork of its own."""

from typing import TYPE_CHECKING

from prepress._doors import door

if TYPE_CHECKING:
    from prepress.runs.cluster import Cluster
    from prepress.runs.journal import FAILED
    from prepress.runs.processes import ProcessPool, WorkerPool
    from prepress.runs.required_fields import read_issued
    from prepress.runs.run import TOLD, Request, RunResult, make_run, planned
    from prepress.runs.worker import Order

door(__name__)
