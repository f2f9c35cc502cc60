"""publish.py check: the faults of editions, and of any PDF."""

from __future__ import annotations

from pathlib import Path

import click

from brochurepress.cli.console import chosen, command, format_option, printer_option, root_option, today
from brochurepress.findings import Severity
from brochurepress.workspace import Project, Snapshot

GROUPS = {"press": "press", "digital": "accessibility"}
"""The rules that a file is held to by the choice of --as."""


@click.command()
@click.argument("names", nargs=-1, metavar="[EDITION|FILE.pdf]...")
@root_option
@click.option(
    "--as",
    "group",
    type=click.Choice(tuple(GROUPS)),
    help="The rules for FILE.pdf: those of a press file or of an accessible one.",
)
@click.option("--edition", help="The edition that FILE.pdf was made of: it is held against that too.")
@printer_option
@format_option
def check(
    names: tuple[str, ...],
    root: Path,
    group: str | None,
    edition: str | None,
    printer: str | None,
    form: str,
) -> None:
    """Find the faults of every EDITION, of all, or of any FILE.pdf; nothing is written.

    \b
    Examples:
      publish.py check annual-report
      publish.py check delivered.pdf --as press --printer standaard-nl
      publish.py check edited.pdf --as digital --edition annual-report
    """
    from brochurepress.api import check_here
    from brochurepress.pipeline import lay_out
    from brochurepress.preflight import RULES
    from brochurepress.source import check_freshness, read_sources

    project = Project(root)
    files = [name for name in names if name.lower().endswith(".pdf")]
    editions = tuple(name for name in names if name not in files)
    with command(form, several="checked") as console:
        for file in files:
            if group is None:
                raise click.UsageError(f"say what {file} is to be checked as: --as press or --as digital")
            if edition and group != "digital":
                raise click.UsageError("--edition goes with --as digital")
            if not Path(file).is_file():
                raise click.UsageError(f"there is no file {file}")
            findings = check_here(Path(file), group, root, printer, edition)
            console.finish(findings, file=file)
            if all(finding.severity is Severity.INFO for finding in findings):
                asked = sum(rule.group == GROUPS[group] for rule in RULES.values())
                console.tell(f"{file}: clean, {asked} rules asked")
        for name in chosen(project, editions) if editions or not files else ():
            with console.attempt(edition=name):
                with console.stages(name) as on_stage:
                    on_stage("manuscript")
                    inputs = read_sources(Snapshot(project), name, printer)
                    on_stage("pages")
                    findings = lay_out(inputs).findings
                console.finish((*findings, *check_freshness(inputs.manuscript, today())), edition=name)
