"""publish.py swatches: the colours of an edition as files for the designers' own tools, and as a sheet to look at."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from prepress.cli.console import (
    CLEAN,
    FAULTY,
    REJECTED,
    Console,
    as_data,
    chosen,
    json_option,
    output_option,
    printer_option,
    root_option,
)
from prepress.findings import Rejected, blocking
from prepress.workspace import Project

FOLDER = "{edition}.swatches"
"""Where they go in the output; an edition's folder has no dot in its name."""


@click.command()
@click.argument("editions", nargs=-1, metavar="[EDITION]...")
@root_option
@output_option
@printer_option
@json_option
def swatches(
    editions: tuple[str, ...], root: Path, output: Path | None, printer: str | None, as_json: bool
) -> None:
    """Write the colours of EDITION, or of every one, for InDesign, GIMP, Figma and the web.

    \b
    Example:
      publish.py swatches annual-report

    Files go to output/<edition>.swatches/: Adobe Swatch Exchange, GIMP palette, design tokens, CSS, and a sheet to
    look at. A colour that looks otherwise in print than on the screen is a warning.
    """
    from prepress.pipeline import prepare, read_sources, write_files
    from prepress.proofing.swatches import (
        check_proofs,
        palette_of,
        proofed,
        swatch_sheet,
        write_swatches,
    )

    project, console = Project(root), Console(as_json)
    code, results = CLEAN, []
    for name in chosen(project, editions):
        folder = (output or root / "output") / FOLDER.format(edition=name)
        try:
            moved = prepare(project, output, FOLDER.format(edition=name))
            sources = read_sources(project, name, printer)
            palette = palette_of(sources)
            shown = proofed(project, sources, palette)
            files = write_swatches(palette, name)
            findings = tuple(check_proofs(project, name, shown))
            language = sources.manuscript.edition.language
            files[f"{name}.html"] = swatch_sheet(project, palette, shown, name, language).encode()
            if not blocking(findings):
                moved = (*moved, *write_files(folder, "swatches", files))
        except Rejected as rejected:
            console.report(rejected.findings)
            results.append({"edition": name, "files": [], "findings": as_data(rejected.findings)})
            code = REJECTED
            continue
        written = [] if blocking(findings) else [str(folder / file) for file in files]
        findings = (*findings, *moved)
        console.report(findings)
        for file in written:
            console.say(f"  {file}")
        results.append({"edition": name, "files": written, "findings": as_data(findings)})
        code = max(code, CLEAN if written else FAULTY)
    console.result({"swatches": results})
    sys.exit(code)
