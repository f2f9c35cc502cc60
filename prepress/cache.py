"""Cache: results of slow pure steps, kept on disk by the hash of all they depend on."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from prepress.project import HOME

FOLDER = HOME / ".cache/press"
"""Where results are kept; it may be emptied at any time."""

_DIGEST_BYTES = 32


def kept(depends_on: tuple[bytes, ...], make: Callable[[], bytes], folder: Path = FOLDER) -> bytes:
    """The result for these inputs: from the cache when it is whole there, else made and kept.

    A folder that cannot be written, or a result that was damaged on disk, costs time and nothing else.
    """
    name = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in depends_on)).hexdigest()
    with contextlib.suppress(OSError):
        stored = (folder / name).read_bytes()
        if hashlib.sha256(stored[_DIGEST_BYTES:]).digest() == stored[:_DIGEST_BYTES]:
            return stored[_DIGEST_BYTES:]
    result = make()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(result).digest() + result)
        Path(draft).replace(folder / name)
    return result
