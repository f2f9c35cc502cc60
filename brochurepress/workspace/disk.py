"""Files and folders of an output on disk; what is somebody else's is moved aside, never removed."""

import hashlib
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from brochurepress.findings import Finding, Place, error, reject, warning
from brochurepress.workspace.limits import LimitExceeded, open_plain


def demand_inside(folder: Path, file: str) -> None:
    """Raises Rejected for a file whose folder is a link that leads out of the folder it belongs in."""
    real = Path(os.path.realpath((folder / file).parent))
    if not real.is_relative_to(os.path.realpath(folder)):
        raise reject("output/target:link", Place(str(folder / file)), real=real)


def move_aside(folder: Path, file: str) -> Iterator[Finding]:
    """Moves what stands at a path, if anything does, to a name of its own in the folder, and tells so.

    Raises OSError when it cannot be moved.
    """
    path = folder / file
    if not os.path.lexists(path):
        return
    names = (folder / f"{path.name}.kept-{number}" for number in count(1))
    kept = next(name for name in names if not os.path.lexists(name))
    path.rename(kept)
    yield warning("output/kept", Place(str(path)), kept_name=kept.name)


def unwritable(path: Path, fault: OSError, key: str = "output/unwritable") -> Finding:
    """The finding for a folder or a file that cannot be written; it names what stands in the way within it."""
    other = fault.filename and Path(os.fsdecode(fault.filename)) != path
    where = f" ({Path(os.fsdecode(fault.filename)).name})" if other else ""
    return error(key, Place(str(path)), strerror=fault, where=where)


def make_folder(path: Path) -> None:
    """Makes a folder, and those above it, that all may read whatever the umask. Raises OSError."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    path.chmod(0o755)


def digest(path: Path) -> str:
    """SHA-256 of a plain file; "" for anything else, and for what cannot be read."""
    try:
        with open_plain(path, getattr(os, "O_NOFOLLOW", 0)) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, LimitExceeded):
        return ""
