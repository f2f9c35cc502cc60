"""The shop sets only what differs, and its pages are those of a layout in one piece."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import weasyprint

from brochurepress.pipeline.stages import lay_out
from brochurepress.source.inputs import read_sources
from brochurepress.typeset import weasyprint_door
from brochurepress.typeset.box_geometry import text_runs
from brochurepress.typeset.incremental import Fonts, LayoutCache
from brochurepress.typeset.layout_checks import Layout
from brochurepress.typeset.placed_bitmaps import Fetch
from brochurepress.typeset.tagging import paint_tagged
from brochurepress.typeset.weasyprint_door import listening
from brochurepress.workspace.project import HOME, Project
from brochurepress.workspace.snapshot import Snapshot
from tests.support.edited_editions import EDITIONS, ROOTS, copied

TEXT = "source/complete/03-points.md"
ARTICLE = "source/complete/04-article.md"
FACE = '@font-face { font-family: "Own"; src: url("/own.woff2") }'
SHEET = '<link rel="stylesheet" href="/layout.css"><main><div class="sheet">{}</div></main>'


def laid_out(root: Path, shop: LayoutCache, edition: str = "complete") -> Layout:
    project = Project(root)
    return lay_out(read_sources(Snapshot(project), edition), shop)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the complete edition with fewer sections, to be changed."""
    root = copied("complete", tmp_path)
    for name in ("05-plate", "07-contacts", "08-channels", "09-download"):
        (root / f"source/complete/{name}.md").unlink()
    return root


@pytest.fixture
def shop(root: Path) -> LayoutCache:
    """A shop in which the complete edition has been set once."""
    shop = LayoutCache()
    laid_out(root, shop)
    return shop


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("edition", EDITIONS)
def test_sheets_set_apart_are_those_of_one_piece(edition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = laid_out(ROOTS[edition], LayoutCache(), edition)
    monkeypatch.setattr("brochurepress.compose.sheets._holds_content", lambda frame: True)
    whole = laid_out(ROOTS[edition], LayoutCache(), edition)
    assert len(apart.composition.documents) == len(apart.composition.sheets)
    assert len(whole.composition.documents) == 1
    assert weasyprint_door.write_pdf(apart.pages) == weasyprint_door.write_pdf(whole.pages)
    ours, theirs = paint_tagged(apart.pages), paint_tagged(whole.pages)
    assert (ours.pdf, ours.furniture) == (theirs.pdf, theirs.furniture)
    assert ours.source.one("body") == theirs.source.one("body")
    assert [mark for _, mark in ours.laid.marks()] == [mark for _, mark in theirs.laid.marks()]
    assert apart.pages_of() == whole.pages_of()


def test_what_is_the_same_is_not_set_again(root: Path, shop: LayoutCache) -> None:
    laid_out(root, shop)
    assert shop.set_last == 0


def test_one_word_sets_one_sheet_again(root: Path, shop: LayoutCache) -> None:
    before = weasyprint_door.write_pdf(laid_out(root, shop).pages)
    change(root / TEXT, "title: ", "title: Other ")
    layout = laid_out(root, shop)
    assert shop.set_last == 1
    assert (
        weasyprint_door.write_pdf(layout.pages)
        == weasyprint_door.write_pdf(laid_out(root, LayoutCache()).pages)
        != before
    )


def test_a_page_more_sets_what_follows_again_with_its_numbers(root: Path, shop: LayoutCache) -> None:
    pages = laid_out(root, shop).page_count
    longer = (root / ARTICLE).read_text(encoding="utf-8") + "\nAnd another paragraph.\n" * 60
    (root / ARTICLE).write_text(longer, encoding="utf-8")
    layout = laid_out(root, shop)
    assert layout.page_count > pages
    assert shop.set_last > 1
    assert weasyprint_door.write_pdf(layout.pages) == weasyprint_door.write_pdf(laid_out(root, LayoutCache()).pages)


def test_a_picture_sets_the_sheets_that_show_it_again(root: Path, shop: LayoutCache) -> None:
    change(root / "source/complete/pictures/tiles.svg", "<rect", "<rect opacity='1'")
    assert weasyprint_door.write_pdf(laid_out(root, shop).pages) == weasyprint_door.write_pdf(
        laid_out(root, LayoutCache()).pages
    )
    assert 0 < shop.set_last < len(laid_out(root, shop).composition.sheets)


def test_a_token_sets_every_sheet_again(root: Path, shop: LayoutCache) -> None:
    (root / "layouts/kits/puzzle").mkdir(parents=True)
    shutil.copy(HOME / "layouts/kits/puzzle/tokens.toml", root / "layouts/kits/puzzle/tokens.toml")
    change(root / "layouts/kits/puzzle/tokens.toml", 'srgb = "#0D9F75"', 'srgb = "#0D9F76"')
    layout = laid_out(root, shop)
    assert shop.set_last == len(layout.composition.sheets)
    assert weasyprint_door.write_pdf(layout.pages) == weasyprint_door.write_pdf(laid_out(root, LayoutCache()).pages)


@pytest.mark.parametrize("declaration", ["colour: red", "--wide: tomato; width: var(--wide)"])
def test_a_fault_is_said_again_until_it_is_mended(declaration: str, root: Path, shop: LayoutCache) -> None:
    sheet = root / "layouts/sections/points/paper.css"
    sheet.parent.mkdir(parents=True)
    shutil.copy(HOME / "layouts/sections/points/paper.css", sheet)
    good = sheet.read_text(encoding="utf-8")
    sheet.write_text(f"{good}\n.points {{ {declaration} }}\n", encoding="utf-8")
    for _ in range(3):
        (finding,) = laid_out(root, shop).findings
        place = finding.place
        assert (finding.rule, place.file) == ("layout/engine", "layouts/sections/points/paper.css")
        assert place.line == good.count("\n") + 2
    sheet.write_text(good, encoding="utf-8")
    assert laid_out(root, shop).findings == ()


def test_a_picture_that_is_gone_and_back_is_said_and_no_longer_said(root: Path, shop: LayoutCache) -> None:
    css = root / "layouts/sections/points/paper.css"
    css.parent.mkdir(parents=True)
    points = (HOME / "layouts/sections/points/paper.css").read_text(encoding="utf-8")
    css.write_text(points + '.points { background: url("/assets/pictures/own.svg") }', encoding="utf-8")
    own = root / "assets/pictures/own.svg"
    own.parent.mkdir(parents=True, exist_ok=True)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    own.write_text(drawing, encoding="utf-8")
    assert laid_out(root, shop).findings == ()
    own.unlink()
    assert [finding.rule for finding in laid_out(root, shop).findings] == ["layout/missing"]
    own.write_text(drawing, encoding="utf-8")
    assert laid_out(root, shop).findings == ()


@pytest.mark.parametrize(
    "rule",
    [
        "h2 { string-set: title content() }",
        "li { counter-increment: points }",
        "a::after { content: target-text(attr(href)) }",
        ".folio { position: fixed }",
        "h2 { break-before: right }",
    ],
)
def test_what_ties_pages_together_is_set_in_one_piece(root: Path, rule: str) -> None:
    css = root / "layouts/sections/points/paper.css"
    css.parent.mkdir(parents=True)
    css.write_text(rule, encoding="utf-8")
    project = Project(root)
    assert len(lay_out(read_sources(Snapshot(project), "complete")).composition.documents) == 1


CONTENTS = "---\ntype: contents\ntitle: In this brochure\n---\n"
MIRRORED = """[custom]
margin-inside = "24mm"
margin-outside = "12mm"
hang-line = "16mm"
stand-line = "18mm"
head = "var(--section-head)"
"""


def test_sides_heads_and_pages_of_links_are_values_of_each_sheet(root: Path) -> None:
    (root / "source/complete/02-contents.md").write_text(CONTENTS, encoding="utf-8")
    change(root / "source/complete/tokens.toml", "[colours]", f"{MIRRORED}\n[colours]")
    layout = laid_out(root, shop := LayoutCache())
    assert len(layout.composition.documents) == len(layout.composition.sheets)
    runs, pages = list(text_runs(layout.pages)), layout.pages_of()
    lefts = {page: min(run.area.left for run in runs if run.page == page and not run.generated) for page in (3, 4)}
    assert lefts == pytest.approx({3: 24, 4: 12}, abs=1.5)
    heads = {run.page: run.text for run in runs if run.generated and run.area.bottom < 16}
    assert 1 not in heads
    assert heads[pages["contents"]] == "In this brochure"
    listed = [run.text for run in runs if run.generated and run.page == pages["contents"] and run.area.top > 30]
    assert str(pages["points"]) in listed
    change(root / TEXT, "- ", "- Other ")
    again = laid_out(root, shop)
    assert shop.set_last == 1
    assert weasyprint_door.write_pdf(again.pages) == weasyprint_door.write_pdf(laid_out(root, LayoutCache()).pages)


def test_content_outside_the_sheets_is_set_once(root: Path) -> None:
    base = (HOME / "layouts/base.html").read_text(encoding="utf-8")
    (root / "layouts").mkdir(exist_ok=True)
    (root / "layouts/base.html").write_text(base.replace("<main>", "<p>Once</p><main>"), encoding="utf-8")
    project = Project(root)
    assert len(lay_out(read_sources(Snapshot(project), "complete")).composition.documents) == 1


def test_a_font_of_another_cut_is_read_again() -> None:
    shop, css = LayoutCache(), f"{FACE} body {{ font: 10mm Own }}"
    widths = []
    for weight in (400, 700, 400):
        font = (HOME / f"fonts/special-gothic-latin-{weight}-normal.woff2").read_bytes()
        (run,) = text_runs(shop.lay_out((SHEET.format("Width"),), css, of(font)))
        widths.append(run.area.right)
    assert widths[0] == widths[2] < widths[1]


def test_a_face_that_is_declared_otherwise_is_registered_anew() -> None:
    font = (HOME / "fonts/special-gothic-latin-700-normal.woff2").read_bytes()
    shop = LayoutCache()
    for face in (FACE, FACE.replace("Own", "Other")):
        pages = shop.lay_out((SHEET.format("Text"),), face, of(font))
        assert (pages.messages, shop.set_last) == ((), 1)


def of(font: bytes) -> Fetch:
    return lambda url: (font, "font/woff2")


READ = {
    "layers within layers": "@layer b, a; @layer a { p { color: red } @layer c { p { top: 1px } } } @layer a.d, e.f;",
    "nested": "p { color: red; & b, &::before { top: 1px } @media print { left: 2px } }",
    "pages": "@page :first { margin: 1cm; @top-left { content: 'a' } } @page wide { size: 2in }",
    "a condition": "@media screen { p { top: 0 } } @media print { p { top: 1px } } p { top: 2px }",
    "said": "p { color: red } q { none: 1 }",
    "layers without names": "@layer { p { top: 0 } } @layer { p { top: 1px } }",
}


@pytest.mark.parametrize("name", READ)
def test_a_style_sheet_that_is_read_rule_by_rule_says_what_it_says_as_a_whole(name: str) -> None:
    css = READ[name]
    ready = LayoutCache()._prepare(css, of(b""))
    with listening() as said:
        whole = weasyprint.CSS(string=css)
    assert [message.text for message in ready.messages] == [message.text for message in said]
    assert (ready.rules.layers, len(ready.rules.page_rules)) == (whole.layers, len(whole.page_rules))
    assert told(ready.rules.page_rules) == told(whole.page_rules)
    assert told(vars(ready.rules.matcher)) == told(vars(whole.matcher))


def told(value: object) -> str:
    """What something says, without where it stands in memory and in its text."""
    return re.sub(r"(?<= at )0x\w+|(?<=AtRule )\S+", "", repr(value))


def test_forms_read_the_rules_and_fonts_that_they_share_once(monkeypatch: pytest.MonkeyPatch) -> None:
    font = (HOME / "fonts/special-gothic-latin-700-normal.woff2").read_bytes()
    fonts: Fonts = {}
    own = f"{FACE} p {{ top: 81px }}"
    first = LayoutCache(fonts)._prepare(own, of(font))
    monkeypatch.setattr(weasyprint.text.fonts, "mkdtemp", None)
    second = LayoutCache(fonts)._prepare(f"{own} q {{ left: 81px }}", of(font))
    assert second.fonts is first.fonts
    payload, *more = (each.matcher.lower_local_name_selectors["p"][0][-1] for each in (first.rules, second.rules))
    assert [each is payload for each in more] == [True]
