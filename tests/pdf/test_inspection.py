"""The inspection: what it reads of a good PDF; a broken or hostile one is a finding, no traceback."""

from __future__ import annotations

import io
import random
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name

from brochurepress.design.geometry import Box
from brochurepress.findings import Rejected
from brochurepress.pdf.inspect.inspection import Inspection, inspect, read_xmp
from brochurepress.pdf.inspect.model import (
    PROCESS_INKS,
    ContainingStream,
    PageContent,
    PaintedObject,
    PaintKind,
    by_ink,
)
from brochurepress.pdf.inspect.page_content import read_content
from brochurepress.pdf.inspect.plates import write_separations
from brochurepress.pdf.inspect.streams import EndlessContent, Streams
from brochurepress.preflight.artwork_check import check_file, preflight
from brochurepress.source.variants import RuleGroup
from brochurepress.workspace.limits import LimitName
from tests.support.press_sample import PAGE, TITLE, PressSample, form, press_sample, shading
from tests.support.press_sample import image as ramp
from tests.support.stress import stressed

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def sample() -> Inspection:
    return inspect(press_sample().data, "press.pdf")


def painted(sample: Inspection, kind: PaintKind) -> list[PaintedObject]:
    return [entry for entry in sample.contents[0].painted if entry.kind is kind]


def test_the_document_is_read(sample: Inspection) -> None:
    document = sample.document
    assert (document.version, document.encrypted, document.file_id) == ("1.6", False, True)
    assert document.info["Title"] == document.xmp["dc:title"] == TITLE
    (intent,) = document.intents
    assert (intent.identifier, intent.device_class, intent.colour_space) == ("FOGRA39", "prtr", "CMYK")


def test_the_boxes_are_read(sample: Inspection) -> None:
    assert len(sample.sheets) == 4
    assert sample.sheets[3].trim == pytest.approx(PAGE.trim, abs=1e-3)
    assert sample.sheets[3].bleed == pytest.approx(PAGE.bleed, abs=1e-3)


def test_text_is_read_with_font_size_and_box(sample: Inspection) -> None:
    heading = painted(sample, PaintKind.TEXT)[0]
    assert (heading.text, heading.font, heading.size_pt) == (TITLE, "Sample", 20)
    assert heading.box == pytest.approx((30, 366, 170, 384))
    assert heading.fill and by_ink(heading.fill.colour.inks or {}) == pytest.approx((100, 84, 5, 4))


def test_overprint_is_read_with_its_mode(sample: Inspection) -> None:
    heading, body = painted(sample, PaintKind.TEXT)[:2]
    assert heading.fill and not heading.fill.overprint.on
    assert body.fill and body.fill.overprint.on and body.fill.overprint.mode == 1


def test_lines_are_measured_in_pt(sample: Inspection) -> None:
    assert [entry.line_pt for entry in painted(sample, PaintKind.PATH) if entry.stroke] == [0.5]


def test_images_have_their_effective_resolution(sample: Inspection) -> None:
    pictures = [entry.picture for entry in painted(sample, PaintKind.IMAGE) if entry.picture]
    assert [round(picture.ppi) for picture in pictures] == [240, 240]
    assert {str(picture.space) for picture in pictures} == {"DeviceCMYK"}


def test_objects_in_forms_are_placed_and_keep_the_transparency_they_get(sample: Inspection) -> None:
    square = [entry for entry in painted(sample, PaintKind.PATH) if entry.within is ContainingStream.FORM][-1]
    assert square.box == pytest.approx((140, 160, 160, 180))
    assert square.fill and square.fill.alpha == 0.5


def test_a_clip_hides_what_lies_outside_it() -> None:
    made = press_sample(pages=1)
    made.paint("q 40 40 20 20 re W n 0 1 0 0 k 50 50 100 100 re f 200 200 10 10 re f Q")
    inside, outside = inspect(made.data).contents[0].painted[-2:]
    assert inside.visible and inside.box == pytest.approx((50, 50, 60, 60))
    assert not outside.visible


def test_glyphs_have_the_box_of_their_ink(sample: Inspection) -> None:
    first = next(sample.pages()).glyphs_beyond(Box(35, 0, 300, 500))[0]
    assert first.text == "W"
    assert first.box == pytest.approx((31, 370, 39, 380), abs=0.2)


def test_two_inspections_are_equal() -> None:
    data = press_sample().data
    one, two = inspect(data), inspect(data)
    assert one.contents == two.contents
    assert (one.plates[0].tints == two.plates[0].tints).all()


@pytest.mark.parametrize("packet", [b"", b"<x", b"\xff\xfe\x00"])
def test_a_broken_xmp_packet_is_told(packet: bytes) -> None:
    assert read_xmp(packet)[1]


def encrypted() -> bytes:
    made = press_sample(pages=1)
    made.encryption = pikepdf.Encryption(owner="owner", user="user", R=4)
    return made.data


@pytest.mark.parametrize(
    "data",
    [b"", b"no PDF", b"%PDF-1.6\n", press_sample(1).data[:900], encrypted()],
    ids=["empty", "text", "header only", "cut off", "password"],
)
def test_what_cannot_be_read_is_rejected_with_one_finding(data: bytes) -> None:
    with pytest.raises(Rejected) as rejected:
        inspect(data, "vreemd.pdf")
    (finding,) = rejected.value.findings
    assert finding.rule == "check/unreadable"
    assert finding.place.artwork == "vreemd.pdf" and finding.hint


def itself(made: PressSample) -> None:
    endless = form(made.pdf, "/Endless Do")
    endless.Resources = Dictionary(XObject=Dictionary(Endless=endless))
    made.resource("XObject", "Endless", endless)
    made.paint("/Endless Do")


def doubling(made: PressSample) -> None:
    inner = form(made.pdf, "0 0 0 1 k 0 0 1 1 re f ")
    for _ in range(22):
        inner = form(made.pdf, "/Inner Do " * 8, XObject=Dictionary(Inner=inner))
    made.resource("XObject", "Inner", inner)
    made.paint("/Inner Do")


def deep(made: PressSample) -> None:
    inner = form(made.pdf, "")
    for _ in range(200):
        inner = form(made.pdf, "/Inner Do", XObject=Dictionary(Inner=inner))
    made.resource("XObject", "Inner", inner)
    made.paint("/Inner Do")


def masking_itself(made: PressSample) -> None:
    mask = form(made.pdf, "/Again gs 0 0 1 1 re f")
    state = made.pdf.make_indirect(Dictionary(SMask=Dictionary(S=Name.Luminosity, G=mask)))
    mask.Resources = Dictionary(ExtGState=Dictionary(Again=state))
    made.resource("ExtGState", "Again", state)
    made.paint("/Again gs")


def doubling_behind_a_fault(made: PressSample) -> None:
    made.paint("(a) w")
    doubling(made)


def tile_in_itself(made: PressSample) -> None:
    tile = made.pdf.make_stream(b"/Pattern cs /Tile scn 0 0 9 9 re f", PatternType=1, PaintType=1, TilingType=1)
    tile.BBox, tile.XStep, tile.YStep = pikepdf.Array([0, 0, 1, 1]), 1, 1
    tile = made.pdf.make_indirect(tile)
    tile.Resources = Dictionary(Pattern=Dictionary(Tile=tile))
    made.resource("Pattern", "Tile", tile)
    made.paint("/Pattern cs /Tile scn 0 0 300 300 re f")


def tile_behind_a_fault(made: PressSample) -> None:
    made.paint("(a) w")
    tile_in_itself(made)


def image(made: PressSample, width: int, height: int, **entries: Any) -> Any:
    """An image that says it has so many pixels, and holds one byte."""
    stream = made.pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height)
    stream.BitsPerComponent, stream.ColorSpace = 8, Name.DeviceGray
    for key, value in entries.items():
        stream[f"/{key}"] = value
    return stream


def vast(width: int, height: int) -> Callable[[PressSample], None]:
    def change(made: PressSample) -> None:
        made.resource("XObject", "Vast", image(made, width, height))
        made.paint("/Vast Do")

    return change


def vast_mask(made: PressSample) -> None:
    made.resource("XObject", "Faded", image(made, 1, 1, SMask=image(made, 100_000, 100_000)))
    made.paint("/Faded Do")


def put(code: str, **resources: Any) -> Callable[[PressSample], None]:
    def change(made: PressSample) -> None:
        for key, value in resources.items():
            category, name = key.split("_")
            made.resource(category, name, value)
        made.paint(code)

    return change


ENDLESS: dict[str, Callable[[PressSample], None]] = {
    "a form that paints itself": itself,
    "forms that double behind a fault": doubling_behind_a_fault,
    "a pattern that paints itself behind a fault": tile_behind_a_fault,
    "a pattern that paints itself": tile_in_itself,
    "forms that double without end": doubling,
    "forms nested 200 deep": deep,
    "a soft mask that masks itself": masking_itself,
    "content that unpacks to 60 million bytes": lambda made: made.page.Contents.write(b"0 0 m " * 10**7),
    "marked content 20,000 deep": put("/A BMC " * 20_000),
    "an image of billions of pixels": vast(2**31 - 1, 1),
    "an image whose sides are vast together": vast(100_000, 100_000),
    "an image whose mask is vast": vast_mask,
}

LONG = {"forms that double without end"}
"""What is read up to a limit that `test_a_page_beyond_a_limit...` meets as well."""

HOSTILE: dict[str, Callable[[PressSample], None]] = ENDLESS | {
    "a font that is not there": put("BT /Nowhere 10 Tf (a) Tj ET"),
    "text without a font": lambda made: made.page.Contents.write(b"BT (a) Tj ET"),
    "operands of the wrong type": put("(a) w"),
    "operands missing": put("1 0 cm"),
    "an image without size": put("/Nothing Do", XObject_Nothing=Dictionary(Subtype=Name.Image)),
    "a colour space that is a number": put("/Odd cs", ColorSpace_Odd=7),
}


@pytest.mark.parametrize("name", [stressed(name) if name in LONG else name for name in HOSTILE])
def test_broken_content_is_a_finding_on_its_page(name: str) -> None:
    made = press_sample(pages=1)
    HOSTILE[name](made)
    findings = preflight(inspect(made.data), made.printer)
    rules = {finding.rule for finding in findings}
    assert rules & {"check/unreadable", "check/limit", "press/ink-known", "press/colour-space", "press/operators"}


@pytest.mark.parametrize("name", [stressed(name) if name in LONG else name for name in ENDLESS])
def test_a_page_without_end_is_never_given_to_be_drawn(name: str) -> None:
    made = press_sample(pages=2)
    ENDLESS[name](made)
    inspection = inspect(made.data)
    with pytest.raises(EndlessContent, match="page 1"), inspection.rendering():
        pass
    for group in (RuleGroup.PRESS, RuleGroup.ACCESSIBILITY):
        found = check_file(made.data, "x.pdf", group, made.printer)[0]
        assert {finding.rule for finding in found} & {"check/unreadable", "check/limit"}


TOLD = {
    "a form that paints itself": "paints itself",
    "forms nested 200 deep": "has 25 levels",
    "forms that double behind a fault": "a value is of another kind",
    "an image of billions of pixels": "an image has 2,147,483,647 pixels",
    "marked content 20,000 deep": "has 20,000 levels",
    "operands of the wrong type": "a value is of another kind",
}


@pytest.mark.parametrize("name", TOLD)
def test_what_keeps_a_page_from_being_read_is_told_in_words(name: str) -> None:
    made = press_sample(pages=1)
    HOSTILE[name](made)
    (fault,) = inspect(made.data).faults
    assert TOLD[name] in fault.message
    assert ("without end" in fault.message) == ("behind a fault" in name)


MANY = {
    "graphics states": "/Overprinting gs {x} {y} 1 1 re f",
    "fonts": "BT /Sans 4 Tf {x} {y} Td (a) Tj ET",
    "images": "q 1 0 0 1 {x} {y} cm /Dot Do Q",
    "shadings": "q {x} {y} 1 1 re W n /Fade sh Q",
    "groups": "q 1 0 0 1 {x} {y} cm /Square Do Q",
}
"""One object of each kind, which a page may hold by the ten thousand."""


def of_many(kind: str, count: int) -> PressSample:
    made = press_sample()
    made.resource("ExtGState", "Overprinting", Dictionary(OP=True, op=True, OPM=1))
    made.resource("XObject", "Dot", ramp(made.pdf, 4, 4))
    made.resource("XObject", "Square", form(made.pdf, "0 0 0 0.4 k 0 0 1 1 re f"))
    made.resource("Shading", "Fade", shading(Name.DeviceCMYK, [0, 0, 0, 0.1], [0, 0, 0, 0.5]))
    places = ((40 + at % 120, 40 + at // 120 * 300 / (count // 120 + 1)) for at in range(count))
    made.paint("0 0 0 0.5 k " + "\n".join(MANY[kind].format(x=x, y=round(y, 2)) for x, y in places))
    return made


@pytest.mark.parametrize("kind", MANY)
def test_what_is_painted_again_is_put_into_the_stand_in_once(kind: str) -> None:
    counts = []
    for count in (1, 200):
        page = next(inspect(of_many(kind, count).data).pages())
        data, _, unknown = write_separations(page.page, page.of.streams, page.sheet.bleed, 100, PROCESS_INKS)
        assert not unknown
        with pikepdf.open(io.BytesIO(data)) as pdf:
            counts.append([len(entries) for entries in pdf.pages[0].Resources.values()])
    assert counts[0] == counts[1]


@pytest.mark.stress
@pytest.mark.parametrize("kind", MANY)
def test_a_page_of_twenty_thousand_objects_is_judged(kind: str) -> None:
    made = of_many(kind, 20_000)
    rules = {finding.rule for finding in check_file(made.data, "x.pdf", RuleGroup.PRESS, made.printer)[0]}
    assert not {rule for rule in rules if rule.startswith("check/")}


def test_a_page_beyond_a_limit_is_said_not_to_be_judged_and_not_to_be_broken() -> None:
    made = of_many("groups", LimitName.FORMS.most + 1)
    (fault,) = inspect(made.data).faults
    assert fault.rule == "check/limit"
    assert "the page is not judged: it has 30,001 forms" in fault.message


def test_every_page_of_a_good_file_may_be_drawn(sample: Inspection) -> None:
    with sample.rendering() as rendering:
        assert len(rendering) == 4


def test_a_page_that_is_broken_but_ends_may_be_drawn() -> None:
    made = press_sample(pages=1)
    HOSTILE["operands of the wrong type"](made)
    with inspect(made.data).rendering() as rendering:
        assert rendering.page(1, 20).any()


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_never_raise_anything_but_findings(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a fixed series of damages, no secret
    made = press_sample(pages=1)
    data = bytearray(made.data)
    profile = data.index(b"acsp")
    for _ in range(30):
        at = chance.choice([chance.randrange(profile - 100), chance.randrange(len(data))])
        data[at] = chance.randrange(256)
    try:
        preflight(inspect(bytes(data)), made.printer)
    except Rejected as rejected:
        assert [finding.rule for finding in rejected.findings] == ["check/unreadable"]


def test_the_press_check_reads_each_page_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(page: Any, number: int, streams: Streams) -> PageContent:
        read.append(number)
        return read_content(page, number, streams)

    monkeypatch.setattr("brochurepress.pdf.inspect.inspection.read_content", counted)
    monkeypatch.setattr("brochurepress.pdf.inspect.readings.KEPT_OBJECTS", 0)
    made = press_sample(3)
    check_file(made.data, "x.pdf", RuleGroup.PRESS, made.printer)
    assert read == [1, 2, 3]
