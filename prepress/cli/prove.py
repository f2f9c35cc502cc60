"""publish.py prove: veraPDF's verdict on the accessible files of an edition, recorded for its release."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from prepress.cli.console import (
    CLEAN,
    FAULTY,
    REJECTED,
    Console,
    as_data,
    json_option,
    output_option,
    root_option,
    the_one,
)
from prepress.findings import Rejected, blocking, error
from prepress.workspace import Project


@click.command()
@click.argument("edition")
@root_option
@output_option
@click.option(
    "--verapdf", default="verapdf", show_default=True, metavar="COMMAND", help="The veraPDF command."
)
@json_option
def prove(edition: str, root: Path, output: Path | None, verapdf: str, as_json: bool) -> None:
    """Have veraPDF judge the accessible files of EDITION, and record its verdict for the release.

    \b
    Example:
      publish.py prove annual-report

    The verdict holds for these very bytes: after a change of the brochure it is asked again.
    """
    from prepress.findings import Place
    from prepress.pipeline import build_edition, prepare
    from prepress.release import RECORD, validate, write_record

    project, console = Project(root), Console(as_json)
    name = the_one(project, edition)
    try:
        moved = prepare(project, output, name)
        with console.stages(name) as on_stage:
            built = build_edition(project, name, on_stage=on_stage)
            on_stage("veraPDF")
            verdicts = validate(built.artworks, verapdf)
        if not blocking(built.findings):
            written = write_record((output or root / "output") / name, verdicts)
            moved = (*moved, *written.findings)
            console.say(f"  {written.folder / RECORD}")
    except Rejected as rejected:
        console.report(rejected.findings)
        console.result({"edition": name, "verdicts": [], "findings": as_data(rejected.findings)})
        sys.exit(REJECTED)
    failed = tuple(
        error("prove/failed", f"{verdict.tool}: no {verdict.standard}: {failure}", Place(name))
        for verdict in verdicts
        for failure in verdict.failures
    )
    findings = (*moved, *built.findings, *failed)
    console.report(findings)
    told = [asdict(verdict) for verdict in verdicts]
    console.result({"edition": name, "verdicts": told, "findings": as_data(findings)})
    sys.exit(FAULTY if blocking(findings) else CLEAN)
