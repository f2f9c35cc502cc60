"""publish.py gallery: every section type in every kit, or what an edition holds, as pictures beside their source."""

from pathlib import Path

import click

from brochurepress.cli.console import chosen, command, editions_argument, format_option, output_option, root_option
from brochurepress.findings import blocking
from brochurepress.workspace import KITS, Project, Snapshot

FOLDER = "{name}.gallery"
"""Where it goes in the output; an edition's folder has no dot in its name."""


@click.command()
@editions_argument
@root_option
@output_option
@format_option
def gallery(editions: tuple[str, ...], root: Path, output: Path | None, form: str) -> None:
    """Show every section type in every kit, or the sections of EDITION, as pictures beside their source.

    \b
    Examples:
      publish.py gallery
      publish.py gallery annual-report

    Files go to output/<kit or edition>.gallery/: a page with print, large print and black, the web page, and a
    contact sheet of the pages.
    """
    from brochurepress.pipeline import prepare, write_files
    from brochurepress.proofing import gallery_of, samples_of

    project = Project(root)
    kits = [file.split("/")[-2] for file in Snapshot(project).listing(f"{KITS}/*/kit.toml")]
    with command(form, several="galleries") as console:
        for name in chosen(project, editions) if editions else kits:
            folder = (output or root / "output") / FOLDER.format(name=name)
            with console.attempt(name=name, files=[]):
                moved = prepare(project, output, FOLDER.format(name=name))
                files, found = (gallery_of if editions else samples_of)(project, name)
                if not blocking(found):
                    moved = (*moved, *write_files(folder, "gallery", files))
                written = [str(folder / file) for file in files] if not blocking(found) else []
                console.finish((*found, *moved), name=name, files=written)
                for file in written:
                    console.say(f"  {file}")
