"""Digests of all that the copies of a run have in common, and the key of each copy."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from brochurepress.runs.worker import Order
from brochurepress.source import read_lineage
from brochurepress.workspace import FOLDERS, HOME, PACKAGE, SOURCE, Project, Snapshot

LIBRARIES = (
    "brotli",
    "fonttools",
    "Jinja2",
    "Markdown",
    "numpy",
    "pikepdf",
    "pillow",
    "pydyf",
    "pypdf",
    "segno",
    "weasyprint",
)
"""Packages whose version shapes the bytes of an artwork."""

_SHIPPED = tuple(folder for folder in FOLDERS if folder != SOURCE)


def press_digest() -> str:
    """The digest of the press itself: its code, what it ships, and its libraries."""
    told = hashlib.sha256()
    for name in LIBRARIES:
        told.update(f"{name}=={importlib.metadata.version(name)}\n".encode())
    for base, folders in ((PACKAGE, (".",)), (HOME, _SHIPPED)):
        for path in _files(base, folders):
            _tell(told, base, path)
    return told.hexdigest()


def origin_of(order: Order, table: Path) -> str:
    """The digest of the press, an order, and all that its root brings for it; the table is not part of it."""
    told = hashlib.sha256(json.dumps([press_digest(), order.edition, order.variant, order.printer]).encode())
    levels = [level.folder for level in read_lineage(Snapshot(Project(order.root)), order.edition).levels]
    for path in _files(order.root, (*levels, *_SHIPPED)):
        if path.resolve() != table.resolve():
            _tell(told, order.root, path)
    return told.hexdigest()


def key_of(origin: str, fields: Mapping[str, str], asked: Iterable[str]) -> str:
    """The key of all that a copy is made from: other columns than those asked for do not count."""
    used = {name: " ".join(fields[name].split()) for name in sorted(asked) if name in fields}
    return hashlib.sha256(f"{origin}\n{json.dumps(used)}".encode()).hexdigest()


def brought(root: Path) -> Iterator[Path]:
    """The files that a root brings besides what the press ships."""
    yield from _files(root, FOLDERS if root.resolve() != HOME else (SOURCE,))


def _files(base: Path, folders: Iterable[str]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((base / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _tell(told: hashlib._Hash, base: Path, path: Path) -> None:
    told.update(f"{path.relative_to(base).as_posix()}\n".encode())
    told.update(hashlib.sha256(path.read_bytes()).digest())
