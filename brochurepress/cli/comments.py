"""publish.py comments: what people wrote on a PDF comes back to the lines of the source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from brochurepress import exchange, source
from brochurepress.cli.console import Console, command, switch, the_one
from brochurepress.findings import Finding, Place, blocking, error, warning
from brochurepress.wording import phrase
from brochurepress.workspace import REVIEWS, LimitExceeded, LimitName, Project, Snapshot, isolated, read_file


@command(
    click.argument(
        "files", nargs=-1, required=True, metavar="FILE.pdf...", type=click.Path(exists=True, path_type=Path)
    ),
    click.option("--edition"),
    switch("--write"),
    several="files",
)
def comments(console: Console, files: tuple[Path, ...], edition: str | None, write: bool) -> None:
    """Read the comments on each FILE.pdf that the press made, of now or earlier, and find the lines they belong to."""
    named = the_one(console.project, edition) if edition else None
    for file in files:
        with console.attempt(file=str(file)):
            found, new, told = _read(console.project, file, named, write)
            tell_comments(console, new)
            console.finish(found, file=str(file), **told)


def tell_comments(console: Console, reviews: Iterable[exchange.Review]) -> None:
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
