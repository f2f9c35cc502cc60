"""New fonts: measured, put together, and told where they may not be embedded or lack letters."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._v_h_e_a import vheaFormat
from fontTools.varLib.instancer import instantiateVariableFont

from brochurepress.design.fonts import font_findings, measures_of, packed_font, read_new_fonts
from brochurepress.design.tokens import read_tokens
from brochurepress.source.new_files import new_font
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_found, assert_only_found, assert_silent, rejection

WHOLE = (HOME / "layouts/kits/quiet/fonts/source-serif-4-normal.woff2").read_bytes()
STATIC = (HOME / "fonts/newsreader-latin-400-normal.woff2").read_bytes()
LATIN = (HOME / "tests/editions/waterstand/fonts/literata-200-900-normal.woff2").read_bytes()
SNAPSHOT = Snapshot(Project(HOME))


def made(content: bytes, rights: int = 0, letters: str = "", flavor: str | None = None) -> bytes:
    """A font with other rights, or only some letters, packed or not."""
    font = TTFont(io.BytesIO(content))
    font["OS/2"].fsType = rights
    if letters:
        options = Options()
        options.name_IDs = ["*"]
        subset = Subsetter(options)
        subset.populate(text=letters)
        subset.subset(font)
    font.flavor = flavor
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def upright(content: bytes) -> bytes:
    """The font with metrics for lines that run down (OpenType, vhea and vmtx)."""
    font = TTFont(io.BytesIO(content))
    font["vhea"], font["vmtx"] = newTable("vhea"), newTable("vmtx")
    font["vhea"].__dict__ |= dict.fromkeys(re.findall(r"(\w+):", vheaFormat), 0) | {"tableVersion": 0x11000}
    font["vmtx"].metrics = dict.fromkeys(font.getGlyphOrder(), (1000, 0))
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


@pytest.mark.parametrize("flavor", [None, "woff", "woff2"])
def test_a_font_is_measured_however_it_is_packed(flavor: str | None) -> None:
    ((cut, font),) = read_new_fonts({"a": made(STATIC, flavor=flavor)}).items()
    assert cut[1:] == ("400", False)
    assert measures_of(font) == pytest.approx({"rise": 0.235, "cap": 0.676, "x": 0.4405}, abs=0.001)


def test_subsets_of_a_variable_font_become_one_that_varies_as_the_whole() -> None:
    parts = {"latin": made(WHOLE, letters="Hxaé"), "more": made(WHOLE, letters="aŁőş")}
    ((cut, font),) = read_new_fonts(parts).items()
    assert cut == ("Source Serif 4", "200 900", False)
    font, whole = (TTFont(io.BytesIO(each)) for each in (packed_font(font), WHOLE))
    assert {chr(code) for code in font.getBestCmap()} >= set("HxaéŁőş")
    for letter in "HéŁőş":
        widths = [
            each.getGlyphSet(location={"wght": 900, "opsz": 60})[each.getBestCmap()[ord(letter)]].width
            for each in (font, whole)
        ]
        assert widths[0] == pytest.approx(widths[1], abs=1)


def test_widths_of_letters_that_were_added_vary_as_they_are_drawn() -> None:
    latin, more = made(upright(LATIN), letters="Hx"), made(upright(LATIN), letters="iÍ")
    (font,) = read_new_fonts({"latin": latin, "more": more}).values()
    assert "vmtx" not in font
    read = TTFont(io.BytesIO(packed_font(font)))
    drawn = instantiateVariableFont(TTFont(io.BytesIO(packed_font(font))), {"wght": 300})
    for letter in "HiÍ":
        name = read.getBestCmap()[ord(letter)]
        assert read.getGlyphSet(location={"wght": 300})[name].width == pytest.approx(drawn["hmtx"][name][0], abs=1)
    assert "HVAR" in read


def test_a_family_is_named_without_the_style_of_its_axes() -> None:
    font = TTFont(io.BytesIO(LATIN))
    style = next(value for value in font["STAT"].table.AxisValueArray.AxisValue if value.AxisIndex == 1)
    font["name"].setName(f"Literata {font['name'].getDebugName(style.ValueNameID)}", 1, 3, 1, 0x409)
    file = io.BytesIO()
    font.save(file)
    assert [family for family, *_ in read_new_fonts({"a": file.getvalue()})] == ["Literata"]


def test_what_is_no_font_or_of_another_make_is_refused() -> None:
    assert_only_found(rejection(lambda: read_new_fonts({"a.ttf": b"no font"})), "fonts/broken", file="a.ttf")
    other = TTFont(io.BytesIO(STATIC))
    other["head"].unitsPerEm = 999
    file = io.BytesIO()
    other.save(file)
    parts = {"a.ttf": STATIC, "b.ttf": file.getvalue()}
    assert_only_found(rejection(lambda: read_new_fonts(parts)), "fonts/merge", file="b.ttf")


RIGHTS = {0x2: "may not be embedded", 0x4: "view and print", 0x100: "only whole", 0x200: "bitmaps"}


@pytest.mark.parametrize("rights", RIGHTS)
def test_a_right_that_is_missing_is_told(rights: int) -> None:
    (font,) = read_new_fonts({"a": made(WHOLE, rights)}).values()
    font["cmap"].tables[0].cmap |= dict.fromkeys(range(0x20, 0x3000), "space")
    assert_only_found(tuple(font_findings(SNAPSHOT, font, "a", ())), "fonts/rights", message=RIGHTS[rights])
    font["OS/2"].fsType = 0x8
    assert_silent(tuple(font_findings(SNAPSHOT, font, "a", ())))


def test_letters_that_are_missing_are_told_with_who_needs_them() -> None:
    (font,) = read_new_fonts({"a": STATIC}).values()
    found = tuple(font_findings(SNAPSHOT, font, "a", ["abc"]))
    assert_only_found(found, "fonts/letters", message="CO₂")
    assert "₂" in found[0].message


def test_a_family_is_named_by_its_role_in_the_tokens(tmp_path: Path) -> None:
    snapshot = Snapshot(Project(tmp_path))
    files, tokens, found = new_font(snapshot, {"a.woff2": STATIC}, b"OFL", "display", "")
    assert [Path(file).suffix for file in files] == ["", ".woff2"]
    assert_found(found, "fonts/letters")
    for file, content in {**files, **tokens}.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(content)
    snapshot = Snapshot(Project(tmp_path))
    read = read_tokens(snapshot.fields("layouts/kits/quiet/tokens.toml"), snapshot.fields("assets/tokens.toml"))
    assert read.fonts["display"].files[0].file in files and read.display_faces["bold"] in files
    again = rejection(lambda: new_font(snapshot, {"a.woff2": STATIC}, b"OFL", "display", ""))
    assert_only_found(again, "fonts/role", file="assets/tokens.toml", hint="[fonts.display]")
    two = {"a": STATIC, "b": WHOLE}
    assert_only_found(rejection(lambda: new_font(snapshot, two, b"OFL", "text", "")), "fonts/families")
