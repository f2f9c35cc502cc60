"""Build: every stage in order, from the sources of one edition to the artworks it issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from brochurepress.artworks import PAINTERS, Artwork, PaintJob
from brochurepress.artworks.handout import check_pages, compose_guide
from brochurepress.compose import STYLESHEET, Composition, check_markup, compose, picture_file
from brochurepress.design import DrawingFault, Textures, look_of, same_without_colour
from brochurepress.findings import Finding, Rejected, blocking
from brochurepress.pipeline.output import Written, prepare, write_output
from brochurepress.preflight import (
    CheckedArtwork,
    accept,
    accepted_in,
    check_artworks,
    check_sameness,
    reports,
)
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
from brochurepress.workspace import LimitName, Project, Snapshot

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
    proofs: tuple[CheckedArtwork, ...] = ()
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


def lay_out(
    inputs: Inputs,
    shop: LayoutCache | None = None,
    form: Form = PAGES,
    pages_of: Callable[[str], int] | None = None,
) -> Layout:
    """The inputs composed in one of their forms and set into pages with the printer's bleed and safety margin.

    See `typeset` for `shop`, where one brochure is set again and again, and `compose_guide` for `pages_of`. Raises
    Rejected for faults of templates and style sheets; what does not fit is left as findings.
    """
    count = pages_of or (lambda name: lay_out(inputs, form=FORMS[name]).page_count)
    with timed(LimitName.SETTING, inputs.manuscript.edition.name):
        composition = compose_guide(inputs, count) if form.instructs else compose(inputs, form)
        layout = typeset(composition, shop)
        tokens, snapshot = composition.tokens, inputs.snapshot
        pale = token_contrast(Textures(snapshot, tokens).in_black() if form.mono else tokens, TOKENS)
        alike = _alike(composition) if form.mono else ()
        notes = inputs.manuscript.notes if form is PAGES else ()
        accepted_in(snapshot, inputs.manuscript.edition.folder)  # for what is wrong with it
        strays = left_behind(snapshot.project) if form == PAGES else ()
        findings = (*notes, *layout.findings, *_unreadable(composition), *pale, *alike, *strays)
        return replace(layout, findings=tuple(dict.fromkeys(findings)))


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
    wanted = set(only or edition.variants) & set(edition.variants)
    needed = tuple(_needed(edition, wanted))
    if blocking(layout.findings):
        return build
    jobs, findings = _set(layout, needed, on_stage)
    if blocking(findings):
        return replace(build, findings=tuple(findings))
    artworks, faults = _painted(edition, needed, jobs, on_stage)
    findings += faults
    on_stage("preflight")
    issued = tuple(artwork for artwork in artworks if artwork.variant in wanted)
    proofs = tuple(
        proof
        for artwork in issued
        for proof in check_artworks(jobs[form_of(artwork)], (artwork,), every=preflight)
    )
    groups = {VARIANTS[artwork.variant].group.rules for artwork in issued} if preflight else ()
    proved = (finding for proof in proofs for finding in proof.findings)
    found = accept(proved, accepted_in(inputs.snapshot, edition.folder), edition.date, groups)
    findings += found
    for name, job in jobs.items():
        own = tuple(artwork for artwork in artworks if form_of(artwork) == name)
        findings += check_sameness(job.layout, own, follow=preflight)
    if report:
        on_stage("report")
    told = reports(inputs, proofs, found) if report else {}
    painted = () if blocking(findings) else issued
    return replace(build, artworks=painted, findings=tuple(findings), proofs=proofs, reports=told)


def _set(
    layout: Layout, needed: tuple[Variant, ...], on_stage: OnStage
) -> tuple[dict[str, PaintJob], list[Finding]]:
    """The pages of each form that is needed, the instructions last, and what was found."""
    jobs = {PAGES.name: PaintJob(layout)}
    findings = [*layout.findings]

    def pages_of(name: str) -> int:
        if name not in jobs:
            on_stage(f"pages: {name}")
            jobs[name] = PaintJob(lay_out(layout.inputs, form=FORMS[name], pages_of=pages_of))
            findings.extend(jobs[name].layout.findings)
        return jobs[name].layout.page_count

    for variant in sorted(needed, key=lambda variant: FORMS[variant.form].instructs):
        if not FORMS[variant.form].instructs or not blocking(findings):
            pages = pages_of(variant.form)
        if variant.paint is PaintMethod.SHEETS:
            findings += check_pages(layout.inputs.manuscript, variant.name, pages)
    return jobs, findings


def _painted(
    edition: Edition, needed: tuple[Variant, ...], jobs: Mapping[str, PaintJob], on_stage: OnStage
) -> tuple[tuple[Artwork, ...], list[Finding]]:
    """Each variant painted on the pages of its form, and what was found; one may need those painted before it."""
    artworks: tuple[Artwork, ...] = ()
    findings: list[Finding] = []
    for variant in needed:
        on_stage(f"{variant.name}: {variant.purpose}")
        job = jobs[variant.form]
        painted = PAINTERS[variant.paint](job, variant, artworks)
        findings += painted.findings
        single = variant.paint in (PaintMethod.PLAIN, PaintMethod.TAGGED)
        pages = job.layout.page_count if single else painted.sides
        file = edition.files[variant.name]
        artworks += (Artwork(variant.name, file, painted.content, pages, painted.standards),)
    return artworks, findings


def job_of(project: Project, name: str, file: str, content: bytes) -> tuple[PaintJob, Variant]:
    """The job and variant of an edition that an accessible PDF is: by its file name, else by its version of PDF.

    Raises Rejected when the sources of the edition cannot be used.
    """
    inputs = read_sources(Snapshot(project), name)
    files = {file: variant for variant, file in inputs.manuscript.edition.files.items()}
    variant = VARIANTS[files.get(file, "digital-2" if content.startswith(b"%PDF-2") else "digital")]
    return PaintJob(lay_out(inputs, form=FORMS[variant.form])), variant


def form_of(artwork: Artwork) -> str:
    """Name of the form whose pages an artwork holds."""
    return VARIANTS[artwork.variant].form


def _needed(edition: Edition, wanted: set[str]) -> Iterator[Variant]:
    """The variants to paint: those wanted, and those that a wanted page or picture is made from."""
    paints = {VARIANTS[name].paint for name in wanted}
    for variant in VARIANTS.values():
        offers = variant.name in edition.downloads or variant.paint is PaintMethod.PICTURE
        source = PaintMethod.PICTURE in paints and variant.paint is PaintMethod.TAGGED and variant.offered
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
