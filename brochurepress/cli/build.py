"""publish.py build: the artworks of editions."""

from __future__ import annotations

import threading
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brochurepress.cli.console import (
    CLEAN,
    Console,
    chosen,
    command,
    echo,
    editions_argument,
    format_option,
    output_option,
    printer_option,
    root_option,
)
from brochurepress.findings import Rejected, blocking, nearest
from brochurepress.wording import phrase
from brochurepress.workspace import Memo, Project

if TYPE_CHECKING:
    from brochurepress.pipeline import BuildOrder


@click.command()
@editions_argument
@root_option
@output_option
@click.option("--only", multiple=True, metavar="VARIANT", help="Build this variant only; may be repeated.")
@click.option("--report", is_flag=True, help="Write report.html and transcript.txt beside the artworks.")
@click.option("--force", is_flag=True, help="Make all artworks, also those that are up to date.")
@click.option("--watch", is_flag=True, help="Build again after every change, until Ctrl-C (exit code 0).")
@printer_option
@format_option
def build(
    editions: tuple[str, ...],
    root: Path,
    output: Path | None,
    only: tuple[str, ...],
    report: bool,
    force: bool,
    watch: bool,
    printer: str | None,
    form: str,
) -> None:
    """Build the artworks of every EDITION, or of all.

    \b
    Example:
      publish.py build annual-report --only press --printer standaard-nl

    Files go to output/<edition>/ when all of them are right; otherwise the last ones stay. What is up to date is not
    made again.
    """
    from brochurepress.pipeline import BuildOrder
    from brochurepress.source import VARIANTS

    for variant in only:
        if variant not in VARIANTS:
            near = nearest(variant, VARIANTS)
            raise click.UsageError(phrase("usage/no-variant", name=variant, nearest=near))
    if watch and form != "text":
        raise click.UsageError(phrase("usage/watch"))
    project, memo = Project(root), Memo() if watch else None
    with command(form, several="editions") as console:
        names = chosen(project, editions)
        orders = [BuildOrder(project, name, only, printer, output, force, report) for name in names]

        def build_all() -> None:
            for order in orders:
                _build(console, order, len(orders) > 1, memo)

        with suppress(KeyboardInterrupt) if watch else nullcontext():
            build_all()
            if watch:
                from brochurepress.proofing.preview import follow

                def begun() -> None:
                    build_all()  # what was saved while the watch began
                    echo(phrase("told/watching"), err=True)

                follow(project, build_all, threading.Event(), begun)
        console.code = CLEAN if watch else console.code


def _build(console: Console, order: BuildOrder, apart: bool, memo: Memo | None) -> None:
    """Carries out one order, and tells what came of it."""
    from brochurepress.pipeline import bring_up_to_date, prepare

    with console.attempt(edition=order.edition, artworks=[]):
        findings, files = prepare(order.project, order.output, order.edition), list[str]()
        with console.stages(order.edition) as on_stage:
            built = bring_up_to_date(order, on_stage, apart, memo)
        findings = (*findings, *built.findings)
        try:
            if not blocking(findings):
                written = built.write()
                names = (*(artwork.file for artwork in built.artworks), *built.reports)
                files = [str(written.folder / file) for file in names]
                findings = (*findings, *written.findings)
        except Rejected as rejected:
            findings = (*findings, *rejected.findings)
        console.finish(findings, edition=order.edition, artworks=files)
        fresh = {built.edition.files[variant] for variant in built.made} | {*built.reports}
        if files and (standing := len(files) - len(fresh)):
            console.say(phrase("told/up-to-date", standing=standing, files=len(files)))
        for file in files:
            if Path(file).name in fresh:
                console.say(f"  {file}")
