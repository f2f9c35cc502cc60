"""Font files: side bearings and characters; a broken file is found at the file, a missing one where it is named."""

from __future__ import annotations

import pytest

from brochurepress.design.fonts import code_points, ink_boxes, open_font, outlined, side_bearing
from brochurepress.design.tokens import read_tokens
from brochurepress.findings import Place
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.assertions import assert_only_found, rejection
from tests.support.sample_project import Sample

BOLD = read_tokens(Snapshot(Project(HOME)).fields("layouts/kits/puzzle/tokens.toml")).display_faces["bold"]
NAMED = Place("layouts/kits/puzzle/tokens.toml", 7)
FONTS = Project(HOME).listing("fonts/*.woff2")


@pytest.mark.parametrize("file", FONTS)
def test_every_font_of_the_press_sets_every_language(file: str) -> None:
    cut = code_points(open_font(Snapshot(Project(HOME)), file, NAMED))
    set_in_it = [path for name in ("language", "guide") for path in (HOME / "layouts/languages").glob(f"*/{name}.toml")]
    texts = "".join(path.read_text(encoding="utf-8") for path in set_in_it)
    assert {chr(code) for code in map(ord, texts) if code > 32 and code not in cut} == set()


@pytest.mark.parametrize("file", FONTS)
def test_every_font_has_its_licence_beside_it(file: str) -> None:
    family = file.split("-latin")[0]
    assert (HOME / f"{family}-LICENSE").is_file()


@pytest.mark.parametrize("file", FONTS)
def test_a_line_of_text_is_drawn_as_outlines_in_its_size(file: str) -> None:
    font = open_font(Snapshot(Project(HOME)), file, NAMED)
    drawn, boxes = outlined(font, "Hxa 8", 10), list(ink_boxes(font, "Hxa 8"))
    lines = [line.split() for line in drawn.splitlines()]
    assert {line[-1] for line in lines} == {"m", "l", "c", "h", "f"}
    assert lines[-1] == ["f"]
    ends = [(float(line[-3]), float(line[-2])) for line in lines if len(line) > 2]
    for got, box in ((min(x for x, _ in ends), boxes[0].left), (max(x for x, _ in ends), boxes[-1].right)):
        assert got == pytest.approx(box * 10, abs=0.15)
    assert max(y for _, y in ends) == pytest.approx(max(box.top for box in boxes) * 10, abs=0.15)


def test_side_bearings_are_parts_of_the_size() -> None:
    font = open_font(Snapshot(Project(HOME)), BOLD, NAMED)
    assert 0.03 < side_bearing(font, "H") < 0.12
    assert side_bearing(font, "T") < side_bearing(font, "H")
    assert side_bearing(font, "\u4e00") == 0


def test_a_missing_font_is_found_where_it_is_named(good: Sample) -> None:
    findings = rejection(lambda: open_font(Snapshot(good.project), "fonts/none.woff2", NAMED))
    assert_only_found(findings, "fonts/missing", file=NAMED.file, line=NAMED.line)


@pytest.mark.parametrize("content", [b"", b"a text", b"wOF2" + b"\0" * 60])
def test_a_broken_font_is_found_at_the_file(good: Sample, content: bytes) -> None:
    good.write("fonts/broken.woff2", content)
    findings = rejection(lambda: open_font(Snapshot(good.project), "fonts/broken.woff2", NAMED))
    assert_only_found(findings, "fonts/broken", file="fonts/broken.woff2", hint="WOFF2")


def test_a_font_that_breaks_off_is_found(good: Sample) -> None:
    whole = (HOME / BOLD).read_bytes()
    good.write("fonts/broken.woff2", whole[: len(whole) // 2])
    findings = rejection(lambda: open_font(Snapshot(good.project), "fonts/broken.woff2", NAMED))
    assert_only_found(findings, "fonts/broken", file="fonts/broken.woff2")


def test_a_font_that_was_mended_is_opened_again(good: Sample) -> None:
    good.write("fonts/a.woff2", b"a text")
    rejection(lambda: open_font(Snapshot(good.project), "fonts/a.woff2", NAMED))
    good.write("fonts/a.woff2", (HOME / BOLD).read_bytes())
    assert code_points(open_font(Snapshot(good.project), "fonts/a.woff2", NAMED))
