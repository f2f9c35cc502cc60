"""Resources: each page only what it names, each object once, groups and soft masks in their own space."""

from __future__ import annotations

from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name

from brochurepress.pdf.inspect.functions import evaluate
from tests.support.separated_pdf import font, operators, ramp, separated, sheet, stream


def form(pdf: pikepdf.Pdf, content: str, **entries: Any) -> Any:
    return stream(pdf, content, Subtype=Name.Form, BBox=Array([0, 0, 100, 100]), **entries)


def group(space: Any = Name.DeviceRGB) -> Dictionary:
    return Dictionary(S=Name.Transparency, CS=space, I=True, K=False)


def with_forms(content: str, pages: int = 1, **forms: Any) -> pikepdf.Pdf:
    pdf = sheet(content, pages)
    made = {f"/{name}": form(pdf, **of) for name, of in forms.items()}
    pdf.pages[0].Resources.XObject = Dictionary(made)
    return pdf


def test_pages_that_share_resources_get_each_what_they_name() -> None:
    pdf = with_forms("/one Do", 2, one={"content": "1 0 0 rg 0 0 9 9 re f"}, two={"content": "0 0 9 9 re f"})
    pdf.pages[1].Contents = pdf.make_stream(b"/two Do")
    made, result = separated(pdf)
    first, second = (page.Resources for page in made.pages)
    assert list(first.XObject.keys()) == ["/one"]
    assert list(second.XObject.keys()) == ["/two"]
    assert not result.findings


def test_a_form_at_several_places_is_written_once() -> None:
    pdf = with_forms("/one Do q 1 0 0 1 50 0 cm /one Do Q", 2, one={"content": "1 0 0 rg 0 0 9 9 re f"})
    made, _ = separated(pdf)
    assert operators(made.pages[0]).count("/one Do") == 2
    assert made.pages[0].Resources.XObject.one.objgen == made.pages[1].Resources.XObject.one.objgen


def test_a_form_at_two_sizes_overprints_by_the_size_on_the_page() -> None:
    text = {"content": "0 0 0 rg BT /F 10 Tf (a) Tj ET", "Resources": Dictionary(Font=Dictionary(F=font()))}
    made, _ = separated(with_forms("/one Do q 3 0 0 3 0 0 cm /one Do Q", one=text))
    forms = made.pages[0].Resources.XObject
    drawn = [line for line in operators(made.pages[0]) if line.endswith("Do")]
    small, large = (forms[line.split()[0]] for line in drawn)
    assert "/Overprint gs" in operators(small)
    assert "/Overprint gs" not in operators(large)


def test_a_form_begins_with_overprint_off() -> None:
    made, _ = separated(with_forms("5 5 90 1 re f /one Do", one={"content": "0 0 9 9 re f"}))
    assert operators(made.pages[0])[-2:] == ["/Knockout gs", "/one Do"]


def test_a_form_without_resources_has_those_of_its_page() -> None:
    pdf = with_forms("/one Do", one={"content": "/two Do"}, two={"content": "0 0 9 9 re f"})
    made, result = separated(pdf)
    assert list(made.pages[0].Resources.XObject.one.Resources.XObject.keys()) == ["/two"]
    assert not result.findings


def test_groups_blend_in_the_inks() -> None:
    made, _ = separated(with_forms("/one Do", one={"content": "0 0 9 9 re f", "Group": group()}))
    inner = made.pages[0].Resources.XObject.one.Group
    assert (inner.CS, bool(inner.I)) == (Name.DeviceCMYK, True)
    assert Name.DeviceCMYK == made.pages[0].Group.CS


def masked(pdf: pikepdf.Pdf, **entries: Any) -> None:
    """A soft mask on the page: a red to blue ramp over a red rectangle."""
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 9, 0]), Function=ramp())
    resources = Dictionary(Shading=Dictionary(s=shading))
    luminosity = form(pdf, "1 0 0 rg 0 0 9 9 re f /s sh", Group=group(), Resources=resources)
    mask = Dictionary({"/S": Name.Luminosity, "/G": luminosity, "/BC": Array([1, 1, 1])})
    for key, value in entries.items():
        mask[f"/{key}"] = value
    pdf.pages[0].Resources.ExtGState = Dictionary(m=Dictionary(Type=Name.ExtGState, SMask=mask))


def test_a_soft_mask_is_blended_in_grey_luminosity() -> None:
    pdf = sheet("/m gs 0 0 9 9 re f")
    masked(pdf)
    made, result = separated(pdf)
    mask = made.pages[0].Resources.ExtGState.m.SMask
    assert Name.DeviceGray == mask.G.Group.CS
    assert "0.3 g" in operators(mask.G)
    shading = mask.G.Resources.Shading.s
    assert shading.ColorSpace == Name.DeviceGray
    assert np.round(evaluate(shading.Function, np.array([0, 1])).flatten(), 3).tolist() == [0.3, 0.11]
    assert [float(part) for part in mask.BC] == [1]
    assert not result.findings


def test_a_group_within_a_soft_mask_blends_as_the_mask_does() -> None:
    pdf = sheet("/m gs 0 0 9 9 re f")
    masked(pdf)
    mask = pdf.pages[0].Resources.ExtGState.m.SMask.G
    mask.Resources.XObject = Dictionary(inner=form(pdf, "1 0 0 rg 0 0 9 9 re f", Group=group()))
    mask.write(b"/inner Do")
    made, _ = separated(pdf)
    inner = made.pages[0].Resources.ExtGState.m.SMask.G.Resources.XObject.inner
    assert "/CS" not in inner.Group
    assert "0.3 g" in operators(inner)


def test_a_soft_mask_of_alpha_stays_in_ink() -> None:
    pdf = sheet("/m gs 0 0 9 9 re f")
    masked(pdf, S=Name.Alpha)
    made, _ = separated(pdf)
    mask = made.pages[0].Resources.ExtGState.m.SMask
    assert (Name.Alpha, Name.DeviceCMYK) == (mask.S, mask.G.Group.CS)


def test_a_soft_mask_that_is_lifted_stays_lifted() -> None:
    pdf = sheet("/m gs 0 0 9 9 re f")
    pdf.pages[0].Resources.ExtGState = Dictionary(m=Dictionary(SMask=Name("/None"), ca=0.5))
    made, _ = separated(pdf)
    kept = made.pages[0].Resources.ExtGState.m
    assert (kept.SMask, float(kept.ca)) == (Name("/None"), 0.5)


def test_overprint_of_the_source_is_not_trusted() -> None:
    pdf = sheet("/m gs 0 0 9 9 re f")
    pdf.pages[0].Resources.ExtGState = Dictionary(m=Dictionary(OP=True, op=True, OPM=0, LW=2))
    made, _ = separated(pdf)
    assert set(made.pages[0].Resources.ExtGState.m.keys()) == {"/LW"}


def test_what_a_resource_holds_that_is_not_known_is_a_finding() -> None:
    pdf = with_forms("/one Do /two Do /m gs", one={"content": "/one Do"}, two={"content": "", "OC": Dictionary()})
    masked(pdf, TR=Dictionary(FunctionType=2, Domain=[0, 1], N=1))
    _, result = separated(pdf)
    assert [finding.message.split(" cannot")[0] for finding in result.findings] == [
        "an object that contains itself",
        "an object on a layer",
        "a soft mask with a transfer function",
    ]
    assert {finding.place.page for finding in result.findings} == {1}


def test_a_shading_pattern_is_in_ink_and_its_parameters_are_refused() -> None:
    pdf = sheet("/Pattern cs /p scn 0 0 9 9 re f")
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 9, 0]), Function=ramp())
    pattern = Dictionary(PatternType=2, Shading=shading, Matrix=Array([2, 0, 0, 2, 0, 0]))
    pdf.pages[0].Resources.Pattern = Dictionary(p=pattern)
    made, result = separated(pdf)
    kept = made.pages[0].Resources.Pattern.p
    assert kept.Shading.ColorSpace == Name.DeviceCMYK
    assert kept.Matrix == Array([2, 0, 0, 2, 0, 0])
    assert not result.findings
    pdf.pages[0].Resources.Pattern.p.ExtGState = Dictionary(ca=0.5)
    assert [finding.rule for finding in separated(pdf)[1].findings] == ["separation/unknown"]
