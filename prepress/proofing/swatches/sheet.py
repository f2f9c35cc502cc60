"""The swatch sheet: the colours of a brochure as a page to look at, with their values and their ink."""

from __future__ import annotations

from functools import partial

from prepress.compose import bundle, content_policy, environment, harmless, render
from prepress.preflight.report import number
from prepress.proofing.swatches.formats import FORMATS
from prepress.proofing.swatches.model import Palette
from prepress.proofing.swatches.swatch_files import FAR, ProofedSwatch
from prepress.source import decimal_sign, read_strings
from prepress.workspace import Project


def swatch_sheet(
    project: Project, palette: Palette, swatches: tuple[ProofedSwatch, ...], name: str, language: str
) -> str:
    """The sheet in a language such as nl-NL, as one file of HTML that asks for nothing.

    Raises Rejected for faults of the style sheet or the wording.
    """
    labels = read_strings(project, "swatches", language)
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
