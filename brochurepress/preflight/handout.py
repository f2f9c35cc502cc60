"""Rules on handouts: what an office printer can print, on which side, and what is left of it without colour."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from brochurepress.design import PT_PER_MM
from brochurepress.findings import Finding, Severity
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight.rules import RuleFault, asked_of, rule
from brochurepress.source import UNPRINTED_MM, Scheme
from brochurepress.wording import phrase
from brochurepress.workspace import once

HOUSE = "house rule"
PPI = 72
"""Resolution at which sheets are looked at: a pixel is about a third of a mm."""

_PAPER, _GREY = 250, 10
_HAIR_MM = 0.5


@dataclass(frozen=True)
class Sheets:
    """What a rule on handouts may ask: the inspected PDF, its scheme, and whether it is to be in black."""

    inspection: Inspection
    scheme: Scheme
    mono: bool

    @once
    def drawn(self) -> tuple[pdfium.Bitmap, ...]:
        """Every side as it is printed, in RGB."""
        with pdfium.open_pdf(self.inspection.data) as rendering:
            return tuple(rendering.page(number, PPI) for number in range(1, len(rendering) + 1))


@rule("handout/size", Severity.ERROR, HOUSE)
def size(sheets: Sheets) -> Iterator[RuleFault]:
    """Every side is as large as a sheet of its scheme."""
    wanted = sheets.scheme.sheet_mm
    for sheet in sheets.inspection.sheets:
        found = sheet.boxes.media.width / PT_PER_MM, sheet.boxes.media.height / PT_PER_MM
        if any(abs(mine - other) > _HAIR_MM for mine, other in zip(found, wanted, strict=True)):
            yield RuleFault("", sheet.number, found=found[0], found_2=found[1], wanted=wanted[0], wanted_2=wanted[1])


@rule("handout/edge", Severity.ERROR, HOUSE)
def edge(sheets: Sheets) -> Iterator[RuleFault]:
    """Nothing is printed within 5 mm of the edge of a sheet, where an office printer puts no toner."""
    ring = int(UNPRINTED_MM / 25.4 * PPI)
    for number, drawn in enumerate(sheets.drawn, 1):
        edges = drawn[:ring], drawn[-ring:], drawn[:, :ring], drawn[:, -ring:]
        if any((edge < _PAPER).any() for edge in edges):
            inked = drawn < _PAPER
            inked[ring:-ring, ring:-ring] = False
            row, column = (int(each[0]) for each in np.nonzero(inked)[:2])
            yield RuleFault("", number, column=column / PPI * 25.4, row=row / PPI * 25.4)


@rule("handout/sides", Severity.ERROR, HOUSE)
def sides(sheets: Sheets) -> Iterator[RuleFault]:
    """Viewers are asked to print both sides where the scheme has both, turned over the short edge."""
    wanted = "DuplexFlipShortEdge" if sheets.scheme.sided == 2 else "Simplex"
    found = sheets.inspection.document.duplex
    if found != wanted:
        yield RuleFault("viewers", found=found or phrase("part/no-sides"), wanted=wanted)
    if sheets.scheme.sided == 2 and len(sheets.inspection.sheets) % 2:
        yield RuleFault("last")


@rule("handout/scaling", Severity.ERROR, HOUSE)
def scaling(sheets: Sheets) -> Iterator[RuleFault]:
    """Viewers are asked not to make the sheets smaller, which would move the folds."""
    if sheets.inspection.document.print_scaling != "None":
        yield RuleFault()


@rule("handout/colour", Severity.ERROR, HOUSE)
def colour(sheets: Sheets) -> Iterator[RuleFault]:
    """A handout in black has no colour."""
    for number, drawn in enumerate(sheets.drawn if sheets.mono else (), 1):
        if (pdfium.difference(drawn, np.roll(drawn, 1, axis=2)) > _GREY).any():
            yield RuleFault("", number)


def check_handout(inspection: Inspection, scheme: Scheme, mono: bool) -> tuple[Finding, ...]:
    """Findings of every rule on handouts, in the order of the rules."""
    return asked_of("handout", Sheets(inspection, scheme, mono), inspection.artwork)
