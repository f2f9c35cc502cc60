"""The desk: one edition built again and again, of which only the pages that differ are painted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from prepress import engine
from prepress.build import OnStage, Sources, lay_out, read_sources
from prepress.engine.measure import blocks, elements_of
from prepress.engine.shop import Shop
from prepress.findings import Finding, Rejected, blocking
from prepress.preview.proofs import PageProof, Proofs, Setting, Stopwatch
from prepress.project import Project
from prepress.typeset import Layout

STAGES = ("manuscript", "pages", "paint")
"""The stages of a refresh, in order: as those of a build, but each page is painted by itself."""


@dataclass(frozen=True)
class _Painted:
    """A page as PDF, and the hash of it and of the source elements that stand on it."""

    pdf: bytes
    digest: bytes


class Desk:
    """Builds an edition and keeps its last good pages. Not for two threads at once."""

    def __init__(self, project: Project, edition: str, printer: str | None = None) -> None:
        self.project, self.edition, self.printer = project, edition, printer
        self._shop = Shop()
        self._painted: dict[Any, _Painted] = {}
        self._shelf: dict[str, PageProof] = {}
        self._last = Proofs(edition, 0, (), None, (), (), fault=False)

    @property
    def build(self) -> int:
        """Number of the last build, 0 before the first."""
        return self._last.build

    @property
    def setting(self) -> Setting | None:
        """What the pages shown now were made from."""
        return self._last.setting

    def refresh(self, on_stage: OnStage = lambda stage: None) -> Proofs:
        """The pages as the files are now; where these cannot be built, the last good ones with the findings."""
        watch = Stopwatch()
        setting: Setting | None = None
        try:
            with watch.stage(STAGES[0]):
                on_stage(STAGES[0])
                sources = read_sources(self.project, self.edition, self.printer)
            with watch.stage(STAGES[1]):
                on_stage(STAGES[1])
                setting = Setting(sources, lay_out(self.project, sources, self._shop))
            findings = setting.layout.findings
        except Rejected as rejected:
            findings = rejected.findings
        fault = setting is None or bool(blocking(findings))
        if setting is None or (fault and self._last.pages):
            return self._keep(watch, findings)
        with watch.stage(STAGES[2]):
            on_stage(STAGES[2])
            pages = self._paint(setting)
        return self._show(watch, findings, setting, pages, fault)

    def find(self, key: str) -> PageProof | None:
        """A page of the last proofs or of those before them, by its key."""
        return self._shelf.get(key)

    def _keep(self, watch: Stopwatch, findings: tuple[Finding, ...]) -> Proofs:
        last = self._last
        stages = tuple(watch.timings)
        self._last = Proofs(
            self.edition, last.build + 1, last.pages, last.setting, findings, stages, fault=True
        )
        return self._last

    def _show(
        self,
        watch: Stopwatch,
        findings: tuple[Finding, ...],
        setting: Setting,
        pages: tuple[PageProof, ...],
        fault: bool,
    ) -> Proofs:
        before = {page.key: page for page in self._last.pages}
        changed = tuple(page.key for page in pages if page.key not in before)
        if changed or len(pages) != len(before):
            self._shelf = {**before, **{page.key: page for page in pages}}
        build, stages = self._last.build + 1, tuple(watch.timings)
        self._last = Proofs(self.edition, build, pages, setting, findings, stages, fault, changed)
        return self._last

    def _paint(self, setting: Setting) -> tuple[PageProof, ...]:
        layout, ink = setting.layout, _ink(setting.sources)
        sections = _sections(layout)
        painted: dict[Any, _Painted] = {}
        proofs = []
        for number, page in enumerate(layout.pages.document.pages, 1):
            single = engine.apart(layout.pages, number)
            painted[page] = made = self._painted.get(page) or _paint(single)
            key = hashlib.sha256(made.digest + ink + str(number).encode()).hexdigest()[:24]
            proofs.append(PageProof(number, key, sections.get(number, ()), made.pdf, single))
        self._painted = painted
        return tuple(proofs)


def _paint(single: engine.Pages) -> _Painted:
    pdf = engine.paint(single)
    told = (repr(sorted(element.attrib.items())) for element in elements_of(single))
    return _Painted(pdf, hashlib.sha256(pdf + "\n".join(told).encode()).digest())


def _ink(sources: Sources) -> bytes:
    """Hash of what decides into which inks a colour goes."""
    printer, tokens = sources.printer, sources.tokens
    told = (printer.condition, printer.overprint, tokens.colours)
    return hashlib.sha256(repr(told).encode()).digest()


def _sections(layout: Layout) -> dict[int, tuple[str, ...]]:
    """Identifiers of the sections on each page, in order."""
    found: dict[int, dict[str, None]] = {}
    for block in blocks(layout.pages, "section"):
        found.setdefault(block.page, {})[str(block.element.get("id"))] = None
    return {page: tuple(names) for page, names in found.items()}
