"""File names: what every system that a file may be copied to takes, and which names one of them takes for the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
"""Characters that Windows refuses in a file name, or that part folders."""

DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that stand for devices on Windows, with any extension."""


def unportable(name: str) -> str:
    """Why Windows refuses a file name; "" for one that every system takes."""
    if found := UNFIT.search(name):
        return f"Windows refuses {found.group()!r} in a file name"
    if DEVICES.fullmatch(name):
        return f"'{name}' is the name of a device on Windows"
    if name != name.rstrip(" ."):
        return "Windows drops a space or a point at the end of a file name"
    return ""


def same_name(name: str) -> str:
    """What equal names have in common on systems that know no case and compose letters (Unicode, NFC)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def clashes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that some system takes for one before it, with that one."""
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(same_name(name), name)) is not name:
            yield name, first
