"""Separation: a PDF painted in sRGB becomes one in the inks of a printing condition, object by object."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary, Name, ObjectStreamMode

from brochurepress.artworks.press.separation.colour import CmykDestination, Destination, InkPlan
from brochurepress.artworks.press.separation.content import ContentRewriter, SeparatedObjects
from brochurepress.findings import Finding, error


@dataclass(frozen=True)
class Separated:
    """The PDF in ink, and one finding for each recipe or object that keeps it from the press."""

    pdf: bytes
    findings: tuple[Finding, ...] = ()


def separate(pdf: bytes, plan: InkPlan, artwork: str = "press") -> Separated:
    """The PDF with every colour in DeviceCMYK, soft masks in DeviceGray, black overprinting as the plan says.

    Flat colours become their exact recipe, neutrals K alone, the rest goes through the ICC profile. Each page
    gets resources of its own that hold only what it names. An object that is not known keeps its colour and
    is a finding of severity error (rule separation/unknown) with the page that shows it first.
    """
    source = pikepdf.open(io.BytesIO(pdf))
    objects = SeparatedObjects(source, plan.overprint, artwork)
    inks = CmykDestination(plan)
    for number, page in enumerate(source.pages, 1):
        objects.page = number
        _separate_page(source, page, objects, inks, plan)
    written = io.BytesIO()
    source.save(written, compress_streams=False, object_stream_mode=ObjectStreamMode.disable, deterministic_id=True)
    return Separated(written.getvalue(), (*_heavy(plan), *objects.findings))


def _separate_page(
    pdf: pikepdf.Pdf, page: pikepdf.Page, objects: SeparatedObjects, inks: Destination, plan: InkPlan
) -> None:
    written = ContentRewriter(objects, page.resources, inks, plan.overprint)
    written.start()
    written.rewrite(page)
    page.obj.Contents = pdf.make_stream(written.data)
    page.obj.Resources = written.used
    page.obj.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK, I=True, K=False)


def _heavy(plan: InkPlan) -> Iterator[Finding]:
    for srgb, ink in plan.recipes.items():
        if sum(ink) > plan.ink_limit_percent:
            yield error("separation/ink-limit", srgb=srgb, ink=sum(ink), ink_limit_percent=plan.ink_limit_percent)
