"""Words over a photograph that fills the page: measured against what lies behind them, in the layout of a root."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from brochurepress.pipeline.stages import build_edition
from tests.support.sample_project import EDITION, Sample

STYLE = "layouts/sections/plate/paper.css"
TITLE = ".plate .display { "
WHITE = f"{TITLE}color: var(--papier); "
ON_GROUND = f"{WHITE}background: var(--inkt); padding: 2mm; "


def photograph(level: int) -> bytes:
    """As uneven as a photograph, of that lightness."""
    noise = np.random.default_rng(1).normal(level, 12, (1100, 780, 3)).clip(0, 255).astype("u1")
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG", quality=85)
    return file.getvalue()


WORDS = {
    "white over a dark photograph; in large print the title stands on paper": (40, WHITE, {"large.pdf": "1.00"}),
    "white over a pale one": (215, WHITE, {"sample.pdf": "1.38", "large.pdf": "1.00"}),
    "ink over a pale one": (215, TITLE, {}),
    "ink over a dark one": (40, TITLE, {"sample.pdf": "1.05"}),
    "on a ground of their own over a pale one": (215, ON_GROUND, {}),
    "on a ground of their own over a dark one": (40, ON_GROUND, {}),
}
"""Lightness of the photograph, the style, and the contrast that is told of in each file."""


@pytest.mark.parametrize("case", WORDS)
def test_words_are_measured_against_the_photograph_behind_them(case: str, good: Sample) -> None:
    level, style, wanted = WORDS[case]
    good.write("source/sample/view.jpg", photograph(level)).write(
        "source/sample/6-view.md", "---\ntype: plate\ntitle: A view\npicture:\n  file: view.jpg\n  alt: A view\n---\n"
    )
    good.change(STYLE, TITLE, style).change(EDITION, '"digital", "web"', '"digital", "large-print"')
    good.change(EDITION, 'web = "index.html"', 'large-print = "large.pdf"')
    found = build_edition(good.project, "sample", ("digital", "large-print")).findings
    told = {each.place.artwork: each for each in found if each.rule == "accessibility/contrast"}
    assert told.keys() == wanted.keys()
    for artwork, contrast in wanted.items():
        assert f"“A view” has a contrast of {contrast}, where 3.0 is demanded" in told[artwork].message
        assert told[artwork].place.page == 6
