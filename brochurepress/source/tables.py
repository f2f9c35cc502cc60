"""Tables that stand in no text: a CSV file (RFC 4180) or rows of a front matter, set as Markdown sets a table."""

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from brochurepress.findings import Place, Rejected, error, reject
from brochurepress.source.markdown import Converter
from brochurepress.source.markdown_checks import Context, figure_of
from brochurepress.source.markdown_meaning import NONE, ROW_HEADS
from brochurepress.source.section_types import Section, Table, held
from brochurepress.workspace import Key, Snapshot, composed

DELIMITERS = (";", ",", "\t")
"""What parts the cells of a CSV file; the one that its first line holds most is taken."""


@dataclass
class _Rows(Context):
    """A table to convert, of which each row has a line; the dashes below its head have none."""

    last_line: int = 0

    def place(self, line: int) -> Place:
        """The place of a line of the text, counted from 0."""
        within = min(max(self.first_line + line - (line > 0), self.first_line), self.last_line)
        return Place(self.file, within, section=self.section)


def tables_in(section: Section) -> Iterator[tuple[Key, Table]]:
    """The tables in the fields of a section, with the key each stands under."""
    return ((key, value) for key, value, _ in held(section.content) if isinstance(value, Table))


def set_table(
    snapshot: Snapshot, folders: Sequence[str], converter: Converter, section: Section, key: Key, chart: str = ""
) -> tuple[str, Context]:
    """A table of a section as HTML, and what was found in it; `chart` is the class of a chart, or "" for none.

    Raises Rejected for a file that cannot be read, and where there is not one of file and rows.
    """
    table: Table = next(each for at, each in tables_in(section) if at == key)
    place = section.place(*key)
    if bool(table.file) == bool(table.rows):
        raise reject("manuscript/table:one-of", place)
    file, first, rows = section.file, section.source.place((*key, "rows", 0)).line, list(table.rows)
    if table.file:
        file, first = _located(snapshot, folders, table.file, section.place(*key, "file")), 1
        rows = _rows_of(snapshot, file)
    context = _Rows(file, first, section=section.id, last_line=first + max(len(rows) - 1, 0))
    if len(rows) < 2:
        raise reject("manuscript/table:no-rows", context.place(0))
    return converter.block("\n".join(_lines(table, rows, chart, converter.decimal)), context), context


def _lines(table: Table, rows: Sequence[Sequence[str]], chart: str, decimal: str) -> Iterator[str]:
    """The lines of the table in Markdown; columns of figures stand on the right."""
    texts = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows]
    heads, *written = (
        "| " + " | ".join(cell or NONE[0] * (number > 0) for cell in row) + " |" for number, row in enumerate(texts)
    )
    columns = itertools.zip_longest(*(row[: len(texts[0])] for row in texts), fillvalue="")
    figures = [all(not cell or figure_of(cell, decimal) is not None for cell in column[1:]) for column in columns]
    yield heads
    yield "|" + "|".join("---:" if number and figure else "---" for number, figure in enumerate(figures)) + "|"
    yield from written[:-1]
    if table.total:
        yield "|" + "---|" * len(figures)
    yield written[-1]
    yield from (f": {text}" for text in (table.caption, table.source) if text)
    classes = [chart] if chart else []
    classes += [ROW_HEADS] if table.heads == "rows" else []
    if classes:
        yield "{: " + " ".join(f".{name}" for name in classes) + " }"


def _located(snapshot: Snapshot, folders: Sequence[str], reference: str, place: Place) -> str:
    """The file of a table that a section names, in the folder of its edition or of one it builds on."""
    for folder in folders:
        if snapshot.has(located := quote(f"{folder}/{reference}")):
            return located
    raise reject("manuscript/table:no-file", place, file=reference)


def _rows_of(snapshot: Snapshot, file: str) -> list[tuple[str, ...]]:
    """The rows of a CSV file, each on a line of its own; raises Rejected where they are not."""
    lines = composed(snapshot.text(file).removeprefix("\ufeff")).splitlines()
    delimiter = max(DELIMITERS, key=lines[0].count) if lines else ","
    try:
        rows = [next(csv.reader([line], delimiter=delimiter, strict=True), []) for line in lines]
    except csv.Error as fault:
        raise reject("manuscript/table:no-csv", Place(file, 1), fault=fault) from fault
    if blank := [number for number, row in enumerate(rows, 1) if not any(cell.strip() for cell in row)]:
        raise Rejected(error("manuscript/table:blank", Place(file, number)) for number in blank)
    return [tuple(row) for row in rows]
