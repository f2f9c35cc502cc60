"""Rows: what every reader of tables makes of a file, what an edition asks of them, and the names of their files."""

import re
import string
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from brochurepress import source, workspace
from brochurepress.compose import compose
from brochurepress.findings import Finding, Place, Rejected, error, gathering, nearest, refuse, reject, warning
from brochurepress.wording import phrase

ROW = "row"
"""The part of a pattern that stands for the number of the row; it may have a width, as in {row:06}."""

LONGEST = 200
"""Bytes of a file name; most systems allow 255, some of which their own tools take."""


@dataclass(frozen=True)
class FileNames:
    """A pattern such as "{province}/{name}", parted into literal texts and fields with their widths; the extension."""

    pattern: str
    parts: tuple[tuple[str, str | None, str], ...]
    extension: str

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it takes from a row."""
        return frozenset(name for _, name, _ in self.parts if name is not None and name != ROW)

    def of(self, number: int, cells: Mapping[str, str]) -> str:
        """The path of a row's file below the folder of the run: what a file system does not take becomes a hyphen."""
        filled = ""
        for text, name, width in self.parts:
            filled += text
            if name == ROW:
                filled += format(number, width)
            elif name is not None:
                filled += workspace.UNFIT.sub("-", cells[name])
        *folders, stem = filled.split("/")
        room = LONGEST - len(self.extension)
        return "/".join((*(_fit(folder, LONGEST) for folder in folders), _fit(stem, room) + self.extension))


def read_names(pattern: str, columns: tuple[str, ...], extension: str) -> FileNames:
    """The pattern of the file names of a run; the extension is added where it is not there.

    Raises Rejected for a field that is no column, and for a path that leads out of the folder.
    """
    if pattern.lower().endswith(extension):
        extension, pattern = pattern[-len(extension) :], pattern[: -len(extension)]
    path = PurePosixPath(pattern)
    if path.is_absolute() or "\\" in pattern or any(part in ("", ".", "..") for part in pattern.split("/")):
        raise _refused("run/file-name:outside", pattern=pattern)
    try:
        parsed = list(string.Formatter().parse(pattern))
        for _, name, width, conversion in parsed:
            _demand_known(name, width or conversion or "", columns)
    except ValueError as fault:
        raise _refused("run/file-name:malformed", pattern=pattern, fault=fault) from fault
    return FileNames(pattern, tuple((text, name, width or "") for text, name, width, _ in parsed), extension)


def _demand_known(name: str | None, width: str, columns: tuple[str, ...]) -> None:
    """Raises Rejected for a field that is no column, or has a width and is no number."""
    if name == ROW:
        if ROW in columns:
            raise _refused("run/file-name:row-column", row=ROW)
        if not re.fullmatch(r"(0?\d{1,2})?", width):
            raise ValueError(phrase("part/no-width", width=width))
    elif name is not None and width:
        raise _refused("run/file-name:width", name=name, row=ROW)
    elif name is not None and name not in columns:
        near = nearest(name, (*filter(None, columns), ROW))
        raise _refused("run/file-name:unknown-field", name=name, nearest=near)


def _refused(key: str, /, **values: object) -> Rejected:
    return reject(key, Place("--file-name"), **values)


def _fit(name: str, room: int) -> str:
    """A name that no system trips over, of `room` bytes: composed letters, no point or space at its ends."""
    name = unicodedata.normalize("NFC", workspace.UNFIT.sub("-", name)).strip(" .")
    while len(name.encode()) > room:
        name = name[:-1]
    name = name.strip(" .") or "-"
    return f"_{name}" if workspace.DEVICES.fullmatch(name) or name.startswith("-") else name


_HALF = re.compile("[\ud800-\udfff]")  # half a character (a surrogate alone), as JSON can write it


@dataclass(frozen=True)
class TableRow:
    """One row: its number as the editor sees it (the first line is 1), its texts by column, and its faults."""

    number: int
    cells: Mapping[str, str]
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Reading:
    """How a table is read: the language in which a workbook shows its values, its no and yes; a sheet but the first."""

    language: str = "en"
    sheet: str = ""
    booleans: tuple[str, str] = ("FALSE", "TRUE")


@dataclass(frozen=True)
class Table:
    """A table: its file as findings call it, its columns, and a function that reads its rows from the start.

    Reading raises Rejected where the file cannot be read any further. `notes` tell what was made of the file.
    """

    file: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[TableRow]]
    notes: tuple[Finding, ...] = ()


def row_limit(file: str, number: int, characters: int) -> Iterator[Finding]:
    """A fault of a row with more characters than a row of a table may have."""
    if too_long := workspace.exceeded(workspace.LimitName.ROW, characters):
        yield error("table/limit:row", Place(file, number), too_long=too_long)


def names_of(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns in the first row; columns beyond the last name are none."""
    names = [workspace.composed(cell.strip()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def row_of(file: str, number: int, columns: tuple[str, ...], cells: Sequence[str]) -> TableRow:
    """A row by its columns, with its faults: another number of cells, characters that are no text."""
    texts = {name: workspace.composed(cell.strip()) for name, cell in zip(columns, cells, strict=False) if name}
    faults = list(strange(file, number, texts))
    surplus = any(cell.strip() for cell in cells[len(columns) :])
    if surplus or len(cells) < len(columns):
        faults.append(error("table/cells:count", Place(file, number), count=len(cells), columns=len(columns)))
    return TableRow(number, texts, tuple(faults))


def strange(file: str, number: int, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Faults of characters that are no text, one for each cell that holds some."""
    for name, text in texts.items():
        if found := workspace.NO_TEXT.search(text) or _HALF.search(text):
            yield error("table/character", Place(file, number), name=name, found=ord(found[0]))
        for _, fault in workspace.word_faults(text):
            yield error("table/limit:word", Place(file, number), name=name, fault=fault)


def unlike(file: str, number: int, columns: tuple[str, ...], names: Sequence[str]) -> Iterator[Finding]:
    """Faults of a row that names its columns itself: those it lacks, and those that the table does not have."""
    place = Place(file, number)
    for name in (name for name in columns if name not in names):
        yield error("table/cells:missing", place, name=name)
    for name in (name for name in names if name not in columns):
        yield error("table/cells:unknown", place, name=name, nearest=nearest(name, columns))


_COLUMN = re.compile(r"\{([^{}]*)\}")
"""A column in a pattern such as {First name} {Last name}."""


def renamed(table: Table, columns: Mapping[str, str]) -> Table:
    """The table with the fields that its columns fill; `columns` gives the column of each, or a pattern of several.

    Raises Rejected for a column that the table does not have.
    """
    patterns = {field: given if _COLUMN.search(given) else f"{{{given}}}" for field, given in columns.items()}
    used = dict.fromkeys(name for pattern in patterns.values() for name in _COLUMN.findall(pattern))
    unknown, known = (name for name in used if name not in table.columns), tuple(filter(None, table.columns))
    refuse(error("run/map", Place("--map"), name=name, nearest=nearest(name, known)) for name in unknown)
    kept = [name for name in table.columns if name not in used and name not in columns]

    def cells(row: TableRow) -> TableRow:
        given = {name: row.cells[name] for name in kept if name in row.cells}
        for field, pattern in patterns.items():
            if row.cells.keys() >= set(_COLUMN.findall(pattern)):
                given[field] = " ".join(_COLUMN.sub(lambda column: row.cells[column[1]], pattern).split())
        return replace(row, cells=given)

    return replace(table, columns=(*kept, *columns), rows=lambda: map(cells, table.rows()))


def in_other_case(table: Table, names: Iterable[str]) -> dict[str, str]:
    """The column of each field whose name has capitals elsewhere: whoever keeps a list writes Name for name."""
    known = {column.casefold(): column for column in table.columns}
    return {name: known[name.casefold()] for name in names if name not in table.columns and name.casefold() in known}


def chosen(table: Table, numbers: Collection[int], blank: Mapping[str, str], count: int) -> Table:
    """The rows of these numbers, all of them when there are none, and behind them so many that are blank.

    Raises Rejected for a number that no row has.
    """
    if missing := sorted(set(numbers) - {row.number for row in table.rows()} if numbers else ()):
        raise reject("run/rows:missing", Place("--rows"), count=len(missing), missing=missing[:20], table=table.file)

    def rows() -> Iterator[TableRow]:
        last = 0
        for row in table.rows():
            last = row.number
            if not numbers or last in numbers:
                yield row
        yield from (TableRow(last + at, {**dict.fromkeys(table.columns, ""), **blank}) for at in range(1, count + 1))

    return replace(table, rows=rows)


_PDF = (source.PaintMethod.PLAIN, source.PaintMethod.TAGGED)


def read_asked(snapshot: workspace.Snapshot, edition: str, columns: Iterable[str]) -> frozenset[str]:
    """The fields that an edition asks of a table with these columns.

    Raises Rejected for every placeholder that has neither a column nor a value in the edition, with file and line.
    """
    lineage = source.read_lineage(snapshot, edition).given(dict.fromkeys(filter(None, columns), ""))
    filling = lineage.filling
    filling.fields(lineage.source, source.Edition)
    listing, models = source.list_sections(snapshot, lineage.levels), source.read_section_types(snapshot).models
    faults = list(listing.faults)
    for section in listing.sections:
        with gathering(faults):
            written = source.read_written(snapshot, section)
            kind = str(written.fields.values.get("type", ""))
            filling.fields(written.fields, models.get(kind) or source.Edition)
            filling.markdown(written.body, written.body_place)
    refuse([*faults, *filling.faults])
    return frozenset(filling.used)


def reading_of(snapshot: workspace.Snapshot, edition: str, sheet: str = "") -> Reading:
    """How a table is read for an edition; where it names a language that is not known, no and yes are English."""
    language = str(source.read_lineage(snapshot, edition).source.values.get("language", ""))
    known = source.primary(language) in source.known_languages(snapshot)
    booleans = source.read_language(snapshot, language).booleans if known else Reading.booleans
    return Reading(language, sheet, booleans)


def read_issued(snapshot: workspace.Snapshot, edition: str, name: str | None, sheets: bool = False) -> str:
    """The variant of a run: the one named, or the first that the edition issues as PDF; for `sheets` first one in sRGB.

    Raises Rejected for one that the edition does not issue, or that is no PDF.
    """
    keys = source.read_lineage(snapshot, edition).source
    listed = keys.values.get("variants", [])
    issued = list(map(str, listed)) if isinstance(listed, list) else []
    pdfs = [each for each in issued if each in source.VARIANTS and source.VARIANTS[each].paint in _PDF]
    if sheets:
        pages = [each for each in pdfs if source.FORMS[source.VARIANTS[each].form] is source.PAGES]
        pdfs = sorted(pages, key=lambda each: source.VARIANTS[each].paint is not source.PaintMethod.TAGGED)
    if name in pdfs or (name is None and pdfs):
        return name or pdfs[0]
    hint = nearest(name or "", pdfs) if pdfs else phrase("part/add-pdf")
    case = "run/variant:not-issued" if name else "run/variant:no-pdf"
    raise reject(case, keys.place(("variants",)), name=name, hint=hint)


def unused(table: Table, asked: frozenset[str], names: FileNames) -> Iterator[Finding]:
    """A warning of the columns that neither a text nor a file name takes."""
    if left := [column for column in table.columns if column and column not in asked | names.fields]:
        yield warning("run/unused", Place(table.file, 1), columns="', '".join(left), first=left[0])


def demand_sound(snapshot: workspace.Snapshot, edition: str, printer: str | None, fields: Mapping[str, str]) -> None:
    """Raises Rejected with the faults that the edition has whatever the fields hold; those of the fields pass."""
    try:
        compose(source.read_sources(snapshot, edition, printer, fields))
    except Rejected as rejected:
        refuse(finding for finding in rejected.findings if not is_filled(snapshot, finding.place))


def is_filled(snapshot: workspace.Snapshot, place: Place) -> bool:
    """Whether a placeholder stands in the line of the manuscript that is told, or in what is indented below it."""
    if not place.file.startswith(f"{workspace.SOURCE}/") or not place.line:
        return False
    try:
        lines = snapshot.text(place.file).split("\n")[place.line - 1 :]
    except Rejected:
        return False
    below = next((at for at, line in enumerate(lines) if at and line.strip() and not line.startswith(" ")), None)
    return bool(source.names_in("\n".join(lines[:below])))
