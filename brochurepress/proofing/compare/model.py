"""Records of a comparison: pages in pairs, and each difference with where it stands in both states, in pt."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from brochurepress.design import Box
from brochurepress.findings import Finding, Severity
from brochurepress.pdf import Bitmap
from brochurepress.proofing.compare.inks import InkMeans, Recipe

OF_THE_PAGE = ("compare/pages", "compare/page-size", "compare/moved", "compare/look")
"""Rules that tell of a page as a whole: what two files show of it alike differs in its numbers only."""


class PageStatus(StrEnum):
    """What became of a page."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, eq=False)
class PageSide:
    """One state of a page: its number (from 1), what is shown of it in pt, size in mm, and its ink.

    `draw` gives its picture at `ppi`.
    """

    number: int
    area: Box
    ppi: float
    draw: Callable[[], Bitmap]
    size_mm: tuple[float, float]
    plates: InkMeans


@dataclass(frozen=True, eq=False)
class PagePair:
    """A page of both states, or of one of them.

    `mask` are the pixels that differ, empty where none does; `moved` counts the words that stand elsewhere on it.
    """

    before: PageSide | None
    after: PageSide | None
    status: PageStatus
    mask: npt.NDArray[np.bool_]
    moved: int = 0

    @property
    def shown(self) -> PageSide:
        """The page as it is; of one that was taken out, as it was."""
        side = self.after or self.before
        assert side is not None  # noqa: S101 - one of the two there is
        return side

    @property
    def share(self) -> float:
        """The part of the picture that differs, in %."""
        return 100 * float(self.mask.mean()) if self.mask.size else 0.0


Spots = tuple[tuple[int, Box | None], ...]
"""Where something stands: pages (from 1), with its box in pt on each; None for the page as a whole."""


@dataclass(frozen=True)
class Difference:
    """A difference: its finding, where it stands in the one state (`was`) and in the other (`now`), what each shows.

    `before` and `after` are words or names, `lead` the words in front of them, `recipes` those of a colour and `name`
    the token of that.
    """

    finding: Finding
    was: Spots = ()
    now: Spots = ()
    before: str = ""
    after: str = ""
    lead: str = ""
    recipes: tuple[Recipe | None, Recipe | None] = (None, None)
    name: str = ""

    @property
    def kind(self) -> str:
        """What sort of thing differs: the name of its rule within the group."""
        return self.finding.rule.partition("/")[2]

    def stands_on(self, pair: PagePair) -> bool:
        """Whether it is one of this page."""
        sides = ((pair.before, self.was), (pair.after, self.now))
        return any(side is not None and side.number == page for side, spots in sides for page, _ in spots)

    def boxes(self, page: int, past: bool) -> list[Box]:
        """Where it stands on a page of the one state (`past`) or the other."""
        return [box for number, box in (self.was if past else self.now) if number == page and box]

    @property
    def key(self) -> tuple[str, int, str]:
        """Equal for what two files of one brochure show alike."""
        message = "" if self.finding.rule in OF_THE_PAGE else self.finding.message
        return self.finding.rule, self.finding.place.page, message


@dataclass(frozen=True)
class FileComparison:
    """The comparison of one variant: its two files by name, its pages in pairs, and all that differs."""

    variant: str
    before: str
    after: str
    pages: tuple[PagePair, ...]
    told: tuple[Difference, ...]

    @property
    def counts(self) -> tuple[int, int]:
        """How many pages the one state has and the other."""
        sides = [page.before for page in self.pages], [page.after for page in self.pages]
        before, after = (sum(side is not None for side in state) for state in sides)
        return before, after


@dataclass(frozen=True)
class Comparison:
    """What two states of a brochure have in common and what not; `faults` keep the second from being issued."""

    edition: str
    before: str
    after: str
    files: tuple[FileComparison, ...]
    faults: tuple[Finding, ...] = field(default=())

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every difference once, the weightiest first: what a second file shows as the first did is not told again."""
        seen: dict[tuple[tuple[str, int, str], int], Difference] = {}
        for file in self.files:
            times: Counter[tuple[str, int, str]] = Counter()
            for told in file.told:
                times[told.key] += 1
                seen.setdefault((told.key, times[told.key]), told)
        weights = list(Severity)
        found = [(weights.index(told.finding.severity), told.finding.place.page, told) for told in seen.values()]
        return tuple(told for *_, told in sorted(found, key=lambda each: each[:2]))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of all differences."""
        return tuple(told.finding for told in self.differences)
