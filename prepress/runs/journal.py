"""Journal: what a run has made so far, on disk after every copy, so that it can go on where it was stopped."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from prepress.findings import Finding, Place, Rejected, Severity, error

JOURNAL, MANIFEST, INDEX, FAILED = ".journal.sqlite", "manifest.jsonl", "index.csv", "failed.csv"

_TABLES = """
create table if not exists made (number integer primary key, key text not null, file text not null,
    sha256 text not null, bytes integer not null, pages integer not null);
create table if not exists failed (number integer primary key, reasons text not null);
create table if not exists names (name text primary key, number integer not null) without rowid;
"""


@dataclass(frozen=True)
class Made:
    """A copy that was made: row, key of all it was made from, file below the run's folder, its checksum and size."""

    row: int
    key: str
    file: str
    sha256: str
    bytes: int
    pages: int


class Journal:
    """The journal of a run in its folder; a run that is not resumed begins an empty one.

    Raises Rejected when the folder cannot be written, or another run is at work in it.
    """

    def __init__(self, folder: Path, resume: bool) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not resume:
                for path in folder.glob(f"{JOURNAL}*"):
                    path.unlink()
            self._data = sqlite3.connect(folder / JOURNAL, timeout=1, isolation_level=None)
            self._data.execute("pragma journal_mode = wal")
            self._data.execute("pragma synchronous = normal")
            self._data.execute("pragma locking_mode = exclusive")
            self._data.execute("begin immediate")
            self._data.executescript(_TABLES)
            self._data.execute("delete from names")
            self._data.execute("delete from failed")
        except (OSError, sqlite3.Error) as fault:
            raise _unwritable(folder, fault) from fault

    def close(self) -> None:
        """Leaves the journal on disk as it is."""
        with suppress(sqlite3.Error):
            self._data.close()

    def take_name(self, name: str, row: int) -> int:
        """Takes a file name for a row; gives the row that has it already, or 0."""
        key = name.casefold()
        self._data.execute("insert or ignore into names values (?, ?)", (key, row))
        taken = self._data.execute("select number from names where name = ?", (key,)).fetchone()[0]
        return 0 if taken == row else int(taken)

    def made(self, row: int) -> Made | None:
        """What was made of a row before."""
        found = self._data.execute("select * from made where number = ?", (row,)).fetchone()
        return Made(*found) if found else None

    def keep(self, made: Made) -> None:
        """Notes a copy that stands on disk."""
        self._data.execute("delete from failed where number = ?", (made.row,))
        self._data.execute("replace into made values (?, ?, ?, ?, ?, ?)", tuple(asdict(made).values()))

    def fail(self, row: int, reasons: tuple[Finding, ...]) -> None:
        """Notes why there is no copy of a row."""
        told = json.dumps([asdict(reason) for reason in reasons], ensure_ascii=False)
        self._data.execute("delete from made where number = ?", (row,))
        self._data.execute("replace into failed values (?, ?)", (row, told))

    def drop_beyond(self, last: int) -> None:
        """Forgets copies of rows that the table no longer has."""
        self._data.execute("delete from made where number > ?", (last,))

    def all_made(self) -> Iterator[Made]:
        """Every copy, in the order of the rows."""
        yield from (Made(*found) for found in self._data.execute("select * from made order by number"))

    def all_failed(self) -> Iterator[tuple[int, tuple[Finding, ...]]]:
        """Every row without a copy and its reasons, in the order of the rows."""
        for number, told in self._data.execute("select number, reasons from failed order by number"):
            yield int(number), tuple(_finding(reason) for reason in json.loads(told))

    def counts(self) -> tuple[int, int]:
        """How many copies were made, and how many rows failed."""
        one, other = (self._data.execute(f"select count(*) from {name}").fetchone() for name in ("made", "failed"))  # noqa: S608
        return int(one[0]), int(other[0])

    def write_lists(self) -> None:
        """Writes manifest.jsonl, index.csv and, where rows failed, failed.csv, each at once."""
        write_lines(self.folder / MANIFEST, (json.dumps(asdict(made), ensure_ascii=False) for made in self.all_made()))
        listed = ((made.row, made.file, made.pages, made.bytes, made.sha256) for made in self.all_made())
        write_lines(self.folder / INDEX, _table(("row", "file", "pages", "bytes", "sha256"), listed))
        (self.folder / FAILED).unlink(missing_ok=True)
        if self.counts()[1]:
            told = (
                (row, reason.rule, reason.message, reason.hint)
                for row, reasons in self.all_failed()
                for reason in reasons
            )
            write_lines(self.folder / FAILED, _table(("row", "rule", "reason", "cure"), told))


def write_lines(path: Path, lines: Iterator[str]) -> None:
    """Writes a text file line by line, beside its place, and puts it there at once."""
    draft = path.with_name(f".{path.name}.part")
    with draft.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
    draft.replace(path)


def _table(header: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> Iterator[str]:
    yield _line(header)
    for row in rows:
        yield _line(row)


def _line(row: tuple[Any, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(row)
    return written.getvalue()


def _finding(told: dict[str, Any]) -> Finding:
    place = told["place"]
    return Finding(
        told["rule"],
        Severity(told["severity"]),
        told["message"],
        Place(**{**place, "box": tuple(place["box"])}),
        told["hint"],
    )


def _unwritable(folder: Path, fault: Exception) -> Rejected:
    if isinstance(fault, sqlite3.OperationalError) and "locked" in str(fault):
        message, hint = "another run is at work in this folder", "wait for it, or name another with --output"
    else:
        message = f"the folder of the run cannot be written: {getattr(fault, 'strerror', None) or fault}"
        hint = "free the disk, mend the rights of the folder, or name another with --output"
    return Rejected([error("run/folder", message, Place(str(folder)), hint)])
