"""publish.py import, export and merge: texts from Word, to Word, and back."""

from __future__ import annotations

from pathlib import Path

import click

from brochurepress.cli.console import (
    Console,
    command,
    edition_argument,
    format_option,
    output_option,
    root_option,
    the_one,
)
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

document_argument = click.argument("document", type=click.Path(path_type=Path), metavar="FILE.docx")
write_option = click.option("--write", is_flag=True, help="Write what is shown; nothing is written without it.")


@click.command("import")
@document_argument
@click.option("--into", metavar="EDITION", help="The edition that it goes into, by default one of its own name.")
@click.option(
    "--kit",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A root whose layouts/import.toml says which style becomes what.",
)
@click.option(
    "--changes",
    type=click.Choice(["accept", "ask"]),
    default="accept",
    show_default=True,
    help="Take tracked changes as accepted, or tell each of them besides.",
)
@write_option
@root_option
@format_option
def import_(
    document: Path, into: str | None, kit: Path | None, changes: str, write: bool, root: Path, form: str
) -> None:
    """Read a Word document into the sections of an edition, and tell all that found no home.

    \b
    Every word of the document is in the files or told with its paragraph, and the edits that the press still asks for
    are told with their lines. What styles become stands in layouts/import.toml.

    \b
    Examples:
      publish.py import manuscript.docx
      publish.py import manuscript.docx --into annual-report --write
    """
    from brochurepress.exchange import edition_name, import_word, write_import

    project = Project(root)
    with command(form, files=[], written=False) as console:
        files, findings = import_word(project, document, into or edition_name(document), kit, changes == "ask")
        moved = write_import(project, files) if write else ()
        for file, content in files.items():
            console.tell(phrase("told/imported", file=file, count=len(content.splitlines())))
        _unwritten(console, write)
        console.finish((*findings, *moved), files=list(files), written=write)


@click.command()
@edition_argument
@click.option("--to", type=click.Choice(["docx"]), default="docx", show_default=True, help="The form of the copy.")
@root_option
@output_option
@format_option
def export(edition: str, to: str, root: Path, output: Path | None, form: str) -> None:
    """Write the texts of EDITION as a document to be read and corrected in Word.

    \b
    Each paragraph keeps its place in the source, so that `merge` brings corrections back.

    \b
    Example:
      publish.py export annual-report --to docx
    """
    from brochurepress.exchange import copy_for_word
    from brochurepress.pipeline import prepare, write_files

    project, folder = Project(root), f"{edition}.word"
    name = the_one(project, edition)
    with command(form, file=None) as console:
        moved = prepare(project, output, folder)
        target = (output or root / "output") / folder
        moved += write_files(target, "export", {f"{name}.{to}": copy_for_word(Snapshot(project), name)})
        console.tell(str(target / f"{name}.{to}"))
        console.finish(moved, file=str(target / f"{name}.{to}"))


@click.command()
@click.argument("document", type=click.Path(path_type=Path), metavar="[FILE.docx]", required=False)
@write_option
@click.option("--undo", is_flag=True, help="Take the last merge back.")
@root_option
@format_option
def merge(document: Path | None, write: bool, undo: bool, root: Path, form: str) -> None:
    """Bring what was corrected in a copy of `export` back to the lines that it belongs to.

    \b
    A block is written only where the source still has the words that were sent; else both texts are told. Paragraphs
    that are new, deleted, moved, split or made one are told, and so are looks and links.

    \b
    Examples:
      publish.py merge annual-report.docx
      publish.py merge annual-report.docx --write
      publish.py merge --undo
    """
    from brochurepress.exchange import merge_word, undo_merge, write_merge

    project = Project(root)
    if undo == bool(document):
        raise click.UsageError("merge takes a FILE.docx, or --undo")
    with command(form, changes=[], written=False) as console:
        if document is None:
            files = undo_merge(project)
            for file in files:
                console.tell(phrase("told/undone", file=file))
            console.finish((), changes=[], undone=files, written=True)
            return
        merged = (write_merge if write else merge_word)(project, document)
        for each in merged.changes:
            console.tell(f"{each.file}:{each.line}\n- {each.before}\n+ {each.after}")
        _unwritten(console, write)
        told = [
            {"file": each.file, "line": each.line, "before": each.before, "after": each.after}
            for each in merged.changes
        ]
        console.finish(merged.findings, changes=told, written=write)


def _unwritten(console: Console, write: bool) -> None:
    if not write:
        console.tell(phrase("told/unwritten"))
