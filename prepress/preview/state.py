"""State: what the page in the browser is told of a build, in pt from the top left corner of the bleed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from prepress.findings import Finding, Severity
from prepress.geometry import PT_PER_MM, Box, Geometry
from prepress.preview.folding import sheets, spreads
from prepress.preview.proofs import Proofs

Data = dict[str, Any]
"""What JSON can hold."""


def state_of(proofs: Proofs, findings: Iterable[Finding], checked: bool, editor: str | None) -> Data:
    """The whole state; `findings` are those known by now, `checked` tells that preflight is among them."""
    setting = proofs.setting
    edition = setting.sources.manuscript.edition if setting else None
    count = len(proofs.pages)
    return {
        "edition": proofs.edition,
        "title": edition.title if edition else proofs.edition,
        "language": edition.language if edition else "",
        "build": proofs.build,
        "seconds": round(proofs.seconds, 4),
        "stages": [{"name": stage.name, "seconds": round(stage.seconds, 4)} for stage in proofs.stages],
        "fault": proofs.fault,
        "checked": checked,
        "editor": editor,
        "geometry": _geometry(setting.layout.composition.geometry) if setting else None,
        "spreads": spreads(count) if count else (),
        "sheets": [asdict(sheet) for sheet in sheets(count)],
        "pages": [
            {"number": page.number, "key": page.key, "sections": page.sections} for page in proofs.pages
        ],
        "findings": [_finding(finding, proofs) for finding in worst_first(findings)],
    }


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Findings without repetitions, errors first, then by page and place."""
    order = list(Severity)
    return sorted(
        dict.fromkeys(findings), key=lambda f: (order.index(f.severity), f.place.page or 1e9, f.place)
    )


def _geometry(geometry: Geometry) -> Data:
    return {
        "width": round(geometry.width_mm * PT_PER_MM, 3),
        "height": round(geometry.height_mm * PT_PER_MM, 3),
        "bleed": round(geometry.bleed_mm * PT_PER_MM, 3),
        "safety": round(geometry.safety_mm * PT_PER_MM, 3),
    }


def _finding(finding: Finding, proofs: Proofs) -> Data:
    place = finding.place
    box = None
    if place.box and proofs.setting:
        box = from_top(Box(*place.box), proofs.setting.layout.composition.geometry)
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
        "file": place.file,
        "line": place.line,
        "page": place.page or None,
        "section": place.section,
        "box": box,
    }


def from_top(box: Box, geometry: Geometry) -> list[float]:
    """A rectangle in pt from the lower left corner of the trim as [x, y, width, height] from the top of the bleed."""
    bleed = geometry.bleed
    return [round(value, 2) for value in (box.left - bleed.left, bleed.top - box.top, box.width, box.height)]
