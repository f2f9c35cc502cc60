"""Rules on what any PDF paints: text that is covered or cut, and good work that only looks like it."""

from __future__ import annotations

import pytest

from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.painted import check_painted
from brochurepress.preflight.rules import RULES
from tests.support.press_sample import form, press_sample

TEXT = "q 0 0 0 1 k BT /Sans 20 Tf 60 180 Td (water) Tj ET Q"
WHITE = "0 0 0 0 k"

SILENT = {
    "a text on a picture": f"q 1 0 0 0 k 40 170 90 40 re f Q {TEXT}",
    "a text on its own outline": f"q 0 0 0 0 k BT /Sans 20 Tf 60 180 Td 2 Tr 4 w (water) Tj ET Q {TEXT}",
    "a text struck through": f"{TEXT} q 60 184 60 1 re f Q",
    "a line across a label": f"{TEXT} q 0 1 0 0 K 0.8 w 40 160 m 130 210 l S Q",
    "a picture whose box meets the text, but no letter": f"{TEXT} q 130 170 m 140 170 l 40 300 l f Q",
    "text that paints nothing under a scan": "q BT 3 Tr /Sans 20 Tf 60 180 Td (water) Tj ET Q q 40 170 90 40 re f Q",
    "a text within the path that clips it": f"q 40 170 90 40 re W n {TEXT} Q",
    "a text that reaches far off the page": "q 0 0 0 1 k BT /Sans 20 Tf 60 180 Td [(wa) -9000000"
    " (ter)] TJ ET Q q 40 400 90000 40 re f Q",
    "a text in a page turned over, and over again": "q 1 0 0 -1 0 380 cm BT /Sans 20 Tf 1 0 0 -1 60 180 Tm (a) Tj ET Q",
    "a text of a negative size": "BT /Sans -20 Tf -1 0 0 -1 60 180 Tm (water) Tj ET",
    "a condensed text, upright": "BT /Sans 20 Tf 60 Tz 0 1 -1 0 60 180 Tm (water) Tj ET",
    "a text set wide": "BT /Sans 20 Tf 60 180 Td 8 Tc (water) Tj ET",
    "a text with a move back": "BT /Sans 20 Tf 60 180 Td [(water) -4000 (wat) 9000 (r)] TJ ET",
    "a slanted text": "BT /Sans 20 Tf 1 0 0.3 1 60 180 Tm (water) Tj ET",
    "a text beside the path that clips it": f"q 40 20 90 40 re W n {TEXT} Q",
}

SPOKEN = {
    "covered": ("pdf/covered-text", f"{TEXT} q {WHITE} 40 170 90 40 re f Q", "“water” is hidden"),
    "the last letter covered": ("pdf/covered-text", f"{TEXT} q {WHITE} 101 170 40 40 re f Q", "“r” in “water”"),
    "covered by a form": ("pdf/covered-text", f"{TEXT} q 2 0 0 1 40 170 cm /Cover Do Q", "“water” is hidden"),
    "cut at its side": ("pdf/cut-text", f"q 40 170 43 40 re W n {TEXT} Q", "'water'"),
    "mirrored": ("pdf/text-shape", "q -1 0 0 1 180 0 cm BT /Sans 20 Tf 60 180 Td (water) Tj ET Q", "at -100%"),
    "upside down, mirrored": ("pdf/text-shape", "BT /Sans 20 Tf 1 0 0 -1 60 180 Tm (water) Tj ET", "at -100%"),
    "squeezed": ("pdf/text-shape", "q 20 Tz BT /Sans 20 Tf 60 180 Td (water) Tj ET Q", "at 20% of the width"),
    "squeezed by its matrix": ("pdf/text-shape", "BT /Sans 20 Tf 0.2 0 0 1 60 180 Tm (water) Tj ET", "at 20%"),
    "kerned upon itself": (
        "pdf/text-shape",
        "BT /Sans 20 Tf 60 180 Td [(w) 470 (a) 470 (t) 470 (e) 470 (r)] TJ ET",
        "at 25%",
    ),
    "spaced upon itself": ("pdf/text-shape", "BT /Sans 20 Tf -9 Tc 60 180 Td (water) Tj ET", "at 10%"),
    "drawn out": ("pdf/text-shape", "BT /Sans 5 Tf 4 0 0 1 60 180 Tm (water) Tj ET", "at 400%"),
    "cut along its middle": ("pdf/cut-text", f"q 40 186 90 40 re W n {TEXT} Q", "'water'"),
}


def spoken(code: str) -> list[tuple[str, str]]:
    sample = press_sample()
    sample.resource("XObject", "Cover", form(sample.pdf, f"{WHITE} 0 0 60 40 re f"))
    sample.paint(code)
    return [(finding.rule, finding.message) for finding in check_painted(inspect(sample.data))]


@pytest.mark.parametrize("code", SILENT.values(), ids=SILENT)
def test_good_work_trips_no_rule(code: str) -> None:
    assert spoken(code) == []


@pytest.mark.parametrize(("rule", "code", "said"), SPOKEN.values(), ids=SPOKEN)
def test_one_fault_trips_exactly_its_rule(rule: str, code: str, said: str) -> None:
    ((found, message),) = spoken(code)
    assert found == rule
    assert said in message


def test_of_many_texts_exactly_those_that_are_covered_are_told() -> None:
    places = [(x, y) for y in range(60, 360, 20) for x in range(40, 140, 10)]
    covered = places[::7]
    texts = "".join(f"BT /Sans 8 Tf {x} {y} Td (a) Tj ET " for x, y in places)
    boxes = "".join(f"{x - 1} {y - 1} 6 8 re f " for x, y in covered)
    sample = press_sample(pages=1)
    sample.page.Contents = sample.pdf.make_stream(f"0 0 0 1 k {texts} {WHITE} {boxes}".encode())
    (told,) = inspect(sample.data).covered
    assert len(told) == len(covered)
    assert {(round(text.box.left, -1), round(text.box.bottom, -1)) for text in told} == set(covered)


@pytest.mark.parametrize(("turned", "told"), [([2], [2]), ([1, 2, 3, 4], []), ([], [])])
def test_a_page_that_is_turned_over_is_told_unless_all_are(turned: list[int], told: list[int]) -> None:
    sample = press_sample()
    for number in turned:
        sample.pdf.pages[number - 1].obj.Rotate = 180
    findings = check_painted(inspect(sample.data))
    assert [(finding.rule, finding.place.page) for finding in findings] == [("pdf/upside-down", page) for page in told]


def test_every_rule_has_its_fault() -> None:
    assert {"pdf/upside-down", *(row[0] for row in SPOKEN.values())} == {
        name for name in RULES if name.startswith("pdf/")
    }


def test_a_copy_of_a_run_is_asked_for_covered_text_only() -> None:
    sample = press_sample()
    sample.paint(f"{SPOKEN['covered'][1]} 1 0 0 1 0 60 cm {SPOKEN['cut at its side'][1]}")
    assert [f.rule for f in check_painted(inspect(sample.data), every=False)] == ["pdf/covered-text"]
