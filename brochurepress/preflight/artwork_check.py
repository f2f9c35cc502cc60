"""Preflight of every artwork of a build: each is inspected and asked the rules of its group."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from brochurepress.artworks import Artwork, PaintJob
from brochurepress.artworks.accessible import ACCESSIBLE
from brochurepress.artworks.handout import imposed_by, scheme_of
from brochurepress.design import Printer
from brochurepress.findings import Finding
from brochurepress.pdf.inspect import Inspection, Readings, inspect
from brochurepress.preflight.accessibility import appearance, claims, links, pictures, text, tree
from brochurepress.preflight.accessibility.claims import not_asked
from brochurepress.preflight.accessibility.context import (
    NEEDS_SOURCE,
    AccessibilityContext,
    HtmlSource,
    not_applicable,
    source_of,
)
from brochurepress.preflight.handout import check_handout
from brochurepress.preflight.painted import check_painted
from brochurepress.preflight.press import document, objects, page
from brochurepress.preflight.report.document import write_report
from brochurepress.preflight.rules import RULES, PressContext, asked
from brochurepress.preflight.transcript import ReadingStop, announced_in, stops
from brochurepress.source import FORMS, VARIANTS, Inputs, RuleGroup, Scheme, Variant, read_strings
from brochurepress.wording import FALLBACK
from brochurepress.workspace import Own, Project, Snapshot

PRESS_RULES = (document, page, objects)
"""The modules that hold the rules: loading them enters the rules in the table."""


def preflight(
    inspection: Inspection, printer: Printer, ordered_mm: tuple[float, float] | None = None, flat: Scheme | None = None
) -> tuple[Finding, ...]:
    """Findings of every rule on press files, in the order of the rules, then of the pages.

    `flat` is the sheet of a folded leaflet, which is ordered in its size.

    What is broken in the PDF is itself a finding (check/unreadable); nothing is raised for it.
    """
    told: dict[str, list[Finding]] = {entry.id: [] for entry in RULES.values() if entry.group == "press"}
    broken: list[Finding] = []
    for inspected in inspection.pages():
        job = PressContext(inspection, inspected, printer, flat.sheet_mm if flat else ordered_mm, flat)
        broken += inspected.told.faults
        for name, findings in told.items():
            findings += asked(RULES[name], job, inspection.artwork)
    return tuple(dict.fromkeys([*broken, *chain.from_iterable(told.values())]))


ACCESSIBILITY_RULES = (text, tree, links, pictures, appearance, claims)
"""The modules that hold the rules: loading them enters the rules in the table."""


def check_accessibility(
    inspection: Inspection, source: HtmlSource | None = None, promised_pt: float = 0.0
) -> tuple[Finding, ...]:
    """Findings of every accessibility rule on a finished PDF, in the order of the rules.

    Without a source the rules that need one answer with a finding of information: not applicable.
    """
    reading, artwork = AccessibilityContext(inspection, source, promised_pt), inspection.artwork
    findings: list[Finding] = []
    for entry in (entry for entry in RULES.values() if entry.group == "accessibility"):
        silent = source is None and entry.id in NEEDS_SOURCE
        findings += [not_applicable(entry.id, artwork)] if silent else asked(entry, reading, artwork)
    return tuple(dict.fromkeys(findings))


@dataclass(frozen=True)
class CheckedArtwork:
    """An artwork as it was inspected, and what preflight found in it."""

    artwork: Artwork
    inspection: Inspection
    findings: tuple[Finding, ...]


def check_artworks(job: PaintJob, artworks: tuple[Artwork, ...], every: bool = True) -> tuple[CheckedArtwork, ...]:
    """A proof of each PDF of one build, held against the printer and the source.

    Without `every` rule it tells of covered text only, which no other copy of the same pages can vouch for.
    """
    proofs, readings = [], job.inputs.snapshot.memo.of("readings", Readings)
    for artwork in artworks:
        variant = VARIANTS[artwork.variant]
        if ask := _GROUPS.get(variant.group):
            inspection = inspect(artwork.content, artwork.file, readings)
            own = None if imposed_by(job.edition, variant.name) else job.layout
            # Rules that take page after page come first: they read each, and let go of it.
            found = ask(inspection, job, variant) if every else ()
            proofs.append(CheckedArtwork(artwork, inspection, check_painted(inspection, own, every) + found))
    return tuple(proofs)


def reports(inputs: Inputs, proofs: tuple[CheckedArtwork, ...], found: Sequence[Finding]) -> dict[str, bytes]:
    """The report on the press file with what was found, and what a screen reader says, by file name."""
    title, language = inputs.manuscript.edition.title, inputs.manuscript.edition.language
    by_group = {VARIANTS[proof.artwork.variant].group: proof.inspection for proof in reversed(proofs)}
    files: dict[str, bytes] = {}
    spoken: tuple[ReadingStop, ...] = ()
    if read := by_group.get(RuleGroup.ACCESSIBILITY):
        spoken = announced_in(read_strings(inputs.snapshot, "report", language).spoken, stops(read.tagged))
        files[Own.TRANSCRIPT] = "".join(f"{stop}\n" for stop in spoken).encode()
    if pressed := by_group.get(RuleGroup.PRESS):
        told = pressed, found, inputs.printer, inputs.snapshot, title, language
        files[Own.REPORT] = write_report(*told, spoken).encode()
    return files


def check_file(
    content: bytes,
    name: str,
    group: RuleGroup,
    printer: Printer,
    made: Callable[[], tuple[PaintJob, Variant]] | None = None,
    accepted: Callable[[Iterable[Finding]], tuple[Finding, ...]] = tuple,
    shown_by: Project | None = None,
) -> tuple[tuple[Finding, ...], str]:
    """Findings of preflight on a PDF from elsewhere; rules that need its source say so unless it is told what made it.

    `accepted` marks what somebody accepts; with `shown_by`, the root of the template, there is a page of them too.
    Raises Rejected when the file cannot be read as PDF.
    """
    inspection = inspect(content, name)
    # Rules that take page after page come first: they read each, and let go of it.
    pressed = preflight(inspection, printer) if group is RuleGroup.PRESS else ()
    # A page without end is never drawn.
    found = () if inspection.endless else check_painted(inspection)
    if group is RuleGroup.PRESS:
        found = pressed + found
    elif inspection.endless:
        found = inspection.faults
    else:
        asked = _accessible(inspection, *made()) if made else check_accessibility(inspection)
        found = (*asked, *found, *not_asked(inspection))
    findings, press = accepted(found), printer if group is RuleGroup.PRESS else None
    if not shown_by:
        return findings, ""
    return findings, write_report(inspection, findings, press, Snapshot(shown_by), name, FALLBACK, whole=False)


def _press(inspection: Inspection, job: PaintJob, variant: Variant) -> tuple[Finding, ...]:
    geometry, flat = job.layout.composition.geometry, job.edition.flat
    return preflight(inspection, job.inputs.printer, (geometry.width_mm, geometry.height_mm), flat)


def _accessible(inspection: Inspection, job: PaintJob, variant: Variant) -> tuple[Finding, ...]:
    # A form with sizes of its own promises that of its running text for every letter.
    sizes = job.layout.composition.tokens.in_pt() if FORMS[variant.form].tokens else {}
    source = source_of(job.tagged, job.metadata, ACCESSIBLE[variant.like or variant.name].standards)
    return check_accessibility(inspection, source, sizes.get("text-size", 0.0))


def _handout(inspection: Inspection, job: PaintJob, variant: Variant) -> tuple[Finding, ...]:
    scheme = scheme_of(job.edition, variant.name)
    return check_handout(inspection, scheme, FORMS[variant.form].mono)


_GROUPS = {RuleGroup.PRESS: _press, RuleGroup.ACCESSIBILITY: _accessible, RuleGroup.HANDOUT: _handout}
