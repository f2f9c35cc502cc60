"""Snapshot: whether the files that something is made from stayed as they were while it was made."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from prepress.findings import Finding, Place, error
from prepress.workspace.project import FOLDERS, SOURCE, Project

FileStamp = tuple[int, int, int, int]
"""What tells one state of a file from another: its inode, its size in bytes, when it was written and when it was put
there, in ns."""

FileStamps = Mapping[str, FileStamp]
"""The stamp of every file in the four folders of a project, by its path."""


def stamps(project: Project) -> FileStamps:
    """The state of all files that something of a project may be made from; what editors hide is none of them."""
    return {
        entry.path: (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        for base in project.bases()
        for folder in FOLDERS
        for entry, stat in _files(base / folder)
    }


def changed(project: Project, before: FileStamps, sources: Iterable[str]) -> tuple[Finding, ...]:
    """A finding on each file that is another than it was, is new, or is gone; of source/ those in `sources` count.

    `sources` are folders such as source/annual-report.
    """
    after = stamps(project)
    return tuple(
        error(
            "source/changed",
            "was changed while the edition was made from it, which may have read both states of it",
            Place(file),
            "make it again",
        )
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path) and _counts(file := _reference(project, path), sources)
    )


def _files(folder: Path) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.endswith("~"):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            else:
                with suppress(OSError):
                    yield entry, entry.stat()


def _reference(project: Project, path: str) -> str:
    base = next(base for base in project.bases() if Path(path).is_relative_to(base))
    return Path(path).relative_to(base).as_posix()


def _counts(file: str, sources: Iterable[str]) -> bool:
    folder, _, _ = file.partition("/")
    return folder != SOURCE or any(file.startswith(f"{source}/") for source in sources)
