"""File names: the pattern that names the file of each row, filled with its fields and fit for every system."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from prepress.findings import Place, Rejected, error, nearest

ROW = "row"
"""The part of a pattern that stands for the number of the row; it may have a width, as in {row:06}."""

LONGEST = 200
"""Bytes of a file name; most systems allow 255, some of which their own tools take."""

_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class FileNames:
    """A pattern such as "{province}/{name}.pdf", parted into its literal texts and its fields with their formats."""

    pattern: str
    parts: tuple[tuple[str, str | None, str], ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it takes from a row."""
        return frozenset(name for _, name, _ in self.parts if name not in (None, ROW))  # type: ignore[misc]

    def of(self, number: int, cells: Mapping[str, str]) -> str:
        """The path of a row's file below the folder of the run: what a file system does not take becomes a hyphen."""
        filled = ""
        for text, name, width in self.parts:
            filled += text
            if name == ROW:
                filled += format(number, width)
            elif name is not None:
                filled += _UNFIT.sub("-", cells[name])
        return "/".join(_fit(part) for part in filled.split("/"))


def read_names(pattern: str, columns: tuple[str, ...], extension: str) -> FileNames:
    """The pattern of the file names of a run; the extension is added where it is not there.

    Raises Rejected for a field that is no column, and for a path that leads out of the folder.
    """
    hint = "write it like {name}.pdf or {row:06}.pdf"
    try:
        parts = tuple((text, name, format_ or "") for text, name, format_, _ in string.Formatter().parse(pattern))
        for _, name, width in parts:
            if name == ROW:
                format(1, width)
            elif name is not None and (width or name not in columns):
                known = (*columns, ROW)
                cure = "only {row} has a width" if width else nearest(name, known)
                raise _refused(f"there is no column '{name}' for the file name", cure)
    except ValueError as fault:
        raise _refused(f"'{pattern}' is no pattern of file names: {fault}", hint) from fault
    path = PurePosixPath(pattern)
    if path.is_absolute() or ".." in path.parts or "\\" in pattern or not path.name:
        raise _refused(f"'{pattern}' leads out of the folder of the run", hint)
    if not pattern.lower().endswith(extension):
        parts = (*parts, (extension, None, ""))
    return FileNames(pattern, parts)


def _refused(message: str, hint: str) -> Rejected:
    return Rejected([error("run/file-name", message, Place("--file-name"), hint)])


def _fit(name: str) -> str:
    """A name that no system trips over: composed letters, no point or space at its ends, not too long."""
    name = unicodedata.normalize("NFC", _UNFIT.sub("-", name)).strip(" ").lstrip(".").rstrip(". ") or "-"
    stem, point, suffix = name.rpartition(".")
    stem, suffix = (stem, point + suffix) if point else (name, "")
    while len((stem + suffix).encode()) > LONGEST and stem:
        stem = stem[:-1]
    stem = stem.rstrip(" ")
    return f"_{stem}{suffix}" if _DEVICES.fullmatch(stem) else f"{stem}{suffix}"
