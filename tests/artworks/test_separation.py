"""The torture document in ink: no RGB left, the same picture, within the ink limit, the same bytes."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from pikepdf import Name
from PIL import Image, ImageCms

from brochurepress.artworks.press.press_pdf import finish_press
from brochurepress.artworks.press.separation.separator import separate
from brochurepress.design.renditions import Rendering, Use
from tests.pdf.test_xmp import METADATA
from tests.support import paint_samples
from tests.support.pdfa_copy import shadow
from tests.support.renderers import PPI, ghostscript_plates, ghostscript_screen, poppler_plates
from tests.support.separated_pdf import PLAN, PRINTER, PROFILE, saved, separated, sheet
from tests.support.verapdf import assert_conforms, validate

BY_PROFILE = dataclasses.replace(PLAN, recipes={})
"""Ink by the profile alone: what a renderer's own colour management can be compared with."""

LIMITS = {"Ghostscript": (1.5, 8, 16), "poppler": (3, 14, 28)}
"""Colour difference (CIE 1976) that a renderer may show: on average, in 95 % and in 99 % of a page.

Neutrals in black ink alone, colours outside the gamut and edges make up what there is. Poppler packs its
plates as JPEG and does not paint text that is filled with a pattern.
"""

Field = npt.NDArray[np.float64]


@cache
def ink() -> bytes:
    result = separate(paint_samples.pdf(), BY_PROFILE)
    assert not result.findings
    return result.content


@cache
def press() -> bytes:
    result = separate(paint_samples.pdf(), PLAN)
    assert not result.findings
    return finish_press(result.content, paint_samples.GEOMETRY, PRINTER, PROFILE, METADATA)


def own_profile() -> bytes:
    return PROFILE


@cache
def original() -> tuple[Field, ...]:
    """The pages in sRGB, brought into the gamut of the press, as L*a*b*."""
    screen, paper = ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(PROFILE))
    options = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    to_ink = ImageCms.buildTransform(screen, paper, "RGB", "CMYK", *options)
    pages = ghostscript_screen(paint_samples.pdf(Rendering(Use.SCREEN, own_profile)))
    return tuple(appearance(ImageCms.applyTransform(page.convert("RGB"), to_ink)) for page in pages)


@cache
def plates(renderer: str) -> tuple[Image.Image, ...]:
    return tuple({"Ghostscript": ghostscript_plates, "poppler": poppler_plates}[renderer](ink()))


def appearance(page: Image.Image | None) -> Field:
    """L*a*b* of a page in ink, averaged over 5 x 5 pixels, since renderers place edges differently."""
    assert page is not None
    paper = ImageCms.ImageCmsProfile(io.BytesIO(PROFILE))
    to_lab = ImageCms.buildTransform(paper, ImageCms.createProfile("LAB"), "CMYK", "LAB")
    converted = ImageCms.applyTransform(page, to_lab)
    assert converted is not None
    bands = np.asarray(converted)
    lab = np.stack([bands[..., 0] / 2.55, *(bands[..., band].astype(np.int8) for band in (1, 2))], axis=-1)
    windows = np.lib.stride_tricks.sliding_window_view(lab, (5, 5), axis=(0, 1))
    return np.asarray(windows.mean(axis=(-2, -1)), dtype=np.float64)


def difference(page: Image.Image, of: Field) -> tuple[float, float, float]:
    """Colour difference on average, and the one that 95 and 99 % of the page stay within."""
    mine = appearance(page)
    height, width = (min(a, b) for a, b in zip(mine.shape[:2], of.shape[:2], strict=True))
    delta = np.sqrt(((mine[:height, :width] - of[:height, :width]) ** 2).sum(axis=-1))
    return float(delta.mean()), float(np.percentile(delta, 95)), float(np.percentile(delta, 99))


SPACES = {"/DeviceRGB", "/DeviceGray", "/CalRGB", "/CalGray", "/Lab", "/ICCBased", "/Separation", "/DeviceN"}


def parts(value: Any) -> list[Any]:
    if isinstance(value, pikepdf.Array):
        return list(value)
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return [value[key] for key in value.keys() if key != "/Parent"]  # noqa: SIM118 - not a Python dict
    return []


def spaces(value: Any) -> Iterator[str]:
    """Names of the colour spaces other than DeviceCMYK in an object, without those it refers to."""
    for part in parts(value):
        if isinstance(part, pikepdf.Name) and str(part) in SPACES:
            yield str(part)
        elif parts(part) and not part.is_indirect:
            yield from spaces(part)


def within(value: Any, seen: set[Any]) -> set[Any]:
    """The object and all that it refers to, by object number."""
    if value.is_indirect and value.objgen not in seen:
        seen.add(value.objgen)
    for part in parts(value):
        if parts(part) and (not part.is_indirect or part.objgen not in seen):
            within(part, seen)
    return seen


def soft_masks(pdf: pikepdf.Pdf) -> set[Any]:
    """Everything that is opacity and not ink: soft-mask images, soft-mask groups and what they use."""
    images = [value.SMask for value in pdf.objects if isinstance(value, pikepdf.Stream) and "/SMask" in value]
    states = [state for page in streams(pdf) for state in page.Resources.get("/ExtGState", {}).values()]
    groups = [state.SMask.G for state in states if isinstance(state.get("/SMask"), pikepdf.Dictionary)]
    seen: set[Any] = set()
    for mask in (*images, *groups):
        within(mask, seen)
    return seen


def streams(pdf: pikepdf.Pdf) -> list[Any]:
    """Pages, forms and patterns: everything that has resources."""
    drawn = [value for value in pdf.objects if isinstance(value, pikepdf.Stream) and "/Resources" in value]
    return [*(page.obj for page in pdf.pages), *drawn]


def test_no_object_is_in_another_colour_space_than_ink() -> None:
    pdf = pikepdf.open(io.BytesIO(press()))
    masks = soft_masks(pdf)
    assert masks
    for value in pdf.objects:
        found = set(spaces(value))
        assert found <= ({"/DeviceGray"} if value.objgen in masks else set()), str(value)[:300]


def test_no_operator_sets_another_colour_than_ink() -> None:
    pdf = pikepdf.open(io.BytesIO(press()))
    greys = 0
    masks = soft_masks(pdf)
    for content in [*pdf.pages, *(value for value in streams(pdf) if isinstance(value, pikepdf.Stream))]:
        mask = isinstance(content, pikepdf.Stream) and content.objgen in masks
        used = {str(instruction.operator) for instruction in pikepdf.parse_content_stream(content)}
        assert not used & {"rg", "RG", "ri", "sc", "SC"}
        assert mask or not used & {"g", "G"}
        assert not (mask and used & {"k", "K"})
        greys += mask
    assert greys > 10


def test_body_text_is_on_the_black_plate_alone() -> None:
    pdf = pikepdf.open(io.BytesIO(press()))
    assert b"0 0 0 1 k\n" in pdf.pages[0].Contents.read_bytes()


@pytest.mark.parametrize("renderer", LIMITS)
@pytest.mark.parametrize("page", range(5))
def test_a_page_looks_like_its_original(renderer: str, page: int) -> None:
    shown = difference(plates(renderer)[page], original()[page])
    assert all(seen <= limit for seen, limit in zip(shown, LIMITS[renderer], strict=True)), shown


@pytest.mark.parametrize("renderer", LIMITS)
def test_the_comparison_sees_one_picture_that_is_gone(renderer: str) -> None:
    page = plates(renderer)[3].copy()
    millimetre = PPI / 25.4
    left, top = round(11 * millimetre), round(23 * millimetre)
    page.paste((0, 0, 0, 0), (left, top, left + round(40 * millimetre), top + round(11 * millimetre)))
    assert difference(page, original()[3])[2] > LIMITS[renderer][2]


def test_no_place_passes_the_ink_limit() -> None:
    side = round(15 * PPI / 25.4)
    for page in plates("Ghostscript"):
        total = np.asarray(page).sum(axis=-1) / 2.55
        windows = np.lib.stride_tricks.sliding_window_view(total, (side, side))[::8, ::8]
        assert windows.mean(axis=(-2, -1)).max() <= PLAN.ink_limit_percent


def test_black_text_prints_over_the_colour_under_it() -> None:
    """The cyan under 11 pt text is there with overprint and missing without it, in Ghostscript's plates."""
    font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    content = "1 0 0 0 k 0 0 200 100 re f 0 g BT /F 11 Tf 1 0 0 1 20 40 Tm (MMMMMMMM) Tj ET"
    over = separate(saved(sheet(content, Font={"F": font})), PLAN)
    knocked = separate(saved(sheet(content, Font={"F": font})), dataclasses.replace(PLAN, overprint=OFF))
    cyan = [np.asarray(ghostscript_plates(made.content)[0])[..., 0].min() for made in (over, knocked)]
    assert cyan[0] > 250
    assert cyan[1] < 60


OFF = dataclasses.replace(PLAN.overprint, black=False)


def test_two_runs_give_the_same_bytes() -> None:
    assert separate(paint_samples.pdf(), PLAN).content == separate(paint_samples.pdf(), PLAN).content


def test_the_shadow_of_the_press_file_is_pdf_a_2b() -> None:
    assert_conforms(shadow(press(), PRINTER.condition, PROFILE, METADATA), "2b")


def test_the_shadow_sees_rgb_that_is_left() -> None:
    pdf = pikepdf.open(io.BytesIO(press()))
    pdf.pages[0].contents_add(b"1 0 0 rg 0 0 9 9 re f")
    failures = validate(shadow(saved(pdf), PRINTER.condition, PROFILE, METADATA), "2b")["2b"]
    assert [failure.clause for failure in failures] == ["6.2.4.3"]


def test_a_recipe_beyond_the_ink_limit_is_a_finding() -> None:
    heavy = dataclasses.replace(PLAN, recipes={"#102030": (100.0, 90.0, 80.0, 60.0)})
    _, result = separated(sheet("0 0 9 9 re f"), heavy)
    (finding,) = result.findings
    assert finding.rule == "separation/ink-limit"
    assert finding.message == "the recipe of #102030 holds 330 % ink, the limit is 300 %"
