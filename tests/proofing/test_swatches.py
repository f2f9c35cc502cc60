"""Swatches: every format gives the tokens again, and ink that looks otherwise is told."""

from __future__ import annotations

import dataclasses
import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from brochurepress.artworks.press.separation.colour import delta_e, soft_proof
from brochurepress.cli import command_line as publish
from brochurepress.cli.console import CLEAN, REJECTED
from brochurepress.proofing.swatches import (
    FAR,
    FORMATS,
    Format,
    Palette,
    Swatch,
    check_proofs,
    palette_of,
    proofed,
    write_ase,
    write_swatches,
)
from brochurepress.source.inputs import read_sources
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support import browser as browsing
from tests.support.assertions import assert_only_found, assert_silent
from tests.support.comparison import changed
from tests.support.edited_editions import EDITIONS, ROOTS
from tests.support.swatch_readers import READERS, read_ase

TOKENS = "layouts/kits/puzzle/tokens.toml"
PALETTE = Palette(
    "Water */ & wegen",
    "Coated FOGRA39",
    (Swatch("sea", "#C6E6FA", (26, 1, 0, 0)), Swatch("half-tint", "#0D9F75", (80, 10.5, 66, 0))),
)
by_format = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)


def read_back(form: Format, content: bytes) -> list[Swatch]:
    """The swatches that a file of that format holds, their inks to a hundredth of a per cent."""
    read = READERS[form.suffix](content)
    return [dataclasses.replace(s, ink=tuple(round(part, 2) for part in s.ink)) for s in read]  # type: ignore[arg-type]


@by_format
@pytest.mark.parametrize("title", [PALETTE.title, "*/ }", "Name: x", "# 1", "-", "\U0001f3f4" * 200])
def test_a_file_gives_the_colours_again(form: Format, title: str) -> None:
    palette = dataclasses.replace(PALETTE, title=title, condition=title)
    assert read_back(form, form.write(palette)) == list(PALETTE.swatches)


@by_format
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_files_of_an_edition_hold_its_tokens(edition: str, form: Format) -> None:
    palette = palette_of(read_sources(Snapshot(Project(ROOTS[edition])), edition))
    files = write_swatches(palette, edition)
    assert sorted(files) == sorted(f"{edition}{each.suffix}" for each in FORMATS)
    assert read_back(form, files[f"{edition}{form.suffix}"]) == list(palette.swatches)


def test_a_title_of_two_lines_is_written_in_one(tmp_path: Path) -> None:
    edition = "source/minimal/edition.toml"
    title = next(line for line in (ROOTS["minimal"] / edition).read_text().splitlines() if "title" in line)
    project = changed("minimal", tmp_path, (edition, title, 'title = "A\\n1 2 3 b"'))
    assert palette_of(read_sources(Snapshot(project), "minimal")).title == "A 1 2 3 b"


@by_format
@pytest.mark.parametrize(
    "wrong",
    [
        Swatch("lake", "#C6E6FA", (26, 1, 0, 0)),
        Swatch("sea", "#C6E6FB", (26, 1, 0, 0)),
        Swatch("sea", "#C6E6FA", (26, 1, 0, 1)),
    ],
    ids=["name", "screen", "ink"],
)
def test_each_part_of_a_colour_is_in_the_file(form: Format, wrong: Swatch) -> None:
    spoilt = dataclasses.replace(PALETTE, swatches=(wrong, *PALETTE.swatches[1:]))
    assert read_back(form, form.write(spoilt)) == list(spoilt.swatches) != list(PALETTE.swatches)


@by_format
def test_a_file_that_is_broken_off_does_not_give_the_colours(form: Format) -> None:
    content = form.write(PALETTE)
    try:
        found = read_back(form, content[: len(content) // 3])
    except ValueError:
        return
    assert found != list(PALETTE.swatches)


def test_adobe_swatch_exchange_is_written_as_others_read_it() -> None:
    content = write_ase(Palette("P", "", (Swatch("a", "#FF0000", (0, 100, 100, 0)),)))
    start = struct.pack(">HIH", 0xC001, 18, 8) + "P: CMYK\0".encode("utf-16-be")
    colour = struct.pack(">HIH", 0x0001, 28, 2) + "a\0".encode("utf-16-be") + b"CMYK"
    colour += struct.pack(">4fH", 0, 1, 1, 0, 0)
    end = struct.pack(">HI", 0xC002, 0)
    assert content.startswith(b"ASEF" + struct.pack(">HHI", 1, 0, 6) + start + colour + end)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda content: b"ASEG" + content[4:], "no Adobe Swatch Exchange"),
        (lambda content: content + b"\0", "do not fill the file"),
        (lambda content: content.replace(b"CMYK", b"CMYX", 1), "cannot be read"),
        (lambda content: content[:-2], "cannot be read"),
        (lambda content: b"", "cannot be read"),
    ],
)
def test_adobe_swatch_exchange_that_is_broken_is_told(spoil: object, fault: str) -> None:
    assert callable(spoil)
    with pytest.raises(ValueError, match=fault):
        read_ase(spoil(write_ase(PALETTE)))


def test_design_tokens_are_as_the_color_module_has_them() -> None:
    form = next(form for form in FORMATS if form.suffix == ".tokens.json")
    token = json.loads(form.write(PALETTE))["color"]["sea"]
    assert token["$value"] == {
        "colorSpace": "srgb",
        "components": [0.77647, 0.90196, 0.98039],
        "alpha": 1,
        "hex": "#c6e6fa",
    }
    assert token["$extensions"]["brochurepress.ink"] == {"cyan": 26, "magenta": 1, "yellow": 0, "black": 0}
    spoilt = form.write(PALETTE).replace(b'"hex": "#c6e6fa"', b'"hex": "#c6e6fb"')
    with pytest.raises(ValueError, match="the components of 'sea' are not its hex value"):
        READERS[form.suffix](spoilt)


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_inks_look_as_the_screen_shows_them(edition: str) -> None:
    project = Project(ROOTS[edition])
    sources = read_sources(Snapshot(project), edition)
    assert_silent(check_proofs(sources, proofed(sources, palette_of(sources))))


def test_ink_that_looks_otherwise_is_told_at_its_line(tmp_path: Path) -> None:
    project = changed("minimal", tmp_path, (TOKENS, "[26, 1, 0, 0]", "[66, 1, 0, 0]"))
    sources = read_sources(Snapshot(project), "minimal")
    found = check_proofs(sources, proofed(sources, palette_of(sources)))
    assert_only_found(found, "swatches/proof", file=TOKENS, line=12, message="zee is #C6E6FA on screens")


def test_the_distance_of_colours_is_that_of_cie() -> None:
    assert delta_e((255, 255, 255), (0, 0, 0)) == pytest.approx(100, abs=0.5)
    assert delta_e((13, 159, 117), (13, 159, 117)) == 0
    assert 0 < delta_e((128, 128, 128), (130, 130, 130)) < FAR < delta_e((128, 128, 128), (150, 150, 150))


def test_paper_proofs_white_and_black_ink_nearly_black() -> None:
    profile = (HOME / "assets/icc/FOGRA39L_300.icc").read_bytes()
    paper, black = soft_proof(profile, [(0, 0, 0, 0), (0, 0, 0, 100)])
    assert paper == (255, 255, 255)
    assert max(black) < 40
    assert soft_proof(profile, []) == ()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("output")
    arguments = ["swatches", "complete", "--root", str(ROOTS["complete"]), "--output", str(output)]
    result = CliRunner().invoke(publish.main, arguments)
    assert (result.exit_code, result.output) == (CLEAN, "")
    return output / "complete.swatches"


def test_the_files_are_written_with_a_sheet_to_look_at(folder: Path) -> None:
    names = [f"complete{form.suffix}" for form in FORMATS]
    assert sorted(path.name for path in folder.glob("[!.]*")) == sorted([*names, "complete.html"])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.browser() as started:
        yield started


@pytest.mark.parametrize("width", [320, 1280])
def test_the_sheet_can_be_used_by_everyone(width: int, folder: Path, chromium: Browser) -> None:
    with browsing.visit(chromium, folder / "complete.html", width) as visit:
        assert visit.axe() == ()
        assert visit.overflow() == 0
        assert visit.errors == []
        for form in FORMATS:
            assert visit.page.locator(f'a[href="complete{form.suffix}"]').count() == 1
        heads = visit.page.locator(".cards h2").all_inner_texts()
    assert heads == [s.name for s in READERS[".gpl"]((folder / "complete.gpl").read_bytes())]


def test_tokens_that_are_refused_write_nothing(tmp_path: Path) -> None:
    root = changed("minimal", tmp_path, (TOKENS, "#EC633A", "#EC63")).root
    result = CliRunner().invoke(publish.main, ["swatches", "--root", str(root)])
    assert result.exit_code == REJECTED
    assert not (root / "output").exists()
