"""Font programs of a PDF: of every kind the same is told of the same letters, and what is broken is said."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.eexec import encrypt
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from brochurepress.design.font_programs import FontProgram, open_program

WIDTHS = {".notdef": 400, "space": 250, "A": 700}


def block(pen: T2CharStringPen | TTGlyphPen) -> T2CharStringPen | TTGlyphPen:
    pen.moveTo((50, 0))
    for point in ((50, 500), (450, 500), (450, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen


def truetype(unit: int = 1000) -> FontBuilder:
    builder = FontBuilder(unit, isTTF=True)
    builder.setupGlyphOrder([*WIDTHS])
    builder.setupCharacterMap({32: "space", 65: "A"})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": empty, "space": empty, "A": block(TTGlyphPen(None)).glyph()})
    return builder


def written(builder: FontBuilder, scale: int = 1) -> bytes:
    builder.setupHorizontalMetrics({name: (scale * width, 0) for name, width in WIDTHS.items()})
    builder.setupHorizontalHeader()
    builder.setupOS2()
    builder.setupPost()
    file = io.BytesIO()
    builder.font.save(file)
    return file.getvalue()


def compact() -> bytes:
    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([*WIDTHS])
    builder.setupCharacterMap({32: "space", 65: "A"})
    pens = {name: T2CharStringPen(width, None) for name, width in WIDTHS.items()}
    block(pens["A"])
    strings = {name: pen.getCharString() for name, pen in pens.items()}
    builder.setupCFF("Sample", {}, strings, {})
    return written(builder)


def bare() -> bytes:
    reader = TTFont(io.BytesIO(compact())).reader
    assert reader is not None
    return bytes(reader["CFF "])


def type1() -> bytes:
    def string(*numbers: int, end: bytes = b"\x0e") -> bytes:
        code = b"".join(b"\xff" + number.to_bytes(4, signed=True) for number in numbers[:2]) + b"\x0d"
        return bytes(encrypt(b"0000" + code + end, 4330)[0])

    drawn = bytes([139 + 50, 139, 21, 139, 139 + 100, 5, 139 + 100, 139, 5, 9, 14])  # 50 0 rmoveto … closepath endchar
    glyphs = {name: string(0, width, end=drawn if name == "A" else b"\x0e") for name, width in WIDTHS.items()}
    private = b"0000dup /Private 8 dict dup begin /RD {string currentfile exch readstring pop} executeonly def "
    private += b"/ND {noaccess def} executeonly def /NP {noaccess put} executeonly def /lenIV 4 def /Subrs 0 array def "
    private += b"2 index /CharStrings 3 dict dup begin "
    for name, code in glyphs.items():
        private += f"/{name} {len(code)} RD ".encode() + code + b" ND "
    private += b"end end readonly put noaccess put dup /FontName get exch definefont pop mark currentfile closefile\n"
    head = b"%!PS-AdobeFont-1.0: Sample\n12 dict begin /FontName /Sample def /FontMatrix [0.001 0 0 0.001 0 0] "
    head += b"readonly def /Encoding StandardEncoding def currentdict end currentfile eexec\n"
    return head + bytes(encrypt(private, 55665)[0]) + b"0" * 512 + b"\ncleartomark\n"


KINDS: dict[str, Callable[[], bytes]] = {
    "TrueType": lambda: written(truetype()),
    "TrueType of another unit": lambda: written(truetype(2000), 2),
    "OpenType with CFF": compact,
    "CFF": bare,
    "Type 1": type1,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_program_tells_the_same_of_its_glyphs(kind: str) -> None:
    program = open_program(KINDS[kind]())
    assert isinstance(program, FontProgram)
    assert [program.named(name) for name in ("A", "uni0041", "space", "B", ".notdef")] == ["A", "A", "space", "", ""]
    assert (program.codes[65], program.measured("A")) == ("A", (700, True))
    assert program.measured("space") == (250, False)


def test_a_glyph_is_found_by_its_number() -> None:
    program = open_program(bare())
    assert program
    assert [program.numbered(number) for number in (0, 1, 2, 3)] == ["", "space", "A", ""]


def test_an_outline_that_holds_itself_draws_nothing() -> None:
    builder, pen = truetype(), TTGlyphPen({"A": None})
    pen.addComponent("A", (1, 0, 0, 1, 0, 0))
    looped = builder.font["glyf"].glyphs["A"] = pen.glyph()
    looped.xMin = looped.yMin = looped.xMax = looped.yMax = 0
    builder.font.recalcBBoxes = False
    program = open_program(written(builder))
    assert program
    measured = program.measured("A")
    assert measured is not None
    assert not measured[1]


BROKEN = {"empty": b"", "of no kind": b"\1\0nothing", "Type 1 without its second part": b"%!PS-AdobeFont\n"}


@pytest.mark.parametrize("name", BROKEN)
def test_a_program_that_cannot_be_read_is_said_to_be_so(name: str) -> None:
    with pytest.raises(ValueError, match="program"):
        open_program(BROKEN[name])


def test_a_type_1_program_that_is_not_understood_is_not_judged() -> None:
    assert open_program(b"%!PS-AdobeFont\ncurrentfile eexec\nnothing") is None
