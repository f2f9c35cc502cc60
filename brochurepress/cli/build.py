"""publish.py build: the artworks of editions."""

from __future__ import annotations

from pathlib import Path

import click

from brochurepress.cli.console import (
    chosen,
    command,
    editions_argument,
    format_option,
    output_option,
    printer_option,
    root_option,
)
from brochurepress.findings import Rejected, blocking, nearest
from brochurepress.wording import phrase
from brochurepress.workspace import Project


@click.command()
@editions_argument
@root_option
@output_option
@click.option("--only", multiple=True, metavar="VARIANT", help="Build this variant only; may be repeated.")
@click.option("--report", is_flag=True, help="Write report.html and transcript.txt beside the artworks.")
@printer_option
@format_option
def build(
    editions: tuple[str, ...],
    root: Path,
    output: Path | None,
    only: tuple[str, ...],
    report: bool,
    printer: str | None,
    form: str,
) -> None:
    """Build the artworks of every EDITION, or of all.

    \b
    Example:
      publish.py build annual-report --only press --printer standaard-nl

    Files go to output/<edition>/ when all of them are right; otherwise the last ones stay.
    """
    from brochurepress.pipeline import build_edition, prepare
    from brochurepress.source import VARIANTS

    for variant in only:
        if variant not in VARIANTS:
            near = nearest(variant, VARIANTS)
            raise click.UsageError(phrase("usage/no-variant", name=variant, nearest=near))
    project = Project(root)
    with command(form, several="editions") as console:
        for name in chosen(project, editions):
            with console.attempt(edition=name, artworks=[]):
                findings = prepare(project, output, name)
                with console.stages(name) as on_stage:
                    built = build_edition(project, name, only, printer, on_stage, report)
                findings, files = (*findings, *built.findings), list[str]()
                try:
                    if not blocking(findings):
                        written = built.write(output)
                        names = (*(artwork.file for artwork in built.artworks), *built.reports)
                        files = [str(written.folder / file) for file in names]
                        findings = (*findings, *written.findings)
                except Rejected as rejected:
                    findings = (*findings, *rejected.findings)
                console.finish(findings, edition=name, artworks=files)
                for file in files:
                    console.say(f"  {file}")
