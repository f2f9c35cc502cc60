"""File names: the pattern that names the file of each row, filled with its fields and fit for every system."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from brochurepress.findings import Place, Rejected, nearest, reject
from brochurepress.wording import phrase
from brochurepress.workspace import DEVICES, UNFIT

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
                filled += UNFIT.sub("-", cells[name])
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
        parts = tuple((text, name, width or "") for text, name, width, _ in parsed)
        for (_, name, width), (_, _, _, conversion) in zip(parts, parsed, strict=True):
            _demand_known(name, width or conversion or "", columns)
    except ValueError as fault:
        raise _refused("run/file-name:malformed", pattern=pattern, fault=fault) from fault
    return FileNames(pattern, parts, extension)


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
        raise _refused(
            "run/file-name:unknown-field",
            name=name,
            nearest=nearest(name, (*(column for column in columns if column), ROW)),
        )


def _refused(key: str, /, **values: object) -> Rejected:
    return reject(key, Place("--file-name"), **values)


def _fit(name: str, room: int) -> str:
    """A name that no system trips over, of `room` bytes: composed letters, no point or space at its ends."""
    name = unicodedata.normalize("NFC", UNFIT.sub("-", name)).strip(" .")
    while len(name.encode()) > room:
        name = name[:-1]
    name = name.strip(" .") or "-"
    return f"_{name}" if DEVICES.fullmatch(name) or name.startswith("-") else name
