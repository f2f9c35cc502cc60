"""An edition of drawings that use all of SVG: every artwork builds, and none depends on what was made before it."""

from __future__ import annotations

import pytest

from brochurepress.pipeline.stages import build_edition
from tests.support.assertions import assert_silent
from tests.support.drawings import CORPUS, REFUSED
from tests.support.sample_project import ARTICLE, Sample, png

OF_PLACE = frozenset({"grad-text", "text-baseline-shift"}) | {name for name in CORPUS if name.startswith("image-")}
"""Right as drawings, but not on these pages: words in no one colour, raised letters beside drawings of letters, photos
of too few pixels."""

FEW = ("blend-multiply", "pattern-hatch", "mask-alpha", "text-anchor", "filter-blur")
ALL = tuple(name for name in CORPUS if name not in OF_PLACE | REFUSED)
ALL += ALL[:3]  # a page each: the printer asks for a multiple of four
VARIANTS = ("press", "digital")


@pytest.mark.parametrize("names", [pytest.param(FEW, id="few"), pytest.param(ALL, id="all", marks=pytest.mark.stress)])
def test_each_artwork_is_made_of_the_drawings_alone(names: tuple[str, ...], good: Sample) -> None:
    words = "start midden op einde een twee drie regel Water en weg Haven Groningen "
    words += "hangt Centraal heel breed woord No size at all Half more"
    shown = [f"![{words}, drawing {name}](pictures/{name}.svg)\n\nBehind {name}.\n" for name in names]
    good.write("source/sample/dot.png", png(1400, 1400))
    for name in names:
        good.write(f"source/sample/pictures/{name}.svg", CORPUS[name])
    good.write(ARTICLE, "---\ntype: article\nlevel: 2\ntitle: Notes\n---\nBefore.\n\n" + "\n".join(shown))
    whole = build_edition(good.project, "sample")
    assert_silent([found for found in whole.findings if "pages" not in found.message])
    made = {artwork.variant: artwork.content for artwork in whole.artworks}
    for variant in VARIANTS:
        (alone,) = build_edition(good.project, "sample", only=(variant,)).artworks
        assert alone.content == made[variant]
