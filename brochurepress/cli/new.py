"""publish.py new: a brochure, a section, a section type or a kit to begin with; publish.py schema for editors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from brochurepress.cli.console import Console, command, format_option, language_option, root_option, today
from brochurepress.findings import Finding, Rejected
from brochurepress.wording import phrase
from brochurepress.workspace import KIT, Project, Snapshot


@click.group()
def new() -> None:
    """Write the files of something new, with comments; they build at once, and nothing is written over.

    \b
    Example:
      publish.py new brochure annual-report --kit quiet
      publish.py new section article --into annual-report
    """


@click.command()
@click.argument("name")
@click.option("--kit", metavar="KIT", default=KIT, show_default=True, help="The look of the brochure.")
@root_option
@format_option
def brochure(name: str, kit: str, root: Path, form: str) -> None:
    """Write the brochure NAME: source/NAME/ with its edition.toml, tokens and four sections."""
    from brochurepress.source import new_brochure

    with command(form, files=[]) as console:
        write_new(console, Snapshot(Project(root)), new_brochure(Snapshot(Project(root)), name, kit, str(today())))


@click.command()
@click.argument("type_", metavar="TYPE")
@click.option("--into", metavar="EDITION", help="Write a sample of the type as the last section of this edition.")
@root_option
@format_option
def section(type_: str, into: str | None, root: Path, form: str) -> None:
    """Write the section type TYPE: layouts/sections/TYPE/ with schema, template, style and sample."""
    from brochurepress.source import new_section, new_type

    with command(form, files=[]) as console:
        snapshot = Snapshot(Project(root))
        write_new(console, snapshot, new_section(snapshot, type_, into) if into else new_type(snapshot, type_))


@click.command()
@click.argument("name")
@root_option
@format_option
def kit(name: str, root: Path, form: str) -> None:
    """Write the kit NAME: layouts/kits/NAME/ with what it says of itself, tokens and a style sheet."""
    from brochurepress.source import new_kit

    with command(form, files=[]) as console:
        snapshot = Snapshot(Project(root))
        write_new(console, snapshot, new_kit(snapshot, name))


@click.command()
@root_option
@format_option
def schema(root: Path, form: str) -> None:
    """Write JSON Schemas for edition.toml, tokens.toml and section.toml into schemas/ of the root, over those there.

    Editors that know the comment #:schema complete and check these files with them.
    """
    with command(form, files=[]) as console:
        write_new(console, Snapshot(Project(root)), {})


def write_new(
    console: Console,
    snapshot: Snapshot,
    files: Mapping[str, bytes],
    over: Mapping[str, bytes] | None = None,
    found: tuple[Finding, ...] = (),
) -> None:
    """Writes files that must not be there, and those that go `over` others, the schemas among them."""
    from brochurepress.source import schemas, taken

    if faults := taken(snapshot, files):
        raise Rejected(faults)
    for file, content in {**files, **(over or {}), **schemas(snapshot)}.items():
        path = snapshot.project.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        console.tell(phrase("told/written", file=file))
    console.finish(found, files=[*files])


for each in (brochure, section, kit):
    new.add_command(language_option(each))
