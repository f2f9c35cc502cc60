"""publish.py verify: whether what is online, or in a folder, is what was released, and whether its links answer."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from prepress.commands.console import (
    CLEAN,
    FAULTY,
    REJECTED,
    Console,
    as_data,
    chosen,
    json_option,
    output_option,
    root_option,
)
from prepress.findings import Rejected, blocking
from prepress.project import Project


@click.command()
@click.argument("target", metavar="URL|DIR")
@click.option("--edition", metavar="NAME", help="The released edition; needed where there is more than one.")
@click.option("--timeout", default=10.0, show_default=True, metavar="SECONDS", help="Time for each request.")
@root_option
@output_option
@json_option
def verify(
    target: str, edition: str | None, timeout: float, root: Path, output: Path | None, as_json: bool
) -> None:
    """Compare what is at URL, or in DIR, with the release byte for byte, and try every link of the page.

    \b
    Examples:
      publish.py verify https://www.example.org/annual-report/
      publish.py verify /var/www/annual-report --edition annual-report

    A link behind a wall against programs is counted as unknown, never as broken.
    """
    from prepress.manifest import read_manifest
    from prepress.verify import verify_address, verify_folder

    project, console = Project(root), Console(as_json)
    names = chosen(project, (edition,) if edition else ())
    if len(names) > 1:
        raise click.UsageError(f"say which edition was released: --edition with one of {', '.join(names)}")
    online = target.startswith(("https://", "http://"))
    if not online and not Path(target).is_dir():
        raise click.UsageError(f"'{target}' is neither an address (https://...) nor a folder")
    try:
        manifest = read_manifest((output or root / "output") / names[0] / "site")
        if online:
            found = verify_address(target, manifest, timeout, lambda link: console.say(f"  {link}"))
        else:
            found = verify_folder(Path(target), manifest)
    except Rejected as rejected:
        console.report(rejected.findings)
        console.result({"target": target, "files": 0, "links": [], "findings": as_data(rejected.findings)})
        sys.exit(REJECTED)
    console.report(found.findings)
    links = [asdict(link) for link in found.links]
    console.result(
        {"target": target, "files": found.files, "links": links, "findings": as_data(found.findings)}
    )
    sys.exit(FAULTY if blocking(found.findings) else CLEAN)
