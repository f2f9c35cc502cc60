"""publish.py approve: the pages as they are become the reference that the tests hold every later build to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from brochurepress.cli.console import chosen, command, editions_argument, format_option, root_option
from brochurepress.findings import blocking
from brochurepress.wording import phrase
from brochurepress.workspace import Project

if TYPE_CHECKING:
    from brochurepress.pipeline import Build


@click.command()
@editions_argument
@root_option
@format_option
def approve(editions: tuple[str, ...], root: Path, form: str) -> None:
    """Keep small pictures of the pages of EDITION, or of every one, and say which of them changed.

    \b
    Example:
      publish.py compare annual-report && publish.py approve annual-report

    They go to tests/reference/<edition>/ in the root and belong in version control. A build with errors is not
    approved.
    """
    from brochurepress.pipeline import build_edition, write_files
    from brochurepress.proofing import PICTURE, departures, folder_of, reference_pictures

    project = Project(root)
    with command(form, several="approved") as console:
        for name in chosen(project, editions):
            with console.attempt(edition=name, approved=False):
                with console.stages(name) as on_stage:
                    built = build_edition(project, name, on_stage=on_stage)
                if blocking(built.findings):
                    console.finish(built.findings, edition=name, approved=False)
                    console.say(phrase("told/unapproved", name=name))
                    continue
                folder, pdf = folder_of(root, name), _looked_at(built)
                changed = departures(pdf, folder)
                pictures = reference_pictures(pdf)
                kept = {path.name for path in folder.glob("*") if PICTURE.fullmatch(path.name)}
                touched = {f"page-{each.page}.png" for each in changed}
                fresh = {file: content for file, content in pictures.items() if file in touched}
                gone = touched | (kept - pictures.keys())
                if changed:
                    write_files(folder, "approve", fresh, (kept - gone).__contains__, PICTURE.fullmatch)
                for each in changed:
                    console.tell(phrase("told/page", name=name, page=each.page, reason=each.reason))
                if not changed:
                    console.tell(phrase("told/approved", name=name, count=len(pictures)))
                pages = [{"page": each.page, "reason": each.reason} for each in changed]
                console.finish((), edition=name, approved=True, changed=pages, folder=str(folder))


def _looked_at(built: Build) -> bytes:
    """The PDF that people look at: the first accessible one, else the one for the printer."""
    from brochurepress.source import VARIANTS, PaintMethod

    for paint in (PaintMethod.TAGGED, PaintMethod.PLAIN):
        for artwork in built.artworks:
            if VARIANTS[artwork.variant].paint is paint:
                return artwork.content
    raise click.UsageError(phrase("usage/no-pages-to-approve", name=built.edition.name))
