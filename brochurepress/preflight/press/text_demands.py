"""Rules on type and lines in a press file: fonts, black text, smallest sizes, thinnest lines, overprint."""

from collections.abc import Iterator

import numpy as np

from brochurepress.findings import Severity
from brochurepress.pdf.inspect import (
    PROCESS_INKS,
    ContainingStream,
    FlawKind,
    PaintedObject,
    PaintKind,
    PaintSettings,
    by_ink,
)
from brochurepress.preflight.press.document import flaws
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
        if painted.kind is PaintKind.PATH or (painted.picture and painted.picture.stencil):
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


SEEN_TINT = 5
"""What a plate must show of a text beside its ground: 2 % of full ink, in steps of 1/255."""


@rule("press/text-seen", Severity.ERROR, "house rule")
def text_seen(job: PressContext) -> Iterator[RuleFault]:
    """Every text shows on its ground: none is of the same colour, masked away or without ink."""
    content, plates, area = job.page.content, job.plates, job.sheet.bleed
    lost = any(font.broken or not font.embedded or font.subtype == "Type3" for font in content.fonts)
    lost |= any(flaws(content, FlawKind.GLYPH))
    if not plates or plates.unknown or lost:
        return
    for painted in content.painted:
        on_page = painted.within in (ContainingStream.PAGE, ContainingStream.FORM) and painted.box.meets(area)
        shown = painted.kind is PaintKind.TEXT and painted.inks and painted.visible and painted.text.strip()
        if on_page and shown and not any(map(_white_overprints, painted.inks)):
            tints = plates.tints[:, *plates.rows_and_columns(painted.box.within(area))]
            if np.ptp(tints, axis=(1, 2)).max() < SEEN_TINT:
                yield RuleFault.on(painted)


ANY_SIZE = float("inf")
BODY_BELOW_PT = 14.0


@rule("press/font-embedded", Severity.ERROR, "ISO 15930-7")
def font_embedded(job: PressContext) -> Iterator[RuleFault]:
    """Every font that text is seen in is embedded, whole, and holds the glyphs that are used."""
    sheet, content = job.sheet, job.page.content
    for font in content.fonts:
        if not font.embedded:
            yield RuleFault.of("font", sheet.number, font_name=font.name)
        elif font.broken:
            yield RuleFault.of("used", sheet.number, font_name=font.name, broken=font.broken)
    for name in flaws(content, FlawKind.GLYPH):
        yield RuleFault.of("text", sheet.number, name=name)


@rule("press/type3", Severity.ERROR, "house rule")
def type3(job: PressContext) -> Iterator[RuleFault]:
    """No font is of Type 3: its glyphs may be bitmaps, or set their own colours."""
    for font in job.page.content.fonts:
        if font.subtype == "Type3":
            yield RuleFault.of("", job.sheet.number, font_name=font.name)


@rule("press/courier", Severity.WARNING, "GWG 2022 R0014")
def courier(job: PressContext) -> Iterator[RuleFault]:
    """No text is set in Courier, which usually stands in for a missing font."""
    for font in job.page.content.fonts:
        if font.name.lower().startswith("courier"):
            yield RuleFault.of("", job.sheet.number, font_name=font.name)


@rule("press/rich-black-text", Severity.WARNING, "GWG 2022 R0015")
def rich_black_text(job: PressContext) -> Iterator[RuleFault]:
    """Text of 85 % black or more does not add other inks to a total above 280 %; small text is press/black-text."""
    for painted, ink in texts(job, ANY_SIZE):
        black = (ink.colour.inks or {}).get("Black", 0.0)
        if black >= 85 and ink.colour.total > 280 and not _of_four_inks(painted, ink):
            yield RuleFault.on(painted, total=ink.colour.total)


@rule("press/black-text", Severity.ERROR, "house rule")
def black_text(job: PressContext) -> Iterator[RuleFault]:
    """Dark text below 14 pt is not built of four inks, as black converted from RGB is."""
    for painted, ink in texts(job, BODY_BELOW_PT):
        if _of_four_inks(painted, ink):
            yield RuleFault.on(painted, body_below_pt=BODY_BELOW_PT)


def _of_four_inks(painted: PaintedObject, ink: PaintSettings) -> bool:
    others = by_ink(ink.colour.inks or {}, [name for name in PROCESS_INKS if name != "Black"])
    return painted.size_pt < BODY_BELOW_PT and min(others) > 30 and ink.colour.total > 160


@rule("press/text-size", Severity.ERROR, "the printer's limit")
def text_size(job: PressContext) -> Iterator[RuleFault]:
    """No text is smaller than the printer can hold."""
    asked = job.printer.text.smallest_pt
    for painted, _ in texts(job, asked - 0.005):
        yield RuleFault.on(painted, size_pt=painted.size_pt, asked=asked)


@rule("press/white-text-size", Severity.WARNING, "GWG 2022 R0016")
def white_text_size(job: PressContext) -> Iterator[RuleFault]:
    """White text is not so small that ink closes it."""
    asked = job.printer.text.smallest_white_pt
    for painted, ink in texts(job, asked - 0.005):
        if ink.colour.is_white and painted.size_pt >= job.printer.text.smallest_pt:
            yield RuleFault.on(painted, size_pt=painted.size_pt, smallest_white_pt=asked)


@rule("press/inks-text-size", Severity.WARNING, "GWG 2022 R0017")
def inks_text_size(job: PressContext) -> Iterator[RuleFault]:
    """Text of two inks or more is not so small that misregister blurs it."""
    asked = job.printer.text.smallest_inks_pt
    for painted, ink in texts(job, asked - 0.005):
        size, count = painted.size_pt, ink.colour.ink_count
        if count > 1 and size >= job.printer.text.smallest_pt:
            yield RuleFault.on(painted, size_pt=size, ink_count=count, smallest_inks_pt=asked)


@rule("press/line-width", Severity.ERROR, "the printer's limit")
def line_width(job: PressContext) -> Iterator[RuleFault]:
    """No line is thinner than a plate can hold."""
    asked = job.printer.line.smallest_pt
    for painted, _ in lines(job, asked - 0.005):
        yield RuleFault.on(painted, thinness_pt=painted.thinness_pt, asked=asked)


@rule("press/white-line-width", Severity.WARNING, "GWG 2022 R0018")
def white_line_width(job: PressContext) -> Iterator[RuleFault]:
    """A white line is not so thin that ink closes it."""
    least, asked = job.printer.line.smallest_pt - 0.005, job.printer.line.smallest_inks_pt
    for painted, ink in lines(job, asked - 0.005):
        if ink.colour.is_white and painted.thinness_pt >= least:
            yield RuleFault.on(painted, thinness_pt=painted.thinness_pt, smallest_inks_pt=asked)


@rule("press/inks-line-width", Severity.WARNING, "GWG 2022 R0019")
def inks_line_width(job: PressContext) -> Iterator[RuleFault]:
    """A line of two inks or more is not so thin that misregister blurs it."""
    least, asked = job.printer.line.smallest_pt - 0.005, job.printer.line.smallest_inks_pt
    for painted, ink in lines(job, asked - 0.005):
        thin, count = painted.thinness_pt, ink.colour.ink_count
        if count > 1 and thin >= least:
            yield RuleFault.on(painted, thinness_pt=thin, ink_count=count, smallest_inks_pt=asked)
