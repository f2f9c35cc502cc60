"""publish.py evidence and sign: what is proven of an edition's accessibility, and what people judged of it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from brochurepress.cli.console import (
    CLEAN,
    FAULTY,
    TEXT,
    Console,
    command,
    echo,
    edition_argument,
    format_option,
    output_option,
    root_option,
    spoken,
    the_one,
    today,
)
from brochurepress.findings import blocking, nearest
from brochurepress.wording import in_language, phrase
from brochurepress.workspace import Own, Project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brochurepress.release import CriterionEntry, Evidence
    from brochurepress.source import Inputs


@click.command()
@edition_argument
@root_option
@output_option
@format_option
def evidence(edition: str, root: Path, output: Path | None, form: str) -> None:
    """Write the evidence of EDITION's accessibility: evidence.html, and the same as JSON, EARL and OpenACR.

    \b
    Example:
      publish.py evidence annual-report

    Exit code 1 tells that a demand is not met or a judgement is missing; the evidence is written all the same.
    """
    from brochurepress.pipeline import prepare, write_files
    from brochurepress.release import evidence_page, failed, for_machines, unsigned

    project = Project(root)
    name = the_one(project, edition)
    with command(form, edition=name, files=[]) as console:
        moved = prepare(project, output, name)
        folder = (output or root / "output") / name
        if not (collected := _collected(project, name, console, folder, files=[])):
            return
        inputs, found = collected
        page = evidence_page(inputs, found)
        files: dict[str, bytes] = {Own.EVIDENCE_PAGE: page.encode(), Own.EVIDENCE: found.to_json().encode()}
        files |= for_machines(found)
        moved = (*moved, *write_files(folder, "evidence", files))
        for file in files:
            console.tell(str(folder / file))
        wanting, paths = (*failed(found), *unsigned(found, today())), [str(folder / file) for file in files]
        console.finish((*moved, *wanting), FAULTY if wanting else CLEAN, edition=name, files=paths)


@click.command()
@edition_argument
@root_option
@click.option("--criterion", "criteria", multiple=True, required=True, metavar="N", help="Such as 1.1.1.")
@click.option("--name", required=True, help="Who has looked.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="When, as 2026-11-23; today when it is not given.")
@click.option("--yes", is_flag=True, help="Do not ask back: the question is shown, and it is signed.")
@format_option
def sign(
    edition: str, root: Path, criteria: tuple[str, ...], name: str, date: dt.datetime | None, yes: bool, form: str
) -> None:
    """Sign that a person has judged one criterion of EDITION as it is now; its question is shown first.

    \b
    Example:
      publish.py sign annual-report --criterion 1.1.1 --name "A. de Vries"

    The judgement is kept in source/EDITION/signed.toml and expires when what it hangs on changes.
    """
    from brochurepress.release import SignOff, write_signatures

    if not name.strip():
        raise click.UsageError(phrase("usage/empty-name"))
    if len(criteria) > 1:
        raise click.UsageError(phrase("usage/one-criterion"))
    day = date.date() if date else today()
    if day > today():
        raise click.UsageError(phrase("usage/day-to-come", day=day))
    if form != TEXT and not yes:
        raise click.UsageError(phrase("usage/no-answer", form=form))
    project = Project(root)
    the_one(project, edition)
    with command(form, edition=edition, signed=None) as console:
        folder = root / "output" / edition
        if not (collected := _collected(project, edition, console, folder, signed=None)):
            return
        evidence = collected[1]
        asked = {entry.criterion.number: entry for entry in evidence.entries if entry.asks}
        (number,) = criteria
        if number not in asked:
            raise click.UsageError(phrase("usage/criterion", number=number, nearest=nearest(number, asked)))
        question = list(_shown(asked[number], evidence.wording.page["hangs"]))
        for line in (*_judged(evidence, folder), *question):
            console.tell(line)
        if not yes and not click.confirm(in_language(phrase("told/sign", name=name.strip(), day=day), spoken())):
            echo(phrase("told/unsigned"), err=True)
            sys.exit(FAULTY)
        judged = dict(asked[number].judged)
        signature = SignOff(criterion=number, name=name.strip(), date=day, judged=judged)
        file = str(root / write_signatures(project, edition, {number: signature}))
        console.tell(file)
        console.finish((), edition=edition, signed=number, file=file, question=question)


def _shown(entry: CriterionEntry, hangs: str) -> Iterator[str]:
    """The question of a criterion, who judged of it so far, and what they saw."""
    yield f"{entry.criterion.number} {entry.name}"
    yield entry.question
    for verdict in entry.verdicts:
        by = (f"{verdict.medium}: {tool}: {', '.join(rules)}" for tool, rules in verdict.by.items())
        yield from (f"  {told}" for told in (verdict.reason, *by, *verdict.findings) if told)
    yield f"  {hangs} {', '.join(entry.judged)}"


def _judged(evidence: Evidence, folder: Path) -> Iterator[str]:
    """What is judged: how the pages are read aloud, and where to look at them."""
    from brochurepress.release import read_aloud

    yield from map(str, read_aloud(evidence))
    yield f"  {folder / Own.EVIDENCE_PAGE}"
    yield from (f"  {folder / each.file}" for each in evidence.files if each.medium)


def _collected(
    project: Project, name: str, console: Console, folder: Path, **told: Any
) -> tuple[Inputs, Evidence] | None:
    """Inputs and evidence of an edition, from a build of it; none for a build with errors, which ends the command.

    What other tools said is read from the folder of its output.
    """
    from brochurepress.pipeline import build_edition
    from brochurepress.release import collect_evidence, read_record, read_signatures

    built = build_edition(project, name)
    inputs = built.layout.inputs
    if blocking(built.findings):
        console.finish(built.findings, edition=name, **told)
        return None
    signatures = read_signatures(inputs.snapshot, name)
    record = read_record(folder)
    return inputs, collect_evidence(built.layout, built.artworks, built.findings, signatures, record)
