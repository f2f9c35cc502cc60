"""The report: every page, plate, colour, font, image and finding is in it, nothing from outside."""

from __future__ import annotations

import base64
import dataclasses
import io
import itertools
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from brochurepress.design.geometry import Box
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.pdf.inspect.plates import Plates
from brochurepress.preflight.artwork_check import preflight
from brochurepress.preflight.report.document import (
    OVER_LIMIT,
    PAGE_PPI,
    heat_map,
    number,
    ranges,
    rendered_recipes,
    signed,
    write_report,
)
from brochurepress.preflight.transcript import ReadingStop
from brochurepress.source.languages import read_strings
from brochurepress.workspace.limits import LimitName
from brochurepress.workspace.project import Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.press_sample import ROOT, PressSample, press_sample, printer

DUTCH = read_strings(Snapshot(Project(ROOT)), "report", "nl-NL").text
VOID = {"meta", "img", "link", "br", "rect", "circle"}


class Page(HTMLParser):
    """Elements of a report with their attributes, their nesting checked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


def report(sample: PressSample, language: str = "nl-NL", transcript: tuple[ReadingStop, ...] = ()) -> str:
    inspection = inspect(sample.data, "press.pdf")
    findings = preflight(inspection, sample.printer)
    return write_report(
        inspection, findings, sample.printer, Snapshot(Project(ROOT)), "Water & wegen", language, transcript
    )


@pytest.fixture(scope="module")
def clean() -> str:
    return report(press_sample())


@pytest.fixture(scope="module")
def faulty() -> str:
    sample = press_sample()
    sample.paint("q 1 0 0 rg 40 40 50 50 re f Q")
    return report(sample)


def test_it_shows_each_page_with_four_plates_and_its_total_ink(clean: str) -> None:
    pictures = Page(clean).all("img")
    assert len(pictures) == 4 * (1 + 4 + 1)
    assert all(picture["alt"] for picture in pictures)


def test_it_needs_nothing_from_outside(clean: str) -> None:
    page = Page(clean)
    addresses = [
        value for _, attributes in page.elements for name, value in attributes.items() if name in ("src", "href")
    ]
    assert all(address.startswith(("data:image/webp;base64,", "#")) for address in addresses)
    assert not page.all("script") and not page.all("link")


def test_it_draws_trim_bleed_and_safety_on_every_page(clean: str) -> None:
    drawn = [entry["class"] for entry in Page(clean).all("rect") if "class" in entry]
    assert drawn == ["bleed", "trim", "safe"] * 4


def test_it_says_that_nothing_is_wrong(clean: str) -> None:
    assert DUTCH["accepted"] in clean and DUTCH["none"] in clean


def test_it_lists_recipes_fonts_and_images(clean: str) -> None:
    assert "100 · 84 · 5 · 4" in clean
    assert "Sample" in clean and "9 · 10 · 20" in clean
    assert "200 × 150" in clean and ">240<" in clean


def test_a_finding_is_listed_and_marked_on_its_page(faulty: str) -> None:
    page = Page(faulty)
    (mark,) = [entry for entry in page.all("a") if entry.get("class") == "mark error"]
    assert mark["href"] == "#finding-1"
    assert "een vlak of lijn staat in DeviceRGB" in mark["aria-label"]
    assert DUTCH["withheld"] in faulty


def test_a_finding_with_a_place_has_a_picture_of_it_beside_it(clean: str, faulty: str) -> None:
    (crop,) = (each for each in Page(faulty).all("img") if each.get("class") == "crop")
    with Image.open(io.BytesIO(base64.b64decode(crop["src"].partition(",")[2]))) as picture:
        assert picture.width == pytest.approx(60 / 25.4 * PAGE_PPI, abs=2)
        pixels = np.asarray(picture.convert("RGB")).astype(int)
    assert ((pixels[:, :, 0] > 180) & (pixels[:, :, 1] < 110)).sum() > 500 and len(crop["src"]) < 12_000
    assert not any(each.get("class") == "crop" for each in Page(clean).all("img"))


def test_every_reference_has_its_target(faulty: str) -> None:
    page = Page(faulty)
    targets = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    assert {entry["href"][1:] for entry in page.all("a")} <= targets
    assert {
        attributes["aria-labelledby"] for _, attributes in page.elements if "aria-labelledby" in attributes
    } <= targets


def test_headings_step_down_one_level_at_a_time(faulty: str) -> None:
    levels = [int(tag[1]) for tag, _ in Page(faulty).elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_texts_are_escaped(clean: str) -> None:
    assert "Water &amp; wegen" in clean


def test_the_transcript_has_its_place_when_it_is_given(clean: str) -> None:
    assert 'id="transcript"' not in clean
    html = report(press_sample(4), transcript=(ReadingStop(3, "heading 1", "Water & weg", "nl"),))
    assert 'id="transcript"' in html
    assert '<li><small>3 · heading 1</small> <span lang="nl">Water &amp; weg</span></li></ol>' in html


def test_it_speaks_the_language_of_the_edition() -> None:
    html = report(press_sample(), language="en")
    assert '<html lang="en">' in html and "No remarks" in html
    assert DUTCH["plates"] not in html


def test_two_reports_are_equal(clean: str) -> None:
    assert report(press_sample()) == clean


def test_pictures_are_no_text_that_the_template_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    picture = "data:image/webp;base64," + "A" * 10**6
    monkeypatch.setattr("brochurepress.preflight.report.document.picture_address", lambda pixels, quality: picture)
    monkeypatch.setattr(LimitName.TEMPLATE, "most", 10**6)
    assert report(press_sample(1)).count(picture) == 6


def test_ink_above_the_limit_stands_out_in_the_heat_map() -> None:
    tints = np.zeros((4, 1, 3), np.uint8)
    tints[:, 0, 1], tints[:, 0, 2] = 180, 230
    plates = Plates(100, Box(0, 0, 3, 1), tints)
    empty, dark, over = heat_map(plates, printer().condition.ink_limit_percent)[0]
    assert tuple(empty) == (255, 255, 255)
    assert tuple(over) == OVER_LIMIT and tuple(dark) != OVER_LIMIT


def test_a_spot_colour_is_told_by_its_name() -> None:
    sample = press_sample(pages=1)
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 0.6, 1, 0]), N=1)
    sample.resource("ColorSpace", "Spot", Array([Name.Separation, Name.Oranje, Name.DeviceCMYK, tint]))
    sample.page.Contents = sample.pdf.make_stream(b"/Spot cs 0.5 scn 40 40 60 60 re f")
    html = report(sample)
    assert "<figcaption><span>Oranje</span>" in html
    assert "0 · 0 · 0 · 0 · Oranje 50" in html


def test_a_swatch_looks_like_its_recipe() -> None:
    paper, black = rendered_recipes([{}, {"Black": 100}])
    assert paper == "#ffffff"
    assert rendered_recipes([{"Oranje": 100}]) == (black,)
    assert all(int(black[at : at + 2], 16) < 60 for at in (1, 3, 5))


def test_page_numbers_and_numbers_are_short() -> None:
    assert ranges([4, 1, 2, 3, 7, 2]) == "1–4, 7"
    assert (number(3.0, 1), number(2.56, 1, ","), number(100)) == ("3", "2,6", "100")


def test_a_difference_has_its_sign_unless_it_rounds_to_nothing() -> None:
    assert (signed(0.55, 1, ","), signed(-3), signed(0.04, 1), signed(-0.2)) == ("+0,6", "−3", "0", "0")


def test_a_page_that_cannot_be_read_does_not_stop_the_report() -> None:
    sample = press_sample()
    sample.page.Contents.write(b"BT (a) Tj ET")
    assert "check/unreadable" in report(sample)


def test_the_printers_limit_is_named(clean: str) -> None:
    limit = dataclasses.asdict(printer())["condition"]["ink_limit_percent"]
    assert f"grens {limit:g} %" in clean
