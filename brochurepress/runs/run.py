"""Run: a copy of an edition for every row of a table, made once, whatever stops it in between."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from brochurepress.findings import Finding, Place, Severity, blocking, error, refuse, reject, warning
from brochurepress.runs import rows
from brochurepress.runs.combined_pdf import COPIES, SheetOrder, gather
from brochurepress.runs.journal import CopyOnDisk, Journal
from brochurepress.runs.processes import Order, Outcome, Task, WorkerPool, key_of, origin_of
from brochurepress.runs.table import counted, read_table
from brochurepress.source import VARIANTS, PaintMethod, read_lineage, read_sources
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

EXTENSION = ".pdf"

TOLD = 100
"""How many failed rows, and how many different warnings, are told at the end; the lists hold all."""

_LONGEST = 300  # characters of a reason: the middle of a value that is too long for its place need not be told
MOST_ALIKE = 20
"""So many rows that fail of one rule are enough to stop a run: what they have in common is to be mended first."""

BLANK = "…………"
"""What stands in the fields of a copy to be written on by hand."""

_WAIT_S = 0.2  # how long the run waits for the next copy before it looks whether it is to stop


@dataclass(frozen=True)
class Request:
    """What is asked: a table, the order for each row, the folder of the run, the pattern of the file names.

    An empty pattern stands for the edition's name and the number of the row. `resume` takes the copies that stand;
    `one_file` puts all copies into one, named after the edition, on `sheets` of an office printer if asked. `columns`
    names the column of each field whose name it does not have, `rows` those to make where not all are, and so many
    `blank` ones come behind them. Unless it is to `keep_going`, a run of which MOST_ALIKE rows fail of one rule stops.
    """

    order: Order
    table: Path
    folder: Path
    pattern: str = ""
    resume: bool = False
    one_file: bool = False
    sheets: SheetOrder | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: frozenset[int] = frozenset()
    blank: int = 0
    keep_going: bool = False
    sheet: str = ""


@dataclass(frozen=True)
class RunPlan:
    """A request that can be fulfilled: table and number of rows, what the edition asks for and needs, names, origin."""

    request: Request
    table: rows.Table
    total: int
    asked: frozenset[str]
    required: frozenset[str]
    names: rows.FileNames
    origin: str
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class Progress:
    """Where a run is: rows made or taken as they stood, failed, and in all; `taken` of those made stood before."""

    made: int
    failed: int
    taken: int
    total: int


@dataclass(frozen=True)
class RunResult:
    """What became of a run: its folder, its counts, the first failed rows with their reasons, and other findings."""

    folder: Path
    progress: Progress
    complete: bool
    reasons: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    whole: CopyOnDisk | None = None
    """The file of all copies, where they are in one."""
    stuck: str = ""
    """The rule of which so many rows failed that the run has stopped."""


def planned(request: Request) -> RunPlan:
    """The request checked before the first page is set.

    Raises Rejected: a table that cannot be read, placeholders without a column, file names that cannot be, an edition
    that is faulty whatever the row.
    """
    order, snapshot = request.order, Snapshot(Project(request.order.root))
    if request.one_file and not request.sheets and VARIANTS[order.variant].paint is not PaintMethod.PLAIN:
        raise reject("run/one-file:tagged", Place("--one-file"), variant=order.variant)  # each has a structure tree
    lineage = read_lineage(snapshot, order.edition)
    reading = rows.reading_of(snapshot, order.edition, request.sheet)
    table = read_table(request.table, reading)
    own = rows.in_other_case(table, lineage.samples)
    table = rows.renamed(table, {**own, **request.columns})
    asked = rows.read_asked(snapshot, order.edition, table.columns)
    blank = dict.fromkeys(asked.intersection(table.columns), BLANK)
    table = rows.chosen(table, request.rows, blank, request.blank)
    names = rows.read_names(request.pattern or f"{order.edition}-{{row:06}}", table.columns, EXTENSION)
    warnings = [*table.notes, *rows.unused(table, asked, names)]
    if sound := next((row for row in table.rows() if not row.faults), None):
        rows.demand_sound(snapshot, order.edition, order.printer, sound.cells)
        if request.sheets:
            warnings += request.sheets.notes(read_sources(snapshot, order.edition, order.printer, sound.cells))
    total = counted(table)
    required = asked - lineage.optional
    return RunPlan(request, table, total, asked, required, names, origin_of(order, request.table), tuple(warnings))


@dataclass
class RunInProgress:
    """A run under way: what it keeps in its journal, what is counted meanwhile, and whether every row was begun."""

    plan: RunPlan
    journal: Journal
    tell: Callable[[Progress], None]
    stopped: Callable[[], bool]
    progress: Progress
    heard: Counter[Finding] = field(default_factory=Counter)
    begun: dict[int, Mapping[str, str]] = field(default_factory=dict)
    """What stands in the rows that are at work."""
    complete: bool = False
    failures: Counter[str] = field(default_factory=Counter)
    first: tuple[frozenset[Finding], ...] = ()
    """What was wrong with the first two copies."""

    def tasks(self) -> Iterator[Task]:
        """The rows to make, in order; those that stand, and those that cannot be made, are settled on the way."""
        for row in self.plan.table.rows():
            if self.stopped() or self.stuck:
                return
            task = self._task(row)
            if faults := list(self._faults(row, task)):
                self._failed(row.number, faults, row.cells)
            elif self.journal.stands(task.row, task.name, task.file, task.key):
                self._count(made=1, taken=1)
            else:
                self.begun[task.row] = row.cells
                yield task
        self.complete = True

    def settle(self, outcome: Outcome) -> None:
        """Writes a copy, or notes why there is none."""
        task, copy = outcome.task, outcome.copy
        cells = self.begun.pop(task.row, {})
        for finding in copy.findings:
            told = finding in self.heard or len(self.heard) < TOLD
            if finding.severity is not Severity.ERROR and told:
                self.heard[finding] += 1
        self._demand_own(frozenset() if copy.pdf else frozenset(copy.findings))
        if not copy.pdf:
            reasons = blocking(copy.findings) or copy.findings
            self._failed(task.row, [self._of_row(task.row, finding) for finding in reasons], cells)
            return
        self.journal.write(task.file, copy.pdf)
        digest = hashlib.sha256(copy.pdf).hexdigest()
        self.journal.keep(CopyOnDisk(task.row, task.name, task.file, task.key, digest, len(copy.pdf), copy.pages))
        self._count(made=1)

    @property
    def stuck(self) -> str:
        """The rule of which more rows failed than a run goes on with; none where it keeps going."""
        most = self.failures.most_common(1)
        return most[0][0] if most and most[0][1] >= MOST_ALIKE and not self.plan.request.keep_going else ""

    def _demand_own(self, faults: frozenset[Finding]) -> None:
        """Raises Rejected for what is wrong with both the first and the second copy, whatever their fields hold."""
        if self.progress.made or len(self.first) > 1:
            return
        self.first = (*self.first, faults)
        snapshot = Snapshot(Project(self.plan.request.order.root))
        alike = [each for each in frozenset.intersection(*self.first) if not rows.is_filled(snapshot, each.place)]
        refuse(blocking(alike if len(self.first) > 1 else ()))

    def warnings(self) -> Iterator[Finding]:
        """What was found besides, each once, with the number of copies it was found in."""
        for finding, copies in self.heard.items():
            yield replace(finding, message=phrase("part/copies", told=finding.message, count=copies))

    def _task(self, row: rows.TableRow) -> Task:
        plan = self.plan
        fields = {name: row.cells[name] for name in sorted(plan.asked) if name in row.cells}
        key = key_of(plan.origin, fields, plan.asked)
        name = "" if row.faults else plan.names.of(row.number, row.cells)
        if plan.request.one_file:
            return Task(row.number, name.removesuffix(EXTENSION), f"{COPIES}/{key}{EXTENSION}", key, fields)
        return Task(row.number, name, name, key, fields)

    def _faults(self, row: rows.TableRow, task: Task) -> Iterator[Finding]:
        """What is wrong with a row, what it lacks, and a name that another row has."""
        yield from row.faults
        place = Place(self.plan.table.file, row.number)
        empty = (name for name in sorted(self.plan.required) if row.cells.get(name) == "")
        yield from (error("run/empty", place, name=name) for name in empty)
        alone = task.name and not self.plan.request.one_file
        if alone and (other := self.journal.take_name(task.name, task.row)):
            yield error("run/file-name:taken", place, task_name=task.name, other=other)

    def _of_row(self, row: int, finding: Finding) -> Finding:
        """A finding at its row; where it stands in the edition is told with it."""
        message = finding.message
        if len(message) > _LONGEST:
            message = f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
        if str(finding.place):
            message = phrase("part/at", told=message, place=finding.place.parts)
        return replace(finding, message=message, place=Place(self.plan.table.file, row))

    def _failed(self, row: int, reasons: list[Finding], cells: Mapping[str, str]) -> None:
        self.journal.fail(row, reasons, cells)
        self.failures.update({reason.rule for reason in reasons})
        self._count(failed=1)

    def _count(self, made: int = 0, failed: int = 0, taken: int = 0) -> None:
        now = self.progress
        self.progress = replace(now, made=now.made + made, failed=now.failed + failed, taken=now.taken + taken)
        self.tell(self.progress)


def make_run(
    plan: RunPlan,
    hire: Callable[[Order], WorkerPool],
    tell: Callable[[Progress], None] = lambda progress: None,
    stopped: Callable[[], bool] = lambda: False,
) -> RunResult:
    """Makes all copies of a plan; those at work are hired only when there is something to make.

    `tell` is told after every row, `stopped` is asked between them: once it says so, the rows at work are done and no
    others begun. Raises Rejected when the folder cannot be written, nobody can work, or every copy has a fault.
    """
    with Journal(plan.request.folder, plan.request.resume) as journal:
        run = RunInProgress(plan, journal, tell, stopped, Progress(0, 0, 0, plan.total))
        tasks = run.tasks()
        if task := next(tasks, None):
            with closing(hire(plan.request.order)) as hands:
                while (task and not (run.stopped() or run.stuck)) or hands.busy():
                    while task and hands.room() and not (run.stopped() or run.stuck):
                        hands.give(task)
                        task = next(tasks, None)
                    for outcome in hands.done(_WAIT_S):
                        run.settle(outcome)
        whole = _completed(run) if run.complete else None
        if run.stuck:
            journal.write_failed()
        reasons = tuple(islice((reason for _, found, _ in journal.all_failed() for reason in found), TOLD))
        moved = journal.findings[:TOLD]
        findings = (*plan.warnings, *run.warnings(), *_changed(plan, journal), *moved)
        return RunResult(plan.request.folder, run.progress, run.complete, reasons, findings, whole, run.stuck)


def _changed(plan: RunPlan, journal: Journal) -> Iterator[Finding]:
    """A warning when the sources are no longer what they were when the run began; no copy then counts as made."""
    order = plan.request.order
    if origin_of(order, plan.request.table) != plan.origin:
        journal.forget()
        yield warning("run/changed", Place(order.edition))


def _completed(run: RunInProgress) -> CopyOnDisk | None:
    """Puts the copies into one file where that was asked for, writes the lists, and removes what is stale."""
    whole, plan, journal = None, run.plan, run.journal
    if plan.request.one_file and run.progress.made:
        first = next(journal.all_made()).row
        # The table may have been cut since that copy was made.
        fields = next((row.cells for row in plan.table.rows() if row.number == first), {})
        whole = gather(journal, plan.request.order, plan.table.columns, fields, plan.request.sheets)
    journal.write_lists()
    journal.clear()
    return whole
