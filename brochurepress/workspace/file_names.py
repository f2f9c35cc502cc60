"""File names: what every system takes and shows, which are the same on one of them, and which are the press's own."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePosixPath

from brochurepress.wording import UNSHOWN, phrase

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
    own = {same_name(each) for each in Own}
    return phrase("part/press-itself") if same_name(name) in own else ""


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
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def clashes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name that some system takes for one before it, with that one."""
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(same_name(name), name)) is not name:
            yield name, first
