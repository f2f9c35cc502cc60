"""publish.py import, export, merge and redline: texts from Word, to Word and back, and what changed in them."""

from dataclasses import asdict
from pathlib import Path

import click

from brochurepress import exchange, pipeline
from brochurepress.cli import console as cli
from brochurepress.cli.comments import tell_comments
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

_FILE, _FOLDER = click.Path(path_type=Path), click.Path(exists=True, file_okay=False, path_type=Path)
write_option = click.option("--write", is_flag=True, help="Write what is shown; nothing is written without it.")


@cli.command(
    click.argument("document", type=_FILE, metavar="FILE.docx"),
    click.option("--into", metavar="EDITION", default=""),
    click.option("--kit", type=_FOLDER, metavar="DIR"),
    click.option("--changes", type=click.Choice(["accept", "ask"]), default="accept", show_default=True),
    write_option,
    name="import",
    files=[],
    written=False,
)
def import_(console: cli.Console, document: Path, into: str, kit: Path | None, changes: str, write: bool) -> None:
    """Read a Word document into the sections of an edition, and tell all that found no home."""
    files, findings = exchange.import_word(console.project, document, into, kit, changes == "ask")
    findings += exchange.write_import(console.project, files) if write else ()
    for file, content in files.items():
        console.tell(phrase("told/imported", file=file, count=len(content.splitlines())))
    if not write:
        console.tell(phrase("told/unwritten"))
    console.finish(findings, files=list(files), written=write)


@cli.command(
    cli.edition_argument,
    click.option("--to", type=click.Choice(["docx"]), default="docx", show_default=True),
    cli.output_option,
    file=None,
)
def export(console: cli.Console, edition: str, to: str) -> None:
    """Write the texts of EDITION as a document to be read and corrected in Word."""
    folder, moved = console.folder(f"{edition}.word")
    file = folder / f"{edition}.{to}"
    moved += pipeline.write_files(
        folder, "export", {file.name: exchange.copy_for_word(Snapshot(console.project), edition)}
    )
    console.tell(str(file))
    console.finish(moved, file=str(file))


@cli.command(
    click.argument("document", type=_FILE, metavar="[FILE.docx]", required=False),
    write_option,
    cli.switch("--undo"),
    changes=[],
    written=False,
)
def merge(console: cli.Console, document: Path | None, write: bool, undo: bool) -> None:
    """Bring what was corrected in a copy of `export` back to the lines that it belongs to."""
    if undo == bool(document):
        raise click.UsageError(phrase("usage/word-merge"))
    if document is None:
        files = exchange.undo_merge(console.project)
        for file in files:
            console.tell(phrase("told/undone", file=file))
        console.finish((), changes=[], undone=files, written=True)
        return
    merged = exchange.merge_word(console.project, document, write)
    for each in merged.changes:
        for line in (f"{each.file}:{each.line}", f"- {each.before}", f"+ {each.after}"):
            console.tell(line)
    tell_comments(console, merged.reviews.values())
    if not write:
        console.tell(phrase("told/unwritten"))
    changes, told = [asdict(each) for each in merged.changes], [asdict(each) for each in merged.reviews.values()]
    console.finish(merged.findings, changes=changes, comments=told, written=write)


@cli.command(
    cli.edition_argument,
    click.option("--against", default="HEAD", show_default=True, metavar="REVISION"),
    cli.output_option,
    file=None,
)
def redline(console: cli.Console, edition: str, against: str) -> None:
    """Write the texts of EDITION in one column, with what was struck and added since a revision."""
    from brochurepress.proofing.compare import checkout, commit_of

    project, file = console.project, console.output / f"{edition}.redline.html"
    if not (commit := commit_of(project.root, against)):
        raise click.UsageError(phrase("usage/against", against=against, root=project.root))
    pipeline.prepare_file(project, file)
    was = commit[:10] if commit.startswith(against) else f"{against} ({commit[:10]})"
    with checkout(project.root, commit) as folder:
        page = exchange.redline_page(Snapshot(project), Snapshot(Project(folder)), edition, was)
    moved = pipeline.write_file(file, "redline", page.encode())
    console.tell(str(file))
    console.finish(moved, file=str(file))
