"""publish.py evidence and sign: what is proven of an edition's accessibility, and what people judged of it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from prepress.commands.console import (
    CLEAN,
    FAULTY,
    REJECTED,
    Console,
    echo,
    output_option,
    root_option,
    the_one,
)
from prepress.file_names import Own
from prepress.findings import Rejected, blocking, nearest
from prepress.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prepress.build import Sources
    from prepress.evidence import Evidence
    from prepress.findings import Finding


@click.command()
@click.argument("edition")
@root_option
@output_option
def evidence(edition: str, root: Path, output: Path | None) -> None:
    """Write the evidence of EDITION's accessibility: evidence.json and evidence.html.

    \b
    Example:
      publish.py evidence annual-report

    Exit code 1 tells that a demand is not met or a judgement is missing; the evidence is written all the same.
    """
    from prepress.evidence import failed, unsigned
    from prepress.evidence_page import evidence_page
    from prepress.output import prepare, write_files

    project = Project(root)
    the_one(project, edition)
    folder = (output or root / "output") / edition
    try:
        moved = prepare(project, output, edition)
        sources, found = _collected(project, edition)
        page = evidence_page(project, sources, found)
        files: dict[str, bytes] = {Own.EVIDENCE_PAGE: page.encode(), Own.EVIDENCE: found.to_json().encode()}
        moved = (*moved, *write_files(folder, "evidence", files))
    except Rejected as rejected:
        _leave(rejected.findings, REJECTED)
    for file in files:
        echo(folder / file)
    wanting = (*failed(found), *unsigned(found))
    _leave((*moved, *wanting), FAULTY if wanting else CLEAN)


@click.command()
@click.argument("edition")
@root_option
@click.option(
    "--criterion",
    "criteria",
    multiple=True,
    required=True,
    metavar="N",
    help="Such as 1.1.1; may be repeated.",
)
@click.option("--name", required=True, help="Who has looked.")
@click.option("--date", required=True, type=click.DateTime(["%Y-%m-%d"]), help="When, as 2026-11-23.")
def sign(edition: str, root: Path, criteria: tuple[str, ...], name: str, date: dt.datetime) -> None:
    """Sign that a person has judged a criterion for the present text of EDITION.

    \b
    Example:
      publish.py sign annual-report --criterion 1.1.1 --name "A. de Vries" --date 2026-11-23

    The judgement is kept in source/EDITION/signed.toml and expires when the text changes.
    """
    from prepress.signatures import Signature, write_signatures

    if not name.strip():
        raise click.UsageError("--name is empty: write who has looked")
    project = Project(root)
    _, found = _collected(project, edition)
    asked = {entry.criterion.number: entry for entry in found.entries if entry.asks}
    for number in criteria:
        if number not in asked:
            raise click.UsageError(f"no person is asked about '{number}': {nearest(number, asked)}")
    signed = {}
    for number in criteria:
        text = asked[number].text
        signed[number] = Signature(criterion=number, name=name.strip(), date=date.date(), text=text)
    try:
        echo(root / write_signatures(project, edition, signed))
    except Rejected as rejected:
        _leave(rejected.findings, REJECTED)


def _collected(project: Project, name: str) -> tuple[Sources, Evidence]:
    """Sources and evidence of an edition, from a build of it; leaves with its findings when there is none."""
    from prepress.build import lay_out, paint, read_sources
    from prepress.evidence import collect_evidence
    from prepress.signatures import read_signatures

    the_one(project, name)
    try:
        signatures = read_signatures(project, name)
        sources = read_sources(project, name)
        layout = lay_out(project, sources)
        built = paint(project, sources, layout, (), lambda stage: None)
        if blocking(built.findings):
            _leave(built.findings, FAULTY)
        found = collect_evidence(project, sources, layout, built.artworks, built.findings, signatures)
    except Rejected as rejected:
        _leave(rejected.findings, REJECTED)
    return sources, found


def _leave(findings: Iterable[Finding], code: int) -> NoReturn:
    Console(as_json=False).report(findings)
    sys.exit(code)
