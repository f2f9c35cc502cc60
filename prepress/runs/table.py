"""Tables: the rows of a CSV, Excel or JSON Lines file as texts by column, streamed, with their numbers in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from prepress.findings import Finding, Place, Rejected, error, reject
from prepress.runs.delimited import read_delimited
from prepress.runs.json_lines import read_json_lines
from prepress.runs.rows import Table
from prepress.runs.workbook import read_workbook
from prepress.source import NAME
from prepress.workspace import LimitName, exceeded

READERS: dict[str, Callable[[Path], Table]] = {
    ".csv": read_delimited,
    ".xlsx": read_workbook,
    ".jsonl": read_json_lines,
}
"""The reader of each kind of table, by its extension."""


def read_table(path: Path) -> Table:
    """The table in a file, by its extension; no more than a row of it is held in memory.

    Raises Rejected with file and row: a file of another kind, one that cannot be read, is too large or not in UTF-8,
    and columns that are missing or have the same name.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        message = f"'{path.name}' is no table"
        raise reject("table/kind", message, Place(path.name), f"hand over one of {', '.join(READERS)}")
    try:
        if not path.is_file():
            raise reject("table/missing", "there is no such table", Place(path.name), "mend its path")
        if too_large := exceeded(LimitName.TABLE, path.stat().st_size):
            message = f"the table {too_large}"
            raise reject("table/limit", message, Place(path.name), "part it into several")
        table = READERS[suffix](path)
    except OSError as fault:
        message = f"the table cannot be read: {fault.strerror or fault}"
        raise reject("table/unreadable", message, Place(path.name), "mend its path or its rights") from fault
    if faults := list(_header_faults(table)):
        raise Rejected(faults)
    return table


def _header_faults(table: Table) -> Iterator[Finding]:
    place = Place(table.file, 1)
    if not any(table.columns):
        message = "the table has no columns"
        yield error("table/header", message, place, "write the names of the fields into the first row")
    for name in sorted({name for name in table.columns if name and table.columns.count(name) > 1}):
        message = f"two columns have the name '{name}'"
        yield error("table/header", message, place, "give each its own")
    if NAME in table.columns:
        message = f"a column cannot have the name '{NAME}', which is that of the edition itself"
        yield error("table/header", message, place, "rename the column")


def counted(table: Table) -> int:
    """How many rows a table has.

    Raises Rejected where it cannot be read to its end, has no rows, or more than a run may have.
    """
    number, last = 0, 1
    for row in table.rows():
        number, last = number + 1, row.number
    if not number:
        raise reject("table/rows", "the table has no rows", Place(table.file, 1), "write a row for each copy")
    if too_many := exceeded(LimitName.ROWS, number):
        raise reject("table/limit", f"the table {too_many}", Place(table.file, last), "part it into several")
    return number
