"""publish.py verify: whether what is online, or in a folder, is what was released, and whether its links answer."""

from dataclasses import asdict
from pathlib import Path

import click

from brochurepress.cli.console import chosen, command, format_option, output_option, root_option
from brochurepress.wording import phrase
from brochurepress.workspace import Project


@click.command()
@click.argument("target", metavar="URL|DIR")
@click.option(
    "--edition", metavar="NAME", help="The edition; needed where several were released and the address is that of none."
)
@click.option("--timeout", default=10.0, show_default=True, metavar="SECONDS", help="Time for each request.")
@root_option
@output_option
@format_option
def verify(target: str, edition: str | None, timeout: float, root: Path, output: Path | None, form: str) -> None:
    """Compare what is at URL, or in DIR, with the release byte for byte, and try every link of the page.

    \b
    Examples:
      publish.py verify https://www.example.org/annual-report/
      publish.py verify /var/www/annual-report --edition annual-report

    A link behind a wall against programs is counted as unknown, never as broken.
    """
    from brochurepress.release import read_released, verify_address, verify_folder

    project = Project(root)
    folder = output or root / "output"
    name = _released(folder, chosen(project, (edition,) if edition else ()), target)
    online = target.startswith(("https://", "http://"))
    if not online and not Path(target).is_dir():
        raise click.UsageError(phrase("usage/target", target=target))
    with command(form, target=target, files=0, links=[]) as console:
        released = read_released(folder / name / "site")
        if online:
            found = verify_address(target, released, timeout, lambda link: console.say(f"  {link}"))
        else:
            found = verify_folder(Path(target), released)
        links = [asdict(link) for link in found.links]
        console.finish(found.findings, target=target, files=found.files, links=links)


def _released(output: Path, names: tuple[str, ...], target: str) -> str:
    """The edition that is meant: the only one, the only one that was released, or the one that belongs there."""
    from brochurepress.release import MANIFEST, read_manifest

    made = [name for name in names if (output / name / "site" / MANIFEST).is_file()]
    if len(names) > 1 and len(made) > 1:
        asked = target.rstrip("/")
        manifests = {name: read_manifest(output / name / "site") for name in made}
        made = [name for name in made if manifests[name].address.rstrip("/") == asked] or made
    if len(names) == 1 or len(made) == 1:
        return (made or [*names])[0]
    raise click.UsageError(phrase("usage/which-release", names=list(made or names)))
