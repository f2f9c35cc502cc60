"""Workbooks: the rows of the first sheet of an Excel file (ISO/IEC 29500), as texts."""

from __future__ import annotations

import codecs
import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl

from brochurepress.findings import Finding, Place, Rejected, error, reject
from brochurepress.runs.rows import Table, TableRow, names_of, row_limit, row_of
from brochurepress.workspace import LIMITS, LimitName, exceeded

_SHEET = None
"""The kind of a sheet, whose size is limited by the whole alone: it is read row by row."""

PIECE = 1_000_000
"""How many bytes of a part are looked at together."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What is raised for an archive that breaks off, is packed in an unknown way, or is locked by a password."""

_ROOT = re.compile(rb"(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?(worksheet|sst)\b")
_END = re.compile(rb"</(?:\w+:)?(?:row|si)\s*>")
_NUMBERED = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,7})["']""")
_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!")


def read_workbook(path: Path) -> Table:
    """The table in the first sheet of a workbook; of a formula its last result.

    Raises Rejected for what is no workbook, or would swell when it is opened.
    """
    _demand_sound_zip(path)
    with closing(_sheet_rows(path)) as first:
        columns = names_of(_demand_row(path.name, 1, [_text(cell) for cell, _ in next(first, [])]))

    def rows() -> Iterator[TableRow]:
        with closing(_sheet_rows(path)) as again:
            next(again, None)
            for number, cells in enumerate(again, 2):
                texts = [_text(cell) for cell, _ in cells]
                _demand_row(path.name, number, texts)
                unknown = [not text and _is_formula(said) for text, (_, said) in zip(texts, cells, strict=True)]
                if any(texts) or any(unknown):
                    texts += [""] * (len(columns) - len(texts))
                    row = row_of(path.name, number, columns, texts)
                    faults = (*row.faults, *_formula_faults(path.name, number, texts, unknown))
                    yield TableRow(number, row.cells, faults)

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
    except (OSError, Rejected):
        raise
    except Exception as fault:  # the parser meets broken files with errors of every kind
        raise reject("table/syntax:workbook", Place(path.name), fault=fault) from fault


def _demand_row(file: str, number: int, texts: list[str]) -> list[str]:
    """The texts of a row, unless they are too long together."""
    if too_long := list(row_limit(file, number, sum(map(len, texts)))):
        raise Rejected(too_long)
    return texts


def _demand_sound_zip(path: Path) -> None:
    """Raises Rejected for what is no archive, and for parts and rows that would fill the memory when they are read."""
    sizes = dict.fromkeys((LimitName.WORKBOOK, LimitName.STRINGS, LimitName.STYLES), 0)
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                sizes[LimitName.WORKBOOK] += entry.file_size
                if (kind := _kind(archive, entry)) != _SHEET:
                    sizes[kind] += entry.file_size
            for of, size in sizes.items():
                if too_large := exceeded(of, size):
                    raise reject("table/limit:workbook", Place(path.name), too_large=too_large)
            for entry in archive.infolist():
                if (kind := _kind(archive, entry)) in (_SHEET, LimitName.STRINGS):
                    _demand_rows(path.name, archive, entry, kind)
    except _BROKEN as fault:
        raise reject("table/syntax:no-workbook", Place(path.name)) from fault


def _kind(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> LimitName | None:
    """What limits a part besides the whole: nothing for what is no XML, which is not read; a sheet is read by rows."""
    with archive.open(entry) as part:
        start = part.read(2_000).removeprefix(codecs.BOM_UTF8).lstrip()
    if not start.startswith((b"<", codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return LimitName.WORKBOOK
    root = _ROOT.match(start)
    return {b"worksheet": None, b"sst": LimitName.STRINGS}[root[1]] if root else LimitName.STYLES


def _demand_rows(file: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: LimitName | None) -> None:
    """Raises Rejected at a row so long that reading it would fill the memory: its XML is not parsed, only parted.

    The characters of a row are counted when it is read; until then each may have as many bytes of XML as a reference.
    """
    most = 8 * LIMITS[LimitName.ROW].most + PIECE
    for number, row in _parted(archive, entry):
        if len(row) > most:
            at = _number(row, number) if kind is _SHEET else _row_with(archive, number - 1)
            raise Rejected(row_limit(file, at, len(row)))


def _parted(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """The XML of each row of a part, or of each text of those kept apart, counted from 1; one without end in pieces."""
    number, rest = 1, b""
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            *rows, rest = _END.split(rest + piece)
            yield from enumerate(rows, number)
            number += len(rows)
            yield number, rest


def _row_with(archive: zipfile.ZipFile, index: int) -> int:
    """The number of the first row that holds the text of this index among those kept apart; 0 when none does."""
    cell = re.compile(rb"""<(?:\w+:)?c\b[^>]*\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>\s*%d\s*<""" % index)
    sheets = (entry for entry in archive.infolist() if _kind(archive, entry) is _SHEET)
    rows = (found for sheet in sheets for found in _parted(archive, sheet))
    return next((_number(row, number) for number, row in rows if cell.search(row)), 0)


def _number(row: bytes, counted: int) -> int:
    """The number that a row says it has, or else that by which it was counted."""
    said = _NUMBERED.search(row[:PIECE])
    return int(said[1]) if said else counted


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
    return (isinstance(written, str) and written.startswith("=")) or type(written).__name__.endswith("Formula")


def _formula_faults(file: str, number: int, texts: Sequence[str], unknown: Sequence[bool]) -> Iterator[Finding]:
    place = Place(file, number)
    for text in texts:
        if text in _ERRORS:
            yield error("table/value:error", place, text=text)
    if any(unknown):
        yield error("table/value:formula", place)
