"""The swatch sheet: the colours of a brochure as a page to look at, with their values and their ink."""

from __future__ import annotations

from functools import partial

from prepress.embed import content_policy
from prepress.languages import decimal_sign, read_labels
from prepress.page_safety import harmless
from prepress.project import Project
from prepress.report.numbers import number
from prepress.sandbox import environment, render
from prepress.stylesheet import bundle
from prepress.swatches import FAR, FORMATS, Proofed
from prepress.swatches.model import Palette


def swatch_sheet(
    project: Project, palette: Palette, swatches: tuple[Proofed, ...], name: str, language: str
) -> str:
    """The sheet in a language such as nl-NL, as one file of HTML that asks for nothing.

    Raises Rejected for faults of the style sheet or the wording.
    """
    labels = read_labels(project, "swatches", language)
    style = bundle(project, "layouts/css/swatches.css", ()).text
    templates = environment(*(base / "layouts" for base in project.bases()))
    templates.offer(number=partial(number, decimal=decimal_sign(project, labels)))
    page = render(
        templates,
        "swatches.html",
        palette=palette,
        swatches=swatches,
        formats=[(each, f"{name}{each.suffix}") for each in FORMATS],
        text=labels.text,
        far=FAR,
        style=style,
        policy=content_policy(style),
    )
    return harmless(page, "layouts/swatches.html")
