"""Revisions: an earlier state of a root as version control keeps it, the only door to git."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prepress.findings import Place, Rejected, error
from prepress.project import FOLDERS


def commit_of(root: Path, revision: str = "HEAD") -> str:
    """The full name of the commit that a revision stands for; "" where there is none, or no version control."""
    try:
        return _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        return ""


def changed_since_commit(root: Path) -> bool:
    """Whether a file that version control knows differs from the last commit."""
    try:
        return bool(_git(root, "status", "--porcelain", "--untracked-files=no"))
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def checkout(root: Path, commit: str) -> Iterator[Path]:
    """The sources, layouts, fonts and assets of a root as they were at a commit, in a folder that goes afterwards.

    Only what the commit holds of the root is unpacked; the work tree and the index of the repository stay as they are.
    Raises Rejected when the commit holds no sources of this root, or git fails.
    """
    try:
        held = _git(root, "ls-tree", "--name-only", commit, *(f"{name}/" for name in FOLDERS)).splitlines()
        names = sorted({line.split("/")[0] for line in held})
        if "source" not in names:
            message = f"the revision {commit[:10]} holds no source/ in this folder"
            hint = "name a later revision, or a directory"
            raise Rejected([error("compare/revision", message, Place(str(root)), hint)])
        command = ["git", "-C", str(root), "archive", "--format=tar", commit, "--", *names]
        packed = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as fault:
        said = getattr(fault, "stderr", "") or str(fault)
        said = said.decode(errors="replace") if isinstance(said, bytes) else said
        message = f"git cannot give the revision {commit[:10]}: {said.strip()}"
        hint = "try it with `git show`, or name a directory"
        raise Rejected([error("compare/revision", message, Place(str(root)), hint)]) from fault
    with tempfile.TemporaryDirectory(prefix="revision-") as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extraction_filter = getattr(tarfile, "data_filter", None)  # not in the first 3.11
            archive.extractall(folder)  # noqa: S202 - git names nothing outside a tree
        yield Path(folder)


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
