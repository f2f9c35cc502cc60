"""publish.py check: the faults of editions, and of any PDF.

Checks of texts, which an edition is asked besides its pages, are entered here for the commands that ask them.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from brochurepress import exchange, pipeline, preflight, source
from brochurepress.cli import console as cli
from brochurepress.cli.compare import PAGES
from brochurepress.findings import Finding, Severity, gathering
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot


def text_findings(snapshot: Snapshot, edition: str, severity: Severity = Severity.WARNING) -> tuple[Finding, ...]:
    """What every check of texts says of an edition; `severity` is that of what keeps it from being released."""
    checks = (exchange.translation_findings, exchange.comment_findings)
    found = [each for check in checks for each in check(snapshot, edition, severity)]
    # what is easy to read is asked while somebody writes, and keeps nothing from being released
    return (*found, *(exchange.readability_findings(snapshot, edition) if severity is Severity.WARNING else ()))


GROUPS = ("press", "digital")
"""The rules that a file is held to by the choice of --as."""


@cli.command(
    click.argument("names", nargs=-1, metavar="[EDITION|FILE.pdf|FOLDER]..."),
    click.option("--as", "group", type=click.Choice(GROUPS)),
    click.option("--edition"),
    click.option("--report", type=click.Path(path_type=Path), metavar="DIR|FILE.html"),
    cli.switch("--text"),
    cli.printer_option,
    several="checked",
)
def check(
    console: cli.Console,
    names: tuple[str, ...],
    group: str | None,
    edition: str | None,
    report: Path | None,
    text: bool,
    printer: str | None,
) -> None:
    """Find the faults of every EDITION, of all, or of any FILE.pdf or of all in a FOLDER."""
    files, editions = _parted(console.project, names)
    if files and group is None:
        raise click.UsageError(phrase("usage/as", file=files[0]))
    if edition and group != "digital":
        raise click.UsageError(phrase("usage/edition-digital"))
    pages = _pages(files, report)
    total = Counter[str]()
    for file in files:
        total += (counts := _check_file(console, file, str(group), printer, edition, pages.get(file)))
        if len(files) > 1 and not counts["clean"]:
            console.tell(phrase("told/counts", file=file, words=_words(counts)))
    if len(files) > 1:
        console.tell(phrase("told/files", files=len(files), clean=total["clean"], words=_words(total)))
    for name in cli.chosen(console.project, editions) if editions or not files else ():
        with console.attempt(edition=name):
            _check_edition(console, name, printer, text)


def _check_file(
    console: cli.Console, file: Path, group: str, printer: str | None, edition: str | None, page: Path | None
) -> Counter[str]:
    """Tells the findings in a PDF, which a page shows where they stand; gives their counts, and whether it is clean."""
    from brochurepress.api import check_here

    root = console.project.root
    found, html = check_here(file, group, root, printer, edition, cli.today(), page is not None)
    findings, shown = [*found], page if html else None
    with gathering(findings):
        if shown:
            pipeline.prepare_file(console.project, shown)
            findings += pipeline.write_file(shown, "check", html.encode())
    console.finish(findings, None, file=str(file), **({"report": str(shown)} if shown else {}))
    counts = Counter("accepted" if each.accepted else each.severity.value for each in findings)
    if not counts.keys() - {Severity.INFO.value}:
        asked = sum(rule.group == source.RuleGroup(group).rules for rule in preflight.RULES.values())
        console.tell(phrase("told/clean", file=file, asked=asked))
        counts["clean"] = 1
    return counts


def _check_edition(console: cli.Console, name: str, printer: str | None, text: bool) -> None:
    """Tells the findings of an edition: of its artworks as a build would make them, or of its text alone as it is set.

    Artworks that are up to date are not made for it. What day it is, and what comes of other texts, no build asks.
    """
    snapshot = Snapshot(console.project)
    with console.stages(name) as on_stage:
        on_stage(phrase("stage/manuscript"))
        inputs = source.read_sources(snapshot, name, printer)
        if text:
            on_stage(phrase("stage/pages"))
            findings = pipeline.lay_out(inputs).findings
        else:
            order = pipeline.BuildOrder(console.project, name, printer=printer)
            findings = pipeline.bring_up_to_date(order, on_stage, apart=True).findings
        findings += text_findings(snapshot, name)
    console.finish((*findings, *source.check_freshness(inputs.manuscript, cli.today())), edition=name)


def _parted(project: Project, names: Iterable[str]) -> tuple[list[Path], tuple[str, ...]]:
    """The PDFs that are named, those of a folder in the order of their names, and the editions."""
    files: list[Path] = []
    editions: list[str] = []
    for name in names:
        path = Path(name)
        if path.is_dir() and ("/" in name or name not in source.known_editions(Snapshot(project))):
            found = sorted(each for each in path.glob("*.[pP][dD][fF]") if each.is_file())
            if not found:
                raise click.UsageError(phrase("usage/no-pdf", folder=name))
            files += found
        elif path.suffix.lower() == ".pdf":
            if not path.is_file():
                raise click.UsageError(phrase("usage/no-file", file=name))
            files.append(path)
        else:
            editions.append(name)
    return list(dict.fromkeys(files)), tuple(editions)


def _pages(files: list[Path], report: Path | None) -> dict[Path, Path]:
    """Where the findings in each file are shown."""
    if report is None:
        return {}
    pages = {file: report if report.suffix in PAGES else report / f"{file.name}.html" for file in files}
    if len({*pages.values()}) < max(len(files), 1):
        raise click.UsageError(phrase("usage/report-names"))
    return pages


def _words(counts: Counter[str]) -> list[str]:
    names = ("error", "warning", "accepted")
    return [phrase(f"count/{name}", count=counts[name]) for name in names if counts[name]]
