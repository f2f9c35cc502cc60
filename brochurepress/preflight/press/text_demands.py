"""Rules on type and lines in a press file: fonts, black text, smallest sizes and thinnest lines."""

from collections.abc import Iterator

from brochurepress.findings import Severity
from brochurepress.pdf.inspect import PROCESS_INKS, FlawKind, PaintedObject, PaintSettings, by_ink
from brochurepress.preflight.press.document import flaws
from brochurepress.preflight.press.overprint import lines, texts
from brochurepress.preflight.rules import PressContext, RuleFault, rule

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
