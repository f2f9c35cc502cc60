"""publish.py new and font: files to begin with, and fonts of one's own."""

from pathlib import Path
from typing import get_args

import click

from brochurepress import source
from brochurepress.cli.console import Console, command, today
from brochurepress.design import FontRole
from brochurepress.findings import Finding, Rejected, blocking, refuse
from brochurepress.wording import phrase
from brochurepress.workspace import KIT, LimitName, Snapshot, read_file

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@command(
    click.argument("what", type=click.Choice(["brochure", "section", "kit"])),
    click.argument("name"),
    click.option("--kit", metavar="KIT", default=KIT, show_default=True),
    click.option("--fold", metavar="FOLD", default=""),
    click.option("--into", metavar="EDITION", default=""),
    files=[],
)
def new(console: Console, what: str, name: str, **given: str) -> None:
    """Write the files of a brochure, a section type or a kit; they build at once, and nothing is written over."""
    snapshot = Snapshot(console.project)
    _write(console, snapshot, source.files_to_begin(snapshot, what, name, {**given, "date": str(today())}), {})


@command(
    click.argument("files", nargs=-1, required=True, type=_FILE, metavar="FILE..."),
    click.option("--licence", required=True, type=_FILE),
    click.option("--role", type=click.Choice(get_args(FontRole)), default="text", show_default=True),
    click.option("--kit", metavar="KIT", default=""),
    files=[],
)
def add(console: Console, files: tuple[Path, ...], licence: Path, role: str, kit: str) -> None:
    """Add the FILEs of one family (TTF, OTF, WOFF2, variable ones too), and name it by its role in the tokens."""
    snapshot = Snapshot(console.project)
    given = {path.name: read_file(path, LimitName.FONT) for path in files}
    made, tokens, found = source.new_font(snapshot, given, read_file(licence, LimitName.TEXT), role, kit)
    if blocking(found):
        raise Rejected(found)
    _write(console, snapshot, made, tokens, found)


font = click.Group("font", commands=[add], help="Bring fonts of your own.")


def _write(
    console: Console,
    snapshot: Snapshot,
    files: dict[str, bytes],
    over: dict[str, bytes],
    found: tuple[Finding, ...] = (),
) -> None:
    """Writes files that must not be there, and those that go `over` others, the schemas among them."""
    refuse(source.taken(snapshot, files))
    for file, content in {**files, **over, **source.schemas(snapshot)}.items():
        path = snapshot.project.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        console.tell(phrase("told/written", file=file))
    console.finish(found, files=[*files])
