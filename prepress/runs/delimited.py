"""Delimited tables: the rows of a CSV file in UTF-8 (RFC 4180), with a comma, semicolon, tab or bar between cells."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import TextIO

from prepress.findings import Place, Rejected, reject
from prepress.runs.rows import Table, TableRow, names_of, row_limit, row_of
from prepress.workspace import LIMITS, LimitExceeded, LimitName, exceeded

DELIMITERS = (";", ",", "\t", "|")
"""What parts the cells of a CSV file; the one that its first line holds most is taken."""

_SAVE = "save the table as 'CSV UTF-8', or hand over the .xlsx file itself"


def read_delimited(path: Path) -> Table:
    """The table of a CSV file; a row of it has the number of its record, for a cell may hold line breaks.

    Raises Rejected for what is not in UTF-8.
    """
    demand_utf8(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(LIMITS[LimitName.ROW].most)
    unquoted = "".join(first.split('"')[::2])
    delimiter = max(DELIMITERS, key=unquoted.count)
    with closing(_records(path, delimiter)) as records:
        columns = names_of(next(records, []))

    def rows() -> Iterator[TableRow]:
        with closing(_records(path, delimiter)) as again:
            next(again, None)
            for number, cells in enumerate(again, 2):
                if any(cell.strip() for cell in cells):
                    yield row_of(path.name, number, columns, cells)

    return Table(path.name, columns, rows)


class _Lines:
    """The lines of a file, and how many characters they have had since the last record."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.characters = file, 0

    def __iter__(self) -> Iterator[str]:
        longest = LIMITS[LimitName.ROW].most + 1
        while line := self.file.readline(longest):
            self.characters += len(line.rstrip("\r\n"))
            if exceeded(LimitName.ROW, self.characters):
                raise LimitExceeded
            yield line


def _records(path: Path, delimiter: str) -> Generator[list[str], None, None]:
    csv.field_size_limit(LIMITS[LimitName.ROW].most + 1)  # its own is a sixth of what a row may have
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = _Lines(file)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            lines.characters = 0
            try:
                cells = next(reader)
            except StopIteration:
                return
            except LimitExceeded as fault:
                raise Rejected(row_limit(path.name, number, lines.characters)) from fault
            except csv.Error as fault:
                message = f"the row cannot be read, nor any below it: {fault}"
                hint = 'close every " and write "" for one inside a text'
                raise reject("table/syntax", message, Place(path.name, number), hint) from fault
            yield cells


def demand_utf8(path: Path) -> None:
    """Raises Rejected at the first line that is not UTF-8: a guess would put wrong letters into names."""
    longest = LIMITS[LimitName.ROW].most
    with path.open("rb") as file:
        number, rest = 1, b""
        while line := rest + file.readline(longest):
            whole = line.endswith(b"\n") or len(line) < longest
            rest = b""
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as fault:
                if not whole and fault.end == len(line):
                    rest = line[fault.start :]  # a character that the part of a long line cuts in two
                    continue
                message = f"the table is not in UTF-8: byte {line[fault.start]:02X} stands for no character"
                raise reject("table/encoding", message, Place(path.name, number), _SAVE) from fault
            number += whole
