"""Press preflight: silence on good work, and for every rule one fault that makes exactly that rule speak."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name, String

from brochurepress.findings import Finding, Severity
from brochurepress.pdf.inspect.inspection import inspect
from brochurepress.preflight.artwork_check import preflight
from brochurepress.preflight.press.document import comparable
from brochurepress.preflight.rules import RULES
from tests.support.press_faults import FAULTS
from tests.support.press_sample import DATE, PAGE, PressSample, composite, font, form, press_sample
from tests.support.press_spoils import (
    BESIDE,
    INK,
    Fault,
    alpha,
    annotation,
    attributed,
    beside,
    entered,
    info,
    inks_of,
    jpeg,
    jpx,
    lettered,
    mapped,
    page_entry,
    painted,
    placed,
    renamed,
    root_entry,
    separation,
    text,
    uncoloured,
    xmp,
)


def check(sample: PressSample) -> tuple[Finding, ...]:
    return preflight(inspect(sample.data, "press.pdf"), sample.printer)


def test_a_good_press_file_trips_no_rule() -> None:
    assert check(press_sample()) == ()


@pytest.mark.parametrize(("rule", "fault"), [row[::2] for row in FAULTS], ids=[" ".join(row[:2]) for row in FAULTS])
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
    assert rule.clause and rule.hint and rule.group
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


def _without_checksum(sample: PressSample) -> None:
    made = form(sample.pdf, "0 0 0 0.5 k 0 0 30 30 re f")
    made.write(zlib.compress(made.read_bytes())[:-4], filter=Name.FlateDecode)
    painted("q /Short Do Q", XObject_Short=made)(sample)


GOOD: dict[str, Fault] = {
    "the same profile for PDF/A": lambda sample: beside(
        sample, sample.pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
    ),
    "a day without its hour": lambda sample: (
        info("CreationDate", String("D:20260115"))(sample),
        xmp(f"<xmp:CreateDate>{DATE}", "<xmp:CreateDate>2026-01-15T00:00:00+00:00")(sample),
    )[0],
    "unseen text in a font that is not embedded": painted(
        "q BT 3 Tr /Bare 10 Tf 40 120 Td (water) Tj ET Q", Font_Bare=lambda pdf: font(pdf, False)
    ),
    "no BleedBox": lambda sample: sample.page.__delitem__("/BleedBox"),
    "a colour that prints on no plate": painted(
        "q /Unseen cs 1 scn 40 40 60 60 re f Q", ColorSpace_Unseen=separation("None")
    ),
    "viewer preferences of the bleed": root_entry("ViewerPreferences", Dictionary(ViewArea=Name.BleedBox)),
    "one of two blend modes is known": painted(
        "/Odd gs /Knockout gs", ExtGState_Odd=Dictionary(BM=Array([Name.Foo, Name.Normal]))
    ),
    "a composite font": painted(
        "q /Overprint gs BT /Wide 10 Tf 40 120 Td 0 0 0 1 k <00020003> Tj ET Q", Font_Wide=composite
    ),
    "black by its name, which overprints": painted(
        text("/Overprint gs /Key cs 1 scn"), ColorSpace_Key=separation("Black")
    ),
    "a page to open at": lambda sample: root_entry("OpenAction", Array([sample.page, Name.Fit]))(sample),
    "a printer's mark beside the page": page_entry("Annots", annotation("PrinterMark", BESIDE)),
    "the transfer function of the device": painted("/Own gs", ExtGState_Own=Dictionary(TR2=Name.Default)),
    "outlined text that is filled too": painted(text("/Overprint gs 0 0 0 1 k 0 0 0 1 K 0.1 w 2 Tr")),
    "a composite font with a map": painted(
        "q /Overprint gs BT /Wide 10 Tf 40 120 Td 0 0 0 1 k <00010003> Tj ET Q", Font_Wide=mapped
    ),
    "widths that were rounded": lettered(Widths=Array([500.9] * 95)),
    "a name for another letter that the font has": renamed(97, Name.b),
    "a space that the font has not": lettered("(wa\\240ter)"),
    "white dots of strokes without length": painted("q 0 0 0 0 K 1 J 6 w 60 60 m 60 60 l S Q"),
    "a picture as a whole negative": placed(300, Decode=Array([1, 0] * 4)),
    "a flat picture that is wholly masked": placed(300, samples=b"\0" * 40_000, SMask=lambda pdf: alpha(pdf, 0)),
    "a picture half seen through": placed(300, SMask=lambda pdf: alpha(pdf, 128)),
    "a form of no area that paints nothing": painted(
        "q /Empty Do Q", XObject_Empty=lambda pdf: entered(form(pdf, "q Q"), BBox=Array([0, 0, 0, 0]))
    ),
    "colours and line widths within a path": painted("q 40 40 m 0 0 0 0.5 K 1 w 90 40 l S Q"),
    "inks of the process with its attributes": painted(
        "q /Four cs 0.5 0.5 scn 40 40 5 5 re f Q",
        ColorSpace_Four=attributed(Process=Dictionary(ColorSpace=Name.DeviceCMYK)),
    ),
    "an inline stencil": painted(f"q {INK} 0.9 0 0 0.9 40 40 cm BI /W 16 /H 16 /IM true ID {'a' * 32} EI Q"),
    "standard fonts that nothing is set in": painted(
        "",
        Font_Spare=lambda pdf: pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        ),
    ),
    "a packed stream without its checksum": lambda sample: _without_checksum(sample),
    "properties of the resources": painted("/Span /Own BDC EMC", Properties_Own=Dictionary()),
    "process inks by their names": painted(
        "q /Four cs 0.5 0.5 scn 40 40 60 60 re f Q", ColorSpace_Four=lambda pdf: inks_of(pdf, Name.DeviceCMYK)
    ),
    "a JPEG 2000 that says itself that it is grey": jpx("L"),
    "a JPEG of four inks, inverted": jpeg("CMYK", Decode=Array([1, 0] * 4)),
    "text that clips": painted("q BT /Sans 40 Tf 7 Tr 40 60 Td (wat) Tj ET 0 0.5 0.5 0 k 40 50 90 60 re f Q"),
    "marked content and text in turns": painted(f"/Span BMC {text('/Overprint gs 0 0 0 1 k')} EMC BT ET BX EX"),
    "a stamp beside the page": page_entry("Annots", annotation("Stamp", BESIDE)),
    "an uncoloured tile in process ink": lambda sample: uncoloured(sample, Name.DeviceCMYK, "0 0 0 0.5"),
}


@pytest.mark.parametrize("name", GOOD)
def test_good_work_that_looks_odd_trips_no_rule(name: str) -> None:
    sample = press_sample()
    GOOD[name](sample)
    assert check(sample) == ()


MALFORMED: dict[str, tuple[Fault, str]] = {
    "an annotation without a rectangle": (
        page_entry("Annots", Array([Dictionary(Type=Name.Annot, Subtype=Name.Text)])),
        "an annotation is malformed",
    ),
    "an annotation that is null": (page_entry("Annots", Array([None])), "an annotation is malformed"),
    "a box of three numbers": (page_entry("ArtBox", Array([0, 0, 9])), "a rectangle has 3 numbers instead of 4"),
    "a box of words": (page_entry("BleedBox", Array([String("a")] * 4)), "the BleedBox is malformed"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_on_one_page_is_told_there_and_the_rest_is_judged(name: str) -> None:
    sample = press_sample()
    fault, told = MALFORMED[name]
    fault(sample)
    painted("q 1 0 0 rg 40 40 5 5 re f Q")(sample)
    findings = check(sample)
    assert [told in finding.message for finding in findings].count(True) == 1
    assert {finding.rule for finding in findings} == {"check/unreadable", "press/colour-space"}
    assert {finding.place.page for finding in findings} == {1}


def test_a_page_too_large_to_be_measured_is_said_not_to_be_judged() -> None:
    sample = press_sample(pages=1)
    for box in ("MediaBox", "BleedBox", "TrimBox"):
        sample.page[f"/{box}"] = Array([0, 0, 9000, 400])
    findings = {finding.rule: finding for finding in check(sample)}
    assert "not judged" in findings["check/limit"].message
    assert not findings.keys() & {"press/bleed-paint", "press/ink-known", "press/empty-page", "check/unreadable"}


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("D:2026", "2026-01-01T00:00:00+00:00"),
        ("D:20260115123456+01'00'", "2026-01-15T12:34:56+01:00"),
        ("2026-01-15T12:34:56", "2026-01-15T12:34:56+00:00"),
        ("D:20261330", "D:20261330"),
        ("yesterday", "yesterday"),
    ],
)
def test_dates_of_both_kinds_are_moments_and_what_is_none_is_a_text(written: str, moment: str) -> None:
    told = comparable(written)
    assert (told if isinstance(told, str) else told.isoformat()) == moment
