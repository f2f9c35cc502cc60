"""publish.py preview: the true pages in the browser, anew at every change."""

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from brochurepress import exchange, runs, source
from brochurepress.cli.console import CLEAN, chosen, echo, printer_option, root_option, spoken
from brochurepress.proofing import preview as previews
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

FIRST_PORT = 8400
"""Where a free port is looked for when none is asked for."""


@click.command()
@click.argument("names", nargs=-1, metavar="[EDITION]")
@root_option
@click.option(
    "--port", type=click.IntRange(1, 65535), help=f"The port; the first free from {FIRST_PORT} on when not given."
)
@click.option("--open/--no-open", "show", default=True)
@click.option("--editor", metavar="COMMAND")
@click.option("--table", type=click.Path(path_type=Path))
@click.option("--row", type=click.IntRange(2), default=2)
@printer_option
def preview(
    names: tuple[str, ...],
    project: Project,
    port: int | None,
    show: bool,
    editor: str | None,
    table: Path | None,
    row: int,
    printer: str | None,
) -> None:
    """Show the pages of EDITION in the browser, anew at every change of a source, layout, font, picture or token."""
    editions = chosen(project, names or source.first_editions(Snapshot(project)))
    if len(editions) > 1:
        raise click.UsageError(phrase("usage/one-edition", names=list(editions)))
    try:
        command = previews.chosen_editor(editor)
    except ValueError as fault:
        raise click.UsageError(phrase("usage/editor", fault=fault)) from fault
    try:
        listening = previews.bind_socket(port, FIRST_PORT)
    except OSError as fault:
        case = "usage/port:one" if port else "usage/port:all"
        raise click.UsageError(phrase(case, port=str(port or FIRST_PORT))) from fault
    fields = runs.read_row(table, row, runs.reading_of(Snapshot(project), editions[0])) if table else None
    desk = previews.Session(project, editions[0], printer, spoken(""), fields)
    check = previews.BackgroundCheck(project.root, editions[0], printer, fields)
    shown = previews.Preview(desk, check, command, exchange.EditionReviews(project, editions[0]))
    server = previews.Server(shown, listening)
    echo(phrase("told/preview", name=editions[0], address=server.address), err=True)
    with previews.opened(server.address) if show else nullcontext():
        server.serve_all()
    sys.exit(CLEAN)
