"""The archive of a release: one zip with everything to read the edition, prove it, and make it again."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence

from prepress.workspace import Project

_PLAIN_FILE = 0o100644 << 16


def source_files(project: Project, folders: Sequence[str]) -> dict[str, bytes]:
    """Every file that an edition is made from, by path from the root: sources, layouts, fonts, profiles, licences.

    `folders` are its own and those of the editions it builds on.
    """
    found: dict[str, bytes] = {}
    for base in reversed(project.bases()):
        for folder in (*folders, "layouts", "fonts", "assets"):
            for path in sorted((base / folder).rglob("*")):
                name = path.relative_to(base)
                if path.is_file() and not any(part.startswith(".") for part in name.parts):
                    found[name.as_posix()] = path.read_bytes()
    return dict(sorted(found.items()))


def zipped(files: Mapping[str, bytes], date: dt.date) -> bytes:
    """A zip (ISO/IEC 21320-1) of files by name, each dated to the day; the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (date.year, date.month, date.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3  # else the zip tells on which system it was written
            archive.writestr(entry, files[name])
    return written.getvalue()
