"""Workbooks: the rows of the first sheet of an Excel file (ISO/IEC 29500), as texts."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl

from prepress.findings import Finding, Place, error
from prepress.limits import Of, exceeded
from prepress.runs.rows import Row, Table, names_of, refused, row_of

_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")


def read_workbook(path: Path) -> Table:
    """The table in the first sheet of a workbook; of a formula its last result.

    Raises Rejected for what is no workbook, or would swell when it is opened.
    """
    _demand_sound_zip(path)
    with closing(_sheet_rows(path)) as first:
        columns = names_of([_text(cell) for cell, _ in next(first, [])])

    def rows() -> Iterator[Row]:
        with closing(_sheet_rows(path)) as again:
            next(again, None)
            for number, cells in enumerate(again, 2):
                texts = [_text(cell) for cell, _ in cells]
                unknown = [
                    not text and _is_formula(said) for text, (_, said) in zip(texts, cells, strict=True)
                ]
                if any(texts) or any(unknown):
                    texts += [""] * (len(columns) - len(texts))
                    row = row_of(path.name, number, columns, texts)
                    faults = (*row.faults, *_formula_faults(path.name, number, texts, unknown))
                    yield Row(number, row.cells, faults)

    return Table(path.name, columns, rows)


def _sheet_rows(path: Path) -> Generator[list[tuple[Any, Any]], None, None]:
    """The cells of the first sheet, row by row: each as it was last calculated, and as it is written."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a spreadsheet holds besides its cells is not ours
            results = openpyxl.load_workbook(path, read_only=True, data_only=True)
            written = openpyxl.load_workbook(path, read_only=True, data_only=False)
        with closing(results), closing(written):
            both = zip(results.worksheets[0].iter_rows(), written.worksheets[0].iter_rows(), strict=True)
            for cells, sources in both:
                yield [(cell, source.value) for cell, source in zip(cells, sources, strict=True)]
    except OSError:
        raise
    except Exception as fault:  # the parser meets broken files with errors of every kind
        message = f"the workbook cannot be read: {fault}"
        raise refused("table/syntax", message, Place(path.name), "open it and save it again") from fault


def _demand_sound_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as fault:
        message = "the file is no Excel workbook"
        raise refused("table/syntax", message, Place(path.name), "save it as .xlsx") from fault
    if too_large := exceeded(Of.WORKBOOK, size):
        raise refused("table/limit", f"the workbook {too_large}", Place(path.name), "part it into several")


def _text(cell: Any) -> str:
    """The text of a cell: whole numbers without a point, leading noughts that its format shows, days as YYYY-MM-DD."""
    match cell.value:
        case None:
            return ""
        case bool() as value:
            return "1" if value else "0"
        case int() | float() as value if float(value).is_integer():
            noughts = cell.number_format if re.fullmatch("0{2,}", cell.number_format or "") else "0"
            return str(int(value)).zfill(len(noughts))
        case dt.datetime() as value if value.time() == dt.time():
            return value.date().isoformat()
        case dt.datetime() | dt.date() | dt.time() as value:
            return value.isoformat()
        case value:
            return str(value).strip()


def _is_formula(written: Any) -> bool:
    return (isinstance(written, str) and written.startswith("=")) or type(written).__name__.endswith(
        "Formula"
    )


def _formula_faults(
    file: str, number: int, texts: Sequence[str], unknown: Sequence[bool]
) -> Iterator[Finding]:
    place = Place(file, number)
    for text in texts:
        if text in _ERRORS:
            message, hint = f"a cell holds the error {text}", "mend the formula, or write the value"
            yield error("table/value", message, place, hint)
    if any(unknown):
        message = "a cell holds a formula without its result"
        yield error("table/value", message, place, "open the workbook in a spreadsheet program and save it")
