"""publish.py swatches: the colours of an edition as files for the designers' own tools, and as a sheet to look at."""

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
from brochurepress.findings import blocking
from brochurepress.workspace import Project, Snapshot

FOLDER = "{edition}.swatches"
"""Where they go in the output; an edition's folder has no dot in its name."""


@click.command()
@editions_argument
@root_option
@output_option
@printer_option
@format_option
def swatches(editions: tuple[str, ...], root: Path, output: Path | None, printer: str | None, form: str) -> None:
    """Write the colours of EDITION, or of every one, for InDesign, GIMP, Figma and the web.

    \b
    Example:
      publish.py swatches annual-report

    Files go to output/<edition>.swatches/: Adobe Swatch Exchange, GIMP palette, design tokens, CSS, and a sheet to
    look at. A colour that looks otherwise in print than on the screen is a warning.
    """
    from brochurepress.pipeline import prepare, write_files
    from brochurepress.proofing.swatches import check_proofs, palette_of, proofed, swatch_sheet, write_swatches
    from brochurepress.source import read_sources

    project = Project(root)
    with command(form, several="swatches") as console:
        for name in chosen(project, editions):
            folder = (output or root / "output") / FOLDER.format(edition=name)
            with console.attempt(edition=name, files=[]):
                moved = prepare(project, output, FOLDER.format(edition=name))
                inputs = read_sources(Snapshot(project), name, printer)
                palette = palette_of(inputs)
                shown = proofed(inputs, palette)
                files = write_swatches(palette, name)
                findings = tuple(check_proofs(inputs, shown))
                files[f"{name}.html"] = swatch_sheet(inputs, palette, shown).encode()
                written: list[str] = []
                if not blocking(findings):
                    moved = (*moved, *write_files(folder, "swatches", files))
                    written = [str(folder / file) for file in files]
                console.finish((*findings, *moved), edition=name, files=written)
                for file in written:
                    console.say(f"  {file}")
