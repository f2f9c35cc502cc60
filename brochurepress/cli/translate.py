"""publish.py translate: the texts of an edition to translators and back, and what of a translation still holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from brochurepress import exchange, pipeline, source
from brochurepress.cli import console as cli
from brochurepress.findings import blocking
from brochurepress.wording import phrase
from brochurepress.workspace import Snapshot

BAR = 20
"""Characters of a bar that is full."""


@cli.command(
    cli.edition_argument,
    click.option("--to", required=True, multiple=True, metavar="LANGUAGE..."),
    click.argument("more", nargs=-1, metavar=""),
    cli.output_option,
    edition="",
    files=[],
)
def extract(console: cli.Console, edition: str, to: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Write the texts of EDITION as PO and XLIFF 2.1, with what is translated already."""
    (folder, moved), snapshot = console.folder(edition), Snapshot(console.project)
    own = source.read_edition(snapshot, edition).language
    files: dict[str, bytes] = {}
    for language in dict.fromkeys((*to, *more)):
        units = exchange.units_of(snapshot, edition, exchange.target_of(snapshot, edition, language))
        notes = exchange.notes_of(units)
        files[f"{edition}.{language}.po"] = exchange.to_po(units, edition, language, notes).encode()
        files[f"{edition}.{language}.xlf"] = exchange.to_xliff(units, notes, edition, (own, language))
    if snapshot.has(terms := f"source/{edition}/glossary.csv"):
        files["glossary.csv"] = snapshot.read(terms)
    moved += pipeline.write_files(folder / "translate", "translate", files, lambda file: True)
    paths = [str(folder / "translate" / file) for file in files]
    for path in paths:
        console.tell(path)
    console.finish(moved, edition=edition, files=paths)


@cli.command(
    click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    cli.switch("--write"),
    several="merged",
)
def merge(console: cli.Console, files: tuple[Path, ...], write: bool) -> None:
    """Put the translations of each FILE (PO or XLIFF 2) into the edition in that language, made anew if need be."""
    project = console.project
    for file in files:
        with console.attempt(file=str(file)), exchange.held(project, write) as folder:
            snapshot = Snapshot(project)
            said = exchange.read_translation(file)
            name = cli.the_one(project, said.edition)
            target = exchange.target_of(snapshot, name, said.language)
            before = exchange.units_of(snapshot, name, target)
            units = said.merged(before)
            new = [after for was, after in zip(before, units, strict=True) if was.target != after.target]
            signs = exchange.decimal_signs(snapshot, name, target.language)
            language = source.read_edition(snapshot, name).language
            terms, faults = exchange.glossary(snapshot, name, language, target.language)
            found = [*faults, *(each for unit in new for each in exchange.differences(unit, signs, terms))]
            found += said.left(before)
            for unit in new:
                console.tell(phrase("told/translated", place=unit.told, text=unit.target))
            _count(console, units, target)
            if folder and not blocking(found):
                texts = exchange.written(snapshot, units, name, target)
                content = {f"source/{target.name}/{name}": text.encode() for name, text in texts.items()}
                found += exchange.put(folder, "translate", content)
            console.finish(found, file=str(file), edition=target.name, changed=len(new))


@cli.command(cli.edition_argument, edition="", languages={})
def status(console: cli.Console, edition: str) -> None:
    """Show how far each translation of EDITION is."""
    snapshot = Snapshot(console.project)
    targets = exchange.targets_of(snapshot, edition)
    told = {each.name: _count(console, exchange.units_of(snapshot, edition, each), each) for each in targets}
    console.finish((), edition=edition, translations=told)


translate = click.Group(
    "translate",
    commands=[extract, merge, status],
    help="Send the texts of an edition to translators, and put their translations into an edition of that language.",
)


def _count(console: cli.Console, units: list[exchange.Unit], target: exchange.TargetEdition) -> dict[str, int]:
    """Tells a bar with the counts of a translation."""
    counts = Counter(unit.state for unit in units)
    done = round(BAR * counts["translated"] / max(len(units), 1))
    bar = "█" * done + "░" * (BAR - done)
    numbers = {state: counts[state] for state in ("translated", "outdated", "missing")}
    console.tell(phrase("told/translation", bar=bar, name=target.name, count=len(units), **numbers))
    return numbers
