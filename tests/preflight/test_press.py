"""Press preflight: silence on good work, and for every rule one fault that makes exactly that rule speak."""

from __future__ import annotations

from typing import Any

import pytest
from pikepdf import Array

from prepress.findings import Finding, Severity
from prepress.pdf.inspect.inspection import inspect
from prepress.preflight.press.check import preflight
from prepress.preflight.rules import RULES
from tests.support.press_faults import FAULTS, Fault, painted, separation, text
from tests.support.press_sample import PAGE, PressSample, press_sample


def check(sample: PressSample) -> tuple[Finding, ...]:
    return preflight(inspect(sample.data, "press.pdf"), sample.printer)


def test_a_good_press_file_trips_no_rule() -> None:
    assert check(press_sample()) == ()


@pytest.mark.parametrize(
    ("rule", "fault"), [row[::2] for row in FAULTS], ids=[" ".join(row[:2]) for row in FAULTS]
)
def test_one_fault_trips_exactly_its_rule(rule: str, fault: Fault) -> None:
    sample = press_sample()
    fault(sample)
    findings = check(sample)
    assert {finding.rule for finding in findings} == {rule}
    assert {finding.severity for finding in findings} == {RULES[rule].severity}
    assert all(finding.hint and finding.place.artwork == "press.pdf" for finding in findings)


def test_every_rule_has_its_fault() -> None:
    assert {row[0] for row in FAULTS} == {name for name in RULES if name.startswith("press/")}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_what_it_demands_and_how_to_cure_it(rule: Any) -> None:
    assert rule.demand.endswith(".")
    assert rule.title and rule.clause and rule.hint and rule.group
    assert isinstance(rule.severity, Severity)


def test_the_ordered_size_is_compared_with_the_trim() -> None:
    sample = press_sample()
    findings = preflight(inspect(sample.data), sample.printer, ordered_mm=(148, 210))
    assert [finding.rule for finding in findings] == ["press/trim-size"] * 4
    assert "105.0 x 148.0 mm, not 148.0 x 210.0 mm" in findings[0].message


def test_a_finding_names_page_object_and_place() -> None:
    sample = press_sample()
    painted(text("0 0 0 1 k"))(sample)
    (finding,) = check(sample)
    assert finding.place.page == 1
    assert "'water'" in finding.message
    assert finding.place.box == pytest.approx((40, 118, 65, 127), abs=0.1)


def test_faults_of_one_page_in_the_same_words_are_one_finding() -> None:
    sample = press_sample()
    painted("q 1 0 0 rg 40 40 5 5 re f 60 40 5 5 re f 80 40 5 5 re f Q")(sample)
    (finding,) = check(sample)
    assert finding.message == "a path is in DeviceRGB (3 times)"


def test_marks_outside_the_bleed_are_no_part_of_the_product() -> None:
    sample = press_sample()
    sample.page.MediaBox = Array([*PAGE.slug(10)])
    painted("q /Reg CS 1 SCN 0.25 w -25 0 m -12 0 l S Q", ColorSpace_Reg=separation("All"))(sample)
    assert check(sample) == ()


def test_the_bleed_box_is_what_is_inspected_of_a_page() -> None:
    inspection = inspect(press_sample().data)
    plates = inspection.plates[0]
    assert plates.area == pytest.approx(tuple(PAGE.bleed), abs=72 / plates.ppi)
    assert (plates.area.left, plates.area.top) == pytest.approx((PAGE.bleed.left, PAGE.bleed.top), abs=1e-3)


def test_letters_set_one_by_one_are_quoted_as_words() -> None:
    sample = press_sample()
    painted("q 0 0 0 1 k BT /Sans 10 Tf 40 120 Td (d) Tj (a) Tj (m) Tj 40 0 Td (e) Tj (n) Tj ET Q")(sample)
    (finding,) = check(sample)
    assert finding.message == "black text below 12 pt knocks out: 'dam en'"
