"""Rules on overprint in a press file: black overprints, white does not, grey is kept out of it."""

from collections.abc import Iterator

from brochurepress.findings import Severity
from brochurepress.pdf.inspect import PaintedObject, PaintKind, PaintSettings
from brochurepress.preflight.rules import PressContext, RuleFault, rule
from brochurepress.wording import phrase


def lines(job: PressContext, below_pt: float) -> Iterator[tuple[PaintedObject, PaintSettings]]:
    """Lines thinner than a width in pt, each with the ink it is drawn with."""
    return ((painted, ink) for thin, painted, ink in job.lines if thin < below_pt)


def texts(job: PressContext, below_pt: float) -> Iterator[tuple[PaintedObject, PaintSettings]]:
    """Texts smaller than a size in pt, each with the ink it is filled with."""
    return ((painted, ink) for size, painted, ink in job.texts if size < below_pt)


def _knocks_out(ink: PaintSettings) -> bool:
    plain_black = ink.colour.is_black and ink.alpha == 1 and ink.blend == "Normal"
    family = ink.colour.space.family
    # The mode says what happens to the inks that a colour in DeviceCMYK does not use; a separation names only its own.
    overprints = ink.overprint.on and (ink.overprint.mode == 1 or family != "DeviceCMYK")
    return plain_black and family != "DeviceGray" and not overprints


@rule("press/black-text-overprint", Severity.WARNING, "GWG 2022 R0009")
def black_text_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Pure black text below the printer's size overprints, so that no paper shows around it."""
    asked = job.printer.overprint
    for painted, ink in texts(job, asked.text_below_pt) if asked.black else ():
        if _knocks_out(ink):
            yield RuleFault.on(painted, text_below_pt=asked.text_below_pt)


@rule("press/black-line-overprint", Severity.WARNING, "GWG 2022 R0010")
def black_line_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Pure black lines below the printer's width overprint, so that no paper shows beside them."""
    asked = job.printer.overprint
    for painted, ink in lines(job, asked.line_below_pt) if asked.black else ():
        if _knocks_out(ink):
            yield RuleFault.on(painted, line_below_pt=asked.line_below_pt)


@rule("press/unwanted-overprint", Severity.WARNING, "the printer's demand")
def unwanted_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Nothing overprints where the printer asks for none."""
    if not job.printer.overprint.black:
        for painted, _ in job.inked(lambda ink: ink.overprint.on):
            yield RuleFault.of("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind + ":bare"))


@rule("press/white-text-overprint", Severity.ERROR, "GWG 2022 R0007")
def white_text_overprint(job: PressContext) -> Iterator[RuleFault]:
    """White text never overprints."""
    for painted, _ in job.inked(_white_overprints):
        if painted.kind is PaintKind.TEXT:
            yield RuleFault.on(painted)


@rule("press/white-path-overprint", Severity.WARNING, "GWG 2022 R0008")
def white_path_overprint(job: PressContext) -> Iterator[RuleFault]:
    """White shapes and lines never overprint."""
    for painted, _ in job.inked(_white_overprints):
        if painted.kind is PaintKind.PATH:
            yield RuleFault.of("", painted.page, painted.box)


def _white_overprints(ink: PaintSettings) -> bool:
    return ink.colour.is_white and ink.overprint.on


def _grey(ink: PaintSettings) -> bool:
    return ink.colour.space.family == "DeviceGray" and not ink.colour.is_white


@rule("press/grey-text", Severity.WARNING, "GWG 2022 R0011")
def grey_text(job: PressContext) -> Iterator[RuleFault]:
    """Text below 12 pt is not in DeviceGray, which does not overprint everywhere."""
    for painted, ink in texts(job, 12.0):
        if _grey(ink):
            yield RuleFault.on(painted)


@rule("press/grey-line", Severity.WARNING, "GWG 2022 R0012")
def grey_line(job: PressContext) -> Iterator[RuleFault]:
    """Lines below 2 pt are not in DeviceGray, which does not overprint everywhere."""
    for painted, ink in lines(job, 2.0):
        if _grey(ink):
            yield RuleFault.of("", painted.page, painted.box)


@rule("press/grey-overprint", Severity.WARNING, "GWG 2022 R0013")
def grey_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Nothing in DeviceGray overprints: presses differ in what they make of it."""
    for painted, _ in job.inked(lambda ink: _grey(ink) and ink.overprint.on):
        yield RuleFault.of("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind + ":bare"))
