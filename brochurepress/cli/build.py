"""publish.py build, gallery, swatches and handouts: what is made of editions.

The artworks; every section type in every kit, or what an edition holds, as pictures beside their source; the colours as
files for the designers' own tools; and the folder for an intranet, to print and to read from.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import click

from brochurepress import artworks, pipeline, proofing, release, source
from brochurepress.cli import console as cli
from brochurepress.findings import Finding, blocking, gathering, nearest, reject
from brochurepress.wording import phrase
from brochurepress.workspace import KITS, Memo, Snapshot


@cli.command(
    cli.editions_argument,
    cli.output_option,
    click.option("--only", multiple=True, metavar="VARIANT"),
    *map(cli.switch, ("--report", "--force", "--watch")),
    cli.printer_option,
    several="editions",
)
def build(
    console: cli.Console,
    editions: tuple[str, ...],
    only: tuple[str, ...],
    watch: bool,
    printer: str | None,
    **how: bool,
) -> None:
    """Build the artworks of every EDITION, or of all."""
    for variant in only:
        if variant not in source.VARIANTS:
            near = nearest(variant, source.VARIANTS)
            raise click.UsageError(phrase("usage/no-variant", name=variant, nearest=near))
    if watch and console.form != cli.TEXT:
        raise click.UsageError(phrase("usage/watch"))
    project, memo = console.project, Memo() if watch else None
    orders = [pipeline.BuildOrder(project, name, only, printer, console.named, **how) for name in editions]

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
        findings, files = [*console.folder(order.edition)[1]], list[str]()
        with console.stages(order.edition) as on_stage:
            built = pipeline.bring_up_to_date(order, on_stage, apart, memo)
        findings += built.findings
        with gathering(findings):
            if not blocking(findings):
                written = built.write()
                names = (*(artwork.file for artwork in built.artworks), *built.reports)
                files = [str(written.folder / file) for file in names]
                findings += written.findings
        console.finish(findings, edition=order.edition, artworks=files)
        fresh = {built.edition.files[variant] for variant in built.made} | {*built.reports}
        if files and (standing := len(files) - len(fresh)):
            console.say(phrase("told/up-to-date", standing=standing, files=len(files)))
        for file in files:
            if Path(file).name in fresh:
                console.say(f"  {file}")


@cli.command(click.argument("names", nargs=-1, metavar="[EDITION]..."), cli.output_option, several="galleries")
def gallery(console: cli.Console, names: tuple[str, ...]) -> None:
    """Show every section type in every kit, or the sections of EDITION, as pictures beside their source."""
    project = console.project
    kits = [file.split("/")[-2] for file in Snapshot(project).listing(f"{KITS}/*/kit.toml")]
    for name in cli.chosen(project, names) if names else kits:
        with console.attempt(name=name, files=[]):
            folder, moved = console.folder(f"{name}.gallery")
            files, found = (proofing.gallery_of if names else proofing.samples_of)(project, name)
            _finish(console, folder, "gallery", files, (*found, *moved), name=name)


@cli.command(cli.editions_argument, cli.output_option, cli.printer_option, several="swatches")
def swatches(console: cli.Console, editions: tuple[str, ...], printer: str | None) -> None:
    """Write the colours of EDITION, or of every one, for InDesign, GIMP, Figma and the web."""
    for name in editions:
        with console.attempt(edition=name, files=[]):
            folder, moved = console.folder(f"{name}.swatches")
            inputs = source.read_sources(Snapshot(console.project), name, printer)
            palette = proofing.palette_of(inputs)
            shown = proofing.proofed(inputs, palette)
            files = proofing.write_swatches(palette, name)
            findings = tuple(proofing.check_proofs(inputs, shown))
            files[f"{name}.html"] = proofing.swatch_sheet(inputs, palette, shown).encode()
            _finish(console, folder, "swatches", files, (*findings, *moved), edition=name)


@cli.command(
    cli.edition_or_none,
    click.option("--to", type=click.Path(file_okay=False, path_type=Path)),
    cli.output_option,
    edition="",
    files=[],
)
def handouts(console: cli.Console, edition: str, to: Path | None) -> None:
    """Build EDITION, and write what people print or read themselves into one folder for an intranet."""
    project, (_, moved) = console.project, console.folder(edition)
    folder = to or console.output / f"{edition}.handouts"
    moved += pipeline.prepare(project, folder.parent if to else console.named, folder.name)
    inputs = source.read_sources(Snapshot(project), edition)
    if not any(artworks.sheets_of(inputs.manuscript.edition)):
        raise reject("handout/none", inputs.manuscript.source.place(("variants",)), edition=edition)
    with console.stages(edition) as on_stage:
        built = pipeline.bring_up_to_date(pipeline.BuildOrder(project, edition, output=console.named), on_stage)
    findings, files = (*moved, *built.findings), dict[str, bytes]()
    if not blocking(findings):
        files = release.make_handouts(inputs, built.artworks)
        findings = (*findings, *built.write().findings)
    _finish(console, folder, "handouts", files, findings, edition=edition)


def _finish(
    console: cli.Console, folder: Path, tool: str, files: dict[str, bytes], found: tuple[Finding, ...], **told: Any
) -> None:
    """Writes files into a folder where no finding is an error, and reports them."""
    written: list[str] = []
    if not blocking(found):
        found = (*found, *pipeline.write_files(folder, tool, files))
        written = [str(folder / file) for file in files]
    console.finish(found, **told, files=written)
    for file in written:
        console.say(f"  {file}")
