"""Artworks: the pages of one layout painted as the file of each variant."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import unquote

from brochurepress.artworks.accessible.accessible_pdf import ACCESSIBLE, build_digital
from brochurepress.artworks.artwork import Artwork, PaintedArtwork
from brochurepress.artworks.handout.guide import scheme_of
from brochurepress.artworks.handout.imposition import impose, lay_flat, mark_lines_mm
from brochurepress.artworks.press.press_pdf import SlugSide, finish_press, mark_ends_mm
from brochurepress.artworks.press.separation.colour import InkPlan
from brochurepress.artworks.press.separation.separator import separate
from brochurepress.artworks.web.page import compose_web, cover_picture
from brochurepress.compose import DownloadLink, picture_file
from brochurepress.design import PT_PER_MM, SCREEN_PPI, Rendering, Use, font_rules, open_font, outlined
from brochurepress.findings import Finding, Place, info
from brochurepress.pdf import Metadata, read_profile, screen_intent
from brochurepress.source import VARIANTS, Edition, Inputs, PaintMethod, Scheme, Variant
from brochurepress.typeset import Layout, TaggedPaint, paint_tagged, weasyprint_door

SLUG_PT = 6.0
SCREEN_PROFILE = "sRGB2014.icc"


@dataclass(frozen=True)
class PaintJob:
    """What every painter works from."""

    layout: Layout

    @property
    def inputs(self) -> Inputs:
        """What the edition is made from, with the tokens of the layout's form."""
        return self.layout.inputs

    @property
    def edition(self) -> Edition:
        """The edition."""
        return self.inputs.manuscript.edition

    @cached_property
    def tagged(self) -> TaggedPaint:
        """The pages painted with their structure, once for every accessible variant."""
        return paint_tagged(self.layout.pages, self.shown)

    @cached_property
    def shown(self) -> Rendering:
        """How bitmaps are rendered where no press separates them."""
        use = Use.MONO if self.layout.composition.form.mono else Use.SCREEN
        return Rendering(use, lambda: self.plan.profile)

    @cached_property
    def plan(self) -> InkPlan:
        """Which inks each colour becomes on the printer's press."""
        printer, tokens = self.inputs.printer, self.inputs.tokens
        profile = read_profile(self.inputs.snapshot, printer.condition.profile)
        return InkPlan(profile, tokens.recipes(), printer.overprint, printer.condition.ink_limit_percent)

    @property
    def metadata(self) -> Metadata:
        """What every file says about itself."""
        return replace(metadata_of(self.edition), title=self.layout.composition.title or self.edition.title)


def metadata_of(edition: Edition) -> Metadata:
    """What every file of an edition says about itself; dates are those of the edition, at midnight UTC."""
    date = dt.datetime.combine(edition.date, dt.time(), dt.UTC)
    return Metadata(
        title=edition.title,
        language=edition.language,
        created=date,
        modified=date,
        identifier=f"{edition.address}#{edition.name}",
        author=edition.author,
        subject=edition.subtitle,
        keywords=edition.keywords,
        version=edition.version,
    )


def press(job: PaintJob, variant: Variant, done: tuple[Artwork, ...]) -> PaintedArtwork:
    """The press file: separated into the inks of the printer's condition and finished as PDF/X-4."""
    printer, plan = job.inputs.printer, job.plan
    rendering = Rendering(condition=lambda: plan.profile)
    separated = separate(weasyprint_door.write_pdf(job.layout.pages, rendering), plan, variant.name)
    pdf, geometry, sides = separated.content, job.layout.composition.geometry, tuple[SlugSide, ...]()
    if flat := job.edition.flat:
        pdf, geometry = lay_flat(pdf, flat, geometry)
        sides = tuple(_slug_side(job, flat, number) for number in range(1, flat.sided + 1))
    finished = finish_press(pdf, geometry, printer, plan.profile, job.metadata, variant.name, sides)
    return PaintedArtwork(finished, separated.findings, (printer.pdfx,), len(sides))


def _slug_side(job: PaintJob, flat: Scheme, number: int) -> SlugSide:
    """The fold marks of one side of a sheet, and what its slug says, in the first font of the style sheet."""
    page, edition, composition = job.inputs.printer.page, job.edition, job.layout.composition
    ends = (-edge for edge in mark_ends_mm(page.bleed_mm, page.slug_mm))
    lines = mark_lines_mm(flat, number == 2, *ends)
    folds = tuple((a * PT_PER_MM, b * PT_PER_MM, c * PT_PER_MM, d * PT_PER_MM) for a, b, c, d in lines)
    widths = " + ".join(f"{width:g}" for width in flat.widths(number == 2))
    said = edition.title, edition.version, str(edition.date), flat.name, f"{widths} mm", f"{number}/{flat.sided}"
    file = next((rule.file for rule in font_rules(composition.stylesheet.text)), "")
    font = open_font(job.inputs.snapshot, file, Place(file)) if file else None
    return SlugSide(folds, outlined(font, " · ".join(said), SLUG_PT) if font else "")


def accessible(job: PaintJob, variant: Variant, done: tuple[Artwork, ...]) -> PaintedArtwork:
    """The file to read on screen: trimmed pages with structure tree, links and outlines."""
    kind = ACCESSIBLE[variant.like or variant.name]
    snapshot = job.inputs.snapshot
    intent = screen_intent(read_profile(snapshot, SCREEN_PROFILE))
    pdf = build_digital(job.tagged, kind, job.metadata, intent, memory=snapshot.memo)
    return PaintedArtwork(pdf, _reduced(job, variant), kind.standards)


def paint_sheets(job: PaintJob, variant: Variant, done: tuple[Artwork, ...]) -> PaintedArtwork:
    """The pages on the sheets of an office printer, in sRGB."""
    scheme, file = scheme_of(job.edition, variant.name), job.edition.files[variant.name]
    imposed = impose(weasyprint_door.write_pdf(job.layout.pages, job.shown), scheme, job.metadata, file)
    return replace(imposed, findings=(*imposed.findings, *_reduced(job, variant)))


def _reduced(job: PaintJob, variant: Variant) -> tuple[Finding, ...]:
    """The bitmaps of which a file that is painted has fewer pixels than their originals."""
    place = Place(artwork=job.edition.files[variant.name])
    reduced = {unquote(picture_file(url.removeprefix("file:///"))): ppi for url, ppi in job.shown.reduced.items()}
    told = reduced.items()
    return tuple(info("picture/reduced", place, unquote=file, ppi=ppi, screen_ppi=SCREEN_PPI) for file, ppi in told)


def picture(job: PaintJob, variant: Variant, done: tuple[Artwork, ...]) -> PaintedArtwork:
    """The first page as a bitmap, drawn from the first accessible file made before it."""
    accessible = next(a for a in done if VARIANTS[a.variant].paint is PaintMethod.TAGGED)
    return PaintedArtwork(cover_picture(accessible.content))


def screen(job: PaintJob, variant: Variant, done: tuple[Artwork, ...]) -> PaintedArtwork:
    """The web page, which offers the files that were made before it and names the picture of the cover."""
    covers = (artwork.file for artwork in done if VARIANTS[artwork.variant].paint is PaintMethod.PICTURE)
    page = compose_web(job.inputs, offers(job.edition.downloads, done), next(covers, ""), job.shown.condition)
    return PaintedArtwork(page.encode())


def offers(variants: Iterable[str], artworks: Iterable[Artwork]) -> tuple[DownloadLink, ...]:
    """The artworks of these variants as a page offers them, in their order; those that were not made are left out."""
    made = {artwork.variant: artwork for artwork in artworks}
    offered = (made[name] for name in variants if name in made)
    return tuple(DownloadLink(a.variant, a.file, a.pages, len(a.content), a.standards) for a in offered)


PAINTERS: dict[PaintMethod, Callable[[PaintJob, Variant, tuple[Artwork, ...]], PaintedArtwork]] = {
    PaintMethod.PLAIN: press,
    PaintMethod.TAGGED: accessible,
    PaintMethod.PICTURE: picture,
    PaintMethod.SCREEN: screen,
    PaintMethod.SHEETS: paint_sheets,
}
