"""publish.py prove: veraPDF's verdict on the accessible files of an edition, recorded for its release."""

from dataclasses import asdict
from pathlib import Path

import click

from brochurepress.cli.console import command, edition_argument, format_option, output_option, root_option, the_one
from brochurepress.findings import Place, blocking, error
from brochurepress.workspace import Project


@click.command()
@edition_argument
@root_option
@output_option
@click.option("--verapdf", default="verapdf", show_default=True, metavar="COMMAND", help="The veraPDF command.")
@format_option
def prove(edition: str, root: Path, output: Path | None, verapdf: str, form: str) -> None:
    """Have veraPDF judge the accessible files of EDITION, and record its verdict for the release.

    \b
    Example:
      publish.py prove annual-report

    The verdict holds for these very bytes: after a change of the brochure it is asked again.
    """
    from brochurepress.pipeline import build_edition, prepare
    from brochurepress.release import RECORD, validate, write_record

    project = Project(root)
    name = the_one(project, edition)
    with command(form, edition=name, verdicts=[]) as console:
        findings = prepare(project, output, name)
        with console.stages(name) as on_stage:
            built = build_edition(project, name, on_stage=on_stage)
            on_stage("veraPDF")
            verdicts = validate(built.artworks, verapdf)
        if not blocking(built.findings):
            written = write_record((output or root / "output") / name, verdicts)
            findings = (*findings, *written.findings)
            console.say(f"  {written.folder / RECORD}")
        failed = tuple(
            error("prove/failed", Place(name), tool=verdict.tool, standard=verdict.standard, failure=failure)
            for verdict in verdicts
            for failure in verdict.failures
        )
        findings = (*findings, *built.findings, *failed)
        console.finish(findings, edition=name, verdicts=[asdict(verdict) for verdict in verdicts])
