"""The table of judges: python -m benchmarks.judges writes docs/judges.md."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from benchmarks.judges.rows import FAULTY_FILES, GOOD_FILES, UNDECIDABLE, Group, JudgedFile
from benchmarks.judges.verdicts import Remarks, cell, new, of_ours, of_ours_with_source, of_outloud, of_verapdf, outloud
from brochurepress.workspace.project import DISTRIBUTION, HOME, version
from tests.prove import tool

PAGE = Path(HOME) / "docs/judges.md"
NOT_INSTALLED = "not installed"

Said = dict[JudgedFile, Remarks]

INTRODUCTION = """# Judges of finished PDFs

What judges of PDFs say of files with one fault each. Every file is made by a script from a good one, so that the
fault is the only difference: `python -m benchmarks.judges` makes and judges them all and writes this page;
`--outloud COMMAND` names a program that is installed elsewhere. The faults stand in `tests/support/press_faults.py`
and `tests/mutants/`.

**Caught** is a fault when a rule speaks that is silent on the good file, whichever rule it is; **missed** when none
does. The clause is the one of our rule; [rules.md](rules.md) says how it is known. We chose the faults, most of them
because our own rules once missed them: the table says what is caught of these, and not how many faults the world
holds. A judge that lets a fault pass need not be wrong by its own standard: veraPDF asks what a standard has machines
ask, and much of what stands here is left to people there.

veraPDF does not know PDF/X. It is asked of press files what PDF/A-2b shares with PDF/X-4, and only what it does not
say of the good file counts. outloud judges accessible files, by PDF/UA-1 and rules of its own. *With the source* is
what our rules say where the manuscript is at hand.
"""

BESIDES = """
Tried besides, and told with the source only, for a file by itself may mean it so: a caption that stands with another
figure; a paragraph that a caption or a heading was; row heads as cells; a list split in two, or a list that is one
paragraph; a picture as a formula or as an artifact; an alternative that repeats text elsewhere, is one letter, or is in
another language; ActualText in capitals; an empty expansion; a document, section or paragraph in another language than
the one it names, of which no rule knows the words; a ligature read as one of its letters, which no font tells; columns
read line by line, as rows of cards are; parts of a line swapped, as a number may stand left of its title; an artifact
within a paragraph of PDF 2.0; claims of a lesser standard that the file keeps too; an address that looks like another;
a title that no heading has.

No rule tells of what no reader hears and no finger hits: bookmarks that are closed or show their page as a whole, the
order of annotations where tabs follow the tags, a layer that is on, a unit of the page, the side of binding, the packet
of a page, the name of a program, an amendment of PDF/A, a namespace that is not listed, no-break spaces. Nor yet of a
link of PDF 2.0 whose structure destination is another than its place on the page, which few readers follow.
"""

ALARMS = """## False alarms

Errors and warnings on good files; [rules.md](rules.md) says why ours stay. What veraPDF says of press files are demands
of PDF/A, which PDF/X-4 need not have.

"""


def main() -> None:
    """Judges all files and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--outloud", default="outloud", help="the command of outloud")
    command = outloud(parser.parse_args().outloud)
    files = (*GOOD_FILES, *FAULTY_FILES)
    tagged = [file for file in files if file.group is not Group.PRESS]
    ours = _said(of_ours, files)
    source = _said(of_ours_with_source, (file for file in files if file.source))
    second = of_outloud(command[0], tagged) if command else {}
    told = {"veraPDF": _said(of_verapdf, files), "outloud": second, "ours": ours, "with the source": source}
    names = [tool(), f"outloud {command[1] if command else NOT_INSTALLED}", f"{DISTRIBUTION} {version()}"]
    day = dt.datetime.now(dt.UTC).date()
    PAGE.write_text("".join(_page(told, names, day)), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")


def _said(judge: Callable[[JudgedFile], Remarks], files: Iterable[JudgedFile]) -> Said:
    return {file: judge(file) for file in files}


def _page(told: dict[str, Said], names: list[str], day: dt.date) -> Iterator[str]:
    yield INTRODUCTION
    yield f"\nJudged on {day} by {', '.join(names)}.\n\n## Counts\n\n"
    yield from _table(("Files", "Judge", "Faults", "Caught", "Missed", "False alarms on good files"), _counts(told))
    for group in Group:
        yield f"\n## {group}\n\n"
        judges = _judges(group)
        rows = ((file.name, file.clause, *_cells(file, told, judges)) for file in FAULTY_FILES if file.group is group)
        yield from _table(("Fault", "Clause of our rule", *judges), rows)
    yield "\n## What no file shows by itself\n\n"
    yield "Our rules miss these in a file alone, and catch them with the source.\n\n"
    yield from _table(("Fault", "Why"), ((name, why) for (_, name), why in UNDECIDABLE.items()))
    yield f"{BESIDES}\n{ALARMS}"
    yield from _table(("Good file", "Judge", "Says"), _alarms(told))


def _judges(group: Group) -> tuple[str, ...]:
    return ("veraPDF", "ours") if group is Group.PRESS else ("veraPDF", "outloud", "ours", "with the source")


def _cells(file: JudgedFile, told: dict[str, Said], judges: Iterable[str]) -> Iterator[str]:
    (good,) = (each for each in GOOD_FILES if (each.group, each.name) == (file.group, file.like))
    for judge in judges:
        said = told[judge]
        yield cell(new(said[file], said[good])) if said else NOT_INSTALLED


def _counts(told: dict[str, Said]) -> Iterator[tuple[str, ...]]:
    for group in Group:
        faulty = [file for file in FAULTY_FILES if file.group is group]
        for judge in _judges(group):
            if not told[judge]:
                yield str(group), judge, str(len(faulty)), *[NOT_INSTALLED] * 3
                continue
            missed = sum(next(_cells(file, told, [judge])) == cell(()) for file in faulty)
            good = [file for file in GOOD_FILES if file.group is group and file in told[judge]]
            alarmed = sum(bool(_alarm(file, judge, told)) for file in good)
            counts = str(len(faulty)), str(len(faulty) - missed), str(missed), f"{alarmed} of {len(good)}"
            yield str(group), judge, *counts


def _alarm(file: JudgedFile, judge: str, told: dict[str, Said]) -> str:
    """What a judge has to say of a good file: of a copy of the press sample, what it does not say of that."""
    said = told[judge].get(file, Remarks())
    if file.group is Group.PRESS and judge == "veraPDF":
        said = Remarks() if not file.like else said - Remarks(dict.fromkeys(said & told[judge][GOOD_FILES[0]], 10**9))
    spoken = Remarks(rule for rule in said if not rule.endswith(" info"))
    return ", ".join(new(spoken, Remarks()))


def _alarms(told: dict[str, Said]) -> Iterator[tuple[str, ...]]:
    for file in GOOD_FILES:
        for judge in _judges(file.group):
            if alarm := _alarm(file, judge, told):
                yield file.name, judge, alarm


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    main()
