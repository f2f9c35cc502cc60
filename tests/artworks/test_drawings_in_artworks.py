"""Every feature of SVG in every kind of artwork, on its pages: as Chromium draws what the author wrote."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from brochurepress.artworks.painters import PAINTERS, PaintJob
from brochurepress.design.geometry import Box
from brochurepress.design.profiles import SRGB, TABLES, converted
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.source.variants import FORMS, VARIANTS, Form
from brochurepress.typeset.box_geometry import Area, pictures
from brochurepress.typeset.weasyprint_door import write_pdf
from brochurepress.workspace.snapshot import Snapshot
from tests.support.bitmap_samples import condition
from tests.support.browser import browser
from tests.support.drawings import CORPUS, DAILY, LIKE, PX, REFUSED, as_written, off, shot
from tests.support.sample_project import ARTICLE, EDITION, sample

PPI = 100
Crops = dict[str, Image.Image]

SHARE = {"press": 1.2, "digital": 0.5, "large-print": 0.5, "mono": 1.6, "web": 0.5}
"""Per cent of pixels that may differ in each artwork. On plates steps are coarser, in black there is lightness
alone, and the pixels of enlarged photographs are smoothed otherwise."""

MIXED = {
    "blend-isolation": 15.0,
    "grad-stop-opacity": 11.0,
    "opacity-group": 10.0,
    "opacity-fill-stroke": 7.0,
    "image-png-alpha": 5.0,
    "head-figma": 5.0,
}
"""Where things shine through each other, inks are mixed on the press, and not light: the hue is another."""

FORM = {"large-print": "large", "mono": "mono"}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Page:
    return chromium.new_page(viewport={"width": 200, "height": 200}, device_scale_factor=PX / 200)


@pytest.fixture(scope="module")
def crops(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bool], Crops]:
    """Gives the drawings of one artwork as it shows them, those of every day in an edition of their own."""

    @cache
    def made(artwork: str, daily: bool) -> Crops:
        names = [name for name in CORPUS if name not in REFUSED and (name in DAILY) is daily]
        folder = tmp_path_factory.mktemp(artwork)
        return shown_on_screen(folder, names, chromium) if artwork == "web" else on_pages(folder, names, artwork)

    return made


def job(folder: Path, names: list[str], form: Form) -> PaintJob:
    """The pages of an edition whose article shows these drawings."""
    good = sample(folder)
    for name in names:
        good.write(f"source/sample/pictures/{name}.svg", CORPUS[name])
    shown = "\n\n".join(f"![A drawing](pictures/{name}.svg)" for name in names)
    good.write(ARTICLE, f"---\ntype: article\ntitle: Notes\n---\nBefore.\n\n{shown}\n")
    good.change(EDITION, '"en-GB"', '"nl-NL"').change(EDITION, "[files]", '[files]\nlarge-print = "large.pdf"')
    good.change(EDITION, '"digital", "web"', '"digital", "large-print", "web"')
    return PaintJob(lay_out(read_sources(Snapshot(good.project), "sample"), form=form))


def on_pages(folder: Path, names: list[str], artwork: str) -> Crops:
    made = job(folder, names, FORMS[FORM.get(artwork, "pages")])
    geometry = made.layout.composition.geometry
    if artwork == "mono":
        sheets = pages_of(write_pdf(made.layout.pages, made.shown), geometry.bleed)
    else:
        pdf = PAINTERS[VARIANTS[artwork].paint](made, VARIANTS[artwork], ()).content
        sheets = plates_of(pdf) if artwork == "press" else pages_of(pdf, geometry.trim)
    return {
        Path(str(placed.element.get("src"))).stem: cropped(*sheets[placed.page - 1], placed.area, geometry.trim)
        for placed in pictures(made.layout.pages)
        if "/pictures/" in str(placed.element.get("src"))
    }


def pages_of(pdf: bytes, area: Box) -> list[tuple[Image.Image, Box]]:
    with pdfium.open_pdf(pdf) as opened:
        return [(Image.fromarray(opened.page(number + 1, PPI)), area) for number in range(len(opened))]


def plates_of(pdf: bytes) -> list[tuple[Image.Image, Box]]:
    """The plates of each page through the profile of the condition, and what part of it they show."""
    made = []
    for plates in inspect(pdf, "press").plates:
        inks = Image.fromarray(np.ascontiguousarray(np.moveaxis(plates.tints, 0, 2)), "CMYK")
        made.append((converted(inks, condition(), SRGB, "RGB", TABLES), plates.area))
    return made


def cropped(sheet: Image.Image, shown: Box, area: Area, trim: Box) -> Image.Image:
    """What stands in an area of a page, of which a sheet shows a part, as large as the yardstick."""
    across, down = (PPI / 72 * each for each in (-shown.left, shown.top - trim.top))
    left, top, right, bottom = (PPI / 25.4 * each for each in (area.left, area.top, area.right, area.bottom))
    place = (left + across, top + down, right + across, bottom + down)
    return sheet.convert("RGB").resize((PX, PX), Image.Resampling.BICUBIC, place)


def shown_on_screen(folder: Path, names: list[str], chromium: Browser) -> Crops:
    page = PAINTERS[VARIANTS["web"].paint](job(folder, names, FORMS["pages"]), VARIANTS["web"], ()).content
    context = chromium.new_context(
        bypass_csp=True, device_scale_factor=PX / 200, viewport={"width": 200, "height": 200}
    )
    opened = context.new_page()
    opened.set_content(page.decode())
    opened.add_style_tag(content="body { margin: 0 } body > svg { display: block; width: 200px; height: 200px }")
    opened.evaluate("window.drawn = [...document.querySelectorAll('.article svg[role=img]')]")
    made = {}
    for number, name in enumerate(names):
        opened.evaluate("number => document.body.replaceChildren(drawn[number])", number)
        made[name] = Image.open(io.BytesIO(opened.screenshot())).convert("RGB")
    return made


ROWS = [
    pytest.param(name, marks=[] if name in DAILY else [pytest.mark.stress]) for name in CORPUS if name not in REFUSED
]


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("artwork", SHARE)
def test_a_feature_is_on_its_page_as_its_author_drew_it(
    artwork: str, name: str, crops: Callable[[str, bool], Crops], window: Page
) -> None:
    wanted, found = shot(window, as_written(CORPUS[name])), crops(artwork, name in DAILY)[name]
    if artwork == "press":  # what its inks can show of it
        wanted = converted(converted(wanted, SRGB, condition(), "CMYK", TABLES), condition(), SRGB, "RGB", TABLES)
    if artwork == "mono":
        wanted, found = (picture.convert("L").convert("RGB") for picture in (wanted, found))
    mixed = MIXED.get(name, 0.0) if artwork == "press" else 0.0
    assert off(found, wanted) < max(SHARE[artwork], LIKE.get(name, 0.0), mixed)
