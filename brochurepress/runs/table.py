"""Tables: the rows of a CSV, Excel or JSON Lines file as texts by column, streamed, with their numbers in the file."""

import codecs
import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from brochurepress.findings import Finding, Place, Rejected, error, info, refuse, reject
from brochurepress.runs.rows import Reading, Table, TableRow, chosen, names_of, row_limit, row_of, strange, unlike
from brochurepress.runs.workbook import read_workbook
from brochurepress.source import NAME
from brochurepress.wording import phrase
from brochurepress.workspace import LimitName, composed, exceeded

_AS_TEXT = re.compile(r'^="([^"]*)"$')
"""What spreadsheets show as the text within it: so programs keep them from taking off noughts."""

DELIMITERS = (";", ",", "\t", "|")
"""What parts the cells of a CSV file; the one that its first line holds most is taken."""


def read_delimited(path: Path, reading: Reading) -> Table:
    """The table of a CSV file, in UTF-8, UTF-16 or, where it is neither, Windows-1252; that it is not UTF-8 is told.

    A row of it has the number of its record, for a cell may hold line breaks; a first line such as sep=; is no row.
    """
    encoding = encoding_of(path, "utf-8-sig", "cp1252")
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(LimitName.ROW.most)
        named = re.fullmatch("sep=(.)", first.strip(), re.IGNORECASE)
    unquoted = "".join(first.split('"')[::2])
    delimiter = named[1] if named else max(DELIMITERS, key=unquoted.count)
    shape = (path, delimiter, encoding, bool(named))
    with closing(_records(*shape)) as records:
        columns = names_of(next(records, []))

    def rows() -> Iterator[TableRow]:
        with closing(_records(*shape)) as again:
            next(again, None)
            for number, cells in enumerate(again, 2):
                if any(cell.strip() for cell in cells):
                    yield row_of(path.name, number, columns, [_AS_TEXT.sub(r"\1", cell) for cell in cells])

    told = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}.get(encoding)
    notes = (info("table/read-as", Place(path.name), encoding=told),) if told else ()
    return Table(path.name, columns, rows, notes)


def _records(path: Path, delimiter: str, encoding: str, headed: bool) -> Generator[list[str], None, None]:
    number, characters, longest = 1, 0, LimitName.ROW.most + 1
    csv.field_size_limit(longest)  # its own is a sixth of what a row may have
    with path.open(encoding=encoding, newline="") as file:
        if headed:
            file.readline()

        def lines() -> Iterator[str]:
            nonlocal characters
            while line := file.readline(longest):
                characters += len(line.rstrip("\r\n"))
                if exceeded(LimitName.ROW, characters):
                    raise Rejected(row_limit(path.name, number, characters))
                yield line

        try:
            for cells in csv.reader(lines(), delimiter=delimiter, strict=True):
                yield cells
                number, characters = number + 1, 0
        except csv.Error as fault:
            raise reject("table/syntax:csv", Place(path.name, number)) from fault


def encoding_of(path: Path, *encodings: str) -> str:
    """The first of these encodings that a file can be read in, or UTF-16 where its first bytes say so.

    Raises Rejected at the first line that cannot be read in any.
    """
    fault: Rejected | None = None
    with path.open("rb") as file:
        if len(encodings) > 1 and file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            encodings = ("utf-16",)
        for encoding in encodings:
            file.seek(0)
            decoder, number = codecs.getincrementaldecoder(encoding)(), 1
            try:
                while piece := file.read(_PIECE):
                    decoder.decode(piece)
                    number += piece.count(b"\n")
                decoder.decode(b"", final=True)
                return encoding
            except UnicodeDecodeError as wrong:
                line = number + wrong.object[: wrong.start].count(b"\n")
                fault = fault or reject("table/encoding", Place(path.name, line), line=wrong.object[wrong.start])
    raise fault or AssertionError


_PIECE = 1_000_000  # bytes that are decoded together
_TOLD = 20  # how many faults are told of a file that has no sound row at all


def read_json_lines(path: Path, reading: Reading) -> Table:
    """The table of a JSON Lines file; its columns are those of its first row, and numbers stay as they are written.

    Raises Rejected for what is not in UTF-8.
    """
    encoding_of(path, "utf-8-sig")
    broken: list[Finding] = []
    with closing(_rows(path, ())) as rows:
        while (row := next(rows, None)) and not row.cells:
            broken += row.faults
    if broken and not row:
        raise Rejected(broken[:_TOLD])
    columns = tuple(row.cells) if row else ()
    return Table(path.name, columns, lambda: _rows(path, columns))


def _rows(path: Path, columns: tuple[str, ...]) -> Generator[TableRow, None, None]:
    longest = LimitName.ROW.most
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(iter(lambda: file.readline(longest + 1), ""), 1):
            if too_long := tuple(row_limit(path.name, number, len(line))):
                yield TableRow(number, {}, too_long)
                return  # where the next row begins is not known
            if line.strip():
                yield _row(path.name, number, columns, line)


def _row(file: str, number: int, columns: tuple[str, ...], line: str) -> TableRow:
    place = Place(file, number)
    try:
        pairs = json.loads(line, object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        reason = fault.msg if isinstance(fault, json.JSONDecodeError) else str(fault)
        if isinstance(fault, RecursionError):
            reason = phrase("broken/nested")
        return TableRow(number, {}, (error("table/syntax:json", place, reason=reason),))
    if not isinstance(pairs, tuple):
        return TableRow(number, {}, (error("table/syntax:json-object", place),))
    cells = {composed(name.strip()): composed(_text(value)) for name, value in pairs}
    faults = [*_value_faults(place, pairs), *strange(file, number, cells)]
    if columns:
        faults += unlike(file, number, columns, tuple(cells))
    return TableRow(number, cells, tuple(faults))


def _value_faults(place: Place, pairs: tuple[tuple[str, Any], ...]) -> Iterator[Finding]:
    for name in _several(name.strip() for name, _ in pairs):
        yield error("table/value:same-names", place, name=name)
    for name, value in pairs:
        if isinstance(value, list | tuple):
            yield error("table/value:list", place, name=name)


def _several(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _no_constant(name: str) -> str:
    raise ValueError(phrase("part/no-value", name=name))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value).strip()


AS_IT_IS = Reading()

READERS: dict[str, Callable[[Path, Reading], Table]] = {
    ".csv": read_delimited,
    ".xlsx": read_workbook,
    ".jsonl": read_json_lines,
}
"""The reader of each kind of table, by its extension."""


def read_table(path: Path, reading: Reading = AS_IT_IS) -> Table:
    """The table in a file, by its extension; no more than a row of it is held in memory.

    Raises Rejected with file and row: a file of another kind, one that cannot be read, is too large or not in UTF-8,
    and columns that are missing or have the same name.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise reject("table/kind", Place(path.name), path_name=path.name, readers=", ".join(READERS))
    try:
        if not path.is_file():
            raise reject("table/missing", Place(path.name))
        if too_large := exceeded(LimitName.TABLE, path.stat().st_size):
            raise reject("table/limit:table", Place(path.name), too_many=too_large)
        table = READERS[suffix](path, reading)
    except OSError as fault:
        raise reject("table/unreadable", Place(path.name), strerror=fault) from fault
    refuse(_header_faults(table))
    if len(table.columns) == 1 and any(
        fault.rule == "table/cells" for row in islice(table.rows(), 1) for fault in row.faults
    ):
        raise reject("table/header:title", Place(table.file, 1), title=table.columns[0])
    return table


def _header_faults(table: Table) -> Iterator[Finding]:
    place = Place(table.file, 1)
    if not any(table.columns):
        yield error("table/header:empty", place)
    yield from (error("table/header:same", place, name=name) for name in _several(table.columns) if name)
    if NAME in table.columns:
        yield error("table/header:reserved", place, name=NAME)


def read_row(path: Path, number: int, reading: Reading) -> Mapping[str, str]:
    """The texts of one row of a table by column. Raises Rejected for its faults, and where there is no such row."""
    row = next(iter(chosen(read_table(path, reading), {number}, {}, 0).rows()))
    refuse(row.faults)
    return row.cells


def counted(table: Table) -> int:
    """How many rows a table has.

    Raises Rejected where it cannot be read to its end, has no rows, or more than a run may have.
    """
    number, last = 0, 1
    for row in table.rows():
        number, last = number + 1, row.number
    if not number:
        raise reject("table/rows", Place(table.file, 1))
    if too_many := exceeded(LimitName.ROWS, number):
        raise reject("table/limit:table", Place(table.file, last), too_many=too_many)
    return number
