"""Preflight: one small rule for each demand, in a table that check, documentation and tests walk."""

from itertools import chain

from brochurepress.design import Printer
from brochurepress.findings import Finding
from brochurepress.pdf.inspect import Inspection
from brochurepress.preflight.press import colour, document, image, page, text_demands
from brochurepress.preflight.rules import RULES, PressContext, asked
from brochurepress.source import Scheme

GROUPS = (document, page, colour, text_demands, image)
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
        broken += inspected.faults
        for name, findings in told.items():
            findings += asked(RULES[name], job, inspection.artwork)
    return tuple(dict.fromkeys([*broken, *chain.from_iterable(told.values())]))
