"""JSON Lines: a row of a table on each line, an object with a text for each column."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from prepress.findings import Finding, Place, Rejected, error
from prepress.runs.delimited import demand_utf8
from prepress.runs.rows import Table, TableRow, row_limit, strange, unlike
from prepress.workspace import LIMITS, LimitName

_TOLD = 20
"""How many faults are told of a file that has no sound row at all."""

_OBJECT = 'one object on each line: {"name": "…"}'


def read_json_lines(path: Path) -> Table:
    """The table of a JSON Lines file; its columns are those of its first row, and numbers stay as they are written.

    Raises Rejected for what is not in UTF-8.
    """
    demand_utf8(path)
    broken: list[Finding] = []
    with closing(_rows(path, ())) as rows:
        for row in rows:
            if row.cells:
                columns = tuple(row.cells)
                break
            broken += row.faults
        else:
            columns = ()
    if broken and not columns:
        raise Rejected(broken[:_TOLD])
    return Table(path.name, columns, lambda: _rows(path, columns))


def _rows(path: Path, columns: tuple[str, ...]) -> Generator[TableRow, None, None]:
    longest = LIMITS[LimitName.ROW].most
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
        pairs = json.loads(
            line, object_pairs_hook=tuple, parse_int=str, parse_float=str, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as fault:
        reason = fault.msg if isinstance(fault, json.JSONDecodeError) else str(fault)
        if isinstance(fault, RecursionError):
            reason = "it is nested too deep"
        return TableRow(
            number, {}, (error("table/syntax", f"the line is no JSON: {reason}", place, _OBJECT),)
        )
    if not isinstance(pairs, tuple):
        return TableRow(number, {}, (error("table/syntax", "the line is no JSON object", place, _OBJECT),))
    cells = {name.strip(): _text(value) for name, value in pairs}
    faults = [*_value_faults(place, pairs), *strange(file, number, cells)]
    if columns:
        faults += unlike(file, number, columns, tuple(cells))
    return TableRow(number, cells, tuple(faults))


def _value_faults(place: Place, pairs: tuple[tuple[str, Any], ...]) -> Iterator[Finding]:
    names = [name.strip() for name, _ in pairs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield error("table/value", f"'{name}' stands twice in the row", place, "keep one of them")
    for name, value in pairs:
        if isinstance(value, list | tuple):
            message, hint = f"'{name}' holds a list or an object", "give each part a field of its own"
            yield error("table/value", message, place, hint)


def _no_constant(name: str) -> str:
    raise ValueError(f"{name} is no value")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return "" if value is None else str(value).strip()
