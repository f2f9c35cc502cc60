"""A step wedge through each treatment: the plates, the screens and black are as the tokens say."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from PIL import Image

from brochurepress.artworks.press.separation.separator import separate
from brochurepress.design.bitmaps import Bitmap, read_bitmap
from brochurepress.design.renditions import Rendering, Use, rendition, web_file
from brochurepress.design.tokens import Tokens, read_tokens
from brochurepress.design.treatments import treatment_of
from brochurepress.pdf import pdfium
from brochurepress.pdf.inspect import inspect
from brochurepress.typeset.weasyprint_door import Pages, write_pdf
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.records import read_toml
from brochurepress.workspace.snapshot import Snapshot
from tests.support.bitmap_samples import condition
from tests.support.laid_out import layout_html
from tests.support.separated_pdf import PLAN

TREATMENTS = """
[treatments.duotone]
kind = "tones"
inks = ["inkt", "papier"]

[treatments.three]
kind = "tones"
inks = ["inkt", "ground", "papier"]

[treatments.placed]
kind = "tones"
inks = ["inkt", "accent", "papier"]
at = [0, 40, 100]

[treatments.squares]
kind = "squares"
inks = ["blauw", "zee"]
size = "0.7mm"
"""
GROUND = "roze"
STEPS = (0, 51, 102, 127, 153, 204, 255)

Colour = tuple[float, ...]
Ramp = tuple[tuple[float, Colour], ...]

INKT, PAPIER, ROZE, BLAUW, ZEE = (0, 0, 0, 100), (0, 0, 0, 0), (0, 45, 4, 0), (100, 84, 5, 4), (26, 1, 0, 0)
SCREEN: dict[Colour, Colour] = {
    INKT: (29, 29, 27),
    PAPIER: (255, 255, 255),
    ROZE: (244, 169, 198),
    BLAUW: (27, 61, 138),
    ZEE: (198, 230, 250),
}

PLATES: dict[str, tuple[tuple[float, tuple[int, ...]], ...]] = {
    "duotone": ((0, INKT), (1, PAPIER)),
    "three": ((0, INKT), (0.5, ROZE), (1, PAPIER)),
    "placed": ((0, INKT), (0.4, BLAUW), (1, PAPIER)),
    "squares": ((0, BLAUW), (1, ZEE)),
}
BLACK: dict[str, Ramp] = {
    "duotone": ((0, (29,)), (1, (255,))),
    "three": ((0, (29,)), (0.5, (255,)), (1, (255,))),  # in black, the ground of a page is paper
    "placed": ((0, (29,)), (0.4, (0,)), (1, (255,))),  # the tokens say that ink stands for blauw
    "squares": ((0, (0,)), (1, (255,))),
}


def read(*more: str) -> Tokens:
    shipped = Snapshot(Project(HOME)).fields("layouts/kits/puzzle/tokens.toml")
    return read_tokens(shipped, *(read_toml(text, "own.toml") for text in (TREATMENTS, *more)))


@cache
def wedge(name: str) -> Bitmap:
    """A step of each lightness, 40 pixels wide."""
    shown, file = Image.new("L", (len(STEPS) * 40, 40)), io.BytesIO()
    for number, step in enumerate(STEPS):
        shown.paste(step, (number * 40, 0, number * 40 + 40, 40))
    shown.save(file, "PNG")
    return replace(read_bitmap(file.getvalue(), ".png"), treatment=treatment_of(read(), name, GROUND))


@cache
def laid_out() -> Pages:
    """A page of 112 by 16 mm for each treatment, which the wedge fills: 16 mm for each step."""
    style = "@page { size: 112mm 16mm; margin: 0 } img { display: block; width: 112mm } * { margin: 0 }"
    body = "".join(f'<img src="{name}">' for name in PLATES)
    return layout_html(f"<style>{style}</style>{body}", lambda url: (wedge(url.removeprefix("file:///")), "image/any"))


@cache
def written(use: Use) -> bytes:
    return write_pdf(laid_out(), Rendering(use, condition))


@cache
def plates() -> tuple[Any, ...]:
    separated = separate(written(Use.PRESS), PLAN)
    assert not separated.findings
    return tuple(inspect(separated.content, "press").plates)


def shown(use: Use, name: str) -> Any:
    with pdfium.open_pdf(written(use)) as pages:
        return np.asarray(pages.page(list(PLATES).index(name) + 1, 400), float)


def assert_steps(pixels: Any, ramp: Ramp, most: float) -> None:
    """The mean of the middle of each step is what lies between the stops of a ramp."""
    height, each = pixels.shape[0], pixels.shape[1] / len(STEPS)
    for number, step in enumerate(STEPS):
        light = 0.5 if step == 127 else step / 255  # the sample in the middle is exactly half
        (low, dark), (high, pale) = next(pair for pair in pairwise(ramp) if light <= pair[1][0])
        wanted = np.array(dark) + (np.array(pale) - np.array(dark)) * (light - low) / (high - low)
        inner = pixels[height // 4 : -height // 4, int((number + 0.2) * each) : int((number + 0.8) * each)]
        found = inner.reshape(-1, pixels.shape[2]).mean(axis=0)
        assert np.abs(found - wanted).max() <= most, (step, found, wanted)


@pytest.mark.parametrize("name", PLATES)
def test_the_plates_are_as_the_tokens_say(name: str) -> None:
    plate = plates()[list(PLATES).index(name)]
    assert not plate.unknown
    assert_steps(np.stack(plate.tints, axis=2) / 2.55, PLATES[name], 1.0)


@pytest.mark.parametrize("name", PLATES)
@pytest.mark.parametrize("use", ["digital", "web"])
def test_screens_show_the_same_inks(use: str, name: str) -> None:
    if use == "web":
        content, kind = web_file(wedge(name), condition)
        assert kind == "image/webp"
        pixels = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), float)
    else:
        pixels = shown(Use.SCREEN, name)
    assert_steps(pixels, tuple((at, SCREEN[recipe]) for at, recipe in PLATES[name]), 2.55)


@pytest.mark.parametrize("name", PLATES)
def test_in_black_there_is_what_stands_for_the_inks(name: str) -> None:
    assert_steps(shown(Use.MONO, name)[:, :, :1], BLACK[name], 2.55)


def test_squares_are_sharp() -> None:
    made = rendition(wedge("squares"), Rendering(), 63.5).colour
    assert (made.mode, made.base, len(made.palette)) == ("1", "CMYK", 8)
    assert made.width / (112 / 25.4) >= 800


def test_tones_are_spread_where_that_is_asked_for() -> None:
    dull = Image.linear_gradient("L").point([100 + value // 8 for value in range(256)])
    plain = treatment_of(read(), "duotone").light(dull)
    spread = treatment_of(read("[treatments.duotone]\nstretch = true\ncontrast = 1.5"), "duotone").light(dull)
    assert (plain[100], plain[131]) == pytest.approx((0.39, 0.514), abs=0.01)
    assert (spread[100], spread[131]) == (0, 1)
    assert spread[115] == pytest.approx(0.5, abs=0.05)
