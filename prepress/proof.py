"""Proof: every artwork inspected, and asked every rule of the group that its variant belongs to."""

from __future__ import annotations

from collections.abc import Callable

from prepress.artworks import Artwork, Job
from prepress.findings import Finding
from prepress.inspection import inspect
from prepress.preflight import preflight
from prepress.preflight.accessibility import check_accessibility, source_of
from prepress.printers import Printer
from prepress.variants import VARIANTS, Group


def prove(job: Job, artworks: tuple[Artwork, ...]) -> tuple[Finding, ...]:
    """Findings of preflight on the artworks of one build, held against the printer and the source."""
    return tuple(
        finding for artwork in artworks for finding in _GROUPS[VARIANTS[artwork.variant].group](job, artwork)
    )


def check_file(content: bytes, name: str, group: Group, printer: Printer) -> tuple[Finding, ...]:
    """Findings of preflight on a PDF from elsewhere; rules that need its source say that they do not apply.

    Raises Rejected when the file cannot be read as PDF.
    """
    inspection = inspect(content, name)
    if group is Group.PRESS:
        return preflight(inspection, printer)
    return check_accessibility(inspection)


def _press(job: Job, artwork: Artwork) -> tuple[Finding, ...]:
    geometry = job.layout.composition.geometry
    ordered = (geometry.width_mm, geometry.height_mm)
    return preflight(inspect(artwork.content, artwork.file), job.printer, ordered_mm=ordered)


def _accessible(job: Job, artwork: Artwork) -> tuple[Finding, ...]:
    return check_accessibility(inspect(artwork.content, artwork.file), source_of(job.tagged, job.metadata))


def _unasked(job: Job, artwork: Artwork) -> tuple[Finding, ...]:
    return ()


_GROUPS: dict[Group, Callable[[Job, Artwork], tuple[Finding, ...]]] = {
    Group.PRESS: _press,
    Group.ACCESSIBILITY: _accessible,
    Group.NONE: _unasked,
}
