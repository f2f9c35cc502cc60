"""publish.py handouts: the folder for an intranet, to print and to read from."""

from pathlib import Path

import click

from brochurepress.cli.console import command, format_option, output_option, root_option, the_one
from brochurepress.findings import blocking, reject
from brochurepress.workspace import Project, Snapshot


@click.command()
@click.argument("edition", default="")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="The folder, in place of that one.")
@root_option
@output_option
@format_option
def handouts(edition: str, to: Path | None, root: Path, output: Path | None, form: str) -> None:
    """Build EDITION, and write what people print or read themselves into one folder for an intranet.

    \b
    Example:
      publish.py handouts annual-report

    Files go to output/<edition>.handouts/: the handouts and how to print them, the accessible files, and index.html,
    which says what each is for. EDITION may be left out where one alone builds on no other.
    """
    from brochurepress.artworks import sheets_of
    from brochurepress.pipeline import BuildOrder, bring_up_to_date, prepare, write_files
    from brochurepress.release import make_handouts
    from brochurepress.source import read_sources

    project = Project(root)
    name = the_one(project, edition)
    folder = to or (output or root / "output") / f"{name}.handouts"
    with command(form, edition=name, files=[]) as console:
        moved = (*prepare(project, output, name), *prepare(project, folder.parent if to else output, folder.name))
        inputs = read_sources(Snapshot(project), name)
        if not any(sheets_of(inputs.manuscript.edition)):
            raise reject("handout/none", inputs.manuscript.source.place(("variants",)), edition=name)
        with console.stages(name) as on_stage:
            built = bring_up_to_date(BuildOrder(project, name, output=output), on_stage)
        findings, written = (*moved, *built.findings), list[str]()
        if not blocking(findings):
            files = make_handouts(inputs, built.artworks)
            findings = (*findings, *built.write().findings, *write_files(folder, "handouts", files))
            written = [str(folder / file) for file in files]
        console.finish(findings, edition=name, files=written)
        for file in written:
            console.say(f"  {file}")
