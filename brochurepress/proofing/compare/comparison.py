"""Comparison: what differs between two states of a brochure: pages, words, pictures, colours, links and looks."""

from __future__ import annotations

from collections.abc import Sequence

from brochurepress.findings import Rejected
from brochurepress.pdf.inspect import Inspection
from brochurepress.pipeline import OnStage
from brochurepress.proofing.compare.alignment import AlignedPair, align
from brochurepress.proofing.compare.findings import differences
from brochurepress.proofing.compare.inks import compare_inks
from brochurepress.proofing.compare.model import Comparison, FileComparison
from brochurepress.proofing.compare.page_differences import LocatedDifferences
from brochurepress.proofing.compare.rendered import RenderedFile, resolution
from brochurepress.proofing.compare.states import EditionState
from brochurepress.proofing.compare.transcripts import compare_spoken, spoken
from brochurepress.proofing.compare.words import compare_words


def compare_states(
    edition: str, before: EditionState, after: EditionState, on_stage: OnStage = lambda stage: None
) -> Comparison:
    """What differs between two states, file by file for the variants that both have.

    Raises Rejected for files whose pages cannot be drawn.
    """
    compared = []
    for variant in after.files:
        if variant in before.files:
            on_stage(f"compare {variant}")
            compared.append(_compared(variant, before, after))
    return Comparison(edition, before.name, after.name, tuple(compared), after.faults)


def _compared(variant: str, before: EditionState, after: EditionState) -> FileComparison:
    files = before.files[variant], after.files[variant]
    if faults := (*files[0].faults, *files[1].faults):
        raise Rejected(faults)
    trims = _margins(files[0]) != _margins(files[1])
    ppi = resolution(files)
    old = RenderedFile(files[0], trims, ppi)
    new = old if files[0].data == files[1].data else RenderedFile(files[1], trims, ppi)
    pairs: Sequence[AlignedPair] = align(old.features, new.features)
    origins = (before.origin, after.origin)
    inks = compare_inks(old.palette, new.palette, pairs)
    words = compare_words(old.words, new.words)
    placed = LocatedDifferences((old, new), origins, pairs, words, inks)
    pages = tuple(placed.pair(one, other) for one, other in pairs)
    said = compare_spoken(spoken(files[0]), spoken(files[1]), pairs) if new is not old else ()
    told = tuple(differences(files, origins, pages, inks, said))
    return FileComparison(variant, files[0].artwork, files[1].artwork, pages, told)


def _margins(inspection: Inspection) -> tuple[int, ...]:
    """How far the first page is shown beyond its trim on each side, in whole pt."""
    sheet = inspection.sheets[0]
    return tuple(round(abs(one - other)) for one, other in zip(sheet.bleed, sheet.trim, strict=True))
