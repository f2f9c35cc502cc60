"""What every command shares: exit codes, options, and what a person or a program is shown."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from prepress.findings import Finding, Severity, nearest
from prepress.project import HOME, Project

CLEAN, FAULTY, REJECTED = 0, 1, 3
"""Exit codes; 2 is wrong use of the command line."""


class Console:
    """What a person sees: stages and times on a terminal, findings always, only JSON with --json."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self.lively = sys.stderr.isatty() and not as_json
        self._stage = ""
        self._since = 0.0

    @contextmanager
    def stages(self, edition: str) -> Iterator[Any]:
        """Shows each stage while it runs, on a terminal; gives the function to tell stages to."""
        if not self.lively:
            yield lambda stage: None
            return
        from rich.console import Console as Terminal

        terminal = Terminal(stderr=True, highlight=False)
        with terminal.status(edition) as status:

            def tell(stage: str) -> None:
                self._done(terminal)
                self._stage, self._since = stage, time.perf_counter()
                status.update(f"{edition}: {stage}")

            yield tell
            self._done(terminal)

    def _done(self, terminal: Any) -> None:
        if self._stage:
            terminal.print(f"  {time.perf_counter() - self._since:5.2f} s  {self._stage}", style="dim")
        self._stage = ""

    def say(self, text: str) -> None:
        """A line for a person at a terminal."""
        if self.lively:
            click.echo(text, err=True)

    def tell(self, text: str) -> None:
        """A line that is the result itself: shown wherever the output goes, but not among JSON."""
        if not self.as_json:
            click.echo(text)

    def report(self, findings: Iterable[Finding]) -> None:
        """The findings, worst first, each with its place and cure."""
        if self.as_json:
            return
        order = list(Severity)
        colours = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "blue"}
        for finding in sorted(findings, key=lambda f: (order.index(f.severity), f.place)):
            click.secho(str(finding), err=True, fg=colours[finding.severity])

    def result(self, value: dict[str, Any]) -> None:
        """The result for a program that reads it."""
        if self.as_json:
            click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def as_data(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings for a program that reads them."""
    return [asdict(finding) for finding in findings]


def chosen(project: Project, names: tuple[str, ...]) -> tuple[str, ...]:
    """The editions named, or all when none is; a name that is no edition is wrong use."""
    known = project.editions()
    for name in names:
        if name not in known:
            raise click.UsageError(f"there is no edition '{name}': {nearest(name, known)}")
    if not known:
        hint = f"{project.root}/source/<edition>/edition.toml was expected"
        raise click.UsageError(f"there are no editions in {project.root}: {hint}")
    return names or known


def today() -> dt.date:
    """The day on this machine: the one place where the clock is read."""
    return dt.datetime.now(dt.UTC).astimezone().date()


root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=HOME,
    help="Directory with source/ and, where it has its own, layouts/ fonts/ assets/.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the result as JSON on standard output."
)
printer_option = click.option(
    "--printer", metavar="NAME", help="Printer profile in assets/printers/, in place of the edition's."
)
output_option = click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for the artworks; output/ in the root when not given.",
)
