"""Rules on type and lines in a press file: fonts, black text, smallest sizes, thinnest lines, overprint."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from operator import attrgetter

import numpy as np

from brochurepress.findings import Severity
from brochurepress.pdf.inspect import PROCESS_INKS, ContainingStream, FlawKind, PaintKind, PaintSettings, by_ink
from brochurepress.preflight.press.document import flaws
from brochurepress.preflight.rules import PressContext, RuleFault, rule
from brochurepress.wording import phrase


def _told(
    job: PressContext,
    texts: bool,
    holds: Callable[[PaintSettings], object],
    least: str | float = 0.0,
    below: str | float = math.inf,
) -> Iterator[RuleFault]:
    """Texts or lines of such ink, of at least a size in pt and below another: numbers, or demands of the printer."""
    low, high = (
        limit if isinstance(limit, float) else float(attrgetter(limit)(job.printer)) for limit in (least, below)
    )
    for size, painted, ink in job.texts if texts else job.lines:
        # What is too small by rounding only is large enough.
        if low <= size + 0.005 < high and holds(ink):
            yield RuleFault.on(painted, size=size, inks=ink.colour.ink_count, total=ink.colour.total, asked=high)


def _knocks_out(ink: PaintSettings) -> bool:
    plain_black = ink.colour.is_black and ink.alpha == 1 and ink.blend == "Normal"
    family = ink.colour.space.family
    # The mode says what happens to the inks that a colour in DeviceCMYK does not use; a separation names only its own.
    overprints = ink.overprint.on and (ink.overprint.mode == 1 or family != "DeviceCMYK")
    return plain_black and family != "DeviceGray" and not overprints


@rule("press/black-text-overprint", Severity.WARNING, "GWG 2022 R0009")
def black_text_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Pure black text below the printer's size overprints, so that no paper shows around it."""
    return _told(job, True, _knocks_out, 0.0, job.printer.overprint.black * job.printer.overprint.text_below_pt)


@rule("press/black-line-overprint", Severity.WARNING, "GWG 2022 R0010")
def black_line_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Pure black lines below the printer's width overprint, so that no paper shows beside them."""
    return _told(job, False, _knocks_out, 0.0, job.printer.overprint.black * job.printer.overprint.line_below_pt)


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

    def rich(ink: PaintSettings) -> bool:
        return (ink.colour.inks or {}).get("Black", 0.0) >= 85 and ink.colour.total > 280

    yield from _told(job, True, rich, BODY_BELOW_PT)
    yield from _told(job, True, lambda ink: rich(ink) and not _of_four_inks(ink), 0.0, BODY_BELOW_PT)


def _of_four_inks(ink: PaintSettings) -> bool:
    others = by_ink(ink.colour.inks or {}, [name for name in PROCESS_INKS if name != "Black"])
    return min(others) > 30 and ink.colour.total > 160


def _white(ink: PaintSettings) -> bool:
    return ink.colour.is_white


def _several(ink: PaintSettings) -> bool:
    return ink.colour.ink_count > 1


def _any(ink: PaintSettings) -> bool:
    return True


_W, _E, _LIMIT = Severity.WARNING, Severity.ERROR, "the printer's limit"

_SIZED: dict[str, tuple[Severity, str, bool, Callable[[PaintSettings], object], str | float, str | float]] = {
    "press/grey-text": (_W, "GWG 2022 R0011", True, _grey, 0.0, 12.0),
    "press/grey-line": (_W, "GWG 2022 R0012", False, _grey, 0.0, 2.0),
    "press/black-text": (_E, "house rule", True, _of_four_inks, 0.0, BODY_BELOW_PT),
    "press/text-size": (_E, _LIMIT, True, _any, 0.0, "text.smallest_pt"),
    "press/white-text-size": (_W, "GWG 2022 R0016", True, _white, "text.smallest_pt", "text.smallest_white_pt"),
    "press/inks-text-size": (_W, "GWG 2022 R0017", True, _several, "text.smallest_pt", "text.smallest_inks_pt"),
    "press/line-width": (_E, _LIMIT, False, _any, 0.0, "line.smallest_pt"),
    "press/white-line-width": (_W, "GWG 2022 R0018", False, _white, "line.smallest_pt", "line.smallest_inks_pt"),
    "press/inks-line-width": (_W, "GWG 2022 R0019", False, _several, "line.smallest_pt", "line.smallest_inks_pt"),
}
"""Of texts, or else of lines: whose ink is asked for, and the sizes between which they are faults."""

for _identifier, (_severity, _clause, _texts, _holds, _least, _below) in _SIZED.items():
    rule(_identifier, _severity, _clause)(partial(_told, texts=_texts, holds=_holds, least=_least, below=_below))
