"""Rules on images in a press file: effective resolution in ppi, of tones and of line art."""

from collections.abc import Iterator

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


def _below(job: PressContext, line_art: bool, least: float, below: float) -> Iterator[RuleFault]:
    for painted, picture in _pictures(job, line_art):
        if least <= round(picture.ppi) < below:
            width, height, ppi = picture.width, picture.height, picture.ppi
            values = {"width": width, "height": height, "ppi": ppi, "asked": below}
            yield RuleFault("", painted.page, painted.box, values=values)


@rule("press/image-whole", Severity.ERROR, "ISO 32000-1, 7.4")
def image_whole(job: PressContext) -> Iterator[RuleFault]:
    """Every image has all its samples, and a decoder can read them."""
    for reason in job.plates.broken if job.plates else ():
        yield RuleFault.of("", job.sheet.number, reason=reason)


@rule("press/image-resolution", Severity.ERROR, "GWG 2022 R0031")
def image_resolution(job: PressContext) -> Iterator[RuleFault]:
    """No image is placed below the resolution at which its pixels show."""
    yield from _below(job, False, 0, job.printer.image.error_below_ppi)


@rule("press/image-resolution-low", Severity.WARNING, "GWG 2022 R0031")
def image_resolution_low(job: PressContext) -> Iterator[RuleFault]:
    """Images have the resolution that the printer's screen can use."""
    limits = job.printer.image
    yield from _below(job, False, limits.error_below_ppi, limits.warning_below_ppi)


@rule("press/bitmap-resolution", Severity.ERROR, "GWG 2022 R0032")
def bitmap_resolution(job: PressContext) -> Iterator[RuleFault]:
    """No image of one bit per pixel is placed below the resolution at which its steps show."""
    yield from _below(job, True, 0, job.printer.image.bitmap_error_below_ppi)


@rule("press/bitmap-resolution-low", Severity.WARNING, "GWG 2022 R0032")
def bitmap_resolution_low(job: PressContext) -> Iterator[RuleFault]:
    """Images of one bit per pixel have the resolution of an imagesetter."""
    limits = job.printer.image
    yield from _below(job, True, limits.bitmap_error_below_ppi, limits.bitmap_warning_below_ppi)


@rule("press/image-oversize", Severity.INFO, "house rule")
def image_oversize(job: PressContext) -> Iterator[RuleFault]:
    """No image has more pixels than the press can show."""
    limit = job.printer.image.superfluous_ppi
    for painted, picture in _pictures(job, line_art=False):
        if picture.ppi > limit:
            yield RuleFault.of("", painted.page, painted.box, ppi=picture.ppi, limit=limit)
