"""Treatments of pictures: who asks for one gets its address, and what cannot be is told at its line."""

from __future__ import annotations

import re

import pytest

from brochurepress.compose.treated import content_of, picture_file
from brochurepress.design.bitmaps import Bitmap
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found
from tests.support.sample_project import ARTICLE, COVER, Sample, png

OWN = "source/sample/tokens.toml"
TOKENS = """
[treatments.duo]
kind = "tones"
inks = ["text", "ground"]

[treatments.raster]
kind = "squares"
inks = ["blauw", "zee"]
size = "0.7mm"
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
SECTION = """\
about = "Faces."

[fields]
faces = { kind = "picture", repeats = true, treatment = "raster" }
title = "phrase"
"""
TEMPLATE = "<section>{% for face in section.content.faces %}{{ face | picture }}{% endfor %}</section>"


@pytest.fixture
def treated(good: Sample) -> Sample:
    good.write(OWN, TOKENS)
    good.write("source/sample/drawn.svg", DRAWING)
    return good.change(COVER, "file: dot.png", "file: dot.png\n  treatment: duo")


def addresses(sample: Sample) -> list[str]:
    return re.findall(r'<img[^>]* src="/?([^"]+)"', sample.compose().html)


def test_a_picture_has_the_treatment_that_it_asks_for_on_the_ground_of_its_page(treated: Sample) -> None:
    treated.change(ARTICLE, "![A dot](dot.png)", "![A dot](dot.png){: treatment=raster }\n\n![Dot](dot.png)")
    cover, first, second = addresses(treated)
    assert (cover, first, second) == (
        "generated/duo.zee/source/sample/dot.png",
        "generated/raster./source/sample/dot.png",
        "source/sample/dot.png",
    )
    assert "treatment=" not in treated.compose().html
    inputs = treated.inputs()
    content = content_of(inputs.snapshot, inputs.tokens, f"/{cover}")
    assert isinstance(content, Bitmap)
    assert content.treatment
    assert content.treatment.inks[1]["press"] == (0.26, 0.01, 0.0, 0.0)
    assert picture_file(f"/{cover}") == "source/sample/dot.png"


def test_a_caption_stands_between_a_picture_and_what_it_asks_for(treated: Sample) -> None:
    treated.change(ARTICLE, "![A dot](dot.png)", "![A dot](dot.png)\n: A caption\n\n{: treatment=duo }")
    assert addresses(treated)[1] == "generated/duo./source/sample/dot.png"


def test_a_type_has_a_treatment_by_the_tokens_or_by_its_schema(treated: Sample) -> None:
    treated.change(OWN, 'size = "0.7mm"', 'size = "0.7mm"\ntypes = ["article"]')
    treated.change(ARTICLE, "![A dot]", "![As it is](dot.png){: treatment=none }\n\n![Drawn](drawn.svg)\n\n![A dot]")
    treated.write("layouts/sections/faces/section.toml", SECTION)
    treated.write("layouts/sections/faces/section.html", TEMPLATE)
    faces = "\n".join(
        f"  - file: dot.png\n    alt: Face {n}\n    {said}" for n, said in enumerate(("", "treatment: duo"))
    )
    treated.write("source/sample/6-faces.md", f"---\ntype: faces\ntitle: Faces\nfaces:\n{faces}\n---\n")
    assert addresses(treated)[1:] == [
        "source/sample/dot.png",
        "source/sample/drawn.svg",
        "generated/raster./source/sample/dot.png",
        "generated/raster./source/sample/dot.png",
        "generated/duo./source/sample/dot.png",
    ]
    treated.remove(OWN).change(COVER, "  treatment: duo\n", "")
    treated.change(ARTICLE, "{: treatment=none }", "").change("source/sample/6-faces.md", "    treatment: duo\n", "")
    assert not [each for each in addresses(treated) if "generated" in each]


FAULTS = {
    "a field": (COVER, "treatment: duo", "treatment: dua", "manuscript/treatment", "'duo'"),
    "a text": (
        ARTICLE,
        "![A dot](dot.png)",
        "![A dot](dot.png){: treatment=rastr }",
        "manuscript/treatment",
        "'raster'",
    ),
    "a drawing": (COVER, "file: dot.png", "file: drawn.svg", "manuscript/treatment", "colours of the tokens"),
    "a type": (OWN, '"ground"]', '"ground"]\ntypes = ["artikle"]', "tokens/treatment", "'article'"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_cannot_be_is_told_at_its_line(treated: Sample, name: str) -> None:
    file, old, new, rule, hint = FAULTS[name]
    treated.change(file, old, new)
    told = {"a drawing": "treatment: duo", "a type": "[treatments.duo]"}.get(name, new)
    assert_only_found(treated.composed_findings(), rule, file=file, line=treated.line(file, told), hint=hint)


def test_new_inks_reach_a_picture_that_was_set_before(treated: Sample) -> None:
    before = content_of(Snapshot(treated.project), treated.inputs().tokens, "/generated/duo./source/sample/dot.png")
    treated.change(OWN, '"text"', '"accent"')
    after = content_of(Snapshot(treated.project), treated.inputs().tokens, "/generated/duo./source/sample/dot.png")
    assert isinstance(before, Bitmap)
    assert isinstance(after, Bitmap)
    assert before.data == after.data == png()
    assert repr(before.treatment) != repr(after.treatment)
