"""publish.py release: the folder for the web team and the archive, or the reasons why there is none."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brochurepress.cli.console import (
    CLEAN,
    FAULTY,
    Console,
    command,
    edition_argument,
    format_option,
    output_option,
    root_option,
    the_one,
    today,
)
from brochurepress.cli.text_checks import text_findings
from brochurepress.findings import Finding, Place, Severity, blocking, info
from brochurepress.wording import phrase
from brochurepress.workspace import DISTRIBUTION, Project, Snapshot, version

if TYPE_CHECKING:
    from brochurepress.source import Edition

TOOLS = ("weasyprint", "pikepdf", "fonttools", "pillow")
"""Libraries that make or judge the bytes of an artwork, named in the manifest."""


@click.command()
@edition_argument
@root_option
@output_option
@click.option(
    "--draft", is_flag=True, help="Go on in spite of what is missing; all that is written says it is a draft."
)
@format_option
def release(edition: str, root: Path, output: Path | None, draft: bool, form: str) -> None:
    """Lay out EDITION for the web team and for the archive, when it is built, proved and signed.

    \b
    Example:
      publish.py prove annual-report && publish.py release annual-report

    Files go to output/<edition>/site/ (copy this whole folder to the web) and output/<edition>/archive/.
    """
    project = Project(root)
    name = the_one(project, edition)
    with command(form, edition=name, site=None) as console:
        written, findings = _released(project, name, output, draft, console)
        site = written and str(written)
        console.finish(findings, CLEAN if written else FAULTY, edition=name, site=site)
        if written:
            console.say(f"  {written}{' (draft)' if draft and blocking(findings) else ''}")


def _released(
    project: Project, name: str, named: Path | None, draft: bool, console: Console
) -> tuple[Path | None, tuple[Finding, ...]]:
    """The folder of the site, or None where it is refused, and all that was found."""
    from brochurepress.pipeline import build_edition, prepare, write_output
    from brochurepress.release import (
        SITE,
        EvidenceRecord,
        ReleaseChecks,
        collect_evidence,
        failed,
        for_machines,
        is_written,
        make_release,
        read_record,
        read_signatures,
        unsigned,
        write_release,
    )
    from brochurepress.source import check_freshness

    output = named or project.root / "output"
    folder = output / name
    moved = prepare(project, named, name)
    with console.stages(name) as on_stage:
        build = build_edition(project, name, on_stage=on_stage)
        inputs = build.layout.inputs
        on_stage(phrase("stage/release"))
        ages = check_freshness(inputs.manuscript, today())
        if not build.artworks:
            return None, (*build.findings, *ages)
        signatures = read_signatures(inputs.snapshot, name)
        verdicts = read_record(folder)
        found = collect_evidence(build.layout, build.artworks, build.findings, signatures, verdicts)
        open_points = (*failed(found), *unsigned(found, today()))
        evidence = EvidenceRecord(found.to_json().encode(), open_points, for_machines(found))
        proofs = ReleaseChecks(verdicts, evidence, ages, _revision(project.root), _tools())
        made = make_release(inputs, build, proofs, folder)
        others = tuple(f for f in (*build.findings, *ages) if f not in made.findings)
        texts = text_findings(Snapshot(project), name, Severity.WARNING if draft else Severity.ERROR)
        others += texts
        if not draft and (made.findings or blocking(texts)):
            return None, (*made.findings, *others)
        if is_written(folder, made):
            return folder / SITE, (*made.findings, *others, *moved, _same(build.edition))
        moved = (*moved, *write_output(output, build.edition, build.artworks).findings)
        written = write_release(folder, made)
        return written.folder, (*made.findings, *others, *moved, *written.findings)


def _same(edition: Edition) -> Finding:
    return info("release/same", Place(edition.name), version=edition.version, date=edition.date)


def _tools() -> dict[str, str]:
    return {DISTRIBUTION: version(), **{name: importlib.metadata.version(name) for name in TOOLS}}


def _revision(root: Path) -> str:
    """The commit of the source, with "+" where files were changed since; "" outside version control."""
    from brochurepress.proofing.compare import changed_since_commit, commit_of

    commit = commit_of(root)
    return f"{commit}+" if commit and changed_since_commit(root) else commit
