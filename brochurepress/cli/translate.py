"""publish.py translate: the texts of an edition to translators and back, and what of a translation still holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from brochurepress.cli import console as cli
from brochurepress.findings import blocking
from brochurepress.wording import phrase
from brochurepress.workspace import Project, Snapshot

if TYPE_CHECKING:
    from brochurepress.exchange import Target, Unit

BAR = 20
"""Characters of a bar that is full."""


@click.group()
def translate() -> None:
    """Send the texts of an edition to translators, and put their translations into an edition of that language.

    \b
    Examples:
      publish.py translate extract annual-report --to de fr
      publish.py translate merge annual-report.de.po --write
      publish.py translate status annual-report
    """


@translate.command()
@cli.edition_argument
@click.option("--to", "to", required=True, multiple=True, metavar="LANGUAGE...", help="The languages, such as de fr.")
@click.argument("more", nargs=-1, metavar="")
@cli.root_option
@cli.output_option
@cli.format_option
def extract(
    edition: str, to: tuple[str, ...], more: tuple[str, ...], root: Path, output: Path | None, form: str
) -> None:
    """Write the texts of EDITION as PO and XLIFF 2.1, with what is translated already.

    They go to output/<edition>/translate/, with the glossary.csv of the edition if it has one.
    """
    from brochurepress.exchange import notes_of, target_of, to_po, to_xliff, units_of
    from brochurepress.pipeline import prepare, write_files
    from brochurepress.source import read_edition

    project = Project(root)
    name = cli.the_one(project, edition)
    with cli.command(form, edition=name, files=[]) as console:
        moved, snapshot = prepare(project, output, name), Snapshot(project)
        own = read_edition(snapshot, name).language
        files: dict[str, bytes] = {}
        for language in dict.fromkeys((*to, *more)):
            units = units_of(snapshot, name, target_of(snapshot, name, language))
            notes = notes_of(units)
            files[f"{name}.{language}.po"] = to_po(units, name, language, notes).encode()
            files[f"{name}.{language}.xlf"] = to_xliff(units, notes, name, (own, language))
        if snapshot.has(glossary := f"source/{name}/glossary.csv"):
            files["glossary.csv"] = snapshot.read(glossary)
        folder = (output or project.root / "output") / name / "translate"
        moved += write_files(folder, "translate", files, lambda file: True)
        for file in files:
            console.tell(str(folder / file))
        console.finish(moved, edition=name, files=[str(folder / file) for file in files])


@translate.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write the edition in that language; without, it is shown only.")
@cli.root_option
@cli.format_option
def merge(files: tuple[Path, ...], write: bool, root: Path, form: str) -> None:
    """Put the translations of each FILE (PO or XLIFF 2) into the edition in that language, made anew if need be."""
    from brochurepress.exchange import (
        decimal_signs,
        differences,
        glossary,
        held,
        put,
        read_translation,
        target_of,
        units_of,
        written,
    )
    from brochurepress.source import read_edition

    project = Project(root)
    with cli.command(form, several="merged") as console:
        for file in files:
            with console.attempt(file=str(file)), held(project, write) as folder:
                snapshot = Snapshot(project)
                said = read_translation(file)
                source = cli.the_one(project, said.edition)
                target = target_of(snapshot, source, said.language)
                before = units_of(snapshot, source, target)
                units = said.merged(before)
                new = [after for was, after in zip(before, units, strict=True) if was.target != after.target]
                signs = decimal_signs(snapshot, source, target.language)
                terms, faults = glossary(snapshot, source, read_edition(snapshot, source).language, target.language)
                found = [*faults, *(each for unit in new for each in differences(unit, signs, terms))]
                found += said.left(before)
                for unit in new:
                    console.tell(phrase("told/translated", place=unit.told, text=unit.target))
                _count(console, units, target)
                if folder and not blocking(found):
                    texts = written(snapshot, units, source, target)
                    content = {f"source/{target.name}/{name}": text.encode() for name, text in texts.items()}
                    found += put(folder, "translate", content)
                console.finish(found, file=str(file), edition=target.name, changed=len(new))


@translate.command()
@cli.edition_argument
@cli.root_option
@cli.format_option
def status(edition: str, root: Path, form: str) -> None:
    """Show how far each translation of EDITION is."""
    from brochurepress.exchange import targets_of, units_of

    project = Project(root)
    name = cli.the_one(project, edition)
    with cli.command(form, edition=name, languages={}) as console:
        snapshot = Snapshot(project)
        told = {each.name: _count(console, units_of(snapshot, name, each), each) for each in targets_of(snapshot, name)}
        console.finish((), edition=name, translations=told)


def _count(console: cli.Console, units: list[Unit], target: Target) -> dict[str, int]:
    """Tells a bar with the counts of a translation."""
    counts = Counter(unit.state for unit in units)
    done = round(BAR * counts["translated"] / max(len(units), 1))
    bar = "█" * done + "░" * (BAR - done)
    numbers = {state: counts[state] for state in ("translated", "outdated", "missing")}
    console.tell(phrase("told/translation", bar=bar, name=target.name, count=len(units), **numbers))
    return numbers
