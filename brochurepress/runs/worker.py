"""Worker: makes one copy after the other, and keeps ready between them what does not change from row to row."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

from brochurepress.findings import Finding, Rejected, error
from brochurepress.pipeline import lay_out, paint_artworks
from brochurepress.source import read_sources
from brochurepress.typeset import LayoutCache
from brochurepress.workspace import Project, Snapshot

SAMPLE = 100
"""One copy in so many is asked every rule of preflight."""

_KINDS = 10_000
_SHOWN = re.compile(r'<img [^>]*src="/((?!generated/qr)[^"]+)"')


@dataclass(frozen=True)
class Order:
    """What is to be made of every row: root, edition, variant, and the printer that goes before the edition's own.

    `thorough` asks every rule of preflight of every copy.
    """

    root: Path
    edition: str
    variant: str
    printer: str | None = None
    thorough: bool = False


@dataclass(frozen=True)
class CopyResult:
    """One copy: its PDF, its pages, and what was found on the way; findings of severity error leave no PDF."""

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Task:
    """A row to make a copy of: its number, the copy's name and file, the key of all it is made from, its fields."""

    row: int
    name: str
    file: str
    key: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What became of a task."""

    task: Task
    copy: CopyResult


class Worker:
    """Makes copies of one edition as one variant, one at a time.

    The same fields give the same bytes, whatever was made before. Every copy is checked for what its fields can
    change: what does not fit, what a font lacks, markup, words held against the manuscript. Links, and the rules
    of preflight, which ask of fonts, colours, pictures and structure, are looked at in the first copy with given
    pictures and pages, and in one of SAMPLE.
    """

    def __init__(self, order: Order) -> None:
        self._proved: set[Hashable] = set()
        self._order = order
        self._snapshot, self._shop = Snapshot(Project(order.root)), LayoutCache()

    def copy(self, fields: Mapping[str, str]) -> CopyResult:
        """The copy whose placeholders hold these fields; what is wrong with it is left in its findings."""
        order = self._order
        try:
            inputs = read_sources(self._snapshot, order.edition, order.printer, fields)
            layout = lay_out(inputs, self._shop)
            kind = (layout.page_count, frozenset(_SHOWN.findall(layout.composition.html)))
            asked = order.thorough or kind not in self._proved or _sampled(fields)
            built = paint_artworks(layout, (order.variant,), lambda stage: None, preflight=asked)
        except Rejected as rejected:
            return CopyResult(b"", 0, rejected.findings)
        if asked and built.artworks and len(self._proved) < _KINDS:
            self._proved.add(kind)
        for artwork in built.artworks:
            return CopyResult(artwork.content, artwork.pages, built.findings)
        return CopyResult(b"", 0, built.findings)


def _sampled(fields: Mapping[str, str]) -> bool:
    """Whether a copy is one of the sample, which its fields alone decide."""
    digest = hashlib.sha256(json.dumps(dict(sorted(fields.items()))).encode()).digest()
    return int.from_bytes(digest[:4]) % SAMPLE == 0


def attempt(worker: Worker, task: Task) -> Outcome:
    """What becomes of a task; a fault of the press itself is a finding too, so that the other rows are made."""
    try:
        return Outcome(task, worker.copy(task.fields))
    except Exception as fault:  # whatever it is, it is the reason of this row and of no other
        return lost(task, error("run/broken", name=type(fault).__name__, fault=fault))


def lost(task: Task, finding: Finding) -> Outcome:
    """What becomes of a task of which no copy can be made."""
    return Outcome(task, CopyResult(b"", 0, (finding,)))
