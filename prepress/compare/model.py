"""Records of a comparison: pages in pairs, with all that differs on each, in pt and % ink."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from prepress.compare.inks import InkChange, Plates
from prepress.compare.pictures import ItemChange
from prepress.compare.words import Move, WordChange
from prepress.findings import Finding, Severity
from prepress.geometry import Box

Bitmap = npt.NDArray[np.uint8]


class Status(StrEnum):
    """What became of a page."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, eq=False)
class Side:
    """One state of a page: its number (from 1), what is shown of it in pt, its picture, size in mm, and its ink."""

    number: int
    area: Box
    picture: Bitmap
    size_mm: tuple[float, float]
    plates: Plates


@dataclass(frozen=True, eq=False)
class PagePair:
    """A page of both states, or of one of them.

    `mask` are the pixels that differ; `regions` the boxes around those that no other difference explains;
    `moved` the words that stand elsewhere on it.
    """

    before: Side | None
    after: Side | None
    status: Status
    mask: npt.NDArray[np.bool_]
    words: tuple[WordChange, ...] = ()
    moved: tuple[Move, ...] = ()
    links: tuple[ItemChange, ...] = ()
    pictures: tuple[ItemChange, ...] = ()
    regions: tuple[Box, ...] = ()

    @property
    def shown(self) -> Side:
        """The page as it is; of one that was taken out, as it was."""
        side = self.after or self.before
        assert side is not None  # noqa: S101 - one of the two there is
        return side

    @property
    def share(self) -> float:
        """The part of the picture that differs, in %."""
        return 100 * float(self.mask.mean()) if self.mask.size else 0.0


@dataclass(frozen=True)
class FileComparison:
    """The comparison of one variant: its pages in pairs, the colours that changed, and all findings."""

    variant: str
    before: str
    after: str
    pages: tuple[PagePair, ...]
    inks: tuple[InkChange, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Comparison:
    """What two states of a brochure have in common and what not; `faults` keep the second from being issued."""

    edition: str
    before: str
    after: str
    files: tuple[FileComparison, ...]
    faults: tuple[Finding, ...] = field(default=())

    @property
    def differences(self) -> tuple[Finding, ...]:
        """Every difference once: what a second file shows as the first did is not told again."""
        seen: dict[tuple[str, str, int], Finding] = {}
        for file in self.files:
            for finding in file.findings:
                seen.setdefault((finding.rule, finding.message, finding.place.page), finding)
        weights = list(Severity)
        return tuple(sorted(seen.values(), key=lambda f: (weights.index(f.severity), f.place.page)))
