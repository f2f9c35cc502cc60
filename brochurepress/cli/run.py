"""publish.py run: a copy of an edition for every row of a table."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from brochurepress import runs
from brochurepress.cli import console as cli
from brochurepress.findings import Place, reject
from brochurepress.wording import phrase
from brochurepress.workspace import Snapshot

STOPPED = 130
"""The exit code of a run that was stopped at the keyboard, as shells have it."""


def _numbers(context: click.Context, option: click.Parameter, value: str) -> frozenset[int]:
    """The numbers of rows in a text such as 12,40-44."""
    found: set[int] = set()
    for part in filter(None, value.split(",")):
        if not (numbers := re.fullmatch(r"\s*(\d{1,7})\s*(?:-\s*(\d{1,7})\s*)?", part)):
            raise click.BadParameter(phrase("usage/rows", part=part))
        found.update(range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1))
    return frozenset(found)


def _columns(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The column of each field, of texts such as name=First name."""
    if wrong := [value for value in values if not all(map(str.strip, value.partition("=")))]:
        raise click.BadParameter(phrase("usage/map", value=wrong[0]))
    parted = (value.partition("=") for value in values)
    return {field.strip(): column.strip() for field, _, column in parted}


@cli.command(
    click.argument("table", type=click.Path(path_type=Path), metavar="TABLE"),
    click.option("--edition", required=True, metavar="EDITION"),
    click.option("--variant", metavar="VARIANT"),
    click.option("--file-name", "pattern", default="", metavar="PATTERN"),
    *map(cli.switch, ("--one-file", "--sheets", "--stacks")),
    click.option("--gutter", type=click.FloatRange(0, 50), default=0.0, metavar="MM"),
    click.option("--turn", type=click.Choice(("long", "short")), default="long"),
    click.option("--start-at", type=click.IntRange(1), default=1, metavar="PLACE"),
    click.option("--rows", callback=_numbers, default="", metavar="ROWS"),
    click.option("--blank", type=click.IntRange(0, 1000), default=0, metavar="COUNT"),
    click.option("--map", "columns", multiple=True, callback=_columns, metavar="FIELD=COLUMN"),
    click.option("--sheet", default="", metavar="NAME"),
    *map(cli.switch, ("--keep-going", "--resume", "--thorough")),
    click.option("--jobs", type=click.IntRange(1)),
    click.option("--scheduler", metavar="ADDRESS"),
    cli.printer_option,
    cli.output_option,
    run=None,
)
def run(console: cli.Console, table: Path, edition: str, variant: str | None, **asked: Any) -> None:
    """Make a copy of an edition for every row of TABLE (.csv, .xlsx or .jsonl), its fields in the placeholders."""
    project = console.project
    cli.the_one(project, edition)
    with _stopping() as stopped:
        chosen = runs.read_issued(Snapshot(project), edition, variant, asked["sheets"])
        folder, _ = console.folder(f"{edition}.{chosen}{'.rows' if asked['rows'] else ''}")
        order = runs.Order(project.root.resolve(), edition, chosen, asked.pop("printer"), asked.pop("thorough"))
        hire = _hired(asked.pop("jobs"), asked.pop("scheduler"))
        sheets = runs.SheetOrder(*(asked.pop(key) for key in ("gutter", "turn", "start_at", "stacks")))
        asked["one_file"] = asked["one_file"] or asked["sheets"]
        asked["sheets"] = sheets if asked["sheets"] else None
        request = runs.Request(order, table, folder, **asked)
        with console.stages(edition) as on_stage:
            on_stage(phrase("stage/table"))
            plan = runs.planned(request)
        with console.progress(edition, plan.total) as tell:
            result = runs.make_run(plan, hire, lambda now: tell(now.made, now.failed, now.taken), stopped)
        _report(console, result)


def _hired(jobs: int | None, scheduler: str | None) -> Callable[[runs.Order], runs.WorkerPool]:
    """How those who work are hired: on a cluster, or as processes here."""
    if scheduler:
        try:
            cluster = runs.Cluster
        except ModuleNotFoundError as fault:
            raise reject("run/cluster:no-library", Place("--scheduler"), fault_name=fault.name) from fault
        return lambda order: cluster(order, scheduler)
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return lambda order: runs.ProcessPool(order, jobs or here)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Whether someone asked for an end (Ctrl-C, or SIGTERM): once lets the copies at work be done, twice does not."""
    asked: list[int] = []

    def note(number: int, frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(console: cli.Console, result: runs.RunResult) -> None:
    now = result.progress
    told = {
        "folder": result.folder,
        "rows": now.total,
        "made": now.made,
        "taken": now.taken,
        "failed": now.failed,
        "complete": result.complete,
        "file": result.folder / result.whole.file if result.whole else None,
    }
    code = STOPPED if not (result.complete or result.stuck) else cli.FAULTY if now.failed else cli.CLEAN
    console.finish((*result.findings, *result.reasons), code, run=told)
    case = "told/run:failed" if now.failed else "told/run"
    counts = {"made": now.made, "total": now.total, "failed": now.failed}
    console.tell(phrase(case, folder=result.folder, **counts))
    if len(result.reasons) >= runs.TOLD:
        console.tell(phrase("told/reasons", most=runs.TOLD, file=runs.FAILED))
    if result.stuck:
        again = [*(word for word in sys.argv[1:] if word != "--resume"), "--resume", "--keep-going"]
        going = shlex.join(("publish.py", *again))
        console.tell(phrase("told/stuck", most=runs.MOST_ALIKE, rule=result.stuck, command=going))
    elif not result.complete:
        console.tell(phrase("told/stopped"))
