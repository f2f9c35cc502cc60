"""publish.py evidence, sign, prove, release and verify: what is proven of an edition, and the release of it.

What is proven of its accessibility and what people judged of it; veraPDF's verdict on its accessible files; the folder
for the web team and the archive, or the reasons why there is none; whether what is online is what was released.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from brochurepress import pipeline, source
from brochurepress import release as releases
from brochurepress.cli import console as cli
from brochurepress.cli.check import text_findings
from brochurepress.findings import Finding, Place, Severity, blocking, error, info, nearest
from brochurepress.proofing import compare
from brochurepress.wording import in_language, phrase
from brochurepress.workspace import DISTRIBUTION, Own, Snapshot, version

TOOLS = ("weasyprint", "pikepdf", "fonttools", "pillow")
"""Libraries that make or judge the bytes of an artwork, named in the manifest."""


@cli.command(cli.edition_argument, cli.output_option, cli.switch("--draft"), edition="", site=None)
def release(console: cli.Console, edition: str, draft: bool) -> None:
    """Lay out EDITION for the web team and for the archive, when it is built, proved and signed."""
    written, findings = _released(console, edition, draft)
    site = written and str(written)
    console.finish(findings, cli.CLEAN if written else cli.FAULTY, edition=edition, site=site)
    if written:
        console.say(f"  {written}{' (draft)' if draft and blocking(findings) else ''}")


def _released(console: cli.Console, name: str, draft: bool) -> tuple[Path | None, tuple[Finding, ...]]:
    """The folder of the site, or None where it is refused, and all that was found."""
    project, (folder, moved) = console.project, console.folder(name)
    with console.stages(name) as on_stage:
        build = pipeline.build_edition(project, name, on_stage=on_stage)
        inputs = build.layout.inputs
        on_stage(phrase("stage/release"))
        ages = source.check_freshness(inputs.manuscript, cli.today())
        if not build.artworks:
            return None, (*build.findings, *ages)
        found = _evidence(build, folder)
        unproved = (*releases.failed(found), *releases.unsigned(found, cli.today()))
        tools = {DISTRIBUTION: version(), **{tool: importlib.metadata.version(tool) for tool in TOOLS}}
        # The commit of the source, with "+" where files were changed since; "" outside version control.
        commit = compare.commit_of(project.root)
        revision = f"{commit}+" if commit and compare.changed_since_commit(project.root) else commit
        record, reports = releases.read_record(folder), releases.for_machines(found)
        proofs = releases.ReleaseChecks(record, reports, unproved, ages, revision, tools)
        made = releases.make_release(inputs, build, proofs, folder)
        others = tuple(f for f in (*build.findings, *ages) if f not in made.findings)
        others += (texts := text_findings(Snapshot(project), name, Severity.WARNING if draft else Severity.ERROR))
        if not draft and (made.findings or blocking(texts)):
            return None, (*made.findings, *others)
        if releases.is_written(folder, made):
            same = info("release/same", Place(name), version=build.edition.version, date=build.edition.date)
            return folder / Own.SITE, (*made.findings, *others, *moved, same)
        moved = (*moved, *pipeline.write_output(console.output, build.edition, build.artworks).findings)
        written = releases.write_release(folder, made)
        return written.folder, (*made.findings, *others, *moved, *written.findings)


def _evidence(build: pipeline.Build, folder: Path) -> releases.Evidence:
    """The evidence of an edition from a build of it; what other tools said is read from the folder of its output."""
    signatures = releases.read_signatures(build.layout.inputs.snapshot, build.edition.name)
    record = releases.read_record(folder)
    return releases.collect_evidence(build.layout, build.artworks, build.findings, signatures, record)


@cli.command(
    cli.edition_argument,
    cli.output_option,
    click.option("--verapdf", default="verapdf", show_default=True, metavar="COMMAND"),
    edition="",
    verdicts=[],
)
def prove(console: cli.Console, edition: str, verapdf: str) -> None:
    """Have veraPDF judge the accessible files of EDITION, and record its verdict for the release."""
    folder, findings = console.folder(edition)
    with console.stages(edition) as on_stage:
        built = pipeline.build_edition(console.project, edition, on_stage=on_stage)
        on_stage("veraPDF")
        verdicts = releases.validate(built.artworks, verapdf)
    if not blocking(built.findings):
        written = releases.write_record(folder, verdicts)
        findings = (*findings, *written.findings)
        console.say(f"  {written.folder / Own.VERDICTS}")
    refused = tuple(
        error("prove/failed", Place(edition), tool=verdict.tool, standard=verdict.standard, failure=failure)
        for verdict in verdicts
        for failure in verdict.failures
    )
    findings = (*findings, *built.findings, *refused)
    console.finish(findings, edition=edition, verdicts=[asdict(verdict) for verdict in verdicts])


@cli.command(
    click.argument("target", metavar="URL|DIR"),
    click.option("--edition", metavar="NAME"),
    click.option("--timeout", default=10.0, show_default=True, metavar="SECONDS"),
    cli.output_option,
    target="",
    files=0,
    links=[],
)
def verify(console: cli.Console, target: str, edition: str | None, timeout: float) -> None:
    """Compare what is at URL, or in DIR, with the release byte for byte, and try every link of the page."""
    # The edition that is meant: the only one, the only one that was released, or the one that belongs there.
    names = cli.chosen(console.project, (edition,) if edition else ())
    sites = {name: console.output / name / "site" for name in names}
    made = [name for name, site in sites.items() if (site / Own.MANIFEST).is_file()]
    if len(names) > 1 and len(made) > 1:
        addresses = {name: releases.read_manifest(sites[name]).address.rstrip("/") for name in made}
        made = [name for name in made if addresses[name] == target.rstrip("/")] or made
    if len(made or names) != 1:
        raise click.UsageError(phrase("usage/which-release", names=list(made or names)))
    online = target.startswith(("https://", "http://"))
    if not online and not Path(target).is_dir():
        raise click.UsageError(phrase("usage/target", target=target))
    released = releases.read_released(sites[(made or names)[0]])
    if online:
        found = releases.verify_address(target, released, timeout, lambda link: console.say(f"  {link}"))
    else:
        found = releases.verify_folder(Path(target), released)
    links = [asdict(link) for link in found.links]
    console.finish(found.findings, target=target, files=found.files, links=links)


@cli.command(cli.edition_argument, cli.output_option, edition="", files=[])
def evidence(console: cli.Console, edition: str) -> None:
    """Write the evidence of EDITION's accessibility: evidence.html, and the same as JSON, EARL and OpenACR."""
    folder, moved = console.folder(edition)
    built = pipeline.build_edition(console.project, edition)
    if blocking(built.findings):
        console.finish(built.findings, edition=edition, files=[])
        return
    found = _evidence(built, folder)
    page = releases.evidence_page(built.layout.inputs, found)
    files = {Own.EVIDENCE_PAGE: page.encode(), **releases.for_machines(found)}
    moved = (*moved, *pipeline.write_files(folder, "evidence", files))
    paths = [str(folder / file) for file in files]
    for path in paths:
        console.tell(path)
    wanting = (*releases.failed(found), *releases.unsigned(found, cli.today()))
    console.finish((*moved, *wanting), cli.FAULTY if wanting else cli.CLEAN, edition=edition, files=paths)


@cli.command(
    cli.edition_argument,
    click.option("--criterion", "criteria", multiple=True, required=True, metavar="N"),
    click.option("--name", required=True),
    click.option("--date", type=click.DateTime(["%Y-%m-%d"])),
    cli.switch("--yes"),
    edition="",
    signed=None,
)
def sign(
    console: cli.Console, edition: str, criteria: tuple[str, ...], name: str, date: dt.datetime | None, yes: bool
) -> None:
    """Sign that a person has judged one criterion of EDITION as it is now; its question is shown first."""
    if not name.strip():
        raise click.UsageError(phrase("usage/empty-name"))
    if len(criteria) > 1:
        raise click.UsageError(phrase("usage/one-criterion"))
    day = date.date() if date else cli.today()
    if day > cli.today():
        raise click.UsageError(phrase("usage/day-to-come", day=day))
    if console.form != cli.TEXT and not yes:
        raise click.UsageError(phrase("usage/no-answer", form=console.form))
    folder, built = console.output / edition, pipeline.build_edition(console.project, edition)
    if blocking(built.findings):
        console.finish(built.findings, edition=edition, signed=None)
        return
    found = _evidence(built, folder)
    asked = {entry.criterion.number: entry for entry in found.entries if entry.asks}
    (number,) = criteria
    if number not in asked:
        raise click.UsageError(phrase("usage/criterion", number=number, nearest=nearest(number, asked)))
    question = list(_shown(asked[number], found.wording.page["hangs"]))
    # How the pages are read aloud, and where to look at them.
    files = (f"  {folder / file}" for file in (Own.EVIDENCE_PAGE, *(f.file for f in found.files if f.medium)))
    for line in (*map(str, releases.read_aloud(found)), *files, *question):
        console.tell(line)
    if not yes and not click.confirm(in_language(phrase("told/sign", name=name.strip(), day=day), cli.spoken())):
        cli.echo(phrase("told/unsigned"), err=True)
        sys.exit(cli.FAULTY)
    signature = releases.SignOff(criterion=number, name=name.strip(), date=day, judged={**asked[number].judged})
    file = str(console.project.root / releases.write_signatures(console.project, edition, {number: signature}))
    console.tell(file)
    console.finish((), edition=edition, signed=number, file=file, question=question)


def _shown(entry: releases.CriterionEntry, hangs: str) -> Iterator[str]:
    """The question of a criterion, who judged of it so far, and what they saw."""
    yield f"{entry.criterion.number} {entry.name}"
    yield entry.question
    for verdict in entry.verdicts:
        by = (f"{verdict.medium}: {tool}: {', '.join(rules)}" for tool, rules in verdict.by.items())
        yield from (f"  {told}" for told in (verdict.reason, *by, *verdict.findings) if told)
    yield f"  {hangs} {', '.join(entry.judged)}"
