"""Sources that are written by what came back: under the one lock of their root, all files or none."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from brochurepress.findings import Finding
from brochurepress.workspace import Folder, Project, digest, opened


def held(project: Project, write: bool) -> AbstractContextManager[Folder | None]:
    """Holds the sources of a root while what came back is read and written; where nothing is to be written, nothing.

    Raises Rejected when another process holds them.
    """
    return opened(project.root) if write else nullcontext()


def put(
    folder: Folder, owner: str, files: Mapping[str, bytes], known: Mapping[str, str] | None = None
) -> list[Finding]:
    """Replaces files of a held root, by path, or makes them; no other file is touched.

    `known` are the SHA-256 that they have, by default those of now: a file with another one is moved aside, and told.
    """
    there = {file: digest(folder.path / file) for file in files}
    folder.ledger = {**folder.ledger, owner: {**{file: sha for file, sha in there.items() if sha}, **(known or {})}}
    folder.replace(owner, files)
    return folder.findings
