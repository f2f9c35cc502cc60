"""The press itself as something that artworks are made from: its code, its libraries, and the fonts of the system."""

import ctypes
import functools
import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from brochurepress.workspace import HOME, PACKAGE

_PACKAGES = (".dist-info", ".egg-info", ".egg-link")

_LIBRARIES: dict[str, tuple[str, str, type]] = {
    "libpango-1.0": ("0", "pango_version_string", ctypes.c_char_p),
    "libharfbuzz": ("0", "hb_version_string", ctypes.c_char_p),
    "libfontconfig": ("1", "FcGetVersion", ctypes.c_int),
}
"""Libraries of the system that set text: the version of each one's interface, and what tells its own."""


@functools.cache
def press_identity() -> str:
    """The digest of the press: its code and words, every Python library by its version, Pango, HarfBuzz, fontconfig.

    "" where one of these does not tell what it is: then nothing can be said to be made by the same press.
    """
    try:
        parts = [*_code(), *_installed(), *_set_text()]
    except (OSError, AttributeError):
        return ""
    return hashlib.sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def _code() -> Iterator[str]:
    for base, pattern in ((PACKAGE, "**/*.py"), (HOME, "layouts/*.toml"), (HOME, "layouts/languages/**/*.toml")):
        for path in sorted(base.glob(pattern)):
            yield f"{path.relative_to(base).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _installed() -> Iterator[str]:
    """Python and all that is installed for it; the names of folders in which libraries are kept hold their versions."""
    yield f"{sys.version} {sys.platform} {platform.machine()}"
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError):
            yield from sorted(path.name for path in Path(folder).iterdir() if path.suffix in _PACKAGES)


def _set_text() -> Iterator[str]:
    """The libraries of the system, and each file that fontconfig reads, settings and fonts, by its size and time."""
    for name, (number, asked, kind) in _LIBRARIES.items():
        names = {"darwin": f"{name}.{number}.dylib", "win32": f"{name}-{number}.dll"}
        library = ctypes.CDLL(names.get(sys.platform, f"{name}.so.{number}"))
        yield f"{name} {_asked(library, asked, kind)()}"
    config = ctypes.c_void_p(_asked(library, "FcInitLoadConfigAndFonts", ctypes.c_void_p)())
    for asked in ("FcConfigGetConfigFiles", "FcConfigGetFontDirs"):
        listed = ctypes.c_void_p(_asked(library, asked, ctypes.c_void_p)(config))
        while found := _asked(library, "FcStrListNext", ctypes.c_char_p)(listed):
            path = Path(os.fsdecode(found))
            for file in filter(Path.exists, sorted(path.iterdir()) if path.is_dir() else [path]):
                state = file.stat()
                yield f"{file} {state.st_ino} {state.st_size} {state.st_mtime_ns}"


def _asked(library: ctypes.CDLL, name: str, kind: type) -> Any:
    function = getattr(library, name)
    function.restype = kind
    return function
