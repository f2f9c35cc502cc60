"""What earlier releases left under names that are never used again: dated copies in the site, and archives."""

import os
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from brochurepress.findings import Finding, Place, Rejected, error
from brochurepress.release.manifest import CHECKSUMS, MANIFEST, checksum, read_manifest
from brochurepress.wording import phrase
from brochurepress.workspace import DRAFT, LimitExceeded, LimitName, Own, read_file

SITE, ARCHIVE = Own.SITE, Own.ARCHIVE
TEXT = "text.txt"
"""The sentences of a release, in its archive."""

_LISTED = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True)
class Earlier:
    """Files of earlier releases by path from the output of the edition.

    `digests` is the SHA-256 that each had when it was released, `contents` are those that are still the same.
    """

    digests: Mapping[str, str]
    contents: Mapping[str, bytes]

    def lost(self, made: Container[str]) -> Iterator[Finding]:
        """A finding for each file that is gone or was changed, and that is not among the paths that are made again."""
        for path in sorted(self.digests.keys() - self.contents.keys()):
            if path not in made:
                yield error("release/earlier:file-changed", Place(path))

    def taken(self, made: Mapping[str, str]) -> tuple[str, ...]:
        """The names that a release would use again for other bytes, in order."""
        return tuple(path for path in sorted(self.digests) if made.get(path, self.digests[path]) != self.digests[path])


def read_earlier(folder: Path, edition: str) -> Earlier:
    """What releases of the edition left in its output; drafts leave nothing.

    Raises Rejected when the manifest or the list of archives that they left cannot be read.
    """
    digests = {**_dated(folder / SITE), **_archives(folder / ARCHIVE, edition)}
    contents = {path: _content(folder / path) for path in digests}
    same = {path: content for path, content in contents.items() if checksum(content) == digests[path]}
    return Earlier(digests, same)


def _dated(site: Path) -> dict[str, str]:
    if not (site / MANIFEST).exists():
        return {}
    try:
        manifest = read_manifest(site)
    except Rejected as rejected:
        told = (replace(found, hint=phrase("part/from-archive")) for found in rejected.findings)
        raise Rejected(told) from rejected
    own = () if manifest.draft else tuple((each.dated, each.sha256) for each in manifest.files if each.dated)
    before = ((each.file, each.sha256) for each in manifest.earlier)
    return {f"{SITE}/{name}": digest for name, digest in (*own, *before)}


def _archives(archive: Path, edition: str) -> dict[str, str]:
    """The archives that the list names, and those that stand there without one: an older press wrote no list."""
    known = dict(read_archive_list(archive))
    for path in archive.glob(f"{edition}-*.zip"):
        known.setdefault(path.name, checksum(_content(path)))
    return {
        f"{ARCHIVE}/{name}": digest
        for name, digest in known.items()
        if name.endswith(".zip") and not name.endswith(f"{DRAFT}.zip")
    }


def read_archive_list(archive: Path) -> dict[str, str]:
    """SHA-256 of each file that the list of a folder of archives names; nothing where there is no list.

    Raises Rejected when it cannot be read to its end: names that were used would be forgotten.
    """
    path = archive / CHECKSUMS
    if not os.path.lexists(path):
        return {}
    found = [_LISTED.fullmatch(line) for line in _content(path).decode(errors="replace").splitlines()]
    if not found or None in found:
        raise Rejected([error("release/earlier:list-unreadable", Place(str(path)))])
    return {line[2]: line[1] for line in found if line}


def read_last_text(folder: Path) -> bytes | None:
    """The sentences of the last release in the output of an edition; None where there is none.

    Raises Rejected when they are not those that were released.
    """
    digest = read_archive_list(folder / ARCHIVE).get(TEXT)
    path = folder / ARCHIVE / TEXT
    if digest is None and not os.path.lexists(path):
        return None
    content = _content(path)
    if digest not in (None, checksum(content)):
        raise Rejected([error("release/earlier:sentences-changed", Place(str(path)))])
    return content


def plain_content(path: Path) -> bytes | None:
    """Bytes of a file; None where it is not there, cannot be read, or is no plain file."""
    try:
        return read_file(path, LimitName.ANSWER)
    except (OSError, LimitExceeded):
        return None


def _content(path: Path) -> bytes:
    """Bytes of a file; none at all where it cannot be read."""
    return plain_content(path) or b""
