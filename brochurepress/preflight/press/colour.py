"""Rules on colour in a press file: colour spaces, spot and registration colours, blend spaces, total ink."""

from collections.abc import Iterator
from itertools import chain

import numpy as np

from brochurepress.design import PT_PER_MM
from brochurepress.findings import Severity
from brochurepress.pdf.inspect import ContainingStream, FlawKind, PaintKind, PaintSettings
from brochurepress.preflight.press.document import flaws
from brochurepress.preflight.rules import PressContext, RuleFault, rule
from brochurepress.wording import phrase

SQUARE_MM = 15.0
ROUNDING_PERCENT = 0.5


@rule("press/colour-space", Severity.ERROR, "GWG 2022 R0027")
def colour_space(job: PressContext) -> Iterator[RuleFault]:
    """Every object, masks included, is in DeviceCMYK or DeviceGray: not in RGB, Lab or ICC-based colour.

    That holds for what a spot colour or an uncoloured pattern is drawn in too, and no other space stands in for them.
    """
    sheet, content = job.sheet, job.page.content
    for name in flaws(content, FlawKind.DEFAULT_SPACE):
        yield RuleFault.of("resources", sheet.number, name=name)
    for painted, inks in job.inked(_in_no_ink, content.painted):
        case = "within" if painted.within is not ContainingStream.PAGE else ""
        within = phrase(f"kind/{painted.within.name.lower()}")
        kind = phrase(f"kind/{painted.kind}")
        for ink in inks:
            space = str(ink.colour.space)
            yield RuleFault.of(case, painted.page, painted.box, kind=kind, within=within, space=space)


def _in_no_ink(ink: PaintSettings) -> bool:
    space = ink.colour.space
    in_ink = (space.base or space.family) in ("DeviceCMYK", "DeviceGray", "Pattern")
    return not in_ink and space.colorants != ("None",)


@rule("press/spot", Severity.ERROR, "GWG 2022 R0020")
def spot(job: PressContext) -> Iterator[RuleFault]:
    """Nothing asks for an ink beyond cyan, magenta, yellow and black."""
    for painted, inks in job.inked(lambda ink: ink.colour.space.spots, job.page.content.painted):
        for name in chain.from_iterable(sorted(ink.colour.space.spots) for ink in inks):
            yield RuleFault.of("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind), name=name)


@rule("press/registration", Severity.WARNING, "GWG 2022 R0024")
def registration(job: PressContext) -> Iterator[RuleFault]:
    """The registration colour (All), and its like of four solid inks, stay outside the bleed."""
    for painted, inks in job.inked(lambda ink: "All" in ink.colour.space.colorants or ink.colour.total > 399):
        if painted.kind is PaintKind.TEXT and not any("All" in ink.colour.space.colorants for ink in inks):
            continue  # black text of four inks has its own rules
        yield RuleFault.of("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind))


@rule("press/blend-space", Severity.ERROR, "GWG 2022 R0030")
def blend_space(job: PressContext) -> Iterator[RuleFault]:
    """A transparency group blends in DeviceCMYK or inherits; a luminosity mask may be in DeviceGray."""
    sheet, content = job.sheet, job.page.content
    for group in (*((sheet.group,) if sheet.group else ()), *content.groups):
        allowed = ("", "DeviceCMYK", "DeviceGray") if group.luminosity else ("", "DeviceCMYK")
        if group.space not in allowed:
            role = phrase(f"kind/{group.role.name.lower()}")
            yield RuleFault.of("", sheet.number, role=role, space=group.space)


@rule("press/ink-limit", Severity.ERROR, "GWG 2022 R0026; the printer's limit")
def ink_limit(job: PressContext) -> Iterator[RuleFault]:
    """The mean total ink of any square of 15 mm stays within the printer's limit."""
    limit = job.printer.condition.ink_limit_percent
    if not (plates := job.plates) or plates.highest <= limit:
        return
    means = plates.square_means(SQUARE_MM)
    highest = float(means.max())
    if highest > limit + ROUNDING_PERCENT:
        row, column = np.unravel_index(int(means.argmax()), means.shape)
        side = SQUARE_MM * PT_PER_MM * plates.ppi / 72
        box = plates.box(float(row), float(column), side, side)
        yield RuleFault.of("", job.sheet.number, box, highest=highest, limit=limit)


@rule("press/ink-known", Severity.WARNING, "house rule")
def ink_known(job: PressContext) -> Iterator[RuleFault]:
    """The ink coverage of every object can be told: none is left out of the plates."""
    plates = job.plates
    for reason in plates.unknown if plates else ():
        if plates and reason not in plates.broken:
            yield RuleFault.of("", job.sheet.number, reason=reason)
