"""Proof: every artwork inspected, and asked every rule of the group that its variant belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from prepress.artworks import Artwork, Job
from prepress.file_names import Own
from prepress.findings import Finding
from prepress.forms import FORMS
from prepress.handouts import scheme_of
from prepress.inspection import Inspection, inspect
from prepress.inspection.tagged import read_tagged
from prepress.manuscript import Manuscript
from prepress.preflight import preflight
from prepress.preflight.accessibility import check_accessibility, source_of
from prepress.preflight.handout import check_handout
from prepress.printers import Printer
from prepress.project import Project
from prepress.report import write_report
from prepress.transcript import Stop, stops
from prepress.variants import VARIANTS, Group, Variant

REPORT, TRANSCRIPT = Own.REPORT, Own.TRANSCRIPT


@dataclass(frozen=True)
class Proof:
    """An artwork as it was inspected, and what preflight found in it."""

    artwork: Artwork
    inspection: Inspection
    findings: tuple[Finding, ...]


def prove(job: Job, artworks: tuple[Artwork, ...]) -> tuple[Proof, ...]:
    """A proof of each PDF of one build, held against the printer and the source."""
    proofs = []
    for artwork in artworks:
        variant = VARIANTS[artwork.variant]
        ask = _GROUPS[variant.group]
        if ask:
            inspection = inspect(artwork.content, artwork.file)
            proofs.append(Proof(artwork, inspection, ask(job, inspection, variant)))
    return tuple(proofs)


def reports(
    project: Project, manuscript: Manuscript, printer: Printer, proofs: tuple[Proof, ...]
) -> dict[str, bytes]:
    """What people look at and read, by file name: the report on the press file, and what a screen reader says."""
    by_group = {VARIANTS[proof.artwork.variant].group: proof for proof in reversed(proofs)}
    files: dict[str, bytes] = {}
    spoken: tuple[Stop, ...] = ()
    if Group.ACCESSIBILITY in by_group:
        spoken = stops(read_tagged(by_group[Group.ACCESSIBILITY].inspection.pdf))
        files[TRANSCRIPT] = "".join(f"{stop}\n" for stop in spoken).encode()
    if Group.PRESS in by_group:
        proof = by_group[Group.PRESS]
        findings = [finding for each in proofs for finding in each.findings]
        edition = manuscript.edition
        html = write_report(
            proof.inspection,
            findings,
            printer,
            project,
            edition.title,
            edition.language,
            _spoken_html(spoken),
        )
        files[REPORT] = html.encode()
    return files


def _spoken_html(spoken: tuple[Stop, ...]) -> str:
    lines = (
        Markup('<li><small>{} · {}</small> <span lang="{}">{}</span></li>').format(
            stop.page, stop.announced, stop.lang, stop.text
        )
        for stop in spoken
    )
    return Markup("<ol>{}</ol>").format(Markup("\n").join(lines)) if spoken else ""


def check_file(content: bytes, name: str, group: Group, printer: Printer) -> tuple[Finding, ...]:
    """Findings of preflight on a PDF from elsewhere; rules that need its source say that they do not apply.

    Raises Rejected when the file cannot be read as PDF.
    """
    inspection = inspect(content, name)
    if group is Group.PRESS:
        return preflight(inspection, printer)
    # Its rules draw every page, and a page without end is never drawn.
    return inspection.faults if inspection.endless else check_accessibility(inspection)


def _press(job: Job, inspection: Inspection, variant: Variant) -> tuple[Finding, ...]:
    geometry = job.layout.composition.geometry
    return preflight(inspection, job.printer, ordered_mm=(geometry.width_mm, geometry.height_mm))


def _accessible(job: Job, inspection: Inspection, variant: Variant) -> tuple[Finding, ...]:
    return check_accessibility(inspection, source_of(job.tagged, job.metadata))


def _handout(job: Job, inspection: Inspection, variant: Variant) -> tuple[Finding, ...]:
    scheme = scheme_of(job.manuscript.edition, variant.name)
    return check_handout(inspection, scheme, FORMS[variant.form].mono)


_GROUPS: dict[Group, Callable[[Job, Inspection, Variant], tuple[Finding, ...]] | None] = {
    Group.PRESS: _press,
    Group.ACCESSIBILITY: _accessible,
    Group.HANDOUT: _handout,
    Group.NONE: None,
}
