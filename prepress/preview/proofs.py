"""Proofs: the pages of one build as they are shown, with what was found and how long each stage took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from prepress.build import Sources
from prepress.engine import Pages
from prepress.findings import Finding
from prepress.typeset import Layout


@dataclass(frozen=True)
class PageProof:
    """One page, counted from 1, as a PDF of its own with its bleed; `key` is the hash of all that is told of it.

    `sections` are the identifiers of the sections that stand on it; `laid` is the page as the engine set it.
    """

    number: int
    key: str
    sections: tuple[str, ...]
    pdf: bytes = field(repr=False)
    laid: Pages = field(repr=False)


@dataclass(frozen=True)
class Setting:
    """What a set of pages was made from."""

    sources: Sources
    layout: Layout


@dataclass(frozen=True)
class Timing:
    """A stage and the time it took, in s."""

    name: str
    seconds: float


@dataclass(frozen=True)
class Proofs:
    """The pages to look at after a build, counted from 1.

    `fault` tells that this build has none: the pages, and the `setting` they were made from, are those of the last good
    one. `setting` is None until there was one. `changed` are the keys of pages that the build before did not have.
    """

    edition: str
    build: int
    pages: tuple[PageProof, ...]
    setting: Setting | None
    findings: tuple[Finding, ...]
    stages: tuple[Timing, ...]
    fault: bool
    changed: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """Time of all stages, in s."""
        return sum(stage.seconds for stage in self.stages)


class Stopwatch:
    """Measures stages one after another."""

    def __init__(self) -> None:
        self.timings: list[Timing] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """The time of what is done inside, also when it raises."""
        since = perf_counter()
        try:
            yield
        finally:
            self.timings.append(Timing(name, perf_counter() - since))
