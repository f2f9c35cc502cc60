"""Fonts are opened once: what the cache gives is what the engine itself makes of the file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.woff2 import decompress
from weasyprint.pdf import fonts
from weasyprint.text.fonts import woff2

from brochurepress.typeset import unpacked_fonts, weasyprint_door
from brochurepress.workspace.project import HOME

PACKED = sorted((HOME / "fonts").glob("*.woff2"))


def opened(content: bytes) -> bytes:
    out = BytesIO()
    unpacked_fonts.unpack(BytesIO(content), out)
    return out.getvalue()


@pytest.mark.parametrize("font", PACKED, ids=lambda font: font.stem)
def test_a_font_is_what_the_engine_makes_of_it(font: Path) -> None:
    own = BytesIO()
    decompress(BytesIO(font.read_bytes()), own)
    assert opened(font.read_bytes()) == own.getvalue() == opened(font.read_bytes())


def test_a_font_is_opened_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = PACKED[0].read_bytes()
    first = opened(content)
    monkeypatch.setattr("brochurepress.design.fonts.decompress", None)
    assert opened(content) == first


def test_what_is_no_font_is_refused_as_by_the_engine() -> None:
    content = b"wOF2" + bytes(100)
    with pytest.raises(Exception) as own:
        decompress(BytesIO(content), BytesIO())
    with pytest.raises(own.type, match=str(own.value)):
        opened(content)


def test_the_engine_opens_fonts_so_while_the_press_works() -> None:
    with weasyprint_door.hooked():
        assert woff2.decompress is unpacked_fonts.unpack
    assert woff2.decompress is decompress


def test_an_axis_that_a_variable_font_lacks_changes_nothing() -> None:
    font = HOME / "layouts/kits/loud/fonts/instrument-sans-italic.woff2"
    weights = [
        unpacked_fonts.cut(TTFont(font), {"wght": 700, **more}, static=True)["hmtx"].metrics
        for more in ({}, {"XXXX": 1})
    ]
    assert weights[0] == weights[1]


def test_the_engine_cuts_fonts_so_while_the_press_works() -> None:
    with weasyprint_door.hooked():
        assert fonts.instantiateVariableFont is unpacked_fonts.cut
