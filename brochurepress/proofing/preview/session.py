"""A preview session: a brochure laid out again and again, everything kept in memory; it always has pages to show."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from brochurepress.artworks import PaintJob
from brochurepress.artworks.press.separation import InkPlan
from brochurepress.design import Geometry
from brochurepress.findings import Finding, Rejected, error
from brochurepress.pipeline import lay_out
from brochurepress.proofing.preview.page_model import ProofPage, paint_leaf, tags_of
from brochurepress.source import Scheme, read_sources
from brochurepress.typeset import Layout, LayoutCache, SourceMap, paint_tagged
from brochurepress.wording import phrase
from brochurepress.workspace import Memo, Project, Snapshot


@dataclass(frozen=True)
class SessionState:
    """What the desk has to show: the number of the build, its pages and findings, and seconds for each stage.

    With `fault` the sources could not be set: pages and geometry are those of the last build that could. `reader` is
    the reader's language, `flat` the sheet that is folded to a leaflet.
    """

    build: int
    edition: str
    title: str = ""
    language: str = ""
    pages: tuple[ProofPage, ...] = ()
    findings: tuple[Finding, ...] = ()
    geometry: Geometry | None = None
    fault: bool = False
    stages: tuple[tuple[str, float], ...] = ()
    ink_limit_percent: float = 0.0
    reader: str = ""
    flat: Scheme | None = None

    @property
    def seconds(self) -> float:
        """How long the build took."""
        return sum(seconds for _, seconds in self.stages)


@dataclass
class _StageTimer:
    """The stages of one build and how long each took."""

    tell: Callable[[str], None]
    _begun: list[tuple[str, float]] = field(default_factory=list)

    def begin(self, stage: str) -> None:
        self.tell(stage)
        self._begun.append((stage, time.perf_counter()))

    def stages(self) -> tuple[tuple[str, float], ...]:
        ends = [*(at for _, at in self._begun[1:]), time.perf_counter()]
        return tuple((name, end - at) for (name, at), end in zip(self._begun, ends, strict=False))


class Session:
    """One edition on the desk. Not for two threads at once.

    A build runs the stages of `publish.py build` up to the pages. Sheets that did not change are neither laid out nor
    painted again. `fields` are those of a row of a table.
    """

    def __init__(
        self,
        project: Project,
        edition: str,
        printer: str | None = None,
        reader: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        self.fields = fields
        self.project, self.edition, self.printer, self.reader = project, edition, printer, reader
        self.proofs = SessionState(0, edition, reader=reader)
        self.layout: Layout | None = None
        self._shop, self._memo = LayoutCache(), Memo()
        self._leaves: dict[Any, ProofPage] = {}
        self._tags: list[list[dict[str, Any]]] | None = None

    def refresh(
        self,
        on_stage: Callable[[str], None] = lambda stage: None,
        in_view: Collection[int] = (),
        seen: Callable[[ProofPage], None] = lambda leaf: None,
    ) -> SessionState:
        """Sets the edition as its files are now; what keeps it from being set is left as findings.

        Pages `in_view` are set and painted first, and `seen` as soon as they are, where pages keep their size; what is
        set after them may still move them.
        """
        clock = _StageTimer(on_stage)
        last, build = self.proofs, self.proofs.build + 1
        try:
            self.proofs = self._set(clock, build, in_view, seen)
        except Exception as fault:  # whatever stops the engine, the desk stays open
            stopped = error("preview/stopped:pages", name=type(fault).__name__, fault=fault)
            found = fault.findings if isinstance(fault, Rejected) else (stopped,)
            self.proofs = replace(last, build=build, findings=found, fault=True, stages=clock.stages())
        return self.proofs

    def tags(self) -> list[list[dict[str, Any]]]:
        """The structure elements on each page in reading order, as the accessible PDF has them (see `tags_of`)."""
        if self._tags is None and self.layout:
            geometry = self.layout.composition.geometry
            self._tags = tags_of(paint_tagged(self.layout.pages), geometry, self.layout.page_count)
        return self._tags or []

    def _set(
        self, clock: _StageTimer, build: int, in_view: Collection[int], seen: Callable[[ProofPage], None]
    ) -> SessionState:
        clock.begin(phrase("stage/manuscript"))
        inputs = read_sources(Snapshot(self.project, self._memo), self.edition, self.printer, self.fields)
        clock.begin(phrase("stage/pages"))

        def ahead(part: Layout, first: int) -> None:
            if part.composition.geometry == last.geometry:
                with suppress(Exception):  # which stops the whole build too, and is told by it
                    for leaf in self._painted(part, PaintJob(part).plan, in_view, first):
                        seen(leaf)

        last = self.proofs
        layout = lay_out(inputs, self._shop, in_file=False, ahead=(in_view, ahead))
        plan = PaintJob(layout).plan
        clock.begin(phrase("stage/paint"))
        leaves = tuple(self._painted(layout, plan))
        self._leaves = dict(zip(layout.pages.document.pages, leaves, strict=True))
        self.layout, self._tags = layout, None
        edition = inputs.manuscript.edition
        return SessionState(
            build,
            edition.name,
            edition.title,
            edition.language,
            leaves,
            layout.findings,
            layout.composition.geometry,
            False,
            clock.stages(),
            plan.ink_limit_percent,
            self.reader or edition.language,
            edition.flat,
        )

    def _painted(
        self, layout: Layout, plan: InkPlan, wanted: Collection[int] | None = None, first: int = 1
    ) -> Iterator[ProofPage]:
        """The pages of a layout, or those that are wanted; painted where they are not as they were."""
        source = SourceMap(layout.pages)
        for number, page in enumerate(layout.pages.document.pages, first):
            if wanted is None or number in wanted:
                known = self._leaves.get(page)
                if known is None or known.number != number or known.plan != plan:
                    self._leaves[page] = paint_leaf(layout, source, number, plan, first)
                yield self._leaves[page]
