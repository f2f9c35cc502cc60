"""The command line of the press: builds and checks editions."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from prepress.cli.approve import approve
from prepress.cli.compare import compare
from prepress.cli.console import (
    CLEAN,
    FAULTY,
    REJECTED,
    Console,
    Guarded,
    as_data,
    chosen,
    json_option,
    output_option,
    printer_option,
    root_option,
    today,
)
from prepress.cli.doctor import doctor
from prepress.cli.evidence import evidence, sign
from prepress.cli.preview import preview
from prepress.cli.prove import prove
from prepress.cli.release import release
from prepress.cli.run import run
from prepress.cli.swatches import swatches
from prepress.cli.verify import verify
from prepress.findings import Finding, Rejected, blocking, nearest
from prepress.workspace import Project, full, temporary_folder, version


@click.group(cls=Guarded, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name=None, version=version())
def main() -> None:
    """Publish brochures: a PDF/X-4 file for the printer, an accessible PDF, a web page.

    \b
    Examples:
      publish.py build                              every edition in source/
      publish.py build annual-report                one of them
      publish.py build --only digital --only web    some of its artworks
      publish.py check                              faults only, nothing is written
      publish.py preview annual-report              the pages in the browser, anew at every change
      publish.py prove annual-report                veraPDF's verdict on the accessible files
      publish.py run guests.csv --edition card      a copy for every row of a table
      publish.py release annual-report              the folder for the web team, and the archive
      publish.py verify https://www.example.org/    what is online is what was released

    Exit codes: 0 clean, 1 findings of severity error, 2 wrong use, 3 manuscript rejected.
    """


@main.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@root_option
@output_option
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
    from prepress.pipeline import build_edition, prepare
    from prepress.source import VARIANTS

    for variant in only:
        if variant not in VARIANTS:
            raise click.UsageError(f"there is no variant '{variant}': {nearest(variant, VARIANTS)}")
    project, console = Project(root), Console(as_json)
    code, results = CLEAN, []
    for name in chosen(project, editions):
        try:
            carried = prepare(project, output, name)
            with console.stages(name) as on_stage:
                built = build_edition(project, name, only, printer, on_stage, report)
        except Rejected as rejected:
            console.report(rejected.findings)
            results.append({"edition": name, "artworks": [], "findings": as_data(rejected.findings)})
            code = max(code, REJECTED)
            continue
        findings = (*carried, *built.findings)
        files: list[str] = []
        if not blocking(findings):
            try:
                written = built.write(output)
                names = (*(artwork.file for artwork in built.artworks), *built.reports)
                files = [str(written.folder / file) for file in names]
                findings = (*findings, *written.findings)
            except Rejected as rejected:
                findings = (*findings, *rejected.findings)
        console.report(findings)
        for file in files:
            console.say(f"  {file}")
        results.append({"edition": name, "artworks": files, "findings": as_data(findings)})
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
    from prepress.api import check_here

    project, console = Project(root), Console(as_json)
    files = [Path(name) for name in names if name.lower().endswith(".pdf")]
    code, results = CLEAN, []
    for path in files:
        if group is None:
            raise click.UsageError(f"say what {path} is to be checked as: --as press or --as digital")
        if not path.is_file():
            raise click.UsageError(f"there is no file {path}")
        findings = check_here(path, group, root, printer)
        console.report(findings)
        results.append({"file": str(path), "findings": as_data(findings)})
        code = max(code, FAULTY if blocking(findings) else CLEAN)
    editions = tuple(name for name in names if Path(name) not in files)
    for name in chosen(project, editions) if editions or not files else ():
        with console.stages(name) as on_stage:
            findings, rejected = _checked_edition(project, name, printer, on_stage)
        console.report(findings)
        results.append({"edition": name, "findings": as_data(findings)})
        code = max(code, REJECTED if rejected else FAULTY if blocking(findings) else CLEAN)
    console.result({"checked": results})
    sys.exit(code)


def _checked_edition(
    project: Project, name: str, printer: str | None, on_stage: Any
) -> tuple[tuple[Finding, ...], bool]:
    from prepress.pipeline import lay_out, read_sources
    from prepress.source import check_freshness

    try:
        on_stage("manuscript")
        sources = read_sources(project, name, printer)
        on_stage("pages")
        ages = check_freshness(sources.manuscript, today())
        return (*lay_out(project, sources).findings, *ages), False
    except Rejected as rejected:
        return rejected.findings, True


for command in (preview, approve, compare, doctor, evidence, sign, prove, release, run, swatches, verify):
    main.add_command(command)


def run_main() -> None:
    """The command line with one folder for its temporary files, which goes with it."""
    try:
        with temporary_folder():
            main()
    except Rejected as rejected:
        findings = rejected.findings
    except OSError as fault:
        if not (found := full(fault)):
            raise
        findings = (found,)
    Console(as_json=False).report(findings)
    sys.exit(REJECTED)


if __name__ == "__main__":
    run_main()
