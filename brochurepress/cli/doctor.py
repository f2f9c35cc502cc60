"""publish.py doctor: what this machine lacks, with the command that mends it, and whether a release is whole."""

from pathlib import Path

import click

from brochurepress.cli.console import Console, command, format_option, output_option, root_option
from brochurepress.findings import Finding, Rejected
from brochurepress.wording import phrase
from brochurepress.workspace import HOME, cache_folder


@click.command()
@click.option(
    "--release",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder site/ of a release: is every file there, byte for byte?",
)
@root_option
@output_option
@format_option
def doctor(release: Path | None, root: Path, output: Path | None, form: str) -> None:
    """Say what is missing or wrong on this machine, and how to mend it.

    \b
    Examples:
      publish.py doctor
      publish.py doctor --release output/annual-report/site

    Exit codes: 0 nothing that a build needs is missing, 1 something is, or the release is not whole.
    """
    from brochurepress.cli.machine import MachineState, examine

    with command(form) as console:
        findings: list[Finding] = []
        for check, finding in examine(MachineState(HOME, root, output or root / "output", cache_folder())):
            console.tell(phrase("told/machine", mark="✗" if finding else "✓", name=check.name, purpose=check.purpose))
            findings += [finding] if finding else []
        if release:
            findings += _of_release(release, console)
        console.finish(findings)


def _of_release(folder: Path, console: Console) -> tuple[Finding, ...]:
    """What is wrong with the files of a release."""
    from brochurepress.release import read_released, verify_folder

    try:
        found = verify_folder(folder, read_released(folder))
    except Rejected as rejected:
        return rejected.findings
    console.tell(phrase("told/machine:release", mark="✗" if found.findings else "✓", count=found.files))
    return found.findings
