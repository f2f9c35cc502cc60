"""Runs: one edition set with the fields of every row of a table, each copy an artwork of its own."""

from typing import TYPE_CHECKING

from brochurepress._doors import door

if TYPE_CHECKING:
    from brochurepress.runs.cluster import Cluster
    from brochurepress.runs.combined_pdf import SheetOrder
    from brochurepress.runs.journal import FAILED
    from brochurepress.runs.processes import Order, ProcessPool, WorkerPool
    from brochurepress.runs.rows import read_issued, reading_of
    from brochurepress.runs.run import MOST_ALIKE, TOLD, Request, RunResult, make_run, planned
    from brochurepress.runs.table import read_row

door(__name__)
