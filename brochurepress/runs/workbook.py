"""Workbooks: the rows of a sheet of an Excel file (ISO/IEC 29500), as the texts that it shows."""

import codecs
import datetime as dt
import io
import itertools
import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from decimal import Decimal
from locale import windows_locale
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime, get_date_format, get_time_format
from babel.numbers import format_decimal, format_scientific
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.utils.escape import unescape

from brochurepress.findings import Finding, Place, Rejected, error, info, nearest, refuse, reject, warning
from brochurepress.runs.rows import Reading, Table, TableRow, names_of, row_limit, row_of
from brochurepress.workspace import LimitName, exceeded, shipped_table

_PARTS = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
"""Texts, room, fills, currencies, colours, conditions and languages; not times that are counted, such as [h]."""
_NUMBER = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?,*")
_DATE = re.compile(r"am/pm|a/p|\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+|.", re.IGNORECASE | re.DOTALL)
_COUNTED = {"h": 3600, "m": 60, "s": 1}
"""Units of times that are counted, in seconds."""
_LANGUAGE = re.compile(r"\[\$[^\]-]*-(?:([0-9A-Fa-f]{3,8})|([a-z]{2}-[A-Z]{2}))[,\]]")
"""The language whose names a format shows: as the system's number or a tag."""
_TABLE = shipped_table("workbook")
_DATES: dict[str, str] = _TABLE["dates"]
_LETTER = "\ue000"  # stands for texts while a format is read, so that their letters are none of it


class UnknownFormat(ValueError):
    """A format of which it is not known what a workbook would show."""


def as_shown(value: Any, code: str, reading: Reading) -> str:
    """A value as a workbook shows it that is set to a language such as nl-NL, else to English. Raises UnknownFormat."""
    locale = _locale(reading.language, Locale("en"))
    if isinstance(value, bool):
        return reading.booleans[value]
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _moment(value, code, locale)
    if not isinstance(value, int | float):
        text, section = "" if value is None else str(value), code.rpartition(";")[2]
        pattern, texts = _texts_apart(section if "@" in section else "@")
        return _with(texts, pattern).replace("@", text).strip()
    if code == "@" or not code or code.lower() == "general":
        return _general(value, locale)
    pattern, texts = _texts_apart(_section(value, code))
    if re.search(r"[/eE<>=]|\[", pattern.replace("E+", "")):
        raise UnknownFormat(code)
    return _with(texts, _shown_number(value, pattern, locale)).strip()


def _locale(tag: str, otherwise: Locale) -> Locale:
    """The customs of a language, or others where they are not known."""
    with suppress(ValueError, UnknownLocaleError):
        return Locale.parse(tag, sep="-")
    return otherwise


def _texts_apart(code: str) -> tuple[str, list[str]]:
    """A format with a letter of its own for each text in it, and these texts."""
    texts: list[str] = []

    def kept(match: re.Match[str]) -> str:
        texts.append(next((group for group in match.groups() if group is not None), " " * match[0].startswith("_")))
        return _LETTER

    return _PARTS.sub(kept, code), texts


def _with(texts: list[str], shown: str) -> str:
    for text in texts:
        shown = shown.replace(_LETTER, text, 1)
    return shown


def _general(value: float, locale: Locale) -> str:
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    if not 1e-9 < abs(value) < 1e11:
        raise UnknownFormat("General")
    return str(format_decimal(Decimal(f"{value:.10g}"), "0.##########", locale))


def _section(value: float, code: str) -> str:
    """The part of a format for a value: that of positive numbers, of negative ones or of nought."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if "[<" in code or "[>" in code or "[=" in code:
        raise UnknownFormat(code)
    at = 1 if value < 0 else 2 if value == 0 else 0
    return sections[at] if 0 < at < len(sections) else "-" * (value < 0) + sections[0]


def _shown_number(value: float, pattern: str, locale: Locale) -> str:
    if "E+" in pattern:
        if not re.fullmatch(r"[^#0?]*0(\.0+)?E\+0+[^#0?]*", pattern):
            raise UnknownFormat(pattern)
        return str(format_scientific(abs(value), pattern, locale))
    if not (found := _NUMBER.search(pattern)):
        return pattern
    if _NUMBER.search(pattern, found.end()):
        raise UnknownFormat(pattern)
    digits = found[0].replace("?", "#").rstrip(",")
    number = Decimal(repr(abs(value))) * 100 ** pattern.count("%") / 1000 ** (len(found[0]) - len(digits))
    whole, point, places = digits.partition(".")
    integer = "#" * 4 + "0" * whole.count("0")
    whole = f"{integer[:-3]},{integer[-3:]}" if "," in whole else integer
    number = number.quantize(Decimal(1).scaleb(-len(places)), "ROUND_HALF_UP")
    shown = format_decimal(number, whole + point + places, locale) if number or "0" in found[0] else ""
    return pattern[: found.start()] + str(shown) + pattern[found.end() :]


def _moment(value: dt.date | dt.time | dt.timedelta, code: str, locale: Locale) -> str:
    """A day, a time or a duration."""
    code = code.split(";")[0]
    for known, shown in _TABLE["system"].items():
        if known in code:
            parts = [str(get_date_format(shown["day"], locale))] if "day" in shown else []
            parts += [str(get_time_format(shown["time"], locale))] if "time" in shown else []
            return _filled(value, re.sub(r"\by+\b", "yyyy", " ".join(parts)), locale)
    parted, texts = _texts_apart(code)
    signs = _DATE.findall(parted)
    separator = re.sub(r"[\w\s]", "", str(get_date_format("short", locale)))[0]
    units = [sign.strip("[]").lower()[:1] for sign in signs]
    halves, pattern, literals, seconds = {"a"} & {*units}, "", list[str](), _seconds(value)
    for at, (sign, unit) in enumerate(zip(signs, units, strict=True)):
        low = sign.lower()
        sides = (units[:at][::-1], units[at + 1 :])
        before, behind = (next((each for each in side if each in {*"hmsdy"}), "") for side in sides)
        if unit == "m" and len(low) < 3 and (before == "h" or behind == "s"):
            pattern += low
        elif low in _DATES:
            pattern += _DATES[low].lower() if halves and unit == "h" else _DATES[low]
        elif low == "0" or (low.isalpha() and low not in ("am/pm", "a/p")):
            raise UnknownFormat(code)
        else:
            pattern += _LETTER
            told = {_LETTER: "".join(texts[:1]), "/": separator, "a": "PM" if seconds >= 12 * 3600 else "AM"}
            counted = len(low) > 1 and unit in _COUNTED
            literals.append(f"{int(seconds // _COUNTED[unit]):0{len(low) - 2}}" if counted else told.get(unit, sign))
            del texts[: sign == _LETTER]
    if named := _LANGUAGE.search(code):
        locale = _locale(named[2] or windows_locale.get(int(named[1], 16) & 0xFFFF, "").replace("_", "-"), locale)
    return _with(literals, _filled(value, pattern, locale)).strip()


def _seconds(value: Any) -> float:
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    return (value.hour * 60 + value.minute) * 60 + value.second if isinstance(value, dt.time | dt.datetime) else 0.0


def _filled(value: Any, pattern: str, locale: Locale) -> str:
    if isinstance(value, dt.time | dt.timedelta):
        value = dt.datetime(1900, 1, 1, tzinfo=None) + dt.timedelta(seconds=_seconds(value))  # noqa: DTZ001
    elif not isinstance(value, dt.datetime):
        value = dt.datetime.combine(value, dt.time())
    return str(format_datetime(value, pattern, tzinfo=None, locale=locale)).strip()


_SHEET = None  # the kind of a sheet, whose size is limited by the whole alone: it is read row by row
PIECE = 1_000_000
"""How many bytes of a part are looked at together."""

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What is raised for an archive that breaks off, is packed in an unknown way, or is locked by a password."""

_ROOT = re.compile(rb"(?:<\?xml[^>]*\?>\s*)?<(?:\w+:)?(worksheet|sst)\b")
_END = re.compile(rb"</(?:\w+:)?(?:row|si)\s*>")
_NUMBERED = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d{1,7})["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_NOT_SHOWN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_ERROR = re.compile(r"#(?:N/A|GETTING_DATA|[A-Z\d/]+[!?])")


def read_workbook(path: Path, reading: Reading) -> Table:
    """The table in a sheet of a workbook, its values as they are shown; of a formula its last result.

    Rows that are hidden are left out. Raises Rejected for what is no workbook, would swell when it is opened, or has no
    such sheet.
    """
    _demand_sound_zip(path)
    with _opened(path) as book:
        sheet, notes = _sheet(book, path.name, reading.sheet)
        sheet.reset_dimensions()  # some programs write less than there is
        name, part, first = sheet.title, sheet._worksheet_path, next(sheet.iter_rows(), ())
    if hidden := _hidden(path, part):
        notes = (*notes, warning("table/hidden", Place(path.name), count=len(hidden), rows=sorted(hidden)[:20]))
    heads = [_text(cell, reading)[0] for cell in first]
    refuse(row_limit(path.name, 1, sum(map(len, heads))))
    columns = names_of(heads)

    def rows() -> Iterator[TableRow]:
        with closing(_sheet_rows(path, name)) as again:
            next(again, None)
            for number, cells in enumerate(again, 2):
                if number in hidden:
                    continue
                shown = [_text(cell, reading) for cell, _ in cells]
                texts = [text for text, _ in shown]
                refuse(row_limit(path.name, number, sum(map(len, texts))))
                empty = [said for cell, said in cells if cell.value is None and cell.data_type != "str"]
                unknown = any(str(said).startswith("=") or type(said).__name__.endswith("Formula") for said in empty)
                if any(texts) or unknown:
                    row = row_of(path.name, number, columns, texts + [""] * (len(columns) - len(texts)))
                    faults = _value_faults(Place(path.name, number), columns, shown, unknown)
                    yield TableRow(number, row.cells, (*row.faults, *faults))

    return Table(path.name, columns, rows, notes)


_NO_TIME = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # the first day that an archive can tell


def write_workbook(file: BinaryIO, rows: Iterable[Sequence[str]]) -> None:
    """Writes rows as a sheet of texts, none of which is a formula; what none can hold becomes a question mark."""
    book, written = openpyxl.Workbook(write_only=True), io.BytesIO()
    book.properties.created = book.properties.modified = _NO_TIME
    sheet = book.create_sheet()
    for row in itertools.islice(rows, 1_048_576):  # as many as a sheet can have
        texts = (text.encode(errors="replace").decode() for text in row)
        cells = [WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("?", text)) for text in texts]
        for cell in cells:
            cell.data_type, cell.number_format = "s", "@"
        sheet.append(cells)
    book.save(written)
    # The same rows give the same bytes: the archive that was saved holds the hour of each of its parts.
    with zipfile.ZipFile(written) as saved, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in saved.namelist():
            part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", saved.read(name))
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)


def _sheet(book: Any, file: str, name: str) -> tuple[Any, tuple[Finding, ...]]:
    """A sheet, by default the first that is shown, and a word of the others where none was named."""
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if name and name not in sheets:
        raise reject("table/sheet:unknown", Place(file), name=name, nearest=nearest(name, sheets))
    shown = [title for title, sheet in sheets.items() if sheet.sheet_state == "visible"] or [*sheets]
    others = () if name or len(shown) < 2 else (info("table/sheet:first", Place(file), names=shown),)
    return sheets[name or shown[0]], others


def _hidden(path: Path, part: str) -> frozenset[int]:
    """The numbers of the rows that a sheet does not show."""
    with zipfile.ZipFile(path) as archive:
        rows = _parted(archive, archive.getinfo(part))
        tags = ((tag[0], number) for number, row in rows for tag in _ROW.finditer(row))
        return frozenset(_number(*tag) for tag in tags if _NOT_SHOWN.search(tag[0]))


@contextmanager
def _opened(path: Path, results: bool = True) -> Iterator[Any]:
    """A workbook, its cells as they were last calculated or as they are written; Rejected for what is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a spreadsheet holds besides its cells is not ours
            book = openpyxl.load_workbook(path, read_only=True, data_only=results)
        with closing(book):
            yield book
    except (OSError, Rejected):
        raise
    except Exception as fault:  # the parser meets broken files with errors of every kind
        raise reject("table/syntax:workbook", Place(path.name), fault=fault) from fault


def _sheet_rows(path: Path, name: str) -> Generator[list[tuple[Any, Any]], None, None]:
    """The cells of a sheet, row by row: each as it was last calculated, and as it is written."""
    with _opened(path) as results, _opened(path, results=False) as written:
        sheets = [book[name] for book in (results, written)]
        for sheet in sheets:
            sheet.reset_dimensions()  # some programs write less than there is
        for cells, sources in zip(sheets[0].iter_rows(), sheets[1].iter_rows(), strict=True):
            yield [(cell, source.value) for cell, source in zip(cells, sources, strict=True)]


def _demand_sound_zip(path: Path) -> None:
    """Raises Rejected for what is no archive, and for parts and rows that would fill the memory when they are read."""
    sizes = dict.fromkeys((LimitName.WORKBOOK, LimitName.STRINGS, LimitName.STYLES), 0)
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                sizes[LimitName.WORKBOOK] += entry.file_size
                if (kind := _kind(archive, entry)) not in (_SHEET, LimitName.WORKBOOK):
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
    most = 8 * LimitName.ROW.most + PIECE
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


def _text(cell: Any, reading: Reading) -> tuple[str, str]:
    """The text that a cell shows, and its format where it is not known what that shows of it."""
    if cell.value is None:
        return "", ""
    value = re.sub(r"\r\n?", "\n", unescape(cell.value)) if isinstance(cell.value, str) else cell.value
    try:
        return as_shown(value, cell.number_format or "", reading), ""
    except UnknownFormat:
        return str(cell.value), cell.number_format


def _value_faults(
    place: Place, columns: Sequence[str], shown: Sequence[tuple[str, str]], unknown: bool
) -> Iterator[Finding]:
    """Faults of formats of which it is not known what they show, of errors, and of formulas without a result."""
    for name, (text, code) in zip(columns, shown, strict=False):
        if name and code:
            yield error("table/value:format", place, name=name, format=code, text=text)
    yield from (error("table/value:error", place, text=text) for text, _ in shown if _ERROR.fullmatch(text))
    if unknown:
        yield error("table/value:formula", place)
