"""The project folder: sources, layouts, fonts and assets of one root, and nothing outside them.

What a root does not bring (a layout, a font, a printer profile) is taken from the press's own folder, file by file.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

HOME = Path(__file__).resolve().parent.parent
"""The press's own folder, with the layouts, fonts and assets it ships."""

FOLDERS = ("source", "layouts", "fonts", "assets")
MEDIA_TYPES = {".woff2": "font/woff2", ".css": "text/css", ".svg": "image/svg+xml"}


class Outside(ValueError):
    """A reference that leaves the project: an address, an absolute path, or a way up."""


@dataclass(frozen=True)
class Project:
    """A root directory with `source/`, and any of `layouts/`, `fonts/` and `assets/`."""

    root: Path

    def find(self, reference: str) -> Path:
        """The file behind a reference such as assets/pictures/map.svg.

        Raises Outside when it would leave the four folders, FileNotFoundError when it is in neither root.
        """
        parts = _parts(reference)
        for base in self.bases():
            path = base.joinpath(*parts)
            if path.is_file():
                if not path.resolve().is_relative_to(base.resolve() / parts[0]):
                    raise Outside(f"'{reference}' leads out of the project")
                return path
        raise FileNotFoundError(reference)

    def bases(self) -> tuple[Path, ...]:
        """The roots in which a file is looked for, in order."""
        return (self.root,) if self.root.resolve() == HOME else (self.root, HOME)

    def folder_of(self, folder: str, name: str) -> Path:
        """The folder, of the root or of the press itself, that holds a file of that name; the press's own when none does."""
        return next((base / folder for base in self.bases() if (base / folder / name).is_file()), HOME / folder)

    def listing(self, folder: str, pattern: str) -> tuple[str, ...]:
        """References of the files in a folder, those of the press's own folder included, in order of name."""
        found = {path.name for base in self.bases() for path in (base / folder).glob(pattern)}
        return tuple(f"{folder}/{name}" for name in sorted(found))

    def editions(self) -> tuple[str, ...]:
        """Names of the editions: the folders in source/ that hold an edition.toml."""
        return tuple(sorted(path.parent.name for path in self.root.glob("source/*/edition.toml")))


def _parts(reference: str) -> tuple[str, ...]:
    path = PurePosixPath(unquote(reference).replace("\\", "/"))
    if urlsplit(reference).scheme or path.is_absolute() or ".." in path.parts or "\0" in reference:
        raise Outside(f"'{reference}' leads out of the project")
    if len(path.parts) < 2 or path.parts[0] not in FOLDERS:
        raise Outside(f"'{reference}' is in none of {', '.join(FOLDERS)}")
    return path.parts


def media_type(reference: str) -> str:
    """MIME type of a file by its name."""
    suffix = PurePosixPath(reference).suffix.lower()
    if suffix in MEDIA_TYPES:
        return MEDIA_TYPES[suffix]
    return mimetypes.guess_type(reference)[0] or "application/octet-stream"
