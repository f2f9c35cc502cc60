"""State: all that the preview page shows, as data for it; what the page needs to know has one home here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Any

from brochurepress.artworks import Artwork
from brochurepress.design import PT_PER_MM, Box, Geometry
from brochurepress.findings import Finding, Place
from brochurepress.proofing.preview.page_model import PageRectangle, frame_of
from brochurepress.proofing.preview.session import SessionState
from brochurepress.source import FORMS, PAGES, SCHEMES, VARIANTS, PaintMethod, Scheme, SideRows, Variant
from brochurepress.typeset import MOST, RoomLeft
from brochurepress.wording import in_language


def state_of(
    proofs: SessionState,
    proof_read: bool,
    editor: str | None,
    artworks: Iterable[Artwork] = (),
    rooms: Mapping[str, Iterable[RoomLeft]] = MappingProxyType({}),
) -> dict[str, Any]:
    """The state of a preview: lengths in pt, pages from 1, frames from the top left corner of the bleed."""
    count = len(proofs.pages)
    flat = proofs.flat if proofs.flat and proofs.flat.most == count else None
    return {
        "build": proofs.build,
        "edition": proofs.edition,
        "title": proofs.title,
        "language": proofs.language,
        "reader": proofs.reader,
        "seconds": round(proofs.seconds, 3),
        "stages": [
            {"name": in_language(name, proofs.reader), "seconds": round(seconds, 3)} for name, seconds in proofs.stages
        ],
        "fault": proofs.fault,
        "read": proof_read,
        "editor": editor,
        "geometry": _lengths(proofs.geometry) if proofs.geometry else None,
        "ink_limit": proofs.ink_limit_percent,
        "spreads": spreads(count),
        "openings": openings(flat),
        "sheets": imposed_sheets(count, flat),
        "cuts": {page: flat.cut_mm(page, count) / flat.page_mm[0] for page in flat.places(count)} if flat else {},
        "pages": [{"number": leaf.number, "key": leaf.key, "sections": leaf.sections} for leaf in proofs.pages],
        "artworks": [
            {
                "name": made.variant,
                "file": made.file,
                "key": key_of(made),
                "pages": made.pages,
                "room": _ending(VARIANTS[made.variant]),
            }
            for made in artworks
        ],
        "rooms": {form: [asdict(room) for room in left] for form, left in rooms.items()},
        "most": MOST,
        "findings": [_finding(finding, proofs) for finding in proofs.findings],
    }


def _ending(variant: Variant) -> str:
    """The form whose room left an artwork has; "" where it is as long as its text."""
    form = FORMS[variant.form]
    if form.flows or form.instructs or variant.paint is PaintMethod.SCREEN:
        return ""
    return form.name if form.whole else PAGES.name


@lru_cache(maxsize=32)  # each picture of an artwork is asked for by it, and each state names it
def key_of(artwork: Artwork) -> str:
    """The name of an artwork's content: equal files have equal keys."""
    return hashlib.sha256(artwork.content).hexdigest()[:20]


def spreads(count: int) -> SideRows:
    """The pages as a reader has them open, left and right, 0 for none; the first stands alone on the right."""
    return [[left, left + 1 if left < count else 0] for left in range(0, count + 1 if count else 0, 2)]


def openings(flat: Scheme | None) -> list[tuple[str, SideRows]]:
    """What a reader sees of a folded leaflet as it opens, each with what it is: a key of the preview's words.

    The front, the back, each opening, and the sheet turned over where it has pages that are seen nowhere else. None for
    a sheet with a slit: that is pushed together to a booklet, and has spreads.
    """
    if not flat or flat.slit:
        return []
    (front, back), *opened = flat.openings()
    steps = [("closed", front), ("closed_back", back), *(("opened", rows) for rows, _ in opened)]
    seen = {abs(page) for _, rows in steps for row in rows for page in row}
    return [*steps, ("turned", opened[-1][1])] if len(seen - {0}) < flat.most else steps


def imposed_sheets(count: int, flat: Scheme | None = None) -> list[list[SideRows]]:
    """Outer and inner side of each sheet, 0 for no page: the flat sheet, or sheets in each other (saddle stitching)."""
    if flat:
        *_, (inner, outer) = flat.openings()
        return [[outer, inner][-flat.sided :]]
    booklet = SCHEMES["booklet-2up"]
    leaves = booklet.leaves(booklet.padded(count))
    return [[[[page if page <= count else 0 for page in side]] for side in leaf] for leaf in leaves]


def _lengths(geometry: Geometry) -> dict[str, float]:
    lengths = {name: getattr(geometry, f"{name}_mm") for name in ("width", "height", "bleed", "safety")}
    return {name: round(mm * PT_PER_MM, 3) for name, mm in lengths.items()}


def _finding(finding: Finding, proofs: SessionState) -> dict[str, Any]:
    place = finding.place
    standing = list(_standing_at(place, proofs))
    begun = (leaf.number for leaf in proofs.pages if place.section and place.section in leaf.sections)
    page = place.page or next(chain((number for number, _ in standing), begun), 0)
    own = frame_of(Box(*place.box), proofs.geometry) if place.box and proofs.geometry else None
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": in_language(finding.message, proofs.reader),
        "hint": in_language(finding.hint, proofs.reader),
        "file": place.file,
        "line": place.line,
        "page": page,
        "section": place.section,
        "artwork": place.artwork,
        "box": own or next((frame for number, frame in standing if number == page), None),
    }


def _standing_at(place: Place, proofs: SessionState) -> Iterator[tuple[int, PageRectangle]]:
    """Page and frame of everything that comes from a line of the source."""
    for leaf in proofs.pages:
        for item in leaf.standing["items"]:
            if (item["file"], item["line"]) == (place.file, place.line):
                yield leaf.number, item["box"]
