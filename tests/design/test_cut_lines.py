"""Lines cut to measure: as long as it, in the greatest height that can be; what cannot be cut says by how much."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from brochurepress.design.cut_lines import CutLine, Cutter, _inked
from brochurepress.design.fonts import open_font
from brochurepress.design.tokens import ToMeasure
from brochurepress.findings import Place
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.capitals import capital

FILE = "layouts/kits/loud/fonts/anybody-normal.woff2"
CUT, CAP = ToMeasure((53, 150), 900, ("CAPS",)), 0.675
MEASURE = 128.0


def font() -> TTFont:
    return open_font(Snapshot(Project(HOME)), FILE, Place())


def cutter() -> Cutter:
    return Cutter(font(), CUT, CAP, 2.5 / MEASURE)


def line(text: str, *heights_mm: float) -> CutLine:
    return cutter().line(text, tuple(height / MEASURE for height in heights_mm))


STUDY = {
    # text: heights that are offered, the height taken, both in mm, and the width that was found when it was designed
    "Hoe groot is": ((40, 10), 10, 119.1),
    "groot": ((40, 10), 40, 60.6),
    "Meet mee": ((20, 10, 5), 20, 82.0),
    "Onze maten": ((20, 10, 5), 20, 63.0),
    "Elf minuten lopen": ((20, 10, 5), 10, 80.2),
    "Open": ((40, 20, 10), 40, 75.1),
    "4.218": ((40, 20, 10), 40, 70.5),
}


@pytest.mark.parametrize("text", STUDY)
def test_lines_are_cut_as_they_were_designed(text: str) -> None:
    heights, taken, width = STUDY[text]
    made = line(text, *heights)
    assert abs(made.tall * MEASURE - taken) < 0.01 and abs(made.width - width) < 0.5 and not made.over
    ink = _inked(font(), CUT, text, made.width)[0] * made.size
    assert abs(ink - 1) * MEASURE < 0.01
    assert abs(made.size * CAP - made.tall) * MEASURE < 0.2


def test_marks_of_quotation_hang_outside_the_measure() -> None:
    bare, marked = line("Een afspraak", 10), line("‘Een afspraak’", 10)
    assert (bare.width, bare.size) == (marked.width, marked.size) and marked.bearing > bare.bearing + 0.1


def test_what_fits_no_height_takes_one_between_them() -> None:
    assert 10 < line("sample", 40, 10).tall * MEASURE < 40


@pytest.mark.parametrize(("text", "sign"), [("A", -1), ("Aansprakelijkheidsverzekeringsmaatschappijen", 1)])
def test_what_cannot_be_cut_says_by_how_much(text: str, sign: int) -> None:
    made = line(text, 20)
    assert made.over * sign > 0.05 and made.classes.endswith(
        f"{'long' if sign > 0 else 'short'}-{round(100 * abs(made.over))}"
    )
    assert _inked(font(), CUT, text, made.width)[0] * made.size < 1.001


def test_lines_fill_a_room_with_widths_that_are_alike() -> None:
    made = cutter().filled(["Wie niets", "meet", "weet niet", "wat hij", "mist"], 5 / MEASURE, 125 / MEASURE)
    heights = [round(each.tall * MEASURE) for each in made]
    assert sum(heights) == 125 and all(height % 5 == 0 for height in heights)
    assert all(55 < each.width < 110 for each in made)


@pytest.mark.parametrize(
    ("language", "small", "shape"),
    [
        ("tr", "ilgi ılık", "İLGİ ILIK"),
        ("az", "ilgi ılık", "İLGİ ILIK"),
        ("nl", "ijs één", "IJS ÉÉN"),
        ("de", "straße", "STRAẞE"),
    ],
)
def test_capitals_are_those_of_their_language(language: str, small: str, shape: str) -> None:
    made = _inked(font(), CUT, small, 80, language)
    assert made == _inked(font(), CUT, shape, 80) and (made[2] > CAP + 0.05) == (language != "de")


@pytest.mark.parametrize(("letter", "shape"), [("ά", "Α"), ("ΐ", "Ϊ"), ("Ώ", "Ω"), ("ς", "Σ"), ("é", "É"), ("ß", "ẞ")])
def test_a_letter_has_the_capital_that_a_line_of_capitals_asks_for(letter: str, shape: str) -> None:
    assert capital(letter) == shape


def test_small_letters_have_the_shapes_of_capitals_and_stay_small_letters() -> None:
    assert _inked(font(), CUT, "één ijk", 80) == _inked(font(), CUT, "ÉÉN IJK", 80)
    assert font().getGlyphID("a.caps") != font().getGlyphID("A")
