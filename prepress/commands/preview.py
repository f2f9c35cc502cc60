"""publish.py preview: the true pages in the browser, made anew at every change."""

from __future__ import annotations

import os
from pathlib import Path

import click

from prepress.commands.console import chosen, printer_option, root_option
from prepress.project import Project


@click.command()
@click.argument("edition", required=False)
@root_option
@printer_option
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port on this machine; when not given, the first that is free.",
)
@click.option("--open/--no-open", "in_browser", default=True, help="Open the page in the browser.")
@click.option(
    "--editor",
    metavar="COMMAND",
    help="Editor in which a click opens the source, such as code; $VISUAL when not given.",
)
def preview(
    edition: str | None,
    root: Path,
    printer: str | None,
    port: int | None,
    in_browser: bool,
    editor: str | None,
) -> None:
    """Show the pages of EDITION in the browser, and make them anew whenever a file changes.

    \b
    Examples:
      publish.py preview annual-report
      publish.py preview annual-report --editor code --port 8000

    The page is shown on this machine only, and nothing is written. Ctrl-C ends it.
    """
    import webbrowser

    from prepress.preview.desk import Desk
    from prepress.preview.editor import read_editor
    from prepress.preview.serving import Server, Taken, reserve
    from prepress.preview.session import Session

    project = Project(root)
    names = chosen(project, (edition,) if edition else ())
    if len(names) > 1:
        raise click.UsageError(f"say which edition is to be shown: one of {', '.join(names)}")
    command = editor if editor is not None else os.environ.get("VISUAL", "")
    try:
        named = read_editor(command) if command.strip() or editor is not None else None
    except ValueError as fault:
        raise click.UsageError(f"--editor '{command}' cannot be used: {fault}") from fault
    try:
        bound = reserve(port)
    except Taken as taken:
        what = f"port {port} cannot be used" if port else "no port is free"
        raise click.UsageError(f"{what}: {taken}. Name another one with --port") from taken

    def on_ready(address: str) -> None:
        click.echo(f"{names[0]}: {address}  (Ctrl-C ends)")
        if in_browser:
            webbrowser.open(address)

    Server(Session(Desk(project, names[0], printer), named), bound, on_ready).serve_until_interrupted()
