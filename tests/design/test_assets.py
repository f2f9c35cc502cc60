"""Pictures: found, proved to be pictures that stand on their own, and filled with colour tokens."""

from __future__ import annotations

import base64

import pytest
from PIL import ImageFile

from brochurepress.design.assets import RASTER, VECTOR, locate_picture
from brochurepress.workspace.limits import LimitName
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.sample_project import Sample, png

FOLDER = "source/sample"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def located(good: Sample, reference: str) -> str:
    return locate_picture(Snapshot(good.project), (FOLDER,), reference)


def fault(good: Sample, reference: str) -> str:
    with pytest.raises(ValueError, match=r".") as caught:
        located(good, reference)
    return str(caught.value)


def test_a_picture_of_the_edition(good: Sample) -> None:
    assert located(good, "dot.png") == "source/sample/dot.png"


def test_a_picture_of_all_editions(good: Sample) -> None:
    good.write("assets/pictures/all.png", png())
    assert located(good, "pictures/all.png") == "assets/pictures/all.png"


def test_the_edition_s_own_goes_first(good: Sample) -> None:
    good.write("assets/dot.png", png())
    assert located(good, "dot.png") == "source/sample/dot.png"


@pytest.mark.parametrize("name", ["two words.png", "half (1).png", "it's.png", 'q"q.png', "é.png", "50%.png"])
def test_a_name_is_encoded_for_html_and_css(good: Sample, name: str) -> None:
    good.write(f"{FOLDER}/{name}", png())
    reference = located(good, name)
    assert not set(reference) & set(" \"'()")
    assert good.project.find(reference).name == name


def test_the_pictures_of_the_press_stand_on_their_own() -> None:
    for path in sorted((HOME / "assets/pictures").iterdir()):
        assert (
            locate_picture(Snapshot(Project(HOME)), ("source/none",), f"pictures/{path.name}")
            == f"assets/pictures/{path.name}"
        )


@pytest.mark.parametrize("suffix", RASTER)
def test_a_text_with_the_name_of_a_picture(good: Sample, suffix: str) -> None:
    good.write(f"{FOLDER}/a{suffix}", "a text")
    assert "is not a picture that can be read" in fault(good, f"a{suffix}")


def test_an_empty_picture(good: Sample) -> None:
    assert "is not a picture that can be read" in fault(good.write(f"{FOLDER}/a.png", b""), "a.png")


@pytest.mark.parametrize("lenient", [True, False])
def test_a_picture_that_breaks_off(good: Sample, monkeypatch: pytest.MonkeyPatch, lenient: bool) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    whole = png(400, 400)
    good.write(f"{FOLDER}/a.png", whole[: len(whole) // 2])
    assert "is PNG, but damaged, cut off" in fault(good, "a.png")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


def test_too_many_pixels(good: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LimitName.PIXELS, "most", 99)
    good.write(f"{FOLDER}/a.png", png(10, 10))
    assert "10 x 10 pixels, too many" in fault(good, "a.png")


def test_a_picture_that_was_mended_is_asked_again(good: Sample) -> None:
    good.write(f"{FOLDER}/a.png", "a text")
    fault(good, "a.png")
    assert located(good.write(f"{FOLDER}/a.png", png()), "a.png")


@pytest.mark.parametrize("name", ["a.txt", "a", "1-cover.md", "a.png.exe"])
def test_another_kind_of_file(good: Sample, name: str) -> None:
    assert "is no picture (known: avif, gif, heic" in fault(good, name)


def test_a_picture_that_is_not_there(good: Sample) -> None:
    assert fault(good, "dots.png") == "there is no picture 'dots.png' in source/sample/ or assets/"


VECTORS: dict[str, tuple[str | bytes, str]] = {
    "no XML": ("a text", "is not a picture that can be read"),
    "broken XML": (SVG.format("<g>"), "is not a picture that can be read"),
    "another XML": ("<html/>", "is XML but no SVG"),
    "another namespace": ('<svg xmlns="http:/www.w3.org/2000/svg" viewBox="0 0 9 9"/>', "is XML but no SVG"),
    "another encoding": (SVG.format("é").encode("latin-1"), "is not a picture that can be read"),
    "entities of entities": (f'<!DOCTYPE svg [<!ENTITY a "&b;">]>{SVG.format("&a;")}', "declares entities of entities"),
    "entities of elsewhere": (
        f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///a">]>{SVG.format("&a;")}',
        "declares entities or other things from elsewhere",
    ),
    "what moves": (SVG.format("<rect><animate/></rect>"), "holds <animate>: it moves or acts"),
    "an effect": (SVG.format("<filter><feDisplacementMap/></filter>"), "save that part as a bitmap"),
    "a style that is drawn otherwise": (SVG.format("<style>@layer a{}</style>"), "has @layer in its style"),
    "a text on a path of its own": (
        SVG.format('<text><textPath path="M0 0h9">a</textPath></text>'),
        "with path: M0 0h9",
    ),
    "a gradient from a circle": (SVG.format('<radialGradient fr=".2"/>'), "begins at a circle (fr)"),
    "a script": (SVG.format("<script>alert(1)</script>"), "holds <script>"),
    "foreign content": (SVG.format("<foreignObject/>"), "holds <foreignObject>"),
    "a handler": (SVG.format('<path onclick="x"/>'), "holds onclick="),
    "a picture of another host": (SVG.format('<image href="https://example.org/a.png"/>'), "https://example.org/a.png"),
    "a picture by an old link": (SVG.format('<image xlink:href="file:///etc/a.png"/>'), "file:///etc/a.png"),
    "a picture beside it": (SVG.format('<image href="dot.png"/>'), "'dot.png'"),
    "a fill of another file": (SVG.format('<path fill="url(b.svg#a)"/>'), "b.svg#a"),
    "a style of another host": (SVG.format("<style>@import 'https://example.org/a.css';</style>"), "@import"),
    "a font of another host": (SVG.format("<style>a{src:url(https://example.org/a)}</style>"), "https://example.org/a"),
}


@pytest.mark.parametrize("name", VECTORS)
def test_a_drawing_that_cannot_be_set(good: Sample, name: str) -> None:
    content, said = VECTORS[name]
    assert said in fault(good.write(f"{FOLDER}/a.svg", content), "a.svg")


GOOD_VECTORS = {
    "plain": SVG.format("<path/>"),
    "with a document type": f'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "a" "b">{SVG.format("")}',
    "with a reference in it": SVG.format('<use href="#a"/><path fill="url(#b)"/><path fill=\'url( "#b")\'/>'),
    "with a picture in it": SVG.format(f'<image href="data:image/png;base64,{base64.b64encode(png()).decode()}"/>'),
    "with an entity": '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("<g class='&a;'/>"),
    "with a token": SVG.format('<path fill="var(--zee)"/>'),
}


@pytest.mark.parametrize("name", GOOD_VECTORS)
def test_a_drawing_that_stands_on_its_own(good: Sample, name: str) -> None:
    good.write(f"{FOLDER}/a.svg", GOOD_VECTORS[name])
    assert located(good, "a.svg") == "source/sample/a.svg"
    assert ".svg" in VECTOR
