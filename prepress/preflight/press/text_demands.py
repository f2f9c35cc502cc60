"""Rules on type and lines in a press file: fonts, black text, smallest sizes and thinnest lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prepress.findings import Severity
from prepress.pdf.inspect import FlawKind
from prepress.preflight.press.document import flaws
from prepress.preflight.press.overprint import lines, texts
from prepress.preflight.rules import PressContext, RuleFault, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prepress.pdf.inspect import PaintedObject, PaintSettings

ANY_SIZE = float("inf")
BODY_BELOW_PT = 14.0


@rule("press/font-embedded", "Fonts embedded", Severity.ERROR, "ISO 15930-7", "embed the font")
def font_embedded(job: PressContext) -> Iterator[RuleFault]:
    """Every font that text is seen in is embedded, whole, and holds the glyphs that are used."""
    sheet, content = job.sheet, job.page.content
    for font in content.fonts:
        if not font.embedded:
            yield RuleFault(f"the font {font.name} is not embedded", sheet.number)
        elif font.broken:
            yield RuleFault(f"the font {font.name} cannot be used: {font.broken}", sheet.number)
    for name in flaws(content, FlawKind.GLYPH):
        yield RuleFault(f"text uses glyphs that the font {name} does not hold", sheet.number)


@rule(
    "press/type3",
    "No Type 3 fonts",
    Severity.ERROR,
    "house rule",
    "use an outline font (TrueType or OpenType)",
)
def type3(job: PressContext) -> Iterator[RuleFault]:
    """No font is of Type 3: its glyphs may be bitmaps, or set their own colours."""
    sheet, content = job.sheet, job.page.content
    for font in content.fonts:
        if font.subtype == "Type3":
            yield RuleFault(f"the font {font.name} is a Type 3 font", sheet.number)


@rule(
    "press/courier",
    "No Courier",
    Severity.WARNING,
    "GWG 2022 R0014",
    "check that Courier is meant: it often stands in for a lost font",
)
def courier(job: PressContext) -> Iterator[RuleFault]:
    """No text is set in Courier, which usually stands in for a missing font."""
    sheet, content = job.sheet, job.page.content
    for font in content.fonts:
        if font.name.lower().startswith("courier"):
            yield RuleFault(f"text is set in {font.name}", sheet.number)


@rule(
    "press/rich-black-text",
    "No rich black text",
    Severity.WARNING,
    "GWG 2022 R0015",
    "set the text in black ink alone",
)
def rich_black_text(job: PressContext) -> Iterator[RuleFault]:
    """Text of 85 % black or more does not add other inks to a total above 280 %; small text is press/black-text."""
    for painted, ink in texts(job, ANY_SIZE):
        inks = ink.colour.inks
        if inks and inks[3] >= 85 and ink.colour.total > 280 and not _of_four_inks(painted, ink):
            message = f"text in rich black ({ink.colour.total:.0f} % ink)"
            yield RuleFault(message, painted.page, painted.box, painted.text)


@rule(
    "press/black-text",
    "Body text in black ink",
    Severity.ERROR,
    "house rule",
    "give the text colour the recipe 0 0 0 100, or a tint of black",
)
def black_text(job: PressContext) -> Iterator[RuleFault]:
    """Dark text below 14 pt is not built of four inks, as black converted from RGB is."""
    for painted, ink in texts(job, BODY_BELOW_PT):
        if _of_four_inks(painted, ink):
            message = f"text below {BODY_BELOW_PT:g} pt is built of four inks"
            yield RuleFault(message, painted.page, painted.box, painted.text)


def _of_four_inks(painted: PaintedObject, ink: PaintSettings) -> bool:
    inks = ink.colour.inks
    small = painted.size_pt < BODY_BELOW_PT
    return small and inks is not None and min(inks[:3]) > 30 and ink.colour.total > 160


@rule("press/text-size", "Smallest text", Severity.ERROR, "the printer's limit", "set the text larger")
def text_size(job: PressContext) -> Iterator[RuleFault]:
    """No text is smaller than the printer can hold."""
    asked = job.printer.text.smallest_pt
    for painted, _ in texts(job, asked - 0.005):
        message = f"text of {painted.size_pt:.1f} pt, the printer asks {asked:g} pt"
        yield RuleFault(message, painted.page, painted.box, painted.text)


@rule(
    "press/white-text-size",
    "Smallest white text",
    Severity.WARNING,
    "GWG 2022 R0016",
    "set the text larger, or dark on light",
)
def white_text_size(job: PressContext) -> Iterator[RuleFault]:
    """White text is not so small that ink closes it."""
    demands = job.printer.text
    for painted, ink in texts(job, demands.smallest_white_pt - 0.005):
        if ink.colour.is_white and painted.size_pt >= demands.smallest_pt:
            message = (
                f"white text of {painted.size_pt:.1f} pt, the printer asks {demands.smallest_white_pt:g} pt"
            )
            yield RuleFault(message, painted.page, painted.box, painted.text)


@rule(
    "press/inks-text-size",
    "Smallest text of several inks",
    Severity.WARNING,
    "GWG 2022 R0017",
    "set the text larger, or in one ink",
)
def inks_text_size(job: PressContext) -> Iterator[RuleFault]:
    """Text of two inks or more is not so small that misregister blurs it."""
    demands = job.printer.text
    for painted, ink in texts(job, demands.smallest_inks_pt - 0.005):
        if ink.colour.ink_count > 1 and painted.size_pt >= demands.smallest_pt:
            message = f"text of {painted.size_pt:.1f} pt in {ink.colour.ink_count} inks, "
            message += f"the printer asks {demands.smallest_inks_pt:g} pt"
            yield RuleFault(message, painted.page, painted.box, painted.text)


@rule("press/line-width", "Thinnest line", Severity.ERROR, "the printer's limit", "draw the line thicker")
def line_width(job: PressContext) -> Iterator[RuleFault]:
    """No line is thinner than a plate can hold."""
    asked = job.printer.line.smallest_pt
    for painted, _ in lines(job, asked - 0.005):
        message = f"a line of {painted.thinness_pt:.2f} pt, the printer asks {asked:g} pt"
        yield RuleFault(message, painted.page, painted.box)


@rule(
    "press/white-line-width",
    "Thinnest white line",
    Severity.WARNING,
    "GWG 2022 R0018",
    "draw the line thicker",
)
def white_line_width(job: PressContext) -> Iterator[RuleFault]:
    """A white line is not so thin that ink closes it."""
    demands = job.printer.line
    for painted, ink in lines(job, demands.smallest_inks_pt - 0.005):
        if ink.colour.is_white and painted.thinness_pt >= demands.smallest_pt - 0.005:
            message = f"a white line of {painted.thinness_pt:.2f} pt, "
            message += f"the printer asks {demands.smallest_inks_pt:g} pt"
            yield RuleFault(message, painted.page, painted.box)


@rule(
    "press/inks-line-width",
    "Thinnest line of several inks",
    Severity.WARNING,
    "GWG 2022 R0019",
    "draw the line thicker, or in one ink",
)
def inks_line_width(job: PressContext) -> Iterator[RuleFault]:
    """A line of two inks or more is not so thin that misregister blurs it."""
    demands = job.printer.line
    for painted, ink in lines(job, demands.smallest_inks_pt - 0.005):
        if ink.colour.ink_count > 1 and painted.thinness_pt >= demands.smallest_pt - 0.005:
            message = f"a line of {painted.thinness_pt:.2f} pt in {ink.colour.ink_count} inks, "
            message += f"the printer asks {demands.smallest_inks_pt:g} pt"
            yield RuleFault(message, painted.page, painted.box)
