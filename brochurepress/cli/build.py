"""publish.py build, gallery, swatches and handouts: what is made of editions.

The artworks; every section type in every kit, or what an edition holds, as pictures beside their source; the colours as
files for the designers' own tools; and the folder for an intranet, to print and to read from.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import click

from brochurepress import artworks, pipeline, proofing, release, source
from brochurepress.cli import console as cli
from brochurepress.findings import Finding, Rejected, blocking, nearest, reject
from brochurepress.proofing import swatches as colours
from brochurepress.wording import phrase
from brochurepress.workspace import KITS, Memo, Project, Snapshot


@click.command()
@cli.editions_argument
@cli.root_option
@cli.output_option
@click.option("--only", multiple=True, metavar="VARIANT")
@click.option("--report", is_flag=True)
@click.option("--force", is_flag=True)
@click.option("--watch", is_flag=True)
@cli.printer_option
@cli.format_option
def build(
    editions: tuple[str, ...],
    project: Project,
    output: Path | None,
    only: tuple[str, ...],
    report: bool,
    force: bool,
    watch: bool,
    printer: str | None,
    form: str,
) -> None:
    """Build the artworks of every EDITION, or of all."""
    for variant in only:
        if variant not in source.VARIANTS:
            near = nearest(variant, source.VARIANTS)
            raise click.UsageError(phrase("usage/no-variant", name=variant, nearest=near))
    if watch and form != "text":
        raise click.UsageError(phrase("usage/watch"))
    memo = Memo() if watch else None
    with cli.command(form, several="editions") as console:
        names = cli.chosen(project, editions)
        orders = [pipeline.BuildOrder(project, name, only, printer, output, force, report) for name in names]

        def build_all() -> None:
            for order in orders:
                _build(console, order, len(orders) > 1, memo)

        with suppress(KeyboardInterrupt) if watch else nullcontext():
            build_all()
            if watch:
                from brochurepress.proofing.preview import follow

                def begun() -> None:
                    build_all()  # what was saved while the watch began
                    cli.echo(phrase("told/watching"), err=True)

                follow(project, build_all, threading.Event(), begun)
        console.code = cli.CLEAN if watch else console.code


def _build(console: cli.Console, order: pipeline.BuildOrder, apart: bool, memo: Memo | None) -> None:
    """Carries out one order, and tells what came of it."""
    with console.attempt(edition=order.edition, artworks=[]):
        findings, files = pipeline.prepare(order.project, order.output, order.edition), list[str]()
        with console.stages(order.edition) as on_stage:
            built = pipeline.bring_up_to_date(order, on_stage, apart, memo)
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


@click.command()
@cli.editions_argument
@cli.folder_options
def gallery(editions: tuple[str, ...], project: Project, output: Path | None, form: str) -> None:
    """Show every section type in every kit, or the sections of EDITION, as pictures beside their source."""
    kits = [file.split("/")[-2] for file in Snapshot(project).listing(f"{KITS}/*/kit.toml")]
    with cli.command(form, several="galleries") as console:
        for name in cli.chosen(project, editions) if editions else kits:
            folder = (output or project.root / "output") / f"{name}.gallery"
            with console.attempt(name=name, files=[]):
                moved = pipeline.prepare(project, output, folder.name)
                files, found = (proofing.gallery_of if editions else proofing.samples_of)(project, name)
                _finish(console, folder, "gallery", files, (*found, *moved), name=name)


@click.command()
@cli.editions_argument
@cli.root_option
@cli.output_option
@cli.printer_option
@cli.format_option
def swatches(editions: tuple[str, ...], project: Project, output: Path | None, printer: str | None, form: str) -> None:
    """Write the colours of EDITION, or of every one, for InDesign, GIMP, Figma and the web."""
    with cli.command(form, several="swatches") as console:
        for name in cli.chosen(project, editions):
            folder = (output or project.root / "output") / f"{name}.swatches"
            with console.attempt(edition=name, files=[]):
                moved = pipeline.prepare(project, output, folder.name)
                inputs = source.read_sources(Snapshot(project), name, printer)
                palette = colours.palette_of(inputs)
                shown = colours.proofed(inputs, palette)
                files = colours.write_swatches(palette, name)
                findings = tuple(colours.check_proofs(inputs, shown))
                files[f"{name}.html"] = colours.swatch_sheet(inputs, palette, shown).encode()
                _finish(console, folder, "swatches", files, (*findings, *moved), edition=name)


@click.command()
@click.argument("edition", default="")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path))
@cli.folder_options
def handouts(edition: str, to: Path | None, project: Project, output: Path | None, form: str) -> None:
    """Build EDITION, and write what people print or read themselves into one folder for an intranet."""
    name = cli.the_one(project, edition)
    folder = to or (output or project.root / "output") / f"{name}.handouts"
    with cli.command(form, edition=name, files=[]) as console:
        moved = (
            *pipeline.prepare(project, output, name),
            *pipeline.prepare(project, folder.parent if to else output, folder.name),
        )
        inputs = source.read_sources(Snapshot(project), name)
        if not any(artworks.sheets_of(inputs.manuscript.edition)):
            raise reject("handout/none", inputs.manuscript.source.place(("variants",)), edition=name)
        with console.stages(name) as on_stage:
            built = pipeline.bring_up_to_date(pipeline.BuildOrder(project, name, output=output), on_stage)
        findings, files = (*moved, *built.findings), dict[str, bytes]()
        if not blocking(findings):
            files = release.make_handouts(inputs, built.artworks)
            findings = (*findings, *built.write().findings)
        _finish(console, folder, "handouts", files, findings, edition=name)


def _finish(
    console: cli.Console, folder: Path, tool: str, files: Mapping[str, bytes], found: tuple[Finding, ...], **told: Any
) -> None:
    """Writes files into a folder where no finding is an error, and reports them."""
    written: list[str] = []
    if not blocking(found):
        found = (*found, *pipeline.write_files(folder, tool, files))
        written = [str(folder / file) for file in files]
    console.finish(found, **told, files=written)
    for file in written:
        console.say(f"  {file}")
