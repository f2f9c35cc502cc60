"""Journal: what a run has made so far, on disk after every copy, so that it can go on where it was stopped."""

import codecs
import csv
import itertools
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self

from pydantic import TypeAdapter

from brochurepress import workspace
from brochurepress.findings import Finding, Place, Rejected, reject
from brochurepress.runs.workbook import write_workbook

JOURNAL, LOCK = ".journal.sqlite", ".lock"
MANIFEST, INDEX, FAILED = "manifest.jsonl", "index.csv", "failed.xlsx"

_REASONS = TypeAdapter(tuple[Finding, ...])

WHOLE = 0
"""The number that stands for the file of all rows: no row has it."""

_TABLES = """
create table if not exists kept (file text primary key, key text not null, sha256 text not null,
    bytes integer not null, pages integer not null) without rowid;
create table if not exists made (number integer primary key, name text not null, file text not null);
drop table if exists failed;
create table failed (number integer primary key, reasons text not null, cells text not null);
create table if not exists own (file text not null, sha256 text not null, primary key (file, sha256)) without rowid;
create table if not exists names (name text primary key, number integer not null) without rowid;
delete from made;
delete from names;
"""
_ALL = """select number, name, made.file, key, sha256, bytes, pages from made join kept on made.file = kept.file
    where number {} order by number"""


@dataclass(frozen=True)
class CopyOnDisk:
    """A copy on disk: its row, its name, its file below the run's folder, the key of all it was made from, its size.

    `bytes` and `pages` are counted, `sha256` is that of the file.
    """

    row: int
    name: str
    file: str
    key: str
    sha256: str
    bytes: int
    pages: int


class Journal:
    """The journal of a run in its folder, which it keeps for itself until it is closed.

    A run that is resumed takes copies that are made of the same as they are; one that is not makes all anew. Files
    of an earlier run stay until the new one is complete.

    Raises Rejected when the folder cannot be written, or another run is at work in it.
    """

    def __init__(self, folder: Path, resume: bool) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        self.page_of: Callable[[int], int] | None = None
        """The page of the file of all on which a copy begins, by its place among them, where they do not follow."""
        self._lock = workspace.FileLock(folder / LOCK, timeout=0)
        for name in (LOCK, JOURNAL, f"{JOURNAL}-wal", f"{JOURNAL}-shm"):
            workspace.demand_plain(folder / name)
        try:
            workspace.make_folder(folder)
            self._lock.acquire()
            self._data = sqlite3.connect(folder / JOURNAL, isolation_level=None)
            self._data.execute("pragma journal_mode = wal")
            self._data.execute("pragma synchronous = normal")
            self._data.executescript(_TABLES)
            if not resume:
                self.forget()
        except workspace.Timeout as fault:
            raise reject("run/busy", Place(str(folder))) from fault
        except OSError as fault:
            self._lock.release()
            raise Rejected([workspace.unwritable(folder, fault, "run/folder")]) from fault
        except sqlite3.Error as fault:
            self._lock.release()
            raise reject("run/journal", Place(str(folder / JOURNAL)), fault=fault) from fault

    def forget(self) -> None:
        """Leaves every copy to be made anew: what it was made of is no longer known."""
        self._data.execute("update kept set key = ''")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        """Leaves the journal on disk as it is, and the folder to others. Raises Rejected when it took no more."""
        with suppress(sqlite3.Error):
            self._data.close()
        self._lock.release()
        if isinstance(fault, sqlite3.Error):
            raise reject("run/journal", Place(str(self.folder / JOURNAL)), fault=fault) from fault

    def take_name(self, name: str, row: int) -> int:
        """Takes a name for a row, whatever the case of its letters; gives the row that has it already, or 0."""
        key = name.casefold()
        self._data.execute("insert or ignore into names values (?, ?)", (key, row))
        taken = self._data.execute("select number from names where name = ?", (key,)).fetchone()[0]
        return 0 if taken == row else int(taken)

    def stands(self, row: int, name: str, file: str, key: str) -> bool:
        """Whether the copy of a row is there from an earlier run, made of the same; it is then taken as it is."""
        found = self._data.execute("select sha256 from kept where file = ? and key = ?", (file, key)).fetchone()
        whole = bool(found) and workspace.digest(self.folder / file) == found[0]
        if whole:
            self._data.execute("replace into made values (?, ?, ?)", (row, name, file))
        return whole

    def write(self, file: str, content: bytes) -> None:
        """Writes a file below the folder whole or not at all; what a run that was killed has left is written over.

        Raises Rejected when it cannot be written.
        """
        try:
            with self.drafted(file) as draft:
                draft.write(content)
        except OSError as fault:
            raise Rejected([workspace.unwritable(self.folder / file, fault, "run/folder")]) from fault

    @contextmanager
    def drafted(self, file: str) -> Iterator[BinaryIO]:
        """A file below the folder, open to be written: it takes its place when the block is left without a fault.

        What stands there and no run wrote, or somebody edited, is moved aside. Raises OSError when it cannot be
        written, Rejected for a link that leads out of the folder.
        """
        path = self.folder / file
        workspace.demand_inside(self.folder, file)
        workspace.make_folder(path.parent)
        draft = path.with_name(f".{path.name}.part")
        draft.unlink(missing_ok=True)
        try:
            with draft.open("xb") as opened:
                yield opened
            draft.chmod(0o644)
            made = workspace.digest(draft)
            if workspace.digest(path) not in (made, *self._sums(file)):
                self.findings += workspace.move_aside(self.folder, file)
            self._data.execute("insert or ignore into own values (?, ?)", (file.casefold(), made))
            draft.replace(path)
            self._data.execute("delete from own where file = ? and sha256 <> ?", (file.casefold(), made))
        finally:
            draft.unlink(missing_ok=True)

    def remove(self, file: str) -> None:
        """Removes a file that a run wrote; one that somebody edited is moved aside. Raises OSError."""
        if workspace.digest(self.folder / file) in self._sums(file):
            (self.folder / file).unlink()
        elif self._sums(file):
            self.findings += workspace.move_aside(self.folder, file)
        self._data.execute("delete from own where file = ?", (file.casefold(),))

    def _sums(self, file: str) -> tuple[str, ...]:
        """Checksums that a file has where a run wrote it."""
        both = "select sha256 from own where file = ? union select sha256 from kept where file = ?"
        return tuple(sha for (sha,) in self._data.execute(both, (file.casefold(), file)))

    def keep(self, made: CopyOnDisk) -> None:
        """Notes a copy that stands on disk."""
        kept = (made.file, made.key, made.sha256, made.bytes, made.pages)
        with self._data:
            self._data.execute("begin")
            self._data.execute("replace into kept values (?, ?, ?, ?, ?)", kept)
            self._data.execute("replace into made values (?, ?, ?)", (made.row, made.name, made.file))

    def fail(self, row: int, reasons: Iterable[Finding], cells: Mapping[str, str]) -> None:
        """Notes why there is no copy of a row, and what stands in it by column."""
        told = _REASONS.dump_json(tuple(reasons)).decode()
        self._data.execute("replace into failed values (?, ?, ?)", (row, told, json.dumps(cells)))

    def all_made(self) -> Iterator[CopyOnDisk]:
        """Every copy, in the order of the rows; not the file of all."""
        yield from (CopyOnDisk(*found) for found in self._data.execute(_ALL.format("> 0")))

    def whole(self) -> CopyOnDisk | None:
        """The file of all rows, if there is one."""
        return next((CopyOnDisk(*found) for found in self._data.execute(_ALL.format("= 0"))), None)

    def all_failed(self) -> Iterator[tuple[int, tuple[Finding, ...], Mapping[str, str]]]:
        """Every row without a copy, its reasons and its cells, in the order of the rows."""
        for number, told, cells in self._data.execute("select * from failed order by number"):
            yield int(number), _REASONS.validate_json(told), json.loads(cells)

    def counts(self) -> tuple[int, int]:
        """How many copies were made, and how many rows failed."""
        one = self._data.execute("select count(*) from made where number > 0").fetchone()
        other = self._data.execute("select count(*) from failed").fetchone()
        return int(one[0]), int(other[0])

    def clear(self) -> None:
        """Removes what earlier runs made and this one did not: call it when the run is complete."""
        stale = "select file from kept where file not in (select file from made)"
        same = "select 1 from names join made using (number) where names.name = ?"
        for (file,) in self._data.execute(stale):
            if self._data.execute(same, (file.casefold(),)).fetchone():
                continue  # a system that takes ADA.pdf for ada.pdf has one file for both
            with suppress(OSError):
                self.remove(file)
            with suppress(OSError):  # a folder that is not empty stays
                for above in (self.folder / file).relative_to(self.folder).parents[:-1]:
                    (self.folder / above).rmdir()
        self._data.execute(f"delete from kept where file in ({stale})")  # noqa: S608 - no value of anyone's

    def placed(self) -> Iterator[dict[str, Any]]:
        """Each copy as the manifest tells it, with its file and its first and last page there (from 1).

        That is its own file, with size and checksum, or the file of all.
        """
        whole, before = self.whole(), 0
        for at, made in enumerate(self.all_made()):
            before = self.page_of(at) - 1 if self.page_of else before
            place = {"file": whole.file if whole else made.file, "first": before + 1, "last": before + made.pages}
            own = {} if whole else {"bytes": made.bytes, "sha256": made.sha256}
            yield {"row": made.row, "name": made.name, **place, "key": made.key, **own}
            before += made.pages if whole else 0

    def write_lists(self) -> None:
        """Writes manifest.jsonl, index.csv and, where rows failed, failed.xlsx, each whole or not at all.

        Raises Rejected when they cannot be written.
        """
        try:
            with self.drafted(MANIFEST) as draft:
                draft.writelines(f"{json.dumps(told, ensure_ascii=False)}\n".encode() for told in self.placed())
            with self.drafted(INDEX) as draft:
                columns = ("row", "name", "file", "first", "last")
                text = codecs.getwriter("utf-8")(draft)
                index = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
                index.writeheader()
                index.writerows(self.placed())
            self.write_failed()
        except OSError as fault:
            raise Rejected([workspace.unwritable(self.folder, fault, "run/folder")]) from fault

    def write_failed(self) -> None:
        """Writes the rows that failed, why, and what stands in them; none where none did. Raises OSError."""
        if not self.counts()[1]:
            self.remove(FAILED)
            return
        columns = dict.fromkeys(name for *_, cells in self.all_failed() for name in cells)
        told = (
            (str(row), reason.message, reason.hint, reason.rule, *(cells.get(name, "") for name in columns))
            for row, reasons, cells in self.all_failed()
            for reason in reasons
        )
        with self.drafted(FAILED) as draft:
            write_workbook(draft, itertools.chain([("row", "reason", "hint", "rule", *columns)], told))
