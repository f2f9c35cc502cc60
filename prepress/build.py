"""Build: every stage in order, from the sources of one edition to the artworks it issues."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from prepress.artworks import PAINTERS, Artwork, Job
from prepress.compose import compose
from prepress.edition import Edition
from prepress.engine.shop import Shop
from prepress.fields import read_text, read_toml
from prepress.findings import Finding, Place, Rejected, blocking, error
from prepress.lineage import read_lineage
from prepress.manuscript import Manuscript, read_manuscript
from prepress.markup_rules import check_markup
from prepress.preflight.accessibility import token_contrast
from prepress.printers import Printer, read_printer
from prepress.project import Outside, Project
from prepress.proof import Proof, prove, reports
from prepress.sameness import check_sameness
from prepress.templates import STYLESHEET
from prepress.tokens import Tokens, read_tokens
from prepress.typeset import Layout, typeset
from prepress.variants import VARIANTS, Paint, Variant

TOKENS = "assets/tokens.toml"
TOKENS_OF_ITS_OWN = "tokens.toml"

OnStage = Callable[[str], None]
"""Told the name of each stage as it begins."""


@dataclass(frozen=True)
class Build:
    """The artworks of one edition, and what was found on the way; a finding of severity error leaves no artworks."""

    edition: Edition
    artworks: tuple[Artwork, ...]
    findings: tuple[Finding, ...]
    proofs: tuple[Proof, ...] = ()
    reports: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Sources:
    """Everything that one edition is made from, read and checked."""

    manuscript: Manuscript
    tokens: Tokens
    printer: Printer


def read_sources(
    project: Project, name: str, printer: str | None = None, fields: Mapping[str, str] | None = None
) -> Sources:
    """Manuscript, tokens and printer profile of an edition; `printer` goes before the one the edition names.

    `fields` fill placeholders of its texts, before the values that it gives itself.

    Raises Rejected with the faults of all of them.
    """
    faults: list[Finding] = []
    manuscript = tokens = profile = None
    try:
        manuscript = read_manuscript(project, name, fields)
    except Rejected as rejected:
        faults += rejected.findings
    try:
        tokens = read_tokens(project.find(TOKENS), TOKENS, _own_tokens(project, name))
    except Rejected as rejected:
        faults += (finding for finding in rejected.findings if finding not in faults)
    try:
        if manuscript:
            chosen = printer or manuscript.edition.printer
            profile = read_printer(project.folder_of("assets/printers", f"{chosen}.toml"), chosen)
    except Rejected as rejected:
        faults += rejected.findings
    if faults or not (manuscript and tokens and profile):
        raise Rejected(faults)
    return Sources(manuscript, tokens, profile)


def _own_tokens(project: Project, name: str) -> list[tuple[Path, str]]:
    """The tokens that an edition and its bases lay over the shared ones, its own on top."""
    found = []
    for folder in reversed(read_lineage(project, name).folders):
        file = f"{folder}/{TOKENS_OF_ITS_OWN}"
        try:
            found.append((project.find(file), file))
        except FileNotFoundError:
            continue
        except Outside as fault:
            hint = "put the file itself in the edition's folder"
            raise Rejected([error("source/outside", str(fault), Place(file), hint)]) from fault
    return found


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


def lay_out(project: Project, sources: Sources, shop: Shop | None = None) -> Layout:
    """The sources composed and set into pages with the printer's bleed and safety margin; see `typeset` for `shop`.

    Raises Rejected for faults of templates and style sheets; what does not fit is left as findings.
    """
    page = sources.printer.page
    geometry = sources.tokens.geometry(page.bleed_mm, page.safety_mm)
    composition = compose(project, sources.manuscript, sources.tokens, geometry)
    layout = typeset(project, composition, shop)
    sheet = composition.stylesheet
    unread = (
        replace(finding, place=sheet.place(finding.place.line))
        if finding.place.file == STYLESHEET
        else finding
        for finding in check_markup(composition.html, {STYLESHEET: sheet.text})
    )
    pale = token_contrast(sources.tokens, TOKENS)
    return replace(layout, findings=(*layout.findings, *unread, *pale))


def paint(
    project: Project,
    sources: Sources,
    layout: Layout,
    only: tuple[str, ...],
    on_stage: OnStage,
    report: bool = False,
) -> Build:
    """The artworks of a layout: those of `only`, or all that the edition issues."""
    edition = sources.manuscript.edition
    findings = list(layout.findings)
    if blocking(findings):
        return Build(edition, (), tuple(findings))
    job = Job(project, sources.manuscript, layout, sources.printer)
    artworks: tuple[Artwork, ...] = ()
    wanted = set(only or edition.variants) & set(edition.variants)
    for variant in _needed(edition, wanted):
        on_stage(f"{variant.name}: {variant.purpose}")
        painted = PAINTERS[variant.paint](job, variant, artworks)
        findings += painted.findings
        pages = layout.page_count if variant.paint in (Paint.PLAIN, Paint.TAGGED) else 0
        file = edition.files[variant.name]
        artworks += (Artwork(variant.name, file, painted.content, pages, painted.standards),)
    on_stage("preflight")
    issued = tuple(artwork for artwork in artworks if artwork.variant in wanted)
    proofs = prove(job, issued)
    findings += (finding for proof in proofs for finding in proof.findings)
    findings += check_sameness(project, sources.manuscript, layout, artworks)
    if report:
        on_stage("report")
    told = reports(project, sources.manuscript, sources.printer, proofs) if report else {}
    return Build(edition, () if blocking(findings) else issued, tuple(findings), proofs, told)


def _needed(edition: Edition, wanted: set[str]) -> Iterator[Variant]:
    """The variants to paint: those wanted, and those that a wanted page or picture is made from."""
    paints = {VARIANTS[name].paint for name in wanted}
    for variant in VARIANTS.values():
        offers = variant.offered or variant.paint is Paint.PICTURE
        source = Paint.PICTURE in paints and variant.paint is Paint.TAGGED
        needed = variant.name in wanted or source or (Paint.SCREEN in paints and offers)
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

    Raises Rejected when its sources cannot be used, with all their faults.
    """
    on_stage("manuscript")
    sources = read_sources(project, name, printer)
    on_stage("pages")
    layout = lay_out(project, sources)
    return paint(project, sources, layout, only, on_stage, report)
