"""Build: every stage in order, from the sources of one edition to the artworks it issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from prepress.artworks import PAINTERS, Artwork, PaintJob
from prepress.artworks.handout import check_pages
from prepress.compose import STYLESHEET, Composition, check_markup, compose, picture_file
from prepress.design import Printer, Textures, Tokens, read_printer, read_tokens, same_without_colour
from prepress.findings import Finding, Place, Rejected, blocking, error, reject
from prepress.pipeline.output import Written, prepare, write_output
from prepress.preflight import CheckedArtwork, check_artworks, check_sameness, reports
from prepress.preflight.accessibility import token_contrast
from prepress.source import (
    FORMS,
    PAGES,
    VARIANTS,
    Edition,
    Form,
    Manuscript,
    PaintMethod,
    Variant,
    left_behind,
    read_lineage,
    read_manuscript,
)
from prepress.typeset import Layout, LayoutCache, typeset
from prepress.workspace import (
    FileStamps,
    LimitExceeded,
    LimitName,
    Memo,
    Outside,
    Project,
    changed,
    in_time,
    read_text,
    read_toml,
    stamps,
)

TOKENS = "assets/tokens.toml"
TOKENS_OF_ITS_OWN = "tokens.toml"

OnStage = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True)
class Build:
    """The artworks of one edition, and what was found on the way; a finding of severity error leaves no artworks."""

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


@dataclass(frozen=True)
class Sources:
    """Everything that one edition is made from, read and checked."""

    manuscript: Manuscript
    tokens: Tokens
    printer: Printer


def read_sources(
    project: Project,
    name: str,
    printer: str | None = None,
    fields: Mapping[str, str] | None = None,
    memory: Memo | None = None,
) -> Sources:
    """Manuscript, tokens and printer profile of an edition; `printer` goes before the one the edition names.

    `fields` fill placeholders of its texts, before the values that it gives itself. What a `memory` holds is not read
    again, as long as no file changes. Raises Rejected with the faults of all of them.
    """
    with _in_time(LimitName.READING, name):
        return _read_sources(project, name, printer, fields, memory or Memo())


@contextmanager
def _in_time(of: LimitName, edition: str) -> Iterator[None]:
    """A stage over sources that is ended when it takes too long."""
    try:
        with in_time(of):
            yield
    except LimitExceeded as fault:
        place = Place(f"source/{edition}/edition.toml")
        raise reject(f"source/limit:{of.name.lower()}", place, fault=fault) from fault


def _read_sources(
    project: Project, name: str, printer: str | None, fields: Mapping[str, str] | None, memory: Memo
) -> Sources:
    faults: list[Finding] = []
    manuscript = tokens = profile = None
    try:
        manuscript = read_manuscript(project, name, fields, memory)
    except Rejected as rejected:
        faults += rejected.findings
    try:
        tokens = memory.of(("tokens", name), partial(_tokens, project, name, memory))
    except Rejected as rejected:
        faults += (finding for finding in rejected.findings if finding not in faults)
    try:
        if manuscript:
            profile = _printer(project, printer or manuscript.edition.printer, memory)
    except Rejected as rejected:
        faults += rejected.findings
    if faults or not (manuscript and tokens and profile):
        raise Rejected(faults)
    return Sources(manuscript, tokens, profile)


def _printer(project: Project, name: str, memory: Memo) -> Printer:
    folder = project.folder_of("assets/printers", f"{name}.toml")
    return memory.of(("printer", name), lambda: read_printer(folder, name))


def _tokens(project: Project, name: str, memory: Memo, form: str = "") -> Tokens:
    """The shared tokens, with those of an edition's bases and its own laid over them, and those of a form on top."""
    found = []
    for folder in reversed(read_lineage(project, name, memory).folders):
        file = f"{folder}/{TOKENS_OF_ITS_OWN}"
        try:
            found.append((project.find(file), file))
        except FileNotFoundError:
            continue
        except Outside as fault:
            hint = "put the file itself in the edition's folder"
            raise Rejected([error("source/outside", str(fault), Place(file), hint)]) from fault
    if form:
        found.append((project.find(form), form))
    return read_tokens(project.find(TOKENS), TOKENS, found)


def token_place(project: Project, name: str, token: str) -> Place:
    """File and line of a colour token of an edition: its own or that of a base, else the shared one."""
    files = [f"{folder}/{TOKENS_OF_ITS_OWN}" for folder in read_lineage(project, name).folders]
    for file in (*files, TOKENS):
        try:
            fields = read_toml(read_text(project.find(file), file), file)
        except (OSError, Outside, Rejected):
            continue
        if token in fields.values.get("colours", {}):
            return fields.place(("colours", token))
    return Place(TOKENS)


def lay_out(
    project: Project,
    sources: Sources,
    shop: LayoutCache | None = None,
    memory: Memo | None = None,
    form: Form = PAGES,
) -> Layout:
    """The sources composed in one of their forms and set into pages with the printer's bleed and safety margin.

    See `compose` for `memory` and `typeset` for `shop`, where one brochure is set again and again.
    Raises Rejected for faults of templates and style sheets; what does not fit is left as findings.
    """
    with _in_time(LimitName.SETTING, sources.manuscript.edition.name):
        return _lay_out(project, sources, shop, memory or Memo(), form)


def _lay_out(
    project: Project, sources: Sources, shop: LayoutCache | None, memory: Memo, form: Form
) -> Layout:
    page, tokens = sources.printer.page, sources.tokens
    if form.tokens:
        read = partial(_tokens, project, sources.manuscript.edition.name, memory, form.tokens)
        tokens = memory.of(("tokens", sources.manuscript.edition.name, form.name), read)
    geometry = tokens.geometry(page.bleed_mm if form.bleeds else 0, page.safety_mm)
    composition = compose(project, sources.manuscript, tokens, geometry, memory, form)
    layout = typeset(project, composition, shop, memory)
    pale = token_contrast(Textures(project, tokens).in_black() if form.mono else tokens, TOKENS)
    alike = _alike(project, composition) if form.mono else ()
    strays = left_behind(project) if form == PAGES else ()
    findings = (*layout.findings, *_unreadable(composition, memory), *pale, *alike, *strays)
    return replace(layout, findings=tuple(dict.fromkeys(findings)))


def _alike(project: Project, composition: Composition) -> Iterator[Finding]:
    """Colours of drawings that nothing tells apart in black."""
    yield from Textures(project, composition.tokens).unknown()
    for reference in dict.fromkeys(composition.drawings):
        svg = composition.resources.get(f"/{reference}") or project.read(reference)
        yield from same_without_colour(picture_file(reference), svg.decode(), composition.tokens)


def _unreadable(composition: Composition, memory: Memo) -> Iterator[Finding]:
    """What no assistive technology could make sense of, declarations at their line of the style sheets."""
    sheet = composition.stylesheet
    for document in composition.documents:
        check = partial(check_markup, document, {STYLESHEET: sheet.text})
        for finding in memory.of(("markup", document, sheet.text), check):
            declared = finding.place.file == STYLESHEET
            yield replace(finding, place=sheet.place(finding.place.line)) if declared else finding


def paint_artworks(
    project: Project,
    sources: Sources,
    layout: Layout,
    only: tuple[str, ...],
    on_stage: OnStage,
    report: bool = False,
    memory: Memo | None = None,
    preflight: bool = True,
) -> Build:
    """The artworks of a layout: those of `only`, or all that the edition issues.

    With a `memory`, what was written before is taken from there. Without `preflight` the files are held against the
    manuscript only: their words, their order and contacts.
    """
    edition = sources.manuscript.edition
    wanted = set(only or edition.variants) & set(edition.variants)
    needed = tuple(_needed(edition, wanted))
    if blocking(layout.findings):
        return Build(project, edition, (), layout.findings)
    jobs = {PAGES.name: PaintJob(project, sources.manuscript, layout, sources.printer, memory or Memo())}
    for name in dict.fromkeys(variant.form for variant in needed if variant.form not in jobs):
        on_stage(f"pages: {name}")
        other = lay_out(project, sources, form=FORMS[name])
        jobs[name] = replace(jobs[PAGES.name], layout=other)
    findings = [finding for job in jobs.values() for finding in job.layout.findings]
    for variant in needed:
        if variant.paint is PaintMethod.SHEETS:
            pages = jobs[variant.form].layout.page_count
            findings += check_pages(sources.manuscript, variant.name, pages)
    if blocking(findings):
        return Build(project, edition, (), tuple(findings))
    artworks, faults = _painted(edition, needed, jobs, on_stage)
    findings += faults
    on_stage("preflight")
    issued = tuple(artwork for artwork in artworks if artwork.variant in wanted)
    asked = issued if preflight else ()
    proofs = tuple(proof for artwork in asked for proof in check_artworks(jobs[form_of(artwork)], (artwork,)))
    findings += (finding for proof in proofs for finding in proof.findings)
    for name, job in jobs.items():
        own = tuple(artwork for artwork in artworks if form_of(artwork) == name)
        findings += check_sameness(project, sources.manuscript, job.layout, own, follow=preflight)
    if report:
        on_stage("report")
    told = reports(project, sources.manuscript, sources.printer, proofs) if report else {}
    return Build(project, edition, () if blocking(findings) else issued, tuple(findings), proofs, told)


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


def form_of(artwork: Artwork) -> str:
    """Name of the form whose pages an artwork holds."""
    return VARIANTS[artwork.variant].form


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
    before = stamps(project)
    on_stage("manuscript")
    sources = read_sources(project, name, printer)
    on_stage("pages")
    layout = lay_out(project, sources)
    return steadied(project, paint_artworks(project, sources, layout, only, on_stage, report), before)


def steadied(project: Project, build: Build, before: FileStamps) -> Build:
    """A build, or the findings alone when a file it may be made from is no longer what it was before."""
    faults = changed(project, before, read_lineage(project, build.edition.name).folders)
    if not faults:
        return build
    return replace(build, artworks=(), findings=(*build.findings, *faults))
