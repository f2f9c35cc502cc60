"""publish.py compare and approve: what changed between two states of a brochure, and the pages that are to stay.

`compare` gives a page to look at and an exit code; with `approve` the pages as they are become the reference that the
tests hold every later build to.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from brochurepress import exchange, pipeline, proofing, source
from brochurepress.cli import console as cli
from brochurepress.findings import blocking, nearest
from brochurepress.proofing import compare as comparing
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

SUFFIX = ".compare.html"
"""Ends the name of a report; an edition's folder has no dot in its name."""

PAGES = (".html", ".htm")


@cli.command(
    cli.editions_argument,
    click.option("--against", default="HEAD", show_default=True, metavar="REVISION|EDITION|DIR|FILE.pdf"),
    click.option("--report", type=click.Path(path_type=Path), metavar="DIR|FILE.html"),
    click.option("--variant", "variants", multiple=True, metavar="VARIANT"),
    several="compared",
)
def compare(
    console: cli.Console, editions: tuple[str, ...], against: str, report: Path | None, variants: tuple[str, ...]
) -> None:
    """Show what changed in EDITION, or in every one, since a revision, a folder or a PDF."""
    paged = [name for name, variant in source.VARIANTS.items() if variant.paint in comparing.PAGED]
    for variant in variants:
        if variant not in paged:
            raise click.UsageError(phrase("usage/no-pages", variant=variant, nearest=nearest(variant, paged)))
    if report and report.suffix in PAGES and len(editions) > 1:
        raise click.UsageError(phrase("usage/one-report"))
    project, place = console.project, report or console.output
    for name in editions:
        path = place if place.suffix in PAGES else place / f"{name}{SUFFIX}"
        with console.attempt(edition=name, same=None):
            pipeline.prepare_file(project, path)
            with console.stages(name) as on_stage, _before(project, name, against, variants, on_stage) as before:
                comparison, edition = _compared(project, name, before, variants, on_stage)
                scores = list[int]()
                if before.origin:  # what was delivered as a file or folder has no texts to be judged
                    was = before.origin.layout.composition.inputs
                    scores += (
                        exchange.score(was.snapshot, was.manuscript.edition.name),
                        exchange.score(Snapshot(project), name),
                    )
                on_stage(phrase("stage/report"))
                page = comparing.comparison_page(Snapshot(project), comparison, edition.title, edition.language)
                moved = pipeline.write_file(path, "compare", page.encode())
            console.report((*comparison.faults, *moved))
            code = cli.FAULTY if comparison.findings else cli.CLEAN
            console.finish(comparison.findings, code, **_data(comparison, path), readability=scores)
            if not comparison.findings:
                console.say(phrase("told/same", name=name, before=comparison.before))
            if scores:
                console.say(phrase("told/readable", before=scores[0], after=scores[1]))
            console.say(f"  {path}")


@contextmanager
def _before(
    project: Project, edition: str, against: str, variants: tuple[str, ...], on_stage: pipeline.OnStage
) -> Iterator[comparing.EditionState]:
    """The state to compare with: of a PDF, of another edition, of a folder, or of a revision."""
    path = Path(against)
    if path.suffix.lower() == ".pdf":
        if not path.is_file():
            raise click.UsageError(phrase("usage/no-file", file=path))
        yield comparing.delivered(path, variants[0] if variants else "")
    elif against in source.known_editions(Snapshot(project)):
        yield comparing.built(project, against, variants, against, on_stage)
    elif path.is_dir() and edition in source.known_editions(Snapshot(Project(path))):
        yield comparing.built(Project(path), edition, variants, against, on_stage)
    elif path.is_dir():
        yield comparing.in_folder(path, edition, variants)
    elif commit := comparing.commit_of(project.root, against):
        name = commit[:10] if commit.startswith(against) else f"{against} ({commit[:10]})"
        with comparing.at_commit(project.root, commit, edition, variants, name, on_stage) as state:
            yield state
    else:
        raise click.UsageError(phrase("usage/against", against=against, root=project.root))


def _compared(
    project: Project, name: str, before: comparing.EditionState, variants: tuple[str, ...], on_stage: pipeline.OnStage
) -> tuple[comparing.Comparison, source.Edition]:
    """The comparison with the sources as they are, and the edition that these make."""
    after = comparing.built(project, name, variants or tuple(before.files), f"source/{name}", on_stage)
    assert after.origin is not None  # noqa: S101 - it was built here
    edition = after.origin.layout.inputs.manuscript.edition
    if not set(before.files) & set(after.files):
        has, issues = ", ".join(before.files) or "–", ", ".join(variants or comparing.comparable(edition)) or "–"
        raise click.UsageError(phrase("usage/nothing-alike", name=before.name, has=has, issues=issues))
    return comparing.compare_states(name, before, after, on_stage), edition


def _data(comparison: comparing.Comparison, path: Path) -> dict[str, Any]:
    files = [
        {
            "variant": file.variant,
            "before": file.before,
            "after": file.after,
            "pages": [
                {
                    "before": page.before.number if page.before else None,
                    "after": page.after.number if page.after else None,
                    "status": page.status.value,
                    "differing_percent": round(page.share, 3),
                    "moved_words": page.moved,
                    "plates_before": _means(page.before),
                    "plates_after": _means(page.after),
                }
                for page in file.pages
            ],
        }
        for file in comparison.files
    ]
    return {
        "edition": comparison.edition,
        "before": comparison.before,
        "after": comparison.after,
        "same": not comparison.findings,
        "report": str(path),
        "files": files,
        "faults": cli.as_data(comparison.faults),
    }


def _means(side: comparing.PageSide | None) -> list[float]:
    return [round(mean, 2) for mean in side.means.values()] if side else []


@cli.command(cli.editions_argument, several="approved")
def approve(console: cli.Console, editions: tuple[str, ...]) -> None:
    """Keep small pictures of the pages of EDITION, or of every one, and say which of them changed."""
    project = console.project
    for name in editions:
        with console.attempt(edition=name, approved=False):
            with console.stages(name) as on_stage:
                made = pipeline.build_edition(project, name, on_stage=on_stage)
            if blocking(made.findings):
                console.finish(made.findings, edition=name, approved=False)
                console.say(phrase("told/unapproved", name=name))
                continue
            folder, pdf = proofing.folder_of(project.root, name), _looked_at(made)
            changed, pictures = proofing.departures(pdf, folder), proofing.reference_pictures(pdf)
            kept = {path.name for path in folder.glob("*") if proofing.PICTURE.fullmatch(path.name)}
            touched = {f"page-{each.page}.png" for each in changed}
            fresh = {file: content for file, content in pictures.items() if file in touched}
            gone = touched | (kept - pictures.keys())
            if changed:
                pipeline.write_files(folder, "approve", fresh, (kept - gone).__contains__, proofing.PICTURE.fullmatch)
            pages = [{"page": each.page, "reason": each.reason} for each in changed]
            for told in pages:
                console.tell(phrase("told/page", name=name, **told))
            if not pages:
                console.tell(phrase("told/approved", name=name, count=len(pictures)))
            console.finish((), edition=name, approved=True, changed=pages, folder=str(folder))


def _looked_at(made: pipeline.Build) -> bytes:
    """The PDF that people look at: the first accessible one, else the one for the printer."""
    for paint in (source.PaintMethod.TAGGED, source.PaintMethod.PLAIN):
        for artwork in made.artworks:
            if source.VARIANTS[artwork.variant].paint is paint:
                return artwork.content
    raise click.UsageError(phrase("usage/no-pages-to-approve", name=made.edition.name))
