"""publish.py check: the faults of editions, and of any PDF.

Checks of texts, which an edition is asked besides its pages, are entered here for the commands that ask them.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from brochurepress import exchange, pipeline, preflight, source
from brochurepress.cli.compare import PAGES
from brochurepress.cli.console import Console, chosen, command, format_option, printer_option, root_option, today
from brochurepress.findings import Finding, Rejected, Severity
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


@click.command()
@click.argument("names", nargs=-1, metavar="[EDITION|FILE.pdf|FOLDER]...")
@root_option
@click.option("--as", "group", type=click.Choice(GROUPS))
@click.option("--edition")
@click.option("--report", type=click.Path(path_type=Path), metavar="DIR|FILE.html")
@click.option("--text", is_flag=True)
@printer_option
@format_option
def check(
    names: tuple[str, ...],
    project: Project,
    group: str | None,
    edition: str | None,
    report: Path | None,
    text: bool,
    printer: str | None,
    form: str,
) -> None:
    """Find the faults of every EDITION, of all, or of any FILE.pdf or of all in a FOLDER."""
    files, editions = _parted(project, names)
    if files and group is None:
        raise click.UsageError(phrase("usage/as", file=files[0]))
    if edition and group != "digital":
        raise click.UsageError(phrase("usage/edition-digital"))
    pages = _pages(files, report)
    with command(form, several="checked") as console:
        _check_files(console, project, files, str(group), printer, edition, pages)
        for name in chosen(project, editions) if editions or not files else ():
            _check_edition(console, project, name, printer, text)


def _check_files(
    console: Console,
    project: Project,
    files: list[Path],
    group: str,
    printer: str | None,
    edition: str | None,
    pages: dict[Path, Path],
) -> None:
    """Tells the findings of each PDF, and the counts of all where there are several; pages show where they stand."""
    from brochurepress.api import check_here

    total = Counter[str]()
    for file in files:
        findings, html = check_here(file, group, project.root, printer, edition, today(), bool(pages))
        page = pages[file] if html else None
        findings += _written(project, page, html) if page else ()
        console.finish(findings, None, file=str(file), **({"report": str(page)} if page else {}))
        counts = Counter("accepted" if each.accepted else each.severity.value for each in findings)
        clean = not counts.keys() - {Severity.INFO.value}
        total.update(counts, clean=clean)
        if clean:
            asked = sum(rule.group == source.RuleGroup(group).rules for rule in preflight.RULES.values())
            console.tell(phrase("told/clean", file=file, asked=asked))
        elif len(files) > 1:
            console.tell(phrase("told/counts", file=file, words=_words(counts)))
    if len(files) > 1:
        console.tell(phrase("told/files", files=len(files), clean=total["clean"], words=_words(total)))


def _check_edition(console: Console, project: Project, name: str, printer: str | None, text: bool) -> None:
    """Tells the findings of an edition: of its artworks as a build would make them, or of its text alone as it is set.

    Artworks that are up to date are not made for it. What day it is, and what comes of other texts, no build asks.
    """
    with console.attempt(edition=name):
        snapshot = Snapshot(project)
        with console.stages(name) as on_stage:
            on_stage(phrase("stage/manuscript"))
            inputs = source.read_sources(snapshot, name, printer)
            if text:
                on_stage(phrase("stage/pages"))
                findings = pipeline.lay_out(inputs).findings
            else:
                findings = pipeline.bring_up_to_date(
                    pipeline.BuildOrder(project, name, printer=printer), on_stage, apart=True
                ).findings
            findings += text_findings(snapshot, name)
        console.finish((*findings, *source.check_freshness(inputs.manuscript, today())), edition=name)


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


def _written(project: Project, page: Path, html: str) -> tuple[Finding, ...]:
    try:
        pipeline.prepare_file(project, page)
        return pipeline.write_file(page, "check", html.encode())
    except Rejected as rejected:
        return rejected.findings


def _words(counts: Counter[str]) -> list[str]:
    names = ("error", "warning", "accepted")
    return [phrase(f"count/{name}", count=counts[name]) for name in names if counts[name]]
