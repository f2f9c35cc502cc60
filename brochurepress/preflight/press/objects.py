"""Rules on what a press file paints: colour spaces, inks and their total, type, lines, overprint, images."""

import math
from collections.abc import Callable, Iterator
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np

from brochurepress.design import PT_PER_MM
from brochurepress.findings import Severity
from brochurepress.pdf.inspect import (
    PROCESS_INKS,
    ContainingStream,
    FlawKind,
    FontUse,
    ImageUse,
    PaintedObject,
    PaintKind,
    PaintSettings,
    by_ink,
)
from brochurepress.preflight.press.document import flaws
from brochurepress.preflight.rules import PressContext, RuleFault, enter_rows, rule
from brochurepress.wording import phrase
from brochurepress.workspace import shipped_table

Holds = Callable[[PaintSettings], object]
SQUARE_MM, ROUNDING_PERCENT = 15.0, 0.5
BODY_BELOW_PT: float = shipped_table("press")["sized"]["press/black-text"]["below"]
SEEN_TINT = 5
"""What a plate must show of a text beside its ground: 2 % of full ink, in steps of 1/255."""


@rule("press/colour-space", Severity.ERROR, "GWG 2022 R0027")
def colour_space(job: PressContext) -> Iterator[RuleFault]:
    """Every object, masks included, is in DeviceCMYK or DeviceGray: not in RGB, Lab or ICC-based colour.

    That holds for what a spot colour or an uncoloured pattern is drawn in too, and no other space stands in for them.
    """
    page, content = job.sheet.number, job.page.content
    yield from (RuleFault("resources", page, name=name) for name in flaws(content, FlawKind.DEFAULT_SPACE))
    for painted, inks in job.inked(_in_no_ink, content.painted):
        case = "within" if painted.within is not ContainingStream.PAGE else ""
        kinds: dict[str, Any] = {
            "kind": phrase(f"kind/{painted.kind}"),
            "within": phrase(f"kind/{painted.within.name.lower()}"),
        }
        yield from (RuleFault(case, page, painted.box, **kinds, space=str(ink.colour.space)) for ink in inks)


def _in_no_ink(ink: PaintSettings) -> bool:
    space = ink.colour.space
    in_ink = (space.base or space.family) in ("DeviceCMYK", "DeviceGray", "Pattern")
    return not in_ink and space.colorants != ("None",)


@rule("press/spot", Severity.ERROR, "GWG 2022 R0020")
def spot(job: PressContext) -> Iterator[RuleFault]:
    """Nothing asks for an ink beyond cyan, magenta, yellow and black."""
    for painted, inks in job.inked(lambda ink: ink.colour.space.spots, job.page.content.painted):
        for name in chain.from_iterable(sorted(ink.colour.space.spots) for ink in inks):
            yield RuleFault("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind), name=name)


@rule("press/registration", Severity.WARNING, "GWG 2022 R0024")
def registration(job: PressContext) -> Iterator[RuleFault]:
    """The registration colour (All), and its like of four solid inks, stay outside the bleed."""
    for painted, inks in job.inked(lambda ink: "All" in ink.colour.space.colorants or ink.colour.total > 399):
        if painted.kind is PaintKind.TEXT and not any("All" in ink.colour.space.colorants for ink in inks):
            continue  # black text of four inks has its own rules
        yield RuleFault("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind))


@rule("press/blend-space", Severity.ERROR, "GWG 2022 R0030")
def blend_space(job: PressContext) -> Iterator[RuleFault]:
    """A transparency group blends in DeviceCMYK or inherits; a luminosity mask may be in DeviceGray."""
    for group in filter(None, (job.sheet.group, *job.page.content.groups)):
        if group.space not in ("", "DeviceCMYK", *["DeviceGray"] * group.luminosity):
            yield RuleFault("", job.sheet.number, role=phrase(f"kind/{group.role.name.lower()}"), space=group.space)


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
        yield RuleFault("", job.sheet.number, box, highest=highest, limit=limit)


@rule("press/ink-known", Severity.WARNING, "house rule")
def ink_known(job: PressContext) -> Iterator[RuleFault]:
    """The ink coverage of every object can be told: none is left out of the plates."""
    left_out = [reason for reason in plates.unknown if reason not in plates.broken] if (plates := job.plates) else ()
    return (RuleFault("", job.sheet.number, reason=reason) for reason in left_out)


def _told(
    job: PressContext, texts: bool, holds: Holds, least: str | float = 0.0, below: str | float = math.inf
) -> Iterator[RuleFault]:
    """Texts or lines of such ink, of at least a size in pt and below another: numbers, or demands of the printer."""
    low, high = (each if isinstance(each, float) else float(attrgetter(each)(job.printer)) for each in (least, below))
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
    return _overprinting(job, lambda ink: ink.overprint.on and not job.printer.overprint.black)


def _overprinting(job: PressContext, holds: Holds) -> Iterator[RuleFault]:
    for painted, _ in job.inked(holds):
        yield RuleFault("", painted.page, painted.box, phrase=phrase("kind/" + painted.kind + ":bare"))


@rule("press/white-text-overprint", Severity.ERROR, "GWG 2022 R0007")
def white_text_overprint(job: PressContext) -> Iterator[RuleFault]:
    """White text never overprints."""
    yield from (RuleFault.on(painted) for painted, _ in job.inked(_white_overprints) if painted.kind is PaintKind.TEXT)


@rule("press/white-path-overprint", Severity.WARNING, "GWG 2022 R0008")
def white_path_overprint(job: PressContext) -> Iterator[RuleFault]:
    """White shapes and lines never overprint."""
    for painted, _ in job.inked(_white_overprints):
        if painted.kind is PaintKind.PATH or (painted.picture and painted.picture.stencil):
            yield RuleFault("", painted.page, painted.box)


def _white_overprints(ink: PaintSettings) -> bool:
    return ink.colour.is_white and ink.overprint.on


def _grey(ink: PaintSettings) -> bool:
    return ink.colour.space.family == "DeviceGray" and not ink.colour.is_white


@rule("press/grey-overprint", Severity.WARNING, "GWG 2022 R0013")
def grey_overprint(job: PressContext) -> Iterator[RuleFault]:
    """Nothing in DeviceGray overprints: presses differ in what they make of it."""
    return _overprinting(job, lambda ink: _grey(ink) and ink.overprint.on)


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


@rule("press/font-embedded", Severity.ERROR, "ISO 15930-7")
def font_embedded(job: PressContext) -> Iterator[RuleFault]:
    """Every font that text is seen in is embedded, whole, and holds the glyphs that are used."""
    page, content = job.sheet.number, job.page.content
    for font in content.fonts:
        if not font.embedded:
            yield RuleFault("font", page, font_name=font.name)
        elif font.broken:
            yield RuleFault("used", page, font_name=font.name, broken=font.broken)
    yield from (RuleFault("text", page, name=name) for name in flaws(content, FlawKind.GLYPH))


@rule("press/type3", Severity.ERROR, "house rule")
def type3(job: PressContext) -> Iterator[RuleFault]:
    """No font is of Type 3: its glyphs may be bitmaps, or set their own colours."""
    return _in_fonts(job, lambda font: font.subtype == "Type3")


@rule("press/courier", Severity.WARNING, "GWG 2022 R0014")
def courier(job: PressContext) -> Iterator[RuleFault]:
    """No text is set in Courier, which usually stands in for a missing font."""
    return _in_fonts(job, lambda font: font.name.lower().startswith("courier"))


def _in_fonts(job: PressContext, holds: Callable[[FontUse], bool]) -> Iterator[RuleFault]:
    fonts = filter(holds, job.page.content.fonts)
    return (RuleFault("", job.sheet.number, font_name=font.name) for font in fonts)


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


_INKS: dict[str, Holds] = {
    "any": bool,
    "four": _of_four_inks,
    "grey": _grey,
    "several": lambda ink: ink.colour.ink_count > 1,
    "white": attrgetter("colour.is_white"),
}
"""Whose inks a row of layouts/press.toml may ask for."""


def _sized(
    job: PressContext, texts: bool, inks: str, below: str | float, least: str | float = 0.0
) -> Iterator[RuleFault]:
    return _told(job, texts, _INKS[inks], least, below)


enter_rows("sized", _sized)


def _pictures(job: PressContext, line_art: bool) -> Iterator[tuple[PaintedObject, ImageUse]]:
    """Images of the product: those of one bit per pixel, or all others."""
    for painted in job.product:
        picture = painted.picture
        tint = picture and picture.width == picture.height == 1
        if picture and not tint and (picture.bits == 1) is line_art:
            yield painted, picture


def _below_ppi(job: PressContext, line_art: bool, below: str, least: str = "") -> Iterator[RuleFault]:
    limits = job.printer.image
    low, high = getattr(limits, least, 0.0), getattr(limits, below)
    for painted, picture in _pictures(job, line_art):
        if low <= round(picture.ppi) < high:
            yield RuleFault.on(painted, width=picture.width, height=picture.height, ppi=picture.ppi, asked=high)


@rule("press/image-whole", Severity.ERROR, "ISO 32000-1, 7.4")
def image_whole(job: PressContext) -> Iterator[RuleFault]:
    """Every image has all its samples, and a decoder can read them."""
    return (RuleFault("", job.sheet.number, reason=reason) for reason in (job.plates.broken if job.plates else ()))


@rule("press/image-oversize", Severity.INFO, "house rule")
def image_oversize(job: PressContext) -> Iterator[RuleFault]:
    """No image has more pixels than the press can show."""
    limit = job.printer.image.superfluous_ppi
    for painted, picture in _pictures(job, line_art=False):
        if picture.ppi > limit:
            yield RuleFault("", painted.page, painted.box, ppi=picture.ppi, limit=limit)


enter_rows("images", _below_ppi)
