"""publish.py redline: the texts of an edition with the words that were struck and added since a revision."""

from __future__ import annotations

from pathlib import Path

import click

from brochurepress.cli.console import command, edition_argument, format_option, output_option, root_option, the_one
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot


@click.command()
@edition_argument
@click.option("--against", default="HEAD", show_default=True, metavar="REVISION", help="The git revision that it was.")
@root_option
@output_option
@format_option
def redline(edition: str, against: str, root: Path, output: Path | None, form: str) -> None:
    """Write the texts of EDITION in one column, with what was struck and added since a revision.

    \b
    It is one HTML file that asks for nothing: to be mailed, printed, and heard, for each change is said in words.
    `compare` shows the pages themselves.

    \b
    Example:
      publish.py redline annual-report --against v1.0
    """
    from brochurepress.exchange import redline_page
    from brochurepress.pipeline import prepare_file, write_file
    from brochurepress.proofing.compare import checkout, commit_of

    project = Project(root)
    name = the_one(project, edition)
    file = (output or root / "output") / f"{name}.redline.html"
    with command(form, file=None) as console:
        if not (commit := commit_of(root, against)):
            raise click.UsageError(phrase("usage/against", against=against, root=root))
        prepare_file(project, file)
        was = commit[:10] if commit.startswith(against) else f"{against} ({commit[:10]})"
        with checkout(root, commit) as folder:
            page = redline_page(Snapshot(project), Snapshot(Project(folder)), name, was)
        moved = write_file(file, "redline", page.encode())
        console.tell(str(file))
        console.finish(moved, file=str(file))
