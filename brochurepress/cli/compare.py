"""publish.py compare: what changed between two states of a brochure, as a page to look at and an exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from brochurepress.cli.console import (
    CLEAN,
    FAULTY,
    as_data,
    chosen,
    command,
    editions_argument,
    format_option,
    root_option,
)
from brochurepress.findings import nearest
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

if TYPE_CHECKING:
    from brochurepress.pipeline import OnStage
    from brochurepress.proofing.compare import Comparison, EditionState, PageSide
    from brochurepress.source import Edition

SUFFIX = ".compare.html"
"""Ends the name of a report; an edition's folder has no dot in its name."""

PAGES = (".html", ".htm")


@click.command()
@editions_argument
@click.option(
    "--against",
    default="HEAD",
    show_default=True,
    metavar="REVISION|EDITION|DIR|FILE.pdf",
    help="What it was: a git revision, another edition, a root or output folder, or a PDF.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    metavar="DIR|FILE.html",
    help="Where the report goes; output/<edition>.compare.html in the root when not given.",
)
@click.option(
    "--variant", "variants", multiple=True, metavar="VARIANT", help="Compare this variant only; may be repeated."
)
@root_option
@format_option
def compare(
    editions: tuple[str, ...], against: str, report: Path | None, variants: tuple[str, ...], root: Path, form: str
) -> None:
    """Show what changed in EDITION, or in every one, since a revision, a folder or a PDF.

    \b
    Examples:
      publish.py compare                                  since the last commit
      publish.py compare annual-report --against v1.0     since a tag, a branch or a commit
      publish.py compare annual-report --against annual-report-in-short
      publish.py compare annual-report --against was.pdf  since a file that was delivered

    Exit codes: 0 the same, 1 something differs, 2 wrong use, 3 a state cannot be built or read.
    """
    from brochurepress.pipeline import prepare_file, write_file
    from brochurepress.proofing.compare import comparison_page

    project = Project(root)
    names = chosen(project, editions)
    _known(variants)
    if report and report.suffix in PAGES and len(names) > 1:
        raise click.UsageError(phrase("usage/one-report"))
    with command(form, several="compared") as console:
        for name in names:
            path = _place(root, name, report)
            with console.attempt(edition=name, same=None):
                prepare_file(project, path)
                with console.stages(name) as on_stage, _before(root, name, against, variants, on_stage) as before:
                    comparison, edition = _compared(project, name, before, variants, on_stage)
                    scores = _scores(before, project, name)
                    on_stage(phrase("stage/report"))
                    page = comparison_page(Snapshot(project), comparison, edition.title, edition.language)
                    moved = write_file(path, "compare", page.encode())
                console.report((*comparison.faults, *moved))
                code = FAULTY if comparison.findings else CLEAN
                console.finish(comparison.findings, code, **_data(comparison, path), readability=scores)
                if not comparison.findings:
                    console.say(phrase("told/same", name=name, before=comparison.before))
                if scores:
                    console.say(phrase("told/readable", before=scores[0], after=scores[1]))
                console.say(f"  {path}")


def _known(variants: tuple[str, ...]) -> None:
    from brochurepress.proofing.compare import PAGED
    from brochurepress.source import VARIANTS

    paged = [name for name, variant in VARIANTS.items() if variant.paint in PAGED]
    for variant in variants:
        if variant not in paged:
            raise click.UsageError(phrase("usage/no-pages", variant=variant, nearest=nearest(variant, paged)))


@contextmanager
def _before(
    root: Path, edition: str, against: str, variants: tuple[str, ...], on_stage: OnStage
) -> Iterator[EditionState]:
    """The state to compare with: of a PDF, of another edition, of a folder, or of a revision."""
    from brochurepress.proofing.compare import at_commit, built, commit_of, delivered, in_folder
    from brochurepress.source import known_editions

    path = Path(against)
    if path.suffix.lower() == ".pdf":
        if not path.is_file():
            raise click.UsageError(phrase("usage/no-file", file=path))
        yield delivered(path, variants[0] if variants else "")
    elif against in known_editions(Snapshot(Project(root))):
        yield built(Project(root), against, variants, against, on_stage)
    elif path.is_dir() and edition in known_editions(Snapshot(Project(path))):
        yield built(Project(path), edition, variants, against, on_stage)
    elif path.is_dir():
        yield in_folder(path, edition, variants)
    elif commit := commit_of(root, against):
        name = commit[:10] if commit.startswith(against) else f"{against} ({commit[:10]})"
        with at_commit(root, commit, edition, variants, name, on_stage) as state:
            yield state
    else:
        raise click.UsageError(phrase("usage/against", against=against, root=root))


def _compared(
    project: Project, name: str, before: EditionState, variants: tuple[str, ...], on_stage: OnStage
) -> tuple[Comparison, Edition]:
    """The comparison with the sources as they are, and the edition that these make."""
    from brochurepress.proofing.compare import built, comparable, compare_states

    after = built(project, name, variants or tuple(before.files), f"source/{name}", on_stage)
    assert after.origin is not None  # noqa: S101 - it was built here
    edition = after.origin.layout.inputs.manuscript.edition
    if not set(before.files) & set(after.files):
        has, issues = ", ".join(before.files) or "–", ", ".join(variants or comparable(edition)) or "–"
        raise click.UsageError(phrase("usage/nothing-alike", name=before.name, has=has, issues=issues))
    return compare_states(name, before, after, on_stage), edition


def _scores(before: EditionState, project: Project, name: str) -> list[int]:
    """The readability of both states; of a file or folder that was delivered there is none."""
    from brochurepress.exchange import score

    if before.origin is None:
        return []
    inputs = before.origin.layout.composition.inputs
    return [score(inputs.snapshot, inputs.manuscript.edition.name), score(Snapshot(project), name)]


def _place(root: Path, edition: str, report: Path | None) -> Path:
    """Where the report on an edition goes."""
    path = report or root / "output"
    return path if path.suffix in PAGES else path / f"{edition}{SUFFIX}"


def _data(comparison: Comparison, path: Path) -> dict[str, Any]:
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
        "faults": as_data(comparison.faults),
    }


def _means(side: PageSide | None) -> list[float]:
    return [round(mean, 2) for mean in side.plates.means.values()] if side else []
