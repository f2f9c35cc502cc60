"""publish.py new and font: files to begin with, and fonts of one's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import click

from brochurepress import source
from brochurepress.cli.console import Console, command, format_option, root_option, today
from brochurepress.design import FontRole
from brochurepress.findings import Finding, Rejected, blocking
from brochurepress.wording import phrase
from brochurepress.workspace import KIT, LimitName, Project, Snapshot, read_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("what", type=click.Choice(["brochure", "section", "kit"]))
@click.argument("name")
@click.option("--kit", metavar="KIT", default=KIT, show_default=True)
@click.option("--fold", metavar="FOLD", default="")
@click.option("--into", metavar="EDITION", default="")
@root_option
@format_option
def new(what: str, name: str, kit: str, fold: str, into: str, project: Project, form: str) -> None:
    """Write the files of a brochure, a section type or a kit; they build at once, and nothing is written over."""
    with command(form, files=[]) as console:
        snapshot = Snapshot(project)
        _write(
            console,
            snapshot,
            source.files_to_begin(snapshot, what, name, {"kit": kit, "fold": fold, "into": into, "date": str(today())}),
        )


@click.group()
def font() -> None:
    """Bring fonts of your own."""


@font.command()
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE...")
@click.option("--licence", required=True, type=_FILE)
@click.option("--role", type=click.Choice(get_args(FontRole)), default="text", show_default=True)
@click.option("--kit", metavar="KIT", default="")
@root_option
@format_option
def add(files: tuple[Path, ...], licence: Path, role: str, kit: str, project: Project, form: str) -> None:
    """Add the FILEs of one family (TTF, OTF, WOFF2, variable ones too), and name it by its role in the tokens."""
    with command(form, files=[]) as console:
        snapshot = Snapshot(project)
        given = {path.name: read_file(path, LimitName.FONT) for path in files}
        made, tokens, found = source.new_font(snapshot, given, read_file(licence, LimitName.TEXT), role, kit)
        if blocking(found):
            raise Rejected(found)
        _write(console, snapshot, made, tokens, found)


def _write(
    console: Console,
    snapshot: Snapshot,
    files: Mapping[str, bytes],
    over: Mapping[str, bytes] | None = None,
    found: tuple[Finding, ...] = (),
) -> None:
    """Writes files that must not be there, and those that go `over` others, the schemas among them."""
    if faults := source.taken(snapshot, files):
        raise Rejected(faults)
    for file, content in {**files, **(over or {}), **source.schemas(snapshot)}.items():
        path = snapshot.project.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        console.tell(phrase("told/written", file=file))
    console.finish(found, files=[*files])
