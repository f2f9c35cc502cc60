"""Sources that come from Word are written all together or not at all, under the lock of the folder of all editions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from brochurepress.exchange.word_merge import Merged, merge_word
from brochurepress.findings import Finding, Place, Rejected, error, reject
from brochurepress.workspace import SOURCE, Inner, LimitExceeded, LimitName, Project, digest, opened, read_file

UNDO = ".press/undo.json"
"""What the last merge changed, beside the lock: of each file its text before, and the checksum of that after."""

_OWNER = "exchange"


@dataclass(frozen=True)
class _Undo:
    before: dict[Inner, str]
    after: dict[Inner, str]


_KEPT: TypeAdapter[_Undo] = TypeAdapter(_Undo)


def write_import(project: Project, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Writes new files of an edition. Raises Rejected where one of them is there already."""
    with opened(project.root / SOURCE) as folder:
        if there := [error("word/there", Place(file)) for file in files if (project.root / file).exists()]:
            raise Rejected(there)
        folder.ledger = {**folder.ledger, _OWNER: {}}
        folder.replace(_OWNER, {file.removeprefix(f"{SOURCE}/"): content for file, content in files.items()})
        return tuple(folder.findings)


def write_merge(project: Project, path: Path) -> Merged:
    """Merges a copy into the sources as they are while they are held, and keeps what `undo_merge` needs."""
    with opened(project.root / SOURCE) as folder:
        merged = merge_word(project, path)
        before = {file.removeprefix(f"{SOURCE}/"): text for file, (text, _) in merged.files.items()}
        files = {file.removeprefix(f"{SOURCE}/"): text.encode() for file, (_, text) in merged.files.items()}
        if files:
            after = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
            files[UNDO] = json.dumps(asdict(_Undo(before, after)), ensure_ascii=False).encode()
            _replace(folder, files, {file: _sum(text) for file, text in before.items()})
            merged.findings += folder.findings
        return merged


def undo_merge(project: Project) -> tuple[str, ...]:
    """Gives the files of the last merge the texts that they had before, and names them.

    Raises Rejected where there is nothing to take back, or a file was changed since.
    """
    root = project.root / SOURCE
    with opened(root) as folder:
        try:
            kept = _KEPT.validate_json(read_file(root / UNDO, LimitName.DOCUMENT))
        except (OSError, LimitExceeded, ValidationError) as fault:
            raise reject("word/undo:nothing", Place(SOURCE)) from fault
        if changed := [file for file, told in kept.after.items() if digest(root / file) != told]:
            raise Rejected([error("word/undo:changed", Place(f"{SOURCE}/{file}")) for file in changed])
        known = {**kept.after, UNDO: digest(root / UNDO)}
        _replace(folder, {file: text.encode() for file, text in kept.before.items()}, known)
        return tuple(f"{SOURCE}/{file}" for file in kept.before)


def _replace(folder: Any, files: Mapping[str, bytes], known: Mapping[str, str]) -> None:
    """Replaces files that have these checksums now; one that is changed meanwhile is kept beside the new one."""
    state = {UNDO: told} if UNDO not in known and (told := digest(folder.path / UNDO)) else {}
    folder.ledger = {**folder.ledger, _OWNER: {**known, **state}}
    folder.replace(_OWNER, files)


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
