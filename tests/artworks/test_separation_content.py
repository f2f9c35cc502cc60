"""Content streams: colours in ink, black that overprints only where it should, cells as forms."""

from __future__ import annotations

from typing import Any

import pytest
from pikepdf import Array, Dictionary, Name

from brochurepress.artworks.press.separation.colour import BLACK, ColourComponents
from brochurepress.artworks.press.separation.separator import SeparationState
from brochurepress.pdf.inspect.interpreter import Paint
from tests.support.separated_pdf import KNOCKOUT, PLAN, font, operators, ramp, rewritten, separated, sheet, stream

TEXT = "BT /F {size} Tf 1 0 0 1 5 5 Tm (a) Tj ET"
ON, OFF = "/Overprint gs", "/Knockout gs"


def text(size: float, before: str = "0 0 0 rg") -> str:
    return f"{before} {TEXT.format(size=size)}"


@pytest.mark.parametrize(
    ("painted", "ink"),
    [
        ("0.105882 0.239216 0.541176 rg", "1 0.84 0.05 0.04 k"),
        ("0.105882 0.239216 0.541176 RG", "1 0.84 0.05 0.04 K"),
        ("0 0 0 rg", "0 0 0 1 k"),
        ("1 1 1 rg", "0 0 0 0 k"),
        ("0 g", "0 0 0 1 k"),
        ("1 G", "0 0 0 0 K"),
        ("0.1 0.2 0.3 0.4 k", "0.1 0.2 0.3 0.4 k"),
        ("/DeviceRGB cs 1 1 1 sc", "0 0 0 0 k"),
        ("/DeviceCMYK CS 0.1 0.2 0.3 0.4 SCN", "0.1 0.2 0.3 0.4 K"),
        ("/DeviceGray cs 0 scn", "0 0 0 1 k"),
        ("/lab cs 100 0 0 scn", "0 0 0 0 k"),
    ],
)
def test_a_colour_operator_becomes_one_in_ink(painted: str, ink: str) -> None:
    lab = Array([Name.Lab, Dictionary(WhitePoint=[0.9505, 1, 1.089])])
    assert rewritten(f"{painted} 0 0 50 50 re f", ColorSpace={"lab": lab})[-3:] == [ink, "0 0 50 50 re", "f"]


def test_a_page_begins_in_black_ink() -> None:
    pdf, _ = separated(sheet("0 0 50 50 re f"))
    assert pdf.pages[0].Contents.read_bytes().startswith(b"0 0 0 1 k\n0 0 0 1 K\n")


def test_what_has_no_colour_stays_as_it_is() -> None:
    painted = ["q", "1 0 0 1 3 4 cm", "2 w", "1 J", "10 10 m", "20 20 l", "W", "n", "Q"]
    assert rewritten(" ".join(painted)) == painted


def test_marked_content_is_left_out() -> None:
    assert rewritten("/P <</MCID 0>> BDC 0 0 9 9 re f EMC") == ["0 0 9 9 re", "f"]


@pytest.mark.parametrize(
    ("content", "overprints"),
    [
        (text(10), ON),
        (text(11.9), ON),
        (text(12), ""),
        (text(10, "1 1 1 rg"), ""),
        (text(10, "0.2 0.1 0.1 rg"), ""),
        (text(20, "0.5 0 0 0.5 0 0 cm 0 0 0 rg"), ON),
        (text(10, "2 0 0 2 0 0 cm 0 0 0 rg"), ""),
        (text(10, "1 Tr 0 0 0 RG 1 0 0 rg"), ON),
        (text(10, "2 Tr 0 0 0 RG 1 0 0 rg"), ""),
        (text(10, "3 Tr 0 0 0 rg"), ""),
        (text(10, "/half gs 0 0 0 rg"), ""),
        (text(10, "/multiply gs 0 0 0 rg"), ""),
        (text(10, "/P cs /p scn"), ""),
        (text(10, "q 1 0 0 rg Q 0 0 0 rg"), ON),
        (text(10, "0 0 0 rg q 1 0 0 rg Q"), ON),
        ("0 0 0 RG 1 w 5 5 m 90 5 l S", ON),
        ("0 0 0 RG 2 w 5 5 m 90 5 l S", ""),
        ("0 0 0 RG 0.5 w 4 0 0 4 0 0 cm 5 5 m 20 5 l S", ""),
        ("1 0 0 RG 1 w 5 5 m 90 5 l S", ""),
        ("0 0 0 rg 5 5 90 1 re f", ON),
        ("0 0 0 rg 5 5 90 2 re f", ""),
        ("0 0 0 rg 0 0 m 5 5 m 90 5 l 90 6 l 5 6 l h f", ON),
        ("0 0 0 rg 0 0 0 RG 1 w 5 5 90 1 re B", ON),
        ("0 0 0 rg 5 5 1 90 re W n", ""),
    ],
)
def test_only_small_opaque_black_overprints(content: str, overprints: str) -> None:
    states = {"half": Dictionary(ca=0.5), "multiply": Dictionary(BM=Name.Multiply)}
    pattern = Dictionary(PatternType=2, Shading=Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB))
    pattern.Shading.Coords, pattern.Shading.Function = Array([0, 0, 1, 0]), ramp()
    content = content.replace("/P cs", "/Pattern cs")
    resources: dict[str, Any] = {"Font": {"F": font()}, "ExtGState": states, "Pattern": {"p": pattern}}
    switched = [line for line in rewritten(content, **resources) if "Overprint" in line]
    assert switched == ([overprints] if overprints else [])
    assert not any("Overprint" in line for line in rewritten(content, KNOCKOUT, **resources))


def test_overprint_is_switched_before_the_path_and_off_again() -> None:
    lines = rewritten("0 0 0 RG 1 w 5 5 m 90 5 l S 1 0 0 rg 0 0 50 50 re f")
    assert lines[2:7] == [ON, "5 5 m", "90 5 l", "S", lines[6]]
    assert lines[-3:] == [OFF, "0 0 50 50 re", "f"]


@pytest.mark.parametrize(
    ("operator", "fill", "stroke"), [("B", "f", "S"), ("B*", "f*", "S"), ("b", "f", "s"), ("b*", "f*", "s")]
)
def test_a_thin_black_outline_overprints_apart_from_its_fill(operator: str, fill: str, stroke: str) -> None:
    lines = rewritten(f"1 0 0 rg 1 w 5 5 90 50 re W {operator}")
    assert lines[2:] == ["5 5 90 50 re", fill, ON, "5 5 90 50 re", "W", stroke]
    assert rewritten(f"1 0 0 rg 1 w 5 5 90 50 re W {operator}", KNOCKOUT)[-1] == operator


def test_a_fill_in_a_cell_leaves_overprint_off_behind_it() -> None:
    """What a cell switches lies outside the state that is saved round it."""
    lines, _, _pdf = tiled("n 0 0 0 rg 5 5 90 1 re f /Pattern cs /p scn 5 10 20 20 re f 0 0 0 rg 5 5 90 1 re f")
    assert lines.count(ON) == 2
    assert lines.index(OFF) < lines.index("q", 2)


def test_overprint_ends_with_the_state_that_set_it() -> None:
    lines = rewritten("q 0 0 0 rg 5 5 90 1 re f Q 1 0 0 rg 0 0 9 9 re f")
    assert lines.count(ON) == 1
    assert OFF not in lines


def test_overprint_parameters_are_mode_1_for_both_paints() -> None:
    pdf, _ = separated(sheet("5 5 90 1 re f"))
    made = pdf.pages[0].Resources.ExtGState.Overprint
    assert (bool(made.OP), bool(made.op), int(made.OPM)) == (True, True, 1)


def gradient_cell(pdf: Any, matrix: list[float]) -> Any:
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([0, 0, 20, 0]), Function=ramp())
    return stream(
        pdf,
        "/s sh",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=Array([0, 0, 20, 20]),
        XStep=20,
        YStep=20,
        Matrix=Array(matrix),
        Resources=Dictionary(Shading=Dictionary(s=shading)),
    )


def tiled(path: str) -> tuple[list[str], Any, Any]:
    """Instructions and resources of a page that fills a path with a cell of 20 pt from 10, 10."""
    pdf = sheet(f"q 1 0 0 1 5 0 cm /Pattern cs /p scn {path} Q")
    pdf.pages[0].Resources.Pattern = Dictionary(p=gradient_cell(pdf, [1, 0, 0, 1, 10, 10]))
    made, result = separated(pdf)
    assert not result.findings
    return operators(made.pages[0]), made.pages[0].Resources, made


def test_a_fill_within_one_cell_is_the_clipped_cell() -> None:
    lines, resources, _pdf = tiled("5 10 20 20 re f")
    assert lines == ["q", "1 0 0 1 5 0 cm", "q", "5 10 20 20 re", "W", "n", "1 0 0 1 5 10 cm", "/p Do", "Q", "Q"]
    assert "/Pattern" not in resources
    assert Name.DeviceCMYK == resources.XObject.p.Group.CS
    assert resources.XObject.p.Resources.Shading.s.ColorSpace == Name.DeviceCMYK


def test_a_default_colour_space_is_a_finding() -> None:
    _, result = separated(sheet("0 0 9 9 re f", ColorSpace={"DefaultRGB": Array([Name.CalRGB, Dictionary()])}))
    assert [finding.message.split(" cannot")[0] for finding in result.findings] == ["a page with DefaultRGB"]


def test_cells_that_overlap_stay_a_pattern() -> None:
    pdf = sheet("/Pattern cs /p scn 10 10 20 20 re f")
    pattern = gradient_cell(pdf, [1, 0, 0, 1, 10, 10])
    pattern.XStep = 15
    pdf.pages[0].Resources.Pattern = Dictionary(p=pattern)
    made, _ = separated(pdf)
    assert "/p scn" in operators(made.pages[0])


def test_an_even_odd_fill_is_clipped_even_odd() -> None:
    assert "W*" in tiled("5 10 20 20 re f*")[0]


@pytest.mark.parametrize("path", ["5 10 40 20 re f", "5 10 20 20 re B", "5 10 20 20 re b*"])
def test_a_fill_beyond_one_cell_keeps_its_pattern(path: str) -> None:
    lines, resources, _pdf = tiled(path)
    assert lines[2:4] == ["/Pattern cs", "/p scn"]
    assert lines[4].endswith("re")
    assert resources.Pattern.p.Resources.Shading.s.ColorSpace == Name.DeviceCMYK


def test_a_pattern_that_nothing_is_painted_with_is_gone() -> None:
    assert tiled("n")[0] == ["q", "1 0 0 1 5 0 cm", "n", "Q"]


def test_strokes_and_text_keep_their_pattern() -> None:
    pdf = sheet("/Pattern CS /p SCN 5 5 m 9 9 l S /Pattern cs /p scn BT /F 20 Tf (a) Tj ET", Font={"F": font()})
    pdf.pages[0].Resources.Pattern = Dictionary(p=gradient_cell(pdf, [1, 0, 0, 1, 0, 0]))
    made, _ = separated(pdf)
    lines = operators(made.pages[0])
    assert lines[:2] == ["/Pattern CS", "/p SCN"]
    assert lines[lines.index("/p scn") + 1].endswith("Tj")


UNKNOWN = {
    "colour in Separation": "/gold cs 1 scn 0 0 9 9 re f",
    "colour in ICCBased": "/icc cs 1 1 1 scn 0 0 9 9 re f",
    "an uncoloured tiling pattern": "/Pattern cs 1 0 0 /stencil scn 0 0 9 9 re f",
    "an image inside the content stream": "BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI",
    "text in the bitmap font /T3": "BT /T3 9 Tf ET",
    "an object in PostScript": "/ps Do",
    "a graphics state with /TR": "/curve gs",
    "the name /nowhere": "/nowhere Do",
    "a shading of type 4": "/mesh sh",
    "content on a layer": "/OC /layer BDC 0 0 9 9 re f EMC",
}


@pytest.mark.parametrize("reason", UNKNOWN)
def test_what_is_not_known_is_a_finding_on_its_page(reason: str) -> None:
    pdf = sheet(UNKNOWN[reason], pages=2, Font={"T3": Dictionary(Type=Name.Font, Subtype=Name.Type3)})
    resources = pdf.pages[0].Resources
    resources.ColorSpace = Dictionary(gold=Array([Name.Separation, Name.Gold]), icc=Array([Name.ICCBased]))
    resources.Pattern = Dictionary(stencil=Dictionary(PatternType=1, PaintType=2))
    resources.XObject = Dictionary(ps=stream(pdf, "", Subtype=Name.PS))
    resources.ExtGState = Dictionary(curve=Dictionary(TR=Name.Identity))
    resources.Shading = Dictionary(mesh=Dictionary(ShadingType=4, ColorSpace=Name.DeviceRGB))
    pdf.pages[0].Contents = pdf.make_stream(b"0 0 9 9 re f")
    _, result = separated(pdf, PLAN)
    (finding,) = result.findings
    assert finding.message.startswith(reason)
    assert (finding.rule, finding.severity, finding.place.page) == ("separation/unknown", "error", 2)
    assert finding.hint


RED: ColourComponents = (0.0, 0.9, 0.8, 0.1)


def painted(fill: ColourComponents, stroke: ColourComponents) -> SeparationState:
    return SeparationState(fill=Paint(colour=fill), stroke=Paint(colour=stroke))


@pytest.mark.parametrize(
    ("paint", "blend", "black"),
    [
        (Paint(colour=BLACK), "Normal", True),
        (Paint(colour=BLACK), "Multiply", False),
        (Paint(colour=BLACK, alpha=0.9), "Normal", False),
        (Paint(colour=RED), "Normal", False),
        (Paint(), "Normal", False),
        (Paint(pattern="/p"), "Normal", False),
    ],
)
def test_only_opaque_black_in_plain_blending_is_black(paint: Paint, blend: str, black: bool) -> None:
    assert SeparationState(blend=blend).is_black(paint) is black
    assert not SeparationState(blend=blend, masked=True).is_black(paint)


@pytest.mark.parametrize(
    ("state", "fills", "strokes", "small", "overprints"),
    [
        (painted(BLACK, BLACK), True, True, (True, True), (True, True)),
        (painted(BLACK, RED), True, True, (True, True), (True, False)),
        (painted(RED, BLACK), True, True, (True, True), (False, True)),
        (painted(BLACK, BLACK), True, True, (False, True), (False, True)),
        (painted(BLACK, RED), True, False, (True, True), (True, True)),
        (painted(RED, BLACK), True, False, (True, True), (False, False)),
        (painted(RED, BLACK), False, True, (True, True), (True, True)),
        (painted(BLACK, BLACK), False, False, (True, True), (False, False)),
    ],
)
def test_what_is_painted_and_small_in_black_overprints(
    state: SeparationState, fills: bool, strokes: bool, small: tuple[bool, bool], overprints: tuple[bool, bool]
) -> None:
    assert state.overprinted((fills, strokes), small) == overprints


def test_a_saved_state_does_not_change_with_the_one_it_was_saved_from() -> None:
    state = painted(RED, RED)
    saved = state.saved()
    state.fill.colour = state.stroke.colour = BLACK
    state.line_width = 9
    assert (saved.fill.colour, saved.stroke.colour, saved.line_width) == (RED, RED, 1)
