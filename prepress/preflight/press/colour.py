"""Rules on colour in a press file: colour spaces, spot and registration colours, blend spaces, total ink."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from prepress.design import PT_PER_MM
from prepress.findings import Severity
from prepress.pdf.inspect import BROKEN, PROCESS_INKS, ContainingStream, FlawKind
from prepress.preflight.press.document import flaws
from prepress.preflight.rules import PressContext, RuleFault, rule
from prepress.wording import phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

SQUARE_MM = 15.0
ROUNDING_PERCENT = 0.5
NO_SPOTS = frozenset((*PROCESS_INKS, "All", "None"))


@rule(
    "press/colour-space",
    "Ink colours only",
    Severity.ERROR,
    "GWG 2022 R0027",
    "convert the object to DeviceCMYK with the profile of the printing condition",
)
def colour_space(job: PressContext) -> Iterator[RuleFault]:
    """Every object, masks included, is in DeviceCMYK or DeviceGray: not in RGB, Lab or ICC-based colour.

    That holds for what a spot colour or an uncoloured pattern is drawn in too, and no other space stands in for them.
    """
    sheet, content = job.sheet, job.page.content
    for name in flaws(content, FlawKind.DEFAULT_SPACE):
        yield RuleFault(f"{name} of the resources stands in for the colour space of the device", sheet.number)
    for painted in content.painted:
        for ink in painted.inks:
            space = ink.colour.space
            in_ink = (space.base or space.family) in ("DeviceCMYK", "DeviceGray", "Pattern")
            if not in_ink and space.colorants != ("None",):
                case = "within" if painted.within is not ContainingStream.PAGE else ""
                within = phrase(f"kind/{painted.within.name.lower()}")
                kind = phrase(f"kind/{painted.kind}")
                yield RuleFault.of(
                    case, painted.page, painted.box, kind=kind, within=within, space=str(space)
                )


@rule(
    "press/spot",
    "No spot colours",
    Severity.ERROR,
    "GWG 2022 R0020",
    "convert the spot colour to process inks",
)
def spot(job: PressContext) -> Iterator[RuleFault]:
    """Nothing asks for an ink beyond cyan, magenta, yellow and black."""
    content = job.page.content
    for painted in content.painted:
        for ink in painted.inks:
            for name in sorted(set(ink.colour.space.colorants) - NO_SPOTS):
                yield RuleFault(
                    f"{phrase('kind/' + painted.kind)} prints with the spot colour '{name}'",
                    painted.page,
                    painted.box,
                )


@rule(
    "press/registration",
    "Registration colour outside the page",
    Severity.WARNING,
    "GWG 2022 R0024",
    "use black (0 0 0 100) inside the page; registration colour is for printer's marks",
)
def registration(job: PressContext) -> Iterator[RuleFault]:
    """The registration colour (All) stays outside the bleed."""
    for painted in job.product:
        if any("All" in ink.colour.space.colorants for ink in painted.inks):
            yield RuleFault(
                f"{phrase('kind/' + painted.kind)} is in the registration colour", painted.page, painted.box
            )


@rule(
    "press/blend-space",
    "Blending in ink",
    Severity.ERROR,
    "GWG 2022 R0030",
    "give the transparency group the colour space DeviceCMYK",
)
def blend_space(job: PressContext) -> Iterator[RuleFault]:
    """A transparency group blends in DeviceCMYK or inherits; a luminosity mask may be in DeviceGray."""
    sheet, content = job.sheet, job.page.content
    for group in (*((sheet.group,) if sheet.group else ()), *content.groups):
        allowed = ("", "DeviceCMYK", "DeviceGray") if group.luminosity else ("", "DeviceCMYK")
        if group.space not in allowed:
            yield RuleFault(f"the transparency group of a {group.role} blends in {group.space}", sheet.number)


@rule(
    "press/blend-mode", "Known blend modes", Severity.ERROR, "ISO 15930-7", "choose a blend mode of PDF 1.6"
)
def blend_mode(job: PressContext) -> Iterator[RuleFault]:
    """Every blend mode is one that PDF 1.6 knows."""
    sheet, content = job.sheet, job.page.content
    for name in flaws(content, FlawKind.BLEND_MODE):
        yield RuleFault(f"the blend mode '{name}' is unknown", sheet.number)


@rule(
    "press/ink-limit",
    "Total ink",
    Severity.ERROR,
    "GWG 2022 R0026; the printer's limit",
    "separate with a profile that keeps to the limit, or give the colour a lighter recipe",
)
def ink_limit(job: PressContext) -> Iterator[RuleFault]:
    """The mean total ink of any square of 15 mm stays within the printer's limit."""
    limit = job.printer.condition.ink_limit_percent
    plates = job.page.plates
    if plates.highest <= limit:
        return
    means = plates.square_means(SQUARE_MM)
    highest = float(means.max())
    if highest > limit + ROUNDING_PERCENT:
        row, column = np.unravel_index(int(means.argmax()), means.shape)
        side = SQUARE_MM * PT_PER_MM * plates.ppi / 72
        message = f"{highest:.0f} % ink over 15 mm, the printer allows {limit:g} %"
        yield RuleFault(message, plates.page, plates.box(float(row), float(column), side, side))


@rule(
    "press/ink-known",
    "Known inks",
    Severity.WARNING,
    "house rule",
    "draw the object with plain colours, axial or radial shadings and images",
)
def ink_known(job: PressContext) -> Iterator[RuleFault]:
    """The ink coverage of every object can be told: none is left out of the plates."""
    for _, plates in job.drawn:
        for reason in plates.unknown:
            if not reason.startswith(BROKEN):
                yield RuleFault(f"an object is missing on the plates: {reason}", plates.page)
