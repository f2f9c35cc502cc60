"""The project folder: sources, layouts, fonts and assets of one root, and nothing outside them.

What a root does not bring (a layout, a font, a printer profile) is taken from the press's own folder, file by file;
its sources are all its own. Names of files are those that every system takes and shows.
"""

import datetime as dt
import errno
import importlib.metadata
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from brochurepress.wording import UNSHOWN, phrase
from brochurepress.workspace.limits import LimitName, composed

DISTRIBUTION = "brochurepress"
"""The name under which the press is installed (`[project]` of pyproject.toml)."""

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package itself."""


def shipped_folder(package: Path = PACKAGE) -> Path:
    """The folder with the layouts, fonts and assets that the press ships, in a wheel and in a checkout."""
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


def cache_folder(package: Path = PACKAGE) -> Path:
    """The folder for what can be made again: .cache of a checkout, else the user's (XDG Base Directory 0.8).

    On macOS the user's caches are in ~/Library/Caches.
    """
    if shipped_folder(package) == package.parent:
        return package.parent / ".cache"
    users = "~/Library/Caches" if sys.platform == "darwin" else "~/.cache"
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (named if named.is_absolute() else Path(users).expanduser()) / DISTRIBUTION


@cache
def version() -> str:
    """The version of the press: of the checkout it runs from, else of the distribution that is installed."""
    about = PACKAGE.parent / "pyproject.toml"
    if shipped_folder() == PACKAGE.parent and about.is_file():
        return str(tomllib.loads(about.read_text(encoding="utf-8"))["project"]["version"])
    return importlib.metadata.version(DISTRIBUTION)


SOURCE = "source"
"""The folder with the editions of a project."""

REVIEWS = "reviews"
"""Folder of an edition with what people said of it: nothing is built of it, and it is part of no release."""

HOME = shipped_folder()
"""The press's own folder, with the layouts, fonts and assets it ships."""


@cache
def shipped_table(name: str) -> dict[str, Any]:
    """A table of the press's own layouts by its name, such as criteria: no root changes it."""
    return tomllib.loads((HOME / "layouts" / f"{name}.toml").read_text(encoding="utf-8"))


FOLDERS = ("source", "layouts", "fonts", "assets")
MEDIA_TYPES: dict[str, str] = {
    f".{name}": kind for kind, names in shipped_table("media-types").items() for name in names
}
"""MIME types by extension, of what is read and of what is written: a table of its own, for what the system knows
differs from machine to machine."""

KINDS = {
    "image/svg+xml": LimitName.DRAWING,
    "image/": LimitName.BITMAP,
    "font/": LimitName.FONT,
    "application/vnd.iccprofile": LimitName.PROFILE,
}
"""What limits a file, by the beginning of its MIME type; all else is a text."""


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
        parts = inner_path(reference).parts
        if len(parts) < 2 or parts[0] not in FOLDERS:
            raise Outside(phrase("part/none-reference-folders", reference=reference, folders=", ".join(FOLDERS)))
        for base in self._bases_of(parts[0]):
            path = base.joinpath(*parts) if "".join(parts).isascii() else _spelt(base, parts)
            if _is_file(path):
                if not self._holds(base, path):
                    raise Outside(phrase("part/leads-out", reference=reference))
                return path
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), reference)

    def bases(self) -> tuple[Path, ...]:
        """The roots in which a file is looked for, in order."""
        return (self.root,) if self._real[self.root] == HOME else (self.root, HOME)

    def listing(self, pattern: str) -> tuple[str, ...]:
        """References that match a pattern such as fonts/*.ttf, in order, those of the press's own folder included.

        Of source/ what leads out of the project is listed too: it is told when it is read.
        """
        top = pattern.partition("/")[0]
        found = {
            path.relative_to(base).as_posix()
            for base in self._bases_of(top)
            for path in base.glob(pattern)
            if top == SOURCE or (_is_file(path) and self._holds(base, path))
        }
        return tuple(sorted(found))

    def _bases_of(self, top: str) -> tuple[Path, ...]:
        return (self.root,) if top == SOURCE else self.bases()

    def _holds(self, base: Path, path: Path) -> bool:
        """Whether a file lies in one of the four folders of a root, links followed."""
        return os.path.realpath(path).startswith(self._folders[base])

    @cached_property
    def _real(self) -> dict[Path, Path]:
        """Where the links of the roots lead: asked once, for every file is held against it."""
        return {base: base.resolve() for base in (self.root, HOME)}

    @cached_property
    def _folders(self) -> dict[Path, tuple[str, ...]]:
        """How the path of a file in one of the four folders of a root begins."""
        return {base: tuple(f"{real / name}{os.sep}" for name in FOLDERS) for base, real in self._real.items()}


def _spelt(base: Path, parts: tuple[str, ...]) -> Path:
    """A path as the disk spells it: some systems keep letters and accents apart."""
    path = base
    for part in parts:
        names = {composed(each.name): each.name for each in path.iterdir()} if path.is_dir() else {}
        if composed(part) not in names:
            return base.joinpath(*parts)
        path /= names[composed(part)]
    return path


def inner_path(reference: str) -> PurePosixPath:
    """The path of a reference, percent-encoding resolved (RFC 3986, 2.1).

    Raises Outside for an address, an absolute path, and a way up.
    """
    decoded = unquote(reference)
    path = PurePosixPath(decoded.replace("\\", "/"))
    ways_out = urlsplit(decoded).scheme or path.is_absolute() or ".." in path.parts
    if ways_out or not decoded.isprintable():
        raise Outside(phrase("part/leads-out", reference=reference))
    return path


def _is_file(path: Path) -> bool:
    """Whether there is a plain file; a name that is too long for the system is that of none."""
    try:
        return path.is_file()
    except OSError:
        return False


def media_type(reference: str) -> str:
    """MIME type of a file by its extension; octet-stream for what no brochure holds."""
    return MEDIA_TYPES.get(PurePosixPath(reference).suffix.lower(), "application/octet-stream")


def limit_of(reference: str) -> LimitName:
    """What limits the size of a file, by its extension."""
    kind = media_type(reference)
    return next((of for start, of in KINDS.items() if kind.startswith(start)), LimitName.TEXT)


UNFIT = re.compile(rf'(?:[<>:"/\\|?*]|{UNSHOWN.pattern})+')
"""Characters that Windows refuses in a file name, that part folders, or that are obeyed and not shown."""

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that stand for devices on Windows, with any extension."""


class Own(StrEnum):
    """What the press itself writes beside the artworks of an edition, in its output or in a release."""

    MANIFEST = "manifest.json"
    REPORT = "report.html"
    TRANSCRIPT = "transcript.txt"
    EVIDENCE = "evidence.json"
    EVIDENCE_PAGE = "evidence.html"
    EARL = "evidence.earl.json"
    OPENACR = "evidence.openacr.yaml"
    VERDICTS = "verapdf.json"
    CHECKSUMS = "SHA256SUMS"
    SNIPPET = "snippet.html"
    SITE = "site"
    ARCHIVE = "archive"


DRAFT = "-draft"
"""What the name of each dated copy and archive of a draft holds before its ending: such a name is used again."""


def dated(file: str, date: dt.date, draft: bool) -> str:
    """The name of the copy of a released file that never changes again."""
    name = PurePosixPath(file)
    return f"{name.stem}-{date.isoformat()}{DRAFT if draft else ''}{name.suffix}"


def reserved(name: str) -> str:
    """Why an artwork may not have a name that is the press's own; "" for any other name."""
    return phrase("part/press-itself") if same_name(name) in map(same_name, Own) else ""


def unportable(name: str) -> str:
    """Why some system refuses a file name, or takes it for something else; "" for one that every system takes."""
    if not name.isprintable():
        found = next(letter for letter in name if not letter.isprintable())
        return phrase("part/printable-name", found=ord(found))
    if name.startswith("-"):
        return phrase("part/name-begins")
    if unfit := UNFIT.search(name):
        return phrase("part/windows-refuses", unfit=unfit.group())
    if DEVICES.fullmatch(name):
        return phrase("part/name-device", name=name)
    if name != name.rstrip(" ."):
        return phrase("part/windows-drops")
    return ""


def same_name(name: str) -> str:
    """What equal names have in common on systems that know no case and compose letters (Unicode, NFC)."""
    return composed(composed(name).casefold())


def clashes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that some system takes for one before it, with that one."""
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(same_name(name), name)) is not name:
            yield name, first
