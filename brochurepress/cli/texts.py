"""publish.py import, export, merge, redline, comments and translate: texts that go to people and come back.

To Word and back, with what changed in them; what people wrote on a PDF, back to the lines of the source; to translators
and back, and what of a translation still holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from brochurepress import exchange, pipeline, source
from brochurepress.cli import console as cli
from brochurepress.findings import Finding, Place, blocking, error, warning
from brochurepress.wording import phrase
from brochurepress.workspace import REVIEWS, LimitExceeded, LimitName, Project, Snapshot, isolated, read_file

BAR = 20
"""Characters of a bar that is full."""

_FILE, _FOLDER = click.Path(path_type=Path), click.Path(exists=True, file_okay=False, path_type=Path)


@cli.command(
    click.argument("document", type=_FILE, metavar="FILE.docx"),
    click.option("--into", metavar="EDITION", default=""),
    click.option("--kit", type=_FOLDER, metavar="DIR"),
    click.option("--changes", type=click.Choice(["accept", "ask"]), default="accept", show_default=True),
    cli.switch("--write"),
    name="import",
    files=[],
    written=False,
)
def import_(console: cli.Console, document: Path, into: str, kit: Path | None, changes: str, write: bool) -> None:
    """Read a Word document into the sections of an edition, and tell all that found no home."""
    files, findings = exchange.import_word(console.project, document, into, kit, changes == "ask")
    findings += exchange.write_import(console.project, files) if write else ()
    for file, content in files.items():
        console.tell(phrase("told/imported", file=file, count=len(content.splitlines())))
    if not write:
        console.tell(phrase("told/unwritten"))
    console.finish(findings, files=list(files), written=write)


@cli.command(
    cli.edition_argument,
    click.option("--to", type=click.Choice(["docx"]), default="docx", show_default=True),
    cli.output_option,
    file=None,
)
def export(console: cli.Console, edition: str, to: str) -> None:
    """Write the texts of EDITION as a document to be read and corrected in Word."""
    folder, moved = console.folder(f"{edition}.word")
    file = folder / f"{edition}.{to}"
    copy = exchange.copy_for_word(Snapshot(console.project), edition)
    moved += pipeline.write_files(folder, "export", {file.name: copy})
    console.tell(str(file))
    console.finish(moved, file=str(file))


@cli.command(
    click.argument("document", type=_FILE, metavar="[FILE.docx]", required=False),
    cli.switch("--write"),
    cli.switch("--undo"),
    changes=[],
    written=False,
)
def merge(console: cli.Console, document: Path | None, write: bool, undo: bool) -> None:
    """Bring what was corrected in a copy of `export` back to the lines that it belongs to."""
    if undo == bool(document):
        raise click.UsageError(phrase("usage/word-merge"))
    if document is None:
        files = exchange.undo_merge(console.project)
        for file in files:
            console.tell(phrase("told/undone", file=file))
        console.finish((), changes=[], undone=files, written=True)
        return
    merged = exchange.merge_word(console.project, document, write)
    for each in merged.changes:
        for line in (f"{each.file}:{each.line}", f"- {each.before}", f"+ {each.after}"):
            console.tell(line)
    tell_comments(console, merged.reviews.values())
    if not write:
        console.tell(phrase("told/unwritten"))
    changes, told = [asdict(each) for each in merged.changes], [asdict(each) for each in merged.reviews.values()]
    console.finish(merged.findings, changes=changes, comments=told, written=write)


@cli.command(
    cli.edition_argument,
    click.option("--against", default="HEAD", show_default=True, metavar="REVISION"),
    cli.output_option,
    file=None,
)
def redline(console: cli.Console, edition: str, against: str) -> None:
    """Write the texts of EDITION in one column, with what was struck and added since a revision."""
    from brochurepress.proofing.compare import checkout, commit_of

    project, file = console.project, console.output / f"{edition}.redline.html"
    if not (commit := commit_of(project.root, against)):
        raise click.UsageError(phrase("usage/against", against=against, root=project.root))
    pipeline.prepare_file(project, file)
    was = commit[:10] if commit.startswith(against) else f"{against} ({commit[:10]})"
    with checkout(project.root, commit) as folder:
        page = exchange.redline_page(Snapshot(project), Snapshot(Project(folder)), edition, was)
    moved = pipeline.write_file(file, "redline", page.encode())
    console.tell(str(file))
    console.finish(moved, file=str(file))


@cli.command(
    click.argument(
        "files", nargs=-1, required=True, metavar="FILE.pdf...", type=click.Path(exists=True, path_type=Path)
    ),
    click.option("--edition"),
    cli.switch("--write"),
    several="files",
)
def comments(console: cli.Console, files: tuple[Path, ...], edition: str | None, write: bool) -> None:
    """Read the comments on each FILE.pdf that the press made, of now or earlier, and find the lines they belong to."""
    named = cli.the_one(console.project, edition) if edition else None
    for file in files:
        with console.attempt(file=str(file)):
            found, new, told = _read(console.project, file, named, write)
            tell_comments(console, new)
            console.finish(found, file=str(file), **told)


def tell_comments(console: cli.Console, reviews: Iterable[exchange.Review]) -> None:
    """Tells comments with the lines they belong to, their answers, and whether they are settled."""
    for each in reviews:
        said = {"place": each.place or "-", "author": each.author, "words": each.words or "…", "text": each.text}
        console.tell(phrase("told/comment", found=each.found, **said))
        for answer in each.answers:
            console.tell(phrase("told/comment:answer", author=answer.author, text=answer.text))
        if each.state == "done":
            console.tell(phrase("told/comment:done"))


def _read(
    project: Project, file: Path, named: str | None, write: bool
) -> tuple[tuple[Finding, ...], tuple[exchange.Review, ...], dict[str, Any]]:
    """What was found in one file, the comments that are new, and what a program is told of it."""
    place = Place(artwork=file.name)
    try:
        notes, words, drawn = isolated(partial(exchange.read_pdf, read_file(file, LimitName.PDF)))
    except (LimitExceeded, ValueError, OSError) as fault:
        return (error("review/unreadable", place, fault=fault),), (), {}
    snapshot = Snapshot(project)
    editions = (named,) if named else source.standing_editions(snapshot)
    known = {name: exchange.WordPlaces(snapshot, name, words) for name in editions}
    edition = max(known, key=lambda name: known[name].share)
    if known[edition].share < exchange.STRANGE:
        return (error("review/stranger", place, edition=edition, share=known[edition].share),), (), {}
    reviews = exchange.reviews_of(known[edition], notes, words, file.name)
    with exchange.held(project, write) as folder:
        standing, faults = exchange.read_reviews(Snapshot(project), edition)
        new = exchange.kept({Path(name).name: each for name, each in standing.items()}, reviews)
        found = [*faults, *(warning("review/drawn", replace(place, page=page)) for page in drawn)]
        found += () if notes or drawn else (warning("review/none", place),)
        lost = (each for each in new.values() if not each.place)
        found += (warning("review/lost", place, author=e.author, text=e.text, page=e.page) for e in lost)
        if folder and new and not blocking(found):
            below = f"source/{edition}/{REVIEWS}"
            content = {f"{below}/{name}": exchange.to_toml(each).encode() for name, each in new.items()}
            found += exchange.put(folder, "comments", content)
    told = {"edition": edition, "read": len(reviews), "new": {name: asdict(each) for name, each in new.items()}}
    return tuple(found), tuple(new.values()), told


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
    name="merge",
    several="merged",
)
def merge_translation(console: cli.Console, files: tuple[Path, ...], write: bool) -> None:
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
    commands=[extract, merge_translation, status],
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
