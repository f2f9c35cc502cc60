#!/usr/bin/env python3
"""The command line of the press: builds and checks editions."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from prepress.findings import Finding, Rejected, Severity, blocking, nearest
from prepress.project import HOME, Project

CLEAN, FAULTY, REJECTED = 0, 1, 3
"""Exit codes; 2 is wrong use of the command line."""

STANDARD_PRINTER = "standaard-nl"
"""The printer profile that a file from elsewhere is held against when none is named."""


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


def _findings(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in findings]


def _editions(project: Project, names: tuple[str, ...]) -> tuple[str, ...]:
    known = project.editions()
    for name in names:
        if name not in known:
            raise click.UsageError(f"there is no edition '{name}': {nearest(name, known)}")
    if not known:
        hint = f"{project.root}/source/<edition>/edition.toml was expected"
        raise click.UsageError(f"there are no editions in {project.root}: {hint}")
    return names or known


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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version="0.1.0", prog_name="publish.py")
def main() -> None:
    """Publish brochures: a PDF/X-4 file for the printer, an accessible PDF, a web page.

    \b
    Examples:
      publish.py build                              every edition in source/
      publish.py build annual-report                one of them
      publish.py build --only digital --only web    some of its artworks
      publish.py check                              faults only, nothing is written

    Exit codes: 0 clean, 1 findings of severity error, 2 wrong use, 3 manuscript rejected.
    """


@main.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@root_option
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Directory for the artworks; output/ in the root when not given.",
)
@click.option("--only", multiple=True, metavar="VARIANT", help="Build this variant only; may be repeated.")
@click.option("--report", is_flag=True, help="Write report.html and transcript.txt beside the artworks.")
@printer_option
@json_option
def build(
    editions: tuple[str, ...],
    root: Path,
    output: Path | None,
    only: tuple[str, ...],
    report: bool,
    printer: str | None,
    as_json: bool,
) -> None:
    """Build the artworks of every EDITION, or of all.

    \b
    Example:
      publish.py build annual-report --only press --printer standaard-nl

    Files go to output/<edition>/ when all of them are right; otherwise the last ones stay.
    """
    from prepress.build import build_edition
    from prepress.output import write_output
    from prepress.variants import VARIANTS

    for variant in only:
        if variant not in VARIANTS:
            raise click.UsageError(f"there is no variant '{variant}': {nearest(variant, VARIANTS)}")
    project, console = Project(root), Console(as_json)
    code, results = CLEAN, []
    for name in _editions(project, editions):
        try:
            with console.stages(name) as on_stage:
                built = build_edition(project, name, only, printer, on_stage, report)
        except Rejected as rejected:
            console.report(rejected.findings)
            results.append({"edition": name, "artworks": [], "findings": _findings(rejected.findings)})
            code = max(code, REJECTED)
            continue
        findings = built.findings
        files: list[str] = []
        if not blocking(findings):
            try:
                folder = write_output(output or root / "output", built.edition, built.artworks, built.reports)
                files = [str(folder / file) for file in (*(a.file for a in built.artworks), *built.reports)]
            except Rejected as rejected:
                findings = (*findings, *rejected.findings)
        console.report(findings)
        for file in files:
            console.say(f"  {file}")
        results.append({"edition": name, "artworks": files, "findings": _findings(findings)})
        code = max(code, FAULTY if blocking(findings) else CLEAN)
    console.result({"editions": results})
    sys.exit(code)


@main.command()
@click.argument("names", nargs=-1, metavar="[EDITION|FILE.pdf]...")
@root_option
@click.option(
    "--as",
    "group",
    type=click.Choice(["press", "digital"]),
    help="The rules for FILE.pdf: those of a press file or of an accessible one.",
)
@printer_option
@json_option
def check(names: tuple[str, ...], root: Path, group: str | None, printer: str | None, as_json: bool) -> None:
    """Find the faults of every EDITION, of all, or of any FILE.pdf; nothing is written.

    \b
    Examples:
      publish.py check annual-report
      publish.py check delivered.pdf --as press --printer standaard-nl
    """
    project, console = Project(root), Console(as_json)
    files = [Path(name) for name in names if name.lower().endswith(".pdf")]
    code, results = CLEAN, []
    for path in files:
        findings = _checked_file(project, path, group, printer)
        console.report(findings)
        results.append({"file": str(path), "findings": _findings(findings)})
        code = max(code, FAULTY if blocking(findings) else CLEAN)
    editions = tuple(name for name in names if Path(name) not in files)
    for name in _editions(project, editions) if editions or not files else ():
        with console.stages(name) as on_stage:
            findings, rejected = _checked_edition(project, name, printer, on_stage)
        console.report(findings)
        results.append({"edition": name, "findings": _findings(findings)})
        code = max(code, REJECTED if rejected else FAULTY if blocking(findings) else CLEAN)
    console.result({"checked": results})
    sys.exit(code)


def _checked_file(
    project: Project, path: Path, group: str | None, printer: str | None
) -> tuple[Finding, ...]:
    from prepress.printers import read_printer
    from prepress.proof import check_file
    from prepress.variants import Group

    if group is None:
        raise click.UsageError(f"say what {path} is to be checked as: --as press or --as digital")
    if not path.is_file():
        raise click.UsageError(f"there is no file {path}")
    name = printer or STANDARD_PRINTER
    try:
        profile = read_printer(project.folder_of("assets/printers", f"{name}.toml"), name)
        return check_file(path.read_bytes(), path.name, Group(group), profile)
    except Rejected as rejected:
        return rejected.findings


def _checked_edition(
    project: Project, name: str, printer: str | None, on_stage: Any
) -> tuple[tuple[Finding, ...], bool]:
    from prepress.build import lay_out, read_sources

    try:
        on_stage("manuscript")
        sources = read_sources(project, name, printer)
        on_stage("pages")
        return lay_out(project, sources).findings, False
    except Rejected as rejected:
        return rejected.findings, True


if __name__ == "__main__":
    main()
