"""Rules on images in a press file: effective resolution in ppi, of tones and of line art."""

from collections.abc import Iterator
from functools import partial

from brochurepress.findings import Severity
from brochurepress.pdf.inspect import ImageUse, PaintedObject
from brochurepress.preflight.rules import PressContext, RuleFault, rule


def _pictures(job: PressContext, line_art: bool) -> Iterator[tuple[PaintedObject, ImageUse]]:
    """Images of the product: those of one bit per pixel, or all others."""
    for painted in job.product:
        picture = painted.picture
        tint = picture and picture.width == picture.height == 1
        if picture and not tint and (picture.bits == 1) is line_art:
            yield painted, picture


def _below(job: PressContext, line_art: bool, least: str, below: str) -> Iterator[RuleFault]:
    limits = job.printer.image
    low, high = getattr(limits, least, 0.0), getattr(limits, below)
    for painted, picture in _pictures(job, line_art):
        if low <= round(picture.ppi) < high:
            yield RuleFault.on(painted, width=picture.width, height=picture.height, ppi=picture.ppi, asked=high)


@rule("press/image-whole", Severity.ERROR, "ISO 32000-1, 7.4")
def image_whole(job: PressContext) -> Iterator[RuleFault]:
    """Every image has all its samples, and a decoder can read them."""
    for reason in job.plates.broken if job.plates else ():
        yield RuleFault.of("", job.sheet.number, reason=reason)


@rule("press/image-oversize", Severity.INFO, "house rule")
def image_oversize(job: PressContext) -> Iterator[RuleFault]:
    """No image has more pixels than the press can show."""
    limit = job.printer.image.superfluous_ppi
    for painted, picture in _pictures(job, line_art=False):
        if picture.ppi > limit:
            yield RuleFault.of("", painted.page, painted.box, ppi=picture.ppi, limit=limit)


_W, _E = Severity.WARNING, Severity.ERROR

_STEPS = {
    "press/image-resolution": (_E, "R0031", False, "", "error_below_ppi"),
    "press/image-resolution-low": (_W, "R0031", False, "error_below_ppi", "warning_below_ppi"),
    "press/bitmap-resolution": (_E, "R0032", True, "", "bitmap_error_below_ppi"),
    "press/bitmap-resolution-low": (_W, "R0032", True, "bitmap_error_below_ppi", "bitmap_warning_below_ppi"),
}
"""Of line art, or else of tones: the demands of the printer between which a resolution is a fault."""

for _identifier, (_severity, _clause, _line_art, _least, _most) in _STEPS.items():
    rule(_identifier, _severity, f"GWG 2022 {_clause}")(partial(_below, line_art=_line_art, least=_least, below=_most))
