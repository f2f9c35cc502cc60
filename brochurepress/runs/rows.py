"""Rows: what every reader of tables makes of a file, and the faults that they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from brochurepress.findings import Finding, Place, error, nearest
from brochurepress.workspace import NO_TEXT, LimitName, composed, exceeded, word_faults

_HALF = re.compile("[\ud800-\udfff]")
"""Half a character (a surrogate alone), as JSON can write it."""


@dataclass(frozen=True)
class TableRow:
    """One row: its number as the editor sees it (the first line is 1), its texts by column, and its faults."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: its file as findings call it, its columns, and a function that reads its rows from the start.

    Reading raises Rejected where the file cannot be read any further.
    """

    file: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]


def row_limit(file: str, number: int, characters: int) -> Iterator[Finding]:
    """A fault of a row with more characters than a row of a table may have."""
    if too_long := exceeded(LimitName.ROW, characters):
        yield error("table/limit:row", Place(file, number), too_long=too_long)


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns in the first row; columns beyond the last name are none."""
    names = [composed(cell.strip()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def row_of(file: str, number: int, columns: tuple[str, ...], cells: Sequence[str]) -> TableRow:
    """A row by its columns, with its faults: another number of cells, characters that are no text."""
    texts = {name: composed(cell.strip()) for name, cell in zip(columns, cells, strict=False) if name}
    faults = list(strange(file, number, texts))
    surplus = any(cell.strip() for cell in cells[len(columns) :])
    if surplus or len(cells) < len(columns):
        faults.append(error("table/cells:count", Place(file, number), count=len(cells), columns=len(columns)))
    return TableRow(number, texts, tuple(faults))


def strange(file: str, number: int, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Faults of characters that are no text, one for each cell that holds some."""
    for name, text in texts.items():
        if found := NO_TEXT.search(text) or _HALF.search(text):
            yield error("table/character", Place(file, number), name=name, found=ord(found[0]))
        for _, fault in word_faults(text):
            yield error("table/limit:word", Place(file, number), name=name, fault=fault)


def unlike(file: str, number: int, columns: tuple[str, ...], names: Sequence[str]) -> Iterator[Finding]:
    """Faults of a row that names its columns itself: those it lacks, and those that the table does not have."""
    place = Place(file, number)
    for name in (name for name in columns if name not in names):
        yield error("table/cells:missing", place, name=name)
    for name in (name for name in names if name not in columns):
        yield error("table/cells:unknown", place, name=name, nearest=nearest(name, columns))
