"""Build: every stage in order, from the sources of one edition to the artworks it issues."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from brochurepress.artworks import PAINTERS, Artwork, PaintJob, handouts, in_order, offers
from brochurepress.artworks.handout import check_pages
from brochurepress.compose import STYLESHEET, Composition, check_markup, compose, picture_file
from brochurepress.design import DrawingFault, Textures, look_of, same_without_colour
from brochurepress.findings import Finding, Rejected, blocking
from brochurepress.pipeline.output import Written, prepare, write_output
from brochurepress.preflight import CheckedArtwork, check_artworks, check_sameness, reports
from brochurepress.preflight.accessibility import token_contrast
from brochurepress.source import (
    FORMS,
    PAGES,
    TOKENS,
    VARIANTS,
    Edition,
    Form,
    Inputs,
    PaintMethod,
    Variant,
    left_behind,
    read_sources,
    timed,
)
from brochurepress.typeset import Layout, LayoutCache, typeset
from brochurepress.workspace import LimitName, Project, Snapshot, beside, may_share, threads

_TOLD = {PaintMethod.SCREEN: offers, PaintMethod.GUIDE: handouts}
"""What artworks tell of those that were made before them."""

THREADS = threads()
"""How many threads this process has before it sets a page."""

OnStage = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True)
class Build:
    """The artworks of one edition, and what was found on the way; a finding of severity error leaves no artworks.

    `layout` are the pages that they were painted from.
    """

    layout: Layout
    project: Project
    edition: Edition
    artworks: tuple[Artwork, ...]
    findings: tuple[Finding, ...]
    reports: Mapping[str, bytes] = field(default_factory=dict)

    def write(self, output: str | Path | None = None) -> Written:
        """Writes artworks and reports into <output>/<edition>/, all of them or none; output/ in the root by default.

        Raises Rejected for a build with findings of severity error, and for a folder that cannot be written.
        """
        if blocking(self.findings):
            raise Rejected(self.findings)
        named = None if output is None else Path(output)
        carried = prepare(self.project, named, self.edition.name)
        written = write_output(
            named or self.project.root / "output", self.edition, self.artworks, self.reports
        )
        return replace(written, findings=(*carried, *written.findings))


def lay_out(inputs: Inputs, shop: LayoutCache | None = None, form: Form = PAGES) -> Layout:
    """The inputs composed in one of their forms and set into pages with the printer's bleed and safety margin.

    See `typeset` for `shop`, where one brochure is set again and again. Raises Rejected for faults of templates and
    style sheets; what does not fit is left as findings.
    """
    with timed(LimitName.SETTING, inputs.manuscript.edition.name), inputs.snapshot.tracing() as asked:
        composition = compose(inputs, form)
        layout = typeset(composition, shop)
        tokens, snapshot = composition.tokens, inputs.snapshot
        pale = token_contrast(Textures(snapshot, tokens).in_black() if form.mono else tokens, TOKENS)
        alike = _alike(composition) if form.mono else ()
        notes = inputs.manuscript.notes if form is PAGES else ()
        strays = left_behind(snapshot) if form == PAGES else ()
        findings = (*notes, *layout.findings, *_unreadable(composition), *pale, *alike, *strays)
        return replace(layout, findings=tuple(dict.fromkeys(findings)), asked=asked)


def _alike(composition: Composition) -> Iterator[Finding]:
    """Colours of drawings that nothing tells apart in black."""
    snapshot, tokens = composition.inputs.snapshot, composition.tokens
    yield from Textures(snapshot, tokens).unknown()
    look = look_of(
        snapshot, tokens, composition.stylesheet.text, composition.inputs.manuscript.edition.language
    )
    for reference in dict.fromkeys(composition.drawings):
        with suppress(DrawingFault):  # which the layout has told
            drawing = look.drawing(composition.read(reference).decode())
            yield from same_without_colour(picture_file(reference), drawing.root, tokens)


def _unreadable(composition: Composition) -> Iterator[Finding]:
    """What no assistive technology could make sense of, declarations at their line of the style sheets."""
    sheet, memo = composition.stylesheet, composition.inputs.snapshot.memo
    for document in composition.documents:
        check = partial(check_markup, document, {STYLESHEET: sheet.text})
        for finding in memo.of(("markup", document, sheet.text), check):
            declared = finding.place.file == STYLESHEET
            yield replace(finding, place=sheet.place(finding.place.line)) if declared else finding


def paint_artworks(
    layout: Layout,
    only: tuple[str, ...],
    on_stage: OnStage,
    report: bool = False,
    preflight: bool = True,
) -> Build:
    """The artworks of a layout: those of `only`, or all that the edition issues.

    Without `preflight` the files are held against the manuscript only, their words, their order and contacts, and
    looked at for text that is covered.
    """
    inputs, edition = layout.inputs, layout.inputs.manuscript.edition
    build = Build(layout, inputs.snapshot.project, edition, (), layout.findings)
    if blocking(layout.findings):
        return build
    parts = make_parts(inputs, edition.issued(only), on_stage, pages=layout, preflight=preflight)
    findings = findings_of(parts.values())
    if report:
        on_stage("report")
    proofs = tuple(proof for part in parts.values() for proof in part.proofs)
    artworks = in_order(artwork for part in parts.values() for artwork in part.artworks)
    return replace(
        build,
        artworks=() if blocking(findings) else artworks,
        findings=findings,
        reports=reports(inputs, proofs) if report else {},
    )


@dataclass
class Part:
    """A form of an edition as it was made, or a variant that shows none: its artworks, and what was asked for.

    Faults of its pages are apart from those of its artworks, which are not made where there are any.
    """

    artworks: list[Artwork] = field(default_factory=list)
    laid: list[Finding] = field(default_factory=list)
    found: list[Finding] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    proofs: list[CheckedArtwork] = field(default_factory=list)


def findings_of(parts: Collection[Part]) -> tuple[Finding, ...]:
    """What was found in all parts: of their artworks nothing where pages have faults."""
    laid = [finding for part in parts for finding in part.laid]
    found = [finding for part in parts for finding in part.found]
    return tuple(laid if blocking(laid) else laid + found)


def make_parts(
    inputs: Inputs,
    wanted: tuple[str, ...],
    on_stage: OnStage,
    upheld: Mapping[str, Artwork] | None = None,
    pages: Layout | bool = False,
    preflight: bool = True,
    shared: bool = False,
) -> dict[str, Part]:
    """The parts that variants belong to, with those artworks; that of the `pages` too, which may be set already.

    `upheld` are artworks that stand as they are, and are told of in others. Where work may be `shared`, the forms that
    are not the pages are made in a copy of this process meanwhile.
    """
    bench = _Bench(inputs, wanted, on_stage, preflight, upheld or {})
    needed = [v for v in _needed(inputs.manuscript.edition, set(wanted)) if v.name not in bench.upheld]
    own = [v for v in needed if v.paint in _TOLD or v.form == PAGES.name]
    others = tuple(v for v in needed if v not in own)
    if not (shared and own and others and may_share(THREADS)):
        bench.make(needed, pages)
        return bench.parts
    with beside(
        partial(_elsewhere, replace(bench, on_stage=lambda stage: None, done={}, jobs={}, parts={}), others)
    ) as theirs:
        bench.make(own, pages, theirs)
    return bench.parts


def _elsewhere(bench: _Bench, variants: tuple[Variant, ...]) -> tuple[dict[str, Part], dict[str, Artwork]]:
    """The parts of variants and all that was painted, as another process can be told of them."""
    bench.make(variants, False)
    return {name: replace(part, proofs=[]) for name, part in bench.parts.items()}, bench.done


@dataclass
class _Bench:
    """Where variants are painted one after the other: the pages of each form, and what was made, by name."""

    inputs: Inputs
    wanted: tuple[str, ...]
    on_stage: OnStage
    preflight: bool
    upheld: Mapping[str, Artwork]
    done: dict[str, Artwork] = field(default_factory=dict)
    jobs: dict[str, PaintJob] = field(default_factory=dict)
    parts: dict[str, Part] = field(default_factory=dict)

    def make(
        self,
        variants: Collection[Variant],
        pages: Layout | bool,
        others: Callable[[], tuple[dict[str, Part], dict[str, Artwork]]] = lambda: ({}, {}),
    ) -> None:
        """Makes variants, those that tell of `others` after these, and nothing where pages have faults."""
        if not self.lay_out(variants, pages):
            return
        last = [variant for variant in variants if variant.paint in _TOLD]
        first = [variant for variant in variants if variant not in last]
        if self._sound():
            self.paint(first)
            self.check(first)
        parts, done = others()
        self.parts, self.done = {**self.parts, **parts}, {**self.done, **done}
        if self._sound():
            if last:
                self.paint(last)
                self.check(last)
            self.compare()

    def _sound(self) -> bool:
        return not blocking(finding for part in self.parts.values() for finding in part.laid)

    def lay_out(self, variants: Collection[Variant], pages: Layout | bool) -> bool:
        """Sets the forms of variants; instructions, which show no section, take the frame from any.

        False where the pages of the designed form, which are set first, have faults: the others would have them too.
        """
        forms = [variant.form for variant in variants if variant.part == variant.form]
        for name in dict.fromkeys([PAGES.name, *forms] if pages or not forms else forms):
            laid = pages if isinstance(pages, Layout) and name == PAGES.name else self._set(name)
            self.jobs[name] = PaintJob(laid)
            self.parts[name] = Part(laid=[*laid.findings], asked={**self.inputs.asked, **laid.asked})
            if name == PAGES.name and blocking(laid.findings):
                return False
        for variant in variants:
            part = self.parts.setdefault(variant.part, Part(asked={**self.inputs.frame}))
            if variant.paint is PaintMethod.SHEETS:
                sheets = self.jobs[variant.form].layout.page_count
                part.laid += check_pages(self.inputs.manuscript, variant.name, sheets)
        return True

    def _set(self, name: str) -> Layout:
        self.on_stage("pages" if name == PAGES.name else f"pages: {name}")
        snapshot, edition = self.inputs.snapshot, self.inputs.manuscript.edition.name
        return lay_out(self.inputs, snapshot.memo.of(("layouts", edition, name), LayoutCache), FORMS[name])

    def paint(self, variants: Collection[Variant]) -> None:
        """Paints variants; one may need those painted before it."""
        for variant in variants:
            self.on_stage(f"{variant.name}: {variant.purpose}")
            with self._made(variant.part) as part:
                self.done[variant.name], findings = _painted(
                    self._job(variant), variant, in_order({**self.upheld, **self.done}.values())
                )
                part.found += findings

    def check(self, variants: Collection[Variant]) -> None:
        """Preflight of those that are wanted."""
        self.on_stage("preflight")
        for variant in (variant for variant in variants if variant.name in self.wanted):
            with self._made(variant.part) as part:
                artwork = self.done[variant.name]
                proofs = check_artworks(self._job(variant), (artwork,), every=self.preflight)
                part.found += (finding for proof in proofs for finding in proof.findings)
                part.artworks.append(artwork)
                part.proofs += proofs
            if variant.paint in _TOLD:
                # What is told of artworks that are not issued hangs on what they are made from.
                for other in {VARIANTS[name].part for name in self.done if name not in self.wanted}:
                    part.asked |= self.parts[other].asked

    def compare(self) -> None:
        """Holds what was painted of each form against the manuscript."""
        for name, job in self.jobs.items():
            with self._made(name) as part:
                own = [art for art in in_order(self.done.values()) if VARIANTS[art.variant].part == name]
                part.found += check_sameness(job.layout, own, follow=self.preflight)

    def _job(self, variant: Variant) -> PaintJob:
        return self.jobs[variant.form if variant.part == variant.form else PAGES.name]

    @contextmanager
    def _made(self, name: str) -> Iterator[Part]:
        """Work on a part: what is asked for meanwhile, it is made from."""
        with self.inputs.snapshot.tracing() as asked:
            yield self.parts[name]
        self.parts[name].asked |= asked


def told(name: str, artworks: Collection[Artwork]) -> str:
    """What the artworks of a part tell of those of others."""
    own = {VARIANTS[artwork.variant].paint for artwork in artworks if VARIANTS[artwork.variant].part == name}
    others = [artwork for artwork in artworks if VARIANTS[artwork.variant].part != name]
    return repr([tell(others) for paint, tell in _TOLD.items() if paint in own])


def _painted(
    job: PaintJob, variant: Variant, done: tuple[Artwork, ...]
) -> tuple[Artwork, tuple[Finding, ...]]:
    """A variant painted on the pages of its form, and what was found; it may need those painted before it."""
    painted = PAINTERS[variant.paint](job, variant, done)
    single = variant.paint in (PaintMethod.PLAIN, PaintMethod.TAGGED)
    pages, file = job.layout.page_count if single else painted.sides, job.edition.files[variant.name]
    return Artwork(variant.name, file, painted.content, pages, painted.standards), painted.findings


def job_of(project: Project, name: str, file: str, content: bytes) -> tuple[PaintJob, Variant]:
    """The job and variant of an edition that an accessible PDF is: by its file name, else by its version of PDF.

    Raises Rejected when the sources of the edition cannot be used.
    """
    inputs = read_sources(Snapshot(project), name)
    files = {file: variant for variant, file in inputs.manuscript.edition.files.items()}
    variant = VARIANTS[files.get(file, "digital-2" if content.startswith(b"%PDF-2") else "digital")]
    return PaintJob(lay_out(inputs, form=FORMS[variant.form])), variant


def _needed(edition: Edition, wanted: set[str]) -> Iterator[Variant]:
    """The variants to paint: those wanted, and those that a wanted page or picture is made from."""
    paints = {VARIANTS[name].paint for name in wanted}
    for variant in VARIANTS.values():
        offers = variant.offered or variant.paint is PaintMethod.PICTURE
        source = PaintMethod.PICTURE in paints and variant.paint is PaintMethod.TAGGED
        source = source or (PaintMethod.GUIDE in paints and variant.paint is PaintMethod.SHEETS)
        needed = variant.name in wanted or source or (PaintMethod.SCREEN in paints and offers)
        if needed and variant.name in edition.variants:
            yield variant


def build_edition(
    project: Project,
    name: str,
    only: tuple[str, ...] = (),
    printer: str | None = None,
    on_stage: OnStage = lambda stage: None,
    report: bool = False,
) -> Build:
    """The artworks of one edition, from its sources, and the reports on them when asked.

    There are none when a file they are made from was changed meanwhile. Raises Rejected when its sources cannot be
    used, with all their faults.
    """
    snapshot = Snapshot(project)
    on_stage("manuscript")
    inputs = read_sources(snapshot, name, printer)
    on_stage("pages")
    build = paint_artworks(lay_out(inputs), only, on_stage, report)
    if faults := snapshot.changed():
        return replace(build, artworks=(), findings=(*build.findings, *faults))
    return build
