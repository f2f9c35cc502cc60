"""Tables: the rows of a CSV, Excel or JSON Lines file as texts by column, streamed, with their numbers in the file."""

from __future__ import annotations

import csv
import datetime as dt
import json
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from prepress.findings import Finding, Place, Rejected, error
from prepress.limits import LIMITS, Of, exceeded

DELIMITERS = (";", ",", "\t", "|")
"""What parts the cells of a CSV file; the one that its first line holds most is taken."""

_SAVE = "save the table as 'CSV UTF-8', or hand over the .xlsx file itself"


@dataclass(frozen=True)
class Row:
    """One row: its number as the editor sees it (the first line is 1), its texts by column, and what is wrong with it."""

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
    rows: Callable[[], Iterator[Row]]


def read_table(path: Path) -> Table:
    """The table in a file, by its extension; no more than a row of it is held in memory.

    Raises Rejected with file and row: a file of another kind, one that cannot be read, is too large or not in UTF-8,
    and columns that are missing or have the same name.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        message = f"'{path.name}' is no table"
        raise _refused("table/kind", message, Place(path.name), f"hand over one of {', '.join(READERS)}")
    try:
        if too_large := exceeded(Of.TABLE, path.stat().st_size):
            message = f"the table {too_large}"
            raise _refused("table/limit", message, Place(path.name), "part it into several")
        table = READERS[suffix](path)
    except OSError as fault:
        message = f"the table cannot be read: {fault.strerror or fault}"
        raise _refused("table/unreadable", message, Place(path.name), "mend its path or its rights") from fault
    if faults := list(_header_faults(table)):
        raise Rejected(faults)
    return table


def _refused(rule: str, message: str, place: Place, hint: str) -> Rejected:
    return Rejected([error(rule, message, place, hint)])


def _header_faults(table: Table) -> Iterator[Finding]:
    place = Place(table.file, 1)
    if not any(table.columns):
        message = "the table has no columns"
        yield error("table/header", message, place, "write the names of the fields into the first row")
    for name in sorted({name for name in table.columns if name and table.columns.count(name) > 1}):
        message = f"two columns have the name '{name}'"
        yield error("table/header", message, place, "give each its own")


def _csv(path: Path) -> Table:
    _demand_utf8(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
    quoted = "".join(first.split('"')[::2])
    delimiter = max(DELIMITERS, key=quoted.count)
    records = _records(path, delimiter)
    columns = _names(next(records, []))

    def rows() -> Iterator[Row]:
        with closing(_records(path, delimiter)) as again:
            next(again, None)
            for number, cells in enumerate(again, 2):
                if any(cells):
                    yield _row(path.name, number, columns, cells)

    return Table(path.name, columns, rows)


def _records(path: Path, delimiter: str) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as fault:
                message = f"the row cannot be read, nor any below it: {fault}"
                hint = 'close every " and write "" for one inside a text'
                raise _refused("table/syntax", message, Place(path.name, number), hint) from fault
            yield cells


def _demand_utf8(path: Path) -> None:
    """Raises Rejected at the first line that is not UTF-8: a guess would put wrong letters into names."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as fault:
                byte = line[fault.start]
                message = f"the table is not in UTF-8: byte {byte:02X} stands for no character"
                raise _refused("table/encoding", message, Place(path.name, number), _SAVE) from fault


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _row(file: str, number: int, columns: tuple[str, ...], cells: Sequence[str]) -> Row:
    texts = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
    faults: tuple[Finding, ...] = ()
    if any(cell.strip() for cell in cells[len(columns) :]):
        message = f"the row has {len(cells)} cells, the table {len(columns)} columns"
        hint = 'put "…" round a text that holds the sign between two cells'
        faults = (error("table/cells", message, Place(file, number), hint),)
    return Row(number, texts, faults)


def _xlsx(path: Path) -> Table:
    _demand_sound_zip(path)
    with closing(_sheet_rows(path)) as first:
        columns = _names([_cell(value) for value in next(first, ())])

    def rows() -> Iterator[Row]:
        with closing(_sheet_rows(path)) as again:
            next(again, None)
            for number, values in enumerate(again, 2):
                texts = [_cell(value) for value in values]
                if any(texts):
                    row = _row(path.name, number, columns, texts)
                    yield Row(number, row.cells, (*row.faults, *_formulas(path.name, number, texts)))

    return Table(path.name, columns, rows)


def _sheet_rows(path: Path) -> Iterator[Sequence[Any]]:
    """The values of the first sheet, row by row; of a formula its last result."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a spreadsheet holds besides its cells is not ours
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        with closing(book):
            yield from book.worksheets[0].iter_rows(values_only=True)
    except OSError:
        raise
    except Exception as fault:  # the parser meets broken files with errors of every kind
        message = f"the workbook cannot be read: {fault}"
        raise _refused("table/syntax", message, Place(path.name), "open it and save it again") from fault


def _demand_sound_zip(path: Path) -> None:
    """Raises Rejected for a workbook that is none, or would swell when it is opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as fault:
        message = "the file is no Excel workbook"
        raise _refused("table/syntax", message, Place(path.name), "save it as .xlsx") from fault
    if too_large := exceeded(Of.WORKBOOK, size):
        raise _refused("table/limit", f"the workbook {too_large}", Place(path.name), "part it into several")


def _cell(value: Any) -> str:
    """The text of a cell: whole numbers without a point, days as YYYY-MM-DD (ISO 8601)."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case dt.datetime() if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case _:
            return str(value).strip()


_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")


def _formulas(file: str, number: int, texts: Sequence[str]) -> Iterator[Finding]:
    for text in texts:
        if text in _ERRORS:
            message = f"a cell holds the error {text}"
            yield error("table/value", message, Place(file, number), "mend the formula, or write the value")


def _jsonl(path: Path) -> Table:
    _demand_utf8(path)
    columns = tuple(next((row.cells for row in _objects(path)), {}))
    return Table(path.name, columns, lambda: _objects(path))


def _objects(path: Path) -> Iterator[Row]:
    longest = LIMITS[Of.ROW].most
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(iter(lambda: file.readline(longest), ""), 1):
            if line.strip():
                yield _object(path.name, number, line)


def _object(file: str, number: int, line: str) -> Row:
    place = Place(file, number)
    try:
        pairs = json.loads(line, object_pairs_hook=list)
    except (ValueError, RecursionError) as fault:
        reason = fault.msg if isinstance(fault, json.JSONDecodeError) else "it is nested too deep"
        hint = 'one object on each line: {"name": "…"}'
        return Row(number, {}, (error("table/syntax", f"the line is no JSON: {reason}", place, hint),))
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        hint = 'write {"name": "…"}'
        return Row(number, {}, (error("table/syntax", "the line is no JSON object", place, hint),))
    faults = []
    cells: dict[str, str] = {}
    for name, value in pairs:
        if isinstance(value, list):
            message, hint = f"'{name}' holds a list or an object", "give each part a field of its own"
            faults.append(error("table/value", message, place, hint))
        if name in cells:
            faults.append(error("table/value", f"'{name}' stands twice in the row", place, "keep one of them"))
        cells[name] = _cell(value)
    return Row(number, cells, tuple(faults))


READERS: dict[str, Callable[[Path], Table]] = {".csv": _csv, ".xlsx": _xlsx, ".jsonl": _jsonl}
"""The reader of each kind of table, by its extension."""


