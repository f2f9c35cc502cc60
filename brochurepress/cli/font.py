"""publish.py font: fonts of one's own, measured, checked and named by their role in the tokens."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from brochurepress.cli.console import command, format_option, language_option, root_option
from brochurepress.cli.new import write_new
from brochurepress.design import FontRole
from brochurepress.findings import Rejected, blocking
from brochurepress.workspace import LimitName, Project, Snapshot, read_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def font() -> None:
    """Bring fonts of your own."""


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--licence", required=True, type=_FILE, help="The licence of the family; it is kept beside the fonts.")
@click.option(
    "--role", type=click.Choice(get_args(FontRole)), default="text", show_default=True, help="What it is for."
)
@click.option("--kit", metavar="KIT", default="", help="The kit that it is for; the whole root when not given.")
@root_option
@format_option
def add(files: tuple[Path, ...], licence: Path, role: str, kit: str, root: Path, form: str) -> None:
    """Add the FILEs of one family (TTF, OTF, WOFF2, variable ones too), and name it by its role in the tokens.

    \b
    Example:
      publish.py font add Brand-Regular.ttf Brand-Bold.ttf --licence OFL.txt --role display

    Subsets of one cut, such as latin and latin-ext, become one file. Rise, cap height and x-height are measured, the
    right to embed is asked, and names that the font cannot set are told.
    """
    from brochurepress.source import new_font

    with command(form, files=[]) as console:
        snapshot = Snapshot(Project(root))
        given = {path.name: read_file(path, LimitName.FONT) for path in files}
        made, tokens, found = new_font(snapshot, given, read_file(licence, LimitName.TEXT), role, kit)
        if blocking(found):
            raise Rejected(found)
        write_new(console, snapshot, made, tokens, found)


font.add_command(language_option(add))
