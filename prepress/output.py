"""Output: the artworks of one build on disk, all of them or none, with a manifest of what they are."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from prepress.artworks import Artwork
from prepress.edition import Edition
from prepress.findings import Finding, Place, Rejected, error
from prepress.hold import held

MANIFEST = "manifest.json"

_DRAFT, _ASIDE = ".draft-", ".aside-"
"""What the names of a new output and of one moved out of its way begin with, behind a point and the target's own."""

RELEASED = ("site", "archive", "verapdf.json")
"""What a release put beside the artworks: a build leaves it as it is."""


def write_output(
    folder: Path, edition: Edition, artworks: tuple[Artwork, ...], reports: Mapping[str, bytes] | None = None
) -> Path:
    """Writes artworks and reports into <folder>/<edition>/ and returns that path; the edition's other artworks stay.

    The files are written beside the last output and take its place at once: whoever looks, at whatever moment,
    sees the old output or the new one, whole.

    Raises Rejected when the folder cannot be written.
    """
    target = folder / edition.name

    def fill(staging: Path) -> None:
        _fill(staging, target, edition, artworks)
        for name in RELEASED:
            _copy(target / name, staging / name)
        _write(staging, reports or {})

    _at_once(target, fill)
    return target


def write_files(target: Path, files: Mapping[str, bytes], replaced: tuple[str, ...]) -> None:
    """Writes files by path into a folder, all at once; of what is there, the folders `replaced` go and all else stays.

    Raises Rejected when the folder cannot be written.
    """

    def fill(staging: Path) -> None:
        for path in target.iterdir() if target.is_dir() else ():
            if path.name not in replaced:
                _copy(path, staging / path.name)
        _write(staging, files)
        staging.chmod(0o755)

    _at_once(target, fill)


def write_file(path: Path, content: bytes) -> None:
    """Writes one file whole or not at all: whoever looks sees the old one or the new.

    Raises Rejected when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            draft.chmod(0o644)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as fault:
        raise Rejected([_unwritable(path, fault)]) from fault


def _unwritable(path: Path, fault: OSError) -> Finding:
    message = f"the output cannot be written: {fault.strerror or fault}"
    hint = "free the disk, mend the rights of the folder, or name another one"
    return error("output/unwritable", message, Place(str(path)), hint)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copy2(source, target)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def _at_once(target: Path, fill: Callable[[Path], None]) -> None:
    """Fills a new folder beside the target and puts it in the target's place.

    What a writer that was killed left behind is removed, or put back where it had been moved aside.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with held(target):
            _recover(target)
            staging = Path(tempfile.mkdtemp(prefix=f".{target.name}{_DRAFT}", dir=target.parent))
            try:
                fill(staging)
                _replace(staging, target)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as fault:
        raise Rejected([_unwritable(target, fault)]) from fault


def _recover(target: Path) -> None:
    """Removes drafts of writers that are gone: whoever holds the target is the only one there is."""
    for aside in target.parent.glob(f".{target.name}{_ASIDE}*"):
        if not target.exists() and (aside / target.name).is_dir():
            (aside / target.name).rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    for draft in target.parent.glob(f".{target.name}{_DRAFT}*"):
        shutil.rmtree(draft, ignore_errors=True)


def _fill(staging: Path, target: Path, edition: Edition, artworks: tuple[Artwork, ...]) -> None:
    entries = {artwork.variant: _entry(artwork) for artwork in artworks}
    for kept in _kept(target, edition, entries):
        shutil.copy2(target / kept["file"], staging / kept["file"])
        entries[kept["variant"]] = kept
    for artwork in artworks:
        (staging / artwork.file).write_bytes(artwork.content)
    manifest = {
        "edition": edition.name,
        "title": edition.title,
        "version": edition.version,
        "date": edition.date.isoformat(),
        "language": edition.language,
        "artworks": [entries[name] for name in edition.variants if name in entries],
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (staging / MANIFEST).write_text(text, encoding="utf-8")
    staging.chmod(0o755)


def _entry(artwork: Artwork) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "variant": artwork.variant,
        "file": artwork.file,
        "bytes": len(artwork.content),
        "sha256": hashlib.sha256(artwork.content).hexdigest(),
    }
    if artwork.pages:
        entry["pages"] = artwork.pages
    if artwork.standards:
        entry["standards"] = list(artwork.standards)
    return entry


def _kept(target: Path, edition: Edition, made: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries of the last output for variants that the edition still issues and this build did not make."""
    try:
        last = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [
        entry
        for entry in last["artworks"]
        if entry["variant"] in edition.variants
        and entry["variant"] not in made
        and entry["file"] == edition.files[entry["variant"]]
        and (target / entry["file"]).is_file()
    ]


def _replace(staging: Path, target: Path) -> None:
    if not target.exists():
        staging.rename(target)
        return
    if not _exchange(staging, target):
        aside = Path(tempfile.mkdtemp(prefix=f".{target.name}{_ASIDE}", dir=target.parent))
        target.rename(aside / target.name)
        staging.rename(target)
        shutil.rmtree(aside, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two directories in one step (Linux renameat2, RENAME_EXCHANGE); False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    with contextlib.suppress(OSError, AttributeError):
        at_cwd, exchange = -100, 2
        libc = ctypes.CDLL(None, use_errno=True)
        code: int = libc.renameat2(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange)
        return code == 0
    return False
